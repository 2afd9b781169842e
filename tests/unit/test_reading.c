/* Octets under labels that lie: what is read, and what nobody may take for words. */
#include "text/reading.h"

#include "text/gsm7.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define UNREADABLE NULL

struct hex { uint8_t at[512]; size_t len; };

static struct hex octets_of(const char *hex)
{
	struct hex out = { .len = 0 };
	int used = 0;
	for (unsigned octet; sscanf(hex, " %2x%n", &octet, &used) == 1; hex += used)
		out.at[out.len++] = (uint8_t)octet;
	return out;
}

static const struct row {
	const char *what;
	uint8_t data_coding;
	const char *octets, *text;
} rows[] = {
	{ "a key", 0x00, "31", "1" }, { "a key under binary", 0x04, "31", "1" }, { "a key under UCS-2, one octet", 0x08, "31", "1" },
	{ "a key with a zero", 0x00, "31 00", "1" }, { "with two", 0x00, "31 00 00", "1" }, { "in UCS-2 with one more", 0x08, "00 31 00", "1" },
	{ "little-endian", 0x08, "31 00", "1" }, { "little-endian with its mark", 0x08, "FF FE 31 00", "1" }, { "big-endian with its mark", 0x00, "FE FF 00 31", "1" },
	{ "with the mark of UTF-8", 0x00, "EF BB BF 31", "1" }, { "a PIN under UCS-2", 0x08, "31 32 33 34", "1234" },
	{ "a number with its dash", 0x08, "34 38 32 37 2D 31 39 33 30", "4827-1930" }, { "a PIN packed", 0x0f, "31 D9 8C 06", "1234" },
	{ "a PIN in UCS-2 under GSM 7-bit", 0x00, "00 31 00 32 00 33 00 34", "1234" }, { "a code packed", 0x0f, "AA 1A 0C 36 02", "*500#" },
	{ "a code packed under 0", 0x00, "AA 1A 0C 36 02", "*500#" },

	{ "a key full-width", 0x08, "FF 11", "1" }, { "little-endian", 0x08, "11 FF", "1" }, { "with its mark", 0x00, "FF FE 11 FF", "1" },
	{ "in UTF-8", 0x00, "EF BC 91", "1" }, { "a PIN full-width under GSM 7-bit", 0x00, "FF 11 FF 12 FF 13 FF 14", "1234" },
	{ "a key in Arabic digits", 0x08, "06 61", "1" }, { "under GSM 7-bit", 0x00, "06 61", "1" }, { "little-endian", 0x08, "61 06", "1" },
	{ "in UTF-8", 0x00, "D9 A1", "1" }, { "a PIN in Arabic digits", 0x08, "06 61 06 62 06 63 06 64", "1234" }, { "in eastern ones", 0x08, "06 F1 06 F2 06 F3 06 F4", "1234" },
	{ "behind a mark of direction", 0x08, "20 0F 00 31", "1" }, { "a picture of a key", 0x08, "00 31 FE 0F 20 E3", "1" }, { "in UTF-8", 0x00, "31 EF B8 8F E2 83 A3", "1" },
	{ "a key filled up with @", 0x00, "31 40", "1" }, { "in UCS-2", 0x08, "00 31 00 40", "1" }, { "that under GSM 7-bit", 0x00, "00 31 00 40", "1" },
	{ "a PIN filled up with @", 0x08, "31 32 33 34 40", "1234" }, { "a code filled up with @", 0x04, "2A 35 30 30 23 40", "*500#" },
	{ "full-width letters", 0x08, "FF 33 FF 34 FF 2F FF 30", "STOP" }, { "in UTF-8", 0x00, "EF BD 93 EF BD 94 EF BD 8F EF BD 90", "stop" },
	{ "a key and an escape", 0x08, "31 1B", "1" }, { "a key with a point", 0x00, "00 31 00 2E", "1." }, { "with a bracket under UCS-2", 0x08, "31 29", "1)" },
	{ "a PIN of seven septets and a zero, packed", 0x00, "31 D9 8C 56 B3 DD 00", "1234567" }, { "a date packed", 0x0f, "B0 9B 2B 26 73 C9 6C", "07.12.26" },

	{ "nothing", 0x00, "", "" }, { "zeros", 0x00, "00 00", "" },
	{ "rubble under UCS-2", 0x08, "AA BB CC DD", UNREADABLE }, { "under GSM 7-bit", 0x00, "AA BB CC DD", UNREADABLE },
	{ "under Latin-1", 0x03, "AA BB CC DD", UNREADABLE }, { "under 8-bit", 0x04, "AA BB CC DD", UNREADABLE },
	{ "rubble of two octets", 0x08, "AA BB", UNREADABLE }, { "of six", 0x00, "DE AD BE EF 00 FF", UNREADABLE },

	{ "UTF-8 under 0", 0x00, "D0 A1 D0 B0 D0 BB D0 B0 D0 BC", "Салам" }, { "UTF-8 under UCS-2", 0x08, "D0 A1 D0 B0 D0 BB D0 B0 D0 BC", "Салам" },
	{ "UTF-8 under Latin-1", 0x03, "D2 A3 D3 A9 D2 AF", "ңөү" }, { "UTF-8 that is cut", 0x00, "D0 A1 D0 B0 D0 BB D0", "Сал" },
	{ "little-endian under UCS-2", 0x08, "21 04 30 04 3B 04 30 04 3C 04", "Салам" }, { "with its mark", 0x08, "FF FE 21 04 30 04 3B 04 30 04 3C 04", "Салам" },
	{ "UCS-2 under 0", 0x00, "04 21 04 30 04 3B 04 30 04 3C", "Салам" }, { "UCS-2 with a zero behind", 0x08, "04 21 04 30 04 3B 04 30 04 3C 00", "Салам" },
	{ "ASCII under UCS-2", 0x08, "53 61 6C 61 6D", "Salam" }, { "ASCII of an even length", 0x08, "53 61 6C 61 6D 21", "Salam!" },
	{ "ASCII under 8-bit", 0x04, "53 61 6C 61 6D", "Salam" }, { "packed under 0Fh", 0x0f, "D3 30 BB 0C", "Sale" },
	{ "seven septets, packed", 0x0f, "C2 B2 BC 5D 26 A7 01", "Bermedi" }, { "and a zero, not packed", 0x00, "42 65 72 6D 65 64 69 00", "Bermedi" },
	{ "Korean", 0x08, "C5 48 B1 55 D5 58 C1 38 C6 94 00 20 AC 10 C0 AC D5 69 B2 C8 B2 E4", "안녕하세요 감사합니다" },

	{ "class 0", 0xf0, "53 54 4F 50", "STOP" }, { "class 3", 0xf3, "53 54 4F 50", "STOP" }, { "general, class", 0x10, "53 54 4F 50", "STOP" },
	{ "message waiting", 0xc0, "53 54 4F 50", "STOP" }, { "stored", 0xd0, "53 54 4F 50", "STOP" }, { "to be deleted", 0x40, "53 54 4F 50", "STOP" },
	{ "UCS-2 of a class", 0x18, "04 42 04 3E 04 3A 04 42 04 3E 04 42", "токтот" }, { "of class 1", 0x19, "04 42 04 3E 04 3A 04 42 04 3E 04 42", "токтот" },
	{ "of message waiting", 0xe0, "04 42 04 3E 04 3A 04 42 04 3E 04 42", "токтот" },

	{ "seven letters filled up with @", 0x01, "42 65 72 6D 65 64 69 40", "Bermedi" }, { "four under GSM 7-bit", 0x00, "53 54 4F 50 40", "STOP" },
	{ "in UCS-2 under GSM 7-bit", 0x00, "00 53 00 54 00 4F 00 50 00 40", "STOP" }, { "an address has its @", 0x00, "61 69 00 6B 2E 6B 67", "ai@k.kg" },
	{ "a name under UCS-2 that is words when unpacked", 0x08, "42 69 73 68 6B 65 6B", "Bishkek" }, { "another", 0x08, "42 61 74 6B 65 6E", "Batken" },
	{ "words packed that are Cyrillic letters in another coding", 0x00, "CA E9 D3 09", "JSON" },
	{ "words packed, of few high octets", 0x00, "53 6A 50 4A 05", "START" }, { "one octet that the label has not", 0x00, "B1", UNREADABLE },
	{ "the letter of the Turkish table, no table told", 0x00, "69 1D 76 65 72 65 6E", "işveren" }, { "an escape twice", 0x00, "69 1B 1B 73 76 65 72", "isver" },
	{ "an escape at the end", 0x00, "62 61 72 1B", "bar" },
	{ "an escape that no table has", 0x00, "69 1B 73 76 65 72 65 6E", "isveren" }, { "the euro", 0x00, "31 30 20 1B 65", "10 €" },
};

static enum error read_as(uint8_t data_coding, const uint8_t *at, size_t len, char out[512])
{
	size_t size;
	struct reading_label label = { .charset = charset_of_data_coding(data_coding) };
	return reading_text(&label, (struct bytes){ at, len }, out, 512, &size, NULL);
}

static void each_row(void **state)
{
	(void)state;
	int wrong = 0;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[512];
		struct hex in = octets_of(rows[i].octets);
		enum error error = read_as(rows[i].data_coding, in.at, in.len, out);
		if (error == ERR_NONE ? rows[i].text && strcmp(out, rows[i].text) == 0 : error == ERR_BAD && !rows[i].text && !out[0])
			continue;
		print_error("%s (%02x: %s): '%s' (%s), not '%s'\n", rows[i].what, rows[i].data_coding, rows[i].octets, out, error_name(error),
			rows[i].text ? rows[i].text : "unreadable");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void national_tables(void **state)
{
	(void)state;
	static const struct { struct gsm7_tables tables; const char *octets, *text; } national[] = {
		{ { 0, GSM7_TURKISH }, "69 1B 73 76 65 72 65 6E", "işveren" }, { { GSM7_TURKISH, 0 }, "69 1D 76 65 72 65 6E", "işveren" },
		{ { GSM7_TURKISH, GSM7_TURKISH }, "1C 65 68 69 72 20 1B 67 07", "Şehir ğı" }, { { 0, GSM7_TURKISH }, "1B 65 1B 3C", "€[" },
		{ { 0, GSM7_SPANISH }, "64 1B 69 61 73", "días" }, { { GSM7_PORTUGUESE, GSM7_PORTUGUESE }, "6E 7B 6F 20 1B 05", "não ê" },
		{ { 9, 9 }, "69 1B 73 76 65 72 65 6E", "isveren" },
	};
	for (size_t i = 0; i < COUNT(national); i++) {
		char out[64];
		size_t len;
		struct hex in = octets_of(national[i].octets);
		struct reading_label label = { .charset = CHARSET_GSM7, .national = national[i].tables };
		assert_int_equal(reading_text(&label, (struct bytes){ in.at, in.len }, out, sizeof(out), &len, NULL), ERR_NONE);
		assert_string_equal(out, national[i].text);
	}
}

/* ---- the property: any text of the menus' languages, in any coding under any label, is read back, or nobody reads it ---- */

static const char *const texts[] = {
	"Жумуш берүүчү үч айдан бери айлыгымды төлөбөй жатат", "Паспортумду алып койду, кайтарбай жатат!", "Хозяин не платит зарплату 3 месяца", "ооба", "жок", "Айгүл Токтогулова",
	"ПОМОГИТЕ", "Мен Бишкектенмин, телефонум 0555 12-34-56", "Не могу уехать домой. Что делать?", "Ысык-Көл облусу, Жети-Өгүз району", "ж", "үй",
	"START", "jok", "KG", "kyrgyzcha", "Bishkek", "Batken", "Osh shaary", "JARDAM", "Aigul Toktogulova",
	"Salam, ayligimdi berbey jatat", "Bermedi", "STOP", "Ish beruuchu 3 ay akcha tolobodu!", "Kyrgyz öz tilinde üch ay", "yes", "Men 25 jashtamyn", "İşverenim üç aydır maaşımı ödemiyor", "Salam! 😀 Жардам керек", "Олар айтты: «жооп жок». Эмне кылам?", "Работаю на стройке, 12 часов в день, договор не дали",
};

/* How a text stands in octets. 0: that coding has not all of its letters. */
typedef size_t encode_text(const char *text, uint8_t out[512]);

static size_t encode(enum charset charset, const char *text, uint8_t out[512])
{
	size_t written;
	return charset_encode(charset, text, strlen(text), out, 500, &written) == ERR_NONE ? written : 0;
}

static size_t as_gsm7(const char *text, uint8_t out[512]) { return encode(CHARSET_GSM7, text, out); }
static size_t as_packed(const char *text, uint8_t out[512]) { return encode(CHARSET_GSM7_PACKED, text, out); }
static size_t as_ucs2(const char *text, uint8_t out[512]) { return encode(CHARSET_UCS2, text, out); }
static size_t as_cyrillic(const char *text, uint8_t out[512]) { return encode(CHARSET_CYRILLIC, text, out); }
static size_t as_latin1(const char *text, uint8_t out[512]) { return encode(CHARSET_LATIN1, text, out); }

static size_t as_utf8(const char *text, uint8_t out[512])
{
	memcpy(out, text, strlen(text));
	return strlen(text);
}

static size_t as_ucs2_le(const char *text, uint8_t out[512])
{
	size_t len = as_ucs2(text, out);
	for (size_t i = 0; i + 1 < len; i += 2) {
		uint8_t high = out[i];
		out[i] = out[i + 1];
		out[i + 1] = high;
	}
	return len;
}

static size_t marked(encode_text *encode_it, const char *mark, size_t mark_len, const char *text, uint8_t out[512])
{
	uint8_t plain[512];
	size_t len = encode_it(text, plain);
	memcpy(out, mark, mark_len);
	memcpy(out + mark_len, plain, len);
	return len ? len + mark_len : 0;
}

static size_t as_ucs2_marked(const char *text, uint8_t out[512]) { return marked(as_ucs2, "\xfe\xff", 2, text, out); }
static size_t as_ucs2_le_marked(const char *text, uint8_t out[512]) { return marked(as_ucs2_le, "\xff\xfe", 2, text, out); }
static size_t as_utf8_marked(const char *text, uint8_t out[512]) { return marked(as_utf8, "\xef\xbb\xbf", 3, text, out); }

/* What must be read whatever the label, and what at least must not be rubble. */
static const struct { const char *name; encode_text *encode; bool any_label; size_t zeros; } codings[] = {
	{ "GSM 7-bit", as_gsm7, false, 2 }, { "packed", as_packed, false, 0 }, { "UCS-2", as_ucs2, true, 2 }, { "UTF-16LE", as_ucs2_le, true, 2 },
	{ "UTF-8", as_utf8, true, 2 }, { "UCS-2 with a mark", as_ucs2_marked, true, 2 }, { "UTF-16LE with a mark", as_ucs2_le_marked, true, 2 },
	{ "UTF-8 with a mark", as_utf8_marked, true, 2 }, { "ISO-8859-5", as_cyrillic, false, 2 }, { "Latin-1", as_latin1, false, 2 },
};

static void any_text_under_any_label(void **state)
{
	(void)state;
	size_t wrong = 0, unread = 0, all = 0;
	for (size_t t = 0; t < COUNT(texts); t++)
		for (size_t c = 0; c < COUNT(codings); c++)
			for (unsigned label = 0; label < 256; label++)
				for (size_t zeros = 0; zeros <= codings[c].zeros; zeros++) {
					uint8_t octets[512] = { 0 };
					char out[512];
					size_t len = codings[c].encode(texts[t], octets);
					if (len == 0 || (!codings[c].any_label && utf8_count(texts[t], strlen(texts[t])) < 2)) /* one octet is a letter of each alphabet */
						continue;
					memset(octets + len, 0, zeros);
					enum error error = read_as((uint8_t)label, octets, len + zeros, out);
					all++;
					unread += error != ERR_NONE;
					if (error == ERR_NONE ? strcmp(out, texts[t]) == 0 : !codings[c].any_label)
						continue;
					if (wrong++ < 40)
						print_error("'%s' in %s under %02x with %zu zeros: '%s' (%s)\n", texts[t], codings[c].name, label, zeros, out, error_name(error));
				}
	print_message("# %zu readings, %zu of them of nobody\n", all, unread);
	assert_int_equal(wrong, 0);
}

/* ---- the same for keys: a choice, a PIN, a number, a code; whatever stands behind them ---- */

static void any_keys_under_any_label(void **state)
{
	(void)state;
	static const char *const keys[] = { "1", "0", "9", "12", "101", "1234", "0000", "4827-1930", "48271930", "15000", "0555123456", "+996555123456", "*500#",
		"*500*1*2#", "１", "１２３４", "٣", "١٢٣٤", "۴", "۱۲۳۴", "1.", "1)", "07.12.2026" };
	static const char *const folded[] = { "1", "0", "9", "12", "101", "1234", "0000", "4827-1930", "48271930", "15000", "0555123456", "+996555123456", "*500#",
		"*500*1*2#", "1", "1234", "3", "1234", "4", "1234", "1.", "1)", "07.12.2026" };
	static const struct { const char *octets; size_t len, unit; } behind[] = { { "", 0, 0 }, { "\0", 1, 0 }, { "\0\0", 2, 0 }, { "@", 1, 1 }, { "\0@", 2, 2 }, { "@\0", 2, 3 } };
	size_t wrong = 0, all = 0;
	for (size_t k = 0; k < COUNT(keys); k++)
		for (size_t c = 0; c < COUNT(codings); c++)
			for (size_t tail = 0; tail < COUNT(behind); tail++)
				for (unsigned label = 0; label < 256; label++) {
					uint8_t octets[512] = { 0 };
					char out[512];
					size_t len = codings[c].encode(keys[k], octets), unit = behind[tail].unit;
					bool little = codings[c].encode == as_ucs2_le || codings[c].encode == as_ucs2_le_marked;
					bool wide = little || codings[c].encode == as_ucs2 || codings[c].encode == as_ucs2_marked;
					if (len == 0 || (unit > 0 && unit != (little ? 3u : wide ? 2u : 1u)) || (tail > 0 && codings[c].encode == as_packed))
						continue;
					memcpy(octets + len, behind[tail].octets, behind[tail].len);
					all++;
					if (read_as((uint8_t)label, octets, len + behind[tail].len, out) == ERR_NONE && strcmp(out, folded[k]) == 0)
						continue;
					if (wrong++ < 40)
						print_error("'%s' in %s under %02x with tail %zu: '%s'\n", keys[k], codings[c].name, label, tail, out);
				}
	print_message("# %zu keys read\n", all);
	assert_int_equal(wrong, 0);
}

static void noise_is_nobodys_words(void **state)
{
	(void)state;
	size_t read = 0, all = 20000;
	uint32_t seed = 2463534242u;
	for (size_t i = 0; i < all; i++) {
		uint8_t octets[64];
		char out[512];
		size_t len = 8 + i % 24;
		for (size_t j = 0; j < len; j++) {
			seed ^= seed << 13, seed ^= seed >> 17, seed ^= seed << 5;
			octets[j] = (uint8_t)(seed >> 11);
		}
		static const uint8_t labels[] = { 0, 1, 3, 4, 6, 8, 0x0f, 0x48 };
		bool is = read_as(labels[i % COUNT(labels)], octets, len, out) == ERR_NONE;
		if (is && getenv("SHOW")) print_message("# %02x %zu: %s\n", labels[i % COUNT(labels)], len, out);
		read += is;
	}
	print_message("# of %zu random texts of 8 to 31 octets %zu are taken for words\n", all, read);
	assert_in_range(read, 0, all / 500);
}

static void what_does_not_fit_is_cut_at_a_character(void **state)
{
	(void)state;
	char out[6];
	size_t len;
	enum reading_how how;
	struct hex in = octets_of("04 21 04 30 04 3B 04 30 04 3C");
	struct reading_label label = { .charset = CHARSET_UCS2 };
	assert_int_equal(reading_text(&label, (struct bytes){ in.at, in.len }, out, sizeof(out), &len, &how), ERR_FULL);
	assert_string_equal(out, "Са");
	assert_int_equal(len, 4);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row),
		cmocka_unit_test(national_tables),
		cmocka_unit_test(any_text_under_any_label),
		cmocka_unit_test(any_keys_under_any_label),
		cmocka_unit_test(noise_is_nobodys_words),
		cmocka_unit_test(what_does_not_fit_is_cut_at_a_character),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
