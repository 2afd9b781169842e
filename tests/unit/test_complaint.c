#include "base/complaint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_printed(const struct complaints *c, const char *expected)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	complaints_print(c, out);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void a_complaint_names_place_and_fault(void **state)
{
	(void)state;
	struct complaints c;
	complaints_init(&c);
	assert_printed(&c, "");
	complaints_add(&c, SEVERITY_ERROR, "menus/a.yaml", 3, 7, "unknown key '%s'; did you mean '%s'?", "txet", "text");
	complaints_add(&c, SEVERITY_WARNING, "menus/b.yaml", 0, 0, "expires in %d days", 5);
	complaints_add(&c, SEVERITY_ERROR, "c", 1, 1, "two\nlines");
	assert_int_equal(c.count, 3);
	assert_int_equal(c.errors, 2);
	assert_printed(&c, "menus/a.yaml:3:7: error: unknown key 'txet'; did you mean 'text'?\n"
		"menus/b.yaml: warning: expires in 5 days\n"
		"c:1:1: error: two lines\n");
	complaints_fini(&c);
	assert_int_equal(c.count, 0);
	complaints_fini(&c);
}

static void many_complaints_are_kept_in_order(void **state)
{
	(void)state;
	struct complaints c;
	complaints_init(&c);
	for (int line = 1; line <= 1000; line++)
		complaints_add(&c, SEVERITY_ERROR, "f", line, 1, "%d", line);
	assert_int_equal(c.count, 1000);
	for (int line = 1; line <= 1000; line++)
		assert_int_equal(c.list[line - 1].line, line);
	complaints_fini(&c);
}

static void the_nearest_word_is_offered(void **state)
{
	(void)state;
	static const char *const words[] = { "text", "choices", "confirm", "input", "next", "end" };
	static const struct { const char *typed, *meant; } rows[] = {
		{ "choises", "choices" }, { "chioces", "choices" }, { "choice", "choices" }, { "confrim", "confirm" }, { "imput", "input" },
		{ "inputs", "input" }, { "tetx", "text" }, { "end", "end" }, { "edn", "end" }, { "nextt", "next" },
		{ "xx", NULL }, { "", NULL }, { "pledge", NULL }, { "cho", NULL }, { "tezq", NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *nearest = complaint_nearest(rows[i].typed, words, sizeof(words) / sizeof(words[0]));
		if (rows[i].meant)
			assert_string_equal(nearest, rows[i].meant);
		else
			assert_null(nearest);
	}
	assert_null(complaint_nearest("text", words, 0));
}

static void a_sentence_has_no_nearest_word(void **state)
{
	(void)state;
	char at_most[64], too_long[65];
	memset(at_most, 'a', sizeof(at_most));
	memset(too_long, 'a', sizeof(too_long));
	at_most[63] = too_long[64] = '\0';
	const char *const longest[] = { too_long, at_most };
	assert_null(complaint_nearest(too_long, longest, 2));
	assert_ptr_equal(complaint_nearest(at_most, longest, 2), at_most);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_complaint_names_place_and_fault),
		cmocka_unit_test(many_complaints_are_kept_in_order),
		cmocka_unit_test(the_nearest_word_is_offered),
		cmocka_unit_test(a_sentence_has_no_nearest_word),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
