/* What the central queue is told of: the item of a step, in the same commit as what the step wrote. */
#include "journeys/call.h"

#include "base/calendar.h"
#include "store/appeals.h"
#include "store/items.h"
#include "store/number.h"
#include "store/tells.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* A topic that the menus no longer have is taken for restricted, so that an edit of theirs exposes nobody. */
bool tell_restricted(const struct menu_set *set, const char *table, const char *key)
{
	uint16_t index = menu_table_find(set, table);
	uint16_t record = index == MENU_NONE ? MENU_NONE : menu_record_find(set, index, key);
	if (record == MENU_NONE)
		return true;
	const char *restricted = menu_record_word(set, index, record, COLUMN_RESTRICTED);
	return restricted && strcmp(restricted, "no") != 0;
}

bool tell_restricted_now(const struct call *c, const char *table, const char *key)
{
	return tell_restricted(c->state->set, table, key) || (c->caller->newest && tell_restricted(c->caller->newest, table, key));
}

/* Both sides are fields of ours, the item's never the shorter one. */
static void put(char *out, size_t capacity, const char *text)
{
	bool fits = bytes_to_string(bytes_of(text), out, capacity);
	assert(fits);
	(void)fits;
}

#define PUT(field, text) put(field, sizeof(field), text)

static enum error add_and_wipe(const struct call *c, struct item *item)
{
	PUT(item->channel, c->caller->channel);
	enum error error = items_add(c->store, item);
	sodium_memzero(item, sizeof *item);
	return error;
}

/* What a lodged appeal and an addition to it have in common. */
static void about_appeal(const struct call *c, const struct appeal *a, struct item *item)
{
	PUT(item->subject, a->number);
	PUT(item->language, a->language);
	PUT(item->country, menu_key_now(c->state->set, "country", a->country));
	PUT(item->region, menu_key_now(c->state->set, "region", a->region));
	PUT(item->place, a->place);
	PUT(item->topic, menu_key_now(c->state->set, TABLE_TOPIC, a->topic));
	item->restricted = a->restricted;
	item->at_ms = a->nameless ? calendar_day_start(calendar_day(c->now.unix_ms)) : c->now.unix_ms;
}

enum error tell_lodged(const struct call *c, const struct appeal *a)
{
	struct item item = { .kind = ITEM_APPEAL_LODGED };
	about_appeal(c, a, &item);
	PUT(item.text, a->text);
	if (!a->nameless) {
		PUT(item.msisdn, a->msisdn);
		PUT(item.name, a->name);
	}
	return add_and_wipe(c, &item);
}

/* Whoever has number and PIN may add, from any phone: theirs is not told, the appeal's stands in its own item. */
enum error tell_added(const struct call *c, const char number[9], const char *text)
{
	struct item item = { .kind = ITEM_APPEAL_ADDED };
	struct appeal a;
	enum error error = appeals_get(c->store, number, &a);
	if (!error) {
		about_appeal(c, &a, &item);
		PUT(item.text, text);
		error = add_and_wipe(c, &item);
	}
	sodium_memzero(&a, sizeof a);
	return error;
}

/* What that node has told of it; as long as nobody has, it counts as restricted. */
static bool restricted_elsewhere(const struct call *c, const char number[9])
{
	char text[TELL_TEXT_MAX];
	struct told told;
	const struct journey_caller *caller = c->caller;
	bool known = caller->look_up && caller->look_up(caller->cluster, number, text, sizeof text) && tell_read(c->store, text, &told) == ERR_NONE;
	bool restricted = !known || told.progress.restricted;
	sodium_memzero(&told, sizeof told);
	return restricted;
}

/* Region and country stand in the other node's row, and in its item. */
enum error tell_added_elsewhere(const struct call *c, const char number[9], const char *text)
{
	struct item item = { .kind = ITEM_APPEAL_ADDED, .at_ms = calendar_day_start(calendar_day(c->now.unix_ms)) };
	char topic[ITEM_KEY_MAX + 1], language[9];
	if (call_key(c, "topic", topic, sizeof topic) || call_language(c, language))
		return ERR_STATE;
	PUT(item.subject, number);
	PUT(item.topic, topic);
	PUT(item.language, language);
	PUT(item.text, text);
	item.restricted = restricted_elsewhere(c, number);
	return add_and_wipe(c, &item);
}

/* Whoever has number and PIN may say whether the answer helped, as they may add. */
enum error tell_rated(const struct call *c, const char number[9], int rating)
{
	struct item item = { .kind = ITEM_SATISFACTION, .rating = rating };
	struct appeal a;
	enum error error = appeals_get(c->store, number, &a);
	if (!error) {
		about_appeal(c, &a, &item);
		error = add_and_wipe(c, &item);
	}
	sodium_memzero(&a, sizeof a);
	return error;
}

enum error tell_callback(const struct call *c, const struct callback *asked)
{
	struct item item = { .kind = ITEM_CALLBACK_ASKED, .at_ms = asked->asked_ms };
	/* No serial: a gap would tell of a restricted one. Six digits tell apart all that can be in the queue at a time. */
	_Static_assert(NUMBER_MASKS >= ITEMS_MAX, "each has its own");
	snprintf(item.subject, sizeof item.subject, "callback-%u", (unsigned)asked->mask);
	const char *need = menu_kept_key(c->state, "need");
	PUT(item.language, asked->language);
	PUT(item.country, asked->country);
	PUT(item.helpline, asked->helpline);
	PUT(item.hour, asked->hour);
	PUT(item.topic, need);
	PUT(item.msisdn, asked->msisdn);
	item.restricted = *need && tell_restricted_now(c, TABLE_NEED, need);
	return add_and_wipe(c, &item);
}

/* The code of the place that a project is for, "" when it is for none. */
static const char *project_place(const struct menu_set *set, const char *project)
{
	uint16_t table = menu_table_find(set, TABLE_PROJECT);
	uint16_t record = table == MENU_NONE ? MENU_NONE : menu_record_find(set, table, project);
	const char *code = record == MENU_NONE ? NULL : menu_record_word(set, table, record, COLUMN_PLACE);
	return code ? code : "";
}

enum error tell_pledge(const struct call *c, enum item_kind kind, const struct pledge *p)
{
	struct item item = { .kind = kind, .at_ms = c->now.unix_ms, .amount = p->amount };
	PUT(item.subject, p->number);
	PUT(item.language, p->language);
	PUT(item.project, p->project);
	PUT(item.offer, p->offer);
	PUT(item.rhythm, p->rhythm);
	PUT(item.currency, p->currency);
	PUT(item.place, project_place(c->state->set, p->project));
	if (kind == ITEM_PLEDGE_MADE) {
		PUT(item.country, menu_kept_key(c->state, "country"));
		PUT(item.region, menu_kept_key(c->state, "region"));
		PUT(item.name, p->name);
		PUT(item.msisdn, p->msisdn);
	}
	return add_and_wipe(c, &item);
}
