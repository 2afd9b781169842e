#include "text/gsm7.h"
#include "text/segment.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* `count` times `piece` into `out`; returns the length. */
static size_t repeat(char *out, const char *piece, size_t count)
{
	size_t len = strlen(piece);
	for (size_t i = 0; i < count; i++)
		memcpy(out + i * len, piece, len);
	out[count * len] = '\0';
	return count * len;
}

static size_t units_of(enum charset charset, const char *text, size_t len)
{
	return charset == CHARSET_GSM7 ? gsm7_count(text, len) : charset_octets(CHARSET_UCS2, text, len) / 2;
}

/* What holds for every segmentation: parts follow one another without a gap, each is whole characters within its budget, none but the last
 * could have taken the character after it, and what goes out reads back as the text. */
static void assert_sane(const char *text, size_t len, const struct segments *s)
{
	static const size_t alone[] = { [CHARSET_GSM7] = 160, [CHARSET_UCS2] = 70 }, part[] = { [CHARSET_GSM7] = 153, [CHARSET_UCS2] = 67 };
	size_t budget = s->count > 1 ? part[s->charset] : alone[s->charset], joined = 0;
	char *whole = malloc(len + 1);
	assert_true(s->charset == CHARSET_GSM7 || s->charset == CHARSET_UCS2);
	assert_true(s->count >= 1 && s->count <= SEGMENT_MAX);
	assert_int_equal(s->start[0], 0);
	assert_int_equal(s->start[s->count], len);
	for (size_t i = 0; i < s->count; i++) {
		const char *at = text + s->start[i];
		size_t part_len = s->start[i + 1] - s->start[i], size, written, read;
		uint8_t wire[160];
		assert_true(s->start[i + 1] > s->start[i] || len == 0);
		assert_true(utf8_valid(at, part_len));
		assert_true(units_of(s->charset, at, part_len) <= budget);
		if (i + 1 < s->count) {
			utf8_next(at + part_len, len - s->start[i + 1], &size);
			assert_true(units_of(s->charset, at, part_len + size) > budget);
		}
		assert_int_equal(segment_encode(s, text, i, 7, wire, s->charset == CHARSET_UCS2 ? 140 : 160, &written), ERR_NONE);
		size_t header = s->count > 1 ? SEGMENT_HEADER_OCTETS : 0;
		if (header) {
			const uint8_t expected[] = { 5, 0, 3, 7, (uint8_t)s->count, (uint8_t)(i + 1) };
			assert_memory_equal(wire, expected, sizeof(expected));
		}
		struct bytes body = { wire + header, written - header };
		assert_int_equal(charset_decode(s->charset, body, whole + joined, len + 1 - joined, &read), ERR_NONE);
		joined += read;
	}
	assert_int_equal(joined, len);
	assert_memory_equal(whole, text, len);
	free(whole);
}

static void assert_parts(const char *text, size_t len, enum charset charset, size_t count)
{
	struct segments s;
	assert_int_equal(segment_text(text, len, &s), ERR_NONE);
	assert_int_equal(s.charset, charset);
	assert_int_equal(s.count, count);
	assert_sane(text, len, &s);
}

static void the_budgets_of_23_040(void **state)
{
	(void)state;
	static const struct { const char *piece; size_t times; enum charset charset; size_t parts; } rows[] = {
		{ "a", 0, CHARSET_GSM7, 1 }, { "a", 160, CHARSET_GSM7, 1 }, { "a", 161, CHARSET_GSM7, 2 },
		{ "a", 306, CHARSET_GSM7, 2 }, { "a", 307, CHARSET_GSM7, 3 },
		{ "€", 80, CHARSET_GSM7, 1 }, { "€", 81, CHARSET_GSM7, 2 }, { "€", 152, CHARSET_GSM7, 2 }, { "€", 153, CHARSET_GSM7, 3 },
		{ "ң", 70, CHARSET_UCS2, 1 }, { "ң", 71, CHARSET_UCS2, 2 }, { "ң", 134, CHARSET_UCS2, 2 }, { "ң", 135, CHARSET_UCS2, 3 },
		{ "😀", 35, CHARSET_UCS2, 1 }, { "😀", 36, CHARSET_UCS2, 2 }, { "😀", 66, CHARSET_UCS2, 2 }, { "😀", 67, CHARSET_UCS2, 3 },
		{ "a", 153 * 255, CHARSET_GSM7, 255 }, { "ң", 67 * 255, CHARSET_UCS2, 255 },
	};
	static char text[65536];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_parts(text, repeat(text, rows[i].piece, rows[i].times), rows[i].charset, rows[i].parts);
}

/* An escape pair and a surrogate pair at each place near the first two boundaries. */
static void a_pair_is_never_cut(void **state)
{
	(void)state;
	static const struct { const char *filler, *pair; size_t around; } rows[] = { { "a", "€", 153 }, { "ң", "😀", 67 } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t before = 0; before <= rows[i].around * 2 + 3; before++) {
			char text[2048];
			struct segments s;
			size_t len = repeat(text, rows[i].filler, before);
			len += repeat(text + len, rows[i].pair, 1);
			len += repeat(text + len, rows[i].filler, rows[i].around);
			assert_int_equal(segment_text(text, len, &s), ERR_NONE);
			assert_sane(text, len, &s);
		}
	}
}

static void random_texts_join_again(void **state)
{
	(void)state;
	static const char *const gsm[] = { "a", "Z", "5", " ", "\n", "€", "{", "]", "ö", "Ç" };
	static const char *const any[] = { "a", "ө", "ң", "№", "😀", "€", "{", "\n", "𝔊", "я" };
	unsigned seed = 2;
	for (int round = 0; round < 3000; round++) {
		char text[4096];
		struct segments s;
		const char *const *pieces = round % 2 ? gsm : any;
		size_t count = (size_t)rand_r(&seed) % 800, len = 0;
		for (size_t i = 0; i < count; i++)
			len += repeat(text + len, pieces[(size_t)rand_r(&seed) % 10], 1);
		assert_int_equal(segment_text(text, len, &s), ERR_NONE);
		assert_sane(text, len, &s);
	}
}

static void one_letter_makes_it_ucs2(void **state)
{
	(void)state;
	char text[256];
	size_t len = repeat(text, "a", 70);
	strcpy(text + len, "ө");
	assert_parts(text, len + 2, CHARSET_UCS2, 2);
}

static void what_cannot_be_cut(void **state)
{
	(void)state;
	static char text[65536];
	struct segments s;
	assert_int_equal(segment_text(text, repeat(text, "a", 153 * 255 + 1), &s), ERR_LONG);
	assert_int_equal(segment_text(text, repeat(text, "ң", 67 * 255 + 1), &s), ERR_LONG);
	assert_int_equal(segment_text("a\xff", 2, &s), ERR_BAD);
	assert_int_equal(segment_text("\xd0", 1, &s), ERR_BAD);
}

static void encode_keeps_its_bounds(void **state)
{
	(void)state;
	char text[512];
	uint8_t out[160];
	struct segments s;
	size_t written, len = repeat(text, "ң", 100);
	assert_int_equal(segment_text(text, len, &s), ERR_NONE);
	assert_int_equal(segment_encode(&s, text, 0, 1, out, 140, &written), ERR_NONE);
	assert_int_equal(written, 140);
	assert_int_equal(segment_encode(&s, text, 0, 1, out, 139, &written), ERR_FULL);
	assert_int_equal(segment_encode(&s, text, 0, 1, out, 5, &written), ERR_FULL);
	assert_int_equal(written, 0);
	assert_int_equal(segment_encode(&s, text, 1, 1, out, 140, &written), ERR_NONE);
	assert_int_equal(written, SEGMENT_HEADER_OCTETS + 2 * 33);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_budgets_of_23_040),
		cmocka_unit_test(a_pair_is_never_cut),
		cmocka_unit_test(random_texts_join_again),
		cmocka_unit_test(one_letter_makes_it_ucs2),
		cmocka_unit_test(what_cannot_be_cut),
		cmocka_unit_test(encode_keeps_its_bounds),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
