#include "text/letter.h"
#include "text/typing.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void where_a_word_ends(void **state)
{
	(void)state;
	static const struct { const char *word, *text, *rest; } rows[] = {
		{ "токтот", "токтот", "" }, { "токтот", "toktot 1", " 1" }, { "күн", "кvн", "" }, { "чоң-алай", "chon alay!", "!" }, { "жаңы", "джанги.", "." },
		{ "төрт", "t8rt", "" }, { "ағаш", "ağaş", NULL }, { "агаш", "ağaş", "" }, { "кыз", "kız", "" }, { "стоп", "стопка", NULL }, { "стоп", "сто", NULL },
		{ "стоп*", "стопка 1", " 1" }, { "стоп*", "стоп", "" }, { "стоп*", "сто", NULL }, { "отобра*паспорт*", "отобрали у меня паспорта", "" },
		{ "отобра*паспорт", "отобрали у меня и у всех остальных наших паспорт", NULL }, { "не *выпускают", "не выпускают", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *rest = typing_match(rows[i].word, rows[i].text);
		if (rest)
			assert_true(typing_may_begin(typing_begins(rows[i].text), rows[i].word));
		if (!rows[i].rest)
			assert_null(rest);
		else if (!rest || strcmp(rest, rows[i].rest) != 0)
			fail_msg("'%s' in '%s'", rows[i].word, rows[i].text);
	}
}

/* Each letter has one row and is small; what is typed for it is valid, small and not itself. */
static void the_rows(void **state)
{
	(void)state;
	const struct typing *row;
	for (size_t i = 0; (row = typing_row(i)); i++) {
		size_t size;
		uint32_t code = utf8_next(row->letter, strlen(row->letter), &size);
		assert_int_equal(size, strlen(row->letter));
		assert_int_equal(letter_small(code), code);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(typing_row(j)->letter, row->letter);
		for (size_t j = 0; j < 2 * TYPING_MAX; j++) {
			const char *typed = j < TYPING_MAX ? row->sounds[j] : row->looks[j - TYPING_MAX];
			if (!typed)
				continue;
			assert_string_not_equal(typed, row->letter);
			assert_non_null(typing_match(row->letter, typed)); /* the row is found by its letter */
			assert_true(typing_may_begin(typing_begins(typed), row->letter));
			for (size_t at = 0; at < strlen(typed); at += size)
				assert_int_not_equal(utf8_next(typed + at, strlen(typed) - at, &size), UTF8_BAD);
		}
	}
	assert_null(typing_row(1000));
	assert_false(typing_may_begin(typing_begins("стоп"), "жардам"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_a_word_ends),
		cmocka_unit_test(the_rows),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
