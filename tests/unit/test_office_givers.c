/* What givers are told: thanks, reminders on their day, reports, each once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "journeys/reminder.h"
#include "office_fixture.h"
#include "store/number.h"
#include "store/pledges.h"
#include "store/reports.h"
#include "store/stops.h"

static enum error pay(struct office *o, const char *number, int64_t kgs)
{
	enum error error = office_payment(o->store, o->menus, number, kgs, o->now);
	scratch_commit(&o->scratch);
	return error;
}

static void test_thanks_with_the_name_that_was_chosen(void **state)
{
	struct office *o = *state;
	char named[9], nameless[9];
	struct pledge_figures figures;
	office_pledge(o, &(struct office_pledge){ .name = "Айгүл" }, named);
	office_pledge(o, &(struct office_pledge){ .language = "ru" }, nameless);
	assert_int_equal(pay(o, named, 12500), ERR_NONE);
	assert_string_equal(office_sms(o), "Суу\nрахмат, Айгүл: 12 500 сом");
	assert_int_equal(pay(o, nameless, 300), ERR_NONE);
	assert_string_equal(office_sms(o), "Вода\nспасибо: 300 сом");
	assert_int_equal(pay(o, named, 1), ERR_NONE);
	assert_int_equal(pledges_figures(o->store, "water", &figures), ERR_NONE);
	assert_int_equal(figures.collected, 12801);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM payments"), 3);
}

static void test_payments_that_are_refused(void **state)
{
	struct office *o = *state;
	char number[9];
	office_pledge(o, &(struct office_pledge){ 0 }, number);
	assert_int_equal(pay(o, number, 0), ERR_BAD);
	assert_int_equal(pay(o, number, -5), ERR_BAD);
	assert_int_equal(pay(o, number, PLEDGE_AMOUNT_MAX + 1), ERR_BAD);
	assert_int_equal(pay(o, "48271930", 5), ERR_NOT_FOUND);
	assert_int_equal(pay(o, "4827193\0", 5), ERR_NOT_FOUND);
	assert_int_equal(pledges_cancel(o->store, number, o->now.unix_ms), ERR_NONE);
	assert_int_equal(pay(o, number, 5), ERR_STATE);
	assert_string_equal(office_sms(o), "");
	char full[9];
	office_pledge(o, &(struct office_pledge){ 0 }, full);
	assert_int_equal(pay(o, full, PLEDGE_AMOUNT_MAX), ERR_NONE);
	assert_int_equal(pay(o, full, 1), ERR_BAD);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM payments"), 1);
}

static void test_after_three_days_once(void **state)
{
	struct office *o = *state;
	char unpaid[9], paid[9], cancelled[9], skills[9], shown[NUMBER_SHOWN], expected[96];
	int64_t next_ms, made_ms = o->now.unix_ms;
	office_pledge(o, &(struct office_pledge){ 0 }, unpaid);
	office_pledge(o, &(struct office_pledge){ .msisdn = "996555000002" }, paid);
	office_pledge(o, &(struct office_pledge){ .msisdn = "996555000003" }, cancelled);
	office_pledge(o, &(struct office_pledge){ .msisdn = "996555000004", .offer = "skills", .rhythm = "" }, skills);
	assert_int_equal(pay(o, paid, 500), ERR_NONE);
	assert_int_equal(pledges_cancel(o->store, cancelled, o->now.unix_ms), ERR_NONE);
	office_sms(o); /* the thanks */
	o->now.unix_ms = made_ms + 3 * DAY_MS - 10 * 60000;
	office_chores_all(o, &next_ms);
	assert_int_equal(next_ms, made_ms + 3 * DAY_MS); /* not an hour later */
	assert_string_equal(office_sms(o), "");
	o->now.unix_ms = next_ms;
	office_chores_all(o, &next_ms);
	number_format(unpaid, shown);
	snprintf(expected, sizeof expected, "Суу\nубада %s: 500 сом", shown);
	assert_string_equal(office_sms(o), expected);
	assert_string_equal(office_sms_to(), MSISDN);
	for (int i = 0; i < 100; i++) {
		o->now.unix_ms += DAY_MS;
		office_chores_all(o, &next_ms);
		assert_string_equal(office_sms(o), "");
	}
}

/* The reminder is marked in the group that queues it: what is not committed comes again, what is does not. */
static void test_a_reminder_that_was_not_committed_comes_again(void **state)
{
	struct office *o = *state;
	char number[9];
	int64_t next_ms;
	office_pledge(o, &(struct office_pledge){ 0 }, number);
	scratch_commit(&o->scratch);
	o->now.unix_ms += 3 * DAY_MS;
	assert_int_equal(office_chores(o->store, o->menus, o->now, &next_ms), ERR_NONE);
	store_rollback(o->store);
	assert_string_equal(office_sms(o), "");
	office_chores_all(o, &next_ms);
	assert_non_null(strstr(office_sms(o), "убада"));
	scratch_reopen(&o->scratch);
	o->store = o->scratch.store;
	office_chores_all(o, &next_ms);
	assert_string_equal(office_sms(o), "");
}

static void test_the_day_before_each_month(void **state)
{
	struct office *o = *state;
	char number[9];
	int64_t next_ms, day = 0;
	assert_true(calendar_parse("2026-01-31", &day));
	o->now.unix_ms = calendar_day_start(day) + 20 * HOUR_MS;
	office_pledge(o, &(struct office_pledge){ .rhythm = "monthly" }, number);
	assert_int_equal(pay(o, number, 500), ERR_NONE);
	office_sms(o);
	static const char *const days[] = { "2026-02-27", "2026-03-30", "2026-04-29", "2026-05-30" };
	size_t seen = 0;
	for (int i = 0; i < 120; i++) {
		char date[CALENDAR_DATE];
		o->now.unix_ms += DAY_MS;
		office_chores_all(o, &next_ms);
		if (!strstr(office_sms(o), "эртең"))
			continue;
		calendar_iso(calendar_day(o->now.unix_ms), date);
		assert_true(seen < 4);
		assert_string_equal(date, days[seen++]);
	}
	assert_int_equal(seen, 4);
}

/* After a month's silence of the gateway nobody is reminded of a day that has passed. */
static void test_a_stale_reminder_is_left_out(void **state)
{
	struct office *o = *state;
	char number[9];
	int64_t next_ms;
	office_pledge(o, &(struct office_pledge){ .rhythm = "monthly" }, number); /* on 2 March */
	o->now.unix_ms += 3 * DAY_MS;
	office_chores_all(o, &next_ms);
	office_sms(o);
	o->now.unix_ms += 40 * DAY_MS; /* 14 April: the reminder of 1 April is stale */
	office_chores_all(o, &next_ms);
	assert_string_equal(office_sms(o), "");
	o->now.unix_ms += 17 * DAY_MS; /* 1 May: due on the 2nd */
	office_chores_all(o, &next_ms);
	assert_non_null(strstr(office_sms(o), "эртең"));
}

static void test_a_report_reaches_each_giver_once(void **state)
{
	struct office *o = *state;
	char number[9];
	size_t told;
	int64_t next_ms;
	static const char *const givers[] = { "996555000001", "996555000002", "996555000001", "996555000003" };
	for (size_t i = 0; i < 4; i++)
		office_pledge(o, &(struct office_pledge){ .msisdn = givers[i] }, number);
	office_pledge(o, &(struct office_pledge){ .msisdn = "996555000005", .project = "school" }, number);
	office_pledge(o, &(struct office_pledge){ .msisdn = "" }, number);
	office_pledge(o, &(struct office_pledge){ .msisdn = "996555000006" }, number);
	assert_int_equal(pledges_cancel(o->store, number, o->now.unix_ms), ERR_NONE);
	assert_int_equal(office_report(o->store, o->menus, "water", "Суу келди", o->now, &told), ERR_NONE);
	scratch_commit(&o->scratch);
	assert_int_equal(told, 3);
	bool seen[4] = { false };
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(office_sms(o), "Суу\nотчёт: Суу келди");
		int last = office_sms_to()[11] - '0';
		assert_in_range(last, 1, 3);
		assert_false(seen[last]);
		seen[last] = true;
	}
	o->now.unix_ms += HOUR_MS;
	office_chores_all(o, &next_ms);
	assert_string_equal(office_sms(o), "");
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM report_givers"), 0);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM reports WHERE told IS NULL"), 1);
}

static void test_who_said_stop_is_told_nothing(void **state)
{
	struct office *o = *state;
	char number[9];
	size_t told;
	int64_t next_ms;
	office_pledge(o, &(struct office_pledge){ .rhythm = "monthly" }, number);
	assert_int_equal(stops_put(o->store, MSISDN, true), ERR_NONE);
	assert_int_equal(office_report(o->store, o->menus, "water", "Суу келди", o->now, &told), ERR_NONE);
	assert_int_equal(told, 0);
	assert_int_equal(pay(o, number, 500), ERR_NONE);
	o->now.unix_ms += 3 * DAY_MS;
	office_chores_all(o, &next_ms);
	assert_string_equal(office_sms(o), "");
	/* Whoever begins again is reminded of the next month. */
	assert_int_equal(stops_put(o->store, MSISDN, false), ERR_NONE);
	o->now.unix_ms += 27 * DAY_MS;
	office_chores_all(o, &next_ms);
	assert_non_null(strstr(office_sms(o), "эртең"));
}

/* Two reports on a project with many givers: told by and by, and by a gateway that stops in between. */
static void test_many_givers_are_told_by_and_by(void **state)
{
	struct office *o = *state;
	enum { GIVERS = 450 };
	char number[9], msisdn[16];
	size_t told;
	int64_t next_ms;
	for (int i = 0; i < GIVERS; i++) {
		snprintf(msisdn, sizeof msisdn, "9965550%05d", i);
		office_pledge(o, &(struct office_pledge){ .msisdn = msisdn }, number);
	}
	assert_int_equal(office_report(o->store, o->menus, "water", "биринчи", o->now, &told), ERR_NONE);
	scratch_commit(&o->scratch);
	assert_int_equal(told, 200);
	assert_int_equal(office_report(o->store, o->menus, "water", "экинчи", o->now, &told), ERR_NONE);
	scratch_commit(&o->scratch);
	assert_int_equal(office_chores(o->store, o->menus, o->now, &next_ms), ERR_NONE);
	assert_true(next_ms <= o->now.unix_ms);
	store_rollback(o->store);
	scratch_reopen(&o->scratch);
	o->store = o->scratch.store;
	office_chores_all(o, &next_ms);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM message_parts WHERE state = 'queued'"), 2 * GIVERS);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM report_givers"), 0);
}

static void test_reports_that_are_refused(void **state)
{
	struct office *o = *state;
	char longest[1300];
	size_t told;
	int64_t at_ms;
	memset(longest, 'a', sizeof longest);
	longest[1201] = '\0';
	assert_int_equal(office_report(o->store, o->menus, "bridge", "Суу келди", o->now, &told), ERR_NOT_FOUND);
	assert_int_equal(office_report(o->store, o->menus, "water", "", o->now, &told), ERR_BAD);
	assert_int_equal(office_report(o->store, o->menus, "water", "\xf0\x9f\x98\x80", o->now, &told), ERR_BAD);
	assert_int_equal(office_report(o->store, o->menus, "water", longest, o->now, &told), ERR_LONG);
	assert_int_equal(reports_newest(o->store, "water", longest, &at_ms), ERR_NOT_FOUND);
}

#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, office_set_up, office_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		OFFICE_TEST(test_thanks_with_the_name_that_was_chosen),
		OFFICE_TEST(test_payments_that_are_refused),
		OFFICE_TEST(test_after_three_days_once),
		OFFICE_TEST(test_a_reminder_that_was_not_committed_comes_again),
		OFFICE_TEST(test_the_day_before_each_month),
		OFFICE_TEST(test_a_stale_reminder_is_left_out),
		OFFICE_TEST(test_a_report_reaches_each_giver_once),
		OFFICE_TEST(test_who_said_stop_is_told_nothing),
		OFFICE_TEST(test_many_givers_are_told_by_and_by),
		OFFICE_TEST(test_reports_that_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
