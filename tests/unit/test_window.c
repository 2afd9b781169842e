#include "base/moment.h"
#include "smpp/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define SUBMIT 4

static struct window w;
static struct window_slot slot;

static uint32_t take(uint64_t reference, int64_t deadline_ms)
{
	uint32_t sequence = 0;
	assert_true(window_take(&w, SUBMIT, reference, deadline_ms, &sequence));
	return sequence;
}

static void holds_no_more_than_its_size(void **state)
{
	(void)state;
	uint32_t sequence;
	window_init(&w, 3);
	assert_int_equal(take(1, 100), 1);
	assert_int_equal(take(2, 100), 2);
	assert_false(window_full(&w));
	assert_int_equal(take(3, 100), 3);
	assert_true(window_full(&w));
	assert_false(window_take(&w, SUBMIT, 4, 100, &sequence));
	assert_true(window_release(&w, 2, &slot));
	assert_int_equal(take(4, 100), 4);
}

static void gives_back_what_it_was_given(void **state)
{
	(void)state;
	window_init(&w, 10);
	uint32_t sequence = take(0xfeedface12345678u, 700);
	assert_int_equal(window_find(&w, sequence)->reference, 0xfeedface12345678u);
	assert_true(window_release(&w, sequence, &slot));
	assert_int_equal(slot.reference, 0xfeedface12345678u);
	assert_int_equal(slot.command, SUBMIT);
	assert_int_equal(slot.deadline_ms, 700);
	assert_false(window_release(&w, sequence, &slot)); /* doubled */
	assert_null(window_find(&w, sequence));
}

static void knows_nothing_of_invented_numbers(void **state)
{
	(void)state;
	window_init(&w, 10);
	take(1, 100);
	assert_false(window_release(&w, 0, &slot));
	assert_false(window_release(&w, WINDOW_MAX, &slot));
	assert_false(window_release(&w, WINDOW_MAX + 1, &slot)); /* the slot of 1, another number */
	assert_false(window_release(&w, UINT32_MAX, &slot));
	assert_int_equal(w.used, 1);
}

static void expires_the_earliest_first(void **state)
{
	(void)state;
	window_init(&w, 10);
	assert_true(window_deadline(&w) == MOMENT_NEVER);
	assert_false(window_expire(&w, MOMENT_NEVER, &slot));
	for (uint64_t i = 1; i <= 5; i++)
		take(i, (int64_t)(i * 100));
	assert_true(window_release(&w, 1, &slot));
	assert_true(window_release(&w, 3, &slot)); /* from the middle */
	assert_int_equal(window_deadline(&w), 200);
	assert_false(window_expire(&w, 199, &slot));
	assert_true(window_expire(&w, 400, &slot));
	assert_int_equal(slot.reference, 2);
	assert_true(window_expire(&w, 400, &slot));
	assert_int_equal(slot.reference, 4);
	assert_false(window_expire(&w, 400, &slot));
	assert_int_equal(window_deadline(&w), 500);
	assert_true(window_release(&w, 5, &slot));
	assert_true(window_deadline(&w) == MOMENT_NEVER);
}

static void keeps_order_when_a_deadline_is_earlier(void **state)
{
	(void)state;
	window_init(&w, 10);
	take(1, 300);
	take(2, 100);
	take(3, 200);
	take(4, 50);
	take(5, 200);
	static const uint64_t order[] = { 4, 2, 3, 5, 1 };
	for (size_t i = 0; i < 5; i++) {
		assert_true(window_expire(&w, 1000, &slot));
		assert_int_equal(slot.reference, order[i]);
	}
}

static void drains_all(void **state)
{
	(void)state;
	window_init(&w, WINDOW_MAX);
	for (uint64_t i = 0; i < WINDOW_MAX; i++)
		take(i, 10);
	assert_true(window_full(&w));
	for (uint64_t i = 0; i < WINDOW_MAX; i++) {
		assert_true(window_drain(&w, &slot));
		assert_int_equal(slot.reference, i);
	}
	assert_false(window_drain(&w, &slot));
	assert_false(window_full(&w));
}

static void wraps_its_numbers(void **state)
{
	(void)state;
	window_init(&w, 10);
	w.next_sequence = 0x7ffffffe;
	assert_int_equal(take(1, 10), 0x7ffffffe);
	assert_int_equal(take(2, 10), 0x7fffffff);
	assert_int_equal(take(3, 10), 1);
	assert_int_equal(window_sequence(&w), 2);
	assert_true(window_release(&w, 0x7fffffff, &slot));
	assert_int_equal(slot.reference, 2);
	assert_true(window_release(&w, 1, &slot));
	assert_int_equal(slot.reference, 3);
}

/* One request waits long while thousands pass by it: nobody gets its slot. */
static void leaves_a_waiting_request_alone(void **state)
{
	(void)state;
	window_init(&w, 2);
	uint32_t waiting = take(77, 1000000);
	for (uint64_t i = 0; i < 5 * WINDOW_MAX; i++) {
		uint32_t sequence = take(i, 1000000);
		assert_int_not_equal(sequence % WINDOW_MAX, waiting % WINDOW_MAX);
		assert_true(window_release(&w, sequence, &slot));
		assert_int_equal(slot.reference, i);
	}
	assert_true(window_release(&w, waiting, &slot));
	assert_int_equal(slot.reference, 77);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_no_more_than_its_size),
		cmocka_unit_test(gives_back_what_it_was_given),
		cmocka_unit_test(knows_nothing_of_invented_numbers),
		cmocka_unit_test(expires_the_earliest_first),
		cmocka_unit_test(keeps_order_when_a_deadline_is_earlier),
		cmocka_unit_test(drains_all),
		cmocka_unit_test(wraps_its_numbers),
		cmocka_unit_test(leaves_a_waiting_request_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
