#include "sms/early.h"
#include "sms/receipt.h"
#include "smpp/tlv.h"
#include "text/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static struct smpp_pdu with_text(const char *text)
{
	return (struct smpp_pdu){ .command = SMPP_DELIVER_SM, .esm_class = 0x04, .short_message = bytes_of(text) };
}

/* As they are seen: Appendix B to the letter, and what networks and gateways make of it. id NULL: no id; state MESSAGE_STATES: none. */
static const struct {
	const char *text, *id;
	enum message_state state;
	const char *code;
} forms[] = {
	{ "id:0123456789 sub:001 dlvrd:001 submit date:0209011130 done date:0209011131 stat:DELIVRD err:000 text:Hello world", "0123456789",
		MESSAGE_DELIVERED, "000" },
	{ "id:2b9b8d0c-6d5e-4a6c-9d3c-0a1b2c3d4e5f sub:001 dlvrd:000 submit date:2611231000 done date:2611231001 stat:UNDELIV err:027 text:",
		"2b9b8d0c-6d5e-4a6c-9d3c-0a1b2c3d4e5f", MESSAGE_FAILED, "027" },
	{ "id:1A2B3C4D sub:1 dlvrd:1 submit date:261123100000 done date:261123100102 stat:DELIVRD err:0", "1A2B3C4D", MESSAGE_DELIVERED, "0" },
	{ "id:77 stat:EXPIRED", "77", MESSAGE_EXPIRED, "" },
	{ "id:77 stat:REJECTD err:069", "77", MESSAGE_FAILED, "069" },
	{ "id:77 stat:DELETED err:1", "77", MESSAGE_FAILED, "1" },
	{ "id:77 stat:UNKNOWN err:1", "77", MESSAGE_UNKNOWN, "1" },
	{ "id:77 stat:ACCEPTD err:000", "77", MESSAGE_ACCEPTED, "000" },
	{ "id:77 stat:ENROUTE err:000", "77", MESSAGE_ACCEPTED, "000" },
	{ "id:77 sub:001 dlvrd:001 stat:DELIVERED err:none Text:", "77", MESSAGE_DELIVERED, "none" },
	{ "id:77 sub:001 dlvrd:000 stat:Undeliverable Err:21 Text:x", "77", MESSAGE_FAILED, "21" },
	{ "ID:77 SUB:001 DLVRD:001 SUBMIT DATE:2611231000 DONE DATE:2611231001 STAT:DELIVRD ERR:000 TEXT:ABC", "77", MESSAGE_DELIVERED, "000" },
	{ "Id: 77 Stat: delivrd Err: 000", "77", MESSAGE_DELIVERED, "000" },
	{ "id:77, sub:001, dlvrd:001, stat:DELIVRD, err:000", "77", MESSAGE_DELIVERED, "000" },
	{ "id=77 stat=DELIVRD err=000", "77", MESSAGE_DELIVERED, "000" },
	{ "id:\"77\" stat:\"DELIVRD\" err:\"000\"", "77", MESSAGE_DELIVERED, "000" },
	{ "id:77\r\nsub:001\r\ndlvrd:001\r\nstat:DELIVRD\r\nerr:000\r\n", "77", MESSAGE_DELIVERED, "000" },
	{ "stat:DELIVRD err:000 id:77", "77", MESSAGE_DELIVERED, "000" },
	{ "id:77 status:FAILED", "77", MESSAGE_FAILED, "" },
	{ "id:77 submit date:2611231000 done date:2611231001 stat:DELIVRD err:0123456789", "77", MESSAGE_DELIVERED, "" },
	/* In other words, with other marks between, dates for people, behind the words that it quotes. */
	{ "id:77|sub:001|dlvrd:001|submit date:2611231000|stat:DELIVRD|err:000|text:", "77", MESSAGE_DELIVERED, "000" },
	{ "{\"id\":\"77\",\"sub\":\"001\",\"dlvrd\":\"001\",\"stat\":\"DELIVRD\",\"err\":\"000\"}", "77", MESSAGE_DELIVERED, "000" },
	{ "id:77&sub:001&dlvrd:001&stat:DELIVRD&err:000", "77", MESSAGE_DELIVERED, "000" },
	{ "msgid:77 sub:001 dlvrd:001 stat:DELIVRD err:000", "77", MESSAGE_DELIVERED, "000" },
	{ "MessageId: 77 submit_date:2611231000 done_date:2611231001 Stat: DELIVRD", "77", MESSAGE_DELIVERED, "" },
	{ "id:77 submit date:26-11-23 10:00 done date:26-11-23 10:01 status:Delivered", "77", MESSAGE_DELIVERED, "" },
	{ "id:77 sub:001 dlvrd:001 stat:5 err:011", "77", MESSAGE_FAILED, "011" },
	{ "text:Салам id:77 sub:001 dlvrd:001 submit date:2611231000 done date:2611231001 stat:DELIVRD err:000", "77", MESSAGE_DELIVERED, "000" },
	{ "id:77 text:abc sub:001 dlvrd:001 submit date:2611231000 done date:2611231001 stat:DELIVRD err:000", "77", MESSAGE_DELIVERED, "000" },
	/* A person's words are not fields. */
	{ "id:77 sub:001 text:stat:DELIVRD id:99", "77", MESSAGE_STATES, "" },
	{ "sub:001 text:id:99 stat:DELIVRD", NULL, MESSAGE_STATES, "" },
	{ "paid:99 id:77 restat:EXPIRED stat:DELIVRD", "77", MESSAGE_DELIVERED, "" },
	/* And what is no receipt. */
	{ "id:77 stat:NONSENSE", "77", MESSAGE_STATES, "" },
	{ "id:77", "77", MESSAGE_STATES, "" },
	{ "id: stat:DELIVRD", NULL, MESSAGE_STATES, "" },
	{ "id:", NULL, MESSAGE_STATES, "" },
	{ "stat:DELIVRD", NULL, MESSAGE_STATES, "" },
	{ "id:12345678901234567890123456789012345678901234567890123456789012345 stat:DELIVRD", NULL, MESSAGE_STATES, "" },
	{ "", NULL, MESSAGE_STATES, "" },
};

static void forms_of_receipts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct smpp_pdu pdu = with_text(forms[i].text);
		struct receipt receipt;
		enum error wanted = !forms[i].id ? ERR_NOT_FOUND : forms[i].state == MESSAGE_STATES ? ERR_UNKNOWN : ERR_NONE;
		enum error error = receipt_read(&pdu, &receipt);
		if (error != wanted)
			fail_msg("%s: %s", forms[i].text, error_name(error));
		if (wanted != ERR_NOT_FOUND)
			assert_string_equal(receipt.id, forms[i].id);
		if (wanted != ERR_NONE)
			continue;
		assert_int_equal(receipt.state, forms[i].state);
		assert_string_equal(receipt.code, forms[i].code);
	}
}

static void the_tlvs_win(void **state)
{
	(void)state;
	uint8_t area[128];
	struct receipt receipt;
	struct writer w = writer_over(area, sizeof(area));
	tlv_put(&w, TLV_RECEIPTED_MESSAGE_ID, (struct bytes){ (const uint8_t *)"0A1B", 5 });
	tlv_put_integer(&w, TLV_MESSAGE_STATE, 5);
	struct smpp_pdu pdu = with_text("id:77 stat:DELIVRD err:012");
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
	assert_string_equal(receipt.id, "0A1B");
	assert_int_equal(receipt.state, MESSAGE_FAILED);
	assert_string_equal(receipt.code, "012");
	pdu.short_message = bytes_of("");
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
	assert_string_equal(receipt.id, "0A1B");
	assert_int_equal(receipt.state, MESSAGE_FAILED);
}

/* One TLV of the two, a state that 3.4 does not know, an id without its NUL: the text helps out. */
static void a_tlv_alone_takes_the_rest_from_the_text(void **state)
{
	(void)state;
	uint8_t area[128];
	struct receipt receipt;
	struct writer w = writer_over(area, sizeof(area));
	tlv_put(&w, TLV_RECEIPTED_MESSAGE_ID, (struct bytes){ (const uint8_t *)"0A1B", 4 });
	struct smpp_pdu pdu = with_text("id:77 stat:DELIVRD");
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
	assert_string_equal(receipt.id, "0A1B");
	assert_int_equal(receipt.state, MESSAGE_DELIVERED);
	tlv_put_integer(&w, TLV_MESSAGE_STATE, 99);
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
	assert_int_equal(receipt.state, MESSAGE_DELIVERED);

	w = writer_over(area, sizeof(area));
	tlv_put_integer(&w, TLV_MESSAGE_STATE, 3);
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
	assert_string_equal(receipt.id, "77");
	assert_int_equal(receipt.state, MESSAGE_EXPIRED);

	static const uint8_t evil[] = { 'a', 0x1b, '[', 0 };
	w = writer_over(area, sizeof(area));
	tlv_put(&w, TLV_RECEIPTED_MESSAGE_ID, (struct bytes){ evil, sizeof(evil) });
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NOT_FOUND);
	assert_string_equal(receipt.id, "");
	w = writer_over(area, sizeof(area));
	tlv_put(&w, TLV_RECEIPTED_MESSAGE_ID, (struct bytes){ evil, 0 });
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
	assert_string_equal(receipt.id, "77");
}

static void every_state_of_the_tlv(void **state)
{
	(void)state;
	static const enum message_state of[] = { MESSAGE_ACCEPTED, MESSAGE_ACCEPTED, MESSAGE_DELIVERED, MESSAGE_EXPIRED, MESSAGE_FAILED, MESSAGE_FAILED,
		MESSAGE_ACCEPTED, MESSAGE_UNKNOWN, MESSAGE_FAILED, MESSAGE_FAILED };
	for (uint32_t value = 0; value < sizeof(of) / sizeof(of[0]); value++) {
		uint8_t area[16];
		struct receipt receipt;
		struct writer w = writer_over(area, sizeof(area));
		tlv_put_integer(&w, TLV_MESSAGE_STATE, value);
		struct smpp_pdu pdu = with_text("id:77");
		pdu.tlvs = writer_bytes(&w);
		assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
		assert_int_equal(receipt.state, of[value]);
	}
}

static void a_receipt_in_ucs2_and_in_the_payload(void **state)
{
	(void)state;
	static const char text[] = "id:77 stat:DELIVRD err:000 text:Салам";
	uint8_t wide[200], area[256];
	size_t written;
	struct receipt receipt;
	assert_int_equal(charset_encode(CHARSET_UCS2, text, strlen(text), wide, sizeof(wide), &written), ERR_NONE);
	struct writer w = writer_over(area, sizeof(area));
	tlv_put(&w, TLV_MESSAGE_PAYLOAD, (struct bytes){ wide, written });
	struct smpp_pdu pdu = { .command = SMPP_DATA_SM, .esm_class = 0x04, .data_coding = 8, .tlvs = writer_bytes(&w) };
	assert_int_equal(receipt_kind(&pdu), RECEIPT_SURE);
	assert_int_equal(receipt_read(&pdu, &receipt), ERR_NONE);
	assert_string_equal(receipt.id, "77");
	assert_int_equal(receipt.state, MESSAGE_DELIVERED);
}

static void what_is_a_receipt_by_its_header(void **state)
{
	(void)state;
	static const struct { uint8_t esm_class; bool is; } rows[] = {
		{ 0x00, false }, { 0x40, false }, { 0x03, false }, { 0x80, false }, { 0x04, true }, { 0x44, true }, { 0x08, true }, { 0x10, true }, { 0x20, true },
	};
	struct smpp_pdu pdu = with_text("nonsense");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pdu.esm_class = rows[i].esm_class;
		assert_int_equal(receipt_kind(&pdu), rows[i].is ? RECEIPT_SURE : RECEIPT_NOT);
	}
	uint8_t area[16];
	struct writer w = writer_over(area, sizeof(area));
	tlv_put(&w, TLV_RECEIPTED_MESSAGE_ID, (struct bytes){ (const uint8_t *)"7", 2 });
	pdu.esm_class = 0;
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_kind(&pdu), RECEIPT_SURE);
}

/* ---- the property: well-formed, it is a receipt, whatever the header says; a person's sentence never is ---- */

static size_t encode(size_t coding, const char *text, uint8_t out[1024])
{
	static const enum charset charsets[] = { CHARSET_ASCII, CHARSET_UCS2, CHARSET_UCS2, CHARSET_GSM7_PACKED };
	size_t len;
	assert_int_equal(charset_encode(charsets[coding], text, strlen(text), out, 1000, &len), ERR_NONE);
	for (size_t i = 0; coding == 2 && i < len; i += 2) { /* UTF-16LE */
		out[i] = out[i + 1];
		out[i + 1] = 0;
	}
	return len;
}

static void in_case(char *text, size_t which)
{
	for (; which > 0 && *text; text++)
		*text = (char)(which == 1 ? toupper((unsigned char)*text) : tolower((unsigned char)*text));
}

/* The fields from `from` on and round, each behind `between`; what is quoted behind all of them, or before. */
static void write_fields(char text[512], size_t from, const char *between, const char *sign, bool quoted_first)
{
	static const char *const fields[][2] = { { "id", "00000008" }, { "sub", "001" }, { "dlvrd", "001" }, { "submit date", "2611231000" },
		{ "done date", "2611231001" }, { "stat", "DELIVRD" }, { "err", "000" } };
	size_t len = quoted_first ? (size_t)sprintf(text, "text%sabc", sign) : 0;
	for (size_t i = 0; i < 7; i++)
		len += (size_t)snprintf(text + len, 512 - len, "%s%s%s%s", len ? between : "", fields[(from + i) % 7][0], sign, fields[(from + i) % 7][1]);
	if (!quoted_first)
		snprintf(text + len, 512 - len, "%stext:", between);
}

static void any_well_formed_receipt(void **state)
{
	(void)state;
	static const uint8_t esm_classes[] = { 0x00, 0x02, 0x03, 0x04, 0x20, 0x40 }, data_codings[] = { 0, 1, 3, 4, 8, 0x0f, 0x48, 0xf5 };
	static const char *const betweens[] = { " ", ", ", "|", "; " }, *const signs[] = { ":", "=", ": " };
	size_t all = 0;
	for (size_t n = 0; n < 7u * 4 * 3 * 3 * 4 * 6 * 8 * 2; n++) {
		size_t rest = n;
		char text[512];
		uint8_t octets[1024] = { 0 };
		struct receipt receipt;
		write_fields(text, rest % 7, betweens[rest / 7 % 4], signs[rest / 28 % 3], n % 5 == 4);
		rest /= 84;
		in_case(text, rest % 3);
		size_t len = encode(rest / 3 % 4, text, octets);
		rest /= 12;
		size_t zeros = rest / 48 % 2 && n / 252 % 4 != 3 ? 2 : 0; /* packed ones end as USSD packs */
		struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .esm_class = esm_classes[rest % 6], .data_coding = data_codings[rest / 6 % 8],
			.short_message = { octets, len + zeros } };
		if (receipt_kind(&pdu) != RECEIPT_SURE || receipt_read(&pdu, &receipt) != ERR_NONE || strcmp(receipt.id, "00000008") != 0
			|| receipt.state != MESSAGE_DELIVERED)
			fail_msg("esm_class %02x, data_coding %02x: %s", pdu.esm_class, pdu.data_coding, text);
		all++;
	}
	print_message("# %zu receipts\n", all);
}

static void no_sentence_is_a_receipt(void **state)
{
	(void)state;
	static const char *const sentences[] = {
		"Жумуш берүүчү айлыгымды бербей жатат", "ID: AN1234567 паспортум жоголду", "my id: 77, the status: unknown", "id:77 жоголду, err: билбейм",
		"Мой id: 5512 стат: нет", "Sub: work, date: 2611231000", "Паспорт id:AN123 submit date:2611231000", "stat: DELIVRD", "err:000", "text: помогите",
		"id:77 status:delivered", "text: id:77 stat: жок err: билбейм", "id:12345 sub:Айгуль err:жок",
		"id 77", "Идентификатор: 8, ошибка: 12", "dlvrd", "sub:1", "1", "", "STOP", "4827-1930 1234",
	};
	static const uint8_t data_codings[] = { 0, 1, 3, 4, 8, 0x0f, 0x48 };
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		uint8_t octets[1024];
		size_t len;
		assert_int_equal(charset_encode(CHARSET_UCS2, sentences[i], strlen(sentences[i]), octets, sizeof(octets), &len), ERR_NONE);
		for (size_t j = 0; j < sizeof(data_codings); j++) {
			struct smpp_pdu wide = { .command = SMPP_DELIVER_SM, .data_coding = data_codings[j], .short_message = { octets, len } }, narrow = wide;
			narrow.short_message = bytes_of(sentences[i]);
			if (receipt_kind(&wide) == RECEIPT_SURE || receipt_kind(&narrow) == RECEIPT_SURE)
				fail_msg("a receipt: %s", sentences[i]);
		}
	}
}

static void an_id_and_a_state_may_be_one(void **state)
{
	(void)state;
	struct smpp_pdu pdu = with_text("id:77 stat:DELIVRD");
	pdu.esm_class = 0;
	assert_int_equal(receipt_kind(&pdu), RECEIPT_SURE); /* a word that nobody writes but networks */
	static const char *const maybe[] = { "id:77 stat:EXPIRED", "id:77 status:delivered", "id:77 stat:UNKNOWN", "id:77 stat:2" };
	for (size_t i = 0; i < sizeof(maybe) / sizeof(maybe[0]); i++) {
		pdu = with_text(maybe[i]);
		pdu.esm_class = 0;
		assert_int_equal(receipt_kind(&pdu), RECEIPT_MAYBE);
	}
	pdu = with_text("id:77 stat:EXPIRED err:000");
	pdu.esm_class = 0;
	assert_int_equal(receipt_kind(&pdu), RECEIPT_SURE);
	/* The state as a TLV counts as one in the text does. */
	uint8_t area[16];
	struct writer w = writer_over(area, sizeof(area));
	tlv_put_integer(&w, TLV_MESSAGE_STATE, 2);
	pdu = with_text("id:77");
	pdu.esm_class = 0;
	pdu.tlvs = writer_bytes(&w);
	assert_int_equal(receipt_kind(&pdu), RECEIPT_MAYBE);
	pdu.short_message = bytes_of("id:77 sub:001");
	assert_int_equal(receipt_kind(&pdu), RECEIPT_SURE);
	pdu.short_message = bytes_of("Салам");
	assert_int_equal(receipt_kind(&pdu), RECEIPT_NOT);
}

/* An id as submit_sm_resp gave it, as the receipt has it, and whether they are one. */
static const struct { const char *given, *back; bool same; } ids[] = {
	{ "0A1B", "0A1B", true }, { "0A1B", "0a1b", true }, { "0A1B", "a1b", true }, { "a1b", "00000A1B", true },
	{ "0A1B", "2587", true }, { "0A1B", "0002587", true }, { "2587", "A1B", true }, { "2587", "0a1b", true },
	{ "0A1B", "2588", false }, { "A1B", "A1C", false },
	{ "16", "10", true }, { "10", "16", true }, /* hexadecimal 10 is 16: receipts_match() weighs that */
	{ "ffffffffffffffff", "18446744073709551615", true }, { "18446744073709551615", "FFFFFFFFFFFFFFFF", true },
	{ "10000000000000000", "18446744073709551616", false }, /* over 64 bits nothing is converted */
	{ "0", "000", true }, { "0", "1", false },
	{ "2b9b8d0c-6d5e-4a6c-9d3c-0a1b2c3d4e5f", "2B9B8D0C-6D5E-4A6C-9D3C-0A1B2C3D4E5F", true },
	{ "-5", "fffffffffffffffb", false }, { "0x1a", "26", false },
};

static bool same_id(const char *given, const char *back)
{
	char kept[RECEIPT_ID_MAX + 1], keys[RECEIPT_KEYS][RECEIPT_ID_MAX + 1];
	receipt_fold(given, kept);
	size_t count = receipt_keys(back, keys);
	for (size_t i = 0; i < count; i++)
		if (strcmp(kept, keys[i]) == 0)
			return true;
	return false;
}

/* Both ways: an early receipt is found by the keys of the id that comes after it. */
static void ids_come_back_in_other_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (same_id(ids[i].given, ids[i].back) != ids[i].same || same_id(ids[i].back, ids[i].given) != ids[i].same)
			fail_msg("%s and %s", ids[i].given, ids[i].back);
	}
}

static struct receipt receipt_of(const char *id)
{
	struct receipt receipt = { .state = MESSAGE_DELIVERED };
	snprintf(receipt.id, sizeof(receipt.id), "%s", id);
	return receipt;
}

static void an_early_receipt_waits_a_minute_for_its_message(void **state)
{
	(void)state;
	static struct early early;
	struct receipt receipt = receipt_of("2587"), out;
	memset(&early, 0, sizeof(early));
	assert_false(early_take(&early, 0, "0A1B", "996555123456", 1000, &out));
	early_keep(&early, 0, "996555123456", &receipt, 1000);
	assert_false(early_take(&early, 1, "0A1B", "996555123456", 1000, &out));
	assert_false(early_take(&early, 0, "0A1C", "996555123456", 1000, &out));
	assert_false(early_take(&early, 0, "0A1B", "996555123456", 1000 + EARLY_MS, &out));
	assert_true(early_take(&early, 0, "0A1B", "996555123456", 999 + EARLY_MS, &out));
	assert_string_equal(out.id, "2587");
	assert_false(early_take(&early, 0, "0A1B", "996555123456", 1001, &out));
}

static void of_several_early_ones_the_number_decides(void **state)
{
	(void)state;
	static struct early early;
	struct receipt ours = receipt_of("10"), other = receipt_of("16"), out;
	memset(&early, 0, sizeof(early));
	early_keep(&early, 0, "996555000001", &ours, 1000);
	early_keep(&early, 0, "996555000002", &other, 1000);
	assert_true(early_take(&early, 0, "16", "996555000001", 1001, &out)); /* decimal 16, hexadecimal 10 */
	assert_string_equal(out.id, "10");
	for (size_t i = 0; i < EARLY_MAX; i++)
		early_keep(&early, 0, "996555000003", &other, 2000);
	assert_true(early_take(&early, 0, "16", "996555000002", 2001, &out)); /* the oldest gave way, no id is mixed up with another network's */
	assert_string_equal(out.id, "16");
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_receipts),
		cmocka_unit_test(the_tlvs_win),
		cmocka_unit_test(a_tlv_alone_takes_the_rest_from_the_text),
		cmocka_unit_test(every_state_of_the_tlv),
		cmocka_unit_test(a_receipt_in_ucs2_and_in_the_payload),
		cmocka_unit_test(what_is_a_receipt_by_its_header),
		cmocka_unit_test(any_well_formed_receipt),
		cmocka_unit_test(no_sentence_is_a_receipt),
		cmocka_unit_test(an_id_and_a_state_may_be_one),
		cmocka_unit_test(ids_come_back_in_other_forms),
		cmocka_unit_test(an_early_receipt_waits_a_minute_for_its_message),
		cmocka_unit_test(of_several_early_ones_the_number_decides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
