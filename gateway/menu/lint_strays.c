/* What came into a text, or into a name, by accident: with a paste, from another keyboard, out of a file that was read in a wrong encoding. */
#include "menu/lint_rule.h"

#include "base/stray.h"
#include "text/compose.h"
#include "text/letter.h"
#include "text/utf8.h"

#include <string.h>

#define GARBLED_LEAST 2 /* pairs of letters */

/* Beyond Latin-1 and Cyrillic, what the octets 0x80 to 0xbf are in Windows-1252 and Windows-1251. */
static bool is_high(uint32_t code)
{
	static const uint16_t windows[] = { 0x20ac, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x17d, 0x2018, 0x2019,
		0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x17e, 0x178, 0x402, 0x403, 0x453, 0x409, 0x40a, 0x40c, 0x40b, 0x40f,
		0x452, 0x459, 0x45a, 0x45c, 0x45b, 0x45f, 0x40e, 0x45e, 0x408, 0x490, 0x401, 0x404, 0x407, 0x406, 0x456, 0x491, 0x451, 0x2116, 0x454, 0x458, 0x405,
		0x455, 0x457 };
	for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
		if (windows[i] == code)
			return true;
	}
	return code >= 0x80 && code <= 0xbf;
}

/* UTF-8 of Cyrillic letters read as Latin-1 (Ð¿Ñ€) or as Windows-1251 (Рї СЂ): each letter became two, of which the first is one of two. */
static bool is_garbled(const char *text, size_t *begin)
{
	static const uint16_t leads[][2] = { { 0xd0, 0xd1 }, { 0x420, 0x421 } };
	size_t len = strlen(text);
	for (size_t set = 0; set < sizeof leads / sizeof leads[0]; set++) {
		size_t pairs = 0, letters = 0;
		uint32_t before = 0;
		for (size_t at = 0, size, last = 0; at < len; last = at, at += size) {
			uint32_t code = utf8_next(text + at, len - at, &size);
			letters += code > 0x7e;
			if ((before == leads[set][0] || before == leads[set][1]) && is_high(code) && pairs++ == 0)
				*begin = last;
			before = code;
		}
		if (pairs >= GARBLED_LEAST && 3 * pairs >= letters)
			return true;
	}
	return false;
}

/* One letter, for a message. */
static const char *letter_of(uint32_t code, char out[5])
{
	out[utf8_put(out, code)] = '\0';
	return out;
}

static bool tell_apart(const struct yaml *node, struct complaints *complaints)
{
	uint32_t whole;
	char letter[5];
	const char *at = compose_find(node->text, strlen(node->text), &whole);
	if (at)
		yaml_complain_in(node, at, complaints, SEVERITY_WARNING,
			"the letter '%s' is written as two characters, a letter and an accent; `kopuro check --fix` makes it one [letters]", letter_of(whole, letter));
	return at != NULL;
}

static void tell_stray(const struct yaml *node, const char *at, const struct stray *stray, uint32_t code, struct complaints *complaints)
{
	char letter[5];
	bool seen = !(STRAY_BIT(stray->kind) & STRAY_UNSEEN);
	if (seen)
		yaml_complain_in(node, at, complaints, SEVERITY_WARNING, "'%s' stands here: %s (U+%04X); old telephones do not show it, take it out [letters]",
			letter_of(code, letter), complaints_word(complaints, stray->name), (unsigned)code);
	else
		yaml_complain_in(node, at, complaints, SEVERITY_WARNING, "a character that nobody sees stands here: %s (U+%04X); take it out [letters]",
			complaints_word(complaints, stray->name), (unsigned)code);
}

/* “Текст”: somebody took them for the quotes of the file, and callers see them. */
static void tell_curly(const struct yaml *node, struct complaints *complaints)
{
	size_t len = strlen(node->text), size;
	uint32_t first = len > 0 ? utf8_next(node->text, len, &size) : 0, last = len > 3 ? utf8_next(node->text + len - 3, 3, &size) : 0;
	if (first >= 0x2018 && first <= 0x201f && last >= 0x2018 && last <= 0x201f && size == 3)
		yaml_complain(node, complaints, SEVERITY_WARNING,
			"curly quotes stand around this text, and callers see them; put straight quotes (\") in their place, or « » if callers are to see quotes [letters]");
}

bool lint_strays(const struct yaml *node, bool known, struct complaints *complaints)
{
	static const enum stray_kind kinds[] = { STRAY_BREAK, STRAY_HIDDEN, STRAY_LOST, STRAY_PICTURE, STRAY_FOREIGN, STRAY_APART };
	size_t len = strlen(node->text), begin = 0;
	const char *at;
	uint32_t code;
	if (is_garbled(node->text, &begin)) {
		yaml_complain_in(node, node->text + begin, complaints, SEVERITY_WARNING,
			"this text was read in a wrong encoding, as Ð¿Ñ€ for пр; write it anew, and save the file as UTF-8 [letters]");
		return true;
	}
	tell_curly(node, complaints);
	bool apart = tell_apart(node, complaints);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if ((kinds[i] == STRAY_FOREIGN && !known) || (kinds[i] == STRAY_APART && apart))
			continue;
		const struct stray *stray = stray_in(node->text, len, STRAY_BIT(kinds[i]), &at, &code);
		if (stray)
			tell_stray(node, at, stray, code, complaints);
	}
	return false;
}

/* A name in Latin letters, with Cyrillic ones that look the same: nobody finds out why it is unknown. */
void lint_name(const struct yaml *node, struct complaints *complaints)
{
	size_t len = strlen(node->text), latin = 0, cyrillic = 0, first = 0;
	uint32_t found = 0;
	char letter[5];
	if (strchr(node->text, ' ') || strchr(node->text, '\n'))
		return;
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(node->text + at, len - at, &size);
		latin += letter_is_latin(code);
		if (letter_is_cyrillic(code) && cyrillic++ == 0) {
			first = at;
			found = code;
		}
	}
	if (latin > 0 && cyrillic > 0 && cyrillic <= latin)
		yaml_complain_in(node, node->text + first, complaints, SEVERITY_WARNING,
			"the name '%s' is of Latin letters but for the Cyrillic '%s'; write it in one alphabet [letters]", node->text, letter_of(found, letter));
	lint_strays(node, true, complaints);
}
