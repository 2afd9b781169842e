#include "menu_random.h"

#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const char *const random_more[] = { "ДАГЫ", "ЕЩЁ" }, *const random_back[] = { "АРТКА", "НАЗАД" };
const char *const random_wrong_choice[] = { "МЫНДАЙ ЖОК", "НЕТ ТАКОГО" }, *const random_wrong_number[] = { "НОМЕРИ КАТА", "НЕ ТОТ НОМЕР" };
static const char *const yes[] = { "Ооба", "Да" }, *const no[] = { "Жок", "Нет" };
static const char *const codes[] = { "ky", "ru" };
static const char *const placeholders[RANDOM_SHOWN] = {
	[RANDOM_NOTHING] = "", [RANDOM_SLOT] = "{note}", [RANDOM_COUNTED] = "{sum} {sum:letters}", [RANDOM_KEPT] = "{place.name}",
	[RANDOM_NAMED] = "{place.p1.name}", [RANDOM_KEPT_ITEMS] = "{place.items}",
};
const struct random_sum random_sums[RANDOM_SUMS] = {
	{ "1", "1", { "кат", "письмо" } }, { "3", "3", { "каттар", "письма" } }, { "12", "12", { "каттар", "писем" } },
	{ "1000", "1 000", { "каттар", "писем" } }, { "999991", "999 991", { "каттар", "письмо" } }, { "1000004", "1 000 004", { "каттар", "письма" } },
};
unsigned random_seed_shown;

static unsigned seed;

static size_t pick(size_t below)
{
	return (size_t)rand_r(&seed) % below;
}

/* ---- what they say ---- */

/* Letters of both languages, what GSM 7-bit has (plain, and by an escape), and what it has not. */
static uint32_t letter(size_t language)
{
	static const uint32_t plain[] = { 'a', 'Z', '0', '7', '.', ',', '-', '\'', '"', '@', '$', '_', 0xe9, 0xd1, 0x3a9 };
	static const uint32_t escaped[] = { 0x20ac, '[', ']', '~', '^', '\\', '|' };
	static const uint32_t foreign[] = { 0x1f600, 0x1f1f0, 0xab, 0xbb, 0x2014, 0x4e2d, 0x2116 };
	static const uint32_t kyrgyz[] = { 0x4a3, 0x4e9, 0x4af, 0x4e8, 0x4ae };
	size_t kind = pick(40);
	if (kind == 0)
		return foreign[pick(7)];
	if (kind < 3)
		return escaped[pick(7)];
	if (kind < 8)
		return plain[pick(15)];
	if (kind < 14 && language == 0)
		return kyrgyz[pick(5)];
	return 0x430 + (uint32_t)pick(32);
}

/* The two signs are nothing in Latin letters: a word does not begin with one, so that none is empty. */
static size_t put_word(char *out, size_t language, size_t characters)
{
	size_t len = 0;
	while (characters > 0) {
		uint32_t code = letter(language);
		if (len == 0 && (code == 0x44a || code == 0x44c))
			continue;
		len += utf8_put(out + len, code);
		characters--;
	}
	return len;
}

/* What GSM 7-bit has. */
static void make_latin(char *out, size_t characters)
{
	static const uint32_t signs[] = { ' ', 'Z', '7', '@', 0xe9, 0xd1, 0x3a9, 0x20ac, '[', '~', '\\' };
	size_t len = 0;
	for (size_t i = 0; i < characters; i++) {
		bool gap = i == 0 || i + 1 == characters || out[len - 1] == ' ';
		len += utf8_put(out + len, pick(4) > 0 ? 'a' + (uint32_t)pick(26) : signs[gap + pick(11 - gap)]);
	}
	out[len] = '\0';
}

/* Words with a space or a line end between them, `characters` in all or a few more. */
static void make_text(char *out, size_t language, size_t characters, bool long_words)
{
	size_t len = 0, left = characters;
	while (left > 0) {
		size_t word = 1 + pick(long_words && pick(25) == 0 ? 140 : 11);
		word = word < left ? word : left;
		if (len > 0)
			out[len++] = long_words && pick(12) == 0 ? '\n' : ' ';
		len += put_word(out + len, language, word);
		left -= word;
	}
	out[len] = '\0';
}

static void make_line(struct random_line *line, size_t characters, bool long_words)
{
	line->when = RANDOM_ALWAYS;
	for (size_t i = 0; i < RANDOM_LANGUAGES; i++) {
		make_text(line->in[i], i, 1 + pick(characters), long_words);
		if (pick(3) == 0)
			make_latin(line->latin[i], 1 + pick(characters));
	}
}

static void make_when(struct random_line *line)
{
	line->when = pick(3) == 0 ? (enum random_when)pick(RANDOM_WHENS) : RANDOM_ALWAYS;
}

/* Now and then one choice, a short one. */
static void make_first(struct random_screen *s)
{
	if (s->choice_count == 0 || s->kind == RANDOM_CHOICES_KIND || pick(2) == 0)
		return;
	struct random_line *line = &s->choices[pick(s->choice_count)];
	enum random_when when = line->when;
	make_line(line, 8, false);
	line->when = when;
	line->first = true;
}

static void make_screen(struct random_screen *s, size_t number)
{
	*s = (struct random_screen){ .kind = (enum random_kind)(number % RANDOM_KINDS) };
	bool question = s->kind == RANDOM_INPUT;
	snprintf(s->name, sizeof(s->name), "screen-%zu", number);
	s->shown = (enum random_shown)pick(question ? RANDOM_COUNTED + 1 : RANDOM_SHOWN);
	size_t most = question ? 8 : pick(3) == 0 ? 300 : 70;
	bool variant = !question && pick(3) == 0;
	for (size_t i = 0; i < RANDOM_LANGUAGES; i++) {
		make_text(s->before[i], i, 1 + pick(most), !question);
		make_text(s->after[i], i, question ? 1 : 1 + pick(most), !question);
		if (pick(3) == 0)
			make_latin(s->latin[i], 1 + pick(most));
		if (variant)
			make_text(s->marked[i], i, 1 + pick(most), true);
	}
	if (s->kind == RANDOM_CHOICES_KIND || ((s->kind == RANDOM_TEXT || s->kind == RANDOM_LIST) && pick(2) == 0))
		s->choice_count = 1 + pick(RANDOM_CHOICES);
	for (size_t i = 0; i < s->choice_count; i++) {
		make_line(&s->choices[i], pick(150) == 0 ? 90 : 22, false); /* some are too long */
		if (i > 0)
			make_when(&s->choices[i]);
	}
	make_first(s);
}

void random_make(struct random_menus *m, unsigned number)
{
	seed = number;
	memset(m, 0, sizeof(*m));
	m->place_count = 2 + pick(RANDOM_PLACES - 1);
	for (size_t i = 0; i < m->place_count; i++) {
		struct random_place *place = &m->places[i];
		snprintf(place->key, sizeof(place->key), "p%zu", i);
		make_line(&place->name, 18, false);
		place->item_count = 1 + pick(RANDOM_ITEMS);
		for (size_t j = 0; j < place->item_count; j++) {
			make_line(&place->items[j], 50, false);
			make_when(&place->items[j]);
			place->items[j].sure = pick(2) == 0 ? (enum random_sure)pick(RANDOM_SURES) : RANDOM_SURE;
		}
	}
	m->town_count = m->place_count + pick(RANDOM_TOWNS - m->place_count);
	for (size_t i = 0; i < m->town_count; i++) {
		make_line(&m->towns[i].name, 22, false);
		make_when(&m->towns[i].name);
		m->towns[i].place = i < m->place_count ? i : pick(m->place_count);
	}
	m->screen_count = RANDOM_KINDS + pick(RANDOM_SCREENS - RANDOM_KINDS + 1);
	for (size_t i = 0; i < m->screen_count; i++)
		make_screen(&m->screens[i], i);
}

/* ---- as files ---- */

static void write_string(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", out);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
	}
}

static void write_line(FILE *out, const struct random_line *line)
{
	for (size_t i = 0; i < RANDOM_LANGUAGES; i++) {
		fprintf(out, "%s%s: \"", i == 0 ? "{" : ", ", codes[i]);
		write_string(out, line->in[i]);
		fputc('"', out);
		if (!line->latin[i][0])
			continue;
		fprintf(out, ", %s-Latn: \"", codes[i]);
		write_string(out, line->latin[i]);
		fputc('"', out);
	}
	fputc('}', out);
}

static const char *const whens[RANDOM_WHENS] = { "", ", when: {language: ky}", ", unless: {place: p0}", ", when: {mark: \"on\"}",
	", when: {time: \"09:00-18:00\"}", ", unless: {open: place.p0}" };

static const char *const sures[RANDOM_SURES] = { [RANDOM_SURE] = "expires: 2028-01-01", [RANDOM_SURE_TODAY] = "expires: 2026-03-02",
	[RANDOM_EXPIRED] = "expires: 2026-03-01", [RANDOM_DISPUTED] = "expires: 2028-01-01, confirmed: no" };

static void write_text(FILE *out, const struct random_screen *s)
{
	fputs("    text:\n", out);
	if (s->marked[0][0]) {
		fputs("      - when: {mark: \"on\"}\n", out);
		for (size_t i = 0; i < RANDOM_LANGUAGES; i++) {
			fprintf(out, "        %s: \"", codes[i]);
			write_string(out, s->marked[i]);
			fputs("\"\n", out);
		}
	}
	for (size_t i = 0; i < RANDOM_LANGUAGES; i++) {
		fprintf(out, "%s%s: \"", !s->marked[0][0] ? "      " : i == 0 ? "      - " : "        ", codes[i]);
		write_string(out, s->before[i]);
		fprintf(out, " %s ", placeholders[s->shown]);
		write_string(out, s->after[i]);
		fputs("\"\n", out);
		if (!s->latin[i][0])
			continue;
		fprintf(out, "%s%s-Latn: \"", s->marked[0][0] ? "        " : "      ", codes[i]);
		write_string(out, s->latin[i]);
		fprintf(out, " %s\"\n", placeholders[s->shown]);
	}
}

static void write_screen(FILE *out, const struct random_screen *s)
{
	static const char *const rest[RANDOM_KINDS] = {
		[RANDOM_CHOICES_KIND] = "choices\n",
		[RANDOM_TEXT] = "text\n",
		[RANDOM_LIST] = "list\n    from: town\n    where: place\n    to: goodbye\n",
		[RANDOM_INPUT] = "input\n    ask: number\n    keep: number\n    to: goodbye\n",
		[RANDOM_CONFIRM] = "confirm\n    yes: {to: goodbye}\n    no: {to: home}\n",
		[RANDOM_END] = "end\n",
	};
	fprintf(out, "  %s:\n    kind: %s", s->name, rest[s->kind]);
	write_text(out, s);
	for (size_t i = 0; i < s->choice_count; i++) {
		fprintf(out, "%s      - {text: ", i == 0 ? "    choices:\n" : "");
		write_line(out, &s->choices[i]);
		fprintf(out, ", to: goodbye%s%s}\n", whens[s->choices[i].when], s->choices[i].first ? ", first: yes" : "");
	}
}

static void write_tables(FILE *out, const struct random_menus *m)
{
	fputs("tables:\n  place:\n", out);
	for (size_t i = 0; i < m->place_count; i++) {
		fprintf(out, "    - key: %s\n      name: ", m->places[i].key);
		write_line(out, &m->places[i].name);
		if (i == 0)
			fputs("\n      hours: {value: \"Mo-Fr 09:00-12:00,12:00-18:00\", zone: \"+06:00\", source: here, verified_on: 2026-01-01, expires: 2028-01-01}", out);
		fputs("\n      items:\n", out);
		for (size_t j = 0; j < m->places[i].item_count; j++) {
			fputs("        - {text: ", out);
			write_line(out, &m->places[i].items[j]);
			fprintf(out, ", source: here, verified_on: 2026-01-01, %s%s}\n", sures[m->places[i].items[j].sure], whens[m->places[i].items[j].when]);
		}
	}
	fputs("  town:\n", out);
	for (size_t i = 0; i < m->town_count; i++) {
		fprintf(out, "    - {key: t%zu, place: %s, name: ", i, m->places[m->towns[i].place].key);
		write_line(out, &m->towns[i].name);
		fprintf(out, "%s}\n", whens[m->towns[i].name.when]);
	}
}

static void write_word(FILE *out, const char *name, const char *const in[RANDOM_LANGUAGES])
{
	fprintf(out, "  %s: {ky: %s, ru: %s}\n", name, in[0], in[1]);
}

static void write_words(FILE *out)
{
	static const char *const others[] = { "wrong_pin", "wrong_amount", "too_long", "empty", "unconfirmed" };
	fputs("languages: {ky: Кыргызча, ru: Русский}\nentry: home\nwords:\n", out);
	write_word(out, "more", random_more);
	write_word(out, "back", random_back);
	write_word(out, "yes", yes);
	write_word(out, "no", no);
	write_word(out, "wrong_choice", random_wrong_choice);
	write_word(out, "wrong_number", random_wrong_number);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		write_word(out, others[i], no);
	fputs("plurals: {letters: {ky: {one: кат, other: каттар}, ru: {one: письмо, few: письма, many: писем}}}\n", out);
}

void random_write(const struct random_menus *m, char directory[64])
{
	char path[80];
	snprintf(directory, 64, "%.40s/kopuro-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/menu.yaml", directory);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	write_words(out);
	write_tables(out, m);
	fputs("screens:\n"
		"  language: {kind: language, text: {ky: Тил, ru: Язык}, to: home}\n"
		"  later: {kind: end, text: {ky: Кийин, ru: Позже}}\n"
		"  goodbye: {kind: end, text: {ky: Рахмат, ru: Спасибо}}\n"
		"  resume:\n    kind: choices\n    choices:\n"
		"      - {text: {ky: Ооба, ru: Да}, do: session.resume, then: {resumed: home}}\n"
		"      - {text: {ky: Жок, ru: Нет}, do: session.restart, then: {restarted: home}}\n"
		"  home:\n    kind: choices\n    choices:\n", out);
	for (size_t i = 0; i < m->screen_count; i++)
		fprintf(out, "      - {text: {ky: Экран, ru: Экран}, set: {note: А, sum: \"1\"}, pick: {place: p0}, to: %s}\n", m->screens[i].name);
	for (size_t i = 0; i < m->screen_count; i++)
		write_screen(out, &m->screens[i]);
	fclose(out);
}

void random_remove(const char *directory)
{
	char path[80];
	snprintf(path, sizeof(path), "%s/menu.yaml", directory);
	unlink(path);
	rmdir(directory);
}

/* ---- what must be shown ---- */

static bool holds(const struct random_menus *m, enum random_when when, size_t language)
{
	const bool now[RANDOM_WHENS] = { [RANDOM_ALWAYS] = true, [RANDOM_IN_KY] = language == 0, [RANDOM_NOT_FIRST] = m->kept != 0,
		[RANDOM_MARKED] = m->marked, [RANDOM_BY_DAY] = m->by_day, [RANDOM_CLOSED] = !m->by_day };
	return now[when];
}

static const char *line_in(const struct random_line *line, size_t language, bool latin)
{
	return latin && line->latin[language][0] ? line->latin[language] : line->in[language];
}

static size_t put_shown(char *out, const struct random_menus *m, enum random_shown shown, size_t language, bool latin)
{
	const struct random_place *place = m->kept >= 0 ? &m->places[m->kept] : NULL;
	const struct random_sum *sum = &random_sums[m->sum];
	size_t len = 0;
	out[0] = '\0';
	if (shown == RANDOM_SLOT)
		len = (size_t)sprintf(out, "%s", RANDOM_NOTE);
	else if (shown == RANDOM_COUNTED)
		len = (size_t)sprintf(out, "%s %s", sum->shown, sum->noun[language]);
	else if (shown == RANDOM_NAMED)
		len = (size_t)sprintf(out, "%s", line_in(&m->places[1].name, language, latin));
	else if (shown == RANDOM_KEPT && place)
		len = (size_t)sprintf(out, "%s", line_in(&place->name, language, latin));
	for (size_t i = 0; shown == RANDOM_KEPT_ITEMS && place && i < place->item_count; i++) {
		const struct random_line *item = &place->items[i];
		bool marked = item->sure == RANDOM_EXPIRED || item->sure == RANDOM_DISPUTED || (item->sure == RANDOM_SURE_TODAY && m->later);
		if (!holds(m, item->when, language))
			continue;
		len += (size_t)sprintf(out + len, "%s%s", len > 0 ? "\n" : "", line_in(item, language, latin));
		len += marked ? (size_t)sprintf(out + len, " (%s)", no[language]) : 0; /* the word that is written for `unconfirmed` */
	}
	return len;
}

const char *random_body(const struct random_menus *m, const struct random_screen *s, size_t language, bool latin)
{
	static char body[RANDOM_BODY];
	bool by_hand = latin && s->latin[language][0];
	if (m->marked && s->marked[language][0])
		return s->marked[language];
	size_t len = (size_t)snprintf(body, sizeof(body), "%s ", by_hand ? s->latin[language] : s->before[language]);
	len += put_shown(body + len, m, s->shown, language, latin);
	if (!by_hand)
		sprintf(body + len, " %s", s->after[language]);
	while (by_hand && body[len - 1] == ' ') /* the placeholder may be empty */
		body[--len] = '\0';
	return body;
}

/* Those of the choices that stand before a list's records, or all others. */
static size_t put_choices(const struct random_menus *m, const struct random_screen *s, bool before, size_t language, bool latin,
	struct random_shown_line *lines)
{
	size_t count = 0;
	for (size_t i = 0; i < s->choice_count; i++) {
		const struct random_line *line = &s->choices[i];
		if ((s->kind == RANDOM_LIST && line->first) == before && holds(m, line->when, language))
			lines[count++] = (struct random_shown_line){ line_in(line, language, latin), line->first && s->kind == RANDOM_TEXT, -1 };
	}
	return count;
}

size_t random_lines(const struct random_menus *m, const struct random_screen *s, size_t language, bool latin, struct random_shown_line lines[RANDOM_LINES])
{
	size_t count = put_choices(m, s, true, language, latin, lines);
	for (size_t i = 0; s->kind == RANDOM_LIST && i < m->town_count; i++) {
		if ((m->kept < 0 || m->towns[i].place == (size_t)m->kept) && holds(m, m->towns[i].name.when, language))
			lines[count++] = (struct random_shown_line){ line_in(&m->towns[i].name, language, latin), false, (int)i };
	}
	count += put_choices(m, s, false, language, latin, lines + count);
	if (s->kind == RANDOM_CONFIRM) {
		lines[count++] = (struct random_shown_line){ yes[language], false, -1 };
		lines[count++] = (struct random_shown_line){ no[language], false, -1 };
	}
	return count;
}
