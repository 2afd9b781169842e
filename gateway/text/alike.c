#include "text/alike.h"

#include "base/stray.h"
#include "text/utf8.h"

#include <string.h>

/* By code point; a letter with a small and a capital form has both. */
static const struct { uint16_t code; char latin; } alike[] = {
	{ 0x391, 'a' }, { 0x392, 'b' }, { 0x395, 'e' }, { 0x396, 'z' }, { 0x397, 'h' }, { 0x399, 'i' }, { 0x39a, 'k' }, { 0x39c, 'm' }, { 0x39d, 'n' },
	{ 0x39f, 'o' }, { 0x3a1, 'p' }, { 0x3a4, 't' }, { 0x3a5, 'y' }, { 0x3a7, 'x' }, { 0x3b1, 'a' }, { 0x3b9, 'i' }, { 0x3bd, 'v' }, { 0x3bf, 'o' },
	{ 0x3c1, 'p' }, { 0x3c5, 'u' }, { 0x3f2, 'c' }, { 0x3f3, 'j' },
	{ 0x405, 's' }, { 0x406, 'i' }, { 0x408, 'j' }, { 0x410, 'a' }, { 0x412, 'b' }, { 0x415, 'e' }, { 0x41a, 'k' }, { 0x41c, 'm' }, { 0x41d, 'h' },
	{ 0x41e, 'o' }, { 0x420, 'p' }, { 0x421, 'c' }, { 0x422, 't' }, { 0x423, 'y' }, { 0x425, 'x' }, { 0x430, 'a' }, { 0x433, 'r' }, { 0x435, 'e' },
	{ 0x43a, 'k' }, { 0x43c, 'm' }, { 0x43d, 'h' }, { 0x43e, 'o' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x442, 't' }, { 0x443, 'y' }, { 0x445, 'x' },
	{ 0x455, 's' }, { 0x456, 'i' }, { 0x458, 'j' }, { 0x475, 'v' }, { 0x4ae, 'y' }, { 0x4af, 'y' }, { 0x4ba, 'h' }, { 0x4bb, 'h' }, { 0x4c0, 'i' },
	{ 0x4cf, 'i' }, { 0x501, 'd' }, { 0x51b, 'q' }, { 0x51d, 'w' },
};

bool text_is_unseen(uint32_t code)
{
	const struct stray *stray = stray_of(code);
	bool control = code < ' ' || (code >= 0x7f && code < 0xa0);
	return control || (stray && STRAY_BIT(stray->kind) & (STRAY_BIT(STRAY_BLANK) | STRAY_BIT(STRAY_BREAK) | STRAY_BIT(STRAY_HIDDEN) | STRAY_BIT(STRAY_APART)));
}

/* Letters of full width are ASCII in other clothes. */
static uint32_t latin_of(uint32_t code)
{
	if (code >= 0xff01 && code <= 0xff5e)
		code -= 0xff01 - '!';
	if (code >= 'A' && code <= 'Z')
		return code + ('a' - 'A');
	for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++) {
		if (alike[i].code == code)
			return (uint32_t)alike[i].latin;
	}
	return code;
}

size_t text_alike(const char *word, char *out, size_t capacity)
{
	size_t left = strlen(word), size, used = 0;
	for (; left > 0; word += size, left -= size) {
		char letter[4];
		uint32_t code = utf8_next(word, left, &size);
		if (code != UTF8_BAD && (code == ' ' || text_is_unseen(code)))
			continue;
		letter[0] = *word;
		size_t len = code == UTF8_BAD ? 1 : utf8_put(letter, latin_of(code));
		if (used + len >= capacity)
			break;
		memcpy(out + used, letter, len);
		used += len;
	}
	out[used] = '\0';
	return used;
}

bool text_first_foreign(const char *word, size_t *at, uint32_t *code)
{
	size_t left = strlen(word), size;
	for (*at = 1; left > 0; word += size, left -= size, ++*at) {
		*code = utf8_next(word, left, &size);
		if (*code < '!' || *code > '~')
			return true;
	}
	return false;
}
