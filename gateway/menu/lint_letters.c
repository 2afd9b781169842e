#include "menu/lint_rule.h"
#include "text/utf8.h"

#include <string.h>

/* Beside the 33 letters of Russian, small and capital. */
static const struct alphabet { const char *code, *more; } alphabets[] = {
	{ "ru", "" },
	{ "ky", "ңөүҢӨҮ" },
	{ "uz", "ўқғҳЎҚҒҲ" },
	{ "tg", "ғӣқӯҳҷҒӢҚӮҲҶ" },
	{ "kk", "әғқңөұүһіӘҒҚҢӨҰҮҺІ" },
};

/* Latin letters that look like Cyrillic ones, and these. */
static const struct { char latin; const char *cyrillic; } alike[] = {
	{ 'A', "А" }, { 'B', "В" }, { 'C', "С" }, { 'E', "Е" }, { 'H', "Н" }, { 'K', "К" }, { 'M', "М" }, { 'O', "О" }, { 'P', "Р" }, { 'T', "Т" },
	{ 'X', "Х" }, { 'Y', "У" }, { 'a', "а" }, { 'c', "с" }, { 'e', "е" }, { 'o', "о" }, { 'p', "р" }, { 'x', "х" }, { 'y', "у" },
};

static bool is_latin(uint32_t code)
{
	return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= 0xc0 && code <= 0x24f && code != 0xd7 && code != 0xf7);
}

static bool is_cyrillic(uint32_t code)
{
	return code >= 0x400 && code <= 0x52f;
}

static bool is_russian(uint32_t code)
{
	return (code >= 0x410 && code <= 0x44f) || code == 0x401 || code == 0x451;
}

static const char *alike_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		if ((uint32_t)alike[i].latin == code)
			return alike[i].cyrillic;
	}
	return NULL;
}

static const struct alphabet *alphabet_of(const char *code)
{
	for (size_t i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++) {
		if (strcmp(alphabets[i].code, code) == 0)
			return &alphabets[i];
	}
	return NULL;
}

struct word {
	const char *at;
	size_t len, letters, cyrillic, latin, alike;
};

/* The next word of letters, outside of {placeholders}; false at the end. */
static bool word_next(const char **text, struct word *word)
{
	const char *at = *text;
	size_t left = strlen(at), size;
	*word = (struct word){ 0 };
	for (; left > 0; at += size, left -= size) {
		uint32_t code = utf8_next(at, left, &size);
		if (!is_latin(code) && !is_cyrillic(code)) {
			if (word->len > 0)
				break;
			const char *close = code == '{' ? memchr(at, '}', left) : NULL;
			if (close)
				size = (size_t)(close - at) + 1;
			continue;
		}
		if (word->len == 0)
			word->at = at;
		word->len += size;
		word->letters++;
		word->cyrillic += is_cyrillic(code);
		word->latin += is_latin(code);
		word->alike += alike_of(code) != NULL;
	}
	*text = at;
	return word->len > 0;
}

/* Short Latin words and names with Cyrillic ends are written (SMSке); letters that only look right are slips, and so is a lone small one. */
static void tell_alike(const struct yaml *node, const struct word *word, struct complaints *complaints)
{
	bool lone = word->letters == 1 && word->alike == 1 && word->at[0] >= 'a';
	if (!lone && (word->cyrillic == 0 || word->latin == 0 || word->latin != word->alike))
		return;
	for (size_t i = 0; i < word->len; i++) {
		const char *right = alike_of((unsigned char)word->at[i]);
		if (!right)
			continue;
		yaml_complain(node, complaints, SEVERITY_WARNING, "the Latin letter '%c' in '%.*s'; write the Cyrillic '%s' [letters]", word->at[i],
			(int)word->len, word->at, right);
		return;
	}
}

/* Letters of other keyboards that are drawn nearly as those of Kyrgyz. */
static const char *meant_in_kyrgyz(const char *letter)
{
	static const char *const meant[][2] = { { "ұ", "ү" }, { "Ұ", "Ү" }, { "ӊ", "ң" }, { "Ӊ", "Ң" }, { "ҥ", "ң" }, { "Ҥ", "Ң" }, { "ӱ", "ү" }, { "Ӱ", "Ү" },
		{ "ӧ", "ө" }, { "Ӧ", "Ө" } };
	for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
		if (strcmp(meant[i][0], letter) == 0)
			return meant[i][1];
	}
	return NULL;
}

static void tell_foreign(const struct yaml *node, const struct word *word, const struct alphabet *alphabet, struct complaints *complaints)
{
	size_t size;
	for (size_t i = 0; i < word->len; i += size) {
		char letter[5] = "";
		uint32_t code = utf8_next(word->at + i, word->len - i, &size);
		memcpy(letter, word->at + i, size);
		if (!is_cyrillic(code) || is_russian(code) || strstr(alphabet->more, letter))
			continue;
		const char *meant = strcmp(alphabet->code, "ky") == 0 ? meant_in_kyrgyz(letter) : NULL;
		if (meant)
			yaml_complain(node, complaints, SEVERITY_WARNING, "the letter '%s' in '%.*s' is none of the language '%s'; write '%s' [letters]",
				letter, (int)word->len, word->at, alphabet->code, meant);
		else
			yaml_complain(node, complaints, SEVERITY_WARNING,
				"the letter '%s' in '%.*s' is none of the language '%s'; write the word with its letters [letters]", letter, (int)word->len,
				word->at, alphabet->code);
		return;
	}
}

/* Kyrgyz vowels agree within a word: beside ө or ү an о or у is mostly one whose keyboard had no other. */
static void tell_disagreeing(const struct yaml *node, const struct word *word, struct complaints *complaints)
{
	static const struct { uint32_t back[2]; const char *front; } vowels[] = { { { 0x43e, 0x41e }, "ө" }, { { 0x443, 0x423 }, "ү" } };
	const char *meant = NULL, *written = NULL;
	bool front = false;
	size_t size;
	for (size_t i = 0; i < word->len; i += size) {
		uint32_t code = utf8_next(word->at + i, word->len - i, &size);
		front |= code == 0x4e8 || code == 0x4e9 || code == 0x4ae || code == 0x4af;
		for (size_t j = 0; !meant && j < 2; j++) {
			if (code != vowels[j].back[0] && code != vowels[j].back[1])
				continue;
			meant = vowels[j].front;
			written = word->at + i;
		}
	}
	if (front && meant)
		yaml_complain(node, complaints, SEVERITY_WARNING, "'%.2s' stands with ө or ү in '%.*s'; if '%s' is meant, write it [letters]", written,
			(int)word->len, word->at, meant);
}

void lint_letters(const struct yaml *node, const char *code, struct complaints *complaints)
{
	const struct alphabet *alphabet = alphabet_of(code);
	const char *at = node->text;
	struct word word;
	if (lint_strays(node, alphabet != NULL, complaints))
		return;
	if (!alphabet || lint_cyrillic_words(at) == 0)
		return; /* a text in Latin letters: a name, an address */
	while (word_next(&at, &word)) {
		tell_alike(node, &word, complaints);
		tell_foreign(node, &word, alphabet, complaints);
		if (strcmp(code, "ky") == 0)
			tell_disagreeing(node, &word, complaints);
	}
}

bool lint_is_latin(const char *code)
{
	const char *script = strchr(code, '-');
	return script && strcmp(script, "-Latn") == 0;
}

size_t lint_cyrillic_words(const char *text)
{
	struct word word;
	size_t count = 0;
	while (word_next(&text, &word))
		count += word.cyrillic > 0;
	return count;
}
