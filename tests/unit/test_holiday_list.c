/* The list of public holidays of a year is missed in time: by kopuro check, and in the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/log.h"
#include "journeys/contract.h"
#include "journeys/holiday_list.h"
#include "small_menus.h"
#include "world.h"

#define HOUR_MS INT64_C(3600000)
#define OF_2026 "tests/menus/when" /* its table has days of 2026 */
#define NONE "tests/menus/expiry"  /* has no table, and takes no appeals */

static int64_t noon(const char *date)
{
	int64_t unix_ms = 0;
	assert_true(world_when(date, &unix_ms));
	return unix_ms;
}

static struct menu_set *load(const char *directory)
{
	static const struct menu_format format = { CHARSET_UCS2, 160 };
	struct complaints complaints;
	complaints_init(&complaints);
	struct menu_set *set = menu_load(directory, &journey_contract, &format, 1, "2026-03-02", &complaints);
	if (!set)
		complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(set);
	return set;
}

static void test_which_year_is_missed(void **state)
{
	static const struct { const char *date; int year; } rows[] = {
		{ "2025-10-31", 2025 }, { "2025-12-31", 2025 }, { "2026-01-01", 0 }, { "2026-10-31", 0 }, { "2026-11-01", 2027 }, { "2026-12-31", 2027 },
		{ "2027-01-01", 2027 }, { "2027-11-30", 2027 },
	};
	(void)state;
	struct menu_set *set = load(OF_2026), *shipped = load("menus");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(holiday_list_missing(set, noon(rows[i].date)), rows[i].year);
	assert_int_equal(holiday_list_missing(shipped, noon("2026-10-31")), 0);
	int64_t midnight = noon("2026-11-01") - 12 * HOUR_MS;
	assert_int_equal(holiday_list_missing(set, midnight - 1), 0);
	assert_int_equal(holiday_list_missing(set, midnight), 2027);
	menu_free(shipped);
	menu_free(set);
}

static void test_the_place_is_told(void **state)
{
	struct complaints complaints;
	(void)state;
	struct menu_set *set = load(OF_2026);
	complaints_init(&complaints);
	holiday_list_complain(set, OF_2026, noon("2026-10-31"), &complaints);
	assert_int_equal(complaints.count, 0);
	holiday_list_complain(set, OF_2026, noon("2026-11-01"), &complaints);
	assert_int_equal(complaints.count, 1);
	assert_int_equal(complaints.errors, 0);
	assert_string_equal(complaints.list[0].file, OF_2026 "/menu.yaml");
	assert_int_equal(complaints.list[0].line, 20);
	assert_non_null(strstr(complaints.list[0].text, "no day of 2027"));
	assert_non_null(strstr(complaints.list[0].text, "[holidays]"));
	complaints_fini(&complaints);
	menu_free(set);
}

/* Days and offices without any list: those who take appeals count working days. */
static void test_who_is_asked(void **state)
{
	(void)state;
	struct complaints complaints;
	char directory[] = "/tmp/kopuro-holiday-XXXXXX", path[64];
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof path, "%s/menus.yaml", directory);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(SMALL_MENUS "  home: {kind: choices, choices: [{text: {ky: Жооп, ru: Ответ}, to: number}]}\n"
		"  number: {kind: input, text: {ky: Номери, ru: Номер}, ask: number, keep: number, to: pin}\n"
		"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, do: appeal.find, to: done}\n"
		"  done: {kind: end, text: {ky: Бүттү, ru: Конец}}\n", out);
	fclose(out);
	struct menu_set *none = load(NONE), *appeals = load(directory);
	assert_int_equal(holiday_list_missing(none, noon("2026-11-01")), 0);
	assert_int_equal(holiday_list_missing(appeals, noon("2026-03-01")), 2026);
	complaints_init(&complaints);
	holiday_list_complain(appeals, directory, noon("2026-03-01"), &complaints);
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.list[0].file, directory);
	complaints_fini(&complaints);
	unlink(path);
	rmdir(directory);
	menu_free(appeals);
	menu_free(none);
}

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	(void)context;
	(void)phone;
	(void)text;
	(void)octets;
	(void)last;
}

static void on_sms(void *context, const char *phone, const char *text)
{
	(void)context;
	(void)phone;
	(void)text;
}

static void on_refused(void *context, const char *phone, const char *status)
{
	(void)context;
	(void)phone;
	(void)status;
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

/* How often the log said it while time passed. */
static size_t said_in(FILE *log, struct world *w, int64_t ms)
{
	static char text[65536];
	size_t count = 0;
	world_wait(w, ms);
	fflush(stderr);
	rewind(log);
	text[fread(text, 1, sizeof text - 1, log)] = '\0';
	for (const char *at = text; (at = strstr(at, "holidays: the menus name no day of 2027")) != NULL; at++)
		count++;
	rewind(log);
	assert_int_equal(ftruncate(fileno(log), 0), 0);
	return count;
}

static void test_the_log_says_so_once_a_day(void **state)
{
	static const struct network_events events = { .screen = on_screen, .sms = on_sms, .refused = on_refused, .bound = on_bound };
	struct world_setup setup = { .menus = OF_2026, .dialplan = "dialplans/kyrgyzstan.yaml", .store = ":memory:", .profile = "standard",
		.unix_ms = noon("2026-10-30") };
	struct complaints complaints;
	FILE *log = tmpfile();
	int before = dup(STDERR_FILENO);
	(void)state;
	assert_non_null(log);
	dup2(fileno(log), STDERR_FILENO);
	log_start(NULL);
	complaints_init(&complaints);
	struct world *w = world_new(&setup, &events, NULL, &complaints);
	size_t october = said_in(log, w, 35 * HOUR_MS), first = said_in(log, w, 3 * HOUR_MS), same = said_in(log, w, 20 * HOUR_MS);
	size_t second = said_in(log, w, 24 * HOUR_MS);
	bool reloaded = world_reload(w, OF_2026, &complaints);
	size_t again = said_in(log, w, 60000), week = said_in(log, w, 7 * 24 * HOUR_MS);
	dup2(before, STDERR_FILENO);
	close(before);
	world_free(w);
	complaints_fini(&complaints);
	fclose(log);
	assert_true(reloaded);
	assert_int_equal(october, 0);
	assert_int_equal(first, 1);
	assert_int_equal(same, 0);
	assert_int_equal(second, 1);
	assert_int_equal(again, 1);
	assert_int_equal(week, 7);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_year_is_missed),
		cmocka_unit_test(test_the_place_is_told),
		cmocka_unit_test(test_who_is_asked),
		cmocka_unit_test(test_the_log_says_so_once_a_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
