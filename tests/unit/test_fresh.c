/* An appeal is fresh for an hour, and then nothing tells who lodged it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "scratch.h"
#include "store/fresh.h"

#define NOW INT64_C(1795406400000)
#define ONE "996555123456"
#define OTHER "79161234567"

static struct scratch s;

static int set_up(void **state)
{
	(void)state;
	scratch_open(&s);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_close(&s);
	return 0;
}

static void put(const char *msisdn, const char *number, int64_t now_ms)
{
	assert_int_equal(fresh_put(s.store, msisdn, number, now_ms), ERR_NONE);
	scratch_commit(&s);
}

static void has(const char *msisdn, int64_t now_ms, const char *number)
{
	char found[9] = "";
	assert_int_equal(fresh_get(s.store, msisdn, now_ms, found), *number ? ERR_NONE : ERR_NOT_FOUND);
	assert_string_equal(found, number);
}

static void test_the_newest_for_an_hour(void **state)
{
	(void)state;
	put(ONE, "48271930", NOW);
	has(ONE, NOW, "48271930");
	has(OTHER, NOW, "");
	put(ONE, "00000018", NOW + 60000);
	has(ONE, NOW + 60000, "00000018");
	has(ONE, NOW + 60000 + FRESH_MS - 1, "00000018");
	has(ONE, NOW + 60000 + FRESH_MS, "");
	has(ONE, NOW - 60000, ""); /* the clock was set back: nobody knows when the hour is over */
}

static void test_what_is_over_is_taken_away(void **state)
{
	int64_t next_ms = 0;
	(void)state;
	put(ONE, "48271930", NOW);
	put(OTHER, "00000018", NOW + 60000);
	assert_int_equal(fresh_forget(s.store, NOW + FRESH_MS - 1, &next_ms), ERR_NONE);
	assert_int_equal(next_ms, NOW + FRESH_MS);
	assert_int_equal(fresh_forget(s.store, NOW + FRESH_MS, &next_ms), ERR_NONE);
	scratch_commit(&s);
	assert_int_equal(next_ms, NOW + 60000 + FRESH_MS);
	has(ONE, NOW + FRESH_MS - 1, "");
	has(OTHER, NOW + FRESH_MS, "00000018");
	assert_int_equal(fresh_forget(s.store, NOW - FRESH_MS, &next_ms), ERR_NONE);
	scratch_commit(&s);
	has(OTHER, NOW + FRESH_MS, "");
	assert_int_equal(next_ms, NOW + 60000 + FRESH_MS);
}

static void test_who_is_forgotten_has_none(void **state)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	(void)state;
	put(ONE, "48271930", NOW);
	put(OTHER, "00000018", NOW);
	seal_number_hash(&s.sealer, ONE, hash);
	assert_true(scratch_holds(&s, hash, sizeof hash));
	assert_int_equal(store_forget(s.store, ONE, "*500#"), ERR_NONE);
	scratch_commit(&s);
	assert_false(scratch_holds(&s, hash, sizeof hash));
	has(ONE, NOW, "");
	has(OTHER, NOW, "00000018");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_newest_for_an_hour, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_over_is_taken_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_who_is_forgotten_has_none, set_up, tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
