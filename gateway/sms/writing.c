#include "sms/writing.h"

#include "text/utf8.h"

#include <string.h>

#define ENOUGH 8 /* letters before one can speak of a habit */

/* Unicode, blocks Cyrillic, Basic Latin and Latin-1. */
uint32_t writing_small(uint32_t code)
{
	if (code >= 'A' && code <= 'Z')
		return code + 0x20;
	if (code >= 0xc0 && code <= 0xde && code != 0xd7)
		return code + 0x20;
	if (code >= 0x410 && code <= 0x42f)
		return code + 0x20;
	if (code >= 0x400 && code <= 0x40f)
		return code + 0x50;
	if (code >= 0x490 && code <= 0x4ff && (code < 0x4c0 || code > 0x4ce) && code % 2 == 0)
		return code + 1;
	return code;
}

static bool is_cyrillic(uint32_t code)
{
	return code >= 0x400 && code <= 0x4ff;
}

static bool is_latin(uint32_t code)
{
	return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') || (code >= 0xc0 && code <= 0x24f && code != 0xd7 && code != 0xf7);
}

bool writing_is_letter(uint32_t code)
{
	return is_cyrillic(code) || is_latin(code);
}

struct letters {
	size_t capital, cyrillic, latin;
};

static struct letters letters_of(const char *text, size_t len)
{
	struct letters n = { 0, 0, 0 };
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		n.cyrillic += is_cyrillic(code);
		n.latin += is_latin(code);
		n.capital += writing_small(code) != code;
	}
	return n;
}

bool writing_calm(char *text, size_t len)
{
	struct letters n = letters_of(text, len);
	size_t all = n.cyrillic + n.latin;
	if (all < ENOUGH || n.capital * 10 < all * 9)
		return false;
	bool first = true;
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		bool letter = writing_is_letter(code);
		if (letter && !first)
			utf8_put(text + at, writing_small(code));
		first = letter ? false : first || code == '.' || code == '!' || code == '?' || code == '\n';
	}
	return true;
}

bool writing_is_latin(const char *text, size_t len)
{
	struct letters n = letters_of(text, len);
	return n.latin >= ENOUGH && n.latin > n.cyrillic * 4;
}
