#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct sheet {
	char path[32];
	struct complaints complaints;
	struct yaml_file *file;
};

/* `text` as a file, opened. */
static struct sheet sheet_open(const void *text, size_t len)
{
	struct sheet s = { .path = "/tmp/kopuro-yaml-XXXXXX" };
	int fd = mkstemp(s.path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	complaints_init(&s.complaints);
	s.file = yaml_open(s.path, &s.complaints);
	assert_int_equal(s.file == NULL, s.complaints.errors > 0);
	return s;
}

static void sheet_close(struct sheet *s)
{
	unlink(s->path);
	yaml_close(s->file);
	complaints_fini(&s->complaints);
}

static void a_file_becomes_a_tree_that_knows_its_places(void **state)
{
	(void)state;
	static const char text[] =
		"ачкыч: көпүрө\n"
		"list:\n"
		"  - 08\n"
		"  - no\n"
		"  - {x: 'a: b', y: [1, 2]}\n"
		"empty:\n"
		"long: >\n"
		"  one\n"
		"  two\n";
	struct sheet s = sheet_open(text, strlen(text));
	assert_non_null(s.file);
	const struct yaml *root = yaml_root(s.file), *list = yaml_get(root, "list");
	assert_int_equal(root->kind, YAML_MAP);
	assert_int_equal(root->count, 4);
	assert_string_equal(root->file, s.path);
	assert_string_equal(yaml_get(root, "ачкыч")->text, "көпүрө");
	assert_int_equal(yaml_get(root, "ачкыч")->column, 8); /* in characters */
	assert_int_equal(list->kind, YAML_LIST);
	assert_null(list->keys);
	assert_string_equal(list->items[0]->text, "08");
	assert_string_equal(list->items[1]->text, "no");
	assert_int_equal(list->items[1]->line, 4);
	assert_int_equal(list->items[1]->column, 5);
	assert_string_equal(yaml_get(list->items[2], "x")->text, "a: b");
	assert_int_equal(yaml_get(list->items[2], "y")->count, 2);
	assert_string_equal(yaml_get(root, "empty")->text, "");
	assert_string_equal(yaml_get(root, "long")->text, "one two\n");
	assert_string_equal(root->keys[3]->text, "long");
	assert_int_equal(root->keys[3]->line, 7);
	assert_null(yaml_get(root, "lists"));
	assert_null(yaml_get(list, "x"));
	sheet_close(&s);
}

static void an_empty_file_is_an_empty_map(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "\n\n", "# only a comment\n", "\xef\xbb\xbf" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sheet s = sheet_open(texts[i], strlen(texts[i]));
		assert_non_null(s.file);
		assert_int_equal(yaml_root(s.file)->kind, YAML_MAP);
		assert_int_equal(yaml_root(s.file)->count, 0);
		assert_null(yaml_get(yaml_root(s.file), "a"));
		sheet_close(&s);
	}
}

static void a_byte_order_mark_moves_no_column(void **state)
{
	(void)state;
	struct sheet s = sheet_open("\xef\xbb\xbf" "a: 1\n", 8);
	assert_int_equal(yaml_root(s.file)->keys[0]->column, 1);
	sheet_close(&s);
}

#define ROW(line, column, text, words) { text, sizeof(text) - 1, line, column, words }

static void a_fault_is_named_with_its_place(void **state)
{
	(void)state;
	static const struct { const char *text; size_t len; int line, column; const char *words; } rows[] = {
		ROW(3, 1, "a: 1\nb:\n\tc: 2\n", "a tab in the indentation; indent with spaces"),
		ROW(2, 5, "a: 1\nb: x: y\n", "put the text in quotes"),
		ROW(2, 1, "a: 1\nb\nc: 1\n", "a key without ':'"),
		ROW(1, 4, "a: 'x\nb: 1\n", "never closed"),
		ROW(1, 4, "a: [1,\n2\nb: 1", "never closed"),
		ROW(1, 4, "a: {b: 1\n", "never closed"),
		ROW(1, 4, "a: @x\n", "a text that begins with '@' must stand in quotes"),
		ROW(3, 2, "a:\n  - b\n c: d\n", "check the indentation"),
		ROW(3, 1, "b: 1\na: 1\na: 2\n", "the key 'a' stands twice, also in line 2"),
		ROW(1, 8, "{a: 1, a: 2}\n", "the key 'a' stands twice"),
		ROW(1, 4, "a: &x 1\n", "anchors"),
		ROW(1, 4, "a: &x [1]\n", "anchors"),
		ROW(1, 4, "a: &x {b: 1}\n", "anchors"),
		ROW(1, 4, "a: !!int 1\n", "tags"),
		ROW(1, 3, "? [a]\n: 1\n", "a key must be a text"),
		ROW(2, 1, "a: 1\n---\nb: 1\n", "a second document"),
		ROW(2, 4, "a: 1\nb: \"x\\0y\"\n", "NUL"),
		ROW(2, 5, "a: 1\nb: x\0y\n", "control character"),
		ROW(2, 6, "a: 1\nb: ңa\xffy\n", "UTF-8"),
		ROW(1, 4, "a: \xc0\x80\n", "UTF-8"),
		ROW(1, 4, "a: \xed\xa0\x80\n", "UTF-8"),
		ROW(1, 4, "a: \xd0", "UTF-8"),
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sheet s = sheet_open(rows[i].text, rows[i].len);
		assert_null(s.file);
		const struct complaint *first = &s.complaints.list[0];
		if (!strstr(first->text, rows[i].words) || first->line != rows[i].line || first->column != rows[i].column)
			fail_msg("row %zu: %d:%d: %s", i, first->line, first->column, first->text);
		sheet_close(&s);
	}
}

static void an_alias_is_refused_where_it_stands(void **state)
{
	(void)state;
	struct sheet s = sheet_open("a: &x 1\nb: *x\n", 14);
	assert_int_equal(s.complaints.count, 2);
	assert_non_null(strstr(s.complaints.list[1].text, "aliases"));
	assert_int_equal(s.complaints.list[1].line, 2);
	sheet_close(&s);
}

static void all_faults_but_syntax_are_collected(void **state)
{
	(void)state;
	static const char text[] = "a: 1\na: &x 2\nb: !y 3\nc:\n  d: 1\n  d: 2\n";
	struct sheet s = sheet_open(text, strlen(text));
	assert_null(s.file);
	assert_int_equal(s.complaints.errors, 4);
	sheet_close(&s);
}

static void nesting_has_an_end(void **state)
{
	(void)state;
	char text[512];
	for (size_t depth = 1; depth <= 200; depth++) {
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		struct sheet s = sheet_open(text, 2 * depth);
		assert_int_equal(s.file != NULL, depth <= 32);
		if (!s.file)
			assert_int_equal(s.complaints.list[0].column, 33);
		sheet_close(&s);
	}
}

static void a_file_that_cannot_be_read(void **state)
{
	(void)state;
	static const char *const paths[] = { "/nonexistent/menu.yaml", "/tmp" };
	for (size_t i = 0; i < 2; i++) {
		struct complaints c;
		complaints_init(&c);
		assert_null(yaml_open(paths[i], &c));
		assert_int_equal(c.errors, 1);
		assert_int_equal(c.list[0].line, 0);
		assert_string_equal(c.list[0].file, paths[i]);
		complaints_fini(&c);
	}
	yaml_close(NULL);
}

static void an_unknown_key_brings_the_nearest(void **state)
{
	(void)state;
	static const char *const allowed[] = { "title", "text", "next" };
	struct sheet s = sheet_open("text: b\n", 8);
	const struct yaml *root = yaml_root(s.file);
	assert_true(yaml_only(root, allowed, 3, &s.complaints));
	sheet_close(&s);

	static const char text[] = "title: a\ntxet: b\nfoo: c\n";
	s = sheet_open(text, strlen(text));
	assert_false(yaml_only(yaml_root(s.file), allowed, 3, &s.complaints));
	assert_int_equal(s.complaints.count, 2);
	assert_string_equal(s.complaints.list[0].text, "unknown key 'txet'; did you mean 'text'?");
	assert_int_equal(s.complaints.list[0].line, 2);
	assert_string_equal(s.complaints.list[1].text, "unknown key 'foo'; known here: title, text, next");
	yaml_complain(yaml_get(yaml_root(s.file), "foo"), &s.complaints, SEVERITY_WARNING, "%s", "here");
	assert_int_equal(s.complaints.list[2].column, 6);
	assert_int_equal(s.complaints.errors, 2);
	sheet_close(&s);
}

/* Whatever stands in a file: an answer and no crash. */
static void noise_is_survived(void **state)
{
	(void)state;
	static const char *const pieces[] = { "a", ": ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "'", "\"", "\t", "#", "&x ", "*x", "!", "|\n", ">", "ң",
		"\xff", "---\n", "? ", "\\" };
	unsigned seed = 4;
	for (int round = 0; round < 2000; round++) {
		char text[256] = "";
		size_t count = (size_t)rand_r(&seed) % 40;
		for (size_t i = 0; i < count; i++)
			strcat(text, pieces[(size_t)rand_r(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]);
		struct sheet s = sheet_open(text, strlen(text));
		sheet_close(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_becomes_a_tree_that_knows_its_places),
		cmocka_unit_test(an_empty_file_is_an_empty_map),
		cmocka_unit_test(a_byte_order_mark_moves_no_column),
		cmocka_unit_test(a_fault_is_named_with_its_place),
		cmocka_unit_test(an_alias_is_refused_where_it_stands),
		cmocka_unit_test(all_faults_but_syntax_are_collected),
		cmocka_unit_test(nesting_has_an_end),
		cmocka_unit_test(a_file_that_cannot_be_read),
		cmocka_unit_test(an_unknown_key_brings_the_nearest),
		cmocka_unit_test(noise_is_survived),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
