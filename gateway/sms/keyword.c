#include "sms/keyword.h"

#include "base/damm.h"
#include "sms/danger.h"
#include "text/letter.h"
#include "text/typing.h"
#include "text/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LONGEST 96 /* octets: what is longer is no keyword */

static const struct {
	const char *word;
	enum keyword keyword;
	const char *language;
} words[] = {
	{ "меню", KEYWORD_MENU, "" }, { "башкы меню", KEYWORD_MENU, "ky" }, { "башкы бет", KEYWORD_MENU, "ky" },
	{ "главное меню", KEYWORD_MENU, "ru" }, { "главная", KEYWORD_MENU, "ru" },

	{ "салам", KEYWORD_GREETING, "ky" }, { "саламатсызбы", KEYWORD_GREETING, "ky" }, { "саламатсыздарбы", KEYWORD_GREETING, "ky" },
	{ "салам алейкум", KEYWORD_GREETING, "ky" }, { "ассалам алейкум", KEYWORD_GREETING, "ky" },
	{ "ассалому алейкум", KEYWORD_GREETING, "ky" }, { "кутман күн", KEYWORD_GREETING, "ky" },
	{ "привет", KEYWORD_GREETING, "ru" }, { "здравствуйте", KEYWORD_GREETING, "ru" }, { "здравствуй", KEYWORD_GREETING, "ru" },
	{ "добрый день", KEYWORD_GREETING, "ru" }, { "hello", KEYWORD_GREETING, "" }, { "hi", KEYWORD_GREETING, "" },

	{ "абал", KEYWORD_STATUS, "ky" }, { "абалы", KEYWORD_STATUS, "ky" }, { "статус", KEYWORD_STATUS, "ru" }, { "status", KEYWORD_STATUS, "" },

	{ "?", KEYWORD_HELP, "" }, /* how it works; words for help are calls for it: sms/danger.c */

	{ "айлык", KEYWORD_WAGES, "ky" }, { "айлыгым", KEYWORD_WAGES, "ky" }, { "айлык бербей жатат", KEYWORD_WAGES, "ky" },
	{ "айлык бербей жатышат", KEYWORD_WAGES, "ky" }, { "зарплата", KEYWORD_WAGES, "ru" }, { "не платят", KEYWORD_WAGES, "ru" },
	{ "не платят зарплату", KEYWORD_WAGES, "ru" },

	{ "паспорт", KEYWORD_PASSPORT, "" }, { "паспорт жоголду", KEYWORD_PASSPORT, "ky" }, { "паспортум жоголду", KEYWORD_PASSPORT, "ky" },
	{ "паспорт жоготтум", KEYWORD_PASSPORT, "ky" }, { "потерял паспорт", KEYWORD_PASSPORT, "ru" }, { "потеряла паспорт", KEYWORD_PASSPORT, "ru" },
	{ "потерян паспорт", KEYWORD_PASSPORT, "ru" },

	{ "токтот", KEYWORD_STOP, "ky" }, { "токтоткула", KEYWORD_STOP, "ky" }, { "токтотуңуз", KEYWORD_STOP, "ky" }, { "токтотуу", KEYWORD_STOP, "ky" },
	{ "стоп", KEYWORD_STOP, "ru" }, { "отписаться", KEYWORD_STOP, "ru" }, { "stop", KEYWORD_STOP, "" },

	{ "башта", KEYWORD_START, "ky" }, { "баштоо", KEYWORD_START, "ky" }, { "старт", KEYWORD_START, "ru" }, { "начать", KEYWORD_START, "ru" },
	{ "start", KEYWORD_START, "" },

	{ "кыргызча", KEYWORD_LANGUAGE, "ky" }, { "кыргыз тили", KEYWORD_LANGUAGE, "ky" }, { "киргизский", KEYWORD_LANGUAGE, "ky" },
	{ "кыргызский", KEYWORD_LANGUAGE, "ky" }, { "русский", KEYWORD_LANGUAGE, "ru" }, { "по-русски", KEYWORD_LANGUAGE, "ru" },
	{ "орусча", KEYWORD_LANGUAGE, "ru" }, { "русча", KEYWORD_LANGUAGE, "ru" }, { "латын", KEYWORD_LANGUAGE, "ky-Latn" }, { "латынча", KEYWORD_LANGUAGE, "ky-Latn" }, { "latin", KEYWORD_LANGUAGE, "ky-Latn" },
	{ "латиница", KEYWORD_LANGUAGE, "ru-Latn" }, { "тил", KEYWORD_LANGUAGE, "" }, { "язык", KEYWORD_LANGUAGE, "" },
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool is_mark(uint32_t code)
{
	return code < 0x80 ? !letter_is(code) && (code < '0' || code > '9') : code == 0xab || code == 0xbb || (code >= 0x2010 && code <= 0x2027);
}

/* Small letters, one space between words, ASCII digits, no marks at the ends but a sole '?'. False when it is too long for a keyword. */
static bool normal(const char *text, size_t len, char out[LONGEST + 1])
{
	size_t used = 0;
	if (len > LONGEST)
		return false;
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = letter_digit(letter_small(utf8_next(text + at, len - at, &size)));
		if (code == UTF8_BAD)
			return false;
		bool space = code == ' ' || code == '\t' || code == '\r' || code == '\n' || code == 0xa0;
		if (code == 0xfeff || code == 0x200b || (space && (used == 0 || out[used - 1] == ' ')))
			continue;
		used += utf8_put(out + used, space ? ' ' : code);
	}
	out[used] = '\0';
	return true;
}

/* `text` without the marks and spaces before it; of "\кмөк" in an old font the mark is a letter, but no keyword begins so. */
static const char *skip_marks(const char *text)
{
	for (size_t size; *text; text += size) {
		if (!is_mark(utf8_next(text, strlen(text), &size)))
			break;
	}
	return text;
}

/* Digits with marks between, and perhaps the word PIN; false when there is anything else. *count: all of them; `digits` holds what fits. */
static bool read_digits(const char *text, char digits[17], size_t *count)
{
	static const char *const passed[] = { "pin", "пин", "№" };
	*count = 0;
	while (*(text = skip_marks(text))) {
		if (*text >= '0' && *text <= '9') {
			if (*count < 16)
				digits[*count] = *text;
			++*count;
			text++;
			continue;
		}
		size_t i = 0;
		while (i < sizeof(passed) / sizeof(passed[0]) && !begins(text, passed[i]))
			i++;
		if (i == sizeof(passed) / sizeof(passed[0]))
			return false;
		text += strlen(passed[i]);
	}
	digits[*count < 16 ? *count : 16] = '\0';
	return *count <= 16;
}

/* Eight digits are a number, four more the PIN; others are told as they are. */
static bool take_digits(const char *text, struct keyword_match *out)
{
	size_t count;
	if (!read_digits(text, out->number, &count))
		return false;
	if (count == 12) {
		memcpy(out->pin, out->number + 8, 5);
		out->number[8] = '\0';
	}
	return true;
}

/* "*500#", "*500*1#": dialled where it should be written. */
static bool is_code(const char *text)
{
	return (*text == '*' || *text == '#') && !text[strspn(text, "*#0123456789 ")];
}

static bool is_bare_number(const char *text, struct keyword_match *out)
{
	return take_digits(text, out) && strlen(out->number) == 8 && damm_valid(out->number, 8);
}

static bool read_word(const char *text, size_t i, struct keyword_match *out)
{
	const char *rest = typing_match(words[i].word, text);
	bool with_number = words[i].keyword == KEYWORD_STATUS;
	*out = (struct keyword_match){ .keyword = words[i].keyword, .language = words[i].language };
	return rest && (with_number ? take_digits(rest, out) : !*skip_marks(rest));
}

static const enum keyword of_danger[] = {
	[DANGER_NONE] = KEYWORD_NONE, [DANGER_CALL] = KEYWORD_DANGER, [DANGER_TOLD] = KEYWORD_DANGER_TOLD, [DANGER_NUMBER] = KEYWORD_EMERGENCY,
};

struct keyword_match keyword_read(const char *text, size_t len)
{
	char line[LONGEST + 1];
	struct keyword_match out;
	if (normal(text, len, line)) {
		if (is_code(line))
			return (struct keyword_match){ .keyword = KEYWORD_MENU, .language = "" };
		const char *from = skip_marks(line);
		from = *from ? from : line; /* nothing but marks: '?' is a word */
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			if (read_word(from, i, &out))
				return out;
		}
		out = (struct keyword_match){ .keyword = KEYWORD_NUMBER, .language = "" };
		if (is_bare_number(from, &out))
			return out;
	}
	out = (struct keyword_match){ .language = "" };
	out.keyword = of_danger[danger_read(text, len, &out.language)];
	return out;
}
