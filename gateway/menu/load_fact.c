/* A fact is a text or a value that was seen somewhere on a day, and holds until another. */
#include "base/calendar.h"
#include "menu/load.h"
#include "text/utf8.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* The date under `key`, or NULL after a complaint. */
static const char *date_of(struct loading *l, const struct yaml *fact, const char *key)
{
	const struct yaml *node = yaml_get(fact, key);
	int64_t day;
	if (!node) {
		yaml_complain(fact, l->complaints, SEVERITY_ERROR, "a fact without `%s`; write the date as YYYY-MM-DD", key);
		return NULL;
	}
	if (node->kind == YAML_TEXT && calendar_parse(node->text, &day))
		return node->text;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "`%s` is no date; write it as YYYY-MM-DD", key);
	return NULL;
}

static void check_dates(struct loading *l, const struct yaml *fact)
{
	const char *verified = date_of(l, fact, "verified_on"), *expires = date_of(l, fact, "expires");
	if (verified && strcmp(verified, l->today) > 0)
		yaml_complain(yaml_get(fact, "verified_on"), l->complaints, SEVERITY_WARNING, "verified on %s, which is still to come", verified);
	if (verified && expires && strcmp(expires, verified) <= 0) {
		yaml_complain(yaml_get(fact, "expires"), l->complaints, SEVERITY_ERROR, "this fact expires before it was verified, on %s", verified);
	} else if (expires && strcmp(expires, l->today) < 0) {
		yaml_complain(yaml_get(fact, "expires"), l->complaints, SEVERITY_WARNING, "this fact has expired; verify it anew");
		l->set->figures.expired++;
	}
}

static void check_source(struct loading *l, const struct yaml *fact)
{
	const struct yaml *source = yaml_get(fact, "source");
	if (!source)
		yaml_complain(fact, l->complaints, SEVERITY_ERROR, "a fact without `source`; say where it was seen");
	else if (source->kind != YAML_TEXT || !source->text[0])
		yaml_complain(source, l->complaints, SEVERITY_ERROR, "`source` is empty; say where it was seen");
}

/* True when the fact is old or disputed. */
static bool is_unconfirmed(struct loading *l, const struct yaml *fact)
{
	const struct yaml *confirmed = yaml_get(fact, "confirmed");
	if (!confirmed || strcmp(confirmed->text, "yes") == 0)
		return false;
	if (strcmp(confirmed->text, "no") != 0)
		yaml_complain(confirmed, l->complaints, SEVERITY_ERROR, "`confirmed` is yes or no");
	return true;
}

/* "… (not confirmed)" in every language. */
static void add_unconfirmed(struct loading *l, struct phrase phrases[MENU_LANGUAGES])
{
	struct menu_set *set = l->set;
	for (size_t i = 0; i < set->language_count; i++) {
		const struct phrase *word = &set->words[WORD_UNCONFIRMED][i], fact = phrases[i];
		char text[PAGE_SCRIPTS][MENU_BODY_MAX];
		size_t len[PAGE_SCRIPTS];
		for (size_t script = 0; script < PAGE_SCRIPTS; script++) {
			snprintf(text[script], sizeof(text[script]), word->text[script][0] == '(' ? "%s %s" : "%s (%s)", fact.text[script], word->text[script]);
			len[script] = utf8_floor(text[script], strlen(text[script]), script == PAGE_OWN ? 3999 : MENU_BODY_MAX - 1);
		}
		phrases[i] = phrase_make(&set->arena, text[PAGE_OWN], len[PAGE_OWN]);
		if (fact.by_hand || word->by_hand)
			phrase_write_latin(&set->arena, &phrases[i], text[PAGE_LATIN], len[PAGE_LATIN]);
	}
}

static void load_fact(struct loading *l, const struct yaml *node, struct value *value, size_t item)
{
	static const char *const keys[] = { "text", "value", "source", "verified_on", "expires", "confirmed", "zone", "when", "unless" };
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
		check_source(l, node);
		check_dates(l, node);
		if (is_unconfirmed(l, node))
			add_unconfirmed(l, phrases);
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

struct value *load_facts(struct loading *l, const struct yaml *node)
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
		load_fact(l, list ? node->items[i] : node, value, i);
	if (list)
		load_item_conditions(l, node, value);
	else if (yaml_get(node, "when") || yaml_get(node, "unless"))
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "a condition is for an item of a list, or for the whole record");
	return value;
}
