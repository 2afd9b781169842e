#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void what_is_written_reads_back(void **state)
{
	(void)state;
	uint8_t buffer[18];
	static const uint8_t expected[18] = { 0xab, 0x01, 0x02, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4, 5, 6, 7, 8, 'x', 'y', 'z' };
	struct writer w = writer_over(buffer, sizeof(buffer));
	writer_u8(&w, 0xab);
	writer_u16(&w, 0x0102);
	writer_u32(&w, 0xdeadbeef);
	writer_u64(&w, 0x0102030405060708);
	writer_put(&w, bytes_of("xyz"));
	assert_false(w.failed);
	assert_int_equal(writer_len(&w), sizeof(expected));
	assert_memory_equal(buffer, expected, sizeof(expected));

	struct reader r = reader_over(writer_bytes(&w));
	assert_int_equal(reader_u8(&r), 0xab);
	assert_int_equal(reader_u16(&r), 0x0102);
	assert_int_equal(reader_u32(&r), 0xdeadbeef);
	assert_true(reader_u64(&r) == 0x0102030405060708);
	assert_int_equal(reader_left(&r), 3);
	assert_true(bytes_equal(reader_take(&r, 3), bytes_of("xyz")));
	assert_int_equal(reader_left(&r), 0);
	assert_false(r.failed);
}

static void an_overrun_sticks_to_a_reader(void **state)
{
	(void)state;
	uint8_t *three = malloc(3); /* the sanitizer watches its end */
	memcpy(three, "\x01\x02\x03", 3);
	struct reader r = reader_over((struct bytes){ three, 3 });
	assert_int_equal(reader_u32(&r), 0);
	assert_true(r.failed);
	assert_int_equal(reader_u8(&r), 0); /* though an octet is there */
	assert_int_equal(reader_left(&r), 0); /* so that a loop over what is left ends */
	struct bytes none = reader_take(&r, 0);
	assert_null(none.at);
	assert_int_equal(none.len, 0);

	r = reader_over((struct bytes){ three, 3 });
	assert_int_equal(reader_take(&r, SIZE_MAX).len, 0);
	assert_true(r.failed);
	free(three);
}

static void an_overrun_sticks_to_a_writer(void **state)
{
	(void)state;
	uint8_t *three = calloc(1, 3);
	struct writer w = writer_over(three, 3);
	writer_u8(&w, 1);
	writer_u32(&w, 2);
	assert_true(w.failed);
	writer_u8(&w, 3);
	assert_int_equal(writer_len(&w), 1);

	w = writer_over(three, 3);
	writer_put(&w, bytes_of("four"));
	assert_true(w.failed);
	assert_int_equal(writer_len(&w), 0);
	assert_int_equal(three[0], 1);
	free(three);
}

static void nothing_is_a_view_too(void **state)
{
	(void)state;
	struct reader r = reader_over((struct bytes){ NULL, 0 });
	assert_int_equal(reader_left(&r), 0);
	assert_int_equal(reader_take(&r, 0).len, 0);
	assert_false(r.failed);
	reader_u8(&r);
	assert_true(r.failed);

	struct writer w = writer_over(NULL, 0);
	writer_put(&w, (struct bytes){ NULL, 0 });
	assert_false(w.failed);
	assert_int_equal(writer_bytes(&w).len, 0);
	writer_u8(&w, 1);
	assert_true(w.failed);

	assert_true(bytes_equal((struct bytes){ NULL, 0 }, bytes_of("")));
	assert_false(bytes_equal(bytes_of("a"), bytes_of("b")));
	assert_false(bytes_equal(bytes_of("a"), bytes_of("ab")));
}

static void a_string_is_cut_to_its_field(void **state)
{
	(void)state;
	char field[4];
	assert_true(bytes_to_string(bytes_of("abc"), field, sizeof(field)));
	assert_string_equal(field, "abc");
	assert_false(bytes_to_string(bytes_of("abcd"), field, sizeof(field)));
	assert_string_equal(field, "abc");
	assert_true(bytes_to_string((struct bytes){ NULL, 0 }, field, 1));
	assert_string_equal(field, "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(an_overrun_sticks_to_a_reader),
		cmocka_unit_test(an_overrun_sticks_to_a_writer),
		cmocka_unit_test(nothing_is_a_view_too),
		cmocka_unit_test(a_string_is_cut_to_its_field),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
