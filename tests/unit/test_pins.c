/* Who may go on guessing PINs, and whom that never costs anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "store/appeals.h"
#include "store/number.h"
#include "store/pins.h"
#include "store/pledges.h"
#include "store/statement.h"

#define MONDAY_MS INT64_C(1772388000000) /* 2026-03-02, midnight in Bishkek */
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define OWNER "996555123456"
#define RIGHT "4711"
#define WRONG "8306"

static void lodge(struct scratch *s, const char *msisdn, char number[9])
{
	struct appeal a = { .nameless = !*msisdn, .name = "Үсөн", .text = "Айлык", .topic = "work", .region = "osh", .country = "ru", .language = "ky",
		.channel = "ussd", .lodged_ms = MONDAY_MS };
	strcpy(a.msisdn, msisdn);
	assert_int_equal(appeals_lodge(s->store, &a, RIGHT), ERR_NONE);
	memcpy(number, a.number, 9);
}

static struct pin_result try_on(struct scratch *s, const char number[9], const char *pin, const char *msisdn, const char *network, int64_t now_ms)
{
	struct pin_result result;
	const struct pin_caller caller = { .msisdn = msisdn, .network = network };
	assert_int_equal(pins_try(s->store, PIN_GUARDS_APPEAL, number, pin, NULL, &caller, now_ms, &result), ERR_NONE);
	return result;
}

static enum pin_verdict try_at(struct scratch *s, const char number[9], const char *pin, const char *msisdn, int64_t now_ms)
{
	return try_on(s, number, pin, msisdn, "sim", now_ms).verdict;
}

/* The n-th stranger. */
static const char *stranger(int n)
{
	static char msisdn[22];
	snprintf(msisdn, sizeof msisdn, "99670%07d", n);
	return msisdn;
}

/* The n-th number of another key: eight digits with their check digit, given out or not. */
static const char *some_number(uint32_t n)
{
	static const uint8_t secret[32] = { 9 };
	static char number[9];
	number_make(secret, n / NUMBER_NODES, n % NUMBER_NODES, number);
	return number;
}

static void wrong_ones(struct scratch *s, const char number[9], const char *msisdn, int count, int64_t now_ms)
{
	for (int i = 0; i < count; i++)
		assert_int_not_equal(try_at(s, number, WRONG, msisdn, now_ms), PIN_RIGHT);
}

static void test_five_wrong_pins_lock_a_number_to_who_typed_them(void **state)
{
	struct scratch *s = *state;
	char number[9], other[9];
	lodge(s, OWNER, number);
	lodge(s, OWNER, other);
	for (int i = 1; i < PIN_TRIES; i++)
		assert_int_equal(try_at(s, number, WRONG, stranger(1), MONDAY_MS), PIN_WRONG);
	assert_int_equal(try_at(s, number, WRONG, stranger(1), MONDAY_MS), PIN_LOCKED);
	assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS + 1), PIN_LOCKED);
	assert_int_equal(try_at(s, other, RIGHT, stranger(1), MONDAY_MS + 1), PIN_RIGHT);
	assert_int_equal(try_at(s, number, RIGHT, stranger(2), MONDAY_MS + 1), PIN_RIGHT);
	assert_int_equal(try_at(s, number, RIGHT, OWNER, MONDAY_MS + 1), PIN_RIGHT);
	scratch_commit(s);
	scratch_reopen(s);
	/* Trying on does not make it longer. */
	assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS + DAY_MS - 1), PIN_LOCKED);
	assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS + DAY_MS), PIN_RIGHT);
}

/* Only their own five lock owners out, and these count for nothing else. */
static void test_nobody_locks_the_owner_out(void **state)
{
	struct scratch *s = *state;
	char number[9], own[9], other[9];
	lodge(s, OWNER, number);
	lodge(s, OWNER, own);
	lodge(s, stranger(9), other);
	for (int i = 0; i < 100; i++)
		wrong_ones(s, number, stranger(i), PIN_TRIES, MONDAY_MS);
	assert_int_equal(try_at(s, number, RIGHT, OWNER, MONDAY_MS), PIN_RIGHT);
	/* By guessing at the numbers of others neither. */
	for (int i = 0; i < 4; i++)
		wrong_ones(s, some_number((uint32_t)i), OWNER, PIN_TRIES, MONDAY_MS);
	assert_int_equal(try_on(s, other, RIGHT, OWNER, "another", MONDAY_MS).verdict, PIN_LOCKED);
	assert_int_equal(try_at(s, number, RIGHT, OWNER, MONDAY_MS), PIN_RIGHT);
	/* By their own they are, at this number. */
	wrong_ones(s, number, OWNER, PIN_TRIES, MONDAY_MS);
	assert_int_equal(try_at(s, number, RIGHT, OWNER, MONDAY_MS), PIN_LOCKED);
	assert_int_equal(try_at(s, own, RIGHT, OWNER, MONDAY_MS), PIN_RIGHT);
	assert_int_equal(try_at(s, number, RIGHT, OWNER, MONDAY_MS + DAY_MS), PIN_RIGHT);
}

static void test_an_owners_own_count_for_nothing_else(void **state)
{
	struct scratch *s = *state;
	char number[9], second[9], other[9];
	lodge(s, OWNER, number);
	lodge(s, OWNER, second);
	lodge(s, stranger(9), other);
	wrong_ones(s, number, OWNER, PIN_TRIES, MONDAY_MS);
	wrong_ones(s, second, OWNER, PIN_TRIES, MONDAY_MS);
	assert_int_equal(try_at(s, other, RIGHT, OWNER, MONDAY_MS), PIN_RIGHT);
	for (int i = 0; i < 3; i++)
		wrong_ones(s, number, stranger(i), PIN_TRIES, MONDAY_MS);
	assert_int_equal(try_at(s, number, RIGHT, stranger(4), MONDAY_MS), PIN_RIGHT); /* twenty, but fifteen of strangers */
	assert_int_equal(scratch_scalar(s, "SELECT wrong FROM pin_pauses"), 15);
}

/* The owner of a pledge, alike. */
static void test_a_pledge_has_an_owner(void **state)
{
	struct scratch *s = *state;
	struct pledge p = { .msisdn = OWNER, .project = "school", .offer = "time", .language = "ky", .channel = "ussd", .made_ms = MONDAY_MS };
	assert_int_equal(pledges_make(s->store, &p, RIGHT), ERR_NONE);
	struct pin_result result;
	struct pin_caller caller = { .network = "sim" };
	for (int i = 0; i < 20; i++) {
		caller.msisdn = stranger(i / PIN_TRIES);
		assert_int_equal(pins_try(s->store, PIN_GUARDS_PLEDGE, p.number, WRONG, NULL, &caller, MONDAY_MS, &result), ERR_NONE);
	}
	caller.msisdn = stranger(5);
	assert_int_equal(pins_try(s->store, PIN_GUARDS_PLEDGE, p.number, RIGHT, NULL, &caller, MONDAY_MS, &result), ERR_NONE);
	assert_int_equal(result.verdict, PIN_LOCKED);
	caller.msisdn = OWNER;
	assert_int_equal(pins_try(s->store, PIN_GUARDS_PLEDGE, p.number, RIGHT, NULL, &caller, MONDAY_MS, &result), ERR_NONE);
	assert_int_equal(result.verdict, PIN_RIGHT);
	/* A pledge's number opens no appeal. */
	assert_int_equal(pledges_make(s->store, &p, RIGHT), ERR_NONE);
	assert_int_equal(try_at(s, p.number, RIGHT, OWNER, MONDAY_MS), PIN_WRONG);
}

static void test_ten_wrong_pins_lock_all_numbers_to_who_typed_them(void **state)
{
	struct scratch *s = *state;
	char number[9];
	lodge(s, OWNER, number);
	for (uint32_t i = 1; i < PIN_TRIES_CALLER; i++)
		assert_int_equal(try_at(s, some_number(i), WRONG, stranger(1), MONDAY_MS), PIN_WRONG);
	assert_int_equal(try_at(s, some_number(100), WRONG, stranger(1), MONDAY_MS), PIN_LOCKED);
	assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS), PIN_LOCKED);
	assert_int_equal(try_at(s, number, RIGHT, stranger(2), MONDAY_MS), PIN_RIGHT);
	assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS + DAY_MS), PIN_RIGHT);
}

static void test_the_right_pin_forgets_the_wrong_ones(void **state)
{
	struct scratch *s = *state;
	char number[9];
	lodge(s, OWNER, number);
	for (int round = 0; round < 3; round++) {
		wrong_ones(s, number, stranger(1), PIN_TRIES - 1, MONDAY_MS);
		assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS), PIN_RIGHT);
	}
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM pin_tries"), 0);
	/* But not those of others. */
	wrong_ones(s, number, stranger(1), PIN_TRIES, MONDAY_MS);
	assert_int_equal(try_at(s, number, RIGHT, stranger(2), MONDAY_MS), PIN_RIGHT);
	assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS), PIN_LOCKED);
}

/* A nameless number, one that was never given out, and one with an owner, to strangers: nobody tells them apart. */
static void test_a_number_is_locked_to_all_after_twenty_from_four(void **state)
{
	struct scratch *s = *state;
	char numbers[3][9];
	lodge(s, "", numbers[0]);
	lodge(s, OWNER, numbers[1]);
	strcpy(numbers[2], some_number(7));
	for (size_t n = 0; n < 3; n++) {
		for (int i = 0; i < 4; i++) {
			int64_t now_ms = MONDAY_MS + (int64_t)n * 2 * HOUR_MS;
			const char *who = stranger((int)n * 10 + i);
			for (int j = 1; j < PIN_TRIES; j++)
				assert_int_equal(try_at(s, numbers[n], WRONG, who, now_ms), PIN_WRONG);
			if (n < 2)
				assert_int_equal(try_at(s, numbers[n], RIGHT, "996770000000", now_ms), PIN_RIGHT); /* fifteen of three are not enough */
			assert_int_equal(try_at(s, numbers[n], WRONG, who, now_ms), PIN_LOCKED);
		}
		assert_int_equal(try_at(s, numbers[n], RIGHT, "996770000000", MONDAY_MS + 6 * HOUR_MS), PIN_LOCKED);
	}
	assert_int_equal(try_at(s, numbers[1], RIGHT, OWNER, MONDAY_MS + 6 * HOUR_MS), PIN_RIGHT);
	assert_int_equal(try_at(s, numbers[0], RIGHT, "996770000000", MONDAY_MS + DAY_MS), PIN_RIGHT);
}

static void test_who_hides_is_one_with_all_who_do(void **state)
{
	struct scratch *s = *state;
	char number[9], hidden[9];
	lodge(s, OWNER, number);
	lodge(s, "", hidden);
	for (uint32_t i = 0; i < PIN_TRIES_CALLER; i++)
		try_at(s, some_number(i), WRONG, "", MONDAY_MS);
	assert_int_equal(try_at(s, number, RIGHT, "", MONDAY_MS), PIN_LOCKED);
	assert_int_equal(try_at(s, hidden, RIGHT, "", MONDAY_MS), PIN_LOCKED); /* nobody is the owner of it */
	assert_int_equal(try_on(s, number, RIGHT, "", "another", MONDAY_MS).verdict, PIN_RIGHT);
	assert_int_equal(try_at(s, number, RIGHT, stranger(1), MONDAY_MS), PIN_RIGHT);
}

/* A hundred in an hour: an alarm, and a pause; then each ten give a longer one. */
static void test_a_network_is_paused(void **state)
{
	struct scratch *s = *state;
	char number[9];
	int64_t now_ms = MONDAY_MS, lasts_ms = MINUTE_MS;
	uint32_t tried = 0;
	lodge(s, OWNER, number);
	for (int alarm = 1; alarm <= 8; alarm++) {
		struct pin_result result = { .verdict = PIN_WRONG };
		for (uint32_t end = alarm == 1 ? PIN_ALARM_TRIES : tried + PIN_ALARM_NEXT; tried < end; tried++) {
			assert_int_equal(result.alarm.pause_ms, 0);
			result = try_on(s, some_number(tried), WRONG, stranger((int)tried), "sim", now_ms);
			assert_int_equal(result.verdict, PIN_WRONG);
		}
		assert_int_equal(result.alarm.pause_ms, lasts_ms);
		assert_int_equal(result.alarm.wrong, tried);
		assert_int_equal(try_at(s, number, RIGHT, "996770000000", now_ms + lasts_ms - 1), PIN_LOCKED);
		assert_int_equal(try_on(s, number, RIGHT, "996770000000", "another", now_ms + 1).verdict, PIN_RIGHT);
		assert_int_equal(try_at(s, number, RIGHT, OWNER, now_ms + 1), PIN_RIGHT);
		now_ms += lasts_ms;
		assert_int_equal(try_at(s, number, RIGHT, "996770000000", now_ms), PIN_RIGHT);
		lasts_ms = lasts_ms * 2 > PIN_PAUSE_MAX_MS ? PIN_PAUSE_MAX_MS : lasts_ms * 2;
	}
	/* After an hour it is as if nothing had been. */
	now_ms += HOUR_MS;
	for (uint32_t i = 1; i < PIN_ALARM_TRIES; i++)
		assert_int_equal(try_on(s, some_number(tried + i), WRONG, stranger((int)(tried + i)), "sim", now_ms).alarm.pause_ms, 0);
	assert_int_equal(try_on(s, some_number(tried), WRONG, stranger(0), "sim", now_ms).alarm.pause_ms, MINUTE_MS);
	/* And a clock that is set back pauses nobody. */
	assert_int_equal(try_at(s, number, RIGHT, "996770000000", now_ms - DAY_MS), PIN_RIGHT);
}

#define STATEMENTS 4096
static int collect(unsigned kind, void *context, void *statement, void *text)
{
	(void)kind;
	(void)text;
	char *all = context;
	size_t len = strlen(all);
	snprintf(all + len, STATEMENTS - len, "%s\n", sqlite3_sql(statement));
	return 0;
}

static void statements_of(struct scratch *s, const char number[9], char all[STATEMENTS])
{
	all[0] = '\0';
	sqlite3_trace_v2(s->store->db, SQLITE_TRACE_STMT, collect, all);
	assert_int_equal(try_at(s, number, WRONG, stranger(1), MONDAY_MS), PIN_WRONG);
	sqlite3_trace_v2(s->store->db, 0, NULL, NULL);
	assert_in_range(strlen(all), 1, STATEMENTS - 2);
}

static void test_a_number_that_is_not_there_costs_the_same(void **state)
{
	struct scratch *s = *state;
	char named[9], nameless[9], first[STATEMENTS], others[STATEMENTS];
	lodge(s, OWNER, named);
	lodge(s, "", nameless);
	statements_of(s, named, first);
	statements_of(s, nameless, others);
	assert_string_equal(others, first);
	statements_of(s, some_number(1), others);
	assert_string_equal(others, first);
	assert_null(strstr(first, "appeal_history")); /* nothing of the case is read before the PIN is right */
}

/* Guessing fills nothing: rows go after a day, also when nobody tries any more, and there are never more than so many. */
static void test_rows_are_bounded(void **state)
{
	struct scratch *s = *state;
	uint8_t hash[SEAL_HASH_OCTETS];
	int64_t next_ms = 0;
	try_at(s, some_number(1), WRONG, OWNER, MONDAY_MS + 30 * MINUTE_MS);
	scratch_commit(s);
	seal_number_hash(&s->sealer, OWNER, hash);
	assert_false(scratch_holds(s, hash, sizeof hash));
	assert_false(scratch_holds(s, OWNER, strlen(OWNER)));
	assert_int_equal(scratch_scalar(s, "SELECT hour FROM pin_tries"), MONDAY_MS / HOUR_MS);
	assert_int_equal(pins_forget(s->store, MONDAY_MS + HOUR_MS, &next_ms), ERR_NONE);
	assert_int_equal(next_ms, MONDAY_MS + DAY_MS);
	assert_int_equal(scratch_scalar(s, "SELECT (SELECT COUNT(*) FROM pin_tries) * 10 + (SELECT COUNT(*) FROM pin_pauses)"), 11);
	assert_int_equal(pins_forget(s->store, next_ms, &next_ms), ERR_NONE);
	assert_int_equal(scratch_scalar(s, "SELECT (SELECT COUNT(*) FROM pin_tries) + (SELECT COUNT(*) FROM pin_pauses)"), 0);
	/* As if this many had been tried already. */
	assert_int_equal(sqlite3_exec(s->store->db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
		" INSERT INTO pin_tries(number, caller, failures, hour, own) SELECT i, 'x', 1, 492330, 0 FROM n", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM pin_tries"), PIN_ROWS_MAX);
	for (int i = 0; i < 20; i++)
		try_at(s, some_number(1), WRONG, stranger(i), 492330 * HOUR_MS);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM pin_tries"), PIN_ROWS_MAX);
	assert_int_equal(try_at(s, some_number(1), WRONG, stranger(1), 492330 * HOUR_MS), PIN_LOCKED);
}

/* A hundred thousand numbers by a thousand callers over a day, the PINs that people choose most; each thousandth number is somebody's. Then one number by
 * the same callers, whose PIN is the twenty-first that is tried. */
static void test_a_scan_opens_nothing(void **state)
{
	struct scratch *s = *state;
	static const char *const popular[] = { "1234", "1111", "0000", "1212", "7777", "2580", "1990", "2000", "4321", "6789" };
	enum { NUMBERS = 100000, CALLERS = 1000, EACH = 1000 };
	char number[9], lodged[NUMBERS / EACH][9];
	size_t compared = 0, opened = 0;
	for (size_t i = 0; i < NUMBERS / EACH; i++)
		lodge(s, i % 2 ? OWNER : "", lodged[i]);
	for (uint32_t i = 0; i < NUMBERS; i++) {
		int64_t now_ms = MONDAY_MS + i * (DAY_MS / NUMBERS);
		const char *at = i % EACH == EACH / 2 ? lodged[i / EACH] : some_number(i);
		enum pin_verdict verdict = try_at(s, at, popular[i % 10], stranger((int)(i % CALLERS)), now_ms);
		opened += verdict == PIN_RIGHT;
		compared += verdict == PIN_WRONG;
		if (i % EACH == EACH / 2 && i / EACH % 2)
			assert_int_equal(try_at(s, at, RIGHT, OWNER, now_ms), PIN_RIGHT);
	}
	assert_int_equal(opened, 0);
	assert_true(compared >= PIN_ALARM_TRIES);
	assert_true(compared <= 1200); /* of the hundred thousand: the pause grows */
	assert_true(scratch_scalar(s, "SELECT COUNT(*) FROM pin_tries") <= 1200);
	print_message("# %zu of %d were compared\n", compared, NUMBERS);
	lodge(s, "", number);
	for (int i = 0; i < CALLERS; i++)
		for (int j = 0; j < PIN_TRIES; j++) {
			struct pin_result result = try_on(s, number, i * PIN_TRIES + j < 20 ? WRONG : RIGHT, stranger(i), "another", MONDAY_MS + 2 * DAY_MS);
			assert_int_not_equal(result.verdict, PIN_RIGHT);
		}
	scratch_commit(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		TEST(test_five_wrong_pins_lock_a_number_to_who_typed_them),
		TEST(test_nobody_locks_the_owner_out),
		TEST(test_an_owners_own_count_for_nothing_else),
		TEST(test_a_pledge_has_an_owner),
		TEST(test_ten_wrong_pins_lock_all_numbers_to_who_typed_them),
		TEST(test_the_right_pin_forgets_the_wrong_ones),
		TEST(test_a_number_is_locked_to_all_after_twenty_from_four),
		TEST(test_who_hides_is_one_with_all_who_do),
		TEST(test_a_network_is_paused),
		TEST(test_a_number_that_is_not_there_costs_the_same),
		TEST(test_rows_are_bounded),
		TEST(test_a_scan_opens_nothing),
	};
	return cmocka_run_group_tests_name("pins", tests, NULL, NULL);
}
