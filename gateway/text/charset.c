#include "text/charset.h"

#include "text/gsm7.h"
#include "text/utf8.h"

#include <assert.h>
#include <string.h>

#define UNREADABLE 0xfffd

/* Each charset reads one character (UTF8_BAD when it cannot be read; *size octets taken) and writes one (0: the charset has it not). */
typedef uint32_t charset_next(const uint8_t *at, size_t left, size_t *size);
typedef size_t charset_put(uint8_t out[4], uint32_t code);

/* A surrogate without its partner, and an odd last octet, are unreadable. */
uint32_t charset_ucs2_next(const uint8_t *at, size_t left, size_t *size)
{
	*size = left < 2 ? left : 2;
	if (left < 2)
		return UTF8_BAD;
	uint32_t high = (uint32_t)at[0] << 8 | at[1];
	if (high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || left < 4)
		return UTF8_BAD;
	uint32_t low = (uint32_t)at[2] << 8 | at[3];
	if (low < 0xdc00 || low > 0xdfff)
		return UTF8_BAD;
	*size = 4;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static void put_unit(uint8_t out[2], uint32_t unit)
{
	out[0] = (uint8_t)(unit >> 8);
	out[1] = (uint8_t)unit;
}

static size_t ucs2_put(uint8_t out[4], uint32_t code)
{
	if (code < 0x10000) {
		put_unit(out, code);
		return 2;
	}
	put_unit(out, 0xd800 + ((code - 0x10000) >> 10));
	put_unit(out + 2, 0xdc00 + (code & 0x3ff));
	return 4;
}

static uint32_t latin1_next(const uint8_t *at, size_t left, size_t *size)
{
	(void)left;
	*size = 1;
	return at[0];
}

static size_t latin1_put(uint8_t out[4], uint32_t code)
{
	out[0] = (uint8_t)code;
	return code <= 0xff ? 1 : 0;
}

static uint32_t ascii_next(const uint8_t *at, size_t left, size_t *size)
{
	(void)left;
	*size = 1;
	return at[0] <= 0x7f ? at[0] : UTF8_BAD;
}

static size_t ascii_put(uint8_t out[4], uint32_t code)
{
	out[0] = (uint8_t)code;
	return code <= 0x7f ? 1 : 0;
}

/* ISO-8859-5 is Latin-1 below 0xa1, and from there U+0401 onwards, but for three places. */
static uint32_t cyrillic_next(const uint8_t *at, size_t left, size_t *size)
{
	(void)left;
	*size = 1;
	switch (at[0]) {
	case 0xad: return 0xad;
	case 0xf0: return 0x2116;
	case 0xfd: return 0xa7;
	default: return at[0] < 0xa1 ? at[0] : at[0] + 0x360u;
	}
}

static size_t cyrillic_put(uint8_t out[4], uint32_t code)
{
	switch (code) {
	case 0xad: out[0] = 0xad; return 1;
	case 0x2116: out[0] = 0xf0; return 1;
	case 0xa7: out[0] = 0xfd; return 1;
	case 0x40d: case 0x450: case 0x45d: return 0; /* whose places those three have */
	}
	out[0] = (uint8_t)(code < 0xa1 ? code : code - 0x360);
	return code < 0xa1 || (code >= 0x401 && code <= 0x45f) ? 1 : 0;
}

static size_t gsm7_put_row(uint8_t out[4], uint32_t code)
{
	return gsm7_put(out, code);
}

static const struct {
	const char *name;
	charset_next *next; /* NULL: not text */
	charset_put *put;
} charsets[CHARSET_COUNT] = {
	[CHARSET_GSM7] = { "gsm7", gsm7_next, gsm7_put_row },
	[CHARSET_GSM7_PACKED] = { "gsm7-packed", gsm7_next, gsm7_put_row }, /* of septets; packing is done around them */
	[CHARSET_UCS2] = { "ucs2", charset_ucs2_next, ucs2_put },
	[CHARSET_LATIN1] = { "latin1", latin1_next, latin1_put },
	[CHARSET_ASCII] = { "ascii", ascii_next, ascii_put },
	[CHARSET_CYRILLIC] = { "cyrillic", cyrillic_next, cyrillic_put },
	[CHARSET_BINARY] = { "binary", NULL, NULL },
};

static const struct { uint8_t data_coding; enum charset charset; } codings[] = {
	{ 0x00, CHARSET_GSM7 }, { 0x01, CHARSET_ASCII }, { 0x03, CHARSET_LATIN1 }, { 0x06, CHARSET_CYRILLIC },
	{ 0x08, CHARSET_UCS2 }, { 0x0f, CHARSET_GSM7 },
};

const char *charset_name(enum charset charset)
{
	assert(charset < CHARSET_COUNT);
	return charsets[charset].name;
}

enum charset charset_named(const char *name)
{
	enum charset charset = 0;
	while (charset < CHARSET_COUNT && strcmp(name, charsets[charset].name) != 0)
		charset++;
	return charset;
}

/* 23.038, section 4, from 10h on: which bits say the alphabet, if any. Below are SMPP's own values, and of 23.038 there only 00h and 08h, which mean
 * the same. Compressed text is nobody's to read. */
static const struct { uint8_t mask, group; enum { GROUP_GSM7, GROUP_UCS2, GROUP_BITS, GROUP_CLASS, GROUP_NONE } alphabet; } groups[] = {
	{ 0xa0, 0x20, GROUP_NONE },  /* 001x and 011x: compressed */
	{ 0x80, 0x00, GROUP_BITS },  /* 00xx general, 01xx marked for deletion: bits 3 and 2 */
	{ 0xf0, 0xc0, GROUP_GSM7 },  /* message waiting, discard */
	{ 0xf0, 0xd0, GROUP_GSM7 },  /* store */
	{ 0xf0, 0xe0, GROUP_UCS2 },  /* store */
	{ 0xf0, 0xf0, GROUP_CLASS }, /* data coding and class: bit 2 */
	{ 0x00, 0x00, GROUP_NONE },  /* reserved */
};

static enum charset charset_of_group(uint8_t data_coding)
{
	static const enum charset alphabets[] = { CHARSET_GSM7, CHARSET_BINARY, CHARSET_UCS2, CHARSET_BINARY };
	size_t i = 0;
	while ((data_coding & groups[i].mask) != groups[i].group)
		i++;
	switch (groups[i].alphabet) {
	case GROUP_GSM7: return CHARSET_GSM7;
	case GROUP_UCS2: return CHARSET_UCS2;
	case GROUP_BITS: return alphabets[data_coding >> 2 & 3];
	case GROUP_CLASS: return data_coding & 0x04 ? CHARSET_BINARY : CHARSET_GSM7;
	case GROUP_NONE: break;
	}
	return CHARSET_BINARY;
}

enum charset charset_of_data_coding(uint8_t data_coding)
{
	for (size_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
		if (codings[i].data_coding == data_coding)
			return codings[i].charset;
	}
	return data_coding < 0x10 ? CHARSET_BINARY : charset_of_group(data_coding);
}

/* The character at unit `at` of `in`: an octet, or in packed text a septet, of which there are `units`. */
static uint32_t character_at(enum charset charset, struct bytes in, size_t at, size_t units, size_t *size)
{
	if (charset != CHARSET_GSM7_PACKED)
		return charsets[charset].next(in.at + at, units - at, size);
	uint8_t septets[2] = { gsm7_packed_at(in, at) };
	size_t left = units - at > 1 ? 2 : 1;
	if (left > 1)
		septets[1] = gsm7_packed_at(in, at + 1);
	return gsm7_next(septets, left, size);
}

enum error charset_decode(enum charset charset, struct bytes in, char *out, size_t capacity, size_t *written)
{
	assert(charset < CHARSET_COUNT && capacity > 0);
	size_t units = charset == CHARSET_GSM7_PACKED ? gsm7_packed_count(in, true) : in.len;
	*written = 0;
	out[0] = '\0';
	if (!charsets[charset].next)
		return ERR_BAD;
	for (size_t at = 0, size; at < units; at += size) {
		char utf8[4];
		uint32_t code = character_at(charset, in, at, units, &size);
		if (code == 0)
			continue;
		size_t octets = utf8_put(utf8, code == UTF8_BAD ? UNREADABLE : code);
		if (octets >= capacity - *written)
			return ERR_FULL;
		for (size_t i = 0; i < octets; i++)
			out[(*written)++] = utf8[i];
		out[*written] = '\0';
	}
	return ERR_NONE;
}

/* Eight septets fill seven octets: whole groups are packed as they fill, and the last one (1..8 septets) by USSD's rules. */
static enum error encode_packed(const char *text, size_t len, uint8_t *out, size_t capacity, size_t *written)
{
	uint8_t group[8], septets[2];
	size_t grouped = 0, octets;
	*written = 0;
	for (size_t at = 0, size; at < len; at += size) {
		size_t width = gsm7_put(septets, utf8_next(text + at, len - at, &size));
		if (width == 0)
			return ERR_BAD;
		for (size_t i = 0; i < width; i++) {
			if (grouped == sizeof(group)) {
				enum error error = gsm7_pack((struct bytes){ group, grouped }, false, out + *written, capacity - *written, &octets);
				if (error)
					return error;
				*written += octets;
				grouped = 0;
			}
			group[grouped++] = septets[i];
		}
	}
	enum error error = gsm7_pack((struct bytes){ group, grouped }, true, out + *written, capacity - *written, &octets);
	*written += octets;
	return error;
}

enum error charset_encode(enum charset charset, const char *text, size_t len, uint8_t *out, size_t capacity, size_t *written)
{
	assert(charset < CHARSET_COUNT);
	*written = 0;
	if (charset == CHARSET_GSM7_PACKED)
		return encode_packed(text, len, out, capacity, written);
	if (!charsets[charset].put)
		return ERR_BAD;
	for (size_t at = 0, size; at < len; at += size) {
		uint8_t unit[4];
		uint32_t code = utf8_next(text + at, len - at, &size);
		size_t octets = code == UTF8_BAD ? 0 : charsets[charset].put(unit, code);
		if (octets == 0)
			return ERR_BAD;
		if (octets > capacity - *written)
			return ERR_FULL;
		for (size_t i = 0; i < octets; i++)
			out[(*written)++] = unit[i];
	}
	return ERR_NONE;
}

/* USSD's rules of packing: seven spare bits hold a CR anyway, a text's own CR at the end of an octet takes one octet more. */
static size_t packed_octets(size_t septets, bool ends_with_cr)
{
	bool extra = ends_with_cr && septets % 8 == 0;
	return ((septets + extra) * 7 + 7) / 8;
}

size_t charset_octets(enum charset charset, const char *text, size_t len)
{
	assert(charset < CHARSET_COUNT);
	size_t count = 0;
	if (!charsets[charset].put)
		return SIZE_MAX;
	for (size_t at = 0, size; at < len; at += size) {
		uint8_t unit[4];
		uint32_t code = utf8_next(text + at, len - at, &size);
		size_t octets = code == UTF8_BAD ? 0 : charsets[charset].put(unit, code);
		if (octets == 0)
			return SIZE_MAX;
		count += octets;
	}
	if (charset == CHARSET_GSM7_PACKED)
		return packed_octets(count, len > 0 && text[len - 1] == '\r');
	return count;
}
