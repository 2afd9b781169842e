#include "sms/writing.h"

#include "text/letter.h"
#include "text/utf8.h"

#include <string.h>

#define ENOUGH 8 /* letters before one can speak of a habit */

struct letters {
	size_t capital, cyrillic, latin;
};

static struct letters letters_of(const char *text, size_t len)
{
	struct letters n = { 0, 0, 0 };
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		n.cyrillic += letter_is_cyrillic(code);
		n.latin += letter_is_latin(code);
		n.capital += letter_small(code) != code;
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
		bool letter = letter_is(code);
		if (letter && !first)
			utf8_put(text + at, letter_small(code));
		first = letter ? false : first || code == '.' || code == '!' || code == '?' || code == '\n';
	}
	return true;
}

bool writing_is_latin(const char *text, size_t len)
{
	struct letters n = letters_of(text, len);
	return n.latin >= ENOUGH && n.latin > n.cyrillic * 4;
}

bool writing_is_all_latin(const char *text, size_t len)
{
	struct letters n = letters_of(text, len);
	return n.latin > 0 && n.cyrillic == 0;
}
