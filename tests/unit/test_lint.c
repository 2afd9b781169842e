/* One slip each: the menus under tests/menus/broken/lint-*, which load without a complaint, and what is said of them. */
#include "journeys/contract.h"
#include "menu/lint.h"
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct slip {
	const char *directory;
	int line, column;
	const char *text;
} slips[] = {
	{ "lint-latin-letter", 9, 16, "the Latin letter 'o' in 'Жoк'; write the Cyrillic 'о' [letters]" },
	{ "lint-latin-word", 9, 28, "the Latin letter 'c' in 'c'; write the Cyrillic 'с' [letters]" },
	{ "lint-kyrgyz-in-russian", 9, 28, "the letter 'ө' in 'Көчө' is none of the language 'ru'; write the word with its letters [letters]" },
	{ "lint-foreign-in-kyrgyz", 9, 16, "the letter 'Қ' in 'Қаттоо' is none of the language 'ky'; write the word with its letters [letters]" },
	{ "lint-vowels", 9, 16, "'у' stands with ө or ү in 'Көрсөтуу'; if 'ү' is meant, write it [letters]" },
	{ "lint-untranslated", 9, 33, "the same text in 'ky' and 'ru'; translate one of them [untranslated]" },
	{ "lint-untranslated-word", 9, 29, "the same text in 'ky' and 'ru'; translate one of them [untranslated]" },
	{ "lint-untranslated-record", 17, 32, "the same text in 'ky' and 'ru'; translate one of them [untranslated]" },
	{ "lint-unreviewed", 1, 11,
		"the Kyrgyz of this file (texts: 4) has been reviewed by nobody; have it read, then write `reviewed: yes` [unreviewed]" },
	{ "lint-fact-old", 18, 60, "verified more than 2 years ago; verify it anew, or add `confirmed: no`, or `in_force: yes` if it surely holds [fact-old]" },
	{ "lint-number-short", 18, 22, "the number +996 312 12345 has not as many digits as a number of its country; see its source [number]" },
	{ "lint-number-zero", 18, 22,
		"the number +90 0312 491 3506 has a 0 after the calling code, with which it cannot be dialled; take the 0 out [number]" },
	{ "lint-number-local", 18, 22,
		"the number 0312 491 350 begins without +; write it as +996312123456, so that it can be dialled from abroad [number]" },
	{ "lint-number-in-text", 18, 25, "the number +996 1 has too few or too many digits for any country; see its source [number]" },
	{ "lint-number-twice", 21, 22,
		"'+996312-123456' here, and '+996312123456' for the same in tests/menus/broken/lint-number-twice/menu.yaml:18; tell it in one way [fact-differs]" },
	{ "lint-number-blanks", 18, 22,
		"the number +996 312 123 456 is written with blanks, and old telephones do not offer to dial it; write it as +996312123456 [number-blanks]" },
	{ "lint-choice-line", 12, 16, "the line '2 ай мурда' looks like choice 2; begin it with a word [looks-like-choice]" },
	{ "lint-choice-fact", 19, 22,
		"on the screen 'papers' a line begins with '112 (такталган эмес)', which looks like choice 112; begin it with a word [looks-like-choice]" },
	{ "lint-choice-row", 12, 16,
		"on the screen 'papers' a row, where a small telephone breaks the line, begins with '2 ай мурда', which looks like choice 2; "
		"write the number as a word, or others before it [looks-like-choice]" },
	{ "lint-choice-expired", 13, 16,
		"on the screen 'papers' a row, where a small telephone breaks the line, begins with '1 күндө жооп берет', which looks like choice 1; "
		"write the number as a word, or others before it [looks-like-choice]" },
	{ "lint-fact-twice", 21, 25,
		"'Эки' here, and 'Бир' for the same in tests/menus/broken/lint-fact-twice/menu.yaml:18; tell it in one way [fact-differs]" },
};
#define SLIPS (sizeof(slips) / sizeof(slips[0]))

static void is_told(void **state)
{
	const struct slip *slip = *state;
	struct complaints complaints;
	struct lint_figures figures;
	char directory[128], file[160];
	snprintf(directory, sizeof(directory), "tests/menus/broken/%s", slip->directory);
	snprintf(file, sizeof(file), "%s/menu.yaml", directory);
	struct menu_set *set = fixture_load(directory, &complaints);
	assert_non_null(set);
	assert_int_equal(complaints.count, 0);
	menu_lint(directory, FIXTURE_TODAY, &complaints, &figures);
	menu_lint_pages(set, &complaints);
	assert_string_equal(complaints.list[0].text, slip->text);
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.list[0].file, file);
	assert_int_equal(complaints.list[0].line, slip->line);
	assert_int_equal(complaints.list[0].column, slip->column);
	assert_int_equal(complaints.errors, 0);
	complaints_fini(&complaints);
	menu_free(set);
}

static size_t told(const char *directory, struct complaints *complaints, struct lint_figures *figures)
{
	complaints_init(complaints);
	menu_lint(directory, FIXTURE_TODAY, complaints, figures);
	return complaints->count;
}

static void good_menus_are_without_a_slip(void **state)
{
	(void)state;
	struct complaints complaints;
	struct lint_figures figures;
	assert_int_equal(told("tests/menus/good", &complaints, &figures), 1);
	assert_non_null(strstr(complaints.list[0].text, "[unreviewed]"));
	assert_int_equal(figures.language_count, 2);
	assert_true(figures.texts > 20);
	assert_int_equal(figures.languages[0].present, figures.texts);
	complaints_fini(&complaints);
}

/* "SMSти": a name in Latin letters may have a Kyrgyz ending. */
static void a_name_with_an_ending_is_no_slip(void **state)
{
	(void)state;
	struct complaints complaints;
	struct lint_figures figures;
	assert_int_equal(told("tests/menus/sms", &complaints, &figures), 0);
	assert_true(figures.texts > 0);
	complaints_fini(&complaints);
}

/* "ky-Latn" is written in other letters than "ky", is no language to be counted, and makes no other fact of one. */
static void latin_letters_are_no_slip(void **state)
{
	(void)state;
	struct complaints complaints;
	struct lint_figures figures;
	size_t count = told("tests/menus/text", &complaints, &figures);
	complaints_print(&complaints, stderr);
	assert_int_equal(count, 0);
	assert_int_equal(figures.language_count, 2);
	assert_int_equal(figures.languages[0].present, figures.texts);
	assert_int_equal(figures.languages[1].present, figures.texts);
	complaints_fini(&complaints);
}

/* As they ship, in their files and on their pages, but that nobody has read them. */
static void shipped_menus_are_without_a_slip(void **state)
{
	static const struct menu_format formats[] = { { CHARSET_UCS2, 160 }, { CHARSET_GSM7, 182 }, { CHARSET_UCS2, 268 } };
	(void)state;
	struct complaints complaints;
	struct lint_figures figures;
	complaints_init(&complaints);
	struct menu_set *set = menu_load("menus", &journey_contract, formats, sizeof(formats) / sizeof(formats[0]), FIXTURE_TODAY, &complaints);
	assert_non_null(set);
	complaints_fini(&complaints);
	told("menus", &complaints, &figures);
	menu_lint_pages(set, &complaints);
	menu_free(set);
	for (size_t i = 0; i < complaints.count; i++) {
		if (!strstr(complaints.list[i].text, "[unreviewed]"))
			fail_msg("%s:%d: %s", complaints.list[i].file, complaints.list[i].line, complaints.list[i].text);
	}
	complaints_fini(&complaints);
}

static void what_a_language_lacks_is_counted(void **state)
{
	(void)state;
	struct complaints complaints;
	struct lint_figures figures;
	told("tests/menus/broken/missing-language", &complaints, &figures);
	assert_string_equal(figures.languages[1].code, "ru");
	assert_int_equal(figures.languages[0].present, figures.texts);
	assert_int_equal(figures.languages[1].present, figures.texts - 1);
	complaints_fini(&complaints);
}

static void no_folder_is_no_slip(void **state)
{
	(void)state;
	struct complaints complaints;
	struct lint_figures figures;
	assert_int_equal(told("tests/menus/nowhere", &complaints, &figures), 0);
	assert_int_equal(figures.texts, 0);
	complaints_fini(&complaints);
}

int main(void)
{
	struct CMUnitTest tests[SLIPS + 6] = {
		cmocka_unit_test(good_menus_are_without_a_slip),
		cmocka_unit_test(a_name_with_an_ending_is_no_slip),
		cmocka_unit_test(latin_letters_are_no_slip),
		cmocka_unit_test(shipped_menus_are_without_a_slip),
		cmocka_unit_test(what_a_language_lacks_is_counted),
		cmocka_unit_test(no_folder_is_no_slip),
	};
	for (size_t i = 0; i < SLIPS; i++)
		tests[i + 6] = (struct CMUnitTest){ .name = slips[i].directory, .test_func = is_told, .initial_state = (void *)&slips[i] };
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
