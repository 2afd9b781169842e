#include "sms/parts.h"

#include "smpp/tlv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#define UDHI 0x40

static struct bytes of(const void *at, size_t len)
{
	return (struct bytes){at, len};
}

/* What stands in short_message, header and all, and what it must be read as. */
static void test_headers(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		const char *octets;
		size_t len;
		enum error error;
		enum part_scheme scheme;
		unsigned reference, total, index;
		const char *text;
	} rows[] = {
		{"8 bits", "\x05\x00\x03\x2a\x03\x02" "abc", 9, ERR_NONE, PART_UDH8, 0x2a, 3, 2, "abc"},
		{"16 bits", "\x06\x08\x04\x12\x34\x02\x01" "abc", 10, ERR_NONE, PART_UDH16, 0x1234, 2, 1, "abc"},
		{"another element before", "\x08\x24\x01\x01\x00\x03\x2a\x03\x02" "abc", 12, ERR_NONE, PART_UDH8, 0x2a, 3, 2, "abc"},
		{"another element behind", "\x08\x00\x03\x2a\x03\x02\x24\x01\x01" "abc", 12, ERR_NONE, PART_UDH8, 0x2a, 3, 2, "abc"},
		{"no text", "\x05\x00\x03\x2a\x03\x02", 6, ERR_NONE, PART_UDH8, 0x2a, 3, 2, ""},
		{"ports only", "\x06\x05\x04\x0b\x84\x23\xf0" "abc", 10, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"an empty header", "\x00" "abc", 4, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"part 0", "\x05\x00\x03\x2a\x03\x00" "abc", 9, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"part 4 of 3", "\x05\x00\x03\x2a\x03\x04" "abc", 9, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"of 0", "\x05\x00\x03\x2a\x00\x01" "abc", 9, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"1 of 1", "\x05\x00\x03\x2a\x01\x01" "abc", 9, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"an element of a wrong length", "\x04\x00\x02\x2a\x03" "abc", 8, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"an element that is cut", "\x04\x00\x09\x2a\x03" "abc", 8, ERR_NONE, PART_WHOLE, 0, 1, 1, "abc"},
		{"255 of 255", "\x05\x00\x03\x2a\xff\xff" "abc", 9, ERR_NONE, PART_UDH8, 0x2a, 255, 255, "abc"},
		{"longer than the message", "\x09" "abc", 4, ERR_BAD, PART_WHOLE, 0, 1, 1, NULL},
		{"nothing at all", "", 0, ERR_BAD, PART_WHOLE, 0, 1, 1, NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct smpp_pdu pdu = {.command = SMPP_DELIVER_SM, .esm_class = UDHI, .data_coding = 8, .short_message = of(rows[i].octets, rows[i].len)};
		struct part part;
		enum error error = part_read(&pdu, &part);
		bool same = error == rows[i].error && (error || (part.scheme == rows[i].scheme && part.reference == rows[i].reference &&
			part.total == rows[i].total && part.index == rows[i].index && part.data_coding == 8 &&
			bytes_equal(part.text, bytes_of(rows[i].text))));
		if (!same)
			fail_msg("%s: %s, scheme %d, reference %u, %u of %u", rows[i].what, error_name(error), part.scheme, part.reference, part.index, part.total);
	}
}

static void test_no_header_without_its_bit(void **state)
{
	(void)state;
	struct smpp_pdu pdu = {.short_message = of("\x05\x00\x03\x2a\x03\x02" "abc", 9)};
	struct part part;
	assert_int_equal(part_read(&pdu, &part), ERR_NONE);
	assert_int_equal(part.scheme, PART_WHOLE);
	assert_int_equal(part.text.len, 9);
}

static void test_sar(void **state)
{
	(void)state;
	static const struct { int reference, total, index; enum part_scheme scheme; } rows[] = {
		{0xabcd, 3, 2, PART_SAR}, {0, 2, 1, PART_SAR}, {7, 3, -1, PART_WHOLE}, {-1, 3, 1, PART_WHOLE}, {7, -1, 1, PART_WHOLE},
		{7, 3, 0, PART_WHOLE}, {7, 3, 4, PART_WHOLE}, {7, 1, 1, PART_WHOLE}, {7, 0, 1, PART_WHOLE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t room[64];
		struct writer w = writer_over(room, sizeof room);
		if (rows[i].index >= 0)
			tlv_put_integer(&w, TLV_SAR_SEGMENT_SEQNUM, (uint32_t)rows[i].index);
		if (rows[i].total >= 0)
			tlv_put_integer(&w, TLV_SAR_TOTAL_SEGMENTS, (uint32_t)rows[i].total);
		if (rows[i].reference >= 0)
			tlv_put_integer(&w, TLV_SAR_MSG_REF_NUM, (uint32_t)rows[i].reference);
		struct smpp_pdu pdu = {.short_message = of("abc", 3), .tlvs = writer_bytes(&w)};
		struct part part;
		assert_int_equal(part_read(&pdu, &part), ERR_NONE);
		assert_int_equal(part.scheme, rows[i].scheme);
		assert_int_equal(part.total, rows[i].scheme == PART_SAR ? rows[i].total : 1);
		assert_int_equal(part.reference, rows[i].scheme == PART_SAR ? rows[i].reference : 0);
		assert_true(bytes_equal(part.text, bytes_of("abc")));
	}
}

static void test_payload(void **state)
{
	(void)state;
	uint8_t room[64];
	struct writer w = writer_over(room, sizeof room);
	tlv_put(&w, TLV_MESSAGE_PAYLOAD, of("\x05\x00\x03\x2a\x02\x02" "xyz", 9));
	struct smpp_pdu pdu = {.esm_class = UDHI, .tlvs = writer_bytes(&w)};
	struct part part;
	assert_int_equal(part_read(&pdu, &part), ERR_NONE);
	assert_int_equal(part.index, 2);
	assert_true(bytes_equal(part.text, bytes_of("xyz")));
}

static void joins(const struct part_piece *pieces, size_t count, enum error error, const char *text)
{
	char out[PARTS_TEXT_MAX];
	size_t len;
	assert_int_equal(parts_join(pieces, count, out, &len), error);
	assert_string_equal(out, text);
	assert_int_equal(len, strlen(text));
}

static void test_join(void **state)
{
	(void)state;
	const struct part_piece latin = {{.charset = CHARSET_GSM7}, of("abc", 3), false}, cyrillic = {{.charset = CHARSET_UCS2}, of("\x04\x30\x04\xe9", 4), false};
	joins(&latin, 1, ERR_NONE, "abc");
	joins((struct part_piece[]){latin, cyrillic, latin}, 3, ERR_NONE, "abcаөabc");
	/* Halves of one character: a surrogate pair, an escape and what it escapes. */
	joins((struct part_piece[]){{{.charset = CHARSET_UCS2}, of("\x04\x30\xd8\x3d", 4), false}, {{.charset = CHARSET_UCS2}, of("\xde\x00\x04\x31", 4), false}}, 2, ERR_NONE,
		"а\xf0\x9f\x98\x80" "б");
	joins((struct part_piece[]){{{.charset = CHARSET_GSM7}, of("a\x1b", 2), false}, {{.charset = CHARSET_GSM7}, of("\x65" "b", 2), false}}, 2, ERR_NONE, "a€b");
	/* Cut in the middle of an octet pair. */
	joins((struct part_piece[]){{{.charset = CHARSET_UCS2}, of("\x04\x30\x04", 3), false}, {{.charset = CHARSET_UCS2}, of("\x31", 1), false}}, 2, ERR_NONE, "аб");
	/* Parts that never came. */
	joins((struct part_piece[]){{{.charset = CHARSET_GSM7}, of("abc", 3), true}, {{.charset = CHARSET_GSM7}, of("def", 3), true}}, 2, ERR_NONE, "…abc…def");
	joins((struct part_piece[]){latin, {{.charset = CHARSET_ASCII}, of("", 0), true}}, 2, ERR_NONE, "abc…");
	joins((struct part_piece[]){{{.charset = CHARSET_ASCII}, of("  a\r\nb\t ", 8), false}}, 1, ERR_NONE, "a\nb");
	joins((struct part_piece[]){{{.charset = CHARSET_ASCII}, of("", 0), false}}, 1, ERR_NONE, "");
}

static void test_unreadable(void **state)
{
	(void)state;
	joins((struct part_piece[]){{{.charset = CHARSET_BINARY}, of("\xaa\xbb\xcc\xdd", 4), false}}, 1, ERR_BAD, "");
	joins((struct part_piece[]){{{.charset = CHARSET_GSM7}, of("abc", 3), false}, {{.charset = CHARSET_UCS2}, of("\xaa\xbb\xcc\xdd", 4), false}}, 2, ERR_BAD, "");
	/* Whatever the label. */
	joins((struct part_piece[]){{{.charset = CHARSET_BINARY}, of("abc", 3), false}}, 1, ERR_NONE, "abc");
	joins((struct part_piece[]){{{.charset = CHARSET_ASCII}, of("\xd0\xb0\xd0\xb1", 4), false}}, 1, ERR_NONE, "аб");
	/* A few signs that could not be read do not cost the words around them. */
	joins((struct part_piece[]){{{.charset = CHARSET_ASCII}, of("Bermedi jok\xfe", 12), false}}, 1, ERR_NONE, "Bermedi jok\xef\xbf\xbd");
}

static void test_too_long_is_cut_at_a_character(void **state)
{
	(void)state;
	static uint8_t octets[PARTS_TEXT_MAX * 2];
	char out[PARTS_TEXT_MAX];
	size_t len;
	for (size_t i = 0; i < sizeof octets; i += 2) {
		octets[i] = 0x04;
		octets[i + 1] = 0x30;
	}
	struct part_piece pieces[] = {{{.charset = CHARSET_ASCII}, of("a", 1), false}, {{.charset = CHARSET_UCS2}, of(octets, sizeof octets), false}, {{.charset = CHARSET_UCS2}, of(octets, sizeof octets), true}};
	assert_int_equal(parts_join(pieces, 3, out, &len), ERR_NONE);
	assert_in_range(len, PARTS_TEXT_MAX - 4, PARTS_TEXT_MAX - 1);
	assert_string_equal(out + len - 2, "а");
}

static void test_shift_tables(void **state)
{
	(void)state;
	const struct { struct bytes text; struct gsm7_tables tables; const char *words; } rows[] = {
		{of("\x03\x24\x01\x01" "i\x1bsveren", 12), {0, GSM7_TURKISH}, "işveren"}, {of("\x03\x25\x01\x01" "i\x1dveren", 11), {GSM7_TURKISH, 0}, "işveren"},
		{of("\x06\x24\x01\x01\x25\x01\x01" "\x1bI\x0c", 10), {GSM7_TURKISH, GSM7_TURKISH}, "İğ"}, {of("\x03\x24\x01\x09" "i\x1bsveren", 12), {0, 0}, "isveren"},
		{of("\x03\x24\x01\x03" "n\x1b\x7bo", 8), {0, GSM7_PORTUGUESE}, "não"},
	};
	uint8_t charsets[256] = {0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct smpp_pdu pdu = {.esm_class = UDHI, .short_message = rows[i].text};
		struct gsm7_tables kept;
		struct part part;
		assert_int_equal(part_read(&pdu, &part), ERR_NONE);
		assert_int_equal(part.national.locking, rows[i].tables.locking);
		assert_int_equal(part.national.single, rows[i].tables.single);
		assert_int_equal(part_coding_kept(part_coding_keep(&part), &kept), 0);
		assert_memory_equal(&kept, &part.national, sizeof kept);
		joins(&(struct part_piece){part_label(charsets, 0, kept), part.text, false}, 1, ERR_NONE, rows[i].words);
	}
	struct part wide = {.data_coding = 0x18};
	struct gsm7_tables none;
	assert_int_equal(part_coding_kept(part_coding_keep(&wide), &none), 0x18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_no_header_without_its_bit),
		cmocka_unit_test(test_sar),
		cmocka_unit_test(test_payload),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_too_long_is_cut_at_a_character),
		cmocka_unit_test(test_shift_tables),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
