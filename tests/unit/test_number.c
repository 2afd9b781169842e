#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/damm.h"
#include "store/number.h"

static const uint8_t secret[32] = "a secret of thirty-two octets...", other[32] = "another secret of as many octets";

/* No number is given twice, by any node, ever: the whole space when LONG is set, else a fifth of it. */
static void test_the_permutation_is_a_bijection(void **state)
{
	(void)state;
	uint32_t end = getenv("LONG") ? NUMBER_SPACE : NUMBER_SPACE / 5;
	uint8_t *seen = calloc(NUMBER_SPACE / 8, 1);
	assert_non_null(seen);
	for (uint32_t value = 0; value < end; value++) {
		uint32_t image = number_permute(secret, value);
		assert_true(image < NUMBER_SPACE);
		if (value % 64 == 0)
			assert_int_equal(number_permute_back(secret, image), value);
		assert_false(seen[image / 8] >> image % 8 & 1);
		seen[image / 8] |= (uint8_t)(1 << image % 8);
	}
	free(seen);
}

static void test_a_number_tells_its_node(void **state)
{
	(void)state;
	char number[9];
	for (uint32_t serial = 0; serial < NUMBER_SERIALS; serial += 997)
		for (unsigned node = 0; node < NUMBER_NODES; node++) {
			number_make(secret, serial, node, number);
			assert_int_equal(number_node(secret, number), node);
		}
}

static void test_following_serials_do_not_follow_one_another(void **state)
{
	(void)state;
	char before[9], number[9];
	number_make(secret, 0, 1, before);
	for (uint32_t serial = 1; serial < 100000; serial++) {
		number_make(secret, serial, 1, number);
		assert_true(labs((long)number_value(number) / 10 - (long)number_value(before) / 10) > 1);
		memcpy(before, number, sizeof before);
	}
}

/* Neither half of the range, nor any leading digit, is preferred. */
static void test_numbers_are_spread(void **state)
{
	(void)state;
	unsigned first[10] = { 0 };
	char number[9];
	for (uint32_t serial = 0; serial < 50000; serial++) {
		number_make(secret, serial, 3, number);
		first[number[0] - '0']++;
	}
	for (size_t digit = 0; digit < 10; digit++)
		assert_in_range(first[digit], 4700, 5300);
}

static void test_the_check_digit_and_its_form(void **state)
{
	(void)state;
	char number[9], shown[NUMBER_SHOWN];
	for (uint32_t serial = NUMBER_SERIALS - 1000; serial < NUMBER_SERIALS; serial++) {
		number_make(secret, serial, 9, number);
		assert_int_equal(strlen(number), 8);
		assert_true(number_valid(number));
		number[4] = number[4] == '9' ? '0' : (char)(number[4] + 1);
		assert_false(number_valid(number));
	}
	number_format("48271930", shown);
	assert_string_equal(shown, "4827-1930");
	assert_int_equal(number_value("00481930"), 481930);
	assert_false(number_valid(""));
	assert_false(number_valid("4827-193"));
}

static void test_another_key_gives_other_numbers(void **state)
{
	(void)state;
	size_t same = 0;
	for (uint32_t serial = 0; serial < 1000; serial++) {
		char one[9], two[9];
		number_make(secret, serial, 0, one);
		number_make(other, serial, 0, two);
		same += strcmp(one, two) == 0;
	}
	assert_true(same <= 1);
}

/* What stands for a serial tells neither it nor a number that was given out. */
static void test_masks_differ_and_are_no_numbers(void **state)
{
	(void)state;
	uint8_t *seen = calloc(NUMBER_MASKS / 8, 1);
	size_t same = 0;
	assert_non_null(seen);
	for (uint32_t serial = 0; serial < 20000; serial++) {
		uint32_t mask = number_mask(secret, serial);
		assert_true(mask < NUMBER_MASKS);
		assert_false(seen[mask / 8] & 1 << mask % 8);
		seen[mask / 8] |= (uint8_t)(1 << mask % 8);
		same += mask == serial || mask == number_permute(secret, serial);
	}
	assert_true(same < 5);
	assert_int_equal(number_mask(secret, 7), number_mask(secret, 7 + NUMBER_MASKS)); /* it begins again */
	free(seen);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_permutation_is_a_bijection),
		cmocka_unit_test(test_a_number_tells_its_node),
		cmocka_unit_test(test_masks_differ_and_are_no_numbers),
		cmocka_unit_test(test_following_serials_do_not_follow_one_another),
		cmocka_unit_test(test_numbers_are_spread),
		cmocka_unit_test(test_the_check_digit_and_its_form),
		cmocka_unit_test(test_another_key_gives_other_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
