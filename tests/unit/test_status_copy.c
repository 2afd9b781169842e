/* The copy of what all nodes tell: bounded, the least recently told leave first, written by a thread while the loop reads. */
#include "feedback/status_copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void assert_text(struct status_copy *c, const char *number, const char *text)
{
	char out[64];
	bool there = status_copy_get(c, number, out, sizeof out);
	assert_int_equal(there, text != NULL);
	if (text)
		assert_string_equal(out, text);
}

static void the_last_word_counts(void **state)
{
	struct status_copy *c = status_copy_new(10);
	(void)state;
	assert_text(c, "48271930", NULL);
	status_copy_put(c, "48271930", "received");
	status_copy_put(c, "48271930", "answered");
	assert_text(c, "48271930", "answered");
	assert_int_equal(status_copy_count(c), 1);
	status_copy_put(c, "48271930", "");
	assert_text(c, "48271930", NULL);
	status_copy_put(c, "11111111", ""); /* nobody knew it */
	assert_int_equal(status_copy_count(c), 0);
	status_copy_free(c);
}

static void the_least_recently_told_leave(void **state)
{
	struct status_copy *c = status_copy_new(3);
	(void)state;
	status_copy_put(c, "1", "a");
	status_copy_put(c, "2", "b");
	status_copy_put(c, "3", "c");
	status_copy_put(c, "1", "d"); /* now the youngest */
	status_copy_put(c, "4", "e");
	assert_text(c, "2", NULL);
	assert_text(c, "1", "d");
	assert_text(c, "3", "c");
	assert_text(c, "4", "e");
	status_copy_put(c, "3", ""); /* one in the middle of the order */
	status_copy_put(c, "5", "f");
	assert_text(c, "1", "d");
	assert_int_equal(status_copy_count(c), 3);
	status_copy_free(c);
}

static void bounds(void **state)
{
	struct status_copy *c = status_copy_new(1);
	char out[4] = "-";
	(void)state;
	status_copy_put(c, "1234567890123456", "x"); /* longer than any number */
	assert_int_equal(status_copy_count(c), 0);
	status_copy_put(c, "1", "abc");
	assert_true(status_copy_get(c, "1", out, 4));
	status_copy_put(c, "1", "abcd");
	assert_false(status_copy_get(c, "1", out, 4));
	status_copy_free(c);
	status_copy_free(NULL);
}

/* Against a plain model, with many in each bucket's chain. */
static void as_a_table_would(void **state)
{
	enum { NUMBERS = 200, MOST = 64 };
	struct status_copy *c = status_copy_new(MOST);
	unsigned told[NUMBERS] = {0}, now = 0; /* 0: not there */
	uint32_t random = 1;
	(void)state;
	for (int step = 0; step < 20000; step++) {
		char number[16], text[16], out[16];
		random = random * 1664525u + 1013904223u;
		unsigned n = (random >> 8) % NUMBERS;
		bool forget = (random >> 24) % 5 == 0;
		snprintf(number, sizeof number, "%u", n);
		snprintf(text, sizeof text, "%u", ++now);
		status_copy_put(c, number, forget ? "" : text);
		told[n] = forget ? 0 : now;
		size_t count = 0, oldest = NUMBERS;
		for (size_t i = 0; i < NUMBERS; i++) {
			count += told[i] > 0;
			if (told[i] > 0 && (oldest == NUMBERS || told[i] < told[oldest]))
				oldest = i;
		}
		if (count > MOST)
			told[oldest] = 0;
		assert_int_equal(status_copy_count(c), count > MOST ? MOST : count);
		snprintf(number, sizeof number, "%u", (n * 7 + 3) % NUMBERS);
		assert_int_equal(status_copy_get(c, number, out, sizeof out), told[(n * 7 + 3) % NUMBERS] > 0);
	}
	status_copy_free(c);
}

static void *teller(void *context)
{
	for (int i = 0; i < 20000; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d", i % 50);
		status_copy_put(context, number, i % 11 ? "aaaaaaaaaaaaaaaa" : "bbbb");
	}
	return NULL;
}

static void a_thread_tells_while_the_loop_reads(void **state)
{
	struct status_copy *c = status_copy_new(20);
	pthread_t threads[2];
	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, teller, c), 0);
	for (int i = 0; i < 20000; i++) {
		char number[16], out[32];
		snprintf(number, sizeof number, "%d", i % 50);
		if (status_copy_get(c, number, out, sizeof out))
			assert_true(strcmp(out, "aaaaaaaaaaaaaaaa") == 0 || strcmp(out, "bbbb") == 0);
	}
	for (size_t i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(status_copy_count(c), 20);
	status_copy_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_word_counts),
		cmocka_unit_test(the_least_recently_told_leave),
		cmocka_unit_test(bounds),
		cmocka_unit_test(as_a_table_would),
		cmocka_unit_test(a_thread_tells_while_the_loop_reads),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
