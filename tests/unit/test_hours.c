#include "menu/hours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MO, TU, WE, TH, FR, SA, SU };

static bool open_at(const char *text, unsigned weekday, bool holiday, unsigned hour, unsigned minute)
{
	struct hours hours;
	struct hours_fault fault;
	assert_true(hours_parse(text, &hours, &fault));
	return hours_open(&hours, hours_day_of(&hours, weekday, holiday ? HOURS_OFF : HOURS_ORDINARY),
		hours_day_of(&hours, (weekday + 6) % 7, HOURS_ORDINARY), hour * 60 + minute);
}

static void an_office_is_open_when_its_door_is(void **state)
{
	(void)state;
	static const char office[] = "Mo-Fr 09:00-12:30,13:30-18:00; Sa 10:00-14:00; PH off";
	static const struct { unsigned day; bool holiday; unsigned hour, minute; bool open; } rows[] = {
		{ MO, false, 8, 59, false }, { MO, false, 9, 0, true }, { MO, false, 12, 29, true }, { MO, false, 12, 30, false },
		{ MO, false, 13, 29, false }, { FR, false, 17, 59, true }, { FR, false, 18, 0, false }, { SA, false, 9, 59, false },
		{ SA, false, 10, 0, true }, { SU, false, 12, 0, false }, { MO, true, 10, 0, false }, { SA, true, 11, 0, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(open_at(office, rows[i].day, rows[i].holiday, rows[i].hour, rows[i].minute), rows[i].open);
}

static void past_midnight_belongs_to_the_day_before(void **state)
{
	(void)state;
	assert_true(open_at("Fr 22:00-02:00", SA, false, 1, 59));
	assert_false(open_at("Fr 22:00-02:00", SA, false, 2, 0));
	assert_false(open_at("Fr 22:00-02:00", FR, false, 1, 0));
	assert_true(open_at("Fr-Mo 10:00-11:00", SU, false, 10, 0));
	assert_false(open_at("Fr-Mo 10:00-11:00", TU, false, 10, 0));
	assert_true(open_at("00:00-24:00", WE, false, 23, 59));
	for (unsigned day = 0; day < 7; day++)
		assert_true(open_at("24/7", day, true, 3, 0));
}

static void a_later_rule_replaces_an_earlier_one(void **state)
{
	(void)state;
	assert_false(open_at("Mo-Su 09:00-18:00; Su off", SU, false, 12, 0));
	assert_true(open_at("off; We 09:00-10:00", WE, false, 9, 30));
	assert_false(open_at("24/7; Mo 10:00-11:00", MO, false, 9, 0));
	assert_true(open_at("Mo-Fr 09:00-18:00", MO, true, 9, 0)); /* nothing is said of holidays */
	assert_true(open_at("Mo-Fr 09:00-18:00; PH 10:00-12:00", SU, true, 11, 0));
}

/* Hours elsewhere know nothing of this government's days, unless they say so. */
static void a_saturday_that_is_worked_is_like_a_monday(void **state)
{
	(void)state;
	static const struct { const char *text; enum hours_calendar calendar; unsigned day; } rows[] = {
		{ "Mo-Fr 09:00-18:00; PH off", HOURS_WORKED, HOURS_MONDAY }, { "Mo-Fr 09:00-18:00; PH off", HOURS_OFF, HOURS_HOLIDAY },
		{ "Mo-Fr 09:00-18:00; PH off", HOURS_ORDINARY, SA }, { "Mo-Fr 09:00-18:00", HOURS_WORKED, SA }, { "Mo-Fr 09:00-18:00", HOURS_OFF, SA },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hours hours;
		struct hours_fault fault;
		assert_true(hours_parse(rows[i].text, &hours, &fault));
		assert_int_equal(hours_day_of(&hours, SA, rows[i].calendar), rows[i].day);
	}
}

static void each_fault_has_its_column(void **state)
{
	(void)state;
	static const struct { const char *text; int column; } rows[] = {
		{ "", 1 }, { "Mn 09:00-18:00", 1 }, { "Mo-Fx 09:00-18:00", 4 }, { "Mo 9:00-18:00", 4 }, { "Mo 09:60-18:00", 7 }, { "Mo 25:00-26:00", 4 },
		{ "Mo 09:00", 9 }, { "Mo 09:00-18", 12 }, { "Mo 09:00-18:00 Tu off", 16 }, { "Mo-PH off", 6 }, { "Mo 24:30-25:00", 4 }, { "Mo 09:00-18:00;", 16 }, { "Mo 09:00-09:00", 10 },
		{ "Mo 01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00,11:00-12:00,13:00-14:00", 87 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hours hours;
		struct hours_fault fault = { 0 };
		assert_false(hours_parse(rows[i].text, &hours, &fault));
		assert_int_equal(fault.column, rows[i].column);
		assert_non_null(fault.why);
	}
}

static void days_and_times_stand_alone_too(void **state)
{
	(void)state;
	struct hours hours;
	struct hours_fault fault;
	unsigned days;
	assert_true(hours_days("Sa,Su", &days, &fault));
	assert_int_equal(days, 1u << SA | 1u << SU);
	assert_true(hours_days("Mo-We,PH", &days, &fault));
	assert_int_equal(days, 7u | 1u << HOURS_HOLIDAY);
	assert_false(hours_days("Sa 10:00-11:00", &days, &fault));
	assert_int_equal(fault.column, 4);
	assert_true(hours_times("21:00-06:00", &hours, &fault));
	assert_true(hours_open(&hours, HOURS_SUNDAY, HOURS_SUNDAY - 1, 5 * 60));
	assert_false(hours_open(&hours, HOURS_SUNDAY, HOURS_SUNDAY - 1, 7 * 60));
	assert_false(hours_times("Mo 09:00-10:00", &hours, &fault));
}

static void they_are_told_with_the_days_of_a_language(void **state)
{
	(void)state;
	static const char *const ky[HOURS_DAYS + 1] = { "Дш", "Шш", "Шр", "Бш", "Жм", "Иш", "Жк", "майрам", "жабык" };
	char out[128];
	size_t len = hours_told("Mo-Fr 09:00-18:00; PH off", ky, out, sizeof(out));
	out[len] = '\0';
	assert_string_equal(out, "Дш-Жм 09:00-18:00; майрам жабык");
	len = hours_told("Mo-Fr 09:00-18:00; PH off", ky, out, 24);
	out[len] = '\0';
	assert_string_equal(out, "Дш-Жм 09:00-18:00");
	len = hours_told("24/7", ky, out, sizeof(out));
	assert_memory_equal(out, "24/7", len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_office_is_open_when_its_door_is),
		cmocka_unit_test(past_midnight_belongs_to_the_day_before),
		cmocka_unit_test(a_later_rule_replaces_an_earlier_one),
		cmocka_unit_test(a_saturday_that_is_worked_is_like_a_monday),
		cmocka_unit_test(each_fault_has_its_column),
		cmocka_unit_test(days_and_times_stand_alone_too),
		cmocka_unit_test(they_are_told_with_the_days_of_a_language),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
