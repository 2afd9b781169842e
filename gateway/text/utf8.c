#include "text/utf8.h"

#include <assert.h>
#include <string.h>

/* One row a length: the lead octet's mark under its mask, and the least code point that needs this length (RFC 3629, 3). */
static const struct form {
	uint8_t mask, mark;
	size_t size;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 1, 0 },
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

static const struct form *form_of(uint8_t lead)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if ((lead & forms[i].mask) == forms[i].mark)
			return &forms[i];
	}
	return NULL;
}

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
	const struct form *form = form_of((uint8_t)text[0]);
	*size = 1;
	if (!form || form->size > len)
		return UTF8_BAD;
	uint32_t code = (uint8_t)text[0] & (uint8_t)~form->mask;
	for (size_t i = 1; i < form->size; i++) {
		if (!is_continuation(text[i]))
			return UTF8_BAD;
		code = code << 6 | ((uint8_t)text[i] & 0x3f);
	}
	if (code < form->least || !is_scalar(code))
		return UTF8_BAD;
	*size = form->size;
	return code;
}

size_t utf8_put(char *out, uint32_t code)
{
	assert(is_scalar(code));
	const struct form *form = &forms[0];
	while (form < &forms[3] && code >= form[1].least)
		form++;
	for (size_t i = form->size - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(form->mark | code);
	return form->size;
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
