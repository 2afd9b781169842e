#include "sms/danger.h"

#include "text/letter.h"
#include "text/typing.h"
#include "text/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LOOKED_AT 2000 /* octets */
#define SHORT 6        /* words: so few around a WORD are still a call */

/* What stands behind a row's phrase. Nothing here has a letter twice in a row, since what is typed so is read as once. */
enum role {
	CALL,   /* calls for help wherever it stands */
	WORD,   /* calls for help in a short message; in a long one it may be about anything */
	FILL,   /* says nothing of itself, beside a call */
	TOLD,   /* what is happening, wherever it stands */
	NUMBER, /* what is dialled */
};

static const struct row { const char *phrase; enum role role; const char *language; } rows[] = {
	{ "жардам", WORD, "ky" }, { "жардамга", WORD, "ky" }, { "жардам бер", CALL, "ky" }, { "жардам бергиле*", CALL, "ky" }, { "жардам бериңиз*", CALL, "ky" },
	{ "жардам берчи*", CALL, "ky" }, { "жардам берсе*", CALL, "ky" }, { "жардам бере ал*", CALL, "ky" }, { "жардам керек", CALL, "ky" },
	{ "жардам сура*", CALL, "ky" }, { "жардам кыл*", CALL, "ky" }, { "жардамдаш*", CALL, "ky" },
	{ "куткар*", CALL, "ky" }, { "сактап кал*", CALL, "ky" }, { "аман алып кал*", CALL, "ky" }, { "коркунуч", WORD, "ky" }, { "коркунуч бар", CALL, "ky" },
	{ "коркунучта*", CALL, "ky" }, { "тез жардам", WORD, "ky" }, { "тез жардам чакыр*", CALL, "ky" }, { "полиция* чакыр*", CALL, "ky" },
	{ "милиция* чакыр*", CALL, "ky" },
	{ "ердам", WORD, "" }, { "ердам бер*", CALL, "" }, { "yordam", WORD, "" }, { "yordam ber*", CALL, "" }, { "yardım", WORD, "" }, { "yardim", WORD, "" }, { "yardım ed*", CALL, "" }, { "yardim ed*", CALL, "" }, { "imdat", CALL, "" }, { "қутқар*", CALL, "" },

	{ "помогите", CALL, "ru" }, { "помагите", CALL, "ru" }, { "памагите", CALL, "ru" }, { "памогите", CALL, "ru" }, { "помогити", CALL, "ru" },
	{ "помоги", CALL, "ru" }, { "помаги", CALL, "ru" }, { "памаги", CALL, "ru" }, { "помощь", WORD, "ru" }, { "помощи", WORD, "ru" }, { "помощь нужна", CALL, "ru" },
	{ "нужна помощь", CALL, "ru" }, { "прошу помощи", CALL, "ru" }, { "на помощь", CALL, "ru" }, { "спасите", CALL, "ru" }, { "спаси", CALL, "ru" },
	{ "выручайте", CALL, "ru" }, { "опасность", WORD, "ru" }, { "опасно", WORD, "ru" }, { "в опасности", CALL, "ru" }, { "мне угрожает", CALL, "ru" },
	{ "скорую", WORD, "ru" }, { "скорая", WORD, "ru" }, { "скорая помощь", WORD, "ru" }, { "вызовите", CALL, "ru" }, { "пожар", WORD, "ru" }, { "горим", WORD, "ru" },
	{ "караул", WORD, "ru" },

	{ "help", WORD, "" }, { "help me", CALL, "" }, { "helpme", CALL, "" }, { "хелп", WORD, "" }, { "сос", WORD, "" }, { "save me", CALL, "" },

	{ "бергиле*", FILL, "ky" }, { "бериңиз*", FILL, "ky" }, { "берчи*", FILL, "ky" }, { "бер", FILL, "ky" }, { "керек", FILL, "ky" }, { "сурайм", FILL, "ky" },
	{ "сураныч", FILL, "ky" }, { "суранам", FILL, "ky" }, { "мага", FILL, "ky" }, { "мени", FILL, "ky" }, { "бизге", FILL, "ky" }, { "бизди", FILL, "ky" },
	{ "тез", FILL, "ky" }, { "тезирек", FILL, "ky" }, { "тезинен", FILL, "ky" }, { "азыр", FILL, "ky" }, { "адамдар", FILL, "ky" }, { "агайын", FILL, "ky" },
	{ "байке", FILL, "ky" }, { "эже", FILL, "ky" }, { "апа", FILL, "ky" }, { "чалгыла", FILL, "ky" }, { "салам", FILL, "ky" }, { "бар", FILL, "ky" },
	{ "мне", FILL, "ru" }, { "нам", FILL, "ru" }, { "меня", FILL, "ru" }, { "нас", FILL, "ru" }, { "нужна", FILL, "ru" }, { "нужно", FILL, "ru" },
	{ "нужен", FILL, "ru" }, { "срочно", FILL, "ru" }, { "срочная", FILL, "ru" }, { "быстре*", FILL, "ru" }, { "прошу", FILL, "ru" }, { "пожалуйста", FILL, "ru" },
	{ "пожалуста", FILL, "ru" }, { "умоляю", FILL, "ru" }, { "люди", FILL, "ru" }, { "добрые", FILL, "ru" }, { "кто нибудь", FILL, "ru" }, { "ради бога", FILL, "ru" },
	{ "очень", FILL, "ru" }, { "вас", FILL, "ru" }, { "me", FILL, "" }, { "us", FILL, "" }, { "please", FILL, "" }, { "pls", FILL, "" }, { "need", FILL, "" },
	{ "i", FILL, "" }, { "we", FILL, "" },

	/* Beaten, threatened, killed. */
	{ "сабап*", TOLD, "ky" }, { "сабады*", TOLD, "ky" }, { "сабашты*", TOLD, "ky" }, { "сабашат", TOLD, "ky" }, { "сабайт", TOLD, "ky" }, { "сабаган", TOLD, "ky" },
	{ "мени сабап*", TOLD, "ky" }, { "уруп жат*", TOLD, "ky" }, { "уруп сал*", TOLD, "ky" }, { "ура берет", TOLD, "ky" }, { "токмоктоп жат*", TOLD, "ky" }, /* "Токмокто": in Tokmok */
	{ "муунтуп*", TOLD, "ky" }, { "өлтүрүп жат*", TOLD, "ky" }, { "өлтүрүп ко*", TOLD, "ky" }, { "өлтүрүп сал*", TOLD, "ky" },
	{ "өлтүрөт", TOLD, "ky" }, { "өлтүрөм", TOLD, "ky" }, { "өлтүрөбүз", TOLD, "ky" }, { "өлтүрүшө*", TOLD, "ky" }, { "өлтүргөн*", TOLD, "ky" }, { "өлтүрүү*", TOLD, "ky" },
	{ "өлүп жат*", TOLD, "ky" }, { "өлүп бара*", TOLD, "ky" }, { "коркутуп*", TOLD, "ky" }, { "коркутушу*", TOLD, "ky" }, { "бычак*", TOLD, "ky" }, { "пычак*", TOLD, "ky" },
	{ "кан кетип*", TOLD, "ky" }, { "кан агып*", TOLD, "ky" }, { "зомбулук*", TOLD, "ky" }, { "зордук*", TOLD, "ky" }, { "зордоп*", TOLD, "ky" },
	{ "өрт чык*", TOLD, "ky" }, { "күйүп жат*", TOLD, "ky" }, { "өлгүм кел*", TOLD, "ky" }, { "жашагым келбе*", TOLD, "ky" },
	{ "бьют", TOLD, "ru" }, { "бьет", TOLD, "ru" }, { "меня бьют", TOLD, "ru" }, { "меня бьет", TOLD, "ru" }, { "избива*", TOLD, "ru" }, { "избил*", TOLD, "ru" }, { "избит*", TOLD, "ru" },
	{ "меня избива*", TOLD, "ru" }, { "побил*", TOLD, "ru" }, { "убива*", TOLD, "ru" }, { "меня убива*", TOLD, "ru" }, { "убьют", TOLD, "ru" }, { "убьет", TOLD, "ru" },
	{ "убить", TOLD, "ru" }, { "убил*", TOLD, "ru" }, { "угрожа*", TOLD, "ru" }, { "насил*", TOLD, "ru" }, { "изнасил*", TOLD, "ru" }, { "душит*", TOLD, "ru" }, { "душат", TOLD, "ru" },
	{ "ножом", TOLD, "ru" }, { "с ножом", TOLD, "ru" }, { "ранен*", TOLD, "ru" }, { "кровь идет", TOLD, "ru" }, { "истека*", TOLD, "ru" }, { "умираю*", TOLD, "ru" }, { "умирает", TOLD, "ru" },
	{ "хочу умереть", TOLD, "ru" }, { "не хочу жить", TOLD, "ru" }, { "покончить с собой", TOLD, "ru" },

	/* Held, robbed of the passport, forced to work, carried off. */
	{ "кармап*", TOLD, "ky" }, { "камап*", TOLD, "ky" }, { "камалып кал*", TOLD, "ky" }, { "бекитип ко*", TOLD, "ky" }, { "кармалып кал*", TOLD, "ky" }, { "күч менен*", TOLD, "ky" },
	{ "күчтөп*", TOLD, "ky" }, { "кыйнап*", TOLD, "ky" }, { "мажбурлап*", TOLD, "ky" }, { "чыгарбай*", TOLD, "ky" }, { "чыгарышпай*", TOLD, "ky" },
	{ "кое бербей*", TOLD, "ky" }, { "кулчулук*", TOLD, "ky" }, { "кул кылып*", TOLD, "ky" }, { "ала качып*", TOLD, "ky" }, { "ала качты*", TOLD, "ky" }, { "ала качышты*", TOLD, "ky" },
	{ "уурдап кет*", TOLD, "ky" }, { "сатып жибер*", TOLD, "ky" }, { "адам сат*", TOLD, "ky" }, { "паспорт*алып кой*", TOLD, "ky" }, { "паспорт*алып ал*", TOLD, "ky" },
	{ "паспорт*тартып ал*", TOLD, "ky" }, { "паспорт*бербей*", TOLD, "ky" }, { "паспорт*беришпей*", TOLD, "ky" }, { "документ*алып кой*", TOLD, "ky" }, { "документ*бербей*", TOLD, "ky" },
	{ "держ*силой", TOLD, "ru" }, { "силой держ*", TOLD, "ru" }, { "удержива*", TOLD, "ru" }, { "не выпускают", TOLD, "ru" }, { "не выпускает", TOLD, "ru" }, { "не отпускают", TOLD, "ru" },
	{ "не отпускает", TOLD, "ru" }, { "заперли", TOLD, "ru" }, { "заперт*", TOLD, "ru" }, { "взаперти", TOLD, "ru" }, { "рабстве", TOLD, "ru" }, { "рабство", TOLD, "ru" },
	{ "в рабы", TOLD, "ru" }, { "похитил*", TOLD, "ru" }, { "заложник*", TOLD, "ru" }, { "заставля*", TOLD, "ru" }, { "отобра*паспорт*", TOLD, "ru" }, { "забра*паспорт*", TOLD, "ru" },
	{ "отнял*паспорт*", TOLD, "ru" }, { "паспорт*отобра*", TOLD, "ru" }, { "паспорт*забра*", TOLD, "ru" }, { "паспорт*не отда*", TOLD, "ru" }, { "не отда*паспорт*", TOLD, "ru" },
	{ "паспорт*отнял*", TOLD, "ru" }, { "отобра*документ*", TOLD, "ru" }, { "забра*документ*", TOLD, "ru" },

	/* FACTS has these; 911 is known from films. */
	{ "101", NUMBER, "" }, { "102", NUMBER, "" }, { "103", NUMBER, "" }, { "112", NUMBER, "" }, { "119", NUMBER, "" }, { "911", NUMBER, "" }, { "997", NUMBER, "" },
	{ "998", NUMBER, "" }, { "999", NUMBER, "" },
};

/* Small letters; marks are spaces, but for those that stand for letters (text/typing.c); one space between words, none at the ends. */
static void normal(const char *text, size_t len, char *out)
{
	size_t used = 0;
	for (size_t at = 0, size; at < len && used < LOOKED_AT; at += size) {
		uint32_t code = letter_digit(letter_small(utf8_next(text + at, len - at, &size)));
		bool kept = code != UTF8_BAD && (letter_is(code) || (code >= '0' && code <= '9') || code == '\'' || code == '\\');
		if (kept)
			used += utf8_put(out + used, code);
		else if (used > 0 && out[used - 1] != ' ')
			out[used++] = ' ';
	}
	while (used > 0 && out[used - 1] == ' ')
		used--;
	out[used] = '\0';
}

static size_t letter_size(const char *text)
{
	size_t size;
	utf8_next(text, 4, &size);
	return size;
}

/* "п о м о г и т е": nothing but single letters is one word. In place. */
static void join(char *text)
{
	size_t used = 0;
	for (const char *at = text; *at; at += letter_size(at)) {
		const char *behind = at + letter_size(at);
		if (*at != ' ' && *behind && *behind != ' ')
			return;
	}
	for (size_t at = 0, size; text[at]; at += size) {
		size = letter_size(text + at);
		if (text[at] == ' ')
			continue;
		memmove(text + used, text + at, size);
		used += size;
	}
	text[used] = '\0';
}

/* "помогитеее": a letter that is repeated stands there once. In place; digits stay. False: there is none. */
static bool calm(char *text)
{
	size_t used = 0, last = 0;
	bool changed = false;
	for (size_t at = 0, size; text[at]; at += size) {
		size = letter_size(text + at);
		bool again = last == size && memcmp(text + used - last, text + at, size) == 0 && (text[at] < '0' || text[at] > '9');
		changed |= again;
		if (again)
			continue;
		memmove(text + used, text + at, size);
		used += size;
		last = size;
	}
	text[used] = '\0';
	return changed;
}

static size_t word_count(const char *text)
{
	size_t count = *text != '\0';
	for (; *text; text++)
		count += *text == ' ';
	return count;
}

static const char *skip_word(const char *text)
{
	text += strcspn(text, " ");
	return text + (*text == ' ');
}

/* The row whose phrase takes the most of what stands here; NULL: none does. */
static const struct row *longest_row(const char *text, unsigned roles, const char **end)
{
	const struct row *found = NULL;
	uint64_t begins = typing_begins(text);
	*end = text;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool may = roles & 1u << rows[i].role && typing_may_begin(begins, rows[i].phrase);
		const char *to = may ? typing_match(rows[i].phrase, text) : NULL;
		if (!to || to <= *end)
			continue;
		*end = to;
		found = &rows[i];
	}
	return found;
}

/* The message is phrases alone, one behind the other. */
static enum danger read_alone(const char *text, const char **language)
{
	size_t calls = 0, numbers = 0;
	for (const char *end; *text; text = end + (*end == ' ')) {
		const struct row *row = longest_row(text, 1u << CALL | 1u << WORD | 1u << FILL | 1u << NUMBER, &end);
		end += strspn(end, "'");
		if (!row || (*end && *end != ' '))
			return DANGER_NONE;
		calls += row->role == CALL || row->role == WORD;
		numbers += row->role == NUMBER;
		if (!**language && row->role != FILL)
			*language = row->language;
	}
	return calls > 0 ? DANGER_CALL : numbers > 0 ? DANGER_NUMBER : DANGER_NONE;
}

static enum danger read_among(const char *text, const char **language)
{
	unsigned roles = 1u << CALL | 1u << TOLD | (word_count(text) <= SHORT ? 1u << WORD : 0);
	for (const char *end; *text; text = skip_word(text)) {
		const struct row *row = longest_row(text, roles, &end);
		if (row) {
			*language = row->language;
			return DANGER_TOLD;
		}
	}
	return DANGER_NONE;
}

static enum danger read_normal(const char *text, const char **language)
{
	const char *alone = "", *among = "";
	enum danger danger = read_alone(text, &alone);
	if (danger == DANGER_NONE)
		danger = read_among(text, &among);
	*language = danger == DANGER_TOLD ? among : danger == DANGER_NONE ? "" : alone;
	return danger;
}

enum danger danger_read(const char *text, size_t len, const char **language)
{
	char line[LOOKED_AT + 8]; /* the last letter may reach over */
	const char *calmed;
	normal(text, len, line);
	join(line);
	enum danger danger = read_normal(line, language);
	if (danger == DANGER_CALL || danger == DANGER_NUMBER || !calm(line))
		return danger;
	enum danger again = read_normal(line, &calmed);
	if (again != DANGER_NONE)
		*language = calmed;
	return again != DANGER_NONE ? again : danger;
}
