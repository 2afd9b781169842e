/* Words that look like others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text/alike.h"
#include "text/utf8.h"

static void words_look_like_latin_ones(void **state)
{
	(void)state;
	static const struct { const char *word, *seen; } rows[] = {
		{ "restricted", "restricted" },
		{ "Restricted", "restricted" },
		{ "RESTRICTED ", "restricted" },
		{ "restriсted", "restricted" },            /* a Cyrillic es */
		{ "rеstriсtеd", "restricted" },            /* and two ie */
		{ "restricted\u00a0", "restricted" },      /* a no-break space */
		{ "re\u200bstricted\ufeff", "restricted" },
		{ "re\u00adstricted", "restricted" },
		{ "\u202erestricted", "restricted" },
		{ "restricte\u0301d", "restricted" },      /* a letter and its accent apart */
		{ "ｒｅｓｔｒｉｃｔｅｄ", "restricted" },
		{ "уеѕ", "yes" },
		{ "ηο", "ηo" }, /* a Greek eta is drawn otherwise */
		{ "да", "дa" },
		{ "", "" },
		{ "\xff", "\xff" },
	};
	char out[64];
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(text_alike(rows[i].word, out, sizeof out), strlen(rows[i].seen));
		assert_string_equal(out, rows[i].seen);
	}
}

static void no_letter_is_cut(void **state)
{
	(void)state;
	char out[4];
	assert_int_equal(text_alike("дддд", out, sizeof out), 2);
	assert_string_equal(out, "д");
}

static void the_first_foreign_character_is_found(void **state)
{
	(void)state;
	size_t at;
	uint32_t code;
	assert_false(text_first_foreign("in-work", &at, &code));
	assert_true(text_first_foreign("restriсted", &at, &code));
	assert_int_equal(at, 7);
	assert_int_equal(code, 0x441);
	assert_true(text_first_foreign("a b", &at, &code));
	assert_int_equal(at, 2);
	assert_true(text_first_foreign("ab\xff", &at, &code));
	assert_int_equal(code, UTF8_BAD);
	assert_true(text_is_unseen(0xa0));
	assert_true(text_is_unseen(0x200b));
	assert_false(text_is_unseen('a'));
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_look_like_latin_ones),
		cmocka_unit_test(no_letter_is_cut),
		cmocka_unit_test(the_first_foreign_character_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
