#include "base/damm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void the_example_of_the_dissertation(void **state)
{
	(void)state;
	assert_int_equal(damm_digit("572", 3), '4');
	assert_true(damm_valid("5724", 4));
	assert_false(damm_valid("5727", 4));
	assert_int_equal(damm_digit("", 0), '0');
}

/* Random numbers, and each mistake that the digit promises to find. */
static void every_wrong_digit_and_every_swap_is_found(void **state)
{
	(void)state;
	unsigned seed = 3;
	for (int round = 0; round < 5000; round++) {
		char number[9];
		snprintf(number, sizeof(number), "%07d", rand_r(&seed) % 10000000);
		number[7] = damm_digit(number, 7);
		assert_true(damm_valid(number, 8));
		for (size_t i = 0; i < 8; i++) {
			char right = number[i];
			for (char wrong = '0'; wrong <= '9'; wrong++) {
				number[i] = wrong;
				assert_int_equal(damm_valid(number, 8), wrong == right);
			}
			number[i] = right;
		}
		for (size_t i = 0; i + 1 < 8; i++) {
			char left = number[i], right = number[i + 1];
			number[i] = right;
			number[i + 1] = left;
			assert_int_equal(damm_valid(number, 8), left == right);
			number[i] = left;
			number[i + 1] = right;
		}
	}
}

static void what_is_no_number_is_not_valid(void **state)
{
	(void)state;
	assert_false(damm_valid("", 0));
	assert_false(damm_valid("4827-193", 8));
	assert_false(damm_valid("57 24", 5));
	assert_false(damm_valid("\xff" "0", 2));
	assert_true(damm_valid("0", 1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_dissertation),
		cmocka_unit_test(every_wrong_digit_and_every_swap_is_found),
		cmocka_unit_test(what_is_no_number_is_not_valid),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
