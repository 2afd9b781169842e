/* A fact is a text or a value that was seen somewhere on a day, and holds until another: then, or at once when it is old or disputed, the word `unconfirmed`
 * stands behind it. One that names others is as sure as the least sure of them. */
#include "base/calendar.h"
#include "menu/load.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* The date under `key`, or NULL after a complaint. */
static const char *date_of(struct loading *l, const struct yaml *fact, const char *key, int64_t *day)
{
	const struct yaml *node = yaml_get(fact, key);
	if (!node) {
		yaml_complain(fact, l->complaints, SEVERITY_ERROR, "a fact without `%s`; write the date as YYYY-MM-DD", key);
		return NULL;
	}
	if (node->kind == YAML_TEXT && calendar_parse(node->text, day))
		return node->text;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "`%s` is no date; write it as YYYY-MM-DD", key);
	return NULL;
}

/* The last day on which the fact is sure. */
static int32_t check_dates(struct loading *l, const struct yaml *fact)
{
	int64_t verified_day = 0, day = 0;
	const char *verified = date_of(l, fact, "verified_on", &verified_day), *expires = date_of(l, fact, "expires", &day);
	if (verified && verified_day > l->set->day)
		yaml_complain(yaml_get(fact, "verified_on"), l->complaints, SEVERITY_WARNING, "verified on %s, which is still to come", verified);
	if (verified && expires && day <= verified_day)
		yaml_complain(yaml_get(fact, "expires"), l->complaints, SEVERITY_ERROR, "this fact expires before it was verified, on %s", verified);
	else if (expires && day < l->set->day)
		yaml_complain(yaml_get(fact, "expires"), l->complaints, SEVERITY_WARNING, "this fact has expired; verify it anew");
	return (int32_t)day;
}

static void check_source(struct loading *l, const struct yaml *fact)
{
	const struct yaml *source = yaml_get(fact, "source");
	if (!source)
		yaml_complain(fact, l->complaints, SEVERITY_ERROR, "a fact without `source`; say where it was seen");
	else if (source->kind != YAML_TEXT || !source->text[0])
		yaml_complain(source, l->complaints, SEVERITY_ERROR, "`source` is empty; say where it was seen");
}

/* Whether `key` says yes; `otherwise` when it is not there. */
static bool says_yes(struct loading *l, const struct yaml *fact, const char *key, bool otherwise)
{
	const struct yaml *node = yaml_get(fact, key);
	const char *text = node && node->kind == YAML_TEXT ? node->text : "";
	if (!node)
		return otherwise;
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`%s` is yes or no", key);
	return strcmp(text, "yes") == 0;
}

/* True when the fact is old or disputed. `in_force` is for who reads the files (lint_fact.c): its page is old, and it holds all the same. */
static bool is_unconfirmed(struct loading *l, const struct yaml *fact)
{
	bool confirmed = says_yes(l, fact, "confirmed", true), in_force = says_yes(l, fact, "in_force", false);
	if (in_force && !confirmed)
		yaml_complain(yaml_get(fact, "in_force"), l->complaints, SEVERITY_ERROR, "`in_force: yes` beside `confirmed: no`; keep one of them");
	return !confirmed;
}

static struct phrase *keep(struct loading *l, const struct phrase *phrase)
{
	struct phrase *kept = arena_take(&l->set->arena, sizeof(*kept));
	*kept = *phrase;
	return kept;
}

/* What it names may say less than it does: its mark then stands behind the whole, once. */
static bool age(struct loading *l, size_t language, int32_t until, struct phrase *phrase)
{
	struct phrase bare = *(phrase->bare ? phrase->bare : phrase), marked;
	if (phrase->bare)
		until = DAY_FIRST;
	else if (phrase->then && phrase->until < until)
		until = phrase->until;
	bare.then = NULL;
	if (!phrase_mark(&l->set->arena, keep(l, &bare), &l->set->words[WORD_UNCONFIRMED][language], &marked))
		return false;
	*phrase = until == DAY_FIRST ? marked : bare;
	if (until > DAY_FIRST) {
		phrase->until = until;
		phrase->then = keep(l, &marked);
	}
	return true;
}

static void note_expiry(struct loading *l, const struct yaml *fact, int32_t until, bool marked, size_t item)
{
	struct menu_set *set = l->set;
	const struct yaml *expires = yaml_get(fact, "expires");
	set->expiries = arena_grow(&set->arena, set->expiries, set->expiry_count, &set->expiry_capacity, sizeof(*set->expiries));
	set->expiries[set->expiry_count++] = (struct expiry){ .day = until, .in = l->field, .item = (uint16_t)item, .marked = marked,
		.at = load_origin(l, expires ? expires : fact) };
}

/* In every language. */
static void age_all(struct loading *l, const struct yaml *fact, int32_t until, struct phrase phrases[MENU_LANGUAGES])
{
	for (size_t i = 0; i < l->set->language_count; i++) {
		if (age(l, i, until, &phrases[i]))
			continue;
		yaml_complain(fact, l->complaints, SEVERITY_ERROR, "with the word `unconfirmed` behind it a text of more than 4,000 octets; make several facts of it");
		return;
	}
}

static void load_fact(struct loading *l, const struct yaml *node, fact_told *told, struct value *value, size_t item)
{
	static const char *const keys[] = { "text", "value", "source", "verified_on", "expires", "confirmed", "in_force", "zone", "when", "unless" };
	struct phrase phrases[MENU_LANGUAGES];
	struct places places[MENU_LANGUAGES];
	const struct yaml *text = yaml_get(node, "text"), *plain = yaml_get(node, "value");
	size_t languages = l->set->language_count;
	for (size_t i = 0; i < languages; i++) {
		phrases[i] = (struct phrase){ .text = { "", "" } };
		places[i].in[PAGE_OWN] = places[i].in[PAGE_LATIN] = load_origin(l, plain ? plain : node);
	}
	if (node->kind != YAML_MAP) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "a fact has `text` or `value`, `source`, `verified_on` and `expires`");
	} else {
		yaml_only(node, keys, COUNT(keys), l->complaints);
		if (!text == !plain)
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "a fact has either `text`, in all languages, or `value`");
		else if (text)
			load_phrases(l, text, HOLDS_NAMED, phrases, places);
		else if (load_phrase(l, plain, &phrases[0]))
			for (size_t i = 1; i < languages; i++)
				phrases[i] = phrases[0];
		for (size_t i = 0; told && i < languages; i++)
			told(l, i, &phrases[i]);
		check_source(l, node);
		int32_t until = check_dates(l, node);
		bool marked = is_unconfirmed(l, node);
		note_expiry(l, node, until, marked, item);
		age_all(l, node, marked ? DAY_FIRST : until, phrases);
	}
	l->set->figures.facts++;
	for (size_t i = 0; i < languages; i++) {
		value->items[i][item] = phrases[i];
		value->places[i][item] = places[i];
	}
}

static void load_item_conditions(struct loading *l, const struct yaml *list, struct value *value)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct condition *when = list->items[i]->kind == YAML_MAP ? load_condition(l, list->items[i]) : NULL;
		if (when && !value->when)
			value->when = arena_array(&l->set->arena, list->count, sizeof(*value->when));
		if (when)
			value->when[i] = when;
	}
}

struct value *load_facts(struct loading *l, const struct yaml *node, fact_told *told)
{
	struct arena *arena = &l->set->arena;
	struct value *value = arena_take(arena, sizeof(*value));
	bool list = node->kind == YAML_LIST;
	value->kind = list ? VALUE_FACTS : VALUE_FACT;
	value->at = load_origin(l, node);
	value->count = list ? node->count : 1;
	for (size_t i = 0; i < l->set->language_count; i++) {
		value->items[i] = arena_array(arena, value->count, sizeof(struct phrase));
		value->places[i] = arena_array(arena, value->count, sizeof(struct places));
	}
	for (size_t i = 0; i < value->count; i++)
		load_fact(l, list ? node->items[i] : node, told, value, i);
	if (list)
		load_item_conditions(l, node, value);
	else if (yaml_get(node, "when") || yaml_get(node, "unless"))
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "a condition is for an item of a list, or for the whole record");
	return value;
}
