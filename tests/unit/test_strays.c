/* Five answers that mean nothing, an hour of silence, and what ends it. */
#include "root.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define MINUTE_MS INT64_C(60000)

static struct moment at(int64_t minute)
{
	return (struct moment){.mono_ms = 5000 + minute * MINUTE_MS, .unix_ms = INT64_C(1795406400000) + minute * MINUTE_MS};
}

static void count(struct session *s, bool stray, int64_t minute, enum strays_verdict expected)
{
	enum strays_verdict verdict = strays_count(s, stray, at(minute));
	if (verdict != expected)
		fail_msg("at minute %d: %d, not %d", (int)minute, verdict, expected);
	assert_int_equal(s->silent, expected == STRAYS_SILENT);
}

static void test_the_fifth_is_the_last_for_an_hour(void **state)
{
	struct session s = {.strays = 0};
	(void)state;
	for (int64_t i = 0; i < 4; i++)
		count(&s, true, i, STRAYS_ANSWER);
	count(&s, true, 4, STRAYS_LAST);
	count(&s, true, 5, STRAYS_SILENT);
	count(&s, true, 63, STRAYS_SILENT); /* which does not make it longer */
	for (int64_t i = 0; i < 4; i++)
		count(&s, true, 64 + i, STRAYS_ANSWER);
	count(&s, true, 68, STRAYS_LAST);
	count(&s, true, 127, STRAYS_SILENT);
	count(&s, true, 128, STRAYS_ANSWER);
}

static void test_what_makes_sense_ends_it(void **state)
{
	struct session s = {.strays = 0};
	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int64_t i = 0; i < 4; i++)
			count(&s, true, i, STRAYS_ANSWER);
		count(&s, true, 4, STRAYS_LAST);
		count(&s, true, 5, STRAYS_SILENT);
		count(&s, false, 6, STRAYS_ANSWER);
	}
	for (int64_t i = 0; i < 20; i++) { /* in a row, or not at all */
		count(&s, true, i, STRAYS_ANSWER);
		count(&s, i % 2, i, STRAYS_ANSWER);
	}
}

/* Whoever sets the clock back silences nobody for a day, and who sets it forward ends no silence. */
static void test_the_clock_goes_back(void **state)
{
	struct session s = {.strays = 0};
	(void)state;
	for (int64_t i = 0; i < 4; i++)
		count(&s, true, 600 + i, STRAYS_ANSWER);
	count(&s, true, 604, STRAYS_LAST);
	struct moment back = at(605), forth = at(606);
	back.unix_ms -= 360 * MINUTE_MS;
	forth.unix_ms += 360 * MINUTE_MS;
	assert_int_equal(strays_count(&s, true, back), STRAYS_SILENT);
	assert_int_equal(strays_count(&s, true, forth), STRAYS_SILENT);
	back = at(664);
	back.unix_ms -= 360 * MINUTE_MS;
	assert_int_equal(strays_count(&s, true, back), STRAYS_ANSWER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_fifth_is_the_last_for_an_hour),
		cmocka_unit_test(test_what_makes_sense_ends_it),
		cmocka_unit_test(test_the_clock_goes_back),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
