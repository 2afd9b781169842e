#include "text/charset.h"
#include "text/utf8.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KYRGYZ "Тилди тандаңыз: көпүрө, үй, ҢӨҮ"

static void assert_decodes(enum charset charset, const void *in, size_t len, const char *expected)
{
	char out[256];
	size_t written;
	assert_int_equal(charset_decode(charset, (struct bytes){ in, len }, out, sizeof(out), &written), ERR_NONE);
	assert_string_equal(out, expected);
	assert_int_equal(written, strlen(expected));
}

static void assert_encodes(enum charset charset, const char *text, const void *expected, size_t len)
{
	uint8_t out[256];
	size_t written;
	assert_int_equal(charset_encode(charset, text, strlen(text), out, sizeof(out), &written), ERR_NONE);
	assert_int_equal(written, len);
	assert_memory_equal(out, expected, len);
	assert_int_equal(charset_octets(charset, text, strlen(text)), len);
	assert_decodes(charset, out, written, text);
}

#define BOTH(charset, text, octets) assert_encodes(charset, text, octets, sizeof(octets) - 1)

static void known_texts(void **state)
{
	(void)state;
	BOTH(CHARSET_GSM7, "a@€", "a\x00\x1b\x65");
	BOTH(CHARSET_GSM7_PACKED, "*500#", "\xaa\x1a\x0c\x36\x02");
	BOTH(CHARSET_UCS2, "Аң😀", "\x04\x10\x04\xa3\xd8\x3d\xde\x00");
	BOTH(CHARSET_LATIN1, "é~ÿ", "\xe9~\xff");
	BOTH(CHARSET_ASCII, "az~", "az~");
	BOTH(CHARSET_CYRILLIC, "Ёлка № 5§", "\xa1\xdb\xda\xd0 \xf0 5\xfd");
	BOTH(CHARSET_UCS2, "", "");
	BOTH(CHARSET_GSM7_PACKED, "", "");
}

/* Every character of the Basic Plane and octet of a page, against the C library's tables. */
static void pages_agree_with_iconv(void **state)
{
	(void)state;
	static const struct { enum charset charset; const char *name; } pages[] = {
		{ CHARSET_CYRILLIC, "ISO-8859-5" }, { CHARSET_LATIN1, "ISO-8859-1" }, { CHARSET_ASCII, "ASCII" },
		{ CHARSET_UCS2, "UTF-16BE" },
	};
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		iconv_t to_page = iconv_open(pages[i].name, "UTF-8");
		assert_true(to_page != (iconv_t)-1);
		for (uint32_t code = 1; code <= 0x1ffff; code++) {
			char text[4], theirs[8], *in = text, *out = theirs;
			uint8_t ours[8];
			size_t written;
			if (code == 0xd800)
				code = 0xe000;
			size_t len = utf8_put(text, code), in_left = len, out_left = sizeof(theirs);
			bool they_have_it = iconv(to_page, &in, &in_left, &out, &out_left) != (size_t)-1;
			enum error error = charset_encode(pages[i].charset, text, len, ours, sizeof(ours), &written);
			assert_int_equal(error, they_have_it ? ERR_NONE : ERR_BAD);
			assert_int_equal(charset_octets(pages[i].charset, text, len), they_have_it ? written : SIZE_MAX);
			if (!they_have_it)
				continue;
			assert_int_equal(written, sizeof(theirs) - out_left);
			assert_memory_equal(ours, theirs, written);
			text[0] = '\0';
			char again[8];
			assert_int_equal(charset_decode(pages[i].charset, (struct bytes){ ours, written }, again, sizeof(again), &written), ERR_NONE);
			size_t size;
			assert_int_equal(utf8_next(again, written, &size), code);
			assert_int_equal(size, written);
		}
		iconv_close(to_page);
	}
}

static void what_cannot_be_read_is_marked_and_the_rest_is_kept(void **state)
{
	(void)state;
	assert_decodes(CHARSET_UCS2, "\x04\x10\xd8\x3d", 4, "А\ufffd");              /* a high surrogate at the end */
	assert_decodes(CHARSET_UCS2, "\xd8\x3d\x04\x10", 4, "\ufffdА");              /* a high one alone */
	assert_decodes(CHARSET_UCS2, "\xde\x00\x04\x10", 4, "\ufffdА");              /* a low one alone */
	assert_decodes(CHARSET_UCS2, "\xd8\x3d\xd8\x3d\xde\x00", 6, "\ufffd😀");
	assert_decodes(CHARSET_UCS2, "\x04\x10\x04", 3, "А\ufffd");                  /* an odd octet */
	assert_decodes(CHARSET_UCS2, "\x04", 1, "\ufffd");
	assert_decodes(CHARSET_GSM7, "a\x80z", 3, "a\ufffdz");
	assert_decodes(CHARSET_GSM7, "\x1b\x80z", 3, " \ufffdz");
	assert_decodes(CHARSET_ASCII, "a\xd0z", 3, "a\ufffdz");
	assert_decodes(CHARSET_ASCII, "*500#\0", 6, "*500#");
	assert_decodes(CHARSET_UCS2, "\0a\0\0", 4, "a");
}

static void a_charset_refuses_what_it_has_not(void **state)
{
	(void)state;
	uint8_t out[8];
	char text[8];
	size_t written;
	for (enum charset charset = 0; charset < CHARSET_COUNT; charset++) {
		enum error expected = charset == CHARSET_UCS2 ? ERR_NONE : ERR_BAD; /* ң exists in Unicode alone */
		assert_int_equal(charset_encode(charset, "ң", 2, out, sizeof(out), &written), expected);
		assert_int_equal(charset_octets(charset, "ң", 2), charset == CHARSET_UCS2 ? 2 : SIZE_MAX);
		assert_int_equal(charset_encode(charset, "a\xff", 2, out, sizeof(out), &written), ERR_BAD);
		assert_int_equal(charset_octets(charset, "a\xff", 2), SIZE_MAX);
	}
	assert_int_equal(charset_decode(CHARSET_BINARY, bytes_of("a"), text, sizeof(text), &written), ERR_BAD);
	assert_string_equal(text, "");
}

/* For every capacity: nothing beyond it, whole characters only, and enough is enough. */
static void every_capacity_is_kept(void **state)
{
	(void)state;
	static const struct { enum charset charset; const char *text; } rows[] = {
		{ CHARSET_UCS2, KYRGYZ " 😀😀" }, { CHARSET_GSM7, "price {5} € [x] ~" }, { CHARSET_GSM7_PACKED, "price {5} € [x] ~" },
		{ CHARSET_CYRILLIC, "Ёлка № 5" }, { CHARSET_LATIN1, "éèà" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text = rows[i].text;
		size_t len = strlen(text), octets = charset_octets(rows[i].charset, text, len), written;
		uint8_t *whole = malloc(octets);
		assert_int_equal(charset_encode(rows[i].charset, text, len, whole, octets, &written), ERR_NONE);
		assert_int_equal(written, octets);
		for (size_t capacity = 0; capacity < octets; capacity++) {
			uint8_t *out = malloc(capacity ? capacity : 1); /* the sanitizer watches its end */
			assert_int_equal(charset_encode(rows[i].charset, text, len, out, capacity, &written), ERR_FULL);
			assert_true(written <= capacity);
			assert_memory_equal(out, whole, written);
			free(out);
		}
		for (size_t capacity = 1; capacity <= len + 1; capacity++) {
			char *out = malloc(capacity);
			enum error error = charset_decode(rows[i].charset, (struct bytes){ whole, octets }, out, capacity, &written);
			assert_int_equal(error, capacity > len ? ERR_NONE : ERR_FULL);
			assert_int_equal(written, utf8_floor(text, len, capacity - 1));
			assert_memory_equal(out, text, written);
			assert_int_equal(out[written], '\0');
			free(out);
		}
		free(whole);
	}
}

/* Packed text of each length, with CR at the end too: 23.038, 6.1.2.3.1. */
static void packed_lengths_are_foretold(void **state)
{
	(void)state;
	for (size_t len = 1; len <= 182; len++) {
		for (int ends_with_cr = 0; ends_with_cr <= 1; ends_with_cr++) {
			char text[184], again[184];
			uint8_t out[162];
			size_t written, read;
			memset(text, 'z', sizeof(text));
			if (ends_with_cr)
				text[len - 1] = '\r';
			size_t octets = charset_octets(CHARSET_GSM7_PACKED, text, len);
			assert_int_equal(octets, (len * 7 + 7) / 8 + (ends_with_cr && len % 8 == 0));
			assert_int_equal(charset_encode(CHARSET_GSM7_PACKED, text, len, out, sizeof(out), &written), ERR_NONE);
			assert_int_equal(written, octets);
			assert_int_equal(charset_decode(CHARSET_GSM7_PACKED, (struct bytes){ out, written }, again, sizeof(again), &read), ERR_NONE);
			assert_int_equal(read, len + (ends_with_cr && len % 8 == 0));
			assert_memory_equal(again, text, len);
		}
	}
}

/* Whatever a network sends as text comes out as UTF-8. */
static void noise_reads_as_valid_utf8(void **state)
{
	(void)state;
	unsigned seed = 1;
	for (int round = 0; round < 20000; round++) {
		uint8_t noise[40];
		char out[4 * sizeof(noise)];
		size_t written, len = (size_t)rand_r(&seed) % (sizeof(noise) + 1);
		for (size_t i = 0; i < len; i++)
			noise[i] = (uint8_t)rand_r(&seed);
		for (enum charset charset = 0; charset < CHARSET_BINARY; charset++) {
			assert_int_equal(charset_decode(charset, (struct bytes){ noise, len }, out, sizeof(out), &written), ERR_NONE);
			assert_true(utf8_valid(out, written));
			assert_int_equal(strlen(out), written);
		}
	}
}

static void names_and_data_codings(void **state)
{
	(void)state;
	for (enum charset charset = 0; charset < CHARSET_COUNT; charset++)
		assert_int_equal(charset_named(charset_name(charset)), charset);
	assert_int_equal(charset_named("utf-8"), CHARSET_COUNT);
	assert_int_equal(charset_named(""), CHARSET_COUNT);
	assert_int_equal(charset_of_data_coding(0), CHARSET_GSM7);
	assert_int_equal(charset_of_data_coding(0x0f), CHARSET_GSM7);
	assert_int_equal(charset_of_data_coding(1), CHARSET_ASCII);
	assert_int_equal(charset_of_data_coding(3), CHARSET_LATIN1);
	assert_int_equal(charset_of_data_coding(6), CHARSET_CYRILLIC);
	assert_int_equal(charset_of_data_coding(8), CHARSET_UCS2);
	assert_int_equal(charset_of_data_coding(0x48), CHARSET_UCS2);
	assert_int_equal(charset_of_data_coding(2), CHARSET_BINARY);
	assert_int_equal(charset_of_data_coding(4), CHARSET_BINARY);
	static const struct { uint8_t data_coding; enum charset charset; } groups[] = { /* 23.038, section 4 */
		{ 0x10, CHARSET_GSM7 }, { 0x13, CHARSET_GSM7 }, { 0x14, CHARSET_BINARY }, { 0x18, CHARSET_UCS2 }, { 0x1b, CHARSET_UCS2 }, { 0x1c, CHARSET_BINARY },
		{ 0x20, CHARSET_BINARY }, { 0x28, CHARSET_BINARY }, { 0x38, CHARSET_BINARY }, { 0x40, CHARSET_GSM7 }, { 0x44, CHARSET_BINARY }, { 0x58, CHARSET_UCS2 },
		{ 0x68, CHARSET_BINARY }, { 0x80, CHARSET_BINARY }, { 0xb8, CHARSET_BINARY }, { 0xc0, CHARSET_GSM7 }, { 0xc8, CHARSET_GSM7 }, { 0xd3, CHARSET_GSM7 },
		{ 0xe0, CHARSET_UCS2 }, { 0xe8, CHARSET_UCS2 }, { 0xf0, CHARSET_GSM7 }, { 0xf3, CHARSET_GSM7 }, { 0xf4, CHARSET_BINARY }, { 0xf7, CHARSET_BINARY },
	};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		assert_int_equal(charset_of_data_coding(groups[i].data_coding), groups[i].charset);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_texts),
		cmocka_unit_test(pages_agree_with_iconv),
		cmocka_unit_test(what_cannot_be_read_is_marked_and_the_rest_is_kept),
		cmocka_unit_test(a_charset_refuses_what_it_has_not),
		cmocka_unit_test(every_capacity_is_kept),
		cmocka_unit_test(packed_lengths_are_foretold),
		cmocka_unit_test(noise_reads_as_valid_utf8),
		cmocka_unit_test(names_and_data_codings),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
