/* Tables that the gateway reads decide who may see what and which days count: a slip of the pen there must not pass for a column of the menus' own. */
#include "menu/load.h"

#include "base/calendar.h"
#include "text/alike.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CANDIDATES 64
#define SURE 1 /* edits: one letter too many, missing, other, or two swapped */

const struct menu_known_table *set_known_table(const struct menu_set *set, const char *name)
{
	const struct menu_contract *contract = set->contract;
	for (size_t i = 0; i < contract->table_count; i++) {
		if (strcmp(contract->tables[i].name, name) == 0)
			return &contract->tables[i];
	}
	return NULL;
}

/* The names that a word may have been meant for. */
struct meant { const char *list[CANDIDATES]; size_t count; };

static void meant_add(struct meant *m, const char *name)
{
	if (m->count < CANDIDATES)
		m->list[m->count++] = name;
}

/* Spelled otherwise, it looks the same; or it is nearly the same. NULL: neither. */
static const char *meant_find(const struct meant *m, const char *word, bool *looks_same)
{
	char seen[MENU_NAME_MAX + 1];
	text_alike(word, seen, sizeof(seen));
	*looks_same = false;
	for (size_t i = 0; i < m->count; i++) {
		if (strcmp(m->list[i], seen) == 0) {
			*looks_same = true;
			return m->list[i];
		}
	}
	return complaint_nearest(seen, m->list, m->count);
}

/* ", whose character 7 is 'с' (U+0441), no Latin letter": what nobody sees when they look at it. "" when all of it is ASCII. */
#define FOREIGN 160
static const char *foreign(const struct loading *l, const char *word, char out[FOREIGN])
{
	size_t at;
	uint32_t code;
	char letter[5] = "";
	out[0] = '\0';
	if (!text_first_foreign(word, &at, &code))
		return out;
	if (code == UTF8_BAD || code == ' ' || text_is_unseen(code)) {
		snprintf(out, FOREIGN, complaints_word(l->complaints, ", whose character %zu is seen by nobody (U+%04X)"), at, (unsigned)code);
	} else {
		utf8_put(letter, code);
		snprintf(out, FOREIGN, complaints_word(l->complaints, ", whose character %zu is '%s' (U+%04X), no Latin letter"), at, letter, (unsigned)code);
	}
	return out;
}

static size_t column_count(const struct menu_known_table *known)
{
	size_t count = 0;
	while (count < MENU_COLUMNS && known->columns[count].name)
		count++;
	return count;
}

static const struct menu_column *column_find(const struct menu_known_table *known, const char *name)
{
	for (size_t i = 0; i < column_count(known); i++) {
		if (strcmp(known->columns[i].name, name) == 0)
			return &known->columns[i];
	}
	return NULL;
}

static bool template_shows(const struct template *t, uint16_t table, uint16_t field)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct piece *piece = &t->pieces[i];
		if (piece->kind == PIECE_FIELD && piece->table == table && piece->field == field)
			return true;
	}
	return t->latin && template_shows(t->latin, table, field);
}

static bool text_shows(const struct menu_set *set, const struct text *text, uint16_t table, uint16_t field)
{
	bool shows = false;
	for (size_t language = 0; language < set->language_count; language++) {
		shows |= template_shows(&text->in[language], table, field);
		for (size_t i = 0; i < text->variant_count; i++)
			shows |= template_shows(&text->variants[i].in[language], table, field);
	}
	return shows;
}

static bool screen_shows(const struct menu_set *set, const struct screen *screen, uint16_t table, uint16_t field)
{
	bool shows = (screen->kind == SCREEN_LIST && screen->from == table && screen->show == field) || text_shows(set, &screen->text, table, field);
	for (size_t i = 0; !shows && i < screen->choice_count; i++)
		shows = text_shows(set, &screen->choices[i].text, table, field);
	return shows;
}

/* A column that some screen shows, or some text of a table, is the menus' own. */
static bool is_shown(const struct menu_set *set, uint16_t table, uint16_t field)
{
	for (size_t i = 0; i < set->naming_count; i++) {
		if (set->namings[i].named.table == table && set->namings[i].named.field == field)
			return true;
	}
	for (size_t i = 0; i < set->screen_index.count; i++) {
		if (screen_shows(set, &set->screens[i], table, field))
			return true;
	}
	return false;
}

static void meant_columns(const struct menu_set *set, const struct menu_known_table *known, struct meant *m)
{
	static const char *const own[] = { "key", "was", "when", "unless", FIELD_HOURS };
	for (size_t i = 0; i < column_count(known); i++)
		meant_add(m, known->columns[i].name);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		meant_add(m, own[i]);
	for (size_t i = 0; i < set->table_index.count; i++)
		meant_add(m, set->table_index.list[i]);
}

static void complain_of_column(struct loading *l, const struct yaml *key, const struct menu_known_table *known, const struct meant *m)
{
	char hidden[FOREIGN], columns[256] = "";
	bool looks_same;
	const char *name = meant_find(m, key->text, &looks_same);
	if (name) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "unknown column '%s' of '%s'%s; write '%s'", key->text, known->name,
			foreign(l, key->text, hidden), name);
		return;
	}
	for (size_t i = 0, used = 0; i < column_count(known) && used < sizeof(columns); i++)
		used += (size_t)snprintf(columns + used, sizeof(columns) - used, ", %s", known->columns[i].name);
	yaml_complain(key, l->complaints, SEVERITY_ERROR,
		"unknown column '%s' of '%s'%s, and no screen shows it; take it out (the gateway reads key, was, when, unless%s)", key->text, known->name,
		foreign(l, key->text, hidden), columns);
}

static bool is_always(const char *name)
{
	return strcmp(name, "key") == 0 || strcmp(name, "was") == 0 || strcmp(name, "when") == 0 || strcmp(name, "unless") == 0 || strcmp(name, FIELD_HOURS) == 0;
}

/* What looks like a flag is never a column of the menus' own, shown or not. */
static bool seems_a_flag(const struct menu_known_table *known, const char *name)
{
	char seen[MENU_NAME_MAX + 1];
	text_alike(name, seen, sizeof(seen));
	const struct menu_column *column = column_find(known, seen);
	return column && column->kind == MENU_COLUMN_FLAG;
}

static void check_column(struct loading *l, uint16_t number, const struct yaml *key, const struct menu_known_table *known, const struct meant *m)
{
	const struct menu_set *set = l->set;
	const struct table *table = &set->tables[number];
	uint16_t field = lexicon_find(&table->fields, key->text);
	if (is_always(key->text) || column_find(known, key->text) || field == MENU_NONE)
		return;
	if (table->refers[field] == MENU_NONE && (seems_a_flag(known, key->text) || !is_shown(set, number, field)))
		complain_of_column(l, key, known, m);
}

/* What people write for yes and no, in three languages. */
static const char *flag_meant(const char *word)
{
	static const struct { const char *word; const char *flag; } words[] = {
		{ "yes", "yes" }, { "y", "yes" }, { "true", "yes" }, { "on", "yes" }, { "1", "yes" }, { "+", "yes" }, { "да", "yes" }, { "ооба", "yes" },
		{ "no", "no" }, { "n", "no" }, { "false", "no" }, { "off", "no" }, { "0", "no" }, { "-", "no" }, { "нет", "no" }, { "жок", "no" },
	};
	char seen[MENU_NAME_MAX + 1], known[16];
	text_alike(word, seen, sizeof(seen));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		text_alike(words[i].word, known, sizeof(known));
		if (strcmp(seen, known) == 0)
			return words[i].flag;
	}
	return NULL;
}

static void check_flag(struct loading *l, const struct yaml *node, const char *column)
{
	char hidden[FOREIGN], seen[MENU_NAME_MAX + 1];
	const char *word = node->kind == YAML_TEXT ? node->text : NULL, *flag = word ? flag_meant(word) : NULL;
	if (word && (strcmp(word, "yes") == 0 || strcmp(word, "no") == 0))
		return;
	if (!word || !*word) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`%s` is yes or no", column);
		return;
	}
	text_alike(word, seen, sizeof(seen));
	bool looks_same = flag && strcmp(seen, flag) == 0;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "`%s` is yes or no, not '%s'%s%s%s", column, word, looks_same ? foreign(l, word, hidden) : "",
		flag ? complaints_word(l->complaints, "; write ") : "", flag ? flag : "");
}

static void check_values(struct loading *l, const struct yaml *record, const struct menu_known_table *known)
{
	for (size_t i = 0; i < column_count(known); i++) {
		const struct yaml *node = yaml_get(record, known->columns[i].name);
		if (node && known->columns[i].kind == MENU_COLUMN_FLAG)
			check_flag(l, node, known->columns[i].name);
	}
}

/* 01.01.2027, 2027/1/1 and the like, as the gateway reads days. False: it is none that there is. */
static bool day_meant(const char *word, char iso[CALENDAR_DATE])
{
	int n[3];
	size_t found = 0;
	int64_t day;
	for (const char *at = word; *at && found < 3; at += strspn(at, "0123456789")) {
		at += strcspn(at, "0123456789");
		if (*at && sscanf(at, "%4d", &n[found]) == 1)
			found++;
	}
	if (found < 3)
		return false;
	const int orders[][3] = { { n[0], n[1], n[2] }, { n[2], n[1], n[0] }, { n[2], n[0], n[1] } }; /* of the year, the month, the day */
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		const int *date = orders[i];
		if (date[0] < 1000 || date[1] > 12 || date[2] > 31)
			continue;
		snprintf(iso, CALENDAR_DATE, "%04u-%02u-%02u", (unsigned)date[0] % 10000, (unsigned)date[1] % 100, (unsigned)date[2] % 100);
		if (calendar_parse(iso, &day))
			return true;
	}
	return false;
}

static void check_day(struct loading *l, const struct yaml *key, const struct menu_known_table *known)
{
	char iso[CALENDAR_DATE];
	int64_t day;
	if (calendar_parse(key->text, &day))
		return;
	if (day_meant(key->text, iso))
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "a key of '%s' is a day, year-month-day: write %s for '%s'", known->name, iso, key->text);
	else
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "'%s' is no day that there is; a key of '%s' is a day, as 2027-03-21", key->text, known->name);
}

/* Appeals are filed under it, and routes of the central queue ask for it. */
static void check_word(struct loading *l, const struct yaml *key, const struct menu_known_table *known)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	char hidden[FOREIGN];
	if (key->text[strspn(key->text, allowed)])
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "a key of '%s' is of Latin letters, digits, '-', '_' and '.', not '%s'%s", known->name,
			key->text, foreign(l, key->text, hidden));
}

static void check_listed(struct loading *l, const struct yaml *key, const struct menu_known_table *known)
{
	struct meant m = { .count = 0 };
	char hidden[FOREIGN], keys[128] = "";
	bool looks_same;
	for (size_t i = 0, used = 0; i < MENU_KNOWN_KEYS && known->keys[i]; i++) {
		if (strcmp(known->keys[i], key->text) == 0)
			return;
		meant_add(&m, known->keys[i]);
		if (used < sizeof(keys))
			used += (size_t)snprintf(keys + used, sizeof(keys) - used, "%s%s", i > 0 ? ", " : "", known->keys[i]);
	}
	const char *name = meant_find(&m, key->text, &looks_same);
	if (name)
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "unknown key '%s' of '%s'%s; write '%s'", key->text, known->name, foreign(l, key->text, hidden),
			name);
	else
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "unknown key '%s' of '%s'; the gateway knows %s", key->text, known->name, keys);
}

static void check_key(struct loading *l, const struct yaml *record, const struct menu_known_table *known)
{
	const struct yaml *key = yaml_get(record, "key");
	if (known->dated)
		check_day(l, key, known);
	else if (known->keys[0])
		check_listed(l, key, known);
	else
		check_word(l, key, known);
}

/* In a table that is the menus' own a flag of the gateway does nothing, and whoever wrote it there thinks that it does. */
static void check_stray_flags(struct loading *l, uint16_t number, const struct yaml *record)
{
	const struct menu_contract *contract = l->set->contract;
	for (size_t i = 0; i < record->count; i++) {
		const char *name = record->keys[i]->text;
		uint16_t field = lexicon_find(&l->set->tables[number].fields, name);
		for (size_t j = 0; field != MENU_NONE && j < contract->table_count; j++) {
			if (!seems_a_flag(&contract->tables[j], name) || is_shown(l->set, number, field))
				continue;
			yaml_complain(record->keys[i], l->complaints, SEVERITY_ERROR, "the gateway does not read '%s' of '%s'; it reads it of '%s'; take it out", name,
				l->set->table_index.list[number], contract->tables[j].name);
			break;
		}
	}
}

static void check_record(struct loading *l, uint16_t number, const struct yaml *record, const struct menu_known_table *known, const struct meant *m)
{
	for (size_t i = 0; i < record->count; i++)
		check_column(l, number, record->keys[i], known, m);
	check_values(l, record, known);
	check_key(l, record, known);
}

void check_tables(struct loading *l)
{
	const struct menu_set *set = l->set;
	for (uint16_t i = 0; i < set->table_index.count; i++) {
		const struct menu_known_table *known = set_known_table(set, set->table_index.list[i]);
		struct meant m = { .count = 0 };
		if (known)
			meant_columns(set, known, &m);
		for (size_t j = 0; !set->tables[i].places && j < set->tables[i].keys.count; j++) {
			if (known)
				check_record(l, i, l->record_nodes[i][j], known, &m);
			else
				check_stray_flags(l, i, l->record_nodes[i][j]);
		}
	}
}

void check_table_name(struct loading *l, const struct yaml *name)
{
	const struct menu_contract *contract = l->set->contract;
	struct meant m = { .count = 0 };
	char hidden[FOREIGN];
	bool looks_same;
	for (size_t i = 0; i < contract->table_count; i++) {
		if (strcmp(contract->tables[i].name, name->text) == 0)
			return;
		meant_add(&m, contract->tables[i].name);
	}
	const char *meant = meant_find(&m, name->text, &looks_same);
	if (!meant)
		return;
	bool sure = looks_same || complaint_distance(name->text, meant) <= SURE;
	yaml_complain(name, l->complaints, sure ? SEVERITY_ERROR : SEVERITY_WARNING,
		"the gateway reads a table '%s', and '%s'%s is nearly that; write '%s', or take a name that nobody mistakes for it", meant, name->text,
		foreign(l, name->text, hidden), meant);
}
