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
	for (size_t i = 0; i < RANDOM_LANGUAGES; i++)
		make_text(line->in[i], i, 1 + pick(characters), long_words);
}

static void make_screen(struct random_screen *s, size_t number)
{
	static const char *const placeholders[] = { "", "{note}", "{place.name}", "{place.items}" };
	*s = (struct random_screen){ .kind = (enum random_kind)(number % RANDOM_KINDS) };
	bool question = s->kind == RANDOM_INPUT;
	snprintf(s->name, sizeof(s->name), "screen-%zu", number);
	s->placeholder = placeholders[question ? pick(2) : pick(4)];
	size_t most = question ? 8 : pick(3) == 0 ? 300 : 70;
	bool variant = !question && pick(3) == 0;
	for (size_t i = 0; i < RANDOM_LANGUAGES; i++) {
		make_text(s->before[i], i, 1 + pick(most), !question);
		make_text(s->after[i], i, question ? 1 : 1 + pick(most), !question);
		if (variant)
			make_text(s->marked[i], i, 1 + pick(most), true);
	}
	if (s->kind == RANDOM_CHOICES_KIND || ((s->kind == RANDOM_TEXT || s->kind == RANDOM_LIST) && pick(2) == 0))
		s->choice_count = 1 + pick(RANDOM_CHOICES);
	for (size_t i = 0; i < s->choice_count; i++) {
		make_line(&s->choices[i], pick(150) == 0 ? 90 : 22, false); /* some are too long */
		s->choices[i].when = i > 0 && pick(3) == 0 ? (enum random_when)pick(RANDOM_WHENS) : RANDOM_ALWAYS;
	}
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
		for (size_t j = 0; j < place->item_count; j++)
			make_line(&place->items[j], 50, false);
	}
	m->town_count = m->place_count + pick(RANDOM_TOWNS - m->place_count);
	for (size_t i = 0; i < m->town_count; i++) {
		make_line(&m->towns[i].name, 22, false);
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
	}
	fputc('}', out);
}

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
		fprintf(out, " %s ", s->placeholder);
		write_string(out, s->after[i]);
		fputs("\"\n", out);
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
	static const char *const whens[RANDOM_WHENS] = { "", ", when: {language: ky}", ", unless: {place: p0}", ", when: {mark: \"on\"}" };
	fprintf(out, "  %s:\n    kind: %s", s->name, rest[s->kind]);
	write_text(out, s);
	for (size_t i = 0; i < s->choice_count; i++) {
		fprintf(out, "%s      - {text: ", i == 0 ? "    choices:\n" : "");
		write_line(out, &s->choices[i]);
		fprintf(out, ", to: goodbye%s}\n", whens[s->choices[i].when]);
	}
}

static void write_tables(FILE *out, const struct random_menus *m)
{
	fputs("tables:\n  place:\n", out);
	for (size_t i = 0; i < m->place_count; i++) {
		fprintf(out, "    - key: %s\n      name: ", m->places[i].key);
		write_line(out, &m->places[i].name);
		fputs("\n      items:\n", out);
		for (size_t j = 0; j < m->places[i].item_count; j++) {
			fputs("        - {text: ", out);
			write_line(out, &m->places[i].items[j]);
			fputs(", source: here, verified_on: 2026-01-01, expires: 2028-01-01}\n", out);
		}
	}
	fputs("  town:\n", out);
	for (size_t i = 0; i < m->town_count; i++) {
		fprintf(out, "    - {key: t%zu, place: %s, name: ", i, m->places[m->towns[i].place].key);
		write_line(out, &m->towns[i].name);
		fputs("}\n", out);
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
		fprintf(out, "      - {text: {ky: Экран, ru: Экран}, to: %s}\n", m->screens[i].name);
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

const char *random_body(const struct random_menus *m, const struct random_screen *s, size_t language)
{
	static char body[RANDOM_BODY];
	const struct random_place *place = m->kept >= 0 ? &m->places[m->kept] : NULL;
	if (m->marked && s->marked[language][0])
		return s->marked[language];
	size_t len = (size_t)snprintf(body, sizeof(body), "%s ", s->before[language]);
	if (strcmp(s->placeholder, "{note}") == 0)
		len += (size_t)sprintf(body + len, "%s", RANDOM_NOTE);
	else if (place && strcmp(s->placeholder, "{place.name}") == 0)
		len += (size_t)sprintf(body + len, "%s", place->name.in[language]);
	else if (place && strcmp(s->placeholder, "{place.items}") == 0)
		for (size_t i = 0; i < place->item_count; i++)
			len += (size_t)sprintf(body + len, "%s%s", i > 0 ? "\n" : "", place->items[i].in[language]);
	sprintf(body + len, " %s", s->after[language]);
	return body;
}

static bool holds(const struct random_menus *m, enum random_when when, size_t language)
{
	const bool now[RANDOM_WHENS] = { [RANDOM_ALWAYS] = true, [RANDOM_IN_KY] = language == 0, [RANDOM_NOT_FIRST] = m->kept != 0,
		[RANDOM_MARKED] = m->marked };
	return now[when];
}

size_t random_lines(const struct random_menus *m, const struct random_screen *s, size_t language, const char *lines[RANDOM_LINES])
{
	size_t count = 0;
	for (size_t i = 0; s->kind == RANDOM_LIST && i < m->town_count; i++) {
		if (m->kept < 0 || m->towns[i].place == (size_t)m->kept)
			lines[count++] = m->towns[i].name.in[language];
	}
	for (size_t i = 0; i < s->choice_count; i++) {
		if (holds(m, s->choices[i].when, language))
			lines[count++] = s->choices[i].in[language];
	}
	if (s->kind == RANDOM_CONFIRM) {
		lines[count++] = yes[language];
		lines[count++] = no[language];
	}
	return count;
}
