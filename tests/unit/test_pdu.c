/* The codec against PDUs written down by hand in tests/pdus, against each PDU with every field in use, and against what must fail. */
#include "smpp/pdu.h"

#include "pdu_fixture.h"
#include "smpp/tlv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pdu_fixture *fixtures;
static size_t fixture_count;

static int load(void **state)
{
	(void)state;
	fixtures = pdu_fixtures_load("tests/pdus", &fixture_count);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	free(fixtures);
	return 0;
}

static struct bytes fixture_wire(const struct pdu_fixture *fixture)
{
	return (struct bytes){fixture->wire, fixture->len};
}

/* The first whose file is NAME.pdu or NAME-something.pdu. */
static const struct pdu_fixture *fixture_named(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < fixture_count; i++)
		if (strncmp(fixtures[i].name, name, len) == 0 && strchr("-", fixtures[i].name[len]))
			return &fixtures[i];
	fail_msg("no fixture %s", name);
	return NULL;
}

static const char *fixture_refused(const struct pdu_fixture *fixture)
{
	for (size_t i = 0; i < fixture->expectations; i++)
		if (strcmp(fixture->expected[i].field, "refused") == 0)
			return fixture->expected[i].value;
	return NULL;
}

static struct smpp_pdu fixture_decoded(const char *name)
{
	struct smpp_pdu pdu;
	uint32_t status;

	assert_int_equal(pdu_decode(fixture_wire(fixture_named(name)), &pdu, &status), ERR_NONE);
	return pdu;
}

static void fixtures_decode_to_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < fixture_count; i++) {
		const struct pdu_fixture *fixture = &fixtures[i];
		const char *refused = fixture_refused(fixture);
		struct smpp_pdu pdu;
		uint32_t status;
		char value[600];

		enum error error = pdu_decode(fixture_wire(fixture), &pdu, &status);
		if (refused) {
			if (error == ERR_NONE || strcmp(status_name(status), refused) != 0)
				fail_msg("%s: %s, %s", fixture->name, error_name(error), status_name(status));
			continue;
		}
		if (error != ERR_NONE || status != ESME_ROK)
			fail_msg("%s: %s, %s", fixture->name, error_name(error), status_name(status));
		assert_int_equal(pdu.length, fixture->len);
		for (size_t j = 0; j < fixture->expectations; j++) {
			const struct pdu_expectation *expected = &fixture->expected[j];

			if (!pdu_field_value(&pdu, expected->field, value, sizeof value))
				fail_msg("%s: no field %s", fixture->name, expected->field);
			if (strcmp(value, expected->value) != 0)
				fail_msg("%s: %s is %s, not %s", fixture->name, expected->field, value, expected->value);
		}
	}
}

/* As we never write it: with octets behind its end, or an id without one. */
static bool fixture_is_odd(const struct pdu_fixture *fixture)
{
	return strncmp(fixture->name, "odd-", 4) == 0;
}

static void fixtures_encode_to_the_same_octets(void **state)
{
	(void)state;
	for (size_t i = 0; i < fixture_count; i++) {
		const struct pdu_fixture *fixture = &fixtures[i];
		struct bytes wire = fixture_wire(fixture);
		struct smpp_pdu pdu;
		uint32_t status;
		uint8_t buffer[2048];
		struct writer w = writer_over(buffer, sizeof buffer);

		if (fixture_refused(fixture) || fixture_is_odd(fixture))
			continue;
		assert_int_equal(pdu_decode(wire, &pdu, &status), ERR_NONE);
		assert_int_equal(pdu_encode(&pdu, &w), ERR_NONE);
		/* A body that a peer leaves out is written; only submit_sm_resp with an error goes without. */
		bool bodiless = writer_len(&w) == SMPP_HEADER_OCTETS + 1 && wire.len == SMPP_HEADER_OCTETS;
		assert_false(bodiless && pdu.command == (SMPP_SUBMIT_SM | SMPP_RESPONSE));
		if (!bodiless && !bytes_equal(writer_bytes(&w), wire))
			fail_msg("%s is encoded otherwise", fixture->name);
	}
}

static void every_command_has_a_fixture(void **state)
{
	(void)state;
	for (uint32_t base = 0; base <= 0x200; base++)
		for (uint32_t bit = 0; bit <= 1; bit++) {
			uint32_t command = bit ? base | SMPP_RESPONSE : base;

			if (pdu_is_known(command))
				fixture_named(pdu_name(command));
		}
}

/* The first `len` octets of a fixture, in memory of just that size, so that ASan and valgrind see a read past it. */
static enum error cut_decode(const struct pdu_fixture *fixture, size_t len, bool length_agrees, uint32_t *status)
{
	uint8_t *cut = malloc(len ? len : 1);
	struct smpp_pdu pdu;

	assert_non_null(cut);
	memcpy(cut, fixture->wire, len);
	if (length_agrees) {
		cut[2] = (uint8_t)(len >> 8);
		cut[3] = (uint8_t)len;
	}
	enum error error = pdu_decode((struct bytes){cut, len}, &pdu, status);
	free(cut);
	return error;
}

static void pdus_cut_on_the_way_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < fixture_count; i++)
		for (size_t len = 0; len < fixtures[i].len && !fixture_refused(&fixtures[i]); len++) {
			uint32_t status;

			assert_int_equal(cut_decode(&fixtures[i], len, false, &status), ERR_SHORT);
			assert_int_equal(status, ESME_RINVCMDLEN);
		}
}

static bool ends_with_an_id(uint32_t command)
{
	return command == (SMPP_SUBMIT_SM | SMPP_RESPONSE) || command == (SMPP_DELIVER_SM | SMPP_RESPONSE) || command == (SMPP_DATA_SM | SMPP_RESPONSE);
}

/* Their length agrees with what is there. Of use are those that have all of their fields: what is left of the TLVs behind is taken or left out. A
 * response may be without its body, and its id without an end. */
static void pdus_cut_by_their_sender_are_taken_as_far_as_they_go(void **state)
{
	(void)state;
	for (size_t i = 0; i < fixture_count; i++) {
		struct smpp_pdu pdu;
		uint32_t status;
		if (pdu_decode(fixture_wire(&fixtures[i]), &pdu, &status) != ERR_NONE || fixture_is_odd(&fixtures[i]))
			continue;
		size_t fields = (size_t)(pdu.tlvs.at - fixtures[i].wire);
		struct bytes payload;
		bool words_behind = tlv_find(pdu.tlvs, TLV_MESSAGE_PAYLOAD, &payload) && pdu.short_message.len == 0;
		for (size_t len = SMPP_HEADER_OCTETS; len < fixtures[i].len; len++) {
			bool bodiless = pdu_is_response(pdu.command) && (len == SMPP_HEADER_OCTETS || ends_with_an_id(pdu.command));
			enum error error = cut_decode(&fixtures[i], len, true, &status);
			assert_int_equal(error == ERR_NONE, status == ESME_ROK);
			if (len < fields && !bodiless && error == ERR_NONE)
				fail_msg("%s: %zu octets of it are taken, and its fields take %zu", fixtures[i].name, len, fields);
			if ((len >= fields || bodiless) && error != ERR_NONE && !(words_behind && status == ESME_RINVOPTPARSTREAM))
				fail_msg("%s: %zu octets of it are refused", fixtures[i].name, len);
		}
	}
}

/* Every field that a PDU has, as the standard lists them: an account that the table of pdu.c has no part in. */
static const struct {
	uint32_t command;
	const char *fields;
} BODIES[] = {
#define SHORT_MESSAGE_FIELDS " esm_class protocol_id priority_flag schedule_delivery_time validity_period registered_delivery " \
	"replace_if_present data_coding sm_default_msg_id short_message tlvs "
	{SMPP_BIND_RECEIVER, " system_id password system_type interface_version address_range tlvs "},
	{SMPP_BIND_TRANSMITTER, " system_id password system_type interface_version address_range tlvs "},
	{SMPP_BIND_TRANSCEIVER, " system_id password system_type interface_version address_range tlvs "},
	{SMPP_BIND_RECEIVER | SMPP_RESPONSE, " system_id tlvs "},
	{SMPP_BIND_TRANSMITTER | SMPP_RESPONSE, " system_id tlvs "},
	{SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, " system_id tlvs "},
	{SMPP_OUTBIND, " system_id password tlvs "},
	{SMPP_UNBIND, " tlvs "},
	{SMPP_UNBIND | SMPP_RESPONSE, " tlvs "},
	{SMPP_GENERIC_NACK, " tlvs "},
	{SMPP_SUBMIT_SM, " service_type source destination" SHORT_MESSAGE_FIELDS},
	{SMPP_SUBMIT_SM | SMPP_RESPONSE, " message_id tlvs "},
	{SMPP_SUBMIT_MULTI, " service_type source destination_count destinations" SHORT_MESSAGE_FIELDS},
	{SMPP_SUBMIT_MULTI | SMPP_RESPONSE, " message_id destination_count destinations tlvs "},
	{SMPP_DELIVER_SM, " service_type source destination" SHORT_MESSAGE_FIELDS},
	{SMPP_DELIVER_SM | SMPP_RESPONSE, " message_id tlvs "},
	{SMPP_DATA_SM, " service_type source destination esm_class registered_delivery data_coding tlvs "},
	{SMPP_DATA_SM | SMPP_RESPONSE, " message_id tlvs "},
	{SMPP_QUERY_SM, " message_id source tlvs "},
	{SMPP_QUERY_SM | SMPP_RESPONSE, " message_id final_date message_state error_code tlvs "},
	{SMPP_CANCEL_SM, " service_type message_id source destination tlvs "},
	{SMPP_CANCEL_SM | SMPP_RESPONSE, " tlvs "},
	{SMPP_REPLACE_SM, " message_id source schedule_delivery_time validity_period registered_delivery sm_default_msg_id short_message tlvs "},
	{SMPP_REPLACE_SM | SMPP_RESPONSE, " tlvs "},
	{SMPP_ENQUIRE_LINK, " tlvs "},
	{SMPP_ENQUIRE_LINK | SMPP_RESPONSE, " tlvs "},
	{SMPP_ALERT_NOTIFICATION, " source esme tlvs "},
};

/* Each field has a value of its own, and each text is as long as submit_sm allows. */
static struct smpp_pdu crowded_pdu(uint32_t command, struct writer *destinations)
{
	static const uint8_t TLVS[] = {0x05, 0x01, 0, 1, 0x12, 0x14, 0x00, 0, 0};
	struct smpp_destination sme = {.flag = DESTINATION_SME, .address = {1, 1, "99655500011122233344"}, .error_status = 0x01020304};
	struct smpp_destination list = {.flag = DESTINATION_LIST, .list = "twenty-characters-to"};
	struct smpp_pdu pdu = {
		.command = command, .status = 0x11, .sequence = 0x7ffffffe, .system_id = "fifteen-letters", .password = "eight-ch",
		.system_type = "twelve-chars", .interface_version = 0x34, .address_range = {1, 2, "^996[0-9]{9}$"},
		.service_type = "USSDX", .source = {3, 4, "12345678901234567890"}, .destination = {5, 6, "09876543210987654321"},
		.esme = {7, 8, "500"}, .esm_class = 9, .protocol_id = 10, .priority_flag = 11, .schedule_delivery_time = "991231235959040+",
		.validity_period = "000000010000000R", .registered_delivery = 12, .replace_if_present = 13, .data_coding = 14,
		.sm_default_msg_id = 15, .short_message = bytes_of("*500#"), .final_date = "250101120000024+", .message_state = 16,
		.error_code = 17, .tlvs = {TLVS, sizeof TLVS},
	};

	memset(pdu.message_id, 'm', sizeof pdu.message_id - 1);
	assert_int_equal(pdu_destination_put(destinations, command, &sme), ERR_NONE);
	assert_int_equal(pdu_destination_put(destinations, command, pdu_is_response(command) ? &sme : &list), ERR_NONE);
	pdu.destination_count = 2;
	pdu.destinations = writer_bytes(destinations);
	return pdu;
}

static void every_pdu_carries_its_fields_and_no_other(void **state)
{
	(void)state;
	static const struct smpp_pdu NOTHING;
	char sent[600], expected[600], got[600], word[64];

	for (size_t i = 0; i < sizeof BODIES / sizeof *BODIES; i++) {
		uint8_t entries[128], wire[1024];
		struct writer destinations = writer_over(entries, sizeof entries), w = writer_over(wire, sizeof wire);
		struct smpp_pdu out = crowded_pdu(BODIES[i].command, &destinations), in;
		uint32_t status;
		const char *field;

		assert_int_equal(pdu_encode(&out, &w), ERR_NONE);
		memset(&in, 0xa5, sizeof in);
		assert_int_equal(pdu_decode(writer_bytes(&w), &in, &status), ERR_NONE);
		for (size_t j = 0; (field = pdu_field_name(j)); j++) {
			bool header = strcmp(field, "command") == 0 || strcmp(field, "status") == 0 || strcmp(field, "sequence") == 0;

			snprintf(word, sizeof word, " %s ", field);
			pdu_field_value(&out, field, sent, sizeof sent);
			pdu_field_value(header || strstr(BODIES[i].fields, word) ? &out : &NOTHING, field, expected, sizeof expected);
			pdu_field_value(&in, field, got, sizeof got);
			if (strcmp(got, expected) != 0)
				fail_msg("%s: %s was %s, is %s", pdu_name(out.command), field, sent, got);
		}
	}
}

static void every_row_is_in_this_account(void **state)
{
	(void)state;
	size_t known = 0;

	for (uint32_t base = 0; base <= 0xffff; base++)
		known += (size_t)pdu_is_known(base) + pdu_is_known(base | SMPP_RESPONSE);
	assert_int_equal(known, sizeof BODIES / sizeof *BODIES);
	for (size_t i = 0; i < known; i++)
		assert_string_not_equal(pdu_name(BODIES[i].command), "unknown");
}

static void nothing_stays_in_a_full_buffer(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof BODIES / sizeof *BODIES; i++) {
		uint8_t entries[128], wire[1024];
		struct writer destinations = writer_over(entries, sizeof entries), whole = writer_over(wire, sizeof wire);
		struct smpp_pdu pdu = crowded_pdu(BODIES[i].command, &destinations);

		assert_int_equal(pdu_encode(&pdu, &whole), ERR_NONE);
		for (size_t capacity = 0; capacity < writer_len(&whole); capacity++) {
			struct writer w = writer_over(wire, capacity);

			assert_int_equal(pdu_encode(&pdu, &w), ERR_FULL);
			assert_true(w.failed);
			assert_int_equal(writer_len(&w), 0);
		}
	}
}

static void what_is_too_long_is_not_sent(void **state)
{
	(void)state;
	static uint8_t big[SMPP_PDU_MAX + 64], wire[2 * SMPP_PDU_MAX];
	struct writer w = writer_over(wire, sizeof wire);
	struct smpp_pdu pdu = {.command = SMPP_SUBMIT_SM, .short_message = {big, SHORT_MESSAGE_MAX + 1}};

	writer_u8(&w, 0xee);
	assert_int_equal(pdu_encode(&pdu, &w), ERR_LONG);
	pdu.short_message.len = SHORT_MESSAGE_MAX;
	strcpy(pdu.destination.digits, "123456789012345678901");
	assert_int_equal(pdu_encode(&pdu, &w), ERR_LONG);
	pdu.destination.digits[20] = '\0';

	struct writer tlvs = writer_over(big, sizeof big);
	tlv_put(&tlvs, TLV_MESSAGE_PAYLOAD, (struct bytes){wire, 65000});
	tlv_put(&tlvs, 0x1400, (struct bytes){wire, 500});
	pdu.tlvs = writer_bytes(&tlvs);
	assert_int_equal(pdu_encode(&pdu, &w), ERR_LONG);
	pdu.command = 0x7777;
	assert_int_equal(pdu_encode(&pdu, &w), ERR_UNKNOWN);
	assert_int_equal(writer_len(&w), 1);
	assert_false(w.failed);

	pdu.command = SMPP_SUBMIT_SM;
	pdu.tlvs = (struct bytes){0};
	assert_int_equal(pdu_encode(&pdu, &w), ERR_NONE);
}

static void length_at_the_head_of_a_stream(void **state)
{
	(void)state;
	static const struct {
		uint8_t octets[5];
		size_t len;
		enum error error;
	} CASES[] = {
		{{0}, 0, ERR_SHORT}, {{0, 0, 0}, 3, ERR_SHORT}, {{0, 0, 0, 16}, 4, ERR_NONE}, {{0, 0, 0, 16, 9}, 5, ERR_NONE},
		{{0, 0, 0, 15}, 4, ERR_BAD}, {{0, 0, 0, 0}, 4, ERR_BAD}, {{0, 1, 0, 0}, 4, ERR_NONE}, {{0, 1, 0, 1}, 4, ERR_BAD},
		{{0xff, 0xff, 0xff, 0xff}, 4, ERR_BAD},
	};
	uint32_t length;

	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_int_equal(pdu_length((struct bytes){CASES[i].octets, CASES[i].len}, &length), CASES[i].error);
	assert_int_equal(pdu_length((struct bytes){CASES[2].octets, 4}, &length), ERR_NONE);
	assert_int_equal(length, 16);
}

static void a_refused_pdu_can_be_answered(void **state)
{
	(void)state;
	const struct pdu_fixture *fixture = fixture_named("refused-sm-length");
	struct smpp_pdu pdu;
	uint32_t status;

	assert_int_equal(pdu_decode(fixture_wire(fixture), &pdu, &status), ERR_BAD);
	struct smpp_pdu response = pdu_response(&pdu, status);
	assert_int_equal(response.command, SMPP_DELIVER_SM | SMPP_RESPONSE);
	assert_int_equal(response.status, ESME_RINVMSGLEN);
	assert_int_equal(response.sequence, 35);
}

static void what_has_no_response_gets_generic_nack(void **state)
{
	(void)state;
	static const uint32_t COMMANDS[] = {
		0x7777, 0x80007777, SMPP_OUTBIND, SMPP_ALERT_NOTIFICATION, SMPP_GENERIC_NACK, SMPP_SUBMIT_SM | SMPP_RESPONSE, 0,
	};

	for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
		struct smpp_pdu request = {.command = COMMANDS[i], .sequence = 5};

		assert_int_equal(pdu_response(&request, ESME_RINVCMDID).command, SMPP_GENERIC_NACK);
		assert_int_equal(pdu_response(&request, ESME_RINVCMDID).sequence, 5);
	}
}

static void text_is_payload_or_short_message(void **state)
{
	(void)state;
	struct smpp_pdu payload = fixture_decoded("deliver_sm-payload"), plain = fixture_decoded("deliver_sm-capture-p2");
	struct smpp_pdu data = fixture_decoded("data_sm"), bare = fixture_decoded("enquire_link");

	assert_int_equal(pdu_text(&payload).len, 14);
	assert_true(bytes_equal(pdu_text(&plain), bytes_of("*4006#")));
	assert_int_equal(pdu_text(&data).len, 8);
	assert_int_equal(pdu_text(&bare).len, 0);

	static const uint8_t EMPTY_PAYLOAD[] = {0x04, 0x24, 0, 0};
	plain.tlvs = (struct bytes){EMPTY_PAYLOAD, sizeof EMPTY_PAYLOAD};
	assert_true(bytes_equal(pdu_text(&plain), bytes_of("*4006#")));
}

static void sm_length_255_of_version_5_is_taken(void **state)
{
	(void)state;
	uint8_t wire[512] = {0};
	static const uint8_t TEXT[255] = {0};
	struct writer w = writer_over(wire, sizeof wire);
	struct smpp_pdu pdu;
	uint32_t status;

	writer_u32(&w, 16 + 17 + 255);
	writer_u32(&w, SMPP_DELIVER_SM);
	writer_u32(&w, 0);
	writer_u32(&w, 1);
	writer_put(&w, (struct bytes){TEXT, 16}); /* every mandatory field 0 or empty */
	writer_u8(&w, 255);
	writer_put(&w, (struct bytes){TEXT, 255});
	assert_int_equal(pdu_decode(writer_bytes(&w), &pdu, &status), ERR_NONE);
	assert_int_equal(pdu.short_message.len, 255);
}

static void destinations_that_do_not_fit_are_not_put(void **state)
{
	(void)state;
	struct smpp_destination sme = {.flag = DESTINATION_SME, .address = {1, 1, "123456789012345678901"}};
	uint8_t buffer[16];
	struct writer w = writer_over(buffer, sizeof buffer);

	assert_int_equal(pdu_destination_put(&w, SMPP_SUBMIT_MULTI, &sme), ERR_LONG);
	assert_int_equal(writer_len(&w), 0);
	sme.address.digits[15] = '\0';
	assert_int_equal(pdu_destination_put(&w, SMPP_SUBMIT_MULTI, &sme), ERR_FULL);
	assert_int_equal(writer_len(&w), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixtures_decode_to_what_they_say),
		cmocka_unit_test(fixtures_encode_to_the_same_octets),
		cmocka_unit_test(every_command_has_a_fixture),
		cmocka_unit_test(pdus_cut_on_the_way_are_refused),
		cmocka_unit_test(pdus_cut_by_their_sender_are_taken_as_far_as_they_go),
		cmocka_unit_test(every_pdu_carries_its_fields_and_no_other),
		cmocka_unit_test(every_row_is_in_this_account),
		cmocka_unit_test(nothing_stays_in_a_full_buffer),
		cmocka_unit_test(what_is_too_long_is_not_sent),
		cmocka_unit_test(length_at_the_head_of_a_stream),
		cmocka_unit_test(a_refused_pdu_can_be_answered),
		cmocka_unit_test(what_has_no_response_gets_generic_nack),
		cmocka_unit_test(text_is_payload_or_short_message),
		cmocka_unit_test(sm_length_255_of_version_5_is_taken),
		cmocka_unit_test(destinations_that_do_not_fit_are_not_put),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, load, unload);
}
