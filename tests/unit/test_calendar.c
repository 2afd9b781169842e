#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"

#define HOUR_MS INT64_C(3600000)
/* 2026-03-02 is a Monday; 18:00 UTC the day before is its midnight in Bishkek. */
#define MONDAY_MS INT64_C(1772388000000)

static void test_a_day_begins_at_midnight_in_bishkek(void **state)
{
	(void)state;
	char date[CALENDAR_DATE];
	int64_t monday = calendar_day(MONDAY_MS);
	assert_int_equal(calendar_day(MONDAY_MS - 1), monday - 1);
	assert_int_equal(calendar_day(MONDAY_MS + 24 * HOUR_MS - 1), monday);
	assert_int_equal(calendar_day_start(monday), MONDAY_MS);
	calendar_iso(monday, date);
	assert_string_equal(date, "2026-03-02");
	assert_int_equal(calendar_day(-7 * HOUR_MS), -1);
}

static void test_working_days_leave_out_the_weekend(void **state)
{
	(void)state;
	int64_t monday = calendar_day(MONDAY_MS);
	static const struct { int from, to, days; } rows[] = {
		{ 0, 0, 0 },   /* the day itself */
		{ 0, 1, 1 },
		{ 0, 4, 4 },   /* Friday */
		{ 0, 5, 4 },   /* Saturday */
		{ 0, 6, 4 },
		{ 0, 7, 5 },   /* the next Monday */
		{ 0, 18, 14 }, /* the law's fourteenth: a Friday */
		{ 4, 5, 0 },
		{ 5, 6, 0 },
		{ 5, 7, 1 },   /* lodged on a Saturday: Monday is the first */
		{ 6, 7, 1 },
		{ 3, 2, 0 },   /* a clock that was set back */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(calendar_working_days(monday + rows[i].from, monday + rows[i].to), rows[i].days);
	int64_t counted = 0;
	for (int64_t day = monday + 1; day < monday + 1000; day++) {
		counted += (day + 3) % 7 < 5;
		assert_int_equal(calendar_working_days(monday, day), counted);
	}
}

static void test_dates_are_read(void **state)
{
	(void)state;
	int64_t day = 0;
	assert_true(calendar_parse("2026-03-02", &day));
	assert_int_equal(day, calendar_day(MONDAY_MS));
	assert_true(calendar_parse("2028-02-29", &day));
	static const char *const wrong[] = { "", "2026-3-2", "2026-02-29", "2026-13-01", "2026-00-10", "2026-03-32", "02.03.2026", "2026-03-02 ", "2026-03-0x",
		"0026-03-02", "-026-03-02", "2026/03/02", "99999-01-01" };
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(calendar_parse(wrong[i], &day));
	for (day = -30000; day < 60000; day += 17) {
		char date[CALENDAR_DATE];
		int64_t again = 0;
		calendar_iso(day, date);
		assert_true(calendar_parse(date, &again));
		assert_int_equal(again, day);
	}
}

static void test_the_same_day_of_another_month(void **state)
{
	(void)state;
	static const struct { const char *from; int months; const char *to; } rows[] = {
		{ "2026-01-15", 0, "2026-01-15" }, { "2026-01-15", 1, "2026-02-15" }, { "2026-01-31", 1, "2026-02-28" }, { "2028-01-31", 1, "2028-02-29" },
		{ "2026-01-31", 2, "2026-03-31" }, { "2026-01-31", 3, "2026-04-30" }, { "2026-12-31", 2, "2027-02-28" }, { "2026-11-23", 14, "2028-01-23" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t from = 0, to = 0;
		assert_true(calendar_parse(rows[i].from, &from) && calendar_parse(rows[i].to, &to));
		assert_int_equal(calendar_months_after(from, rows[i].months), to);
	}
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_day_begins_at_midnight_in_bishkek),
		cmocka_unit_test(test_working_days_leave_out_the_weekend),
		cmocka_unit_test(test_dates_are_read),
		cmocka_unit_test(test_the_same_day_of_another_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
