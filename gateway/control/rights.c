#include "control/rights.h"

#include "journeys/contract.h"
#include "menu/survey.h"
#include "store/filed.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIRM "confirm it: `kopuro menus … --confirm`, `reload menus confirm` at the console, ?confirm=yes by HTTP"
#define SIGNATURE 32
#define NAMELESS "anonymous"

struct comparison {
	struct store *store;
	const struct menu_set *before, *after;
	const char *where;
	const struct rights_wish *wish;
	struct complaints *complaints;
	struct rights_found *found;
};

static enum severity asked(struct comparison *c)
{
	c->found->asked++;
	return c->wish->confirmed ? SEVERITY_WARNING : SEVERITY_ERROR;
}

/* "; open appeals: 3", of those that may be known of. */
#define COUNT 64
static enum error count_told(const struct comparison *c, const char *table, const char *key, size_t *count, char told[COUNT])
{
	bool filed, appeals = filed_appeals(table, &filed);
	told[0] = '\0';
	enum error error = filed_count(c->store, table, key, c->wish->sees_restricted, count);
	if (!error && filed)
		snprintf(told, COUNT, "; open %s%s: %zu", appeals ? "appeals" : "pledges", appeals && !c->wish->sees_restricted ? " that you may see" : "",
			*count);
	return error;
}

/* Where the table ends in the new menus: there a record is missing. */
static struct survey_place place_of(const struct comparison *c, uint16_t table)
{
	size_t count = table == MENU_NONE ? 0 : menu_record_count(c->after, table);
	return count ? survey_record_place(c->after, table, (uint16_t)(count - 1)) : (struct survey_place){ .file = c->where };
}

static enum error key_vanished(struct comparison *c, const char *table, uint16_t after, const char *key)
{
	char told[COUNT];
	size_t count;
	bool filed, blind = filed_appeals(table, &filed) && !c->wish->sees_restricted;
	enum error error = count_told(c, table, key, &count, told);
	if (error || (count == 0 && !blind))
		return error;
	struct survey_place at = place_of(c, after);
	complaints_add(c->complaints, SEVERITY_ERROR, at.file, at.line, at.column,
		"the key '%s' of '%s' is gone, and what is filed under it would be nowhere%s; write `was: %s` in the record that takes it over, or keep it", key,
		table, told, key);
	c->found->vanished++;
	return ERR_NONE;
}

static enum error restriction_changed(struct comparison *c, const char *table, uint16_t after, uint16_t record, const char *key, bool restricted)
{
	char told[COUNT];
	size_t count;
	struct survey_place at = survey_record_place(c->after, after, record);
	enum error error = count_told(c, table, key, &count, told);
	if (!error)
		complaints_add(c->complaints, asked(c), at.file, at.line, at.column, "'%s' of '%s' is %s; what is lodged already stays as it is%s%s", key, table,
			restricted ? "restricted from now on: only officers named for it see what is lodged" :
			"restricted no more: every officer sees what is lodged from now on", told, c->wish->confirmed ? "" : "; " CONFIRM);
	return error;
}

static bool is_flag(const struct menu_known_table *known)
{
	for (size_t i = 0; i < MENU_COLUMNS && known->columns[i].name; i++) {
		if (strcmp(known->columns[i].name, COLUMN_RESTRICTED) == 0)
			return true;
	}
	return false;
}

static enum error compare_key(struct comparison *c, const struct menu_known_table *known, uint16_t table, uint16_t record, const char *key)
{
	uint16_t after = menu_table_find(c->after, known->name);
	uint16_t now = after == MENU_NONE ? MENU_NONE : menu_record_find(c->after, after, key);
	if (now == MENU_NONE)
		return known->filed ? key_vanished(c, known->name, after, key) : ERR_NONE;
	bool before = menu_record_flag(c->before, table, record, COLUMN_RESTRICTED), restricted = menu_record_flag(c->after, after, now, COLUMN_RESTRICTED);
	return is_flag(known) && before != restricted ? restriction_changed(c, known->name, after, now, key, restricted) : ERR_NONE;
}

/* The keys of before, and those that they had taken over: what was filed under these is there still. */
static enum error compare_table(struct comparison *c, const struct menu_known_table *known)
{
	uint16_t table = menu_table_find(c->before, known->name);
	enum error error = ERR_NONE;
	const char *former;
	if (table == MENU_NONE || (!known->filed && !is_flag(known)))
		return ERR_NONE;
	for (uint16_t i = 0; !error && i < menu_record_count(c->before, table); i++) {
		error = compare_key(c, known, table, i, menu_record_key(c->before, table, i));
		for (size_t j = 0; !error && (former = menu_record_former(c->before, table, i, j)); j++)
			error = compare_key(c, known, table, i, former);
	}
	return error;
}

/* All that a screen says and does which decides who stays nameless; false: it decides nothing of that. */
static bool screen_sign(const struct menu_set *set, uint16_t screen, char text[SURVEY_TEXT], uint8_t out[SIGNATURE])
{
	crypto_generichash_state state;
	bool decides = false;
	crypto_generichash_init(&state, NULL, 0, SIGNATURE);
	for (size_t move = 0; move < survey_move_count(set, screen); move++)
		decides |= survey_sets(set, screen, move, NAMELESS) != NULL;
	for (size_t language = 0; decides && language < menu_language_count(set); language++) {
		size_t len = survey_text(set, screen, language, PAGE_OWN, text);
		crypto_generichash_update(&state, (const uint8_t *)text, len + 1);
		for (size_t move = 0; move < survey_move_count(set, screen); move++) {
			len = survey_label(set, screen, move, language, PAGE_OWN, text);
			crypto_generichash_update(&state, (const uint8_t *)text, len + 1);
			len = survey_target(set, screen, move, text);
			crypto_generichash_update(&state, (const uint8_t *)text, len + 1);
		}
	}
	crypto_generichash_final(&state, out, SIGNATURE);
	return decides;
}

static void nameless_changed(struct comparison *c, const char *name, struct survey_place at)
{
	complaints_add(c->complaints, asked(c), at.file, at.line, at.column,
		"the screen '%s' decides who stays nameless (`" NAMELESS "`), and is not what it was%s", name, c->wish->confirmed ? "" : "; " CONFIRM);
}

/* Screens that are the same in both, or decide nothing in either, are passed over. */
static void compare_screens(struct comparison *c, const struct menu_set *one, const struct menu_set *other, char text[SURVEY_TEXT])
{
	uint8_t signature[SIGNATURE], same[SIGNATURE];
	for (uint16_t i = 0; i < menu_screen_count(one); i++) {
		const char *name = menu_screen_name(one, i);
		uint16_t there = menu_screen_find(other, name);
		if (!screen_sign(one, i, text, signature))
			continue;
		bool decides = there != MENU_NONE && screen_sign(other, there, text, same);
		if (decides && (one == c->before || memcmp(signature, same, SIGNATURE) == 0)) /* of those in both, once */
			continue;
		uint16_t after = one == c->after ? i : there;
		nameless_changed(c, name, after == MENU_NONE ? (struct survey_place){ .file = c->where } : survey_screen_place(c->after, after));
	}
}

enum error rights_compare(struct store *s, const struct menu_set *before, const struct menu_set *after, const char *where, const struct rights_wish *wish,
	struct complaints *complaints, struct rights_found *found)
{
	struct comparison c = { s, before, after, where, wish, complaints, found };
	char *text = malloc(SURVEY_TEXT);
	enum error error = text ? ERR_NONE : ERR_NOMEM;
	*found = (struct rights_found){ 0 };
	for (size_t i = 0; !error && i < JOURNEY_TABLES; i++)
		error = compare_table(&c, &journey_tables[i]);
	if (!error) {
		compare_screens(&c, before, after, text);
		compare_screens(&c, after, before, text);
	}
	free(text);
	return error;
}
