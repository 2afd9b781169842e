#include "smpp/tlv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Only for its names and numbers, an account of the standard that the table has no part in. */
#include <libsmpp34/smpp34.h>

#define BYTES(...) ((struct bytes){(const uint8_t[]){__VA_ARGS__}, sizeof (uint8_t[]){__VA_ARGS__}})

static void the_table_is_whole_and_in_order(void **state)
{
	(void)state;
	const struct tlv_row *rows;
	size_t count = tlv_table(&rows);

	assert_int_equal(count, 45); /* 44 of 3.4, and congestion_state of 5.0 */
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

static void names_are_those_of_the_standard(void **state)
{
	(void)state;
#define NAMED(name) {TLVID_##name, #name}
	static const struct { uint16_t tag; const char *name; } NAMES[] = {
		NAMED(dest_addr_subunit), NAMED(dest_network_type), NAMED(dest_bearer_type), NAMED(dest_telematics_id),
		NAMED(source_addr_subunit), NAMED(source_network_type), NAMED(source_bearer_type), NAMED(source_telematics_id),
		NAMED(qos_time_to_live), NAMED(payload_type), NAMED(additional_status_info_text), NAMED(receipted_message_id),
		NAMED(ms_msg_wait_facilities), NAMED(privacy_indicator), NAMED(source_subaddress), NAMED(dest_subaddress),
		NAMED(user_message_reference), NAMED(user_response_code), NAMED(source_port), NAMED(destination_port),
		NAMED(sar_msg_ref_num), NAMED(language_indicator), NAMED(sar_total_segments), NAMED(sar_segment_seqnum),
		NAMED(sc_interface_version), NAMED(callback_num_pres_ind), NAMED(callback_num_atag), NAMED(number_of_messages),
		NAMED(callback_num), NAMED(dpf_result), NAMED(set_dpf), NAMED(ms_availability_status), NAMED(network_error_code),
		NAMED(message_payload), NAMED(delivery_failure_reason), NAMED(more_messages_to_send), NAMED(message_state),
		NAMED(ussd_service_op), NAMED(display_time), NAMED(sms_signal), NAMED(ms_validity), NAMED(alert_on_message_delivery),
		NAMED(its_reply_type), NAMED(its_session_info),
	};

	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		assert_non_null(tlv_row(NAMES[i].tag));
		assert_string_equal(tlv_row(NAMES[i].tag)->name, NAMES[i].name);
	}
}

static void lengths_are_those_of_the_standard(void **state)
{
	(void)state;
	static const struct { uint16_t tag; enum tlv_kind kind; uint16_t min, max; } LENGTHS[] = { /* all others: an octet */
		{0x0008, TLV_INTEGER, 2, 2}, {0x0017, TLV_INTEGER, 4, 4}, {0x001d, TLV_CSTRING, 1, 256}, {0x001e, TLV_CSTRING, 1, 65},
		{0x0202, TLV_OCTETS, 2, 23}, {0x0203, TLV_OCTETS, 2, 23}, {0x0204, TLV_INTEGER, 2, 2}, {0x020a, TLV_INTEGER, 2, 2},
		{0x020b, TLV_INTEGER, 2, 2}, {0x020c, TLV_INTEGER, 2, 2}, {0x0303, TLV_OCTETS, 0, 65}, {0x0381, TLV_OCTETS, 4, 19},
		{0x0423, TLV_OCTETS, 3, 3}, {0x0424, TLV_OCTETS, 0, 65535}, {0x1203, TLV_INTEGER, 2, 2}, {0x130c, TLV_EMPTY, 0, 0},
		{0x1383, TLV_INTEGER, 2, 2},
	};
	const struct tlv_row *rows;
	size_t count = tlv_table(&rows), at = 0;

	for (size_t i = 0; i < count; i++) {
		bool listed = at < sizeof LENGTHS / sizeof *LENGTHS && LENGTHS[at].tag == rows[i].tag;

		assert_int_equal(rows[i].kind, listed ? LENGTHS[at].kind : TLV_INTEGER);
		assert_int_equal(rows[i].min, listed ? LENGTHS[at].min : 1);
		assert_int_equal(rows[i].max, listed ? LENGTHS[at].max : 1);
		at += listed;
	}
	assert_int_equal(at, sizeof LENGTHS / sizeof *LENGTHS);
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
		cmocka_unit_test(names_are_those_of_the_standard),
		cmocka_unit_test(lengths_are_those_of_the_standard),
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
