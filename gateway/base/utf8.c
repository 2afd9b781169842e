#include "base/utf8.h"

#include <assert.h>

/* By length: the mark in the lead octet, the bits of it that are the character's, and the least code point that needs so many octets
 * (RFC 3629, 3). */
static const struct form {
	uint8_t mark, bits;
	uint32_t least;
} forms[5] = {
	[1] = { 0x00, 0x7f, 0 },
	[2] = { 0xc0, 0x1f, 0x80 },
	[3] = { 0xe0, 0x0f, 0x800 },
	[4] = { 0xf0, 0x07, 0x10000 },
};

/* The length that a lead octet announces, by its high five bits; 0: it leads nothing. */
static const uint8_t announced[32] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 4, 0 };

static bool is_continuation(char octet)
{
	return ((uint8_t)octet & 0xc0) == 0x80;
}

static bool is_scalar(uint32_t code)
{
	return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

uint32_t utf8_next(const char *text, size_t len, size_t *size)
{
	assert(len > 0);
	uint8_t lead = (uint8_t)text[0];
	size_t octets = announced[lead >> 3];
	*size = 1;
	if (octets == 1)
		return lead;
	if (octets == 0 || octets > len)
		return UTF8_BAD;
	uint32_t code = lead & forms[octets].bits;
	for (size_t i = 1; i < octets; i++) {
		if (!is_continuation(text[i]))
			return UTF8_BAD;
		code = code << 6 | ((uint8_t)text[i] & 0x3f);
	}
	if (code < forms[octets].least || !is_scalar(code))
		return UTF8_BAD;
	*size = octets;
	return code;
}

size_t utf8_put(char *out, uint32_t code)
{
	assert(is_scalar(code));
	size_t octets = 1;
	while (octets < 4 && code >= forms[octets + 1].least)
		octets++;
	for (size_t i = octets - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(forms[octets].mark | code);
	return octets;
}

bool utf8_valid(const char *text, size_t len)
{
	for (size_t at = 0, size; at < len; at += size) {
		if (utf8_next(text + at, len - at, &size) == UTF8_BAD)
			return false;
	}
	return true;
}

size_t utf8_count(const char *text, size_t len)
{
	size_t count = 0;
	for (size_t at = 0, size; at < len; at += size) {
		utf8_next(text + at, len - at, &size);
		count++;
	}
	return count;
}

size_t utf8_floor(const char *text, size_t len, size_t max)
{
	if (len <= max)
		return len;
	size_t at = max;
	while (at > 0 && is_continuation(text[at]))
		at--;
	return at;
}

static bool is_space(uint32_t code)
{
	return code == ' ' || code == '\n' || code == 0xa0 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f || code == 0x3000;
}

static bool is_dropped(uint32_t code)
{
	return code == UTF8_BAD || (code < ' ' && code != '\n') || (code >= 0x7f && code < 0xa0) || code == 0xfeff;
}

/* What stands for `code` in a clean text; `next` is the octet after it, or 0. */
static uint32_t cleaned(uint32_t code, char next)
{
	if (code == '\t')
		return ' ';
	if (code == '\r' && next != '\n')
		return '\n';
	return code;
}

size_t utf8_clean(char *text, size_t len)
{
	size_t used = 0, end = 0; /* `end` is after the last character that is no space */
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		code = cleaned(code, at + size < len ? text[at + size] : '\0');
		if (is_dropped(code) || (used == 0 && is_space(code)))
			continue;
		used += utf8_put(text + used, code);
		if (!is_space(code))
			end = used;
	}
	return end;
}
