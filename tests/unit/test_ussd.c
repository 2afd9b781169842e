/* What networks send, octet by octet, and what goes back to them. */
#include "profile_fixture.h"
#include "smpp/tlv.h"
#include "text/utf8.h"
#include "ussd/dialog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define OCTETS(...) ((const uint8_t[]){ __VA_ARGS__ })
#define BYTES(...) ((struct bytes){ OCTETS(__VA_ARGS__), sizeof(OCTETS(__VA_ARGS__)) })

static struct ussd_event event;
static uint32_t status;

static enum error read_wire(const char *name, struct bytes wire)
{
	struct smpp_pdu pdu;
	assert_int_equal(pdu_decode(wire, &pdu, &status), ERR_NONE);
	return ussd_read(profile_shipped(name), &pdu, &event, &status);
}

/* A deliver_sm without the detour over the wire: from 996555123456, to "", data_coding 0. */
static struct smpp_pdu deliver(const char *text, struct bytes tlvs)
{
	struct smpp_pdu pdu = {
		.command = SMPP_DELIVER_SM,
		.service_type = "USSD",
		.source = { .ton = 1, .npi = 1, .digits = "996555123456" },
		.short_message = bytes_of(text),
		.tlvs = tlvs,
	};
	return pdu;
}

#define OP(op) 0x05, 0x01, 0x00, 0x01, (op)
#define SESSION(number, octet) 0x13, 0x83, 0x00, 0x02, (number), (octet)

static enum error read_pdu(const char *name, const struct smpp_pdu *pdu)
{
	return ussd_read(profile_shipped(name), pdu, &event, &status);
}

static void writes(const char *name, struct ussd_dialog *dialog, struct bytes screen, bool last, struct bytes expected)
{
	struct smpp_pdu out;
	uint8_t tlvs[USSD_TLVS_MAX], wire[1024];
	struct writer w = writer_over(wire, sizeof(wire));
	ussd_write(profile_shipped(name), dialog, screen, profile_shipped(name)->encoding, last, &out, tlvs);
	out.sequence = 7;
	assert_int_equal(pdu_encode(&out, &w), ERR_NONE);
	assert_int_equal(writer_len(&w), expected.len);
	assert_memory_equal(wire, expected.at, expected.len);
}

/* The sequence octets of a reply; -1: no its_session_info in it. */
static int replied_session(const char *name, struct ussd_dialog *dialog, bool last)
{
	struct smpp_pdu out;
	uint8_t tlvs[USSD_TLVS_MAX];
	uint32_t value;
	ussd_write(profile_shipped(name), dialog, bytes_of("x"), profile_shipped(name)->encoding, last, &out, tlvs);
	return tlv_find_integer(out.tlvs, TLV_ITS_SESSION_INFO, &value) ? (int)value : -1;
}

/* PROTOCOL's capture (a): another service_type, addresses 1/1, data_coding 0x0f, no session. */
static void capture_with_type_p2_begins_a_dialog(void **state)
{
	(void)state;
	static const char *const names[] = { "standard", "plain" };
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(read_wire(names[i], BYTES(
			0, 0, 0, 62, 0, 0, 0, 0x05, 0, 0, 0, 0, 0, 0, 0, 1,
			'P', '2', 0,
			1, 1, '9', '9', '6', '5', '5', '5', '1', '2', '3', '4', '5', '6', 0,
			1, 1, '4', '0', '0', '6', 0,
			0, 0, 0, 0, 0, 0, 0, 0x0f, 0,
			6, '*', '4', '0', '0', '6', '#',
			0x05, 0x01, 0, 1, 1)), ERR_NONE);
		assert_int_equal(event.kind, USSD_BEGIN);
		assert_string_equal(event.code, "*4006#");
		assert_string_equal(event.text, "*4006#");
		assert_int_equal(event.text_len, 6);
		assert_false(event.cut || event.unreadable || event.dialog.session_len || event.dialog.echo_len);
		assert_string_equal(event.dialog.subscriber.digits, "996555123456");
		assert_int_equal(status, ESME_ROK);

		/* Тил, in UCS-2: type and addresses as they came, the other way round; no session where none came. */
		writes(names[i], &event.dialog, BYTES(0x04, 0x22, 0x04, 0x38, 0x04, 0x3b), false, BYTES(
			0, 0, 0, 62, 0, 0, 0, 0x04, 0, 0, 0, 0, 0, 0, 0, 7,
			'P', '2', 0,
			1, 1, '4', '0', '0', '6', 0,
			1, 1, '9', '9', '6', '5', '5', '5', '1', '2', '3', '4', '5', '6', 0,
			0, 0, 0, 0, 0, 0, 0, 0x08, 0,
			6, 0x04, 0x22, 0x04, 0x38, 0x04, 0x3b,
			0x05, 0x01, 0, 1, 2));
	}
}

/* PROTOCOL's capture (b): a user_message_reference, no destination. The last screen comes from the code's digits. */
static void capture_with_reference_is_answered_with_it(void **state)
{
	(void)state;
	static const char *const names[] = { "standard", "plain" };
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(read_wire(names[i], BYTES(
			0, 0, 0, 65, 0, 0, 0, 0x05, 0, 0, 0, 0, 0, 0, 0, 2,
			'U', 'S', 'S', 'D', 0,
			1, 1, '9', '9', '6', '5', '5', '5', '1', '2', '3', '4', '5', '6', 0,
			0, 0, 0,
			0, 0, 0, 0, 0, 0, 0, 0, 0,
			5, '*', '3', '7', '2', '#',
			0x02, 0x04, 0, 2, 0x32, 0x35,
			0x05, 0x01, 0, 1, 1)), ERR_NONE);
		assert_int_equal(event.kind, USSD_BEGIN);
		assert_string_equal(event.code, "*372#");
		assert_int_equal(event.dialog.echo_len, 6);
		assert_memory_equal(event.dialog.echo, OCTETS(0x02, 0x04, 0, 2, 0x32, 0x35), 6);

		writes(names[i], &event.dialog, BYTES(0x04, 0x22, 0x04, 0x38, 0x04, 0x3b), true, BYTES(
			0, 0, 0, 69, 0, 0, 0, 0x04, 0, 0, 0, 0, 0, 0, 0, 7,
			'U', 'S', 'S', 'D', 0,
			0, 0, '3', '7', '2', 0,
			1, 1, '9', '9', '6', '5', '5', '5', '1', '2', '3', '4', '5', '6', 0,
			0, 0, 0, 0, 0, 0, 0, 0x08, 0,
			6, 0x04, 0x22, 0x04, 0x38, 0x04, 0x3b,
			0x02, 0x04, 0, 2, 0x32, 0x35,
			0x05, 0x01, 0, 1, 17));
	}
}

static void a_session_number_is_echoed_counted_and_ended(void **state)
{
	(void)state;
	struct smpp_pdu begin = deliver("*500#", BYTES(OP(1), SESSION(0x2a, 0)));
	assert_int_equal(read_pdu("standard", &begin), ERR_NONE);
	struct ussd_dialog kept = event.dialog;
	assert_int_equal(replied_session("standard", &kept, false), 0x2a02);

	/* A network that repeats what we sent. */
	struct smpp_pdu answer = deliver("1", BYTES(OP(18), SESSION(0x2a, 0x02)));
	assert_int_equal(read_pdu("standard", &answer), ERR_NONE);
	assert_int_equal(event.kind, USSD_ANSWER);
	ussd_follow(&kept, &event.dialog);
	assert_int_equal(replied_session("standard", &kept, false), 0x2a04);

	/* One that counts its own. */
	answer.tlvs = BYTES(OP(18), SESSION(0x2a, 0x06));
	assert_int_equal(read_pdu("standard", &answer), ERR_NONE);
	ussd_follow(&kept, &event.dialog);
	assert_int_equal(replied_session("standard", &kept, false), 0x2a08);

	/* One that always says 0. The last screen sets the end bit. */
	answer.tlvs = BYTES(OP(18), SESSION(0x2a, 0));
	assert_int_equal(read_pdu("standard", &answer), ERR_NONE);
	ussd_follow(&kept, &event.dialog);
	assert_int_equal(replied_session("standard", &kept, true), 0x2a0b);
}

static void a_sequence_goes_round_without_touching_the_end_bit(void **state)
{
	(void)state;
	struct ussd_dialog dialog = { .session = { 7, 0xfe }, .session_len = 2, .sequence = 127 };
	struct ussd_dialog came = { .session = { 7, 0x02 }, .session_len = 2, .sequence = 1 };
	assert_int_equal(replied_session("standard", &dialog, false), 0x0700);
	assert_int_equal(dialog.sequence, 0);
	dialog.sequence = 127;
	ussd_follow(&dialog, &came);
	assert_int_equal(dialog.sequence, 1);
}

static void plain_has_no_session_in_either_direction(void **state)
{
	(void)state;
	struct smpp_pdu pdu = deliver("1", BYTES(OP(18), SESSION(0x2a, 1)));
	assert_int_equal(read_pdu("plain", &pdu), ERR_NONE);
	assert_int_equal(event.kind, USSD_ANSWER);
	assert_int_equal(replied_session("plain", &event.dialog, true), -1);
}

/* What later events leave out is kept; so the answers of a network without destination_addr are still answered from the code. */
static void what_is_not_repeated_is_kept(void **state)
{
	(void)state;
	struct smpp_pdu begin = deliver("*500#", BYTES(OP(1), 0x02, 0x04, 0, 2, 0x32, 0x35, SESSION(0x2a, 0)));
	struct smpp_pdu answer = deliver("1", BYTES(OP(18)));
	assert_int_equal(read_pdu("standard", &begin), ERR_NONE);
	struct ussd_dialog kept = event.dialog;
	answer.service_type[0] = '\0';
	assert_int_equal(read_pdu("standard", &answer), ERR_NONE);
	assert_string_equal(event.dialog.service.digits, "");
	ussd_follow(&kept, &event.dialog);
	assert_string_equal(kept.service.digits, "500");
	assert_string_equal(kept.service_type, "USSD");
	assert_memory_equal(kept.echo, OCTETS(0x02, 0x04, 0, 2, 0x32, 0x35), 6);
	assert_int_equal(replied_session("standard", &kept, false), 0x2a02);
}

static void an_unknown_dialog_takes_all_that_came(void **state)
{
	(void)state;
	struct smpp_pdu answer = deliver("1", BYTES(OP(18), SESSION(0x2a, 200)));
	struct ussd_dialog kept = { 0 };
	strcpy(answer.destination.digits, "500");
	assert_int_equal(read_pdu("standard", &answer), ERR_NONE);
	ussd_follow(&kept, &event.dialog);
	assert_string_equal(kept.subscriber.digits, "996555123456");
	assert_string_equal(kept.service.digits, "500");
	assert_string_equal(kept.service_type, "USSD");
	assert_int_equal(replied_session("standard", &kept, false), 0x2aca);
}

static void the_code_stands_in_the_text_or_in_the_address(void **state)
{
	(void)state;
	static const struct { const char *text, *destination, *code, *service; } rows[] = {
		{ "*500#", "", "*500#", "500" },
		{ "*500#", "500", "*500#", "500" },
		{ "*500#", "*500#", "*500#", "*500#" },
		{ "*500#", "996312000000", "*500#", "996312000000" },
		{ "*500*2*1#", "", "*500#", "500" },
		{ "*500*2*1#", "500", "*500#", "500" },
		{ "", "*500#", "*500#", "*500#" },
		{ "", "500", "*500#", "500" },
		{ "", "*500*2#", "*500#", "*500*2#" },
		{ "2*1", "*500#", "*500#", "*500#" },
		{ "500", "", "*500#", "500" },
		{ "*500", "", "*500#", "500" },
		{ "#100#", "", "#100#", "100" },
		{ "*#06#", "", "*#06#", "06" },
		{ " *500# \r", "", "*500#", "500" },
		{ "*500#", "123456789012345678901", "*500#", "500" },
		{ "", "", "", "" },
		{ "hello", "", "", "" },
		{ "**", "", "", "" },
		{ "***500#", "", "", "" },
		{ "*500x#", "", "", "" },
		{ "*123456789012345678901#", "", "", "" },
		{ "*500x#", "777", "", "777" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_pdu pdu = deliver(rows[i].text, BYTES(OP(1)));
		strcpy(pdu.destination.digits, rows[i].destination);
		assert_int_equal(read_pdu("standard", &pdu), ERR_NONE);
		assert_int_equal(event.kind, USSD_BEGIN);
		assert_string_equal(event.code, rows[i].code);
		assert_string_equal(event.dialog.service.digits, rows[i].service);
	}
}

/* In whatever octets under whatever label, without a destination that would help. */
static void a_code_is_read_in_any_octets(void **state)
{
	(void)state;
	static const struct { const char *octets; size_t len; } codes[] = {
		{ "*500#", 5 }, { "*500#\0", 6 }, { "*500#@", 6 }, { "\xaa\x1a\x0c\x36\x02", 5 }, { "\0*\0" "5\0" "0\0" "0\0#", 10 }, { "*\0" "5\0" "0\0" "0\0#\0", 10 },
		{ "\xff\xfe*\0" "5\0" "0\0" "0\0#\0", 12 }, { "\xfe\xff\0*\0" "5\0" "0\0" "0\0#", 12 }, { "\xef\xbb\xbf*500#", 8 },
		{ "\xff\x0a\xff\x15\xff\x10\xff\x10\xff\x03", 10 },
	};
	static const uint8_t data_codings[] = { 0x00, 0x01, 0x03, 0x04, 0x06, 0x08, 0x0f, 0x11, 0x18, 0x44, 0x48, 0xc0, 0xd0, 0xe0, 0xf0, 0xf4, 0xf8, 0xff };
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		for (size_t j = 0; j < sizeof(data_codings); j++) {
			struct smpp_pdu pdu = deliver("", BYTES(OP(1)));
			pdu.data_coding = data_codings[j];
			pdu.destination.digits[0] = '\0';
			pdu.short_message = (struct bytes){ (const uint8_t *)codes[i].octets, codes[i].len };
			assert_int_equal(read_pdu("plain", &pdu), ERR_NONE);
			assert_string_equal(event.code, "*500#");
			assert_false(event.unreadable);
		}
	}
}

static void deep_dialling_keeps_the_whole_text(void **state)
{
	(void)state;
	struct smpp_pdu pdu = deliver("*500*2*1#", BYTES(OP(1)));
	assert_int_equal(read_pdu("plain", &pdu), ERR_NONE);
	assert_string_equal(event.code, "*500#");
	assert_string_equal(event.text, "*500*2*1#");
}

static void parts_follow_the_code(void **state)
{
	(void)state;
	static const struct { const char *text, *destination, *parts; } rows[] = {
		{ "*500#", "", "" },
		{ "*500*2*1#", "500", "2*1" },
		{ "*500*2*1", "500", "2*1" },
		{ "", "*500*2#", "2" },
		{ "500*2", "", "2" },
		{ "*500*#", "", "" },
		{ "*500**1#", "", "*1" },
		{ "*500*2#3", "", "2" },
		{ "*500*12345678901234567890123#", "", "12345678901234567890123" },
		{ "*500*123456789012345678901234#", "", "" },
		{ "hello*2", "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_pdu pdu = deliver(rows[i].text, BYTES(OP(1)));
		strcpy(pdu.destination.digits, rows[i].destination);
		assert_int_equal(read_pdu("standard", &pdu), ERR_NONE);
		assert_string_equal(event.parts, rows[i].parts);
	}
}

static void an_answer_has_no_code(void **state)
{
	(void)state;
	struct smpp_pdu pdu = deliver("*500#", BYTES(OP(18)));
	strcpy(pdu.destination.digits, "*500#");
	assert_int_equal(read_pdu("standard", &pdu), ERR_NONE);
	assert_int_equal(event.kind, USSD_ANSWER);
	assert_string_equal(event.code, "");
	assert_string_equal(event.text, "*500#");
}

static void operations_mean_what_the_profile_says(void **state)
{
	(void)state;
	static const struct { const char *profile; uint8_t op; enum error error; enum ussd_event_kind kind; } rows[] = {
		{ "standard", 1, ERR_NONE, USSD_BEGIN },
		{ "standard", 18, ERR_NONE, USSD_ANSWER },
		{ "standard", 19, ERR_NONE, USSD_NOTICED },
		{ "standard", 129, ERR_NONE, USSD_ABORT },
		{ "plain", 129, ERR_BAD, USSD_NONE },
		{ "plain", 255, ERR_BAD, USSD_NONE },
		{ "standard", 0x17, ERR_BAD, USSD_NONE },
		{ "plain", 0x17, ERR_BAD, USSD_NONE },
		{ "standard", 17, ERR_BAD, USSD_NONE },
		{ "standard", 2, ERR_BAD, USSD_NONE },
		{ "standard", 0, ERR_BAD, USSD_NONE },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_pdu pdu = deliver("1", BYTES(OP(rows[i].op)));
		assert_int_equal(read_pdu(rows[i].profile, &pdu), rows[i].error);
		assert_int_equal(event.kind, rows[i].kind);
		assert_int_equal(status, rows[i].error == ERR_NONE ? ESME_ROK : 0xc4);
	}
}

static void the_end_bit_aborts(void **state)
{
	(void)state;
	struct smpp_pdu pdu = deliver("1", BYTES(OP(18), SESSION(0x2a, 0x05)));
	assert_int_equal(read_pdu("standard", &pdu), ERR_NONE);
	assert_int_equal(event.kind, USSD_ABORT);
	assert_string_equal(event.dialog.subscriber.digits, "996555123456");
}

static void what_is_sms_is_left_alone(void **state)
{
	(void)state;
	static const uint8_t receipts[] = { 0x04, 0x20, 0x44 };
	static const char *const names[] = { "standard", "plain" };
	for (size_t i = 0; i < 2; i++) {
		struct smpp_pdu pdu = deliver("*500#", (struct bytes){ 0 });
		assert_int_equal(read_pdu(names[i], &pdu), ERR_NONE);
		assert_int_equal(event.kind, USSD_NONE);
		for (size_t j = 0; j < sizeof(receipts); j++) {
			pdu = deliver("id:1 stat:DELIVRD", BYTES(OP(1)));
			pdu.esm_class = receipts[j];
			assert_int_equal(read_pdu(names[i], &pdu), ERR_NONE);
			assert_int_equal(event.kind, USSD_NONE);
			assert_int_equal(status, ESME_ROK);
		}
	}
}

static void what_cannot_be_answered_is_refused(void **state)
{
	(void)state;
	struct smpp_pdu pdu = deliver("*500#", BYTES(0x05, 0x01, 0, 2, 0, 1));
	assert_int_equal(read_pdu("standard", &pdu), ERR_BAD);
	assert_int_equal(status, ESME_RINVPARLEN);

	pdu = deliver("*500#", BYTES(OP(1)));
	pdu.source.digits[0] = '\0';
	assert_int_equal(read_pdu("standard", &pdu), ERR_BAD);
	assert_int_equal(status, ESME_RINVSRCADR);

	/* A data_sm may carry an address of 64 characters; a submit_sm cannot be sent to it. */
	memset(pdu.source.digits, '1', 21);
	assert_int_equal(read_pdu("standard", &pdu), ERR_BAD);
	assert_int_equal(status, ESME_RINVSRCADR);
	pdu.source.digits[20] = '\0';
	assert_int_equal(read_pdu("standard", &pdu), ERR_NONE);
}

static void text_is_read_by_its_data_coding(void **state)
{
	(void)state;
	static const struct { uint8_t data_coding; struct { uint8_t at[8]; size_t len; } in; const char *text; bool unreadable; } rows[] = {
		{ 0x00, { { 'A', 0x00, '1' }, 3 }, "A@1", false },
		{ 0x0f, { { 'A', 0x00, '1' }, 3 }, "A@1", false },
		{ 0x08, { { 0x04, 0xe9, 0x04, 0xa3 }, 4 }, "өң", false },
		{ 0x48, { { 0x04, 0xe9, 0x04, 0xa3 }, 4 }, "өң", false },
		{ 0x03, { { 0xe9 }, 1 }, "é", false },
		{ 0x06, { { 0xc1 }, 1 }, "С", false },
		{ 0x04, { { 0x01, 0x02 }, 2 }, "", true },
		{ 0xf5, { { 0x01, 0x02 }, 2 }, "", true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_pdu pdu = deliver("", BYTES(OP(18)));
		pdu.data_coding = rows[i].data_coding;
		pdu.short_message = (struct bytes){ rows[i].in.at, rows[i].in.len };
		assert_int_equal(read_pdu("standard", &pdu), ERR_NONE);
		assert_string_equal(event.text, rows[i].text);
		assert_int_equal(event.text_len, strlen(rows[i].text));
		assert_int_equal(event.unreadable, rows[i].unreadable);
	}
}

static void the_default_alphabet_is_the_networks(void **state)
{
	(void)state;
	static const uint8_t codings[] = { 0x00, 0x0f };
	struct ussd_profile latin = *profile_shipped("plain");
	latin.charsets[0x00] = latin.charsets[0x0f] = CHARSET_LATIN1;
	for (size_t i = 0; i < sizeof(codings); i++) {
		struct smpp_pdu pdu = deliver("\xe9", BYTES(OP(18)));
		pdu.data_coding = codings[i];
		assert_int_equal(ussd_read(&latin, &pdu, &event, &status), ERR_NONE);
		assert_string_equal(event.text, "é");
	}
}

static void long_text_comes_in_a_payload_and_is_cut_at_a_character(void **state)
{
	(void)state;
	uint8_t tlvs[2048];
	struct writer w = writer_over(tlvs, sizeof(tlvs));
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, 18);
	writer_u16(&w, TLV_MESSAGE_PAYLOAD);
	writer_u16(&w, 1202);
	for (size_t i = 0; i < 601; i++)
		writer_u16(&w, 0x04e9);
	struct smpp_pdu pdu = deliver("", writer_bytes(&w));
	pdu.command = SMPP_DATA_SM;
	pdu.data_coding = 8;
	assert_int_equal(read_pdu("standard", &pdu), ERR_NONE);
	assert_true(event.cut);
	assert_int_equal(event.text_len, 1022);
	assert_memory_equal(event.text + 1020, "ө", 3);
}

/* Whatever is dialled: a code has its form or is empty, the text is UTF-8, and the reply can be sent. */
static void any_octets_are_read_and_answered(void **state)
{
	(void)state;
	static const uint8_t ops[] = { 1, 18, 19, 129 }, codings[] = { 0, 1, 3, 4, 6, 8, 0x0f, 0x48, 0xff };
	static const char keys[] = "*#0123456789*#";
	uint32_t seed = 1;
	for (size_t i = 0; i < 50000; i++) {
		uint8_t text[40], tlvs[USSD_TLVS_MAX], wire[512];
		struct smpp_pdu pdu = deliver("", BYTES(OP(ops[i % 4]), SESSION(1, (uint8_t)i))), out;
		struct writer w = writer_over(wire, sizeof(wire));
		for (size_t at = 0; at < sizeof(text); at++) {
			seed = seed * 1664525 + 1013904223;
			text[at] = i & 16 ? (uint8_t)(seed >> 24) : (uint8_t)keys[(seed >> 24) % (sizeof(keys) - 1)];
		}
		pdu.short_message = (struct bytes){ text, seed % sizeof(text) };
		pdu.data_coding = codings[i % sizeof(codings)];
		memcpy(pdu.destination.digits, text, sizeof(text) / 2);
		assert_int_equal(read_pdu(i & 32 ? "standard" : "plain", &pdu), i & 32 || ops[i % 4] != 129 ? ERR_NONE : ERR_BAD);
		assert_true(utf8_valid(event.text, event.text_len));
		assert_int_equal(strlen(event.text), event.text_len);
		size_t marks = strspn(event.code, "*#"), digits = strspn(event.code + marks, "0123456789");
		if (event.code[0]) {
			assert_true(marks >= 1 && marks <= 2 && digits >= 1);
			assert_string_equal(event.code + marks + digits, "#");
		}
		ussd_write(profile_shipped("standard"), &event.dialog, bytes_of("x"), CHARSET_UCS2, i & 1, &out, tlvs);
		assert_int_equal(pdu_encode(&out, &w), ERR_NONE);
	}
}

/* A network that takes GSM 7-bit only, and wants its own service_type, is other values and nothing else. */
static void another_network_is_other_values(void **state)
{
	(void)state;
	struct ussd_profile thin = *profile_shipped("plain");
	struct ussd_dialog dialog = { .service_type = "P2" };
	struct smpp_pdu out;
	uint8_t tlvs[USSD_TLVS_MAX];
	thin.encoding = CHARSET_GSM7;
	thin.data_coding_gsm7 = 0x0f;
	strcpy(thin.service_type, "USSD");
	ussd_write(&thin, &dialog, bytes_of("Til"), CHARSET_GSM7, false, &out, tlvs);
	assert_int_equal(out.data_coding, 0x0f);
	assert_string_equal(out.service_type, "USSD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capture_with_type_p2_begins_a_dialog),
		cmocka_unit_test(capture_with_reference_is_answered_with_it),
		cmocka_unit_test(a_session_number_is_echoed_counted_and_ended),
		cmocka_unit_test(a_sequence_goes_round_without_touching_the_end_bit),
		cmocka_unit_test(plain_has_no_session_in_either_direction),
		cmocka_unit_test(what_is_not_repeated_is_kept),
		cmocka_unit_test(an_unknown_dialog_takes_all_that_came),
		cmocka_unit_test(the_code_stands_in_the_text_or_in_the_address),
		cmocka_unit_test(a_code_is_read_in_any_octets),
		cmocka_unit_test(deep_dialling_keeps_the_whole_text),
		cmocka_unit_test(parts_follow_the_code),
		cmocka_unit_test(an_answer_has_no_code),
		cmocka_unit_test(operations_mean_what_the_profile_says),
		cmocka_unit_test(the_end_bit_aborts),
		cmocka_unit_test(what_is_sms_is_left_alone),
		cmocka_unit_test(what_cannot_be_answered_is_refused),
		cmocka_unit_test(text_is_read_by_its_data_coding),
		cmocka_unit_test(the_default_alphabet_is_the_networks),
		cmocka_unit_test(long_text_comes_in_a_payload_and_is_cut_at_a_character),
		cmocka_unit_test(any_octets_are_read_and_answered),
		cmocka_unit_test(another_network_is_other_values),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
