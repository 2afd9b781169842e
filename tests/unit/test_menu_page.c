/* The layout of pages: by example, and as a property over random contents. */
#include "menu/page.h"

#include "text/charset.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct page_frame own = { .script = PAGE_OWN, .budget = 160, .more = "Дагы", .back = "Артка" };
static const struct page_frame latin = { .script = PAGE_LATIN, .budget = 182, .more = "Dagy", .back = "Artka" };

static const char *page_at(const struct page_content *c, const struct page_frame *f, uint16_t start, struct page *page)
{
	static char text[PAGE_TEXT_MAX + 1];
	page_lay(c, f, start, page);
	text[page_write(c, f, page, text)] = '\0';
	assert_int_equal(page->used, page_cost(f->script, text, strlen(text)));
	assert_in_range(page->used, 1, f->budget);
	return text;
}

static struct page_content body_of(const char *text)
{
	return (struct page_content){ .body = text, .body_len = (uint16_t)strlen(text) };
}

static struct page_line line_of(const char *text)
{
	return (struct page_line){ .text = text, .len = (uint16_t)strlen(text) };
}

static void a_short_text_is_one_page(void **state)
{
	(void)state;
	struct page page;
	struct page_content c = body_of("Саламатсызбы");
	struct page_frame root = own, final = own;
	root.root = true;
	final.final = true;
	assert_string_equal(page_at(&c, &own, 0, &page), "Саламатсызбы\n0 Артка");
	assert_false(page.more);
	assert_string_equal(page_at(&c, &root, 0, &page), "Саламатсызбы");
	assert_string_equal(page_at(&c, &final, 0, &page), "Саламатсызбы");
}

/* 80 characters: 69 of text, a line end and "0 Артка" (7) leave 3; one more character than 72 needs a second page. */
static void the_last_octet_is_used(void **state)
{
	(void)state;
	struct page page;
	char text[200] = "";
	for (int i = 0; i < 72; i++)
		strcat(text, "ө");
	struct page_content c = body_of(text);
	page_at(&c, &own, 0, &page);
	assert_int_equal(page.used, 160);
	assert_false(page.more);
	strcat(text, "ө");
	c = body_of(text);
	page_at(&c, &own, 0, &page);
	assert_true(page.more);
	assert_int_equal(page.next, 65 * 2); /* "9 Дагы " more: a word without a gap is broken between characters */
}

static void breaks_prefer_lines_then_words(void **state)
{
	(void)state;
	struct page page;
	struct page_content c = body_of("Биринчи сап кыйла узун болгондуктан мында бөлүнөт\nЭкинчи сап ушул жерден башталып, бетке батпайт");
	assert_string_equal(page_at(&c, &own, 0, &page), "Биринчи сап кыйла узун болгондуктан мында бөлүнөт\n9 Дагы 0 Артка");
	assert_string_equal(page_at(&c, &own, page.next, &page), "Экинчи сап ушул жерден башталып, бетке батпайт\n0 Артка");
	c = body_of("Кыска\nБул сап болсо бир бетке батпайт, ошондуктан сөздөрдүн ортосунан бөлүнүп кетет");
	assert_string_equal(page_at(&c, &own, 0, &page), "Кыска\nБул сап болсо бир бетке батпайт, ошондуктан сөздөрдүн\n9 Дагы 0 Артка");
	assert_string_equal(page_at(&c, &own, page.next, &page), "ортосунан бөлүнүп кетет\n0 Артка");
}

static void a_whole_range_is_not_broken(void **state)
{
	(void)state;
	struct page page;
	const char *text = "Консулдук бөлүмдүн телефону мына бул жерде: +996 999 312 002, күнү-түнү";
	const char *number = strstr(text, "+996");
	struct page_span span = { (uint16_t)(number - text), (uint16_t)(number - text + 16) };
	struct page_content c = body_of(text);
	assert_string_equal(page_at(&c, &own, 0, &page), "Консулдук бөлүмдүн телефону мына бул жерде: +996 999 312 002, күнү-түнү\n0 Артка");
	c = body_of("Консулдук бөлүмдүн телефону мына бул жерде: +996 999 312 002, күнү-түнү иштейт");
	page_at(&c, &own, 0, &page);
	assert_int_equal(page.next, span.to + 2); /* fits to its end: no reason to break before it */
	struct page_frame narrow = own;
	narrow.budget = 140;
	c.whole = &span;
	c.whole_count = 1;
	assert_string_equal(page_at(&c, &narrow, 0, &page), "Консулдук бөлүмдүн телефону мына бул жерде:\n9 Дагы 0 Артка");
	assert_int_equal(page.next, span.from);
	assert_string_equal(page_at(&c, &narrow, page.next, &page), "+996 999 312 002, күнү-түнү иштейт\n0 Артка");
}

/* Neither in a text nor in a fact that is too long for a page; and what follows a number stays with the word before it. */
static void no_page_ends_before_a_number(void **state)
{
	(void)state;
	struct page page;
	const char *texts[] = { "Консулдук бөлүмдүн телефону мына ушул жерде: +996 999 312 002, күнү-түнү иштейт",
		"Консулдук бөлүмдүн телефону мына ушул жерде: №8 (800) 312 002, күнү-түнү иштейт, чалыңыз",
		"Консулдук бөлүмдүн телефону мына ушул жерде: эң аз 2 ай мурда чалыңыз, күнү-түнү иштейт" };
	const char *rests[] = { "+996 999 312 002, күнү-түнү иштейт\n0 Артка", "№8 (800) 312 002, күнү-түнү иштейт, чалыңыз\n0 Артка",
		"аз 2 ай мурда чалыңыз, күнү-түнү иштейт\n0 Артка" };
	const char *firsts[] = { "", "", " эң" };
	struct page_frame narrow = own;
	char first[160];
	narrow.budget = 132;
	for (size_t i = 0; i < 3; i++) {
		snprintf(first, sizeof(first), "Консулдук бөлүмдүн телефону мына ушул жерде:%s\n9 Дагы 0 Артка", firsts[i]);
		struct page_content c = body_of(texts[i]);
		struct page_span all = { 0, c.body_len };
		assert_string_equal(page_at(&c, &narrow, 0, &page), first);
		assert_string_equal(page_at(&c, &narrow, page.next, &page), rests[i]);
		c.whole = &all;
		c.whole_count = 1;
		assert_string_equal(page_at(&c, &narrow, 0, &page), first);
	}
}

static void what_looks_like_a_line_is_known(void **state)
{
	(void)state;
	static const struct { const char *text; size_t digits; unsigned number; } known[] = { { "2 ай мурда", 1, 2 }, { "112 полиция", 3, 112 }, { "1) Биринчи", 1, 1 },
		{ "10. Онунчу", 2, 10 }, { "15 000 сом", 2, 15 }, { "99999999999 сом", 11, 999999 }, { "112", 0, 0 }, { "112 ", 0, 0 }, { "112; 102 полиция", 0, 0 },
		{ "31.12.2026", 0, 0 }, { "4827-1930 деген", 0, 0 }, { "9:00 баштап", 0, 0 }, { "+996 999 312", 0, 0 }, { "Эки ай", 0, 0 }, { "", 0, 0 }, { ") а", 0, 0 } };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		unsigned number;
		assert_int_equal(page_numbered(known[i].text, strlen(known[i].text), &number), known[i].digits);
		if (known[i].digits > 0)
			assert_int_equal(number, known[i].number);
	}
}

static void eight_lines_are_the_most(void **state)
{
	(void)state;
	struct page page;
	struct page_line lines[12];
	for (size_t i = 0; i < 12; i++)
		lines[i] = line_of("ab");
	struct page_content c = { .body = "", .lines = lines, .line_count = 12 };
	assert_string_equal(page_at(&c, &latin, 0, &page), "1 ab\n2 ab\n3 ab\n4 ab\n5 ab\n6 ab\n7 ab\n8 ab\n9 Dagy 0 Artka");
	assert_int_equal(page.lines, 8);
	assert_string_equal(page_at(&c, &latin, page.next, &page), "10 ab\n11 ab\n12 ab\n13 ab\n0 Artka");
	assert_int_equal(page.first, 8);
	assert_int_equal(page.line_count, 12);
}

static void numbers_go_on_and_leave_nine_out(void **state)
{
	(void)state;
	static const struct { unsigned number; size_t line; } known[] = { { 1, 0 }, { 8, 7 }, { 10, 8 }, { 11, 9 }, { 99, 97 }, { 100, 98 }, { 401, 399 } };
	size_t line;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		assert_int_equal(page_number(known[i].line), known[i].number);
		assert_true(page_line_of(known[i].number, &line));
		assert_int_equal(line, known[i].line);
	}
	assert_false(page_line_of(0, &line));
	assert_false(page_line_of(9, &line));
}

/* A line with two digits before it takes a character more than it had with one. */
static void a_longer_number_takes_room(void **state)
{
	(void)state;
	struct page page;
	struct page_line lines[9], *last = &lines[8];
	char text[200] = "";
	for (size_t i = 0; i < 8; i++)
		lines[i] = line_of("ab");
	for (int i = 0; i < 69; i++) /* "10 ", a line end and "0 Артка" take the other 11 of 80 */
		strcat(text, "ө");
	*last = line_of(text);
	struct page_content c = { .body = "", .lines = lines, .line_count = 9 };
	page_at(&c, &own, 8, &page);
	assert_int_equal(page.used, 160);
	assert_int_equal(page_line_cost(PAGE_OWN, 8, text, strlen(text)), page_line_cost(PAGE_OWN, 7, text, strlen(text)) + 2);
}

/* A line marked `first` stands below what fits of the text, and in its place; with one number. */
static void a_line_may_stand_on_the_first_page_already(void **state)
{
	(void)state;
	struct page page;
	struct page_line lines[] = { line_of("Башка тизме"), line_of("SMS менен алуу") };
	struct page_content c = body_of("Билдирүүнүн үзүлмө бөлүгүн сактап жүрүңүз. Медсправка бир жыл жарайт");
	lines[1].first = true;
	c.lines = lines;
	c.line_count = 2;
	assert_string_equal(page_at(&c, &own, 0, &page), "Билдирүүнүн үзүлмө бөлүгүн сактап жүрүңүз.\n2 SMS менен алуу\n9 Дагы 0 Артка");
	assert_int_equal(page.firsts, 1);
	assert_true(page_shows(&c, &page, 1) && !page_shows(&c, &page, 0));
	assert_string_equal(page_at(&c, &own, page.next, &page), "Медсправка бир жыл жарайт\n1 Башка тизме\n2 SMS менен алуу\n0 Артка");
	assert_int_equal(page.firsts, 0);
	c = body_of("Медсправка бир жыл жарайт");
	c.lines = lines;
	c.line_count = 2;
	assert_string_equal(page_at(&c, &own, 0, &page), "Медсправка бир жыл жарайт\n1 Башка тизме\n2 SMS менен алуу\n0 Артка");
}

/* Where the place of such a line is the first page, it stands there once, and the page is as full as any. */
static void a_line_in_its_place_is_not_repeated(void **state)
{
	(void)state;
	struct page page;
	struct page_line lines[] = { line_of("SMS менен алуу"), line_of("Башка тизме"), line_of("Башкы меню"), line_of("Өлкөнү алмаштыруу") };
	struct page_content c = body_of("Медсправка бир жыл жарайт");
	lines[0].first = true;
	c.lines = lines;
	c.line_count = 4;
	assert_string_equal(page_at(&c, &own, 0, &page), "Медсправка бир жыл жарайт\n1 SMS менен алуу\n2 Башка тизме\n9 Дагы 0 Артка");
	assert_int_equal(page.firsts, 0);
	assert_string_equal(page_at(&c, &own, page.next, &page), "3 Башкы меню\n4 Өлкөнү алмаштыруу\n0 Артка");
}

static void yes_and_no_stay_together(void **state)
{
	(void)state;
	struct page page;
	struct page_line lines[] = { line_of("Ооба"), line_of("Жок") };
	struct page_content c = body_of("Бул суроо ушунчалык узун болгондуктан, жооптордун бири гана батат");
	c.lines = lines;
	c.line_count = 2;
	c.together = true;
	assert_string_equal(page_at(&c, &own, 0, &page), "Бул суроо ушунчалык узун болгондуктан, жооптордун бири гана батат\n9 Дагы 0 Артка");
	assert_string_equal(page_at(&c, &own, page.next, &page), "1 Ооба\n2 Жок\n0 Артка");
	assert_string_equal(page_at(&c, &own, (uint16_t)(page.start + 1), &page), page_at(&c, &own, 0, &page));
}

static void a_hint_takes_room_or_is_left_out(void **state)
{
	(void)state;
	struct page page;
	struct page_line line = line_of("Бул тандоо бүт бетти ээлейт, андан башка эч нерсе бат");
	struct page_content c = { .body = "", .lines = &line, .line_count = 1 };
	struct page_frame f = own;
	f.hint = "Мындай тандоо жок";
	assert_null(strstr(page_at(&c, &f, 0, &page), f.hint));
	assert_false(page.hinted);
	c = body_of("Саламатсызбы");
	assert_string_equal(page_at(&c, &f, 0, &page), "Мындай тандоо жок\nСаламатсызбы\n0 Артка");
	assert_true(page.hinted);
}

/* Whatever the hint, the page is the one that was there: it does not go without a line so that the hint may stand. */
static void a_hint_moves_nothing(void **state)
{
	(void)state;
	struct page page, hinted;
	struct page_line lines[] = { line_of("Россия"), line_of("Казакстан"), line_of("Түркия"), line_of("Түштүк Корея"), line_of("БАЭ"),
		line_of("Кыргызстан") };
	struct page_content c = body_of("Өлкөнү тандаңыз");
	struct page_frame f = own;
	f.hint = "Мындай тандоо жок";
	c.lines = lines;
	c.line_count = 6;
	assert_string_equal(page_at(&c, &own, 0, &page), "Өлкөнү тандаңыз\n1 Россия\n2 Казакстан\n3 Түркия\n4 Түштүк Корея\n9 Дагы 0 Артка");
	assert_string_equal(page_at(&c, &f, 0, &hinted), "Өлкөнү тандаңыз\n1 Россия\n2 Казакстан\n3 Түркия\n4 Түштүк Корея\n9 Дагы 0 Артка");
	assert_int_equal(hinted.next, page.next);
	assert_string_equal(page_at(&c, &f, page.next, &hinted), "Мындай тандоо жок\n5 БАЭ\n6 Кыргызстан\n0 Артка");
	assert_string_equal(page_at(&c, &own, page.next, &page), "5 БАЭ\n6 Кыргызстан\n0 Артка");
	assert_int_equal(hinted.next, page.next);
}

static void a_question_is_cut_rather_than_paged(void **state)
{
	(void)state;
	struct page page;
	char text[400] = "";
	for (int i = 0; i < 100; i++)
		strcat(text, "ө");
	struct page_content c = body_of(text);
	struct page_frame f = own;
	f.single = true;
	page_at(&c, &f, 0, &page);
	assert_false(page.more);
	assert_int_equal(page.used, 160);
}

/* ---- the property ---- */

#define WORDS_MAX 90
struct random_content {
	struct page_content c;
	char body[4000];
	struct page_span spans[40];
	struct page_line lines[40];
	char line_text[40][64];
};

static unsigned seed;
static int pick(int below)
{
	return rand_r(&seed) % below;
}

static size_t put_random(char *out, enum page_script script, int characters)
{
	static const uint32_t own_codes[] = { 'a', 'z', '7', '.', ':', 0x04e9, 0x04af, 0x04a3, 0x0416, 0x044f, 0x20ac, 0x1f600 };
	static const uint32_t latin_codes[] = { 'a', 'z', '7', '.', ':', 0xf6, 0xfc, 0x20ac, '{', 'Q', '@' };
	size_t len = 0;
	for (int i = 0; i < characters; i++)
		len += utf8_put(out + len, script == PAGE_OWN ? own_codes[pick(12)] : latin_codes[pick(11)]);
	return len;
}

static void make_random(struct random_content *r, enum page_script script)
{
	size_t len = 0;
	int words = pick(WORDS_MAX);
	*r = (struct random_content){ 0 };
	for (int i = 0; i < words; i++) {
		size_t from = len;
		len += put_random(r->body + len, script, 1 + pick(pick(20) == 0 ? 90 : 9) % 100);
		bool keep = pick(6) == 0 && r->c.whole_count < 40;
		if (len > sizeof(r->body) - 500)
			break;
		if (keep) {
			r->body[len++] = ' ';
			len += put_random(r->body + len, script, 1 + pick(30));
			r->spans[r->c.whole_count++] = (struct page_span){ (uint16_t)from, (uint16_t)len };
		}
		if (i + 1 < words)
			r->body[len++] = " \n"[pick(4) == 0];
	}
	while (len > 0 && (r->body[len - 1] == ' ' || r->body[len - 1] == '\n'))
		len--;
	r->c.body = r->body;
	r->c.body_len = (uint16_t)len;
	r->c.whole = r->spans;
	r->c.line_count = (size_t)pick(25) + (len == 0); /* never nothing at all */
	r->c.lines = r->lines;
	r->c.together = r->c.line_count == 2;
	for (size_t i = 0; i < r->c.line_count; i++) {
		size_t line = put_random(r->line_text[i], script, 1 + pick(14));
		r->lines[i] = (struct page_line){ .text = r->line_text[i], .len = (uint16_t)line, .first = r->c.line_count > 2 && pick(8) == 0 };
	}
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\n';
}

/* A page is within the budget as it is really encoded, too. */
static void check_encoding(const struct page_frame *f, const char *text)
{
	uint8_t out[PAGE_BUDGET_MAX];
	size_t written;
	enum charset charset = f->script == PAGE_OWN ? CHARSET_UCS2 : CHARSET_GSM7;
	assert_int_equal(charset_encode(charset, text, strlen(text), out, f->budget, &written), ERR_NONE);
}

/* No unbreakable range that fits a page is broken, unless it is the first of a page on which lines stand ahead. */
static void check_whole(const struct page_content *c, const struct page_frame *f, const struct page *page)
{
	for (size_t i = 0; i < c->whole_count; i++) {
		const struct page_span *s = &c->whole[i];
		bool beside_firsts = page->firsts > 0 && s->from == page->start;
		if (page->stop > s->from && page->stop < s->to && !beside_firsts)
			assert_true(page_cost(f->script, c->body + s->from, (size_t)(s->to - s->from)) > page_room(f));
	}
}

/* With a hint it is the same page, and the hint stands there if and only if it fits beside it. */
static void check_hint(const struct page_content *c, const struct page_frame *f, const struct page *page, const char *hint)
{
	struct page_frame hinting = *f;
	struct page hinted;
	char text[PAGE_TEXT_MAX + 1];
	hinting.hint = hint;
	snprintf(text, sizeof(text), "%s\n%s", hint, page_at(c, f, page->start, &hinted));
	bool fits = page_cost(f->script, text, strlen(text)) <= f->budget;
	const char *shown = page_at(c, &hinting, page->start, &hinted);
	assert_int_equal(hinted.hinted, fits);
	assert_string_equal(shown, fits ? text : text + strlen(hint) + 1);
	assert_true(hinted.start == page->start && hinted.stop == page->stop && hinted.next == page->next);
	assert_true(hinted.first == page->first && hinted.lines == page->lines && hinted.more == page->more && hinted.back == page->back);
}

/* Of the first of several pages, and of no other: all lines marked `first` stand on it, unless they leave no room for anything else. */
static void check_firsts(const struct page_content *c, const struct page_frame *f, const struct page *page)
{
	bool room = page_firsts_cost(c, f->script, 0) < page_room(f) / 2;
	for (size_t i = 0; page->start == 0 && room && i < c->line_count; i++)
		assert_true(!c->lines[i].first || page_shows(c, page, i));
	assert_true(page->firsts == 0 || (page->start == 0 && page->more));
}

static void walk(const struct random_content *r, const struct page_frame *f, const char *hint)
{
	const struct page_content *c = &r->c;
	struct page page = { .next = 0 };
	uint16_t shown_to = 0, lines = 0;
	for (int pages = 0;; pages++) {
		uint16_t from = page.next;
		const char *text = page_at(c, f, from, &page);
		assert_in_range(pages, 0, 500);
		assert_int_equal(page.start, from);
		assert_true(utf8_valid(text, strlen(text)));
		check_encoding(f, text);
		bool more = strstr(text, f->more) != NULL; /* the text is overwritten below */
		check_whole(c, f, &page);
		check_hint(c, f, &page, hint);
		check_firsts(c, f, &page);
		for (uint16_t i = shown_to; i < page.start && i < c->body_len; i++)
			assert_true(is_gap(c->body[i])); /* only white space is dropped between two pages */
		shown_to = page.stop > page.start ? page.stop : shown_to;
		if (page.lines) {
			assert_int_equal(shown_to, c->body_len);
			assert_int_equal(page.first, lines);
			assert_true(page.lines <= PAGE_LINES);
			lines = (uint16_t)(lines + page.lines);
		}
		assert_int_equal(more, page.more);
		assert_int_equal(page.back, !f->final && (page.start > 0 || !f->root));
		if (!page.more)
			break;
		assert_true(page.next > page.start);
	}
	assert_int_equal(shown_to, c->body_len);
	assert_int_equal(lines, c->line_count);
}

static void nothing_is_lost_or_split_and_every_page_fits(void **state)
{
	(void)state;
	static const uint16_t budgets[PAGE_SCRIPTS][3] = { { 160, 140, 120 }, { 182, 160, 100 } };
	struct random_content r;
	for (unsigned round = 0; round < 6000; round++) {
		seed = round;
		enum page_script script = round % 2 ? PAGE_OWN : PAGE_LATIN;
		struct page_frame f = script == PAGE_OWN ? own : latin;
		/* words of the footer that do not occur in the contents */
		f.more = script == PAGE_OWN ? "Дагы" : "MORE";
		f.budget = budgets[script][pick(3)];
		f.root = pick(3) == 0;
		f.final = pick(4) == 0;
		make_random(&r, script);
		walk(&r, &f, script == PAGE_OWN ? "Мындай жок" : "Mynday jok");
	}
}

static size_t count_pages(const struct page_content *c, const struct page_frame *f)
{
	struct page page = { .next = 0 };
	size_t count = 0;
	do {
		page_lay(c, f, page.next, &page);
		count++;
	} while (page.more);
	return count;
}

/* Where nothing ends with ':' there are no labels, and all else is as wide. */
static void labels_make_no_page_more(void **state)
{
	(void)state;
	static const uint16_t budgets[] = { 160, 140, 120 };
	struct random_content r;
	size_t moved = 0;
	for (unsigned round = 0; round < 6000; round++) {
		struct page with, without;
		struct page_frame f = own;
		seed = round;
		f.budget = budgets[pick(3)];
		f.root = pick(3) == 0;
		make_random(&r, PAGE_OWN);
		page_lay(&r.c, &f, 0, &with);
		size_t count = count_pages(&r.c, &f);
		for (char *at = r.body; (at = strchr(at, ':'));)
			*at = ';';
		page_lay(&r.c, &f, 0, &without);
		assert_true(count <= count_pages(&r.c, &f));
		moved += with.next < without.next;
	}
	assert_true(moved > 20);
}

static void any_start_is_laid_out(void **state)
{
	(void)state;
	struct random_content r;
	struct page page;
	for (unsigned round = 0; round < 200; round++) {
		seed = round;
		make_random(&r, PAGE_OWN);
		if (r.c.body_len == 0 && r.c.line_count == 0)
			continue;
		for (unsigned start = 0; start < r.c.body_len + 30u; start++) {
			const char *text = page_at(&r.c, &own, (uint16_t)start, &page);
			assert_true(utf8_valid(text, strlen(text)));
		}
		page_at(&r.c, &own, UINT16_MAX, &page);
		assert_int_equal(page.start, 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_text_is_one_page),
		cmocka_unit_test(the_last_octet_is_used),
		cmocka_unit_test(breaks_prefer_lines_then_words),
		cmocka_unit_test(a_whole_range_is_not_broken),
		cmocka_unit_test(no_page_ends_before_a_number),
		cmocka_unit_test(what_looks_like_a_line_is_known),
		cmocka_unit_test(eight_lines_are_the_most),
		cmocka_unit_test(numbers_go_on_and_leave_nine_out),
		cmocka_unit_test(a_longer_number_takes_room),
		cmocka_unit_test(a_line_may_stand_on_the_first_page_already),
		cmocka_unit_test(a_line_in_its_place_is_not_repeated),
		cmocka_unit_test(yes_and_no_stay_together),
		cmocka_unit_test(a_hint_takes_room_or_is_left_out),
		cmocka_unit_test(a_hint_moves_nothing),
		cmocka_unit_test(a_question_is_cut_rather_than_paged),
		cmocka_unit_test(nothing_is_lost_or_split_and_every_page_fits),
		cmocka_unit_test(labels_make_no_page_more),
		cmocka_unit_test(any_start_is_laid_out),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
