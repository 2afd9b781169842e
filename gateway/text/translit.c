#include "text/translit.h"

#include "text/gsm7.h"
#include "text/utf8.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* Small Cyrillic letters. ъ and ь are marks only and fall away. The last rows are Kazakh, Uzbek and Tajik, by BGN/PCGN without its marks: names and
 * places from over the border, and menus in those languages. ў is o' as Uzbeks write it themselves: as u it would be taken for у. */
static const struct rule { uint32_t code; const char *latin; } letters[] = {
	{ 0x430, "a" }, { 0x431, "b" }, { 0x432, "v" }, { 0x433, "g" }, { 0x434, "d" }, { 0x435, "e" }, { 0x436, "j" }, { 0x437, "z" },
	{ 0x438, "i" }, { 0x439, "y" }, { 0x43a, "k" }, { 0x43b, "l" }, { 0x43c, "m" }, { 0x43d, "n" }, { 0x43e, "o" }, { 0x43f, "p" },
	{ 0x440, "r" }, { 0x441, "s" }, { 0x442, "t" }, { 0x443, "u" }, { 0x444, "f" }, { 0x445, "kh" }, { 0x446, "ts" }, { 0x447, "ch" },
	{ 0x448, "sh" }, { 0x449, "shch" }, { 0x44a, "" }, { 0x44b, "y" }, { 0x44c, "" }, { 0x44d, "e" }, { 0x44e, "yu" }, { 0x44f, "ya" },
	{ 0x451, "yo" }, { 0x4a3, "ng" }, { 0x4af, "ü" }, { 0x4e9, "ö" },
	{ 0x4d9, "ä" }, { 0x493, "gh" }, { 0x49b, "q" }, { 0x4b1, "u" }, { 0x456, "i" }, { 0x4bb, "h" },
	{ 0x45e, "o'" }, { 0x4b3, "h" }, { 0x4e3, "i" }, { 0x4ef, "u" }, { 0x4b7, "j" },
};

/* What else stands in our texts and not in the alphabet: typography, and the letters of Turkish. */
static const struct rule signs[] = {
	{ '\t', " " }, { 0xa0, " " }, { 0x2009, " " }, { 0x202f, " " }, { 0xad, "" }, { 0x200b, "" }, { 0xfeff, "" },
	{ 0xab, "\"" }, { 0xbb, "\"" }, { 0x201c, "\"" }, { 0x201d, "\"" }, { 0x201e, "\"" },
	{ '`', "'" }, { 0xb4, "'" }, { 0x2018, "'" }, { 0x2019, "'" }, { 0x201a, "'" }, { 0x2b9, "'" }, { 0x2bc, "'" },
	{ 0x2010, "-" }, { 0x2011, "-" }, { 0x2012, "-" }, { 0x2013, "-" }, { 0x2014, "-" }, { 0x2015, "-" }, { 0x2212, "-" },
	{ 0xb7, "-" }, { 0x2022, "-" }, { 0x2192, "->" }, { 0xd7, "x" }, { 0x2026, "..." }, { 0x2116, "No" }, { 0x20bd, "rub" },
	{ 0xe7, "c" }, { 0x11e, "G" }, { 0x11f, "g" }, { 0x130, "I" }, { 0x131, "i" }, { 0x15e, "S" }, { 0x15f, "s" },
};

static const char *rule_for(const struct rule *rules, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++) {
		if (rules[i].code == code)
			return rules[i].latin;
	}
	return NULL;
}

/* The small letter of a Cyrillic capital; any other code as it is (Unicode, block Cyrillic). */
static uint32_t small_of(uint32_t code)
{
	if (code >= 0x400 && code <= 0x40f)
		return code + 0x50;
	if (code >= 0x410 && code <= 0x42f)
		return code + 0x20;
	if (code >= 0x490 && code <= 0x4ff && (code < 0x4c0 || code > 0x4ce) && code % 2 == 0)
		return code + 1;
	return code;
}

enum letter { NO_LETTER, SMALL, CAPITAL };

static enum letter letter_at(const char *text, size_t len)
{
	size_t size;
	if (len == 0)
		return NO_LETTER;
	uint32_t code = utf8_next(text, len, &size);
	if (small_of(code) != code || (code >= 'A' && code <= 'Z'))
		return CAPITAL;
	if ((code >= 0x400 && code <= 0x4ff) || (code >= 'a' && code <= 'z'))
		return SMALL;
	return NO_LETTER;
}

struct output {
	char *at;
	size_t used, capacity;
};

/* All of `piece` or nothing. */
static enum error put(struct output *out, const char *piece, size_t len)
{
	if (len >= out->capacity - out->used)
		return ERR_FULL;
	memcpy(out->at + out->used, piece, len);
	out->used += len;
	out->at[out->used] = '\0';
	return ERR_NONE;
}

/* Of the letters that the rules write: a to z, and ä, ö, ü. */
static uint32_t latin_capital(uint32_t code)
{
	return (code >= 'a' && code <= 'z') || (code >= 0xe0 && code <= 0xfe) ? code - 0x20 : code;
}

/* "sh" with its first letter large, or all of them: Ш is "Sh" in Шаар and "SH" in ШААР. */
static enum error put_capital(struct output *out, const char *latin, bool all)
{
	char piece[8];
	size_t len = strlen(latin), used = 0;
	assert(len < sizeof(piece));
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(latin + at, len - at, &size);
		used += utf8_put(piece + used, at == 0 || all ? latin_capital(code) : code);
	}
	return put(out, piece, used);
}

enum error translit_latin(const char *text, size_t len, char *out, size_t capacity, size_t *written)
{
	struct output o = { .at = out, .capacity = capacity };
	enum letter before = NO_LETTER;
	enum error error = ERR_NONE;
	assert(capacity > 0);
	out[0] = '\0';
	for (size_t at = 0, size; at < len && !error; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		enum letter here = letter_at(text + at, len - at), after = letter_at(text + at + size, len - at - size);
		const char *latin = rule_for(letters, sizeof(letters) / sizeof(letters[0]), small_of(code));
		const char *sign = latin ? NULL : rule_for(signs, sizeof(signs) / sizeof(signs[0]), code);
		if (latin && here == CAPITAL)
			error = put_capital(&o, latin, after == CAPITAL || (after == NO_LETTER && before == CAPITAL));
		else if (latin || sign)
			error = put(&o, latin ? latin : sign, strlen(latin ? latin : sign));
		else if (code != UTF8_BAD && gsm7_width(code) > 0)
			error = put(&o, text + at, size);
		else
			error = put(&o, "?", 1);
		before = here;
	}
	*written = o.used;
	return error;
}
