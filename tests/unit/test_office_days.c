/* Working days with their holidays, as the menus and the store have them, and what is overdue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "office_fixture.h"
#include "store/holidays.h"
#include "store/overdue.h"
#include "store/settings.h"
#include "store/statement.h"

static int64_t day_of(const char *iso)
{
	int64_t day = 0;
	assert_true(calendar_parse(iso, &day));
	return day;
}

static int64_t working(struct office *o, const char *from, const char *to)
{
	int64_t days = -1;
	assert_int_equal(holidays_working_days(o->store, day_of(from), day_of(to), &days), ERR_NONE);
	return days;
}

static void put(struct office *o, const char *iso, bool works)
{
	bool changed;
	assert_int_equal(holidays_put(o->store, day_of(iso), works, &changed), ERR_NONE);
	scratch_commit(&o->scratch);
}

static void test_holidays_and_working_weekends(void **state)
{
	struct office *o = *state;
	assert_int_equal(working(o, "2026-03-02", "2026-03-20"), 14);
	put(o, "2026-03-05", false); /* a Thursday */
	put(o, "2026-03-08", false); /* a Sunday: nobody worked anyway */
	put(o, "2026-03-14", true);  /* a Saturday on which people work */
	put(o, "2026-03-16", true);  /* a Monday is one anyway */
	assert_int_equal(working(o, "2026-03-02", "2026-03-20"), 14);
	assert_int_equal(working(o, "2026-03-02", "2026-03-05"), 2);
	assert_int_equal(working(o, "2026-03-02", "2026-03-13"), 8);
	assert_int_equal(working(o, "2026-03-02", "2026-03-14"), 9);
	assert_int_equal(working(o, "2026-03-05", "2026-03-05"), 0);
	assert_int_equal(working(o, "2026-03-04", "2026-03-05"), 0);
	assert_int_equal(working(o, "2026-03-14", "2026-03-02"), 0);
}

/* A row a day, from a table of the menus: past days stay as they were, coming ones follow the menus. */
static void test_holidays_follow_the_menus(void **state)
{
	struct office *o = *state;
	int64_t next_ms;
	put(o, "2026-02-23", false); /* past */
	put(o, "2026-05-01", false); /* the menus below no longer name it */
	struct menu_set *own = o->menus;
	o->menus = office_menus(o, "  holiday: [{key: 2026-03-09, name: {ky: Майрам, ru: Праздник}},"
		" {key: 2026-03-14, name: {ky: Жумуш күн, ru: Рабочий день}, works: yes}]\n");
	office_chores_all(o, &next_ms);
	assert_int_equal(next_ms, o->now.unix_ms + HOUR_MS);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM holidays"), 3);
	assert_int_equal(office_scalar(o, "SELECT works FROM holidays WHERE date = '2026-03-14'"), 1);
	assert_int_equal(office_scalar(o, "SELECT works FROM holidays WHERE date = '2026-03-09'"), 0);
	menu_free(o->menus);
	o->menus = own;
	o->now.unix_ms += 8 * DAY_MS; /* the 10th: the 9th is past and stays */
	office_chores_all(o, &next_ms);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM holidays"), 2);
}

static void test_what_waits_too_long(void **state)
{
	struct office *o = *state;
	char waits[9], registered[9], answered[9], fresh[9];
	struct overdue_figures figures;
	struct overdue list[4];
	size_t count;
	office_lodge(o, false, MSISDN, waits);
	office_lodge(o, true, "", registered);
	office_lodge(o, false, MSISDN, answered);
	office_set(o, registered, "registered", "");
	office_set(o, answered, "answered", "Төлөнөт");
	o->now.unix_ms += DAY_MS; /* Tuesday: the registration may still come */
	assert_int_equal(overdue_count(o->store, true, o->now.unix_ms, &figures), ERR_NONE);
	assert_int_equal(figures.open, 2);
	assert_int_equal(figures.unregistered, 0);
	o->now.unix_ms += DAY_MS;
	assert_int_equal(overdue_count(o->store, true, o->now.unix_ms, &figures), ERR_NONE);
	assert_int_equal(figures.unregistered, 1);
	assert_int_equal(figures.unanswered, 0);
	o->now.unix_ms = MONDAY_MS + 18 * DAY_MS; /* the fourteenth working day */
	office_lodge(o, false, MSISDN, fresh);
	assert_int_equal(overdue_count(o->store, true, o->now.unix_ms, &figures), ERR_NONE);
	assert_int_equal(figures.unanswered, 0);
	put(o, "2026-03-21", true);
	o->now.unix_ms += DAY_MS; /* Saturday, on which people work this once */
	assert_int_equal(overdue_count(o->store, true, o->now.unix_ms, &figures), ERR_NONE);
	assert_int_equal(figures.open, 3);
	assert_int_equal(figures.unregistered, 1);
	assert_int_equal(figures.unanswered, 1);
	assert_int_equal(overdue_list(o->store, true, o->now.unix_ms, list, 4, &count), ERR_NONE);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		bool mine = strcmp(list[i].number, registered) == 0;
		assert_true(mine || strcmp(list[i].number, waits) == 0);
		assert_int_equal(list[i].registered, mine);
		assert_int_equal(list[i].days, mine ? 14 : 1);
		assert_int_equal(list[i].day, 15);
		assert_string_equal(list[i].topic, "work");
		assert_string_equal(list[i].status, mine ? "registered" : "received");
	}
	assert_int_equal(overdue_list(o->store, true, o->now.unix_ms, list, 1, &count), ERR_NONE);
	assert_int_equal(count, 1);
}

/* The law changes from a day on: what was lodged before it keeps its own time. */
static void test_the_days_are_dated(void **state)
{
	struct office *o = *state;
	char before[9], after[9];
	struct overdue_figures figures;
	int64_t days;
	assert_int_equal(sqlite3_exec(o->store->db, "INSERT INTO settings VALUES('answer_working_days', '2026-03-03', 10)", NULL, NULL, NULL), SQLITE_OK);
	office_lodge(o, false, MSISDN, before);
	office_set(o, before, "registered", "");
	o->now.unix_ms += DAY_MS;
	office_lodge(o, false, MSISDN, after);
	office_set(o, after, "registered", "");
	assert_int_equal(settings_get(o->store, SETTING_ANSWER_DAYS, calendar_day(MONDAY_MS), &days), ERR_NONE);
	assert_int_equal(days, 14);
	o->now.unix_ms += 15 * DAY_MS; /* Wednesday: twelve days after the first, eleven after the second */
	assert_int_equal(overdue_count(o->store, true, o->now.unix_ms, &figures), ERR_NONE);
	assert_int_equal(figures.unanswered, 1);
}

#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, office_set_up, office_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		OFFICE_TEST(test_holidays_and_working_weekends),
		OFFICE_TEST(test_holidays_follow_the_menus),
		OFFICE_TEST(test_what_waits_too_long),
		OFFICE_TEST(test_the_days_are_dated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
