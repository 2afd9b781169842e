#include "journeys/appeal.h"

#include "journeys/calendar.h"
#include "journeys/call.h"
#include "store/appeals.h"
#include "store/items.h"
#include "store/pins.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum error text_append(struct call *c, const char **outcome)
{
	char joined[APPEAL_TEXT_MAX + 1 + APPEAL_ADDITION_MAX + 1];
	const char *text = menu_get(c->state, SLOT_TEXT);
	int len = snprintf(joined, sizeof joined, "%s%s%s", text, *text ? " " : "", menu_get(c->state, SLOT_ADDITION));
	enum error error = (size_t)len < sizeof joined ? menu_put(c->state, SLOT_TEXT, joined, (size_t)len) : ERR_LONG;
	sodium_memzero(joined, sizeof joined);
	menu_wipe(c->state, SLOT_ADDITION);
	*outcome = error ? "full" : "added";
	return error == ERR_LONG || error == ERR_FULL ? ERR_NONE : error;
}

/* Who is nameless has chosen so in this call; what they typed before they chose is left out. */
static enum error appeal_read(const struct call *c, struct appeal *a)
{
	const char *anonymous = menu_get(c->state, SLOT_ANONYMOUS);
	a->nameless = strcmp(anonymous, "yes") == 0;
	a->lodged_ms = c->now.unix_ms;
	if (!a->nameless && strcmp(anonymous, "no") != 0)
		return ERR_STATE;
	if (call_text(c, SLOT_TEXT, a->text, sizeof a->text) || call_key(c, "topic", a->topic, sizeof a->topic) || !a->topic[0]
		|| call_key(c, "region", a->region, sizeof a->region) || call_key(c, "country", a->country, sizeof a->country)
		|| call_language(c, a->language) || call_channel(c, a->channel))
		return ERR_STATE;
	if (a->nameless)
		return ERR_NONE;
	if (call_msisdn(c, a->msisdn))
		return ERR_STATE;
	return bytes_to_string(bytes_of(menu_get(c->state, SLOT_NAME)), a->name, sizeof a->name) ? ERR_NONE : ERR_STATE;
}

enum error appeal_lodge(struct call *c, const char **outcome)
{
	struct appeal a = { 0 };
	char pin[5];
	enum error error = items_room(c->store);
	if (!error)
		error = appeal_read(c, &a);
	if (!error)
		error = call_pin(c, pin);
	if (!error)
		error = appeals_lodge(c->store, &a, pin);
	if (!error)
		error = tell_lodged(c, &a);
	if (!error)
		error = call_put_text(c, SLOT_NUMBER, a.number);
	sodium_memzero(pin, sizeof pin);
	bool nameless = a.nameless;
	sodium_memzero(&a, sizeof a);
	if (error)
		return error;
	static const enum journey_slot done[] = { SLOT_PIN, SLOT_TEXT, SLOT_ADDITION, SLOT_NAME };
	for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
		menu_wipe(c->state, done[i]);
	if (nameless)
		*c->caller->forget = true;
	*outcome = nameless ? "nameless" : "named";
	return ERR_NONE;
}

static enum error progress_tell(struct call *c, const struct appeal_progress *p)
{
	char date[CALENDAR_DATE];
	calendar_date(calendar_day(p->lodged_ms), date);
	int64_t from = calendar_day(p->registered_ms ? p->registered_ms : p->lodged_ms);
	int64_t to = calendar_day(p->concluded_ms ? p->concluded_ms : c->now.unix_ms);
	call_keep(c, "status", p->status);
	call_keep(c, "topic", p->topic);
	enum error error = call_put_int(c, SLOT_DAY, calendar_working_days(from, to));
	if (!error)
		error = call_put_int(c, SLOT_DAYS, p->days);
	if (!error)
		error = call_put_text(c, SLOT_DATE, date);
	return error ? error : call_put_text(c, SLOT_ANSWER, p->answer);
}

enum error appeal_find(struct call *c, const char **outcome)
{
	struct appeal_progress progress;
	char number[9];
	enum error error = call_open(c, PIN_GUARDS_APPEAL, number, outcome);
	if (error || *outcome)
		return error;
	*outcome = "found";
	error = appeals_progress(c->store, number, &progress);
	if (!error)
		error = progress_tell(c, &progress);
	sodium_memzero(&progress, sizeof progress);
	return error;
}

enum error appeal_add(struct call *c, const char **outcome)
{
	char addition[APPEAL_ADDITION_MAX + 1];
	*outcome = "added";
	if (!(*c->caller->opened)[0] || call_text(c, SLOT_ADDITION, addition, sizeof addition))
		return ERR_STATE;
	enum error error = items_room(c->store);
	if (!error)
		error = appeals_add(c->store, *c->caller->opened, addition, c->now.unix_ms);
	if (!error)
		error = tell_added(c, *c->caller->opened, addition);
	sodium_memzero(addition, sizeof addition);
	if (!error)
		menu_wipe(c->state, SLOT_ADDITION);
	return error == ERR_NOT_FOUND ? ERR_STATE : error;
}
