#include "smpp/tlv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define BYTES(...) ((struct bytes){(const uint8_t[]){__VA_ARGS__}, sizeof (uint8_t[]){__VA_ARGS__}})

static void the_table_is_whole_and_in_order(void **state)
{
	(void)state;
	const struct tlv_row *rows;
	size_t count = tlv_table(&rows);

	assert_int_equal(count, 45); /* 43 of 3.4, its_session_info, congestion_state of 5.0 */
	for (size_t i = 0; i < count; i++) {
		assert_true(i == 0 || rows[i - 1].tag < rows[i].tag);
		assert_ptr_equal(tlv_row(rows[i].tag), &rows[i]);
		assert_true(rows[i].min <= rows[i].max);
		if (rows[i].kind == TLV_INTEGER) {
			assert_int_equal(rows[i].min, rows[i].max);
			assert_true(rows[i].max == 1 || rows[i].max == 2 || rows[i].max == 4);
		}
	}
	assert_null(tlv_row(0));
	assert_null(tlv_row(0x1400));
	assert_null(tlv_row(0xffff));
	assert_string_equal(tlv_row(TLV_USSD_SERVICE_OP)->name, "ussd_service_op");
	assert_string_equal(tlv_row(TLV_ITS_SESSION_INFO)->name, "its_session_info");
}

static void a_walk_gives_each_known_or_not(void **state)
{
	(void)state;
	struct bytes area = BYTES(0x05, 0x01, 0, 1, 0x12, 0x14, 0x00, 0, 0, 0x13, 0x83, 0, 2, 0xab, 0xcd);
	struct tlv tlv;
	size_t at = 0;

	assert_true(tlv_well_formed(area));
	assert_int_equal(tlv_next(area, &at, &tlv), ERR_NONE);
	assert_int_equal(tlv.tag, TLV_USSD_SERVICE_OP);
	assert_non_null(tlv.row);
	assert_int_equal(tlv_next(area, &at, &tlv), ERR_NONE);
	assert_int_equal(tlv.tag, 0x1400);
	assert_null(tlv.row);
	assert_int_equal(tlv.value.len, 0);
	assert_int_equal(tlv_next(area, &at, &tlv), ERR_NONE);
	assert_true(bytes_equal(tlv.value, BYTES(0xab, 0xcd)));
	assert_int_equal(tlv_next(area, &at, &tlv), ERR_NOT_FOUND);
	assert_int_equal(tlv_next(area, &at, &tlv), ERR_NOT_FOUND);
}

static void an_empty_area_is_well_formed(void **state)
{
	(void)state;
	struct bytes nothing = {0}, value;

	assert_true(tlv_well_formed(nothing));
	assert_false(tlv_find(nothing, TLV_USSD_SERVICE_OP, &value));
}

static void a_cut_tlv_ends_the_walk(void **state)
{
	(void)state;
	static const uint8_t AREA[] = {0x05, 0x01, 0, 1, 0x12, 0x13, 0x83, 0, 2, 0xab, 0xcd};
	struct bytes value;

	for (size_t len = 0; len <= sizeof AREA; len++) {
		struct bytes area = {AREA, len};
		size_t at = 0;
		struct tlv tlv;
		bool whole = len == 0 || len == 5 || len == sizeof AREA;
		enum error error;

		while ((error = tlv_next(area, &at, &tlv)) == ERR_NONE)
			;
		assert_int_equal(error, whole ? ERR_NOT_FOUND : ERR_SHORT);
		assert_int_equal(tlv_well_formed(area), whole);
		assert_int_equal(tlv_find(area, TLV_USSD_SERVICE_OP, &value), len >= 5);
		assert_int_equal(tlv_find(area, TLV_ITS_SESSION_INFO, &value), len == sizeof AREA);
	}
}

static void the_first_of_two_is_found(void **state)
{
	(void)state;
	uint32_t op;

	assert_true(tlv_find_integer(BYTES(0x05, 0x01, 0, 1, 0x12, 0x05, 0x01, 0, 1, 0x02), TLV_USSD_SERVICE_OP, &op));
	assert_int_equal(op, 0x12);
}

static void integers_of_one_two_and_four_octets(void **state)
{
	(void)state;
	uint32_t value = 99;

	assert_true(tlv_find_integer(BYTES(0x00, 0x17, 0, 4, 0x80, 0, 0, 0x01), 0x0017, &value));
	assert_int_equal(value, 0x80000001);
	assert_true(tlv_find_integer(BYTES(0x02, 0x04, 0, 2, 0x32, 0x35), TLV_USER_MESSAGE_REFERENCE, &value));
	assert_int_equal(value, 12853);
	assert_true(tlv_find_integer(BYTES(0x14, 0x00, 0, 1, 0x07), 0x1400, &value));
	assert_int_equal(value, 7);
	assert_false(tlv_find_integer(BYTES(0x14, 0x00, 0, 3, 0, 0, 7), 0x1400, &value));
	assert_false(tlv_find_integer(BYTES(0x14, 0x00, 0, 0), 0x1400, &value));
	assert_false(tlv_find_integer(BYTES(0x14, 0x01, 0, 1, 0), 0x1400, &value));
	assert_int_equal(value, 7);
}

/* A network's ussd_service_op of two octets is understood; one that no octet holds is as good as none, and cannot reach tlv_put_integer. */
static void an_integer_of_odd_width_is_read_when_it_fits(void **state)
{
	(void)state;
	uint32_t value = 99;

	assert_true(tlv_find_integer(BYTES(0x05, 0x01, 0, 2, 0, 0x12), TLV_USSD_SERVICE_OP, &value));
	assert_int_equal(value, 0x12);
	assert_false(tlv_find_integer(BYTES(0x05, 0x01, 0, 2, 1, 0x12), TLV_USSD_SERVICE_OP, &value));
	assert_false(tlv_find_integer(BYTES(0x13, 0x83, 0, 4, 0, 1, 0, 0), TLV_ITS_SESSION_INFO, &value));
	assert_int_equal(value, 0x12);
}

static void put_is_found_again(void **state)
{
	(void)state;
	const struct tlv_row *rows;
	size_t count = tlv_table(&rows);
	uint8_t buffer[1024];
	struct writer w = writer_over(buffer, sizeof buffer);
	uint32_t value;

	for (size_t i = 0; i < count; i++)
		if (rows[i].kind == TLV_INTEGER)
			tlv_put_integer(&w, rows[i].tag, rows[i].max == 1 ? 0xfe : rows[i].max == 2 ? 0xfedc : 0xfedcba98);
	tlv_put(&w, 0x1400, bytes_of("words"));
	assert_false(w.failed);
	for (size_t i = 0; i < count; i++)
		if (rows[i].kind == TLV_INTEGER) {
			assert_true(tlv_find_integer(writer_bytes(&w), rows[i].tag, &value));
			assert_int_equal(value, rows[i].max == 1 ? 0xfe : rows[i].max == 2 ? 0xfedc : 0xfedcba98);
		}

	struct bytes words;
	assert_true(tlv_find(writer_bytes(&w), 0x1400, &words));
	assert_true(bytes_equal(words, bytes_of("words")));
}

static void a_full_writer_fails(void **state)
{
	(void)state;
	uint8_t buffer[4];
	struct writer w = writer_over(buffer, sizeof buffer);

	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, 2);
	assert_true(w.failed);
}

static void a_tlv_without_a_value(void **state)
{
	(void)state;
	uint8_t buffer[16];
	struct writer w = writer_over(buffer, sizeof buffer);

	assert_int_equal(tlv_row(0x130c)->kind, TLV_EMPTY);
	tlv_put(&w, 0x130c, (struct bytes){0});
	assert_true(bytes_equal(writer_bytes(&w), BYTES(0x13, 0x0c, 0, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_whole_and_in_order),
		cmocka_unit_test(a_walk_gives_each_known_or_not),
		cmocka_unit_test(an_empty_area_is_well_formed),
		cmocka_unit_test(a_cut_tlv_ends_the_walk),
		cmocka_unit_test(the_first_of_two_is_found),
		cmocka_unit_test(integers_of_one_two_and_four_octets),
		cmocka_unit_test(an_integer_of_odd_width_is_read_when_it_fits),
		cmocka_unit_test(put_is_found_again),
		cmocka_unit_test(a_full_writer_fails),
		cmocka_unit_test(a_tlv_without_a_value),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
