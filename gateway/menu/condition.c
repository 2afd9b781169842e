#include "menu/condition.h"

#include "menu/records.h"
#include "menu/values.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_MIN 1440

typedef bool test_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer);

static bool is_among(const uint16_t *numbers, size_t count, size_t number)
{
	for (size_t i = 0; i < count; i++) {
		if (numbers[i] == number)
			return true;
	}
	return false;
}

static bool record_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)set;
	(void)language;
	return is_among(test->numbers, test->count, viewer->kept[test->subject]);
}

static bool language_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)set;
	(void)viewer;
	return is_among(test->numbers, test->count, language);
}

static bool slot_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)set;
	(void)language;
	const char *value = values_get(viewer->values, test->subject);
	for (size_t i = 0; i < test->count; i++) {
		if (strcmp(test->words[i], value ? value : "") == 0)
			return true;
	}
	return false;
}

/* A moment as a clock and a calendar show it somewhere. */
struct local { int64_t day; unsigned minute, weekday; /* Monday 0 */ };

static struct local local_at(int64_t unix_min, int zone_min)
{
	int64_t minutes = unix_min + zone_min, day = minutes / DAY_MIN - (minutes % DAY_MIN < 0);
	return (struct local){ .day = day, .minute = (unsigned)(minutes - day * DAY_MIN), .weekday = (unsigned)(((day + 3) % 7 + 7) % 7) };
}

/* The table `holiday` (docs/menus.md): its keys are dates; `works: yes` makes a day of a weekend a working day. */
static enum hours_day day_of(const struct menu_set *set, const struct hours *hours, int64_t day)
{
	time_t seconds = (time_t)(day * DAY_MIN * 60);
	struct tm date;
	char key[16];
	uint16_t table = lexicon_find(&set->table_index, MENU_TABLE_HOLIDAY);
	unsigned weekday = local_at(day * DAY_MIN, 0).weekday;
	if (table == MENU_NONE || !gmtime_r(&seconds, &date) || strftime(key, sizeof(key), "%Y-%m-%d", &date) == 0)
		return hours_day_of(hours, weekday, HOURS_ORDINARY);
	uint16_t record = lexicon_find(&set->tables[table].keys, key);
	if (record == MENU_NONE)
		return hours_day_of(hours, weekday, HOURS_ORDINARY);
	return hours_day_of(hours, weekday, menu_record_flag(set, table, record, MENU_COLUMN_WORKS) ? HOURS_WORKED : HOURS_OFF);
}

static bool is_open(const struct menu_set *set, const struct hours *hours, int zone_min, int64_t unix_min)
{
	struct local now = local_at(unix_min, zone_min);
	return hours_open(hours, day_of(set, hours, now.day), day_of(set, hours, now.day - 1), now.minute);
}

static bool time_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)set;
	(void)language;
	struct local now = local_at(viewer->unix_min, test->zone_min);
	return hours_open(test->hours, HOURS_MONDAY, HOURS_MONDAY, now.minute);
}

static bool days_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)language;
	struct hours asked = { .holidays = (test->days & 1u << HOURS_HOLIDAY) != 0 };
	enum hours_day day = day_of(set, &asked, local_at(viewer->unix_min, test->zone_min).day);
	return (test->days & 1u << day) != 0;
}

static bool open_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)language;
	const struct table *table = &set->tables[test->subject];
	uint16_t record = test->numbers ? test->numbers[0] : viewer->kept[test->subject];
	uint16_t field = lexicon_find(&table->fields, FIELD_HOURS);
	const struct value *value = record == MENU_NONE || field == MENU_NONE ? NULL : table->records[record].fields[field];
	return value && value->hours && is_open(set, value->hours, value->zone_min, viewer->unix_min);
}

static bool listed_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)set;
	(void)language;
	return is_among(test->numbers, test->count, viewer->listed);
}

static bool any_holds(const struct menu_set *set, const struct test *test, size_t language, const struct viewer *viewer)
{
	(void)language;
	(void)viewer;
	return records_count(&set->tables[test->subject]) > 0;
}

static const struct { test_holds *holds; bool settled; } tests[TEST_KINDS] = { /* settled: by what is known when pages are made at load */
	[TEST_RECORD] = { record_holds, true },
	[TEST_LANGUAGE] = { language_holds, true },
	[TEST_SLOT] = { slot_holds, false },
	[TEST_TIME] = { time_holds, false },
	[TEST_DAYS] = { days_holds, false },
	[TEST_OPEN] = { open_holds, false },
	[TEST_LISTED] = { listed_holds, false },
	[TEST_ANY] = { any_holds, true },
};

bool condition_holds(const struct menu_set *set, const struct condition *condition, size_t language, const struct viewer *viewer)
{
	bool open = false;
	if (!condition || viewer->longest)
		return true;
	for (size_t i = 0; i < condition->count; i++) {
		const struct test *test = &condition->tests[i];
		if (viewer->open && !tests[test->kind].settled)
			open = true;
		else if (tests[test->kind].holds(set, test, language, viewer) == test->negated)
			return false;
	}
	if (open)
		*viewer->open = true;
	return !open;
}

/* While nothing is kept of a table that the list asks for, all records are shown. */
static bool where_holds(const struct menu_set *set, const struct screen *list, const struct record *record, const uint16_t *kept)
{
	const struct table *table = &set->tables[list->from];
	for (size_t i = 0; i < list->where_count; i++) {
		uint16_t wanted = kept[list->where[i]];
		uint16_t field = lexicon_find(&table->fields, set->table_index.list[list->where[i]]);
		const struct value *value = field == MENU_NONE ? NULL : record->fields[field];
		if (wanted != MENU_NONE && !(value && is_among(value->references, value->reference_count, wanted)))
			return false;
	}
	return true;
}

bool condition_lists(const struct menu_set *set, const struct screen *list, const struct record *record, size_t language,
	const struct viewer *viewer)
{
	return where_holds(set, list, record, viewer->kept) && condition_holds(set, record->when, language, viewer);
}

struct told { char *out; size_t len, capacity; };

static __attribute__((format(printf, 2, 3))) void put(struct told *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(t->out + t->len, t->capacity - t->len, format, args);
	va_end(args);
	t->len = t->len + (size_t)len < t->capacity ? t->len + (size_t)len : t->capacity - 1;
}

void zone_told(int zone_min, char out[ZONE_TEXT])
{
	unsigned minutes = (unsigned)abs(zone_min);
	snprintf(out, ZONE_TEXT, "%c%02u:%02u", zone_min < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
}

/* "" stands for none. */
static const char *record_told(const struct table *table, uint16_t record)
{
	return record == MENU_NONE ? "" : records_key(table, record);
}

static void put_test(struct told *t, const struct menu_set *set, const struct test *test)
{
	static const char *const names[TEST_KINDS] = { [TEST_LANGUAGE] = "language", [TEST_TIME] = "time", [TEST_DAYS] = "days", [TEST_OPEN] = "open",
		[TEST_LISTED] = "listed", [TEST_ANY] = "any" };
	const struct table *table = test->kind == TEST_RECORD || test->kind == TEST_OPEN ? &set->tables[test->subject] : NULL;
	const char *name = test->kind == TEST_RECORD ? set->table_index.list[test->subject] :
		test->kind == TEST_SLOT ? set->slots[test->subject].name : names[test->kind];
	put(t, "%s%s=", test->negated ? "not " : "", name);
	if (test->kind == TEST_OPEN)
		put(t, test->numbers ? "%s.%s" : "%s", set->table_index.list[test->subject], test->numbers ? records_key(table, test->numbers[0]) : "");
	if (test->kind == TEST_ANY)
		put(t, "%s", set->table_index.list[test->subject]);
	for (size_t i = 0; test->kind != TEST_OPEN && i < test->count; i++)
		put(t, "%s%s", i > 0 ? "," : "", test->kind == TEST_RECORD ? record_told(table, test->numbers[i]) :
			test->kind == TEST_LISTED ? listed_names[test->numbers[i]] :
			test->kind == TEST_LANGUAGE ? set->language_codes[test->numbers[i]] : test->words[i]);
	if (test->kind == TEST_TIME || test->kind == TEST_DAYS) {
		char zone[ZONE_TEXT];
		zone_told(test->zone_min, zone);
		put(t, " %s", zone);
	}
}

size_t condition_told(const struct menu_set *set, const struct condition *condition, char *out, size_t capacity)
{
	struct told t = { .out = out, .capacity = capacity };
	out[0] = '\0';
	for (size_t i = 0; condition && i < condition->count; i++) {
		put(&t, "%s", i > 0 ? "; " : "");
		put_test(&t, set, &condition->tests[i]);
	}
	return t.len;
}
