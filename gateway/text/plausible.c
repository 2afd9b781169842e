#include "text/plausible.h"

#include "text/utf8.h"

#include <stdint.h>
#include <string.h>

/* What a character is, to whoever asks whether people write it. */
enum kind {
	LETTER, /* of ASCII, or Cyrillic */
	MARKED, /* a Latin letter with a mark that one of our languages has */
	DIGIT, SPACE,
	POINT,  /* stands between and behind words */
	MARK,   /* other marks of a keyboard */
	PICTURE,
	RARE,   /* exists, but hardly anybody writes it */
	BAD,    /* stands in no text */
	FOREIGN, /* a letter of another script; from here on one kind a script */
	GREEK = FOREIGN, ARMENIAN, HEBREW, ARABIC, INDIAN, THAI, GEORGIAN, KANA, HAN, HANGUL,
	KINDS
};

/* Ascending; what lies between is BAD. */
static const struct range { uint32_t from, to; enum kind kind; } ranges[] = {
	{ '\t', '\n', SPACE }, { '\r', '\r', SPACE }, { ' ', ' ', SPACE }, { '!', '"', POINT }, { '#', '&', MARK }, { '\'', ')', POINT }, { '*', '+', MARK },
	{ ',', '/', POINT }, { '0', '9', DIGIT }, { ':', ';', POINT }, { '<', '>', MARK }, { '?', '?', POINT }, { '@', '@', MARK }, { 'A', 'Z', LETTER },
	{ '[', '`', MARK }, { 'a', 'z', LETTER }, { '{', '~', MARK },
	{ 0xa0, 0xa0, SPACE }, { 0xa1, 0xa9, RARE }, { 0xaa, 0xaa, RARE }, { 0xab, 0xab, POINT }, { 0xac, 0xba, RARE }, { 0xbb, 0xbb, POINT }, { 0xbc, 0xbf, RARE },
	{ 0xc0, 0xc4, MARKED }, { 0xc5, 0xc6, RARE }, { 0xc7, 0xca, MARKED }, { 0xcb, 0xcc, RARE }, { 0xcd, 0xcd, MARKED }, { 0xce, 0xd0, RARE },
	{ 0xd1, 0xd6, MARKED }, { 0xd7, 0xd8, RARE }, { 0xd9, 0xdc, MARKED }, { 0xdd, 0xde, RARE }, { 0xdf, 0xe4, MARKED }, { 0xe5, 0xe6, RARE },
	{ 0xe7, 0xea, MARKED }, { 0xeb, 0xeb, RARE }, { 0xec, 0xed, MARKED }, { 0xee, 0xf0, RARE }, { 0xf1, 0xf6, MARKED }, { 0xf7, 0xf8, RARE },
	{ 0xf9, 0xfc, MARKED }, { 0xfd, 0xff, RARE },
	{ 0x100, 0x11d, RARE }, { 0x11e, 0x11f, MARKED }, { 0x120, 0x12f, RARE }, { 0x130, 0x131, MARKED }, { 0x132, 0x15d, RARE }, { 0x15e, 0x15f, MARKED },
	{ 0x160, 0x24f, RARE }, { 0x2b0, 0x2ff, RARE }, { 0x300, 0x33f, POINT }, /* marks that stand over the letter before */
	{ 0x370, 0x3ff, GREEK }, { 0x400, 0x400, RARE }, { 0x401, 0x401, LETTER }, { 0x402, 0x403, RARE },
	{ 0x404, 0x404, LETTER }, { 0x405, 0x405, RARE }, { 0x406, 0x407, LETTER }, { 0x408, 0x40d, RARE }, { 0x40e, 0x40e, LETTER }, { 0x40f, 0x40f, RARE },
	{ 0x410, 0x44f, LETTER }, { 0x450, 0x450, RARE }, { 0x451, 0x451, LETTER }, { 0x452, 0x453, RARE }, { 0x454, 0x454, LETTER }, { 0x455, 0x455, RARE },
	{ 0x456, 0x457, LETTER }, { 0x458, 0x45d, RARE }, { 0x45e, 0x45e, LETTER }, { 0x45f, 0x489, RARE }, { 0x48a, 0x527, LETTER },
	{ 0x531, 0x58f, ARMENIAN }, { 0x591, 0x5f4, HEBREW }, { 0x600, 0x6ff, ARABIC }, { 0x750, 0x77f, ARABIC }, { 0x900, 0xd7f, INDIAN }, { 0xe01, 0xe5b, THAI },
	{ 0x10a0, 0x10ff, GEORGIAN }, { 0x1e00, 0x1eff, RARE },
	{ 0x2000, 0x200a, SPACE }, { 0x200b, 0x200f, POINT }, { 0x2010, 0x2027, POINT }, { 0x2028, 0x202f, SPACE }, { 0x2030, 0x205e, RARE },
	{ 0x20a0, 0x20bf, MARK }, { 0x2100, 0x2115, RARE }, { 0x2116, 0x2116, MARK }, { 0x2117, 0x214f, RARE }, { 0x2190, 0x25ff, RARE },
	{ 0x2600, 0x27bf, PICTURE }, { 0x2b00, 0x2bff, RARE },
	{ 0x3000, 0x3003, POINT }, { 0x3041, 0x30ff, KANA }, { 0x3400, 0x4dbf, HAN }, { 0x4e00, 0x9fff, HAN }, { 0xac00, 0xd7a3, HANGUL },
	{ 0xfe0e, 0xfe0f, PICTURE }, { 0xfeff, 0xfeff, POINT }, { 0xff01, 0xff0f, MARK }, { 0xff10, 0xff19, DIGIT }, { 0xff1a, 0xff5e, MARK },
	{ 0x1f000, 0x1faff, PICTURE },
};
#define RANGES (sizeof(ranges) / sizeof(ranges[0]))

static enum kind kind_of(uint32_t code)
{
	size_t low = 0, high = RANGES;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (code > ranges[middle].to)
			low = middle + 1;
		else
			high = middle;
	}
	return low < RANGES && code >= ranges[low].from ? ranges[low].kind : BAD;
}

struct signs {
	size_t of[KINDS], all;
	size_t breaks; /* places inside words where none of our languages has one: "aB", "a4b", Latin beside Cyrillic, "a*b" */
};

static bool is_letter(enum kind kind)
{
	return kind == LETTER || kind == MARKED;
}

static bool is_capital(uint32_t code)
{
	return (code >= 'A' && code <= 'Z') || (code >= 0x400 && code <= 0x42f) || (code >= 0xc0 && code <= 0xde);
}

static bool is_cyrillic(uint32_t code)
{
	return code >= 0x400 && code <= 0x527;
}

/* Three that follow one another. Marks between words are typed without a space ("ok,men", "7-8", "(ооба)"), others not. */
static bool is_break(const uint32_t codes[3], const enum kind kinds[3])
{
	bool word = is_letter(kinds[2]), inside = is_letter(kinds[1]);
	bool capital_inside = inside && word && is_capital(codes[2]) && !is_capital(codes[1]);
	bool mixed = inside && word && is_cyrillic(codes[1]) != is_cyrillic(codes[2]);
	bool digit_inside = is_letter(kinds[0]) && kinds[1] == DIGIT && word;
	bool letter_inside = kinds[0] == DIGIT && inside && kinds[2] == DIGIT;
	bool mark_beside = (kinds[1] == MARK && word) || (inside && kinds[2] == MARK);
	bool point_before = word && kinds[1] == POINT && !memchr(",.-'\"(/", (int)(codes[1] & 0x7f), 7) && codes[1] < 0x80;
	bool points = kinds[0] == POINT && kinds[1] == POINT && kinds[2] == POINT && !(codes[0] == codes[1] || codes[1] == codes[2]);
	return capital_inside || mixed || digit_inside || letter_inside || mark_beside || point_before || points;
}

static struct signs signs_of(const char *text, size_t len)
{
	struct signs s = { .all = 0 };
	uint32_t codes[3] = { ' ', ' ', ' ' };
	enum kind kinds[3] = { SPACE, SPACE, SPACE };
	for (size_t at = 0, size; at < len; at += size) {
		codes[0] = codes[1], kinds[0] = kinds[1];
		codes[1] = codes[2], kinds[1] = kinds[2];
		codes[2] = utf8_next(text + at, len - at, &size);
		kinds[2] = kind_of(codes[2]);
		s.of[kinds[2]]++;
		s.all++;
		s.breaks += is_break(codes, kinds);
	}
	return s;
}

/* Nearly all letters are of one other script, and there are six: by chance that comes once in a thousand times. */
#define FOREIGN_LEAST 6
static bool is_foreign(const struct signs *s)
{
	size_t most = 0, all = 0;
	for (size_t kind = FOREIGN; kind < KINDS; kind++) {
		all += s->of[kind];
		most = s->of[kind] > most ? s->of[kind] : most;
	}
	return most >= FOREIGN_LEAST && most * 10 >= all * 9 && s->of[BAD] == 0 && s->of[RARE] * 10 <= s->all;
}

size_t plausible_oddness(const char *text, size_t len)
{
	struct signs s = signs_of(text, len);
	size_t other = 0;
	for (size_t kind = FOREIGN; kind < KINDS; kind++)
		other += s.of[kind];
	return s.breaks + s.of[RARE] + other + 2 * s.of[BAD];
}

enum plausible plausible_text(const char *text, size_t len)
{
	struct signs s = signs_of(text, len);
	size_t ours = s.of[LETTER] + s.of[DIGIT] + s.of[SPACE] + s.of[POINT] + s.of[MARK] + s.of[PICTURE], words = s.of[LETTER] + s.of[MARKED];
	size_t other = s.all - ours - s.of[MARKED] - s.of[RARE] - s.of[BAD];
	if (is_foreign(&s))
		return PLAUSIBLE_FOREIGN;
	if (s.of[BAD] * 10 > s.all || (other + s.of[RARE]) * 4 > s.all || ours * 2 + s.of[MARKED] < s.all)
		return PLAUSIBLE_NOT;
	bool strict = s.of[BAD] == 0 && other == 0 && s.of[RARE] == 0 && s.breaks * 8 <= words && s.of[MARKED] * 3 <= words
		&& (words + s.of[DIGIT] + s.of[SPACE]) * 10 >= s.all * 7;
	return strict ? PLAUSIBLE_STRICT : PLAUSIBLE_LOOSE;
}
