/* `when` and `unless`: a line a test (menu/condition.h). The word before the colon says of what: of `language`, `time`, `days`, `open` or `any`, of a
 * table (which record is kept), or of a slot. */
#include "menu/load.h"

#include "menu/condition.h"
#include "menu/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BISHKEK_MIN 360 /* before UTC: what is meant where no `zone` stands */
#define ZONE_MOST_MIN (14 * 60)

/* A test's line, and the zone of the map in which it stands. */
struct line {
	const struct yaml *name, *value;
	int16_t zone_min;
};

typedef bool load_test(struct loading *l, const struct line *line, struct test *test);

bool load_zone(struct loading *l, const struct yaml *node, int16_t *zone_min)
{
	static const char digits[] = "0123456789", *const allowed[] = { "+-", digits, digits, ":", "012345", digits };
	const char *text = node->kind == YAML_TEXT ? node->text : "";
	size_t len = 0;
	while (len < 6 && text[len] && strchr(allowed[len], text[len]))
		len++;
	int minutes = len == 6 ? atoi(text + 1) * 60 + atoi(text + 4) : 0;
	if (len == 6 && text[6] == '\0' && minutes <= ZONE_MOST_MIN) {
		*zone_min = (int16_t)(text[0] == '-' ? -minutes : minutes);
		return true;
	}
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "a zone is the difference to UTC, as \"+06:00\" for Bishkek");
	return false;
}

/* Calls `each` for a value that is one word, or for each of a list of them. */
static bool each_word(struct loading *l, const struct line *line, struct test *test, bool (*each)(struct loading *, const struct yaml *, struct test *))
{
	const struct yaml *value = line->value;
	bool list = value->kind == YAML_LIST, good = true;
	size_t count = list ? value->count : 1;
	test->numbers = arena_array(&l->set->arena, count, sizeof(*test->numbers));
	test->words = arena_array(&l->set->arena, count, sizeof(*test->words));
	if (count == 0)
		yaml_complain(value, l->complaints, SEVERITY_ERROR, "an empty list: this never holds; name one or several");
	for (size_t i = 0; i < count; i++) {
		const struct yaml *word = list ? value->items[i] : value;
		if (word->kind == YAML_TEXT) {
			good &= each(l, word, test);
			continue;
		}
		yaml_complain(word, l->complaints, SEVERITY_ERROR, "a word, or a list of words, is expected here");
		good = false;
	}
	return good && count > 0;
}

static bool add_record(struct loading *l, const struct yaml *word, struct test *test)
{
	const struct table *table = &l->set->tables[test->subject];
	const struct lexicon *keys = &table->keys;
	uint16_t record = records_find(table, word->text);
	bool known = record != MENU_NONE || !word->text[0];
	if (known)
		test->numbers[test->count++] = record;
	else
		load_unknown(l, word, l->set->table_index.list[test->subject], word->text, keys->list, keys->count);
	return known;
}

static bool add_language(struct loading *l, const struct yaml *word, struct test *test)
{
	int language = menu_language_find(l->set, word->text);
	if (language < 0)
		load_unknown(l, word, "language", word->text, l->set->language_codes, l->set->language_count);
	else
		test->numbers[test->count++] = (uint16_t)language;
	return language >= 0;
}

static bool add_value(struct loading *l, const struct yaml *word, struct test *test)
{
	const struct lexicon *values = &l->set->variables[test->subject];
	if (values->count > 0 && word->text[0] && lexicon_find(values, word->text) == MENU_NONE) {
		load_unknown(l, word, l->set->slots[test->subject].name, word->text, values->list, values->count);
		return false;
	}
	test->words[test->count++] = arena_text(&l->set->arena, word->text, strlen(word->text));
	return true;
}

static bool add_listed(struct loading *l, const struct yaml *word, struct test *test)
{
	for (uint16_t i = LISTED_NONE; i < LISTED; i++) {
		if (strcmp(word->text, listed_names[i]) == 0) {
			test->numbers[test->count++] = i;
			return true;
		}
	}
	load_unknown(l, word, "listing", word->text, listed_names + LISTED_NONE, LISTED - LISTED_NONE);
	return false;
}

static bool load_listed_test(struct loading *l, const struct line *line, struct test *test)
{
	if (l->in_list)
		return each_word(l, line, test, add_listed);
	yaml_complain(line->name, l->complaints, SEVERITY_ERROR, "`listed` tells what a list shows; only the texts and choices of a screen of the kind `list` ask for it");
	return false;
}

static bool load_language_test(struct loading *l, const struct line *line, struct test *test)
{
	return each_word(l, line, test, add_language);
}

bool load_hours_fault(struct loading *l, const struct yaml *node, const struct hours_fault *fault)
{
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "'%s', at its character %d: %s", node->text, fault->column, complaints_word(l->complaints, fault->why));
	return false;
}

static bool is_word(struct loading *l, const struct line *line, const char *example)
{
	if (line->value->kind == YAML_TEXT)
		return true;
	yaml_complain(line->value, l->complaints, SEVERITY_ERROR, "`%s` is one word, as %s", line->name->text, example);
	return false;
}

static void keep_word(struct loading *l, const struct line *line, struct test *test)
{
	const char *text = line->value->text;
	test->words = arena_array(&l->set->arena, 1, sizeof(*test->words));
	test->words[test->count++] = arena_text(&l->set->arena, text, strlen(text));
	test->zone_min = line->zone_min;
}

static bool load_time_test(struct loading *l, const struct line *line, struct test *test)
{
	struct hours hours;
	struct hours_fault fault;
	if (!is_word(l, line, "\"09:00-18:00\""))
		return false;
	if (!hours_times(line->value->text, &hours, &fault))
		return load_hours_fault(l, line->value, &fault);
	test->hours = memcpy(arena_take(&l->set->arena, sizeof(hours)), &hours, sizeof(hours));
	keep_word(l, line, test);
	return true;
}

static bool load_days_test(struct loading *l, const struct line *line, struct test *test)
{
	struct hours_fault fault;
	if (!is_word(l, line, "Mo-Fr"))
		return false;
	if (!hours_days(line->value->text, &test->days, &fault))
		return load_hours_fault(l, line->value, &fault);
	keep_word(l, line, test);
	return true;
}

/* `helpline`: the record that is kept; `helpline.mfa`: that one. */
static bool load_open_test(struct loading *l, const struct line *line, struct test *test)
{
	char name[MENU_NAME_MAX + 1];
	if (!is_word(l, line, "helpline, or helpline.mfa"))
		return false;
	const char *text = line->value->text, *dot = strchr(text, '.');
	snprintf(name, sizeof(name), "%.*s", dot ? (int)(dot - text) : (int)strlen(text), text);
	const struct lexicon *tables = &l->set->table_index;
	test->subject = lexicon_find(tables, name);
	if (test->subject == MENU_NONE) {
		load_unknown(l, line->value, "table", name, tables->list, tables->count);
		return false;
	}
	const struct table *table = &l->set->tables[test->subject];
	uint16_t record = dot ? lexicon_find(&table->keys, dot + 1) : MENU_NONE;
	if (dot && record == MENU_NONE) {
		load_unknown(l, line->value, name, dot + 1, table->keys.list, table->keys.count);
		return false;
	}
	bool has = lexicon_find(&table->fields, FIELD_HOURS) != MENU_NONE;
	if (!has || (dot && !yaml_get(l->record_nodes[test->subject][record], FIELD_HOURS))) {
		yaml_complain(line->value, l->complaints, SEVERITY_ERROR, "'%s' has no `hours`; write them into the table, or take this line out", text);
		return false;
	}
	if (dot)
		test->numbers = memcpy(arena_take(&l->set->arena, sizeof(record)), &record, sizeof(record));
	return true;
}

/* The table has a record. */
static bool load_any_test(struct loading *l, const struct line *line, struct test *test)
{
	const struct lexicon *tables = &l->set->table_index;
	if (!is_word(l, line, "project"))
		return false;
	test->subject = lexicon_find(tables, line->value->text);
	if (test->subject == MENU_NONE)
		load_unknown(l, line->value, "table", line->value->text, tables->list, tables->count);
	return test->subject != MENU_NONE;
}

static const struct { const char *name; enum test_kind kind; load_test *load; } words[] = {
	{ "language", TEST_LANGUAGE, load_language_test },
	{ "time", TEST_TIME, load_time_test },
	{ "days", TEST_DAYS, load_days_test },
	{ "open", TEST_OPEN, load_open_test },
	{ "listed", TEST_LISTED, load_listed_test },
	{ "any", TEST_ANY, load_any_test },
};
#define WORDS (sizeof(words) / sizeof(words[0]))

bool load_is_condition(const char *name)
{
	size_t i = 0;
	while (i < WORDS && strcmp(words[i].name, name) != 0)
		i++;
	return i < WORDS || strcmp(name, "zone") == 0;
}

static void unknown_line(struct loading *l, const struct yaml *name)
{
	const char *known[WORDS + MENU_TABLES + MENU_SLOTS];
	size_t count = 0;
	for (size_t i = 0; i < WORDS; i++)
		known[count++] = words[i].name;
	for (size_t i = 0; i < l->set->table_index.count; i++)
		known[count++] = l->set->table_index.list[i];
	for (size_t i = 0; i < l->set->slot_count; i++)
		known[count++] = l->set->slots[i].name;
	load_unknown(l, name, "condition", name->text, known, count);
}

static bool load_line(struct loading *l, const struct line *line, struct test *test)
{
	const struct menu_set *set = l->set;
	for (size_t i = 0; i < WORDS; i++) {
		if (strcmp(line->name->text, words[i].name) == 0) {
			test->kind = words[i].kind;
			return words[i].load(l, line, test);
		}
	}
	test->kind = TEST_RECORD;
	test->subject = lexicon_find(&set->table_index, line->name->text);
	if (test->subject != MENU_NONE)
		return each_word(l, line, test, add_record);
	test->kind = TEST_SLOT;
	test->subject = set_slot(set, line->name->text);
	if (test->subject == MENU_NONE) {
		unknown_line(l, line->name);
		return false;
	}
	if (set->slots[test->subject].kind != MENU_SLOT_PIN)
		return each_word(l, line, test, add_value);
	yaml_complain(line->name, l->complaints, SEVERITY_ERROR, "no condition asks for a PIN");
	return false;
}

static void load_lines(struct loading *l, const struct yaml *map, bool negated, struct condition *condition)
{
	const struct yaml *zone = yaml_get(map, "zone");
	struct line line = { .zone_min = BISHKEK_MIN };
	if (zone && load_zone(l, zone, &line.zone_min) && !yaml_get(map, "time") && !yaml_get(map, "days"))
		yaml_complain(zone, l->complaints, SEVERITY_ERROR, "a `zone` is that of the `time` or the `days` beside it; write one of them, or take it out");
	for (size_t i = 0; i < map->count; i++) {
		struct test *test = &condition->tests[condition->count];
		line.name = map->keys[i];
		line.value = map->items[i];
		*test = (struct test){ .negated = negated };
		if (strcmp(line.name->text, "zone") != 0 && load_line(l, &line, test))
			condition->count++;
	}
}

const struct condition *load_condition(struct loading *l, const struct yaml *node)
{
	static const char *const keys[] = { "when", "unless" };
	const struct yaml *maps[2];
	size_t lines = 0;
	for (size_t i = 0; i < 2; i++) {
		maps[i] = yaml_get(node, keys[i]);
		if (maps[i] && (maps[i]->kind != YAML_MAP || maps[i]->count == 0)) {
			yaml_complain(maps[i], l->complaints, SEVERITY_ERROR, "`%s` is a map of conditions, as {country: ru}", keys[i]);
			maps[i] = NULL;
		}
		lines += maps[i] ? maps[i]->count : 0;
	}
	if (lines == 0)
		return NULL;
	struct condition *condition = arena_take(&l->set->arena, sizeof(*condition));
	condition->tests = arena_array(&l->set->arena, lines, sizeof(*condition->tests));
	for (size_t i = 0; i < 2; i++) {
		if (maps[i])
			load_lines(l, maps[i], i == 1, condition);
	}
	return condition;
}
