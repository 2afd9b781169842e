#include "sms/outbound.h"
#include "text/charset.h"
#include "text/segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const char kyrgyz[] =
	"Кайрылууңуз кабыл алынды. Номери: 4827-1930. PIN'ди эч кимге айтпаңыз. "
	"Документтер, жардам телефондору, документтердин тизмеси. "
	"Кайсы өлкөдөсүз? Россия, Казакстан, Түркия, Түштүк Корея.";

#define DAY INT64_C(86400000)

static struct smpp_pdu pdu;
static uint8_t buffer[OUTBOUND_TEXT_MAX];

static struct message message(const char *text, uint8_t parts)
{
	struct message m = { .id = 42, .msisdn = "996555123456", .message_class = MESSAGE_RECEIPT, .parts = parts, .reference = 0x5a, .expires_ms = 3 * DAY };
	m.text_len = strlen(text);
	memcpy(m.text, text, m.text_len);
	return m;
}

static enum error build(const struct message *m, uint8_t part)
{
	struct outbound_route route = outbound_route_to_most("500");
	return outbound_build(m, part, &route, 0, &pdu, buffer, sizeof(buffer));
}

static void kyrgyz_goes_in_three_parts_that_join_again(void **state)
{
	(void)state;
	struct message m = message(kyrgyz, 3);
	char joined[sizeof(kyrgyz)] = "";
	size_t joined_len = 0;
	struct segments segments;
	assert_int_equal(segment_text(kyrgyz, strlen(kyrgyz), &segments), ERR_NONE);
	assert_int_equal(segments.count, 3);
	for (uint8_t part = 0; part < 3; part++) {
		const uint8_t header[] = { 0x05, 0x00, 0x03, 0x5a, 3, part + 1 };
		size_t written;
		assert_int_equal(build(&m, part), ERR_NONE);
		assert_int_equal(pdu.esm_class, 0x40);
		assert_int_equal(pdu.data_coding, 8);
		assert_in_range(pdu.short_message.len, sizeof(header) + 2, 140);
		assert_memory_equal(pdu.short_message.at, header, sizeof(header));
		struct bytes body = { pdu.short_message.at + sizeof(header), pdu.short_message.len - sizeof(header) };
		assert_int_equal(charset_decode(CHARSET_UCS2, body, joined + joined_len, sizeof(joined) - joined_len, &written), ERR_NONE);
		joined_len += written;
	}
	assert_string_equal(joined, kyrgyz);
}

static void latin_goes_in_one_part(void **state)
{
	(void)state;
	struct message m = message("Your number is 4827-1930 [keep it]", 1);
	char text[64];
	size_t written;
	assert_int_equal(build(&m, 0), ERR_NONE);
	assert_int_equal(pdu.command, SMPP_SUBMIT_SM);
	assert_int_equal(pdu.esm_class, 0);
	assert_int_equal(pdu.data_coding, 0);
	assert_int_equal(pdu.registered_delivery, 1);
	assert_int_equal(charset_decode(CHARSET_GSM7, pdu.short_message, text, sizeof(text), &written), ERR_NONE);
	assert_string_equal(text, "Your number is 4827-1930 [keep it]");
	assert_string_equal(pdu.validity_period, "000003000000000R");
}

/* A whole part from the wire's side: every octet of it. */
static void a_part_is_a_submit_sm(void **state)
{
	(void)state;
	struct message m = message("ө", 1);
	uint8_t wire[256];
	struct writer w = writer_over(wire, sizeof(wire));
	const uint8_t expected[] = {
		0, 0, 0, 66, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 7,
		0,
		0, 0, '5', '0', '0', 0,
		1, 1, '9', '9', '6', '5', '5', '5', '1', '2', '3', '4', '5', '6', 0,
		0, 0, 0, 0,
		'0', '0', '0', '0', '0', '3', '0', '0', '0', '0', '0', '0', '0', '0', '0', 'R', 0,
		1, 0, 8, 0,
		2, 0x04, 0xe9,
	};
	assert_int_equal(build(&m, 0), ERR_NONE);
	pdu.sequence = 7;
	assert_int_equal(pdu_encode(&pdu, &w), ERR_NONE);
	assert_int_equal(writer_len(&w), sizeof(expected));
	assert_memory_equal(wire, expected, sizeof(expected));
}

static void the_route_decides_what_differs_between_networks(void **state)
{
	(void)state;
	struct outbound_route route = {
		.source = { .ton = 5, .npi = 0, .digits = "KOPURO" },
		.destination_ton = 2, .destination_npi = 8,
		.data_coding_ucs2 = 0x18, .data_coding_gsm7 = 0x03,
		.registered_delivery = 0,
	};
	struct message m = message("Салам", 1);
	assert_int_equal(outbound_build(&m, 0, &route, 0, &pdu, buffer, sizeof(buffer)), ERR_NONE);
	assert_string_equal(pdu.source.digits, "KOPURO");
	assert_int_equal(pdu.source.ton, 5);
	assert_int_equal(pdu.destination.ton, 2);
	assert_int_equal(pdu.destination.npi, 8);
	assert_int_equal(pdu.data_coding, 0x18);
	assert_int_equal(pdu.registered_delivery, 0);
	assert_string_equal(pdu.validity_period, "");

	m = message("Salam", 1);
	assert_int_equal(outbound_build(&m, 0, &route, 0, &pdu, buffer, sizeof(buffer)), ERR_NONE);
	assert_int_equal(pdu.data_coding, 0x03);
}

/* What is left of it when the part leaves, and not what it had at first: else a message that waited two days lives two days too long. */
static void the_network_is_told_how_long_it_is_worth_something(void **state)
{
	(void)state;
	static const struct { int64_t left_ms; const char *period; } rows[] = {
		{ 3 * DAY, "000003000000000R" }, { DAY + 3723000, "000001010203000R" }, { 90999, "000000000130000R" },
		{ 1, "000000000100000R" }, { -5000, "000000000100000R" }, { 400 * DAY, "000030235959000R" },
	};
	struct message m = message("Salam", 1);
	struct outbound_route route = outbound_route_to_most("500");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(outbound_build(&m, 0, &route, m.expires_ms - rows[i].left_ms, &pdu, buffer, sizeof(buffer)), ERR_NONE);
		assert_string_equal(pdu.validity_period, rows[i].period);
	}
}

/* The longest parts of both kinds: what OUTBOUND_TEXT_MAX promises. */
static void the_longest_parts_fit_the_buffer(void **state)
{
	(void)state;
	struct message m = message("", 1);
	memset(m.text, 'a', 160);
	m.text_len = 160;
	assert_int_equal(build(&m, 0), ERR_NONE);
	assert_int_equal(pdu.short_message.len, 160);
	m.text[160] = 'a';
	m.text_len = 161;
	m.parts = 2;
	assert_int_equal(build(&m, 0), ERR_NONE);
	assert_int_equal(pdu.short_message.len, 6 + 153);
	assert_int_equal(build(&m, 1), ERR_NONE);
	assert_int_equal(pdu.short_message.len, 6 + 8);
}

static void rows_that_cannot_be_ours_are_refused(void **state)
{
	(void)state;
	struct outbound_route route = outbound_route_to_most("500");
	struct message m = message(kyrgyz, 2);
	assert_int_equal(build(&m, 0), ERR_CORRUPT);
	m.parts = 3;
	assert_int_equal(build(&m, 3), ERR_CORRUPT);
	assert_int_equal(outbound_build(&m, 0, &route, 0, &pdu, buffer, 139), ERR_FULL);
	strcpy(m.msisdn, "123456789012345678901");
	assert_int_equal(build(&m, 0), ERR_LONG);
	m = message("\xff", 1);
	assert_int_equal(build(&m, 0), ERR_CORRUPT);
}

static void a_quarter_of_the_window_is_for_screens(void **state)
{
	(void)state;
	static const struct { uint32_t size, open, room; } rows[] = {
		{ 100, 0, 75 }, { 100, 74, 1 }, { 100, 75, 0 }, { 100, 100, 0 }, { 10, 0, 8 }, { 10, 8, 0 }, { 4, 2, 1 }, { 1, 0, 1 }, { 1, 1, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(outbound_room(rows[i].size, rows[i].open), rows[i].room);
}

static void an_outcome_is_a_state(void **state)
{
	(void)state;
	assert_int_equal(outbound_outcome(true, ESME_ROK), MESSAGE_ACCEPTED);
	assert_int_equal(outbound_outcome(true, ESME_RINVDSTADR), MESSAGE_FAILED);
	assert_int_equal(outbound_outcome(true, 0x45f), MESSAGE_FAILED);
	assert_int_equal(outbound_outcome(false, ESME_ROK), MESSAGE_UNKNOWN);
	static const uint32_t later[] = { ESME_RTHROTTLED, ESME_RMSGQFUL, ESME_RSYSERR, ESME_RX_T_APPN };
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		assert_int_equal(outbound_outcome(true, later[i]), MESSAGE_QUEUED);
}

static void references_come_back_and_keep_apart(void **state)
{
	(void)state;
	static const int64_t ids[] = { 0, 1, 255, 256, 1234567890123, OUTBOUND_ID_MAX - 1 };
	static const uint8_t parts[] = { 0, 1, 254, 255 };
	int64_t id;
	uint8_t part;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		for (size_t j = 0; j < sizeof(parts); j++) {
			uint64_t reference = outbound_reference(ids[i], parts[j]);
			assert_true(reference >> 63);
			assert_true(outbound_of_reference(reference, &id, &part));
			assert_int_equal(id, ids[i]);
			assert_int_equal(part, parts[j]);
		}
	}
	assert_false(outbound_of_reference(0, &id, &part));
	assert_false(outbound_of_reference(UINT64_MAX >> 1, &id, &part));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kyrgyz_goes_in_three_parts_that_join_again),
		cmocka_unit_test(latin_goes_in_one_part),
		cmocka_unit_test(a_part_is_a_submit_sm),
		cmocka_unit_test(the_route_decides_what_differs_between_networks),
		cmocka_unit_test(the_network_is_told_how_long_it_is_worth_something),
		cmocka_unit_test(the_longest_parts_fit_the_buffer),
		cmocka_unit_test(rows_that_cannot_be_ours_are_refused),
		cmocka_unit_test(a_quarter_of_the_window_is_for_screens),
		cmocka_unit_test(an_outcome_is_a_state),
		cmocka_unit_test(references_come_back_and_keep_apart),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
