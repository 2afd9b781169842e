#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "journeys/calendar.h"

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
	calendar_date(monday, date);
	assert_string_equal(date, "02.03.2026");
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

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_day_begins_at_midnight_in_bishkek),
		cmocka_unit_test(test_working_days_leave_out_the_weekend),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
