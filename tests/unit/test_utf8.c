#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void every_scalar_value_survives(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char text[4];
		size_t size;
		if (code == 0xd800)
			code = 0xe000;
		size_t len = utf8_put(text, code);
		assert_int_equal(utf8_next(text, len, &size), code);
		assert_int_equal(size, len);
		if (len > 1) {
			assert_int_equal(utf8_next(text, len - 1, &size), UTF8_BAD); /* cut short */
			assert_int_equal(size, 1);
		}
	}
}

static void what_rfc_3629_forbids_is_bad(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", /* overlong */
		"\xed\xa0\x80", "\xed\xbf\xbf", /* surrogates */
		"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff", /* beyond U+10FFFF */
		"\xd0", "\xd0" "A", "\xe2\x82", "\xe2\x82" "A", "\xf0\x9f\x98",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t size = 0;
		assert_int_equal(utf8_next(bad[i], strlen(bad[i]), &size), UTF8_BAD);
		assert_int_equal(size, 1);
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	}
	assert_true(utf8_valid("Көпүрө 😀", strlen("Көпүрө 😀")));
	assert_true(utf8_valid("", 0));
}

static void count_is_of_code_points(void **state)
{
	(void)state;
	assert_int_equal(utf8_count("", 0), 0);
	assert_int_equal(utf8_count("Көпүрө", strlen("Көпүрө")), 6);
	assert_int_equal(utf8_count("a😀€", strlen("a😀€")), 3);
	assert_int_equal(utf8_count("\xff\xff", 2), 2);
}

static void floor_never_cuts_a_character(void **state)
{
	(void)state;
	const char text[] = "aң€😀"; /* 1 + 2 + 3 + 4 octets */
	static const size_t floors[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };
	for (size_t max = 0; max < sizeof(floors) / sizeof(floors[0]); max++)
		assert_int_equal(utf8_floor(text, strlen(text), max), floors[max]);
}

static void assert_cleaned(const char *dirty, const char *expected)
{
	char text[64];
	strcpy(text, dirty);
	size_t len = utf8_clean(text, strlen(dirty));
	text[len] = '\0';
	assert_string_equal(text, expected);
}

static void what_a_handset_sends_becomes_clean(void **state)
{
	(void)state;
	assert_cleaned("", "");
	assert_cleaned(" \r\n ", "");
	assert_cleaned("  *500#\r", "*500#");
	assert_cleaned("\xc2\xa0 Алмаз \xe2\x80\xaf", "Алмаз");
	assert_cleaned("a\r\nb", "a\nb");
	assert_cleaned("a\rb", "a\nb");
	assert_cleaned("a\tb", "a b");
	assert_cleaned("a\x01\x7f\xc2\x85" "b", "ab");
	assert_cleaned("\xef\xbb\xbf" "500", "500");
	assert_cleaned("a\xff\xd0" "b", "ab");
	assert_cleaned("one  two", "one  two");
	char nul[] = { 'a', '\0', 'b', '\0' };
	assert_int_equal(utf8_clean(nul, sizeof(nul)), 2);
	assert_memory_equal(nul, "ab", 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scalar_value_survives),
		cmocka_unit_test(what_rfc_3629_forbids_is_bad),
		cmocka_unit_test(count_is_of_code_points),
		cmocka_unit_test(floor_never_cuts_a_character),
		cmocka_unit_test(what_a_handset_sends_becomes_clean),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
