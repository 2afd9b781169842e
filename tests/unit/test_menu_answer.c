#include "menu/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void keys_are_read_as_people_send_them(void **state)
{
	(void)state;
	static const struct { const char *text, *keys; } cases[] = {
		{ "1", "1" }, { " 1\n", "1" }, { "1#", "1" }, { "*1#", "1" }, { "**1##", "1" }, { "00", "00" }, { "", "" }, { " # ", "" },
		{ "１２", "12" }, { "٣", "3" }, { "۹", "9" }, { "＊１＃", "1" }, { "1\xc2\xa0" "000", "1 000" }, { "4827–1930", "4827-1930" },
		{ "\xc2\xa0" "1", "1" }, { "да", "" }, { "1а", "" }, { "\xff" "1", "" }, { "1\x01", "" },
		{ "12345678901234567890123456789012", "12345678901234567890123456789012" }, { "123456789012345678901234567890123", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer answer = answer_read(cases[i].text, strlen(cases[i].text));
		assert_string_equal(answer.keys, cases[i].keys);
		assert_int_equal(answer.len, strlen(cases[i].keys));
	}
	assert_int_equal(answer_read("1\0" "2", 3).len, 0);
}

static struct answer read(const char *text)
{
	return answer_read(text, strlen(text));
}

static void numbers_have_eight_digits_and_a_check_digit(void **state)
{
	(void)state;
	static const struct { const char *text; bool right; } cases[] = {
		{ "48271930", true }, { "4827-1930", true }, { "4827 1930", true }, { "4 8 2 7 1 9 3 0", true }, { "48271931", false },
		{ "48721930", false }, { "4827193", false }, { "482719300", false }, { "4827.1930", false }, { "", false }, { "-", false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char number[9];
		struct answer answer = read(cases[i].text);
		assert_int_equal(answer_number(&answer, number), cases[i].right);
		if (cases[i].right)
			assert_string_equal(number, "48271930");
	}
}

static void lines_have_numbers_without_a_nine(void **state)
{
	(void)state;
	static const struct { const char *text; int line; } cases[] = {
		{ "1", 0 }, { "8", 7 }, { "10", 8 }, { "11", 9 }, { "٢١", 19 }, { "401", 399 }, { " 12#", 10 },
		{ "", -1 }, { "0", -1 }, { "00", -1 }, { "9", -1 }, { "01", -1 }, { "1 0", -1 }, { "1-0", -1 }, { "1000", -1 }, { "99999999999999999999", -1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer answer = read(cases[i].text);
		size_t line;
		assert_int_equal(answer_line(&answer, &line), cases[i].line >= 0);
		if (cases[i].line >= 0)
			assert_int_equal(line, cases[i].line);
	}
}

static void pins_have_four_digits(void **state)
{
	(void)state;
	static const struct { const char *text; bool right; } cases[] = {
		{ "1234", true }, { "0000", true }, { " 1234#", true }, { "123", false }, { "12345", false }, { "12 4", false }, { "12a4", false }, { "", false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer answer = read(cases[i].text);
		assert_int_equal(answer_pin(&answer), cases[i].right);
	}
}

static void amounts_are_whole_numbers_in_bounds(void **state)
{
	(void)state;
	static const struct { const char *text, *amount; } cases[] = {
		{ "10", "10" }, { "0010", "10" }, { "1 000", "1000" }, { "5000", "5000" }, { "9", NULL }, { "5001", NULL }, { "1,5", NULL },
		{ "-20", NULL }, { "", NULL }, { "99999999999999999999999999", NULL }, { "18446744073709551626", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char amount[ANSWER_KEYS_MAX + 1];
		struct answer answer = read(cases[i].text);
		assert_int_equal(answer_amount(&answer, 10, 5000, amount), cases[i].amount != NULL);
		if (cases[i].amount)
			assert_string_equal(amount, cases[i].amount);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_read_as_people_send_them),
		cmocka_unit_test(numbers_have_eight_digits_and_a_check_digit),
		cmocka_unit_test(lines_have_numbers_without_a_nine),
		cmocka_unit_test(pins_have_four_digits),
		cmocka_unit_test(amounts_are_whole_numbers_in_bounds),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
