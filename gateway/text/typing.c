#include "text/typing.h"

#include "text/letter.h"
#include "text/utf8.h"

#include <stdbool.h>
#include <string.h>

/* By sound: BGN/PCGN 1979 and what people make of it, Turkish letters too. */
static const struct typing rows[] = {
	{ "а", { "a" }, { 0 } }, { "б", { "b" }, { 0 } }, { "в", { "v", "w" }, { "b" } }, { "г", { "g", "ğ" }, { 0 } }, { "д", { "d" }, { 0 } },
	{ "е", { "e", "ye", "ё" }, { 0 } }, { "ё", { "yo", "jo", "io" }, { 0 } }, { "ж", { "j", "zh", "dj", "dzh", "дж" }, { "c", "ç" } },
	{ "з", { "z" }, { "3" } }, { "и", { "i", "y", "ы", "ı", "İ" }, { 0 } }, { "й", { "y", "i", "и" }, { "j" } }, { "к", { "k", "q" }, { 0 } },
	{ "л", { "l" }, { 0 } }, { "м", { "m" }, { 0 } }, { "н", { "n" }, { "h" } }, { "ң", { "н", "нг", "ng", "n", "ñ" }, { "h", "ё" } },
	{ "о", { "o" }, { "0" } }, { "ө", { "о", "o", "ö", "oe", "ё" }, { "q", "8", "ъ" } }, { "п", { "p" }, { 0 } }, { "р", { "r" }, { "p" } },
	{ "с", { "s" }, { "c" } }, { "т", { "t" }, { 0 } }, { "у", { "u" }, { "y" } }, { "ү", { "у", "u", "ü", "ю" }, { "v", "\\", "y" } },
	{ "ф", { "f" }, { 0 } }, { "х", { "kh", "h", "x" }, { 0 } }, { "ц", { "ts", "c" }, { 0 } }, { "ч", { "ch", "ç" }, { "4", "c" } },
	{ "ш", { "sh", "ş" }, { "w", "s" } }, { "щ", { "shch", "sch", "sh", "ш" }, { 0 } }, { "ъ", { "ь", "'", "" }, { 0 } },
	{ "ы", { "y", "i", "ı", "и" }, { 0 } }, { "ь", { "ъ", "'", "" }, { 0 } }, { "э", { "e", "е" }, { 0 } },
	{ "ю", { "yu", "ju", "iu", "u" }, { 0 } }, { "я", { "ya", "ja", "ia" }, { 0 } }, { " ", { "" }, { 0 } }, { "-", { " ", "" }, { 0 } },
};
#define LONGEST 4 /* octets of a character; the NUL ends one before, if need be */
#define ROWS (sizeof(rows) / sizeof(rows[0]))

const struct typing *typing_row(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

/* From а to я they stand in the order of Unicode, but for ё, ң, ө and ү, which stand where the alphabet has them. */
static const struct typing *row_of(uint32_t letter, const char *at, size_t size)
{
	if (letter >= 0x430 && letter <= 0x44f)
		return &rows[letter - 0x430 + (letter > 0x435) + (letter > 0x43d) + (letter > 0x43e) + (letter > 0x443)];
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(rows[i].letter) == size && memcmp(rows[i].letter, at, size) == 0)
			return &rows[i];
	}
	return NULL;
}

static bool at_letter(const char *text)
{
	size_t size;
	return *text && letter_is(utf8_next(text, LONGEST, &size));
}

static const char *past(const char *text)
{
	size_t size;
	utf8_next(text, LONGEST, &size);
	return text + size;
}

static const char *rest_of_word(const char *text)
{
	while (at_letter(text))
		text = past(text);
	return text;
}

static const char *match_after_gap(const char *word, const char *text)
{
	const char *end = typing_match(word, text);
	for (int i = 0; !end && *text && i < TYPING_GAP; i++) {
		text = past(text);
		end = typing_match(word, text);
	}
	return end;
}

/* The first of `typed` that `text` begins with and behind which the rest of the word stands. */
static const char *match_one(const char *const typed[TYPING_MAX], const char *rest, const char *text)
{
	const char *end = NULL;
	for (size_t i = 0; !end && i < TYPING_MAX && typed[i]; i++) {
		if (strncmp(text, typed[i], strlen(typed[i])) == 0)
			end = typing_match(rest, text + strlen(typed[i]));
	}
	return end;
}

const char *typing_match(const char *word, const char *text)
{
	size_t size;
	if (!*word)
		return at_letter(text) ? NULL : text;
	if (*word == '*')
		return word[1] ? match_after_gap(word + 1, text) : rest_of_word(text);
	uint32_t letter = utf8_next(word, LONGEST, &size);
	const char *end = strncmp(text, word, size) == 0 ? typing_match(word + size, text + size) : NULL;
	const struct typing *row = end ? NULL : row_of(letter, word, size);
	if (row)
		end = match_one(row->sounds, word + size, text);
	if (row && !end)
		end = match_one(row->looks, word + size, text);
	return end;
}

static uint64_t member(const char *letter)
{
	size_t size;
	return UINT64_C(1) << (utf8_next(letter, LONGEST, &size) & 63);
}

static bool one_begins(const char *const typed[TYPING_MAX], const char *text)
{
	for (size_t i = 0; i < TYPING_MAX && typed[i]; i++) {
		if (!typed[i][0] || (typed[i][0] == text[0] && strncmp(text, typed[i], strlen(typed[i])) == 0))
			return true;
	}
	return false;
}

uint64_t typing_begins(const char *text)
{
	uint64_t begins = *text ? member(text) : 0;
	for (size_t i = 0; i < ROWS; i++) {
		if (one_begins(rows[i].sounds, text) || one_begins(rows[i].looks, text))
			begins |= member(rows[i].letter);
	}
	return begins;
}

bool typing_may_begin(uint64_t begins, const char *word)
{
	return begins & member(word);
}
