#include "text/locale.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct locale *of(const char *code)
{
	const struct locale *locale = locale_find(code);
	assert_non_null(locale);
	return locale;
}

/* What a Russian says beside a number, told from its words: "двадцать один" ends in "один", "одиннадцать" does not. */
static enum plural by_last_word(unsigned n)
{
	unsigned rest = n % 100;
	if (rest >= 5 && rest <= 20)
		return PLURAL_MANY;
	static const enum plural last[10] = { PLURAL_MANY, PLURAL_ONE, PLURAL_FEW, PLURAL_FEW, PLURAL_FEW, PLURAL_MANY, PLURAL_MANY, PLURAL_MANY,
		PLURAL_MANY, PLURAL_MANY };
	return last[rest % 10];
}

static void plural_forms_are_those_of_speech(void **state)
{
	(void)state;
	for (unsigned n = 0; n <= 1000; n++) {
		assert_int_equal(locale_plural(of("ru"), n), by_last_word(n));
		assert_int_equal(locale_plural(of("uk"), n), by_last_word(n));
		assert_int_equal(locale_plural(of("ky"), n), n == 1 ? PLURAL_ONE : PLURAL_OTHER);
		assert_int_equal(locale_plural(of("ko"), n), PLURAL_OTHER);
	}
}

/* Whatever the number, its form is one that the language's nouns must have, and each of them is used. */
static void the_forms_that_are_needed_are_those_that_are_used(void **state)
{
	(void)state;
	const struct locale *all[] = { of("ky"), of("ru"), of("uk"), of("be"), of("kk"), of("uz"), of("tg"), of("tr"), of("en"), of("de"), of("ko"),
		&locale_other };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		bool used[PLURALS] = { false };
		char forms[64] = "";
		for (unsigned n = 0; n <= 1000; n++)
			used[locale_plural(all[i], n)] = true;
		assert_memory_equal(used, all[i]->needs, sizeof(used));
		for (size_t p = 0; p < PLURALS; p++) {
			if (used[p])
				snprintf(forms + strlen(forms), sizeof(forms) - strlen(forms), "%s%s", forms[0] ? ", " : "", plural_names[p]);
		}
		assert_string_equal(forms, all[i]->forms);
	}
}

static void numbers_are_parted_in_threes(void **state)
{
	(void)state;
	static const struct { const char *code, *digits, *shown; } rows[] = {
		{ "ky", "0", "0" }, { "ky", "999", "999" }, { "ky", "1000", "1 000" }, { "ru", "1234567", "1 234 567" }, { "en", "25000", "25,000" },
		{ "tr", "600000", "600.000" }, { "ru", "18446744073709551615", "18 446 744 073 709 551 615" }, { "ru", "", "" }, { "ru", "12 000", "12 000" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[LOCALE_NUMBER];
		assert_int_equal(locale_number(of(rows[i].code), rows[i].digits, strlen(rows[i].digits), out), strlen(rows[i].shown));
		assert_string_equal(out, rows[i].shown);
	}
}

static void dates_are_read_in_each_order(void **state)
{
	(void)state;
	char out[LOCALE_DATE];
	assert_true(locale_date(of("ky"), "2026-12-31", out));
	assert_string_equal(out, "31.12.2026");
	assert_true(locale_date(of("ru"), "2026-12-31", out));
	assert_string_equal(out, "31.12.2026");
	assert_true(locale_date(of("en"), "2026-12-31", out));
	assert_string_equal(out, "31/12/2026");
	assert_true(locale_date(of("ko"), "2026-12-31", out));
	assert_string_equal(out, "2026.12.31");
	static const char *const wrong[] = { "", "2026", "2026-12-3", "2026-12-311", "31.12.2026", "2026/12/31", "2026-1a-31" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(locale_date(of("ru"), wrong[i], out));
		assert_string_equal(out, "");
	}
}

static void a_script_behind_the_language_does_not_matter(void **state)
{
	(void)state;
	assert_ptr_equal(locale_find("ky-Latn"), of("ky"));
	assert_null(locale_find("kyr"));
	assert_null(locale_find("k"));
	assert_null(locale_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plural_forms_are_those_of_speech),
		cmocka_unit_test(the_forms_that_are_needed_are_those_that_are_used),
		cmocka_unit_test(numbers_are_parted_in_threes),
		cmocka_unit_test(dates_are_read_in_each_order),
		cmocka_unit_test(a_script_behind_the_language_does_not_matter),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
