/* Pages made at load, and the proof that those made later will fit. */
#include "menu/content.h"
#include "menu/load.h"
#include "menu/records.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VARIANTS_MAX 500 /* of one screen, for each of which its pages are made at load; of one that has more they are made when shown */
#define ALWAYS (struct days){ .from = DAY_FIRST, .until = DAY_LAST }
#define ROOM_LEAST 10 /* characters that a page must have beside its footer */

struct work {
	struct loading *l;
	struct screen *screen;
	size_t language, format;
	struct content *content;
	struct ready *pages; /* of the rendition being made */
	size_t page_capacity;
};

static const char *format_name(enum page_script script)
{
	return script == PAGE_OWN ? WORDING("octets of UCS-2") : WORDING("septets of GSM 7-bit");
}

static const char *unit_name(const struct loading *l, enum page_script script)
{
	return complaints_word(l->complaints, format_name(script));
}

static const char *language_name(const struct work *w)
{
	return w->language < w->l->set->language_count ? w->l->set->language_codes[w->language] : w->l->set->language_codes[0];
}

static void depend_on(struct menu_set *set, struct screen *screen, uint16_t table)
{
	if (set->tables[table].places) { /* too many to make their pages */
		records_measure(set, &set->tables[table]);
		screen->dynamic = true;
		return;
	}
	for (size_t i = 0; i < screen->depend_count; i++) {
		if (screen->depends[i] == table)
			return;
	}
	if (screen->depend_count < SCREEN_DEPENDS)
		screen->depends[screen->depend_count++] = table;
	else
		screen->dynamic = true;
	if (set_variants(set, screen) > VARIANTS_MAX)
		screen->dynamic = true;
}

/* A condition on the language is settled for each language apart; one on what is typed, or on the time, where it is asked. */
static void depend_on_condition(struct menu_set *set, struct screen *screen, const struct condition *condition)
{
	for (size_t i = 0; condition && i < condition->count; i++) {
		const struct test *test = &condition->tests[i];
		if (test->kind == TEST_RECORD)
			depend_on(set, screen, test->subject);
	}
}

static void depend_on_value(struct menu_set *set, struct screen *screen, const struct value *value)
{
	for (size_t i = 0; value && value->when && i < value->count; i++)
		depend_on_condition(set, screen, value->when[i]);
}

static void depend_on_field(struct menu_set *set, struct screen *screen, const struct piece *piece)
{
	const struct table *table = &set->tables[piece->table];
	if (piece->record != MENU_NONE) {
		depend_on_value(set, screen, table->records[piece->record].fields[piece->field]);
		return;
	}
	depend_on(set, screen, piece->table);
	for (size_t i = 0; i < table->keys.count; i++)
		depend_on_value(set, screen, table->records[i].fields[piece->field]);
}

static void depend_on_template(struct menu_set *set, struct screen *screen, const struct template *t)
{
	if (t->latin)
		depend_on_template(set, screen, t->latin);
	for (size_t i = 0; i < t->count; i++) {
		const struct piece *piece = &t->pieces[i];
		if (piece->kind == PIECE_SLOT || piece->kind == PIECE_NOUN)
			screen->dynamic = true;
		else if (piece->kind == PIECE_FIELD)
			depend_on_field(set, screen, piece);
	}
}

static void depend_on_text(struct menu_set *set, struct screen *screen, const struct text *text)
{
	for (size_t i = 0; i < set->language_count; i++) {
		depend_on_template(set, screen, &text->in[i]);
		for (size_t j = 0; j < text->variant_count; j++)
			depend_on_template(set, screen, &text->variants[j].in[i]);
	}
	for (size_t i = 0; i < text->variant_count; i++)
		depend_on_condition(set, screen, text->variants[i].when);
}

static void find_dependencies(struct menu_set *set, struct screen *screen)
{
	screen->dynamic |= screen->nearest;
	depend_on_text(set, screen, &screen->text);
	for (size_t i = 0; i < screen->choice_count; i++) {
		depend_on_text(set, screen, &screen->choices[i].text);
		depend_on_condition(set, screen, screen->choices[i].when);
	}
	for (size_t i = 0; i < screen->where_count; i++)
		depend_on(set, screen, screen->where[i]);
	if (screen->kind == SCREEN_LIST && screen->from != MENU_NONE && set->tables[screen->from].places)
		depend_on(set, screen, screen->from);
	for (size_t i = 0; screen->kind == SCREEN_LIST && screen->from != MENU_NONE && i < set->tables[screen->from].keys.count; i++)
		depend_on_condition(set, screen, set->tables[screen->from].records[i].when);
}

/* Where the text of a line was written. */
static struct origin line_origin(const struct work *w, const struct viewer *viewer, uint16_t line)
{
	const struct menu_set *set = w->l->set;
	enum page_script script = format_script(&set->formats[w->format]);
	const struct screen *screen = w->screen;
	if (screen->kind == SCREEN_LANGUAGE)
		return w->l->languages_at;
	struct line_target target = content_target(set, screen, w->language, viewer, line);
	if (target.record == MENU_NONE)
		return w->content->cut_at;
	if (set->tables[screen->from].places)
		return screen->at;
	return set->tables[screen->from].records[target.record].fields[screen->show]->places[w->language][0].in[script];
}

/* A page of this line alone, with the footer that it must leave room for. */
static void show_cut_line(const struct work *w, const struct page_frame *frame)
{
	const struct content *c = w->content;
	const struct page_line *line = &c->lines[c->cut_line];
	char shown[PAGE_TEXT_MAX + 4 * MENU_NAME_MAX], left_out[MENU_BODY_MAX];
	size_t cut = (size_t)snprintf(shown, sizeof(shown), "%u %.*s", page_number(c->cut_line), (int)line->len, line->text);
	snprintf(shown + cut, sizeof(shown) - cut, "\n9 %s 0 %s", frame->more, frame->back);
	snprintf(left_out, sizeof(left_out), "%.*s", (int)(c->cut_len - line->len), line->text + line->len);
	complaints_show(w->l->complaints, &(struct complaint_page){ .shown = shown, .cut = cut, .left_out = left_out,
		.takes = frame->budget - page_room(frame) + c->cut_cost, .room = frame->budget, .unit = format_name(frame->script) });
}

/* Where the footer begins, with the line end before it. */
static size_t footer_of(const char *shown, const struct page *page)
{
	const char *end = page->back ? strrchr(shown, '\n') : NULL;
	return end ? (size_t)(end - shown) : strlen(shown);
}

/* The question with the hint above it, cut as it would be when asked: within it, or between its choices. */
static void show_cut_question(const struct work *w, const struct page_frame *frame, uint32_t takes)
{
	const struct page_content *c = &w->content->page;
	struct page page;
	char shown[PAGE_TEXT_MAX + 1], left_out[MENU_BODY_MAX];
	page_lay(c, frame, 0, &page);
	shown[page_write(c, frame, &page, shown)] = '\0';
	size_t len = (size_t)snprintf(left_out, sizeof(left_out), "%.*s", (int)(c->body_len - page.stop), c->body + page.stop);
	for (size_t i = page.lines; i < c->line_count && len < sizeof(left_out) - 1; i++)
		len += (size_t)snprintf(left_out + len, sizeof(left_out) - len, "%s%.*s", len > 0 ? ", " : "", (int)c->lines[i].len, c->lines[i].text);
	complaints_show(w->l->complaints, &(struct complaint_page){ .shown = shown, .cut = footer_of(shown, &page), .left_out = left_out,
		.takes = takes, .room = frame->budget, .unit = format_name(frame->script) });
}

/* What lines take, each on a line of its own. */
static uint32_t lines_cost(const struct page_content *c, enum page_script script)
{
	uint32_t cost = 0;
	for (size_t i = 0; i < c->line_count; i++)
		cost += page_line_cost(script, i, c->lines[i].text, c->lines[i].len) + (script == PAGE_OWN ? 2 : 1);
	return cost;
}

/* Half of the first page is for the text. */
static void prove_firsts(const struct work *w, const struct page_frame *frame)
{
	uint32_t takes = page_firsts_cost(&w->content->page, frame->script, 0), half = page_room(frame) / 2;
	if (takes > half)
		load_complain(w->l, SEVERITY_ERROR, w->screen->at,
			"the choices with `first` take %u %s ('%s'), and may take %u, half of the first page; shorten one, or leave its `first` out", takes,
			unit_name(w->l, frame->script), language_name(w), half);
}

/* The number wins: whoever types it may be in danger. */
static void warn_of_emergency(const struct work *w)
{
	const struct lexicon *numbers = &w->l->set->emergency.numbers;
	for (size_t i = 0; i < numbers->count; i++) {
		size_t line;
		if (page_line_of((unsigned)strtoul(numbers->list[i], NULL, 10), &line) && line < w->content->page.line_count)
			load_complain(w->l, SEVERITY_WARNING, w->screen->at,
				"%s is a number of `emergency`, and of a line of '%s', which nobody can choose by it; make several screens of it [emergency]",
				numbers->list[i], w->screen->name);
	}
}

static void prove_lines(const struct work *w, const struct page_frame *frame, const struct viewer *viewer)
{
	const struct content *c = w->content;
	if (c->overflow)
		load_complain(w->l, SEVERITY_ERROR, w->content->body_at, "more than a screen can hold (%d octets, %d lines); make several screens of it",
			MENU_BODY_MAX, MENU_LINES_MAX);
	if (c->cut_line != MENU_NONE && load_complain(w->l, SEVERITY_ERROR, line_origin(w, viewer, c->cut_line),
			"this choice takes %u %s ('%s'), and a page has room for %u; shorten it",
			c->cut_cost, unit_name(w->l, frame->script), language_name(w), page_room(frame)))
		show_cut_line(w, frame);
	prove_firsts(w, frame);
	warn_of_emergency(w);
	if (c->page.together && lines_cost(&c->page, frame->script) > page_room(frame))
		load_complain(w->l, SEVERITY_ERROR, w->screen->at,
			"the words `yes` and `no` do not stand on one page in '%s'; shorten them", language_name(w));
}

static enum word longest_hint(const struct work *w)
{
	static const enum word hints[][3] = {
		[MENU_SLOT_WORDS] = { WORD_TOO_LONG, WORD_EMPTY, WORD_UNREADABLE },
		[MENU_SLOT_NUMBER] = { WORD_WRONG_NUMBER, WORD_WRONG_NUMBER, WORD_WRONG_NUMBER },
		[MENU_SLOT_PIN] = { WORD_WRONG_PIN, WORD_WRONG_PIN, WORD_WRONG_PIN },
		[MENU_SLOT_AMOUNT] = { WORD_WRONG_AMOUNT, WORD_WRONG_AMOUNT, WORD_WRONG_AMOUNT },
		[MENU_SLOT_KEY] = { WORD_EMPTY, WORD_EMPTY, WORD_EMPTY },
		[MENU_SLOT_COUNT] = { WORD_EMPTY, WORD_EMPTY, WORD_EMPTY },
		[MENU_SLOT_DATE] = { WORD_EMPTY, WORD_EMPTY, WORD_EMPTY },
	};
	const struct menu_set *set = w->l->set;
	const enum word *words = hints[set->slots[w->screen->slot].kind];
	enum page_script script = format_script(&set->formats[w->format]);
	enum word longest = words[0];
	uint32_t most = 0;
	for (size_t i = 0; i < sizeof(hints[0]) / sizeof(hints[0][0]); i++) {
		const struct phrase *p = &set->words[words[i]][w->language];
		uint32_t cost = page_cost(script, p->text[script], p->len[script]);
		longest = cost > most ? words[i] : longest;
		most = cost > most ? cost : most;
	}
	return longest;
}

/* A question stands whole on one page with its choices, also when a hint is above it. */
static void prove_question(const struct work *w)
{
	const struct menu_set *set = w->l->set;
	struct page_frame frame = content_frame(set, w->screen, w->language, w->format, longest_hint(w));
	const struct page_content *c = &w->content->page;
	uint32_t takes = page_cost(frame.script, c->body, c->body_len) + lines_cost(c, frame.script) + frame.budget - page_room(&frame);
	if ((page_room(&frame) == 0 || takes > frame.budget) && load_complain(w->l, SEVERITY_ERROR, w->content->body_at,
			"with its footer and its longest hint ('%s') this question takes %u %s ('%s'), and a page has %u; shorten it", frame.hint, takes,
			unit_name(w->l, frame.script), language_name(w), frame.budget))
		show_cut_question(w, &frame, takes);
}

/* `weak_pin` stands in the question's place: with the same lines and footer it fits, too. */
static void prove_weak_pin(const struct work *w)
{
	const struct menu_set *set = w->l->set;
	const struct yaml *node = w->l->word_nodes[WORD_WEAK_PIN];
	if (set->slots[w->screen->slot].kind != MENU_SLOT_PIN || !node)
		return;
	struct page_frame frame = content_frame(set, w->screen, w->language, w->format, WORDS_REQUIRED);
	const struct phrase *p = &set->words[WORD_WEAK_PIN][w->language];
	uint32_t takes = page_cost(frame.script, p->text[frame.script], p->len[frame.script]) + lines_cost(&w->content->page, frame.script) +
		frame.budget - page_room(&frame);
	if (page_room(&frame) == 0 || takes > frame.budget)
		load_complain(w->l, SEVERITY_ERROR, load_origin(w->l, node),
			"on '%s' this word stands in the question's place; with the footer it takes %u %s ('%s'), and a page has %u; shorten it", w->screen->name,
			takes, unit_name(w->l, frame.script), language_name(w), frame.budget);
}

static void lay_all(struct work *w, const struct page_frame *frame, struct rendition *rendition)
{
	struct arena *arena = &w->l->set->arena;
	enum charset charset = w->l->set->formats[w->format].charset;
	struct page page = { .more = true };
	size_t count = 0;
	while (page.more) {
		char text[PAGE_TEXT_MAX];
		uint8_t encoded[PAGE_BUDGET_MAX];
		size_t written = 0;
		page_lay(&w->content->page, frame, page.next, &page);
		assert(page.used <= frame->budget);
		size_t len = page_write(&w->content->page, frame, &page, text);
		enum error error = charset_encode(charset, text, len, encoded, sizeof(encoded), &written);
		assert(error == ERR_NONE);
		(void)error;
		w->pages = arena_grow(arena, w->pages, count, &w->page_capacity, sizeof(*w->pages));
		w->pages[count].page = page;
		w->pages[count].text = (struct bytes){ .at = arena_copy(arena, encoded, written), .len = written };
		count++;
	}
	rendition->pages = memcpy(arena_array(arena, count, sizeof(*w->pages)), w->pages, count * sizeof(*w->pages));
	rendition->count = count;
	w->l->set->figures.pages += count;
}

/* One rendition; or, when more than the kept record and the language decides, the proof of all that can be shown in its place. */
static void make(struct work *w, const uint16_t *kept, struct rendition *rendition)
{
	const struct menu_set *set = w->l->set;
	struct page_frame frame = content_frame(set, w->screen, w->language, w->format, WORDS_REQUIRED);
	bool open = !rendition;
	struct days days = ALWAYS;
	struct viewer by_record = { .kept = kept, .day = DAY_LAST, .days = &days, .open = &open }, any = { .kept = kept, .longest = true };
	if (!open)
		content_build(w->content, set, w->screen, w->language, w->format, &by_record);
	if (open)
		content_build(w->content, set, w->screen, w->language, w->format, &any);
	prove_lines(w, &frame, open ? &any : &by_record);
	if (w->screen->kind == SCREEN_INPUT && w->screen->slot != MENU_NONE) {
		prove_question(w);
		prove_weak_pin(w);
	}
	if (open)
		return;
	if (days.from > DAY_FIRST) { /* proved was how it is when all on it has expired; made are the pages of today */
		days = ALWAYS;
		by_record.day = set->day;
		content_build(w->content, set, w->screen, w->language, w->format, &by_record);
	}
	rendition->days = days;
	lay_all(w, &frame, rendition);
}

/* Of one table alone: what several together leave out, nobody may ever come to (check_lists.c). */
static void warn_of_nothing(struct work *w, const uint16_t *kept)
{
	const struct page_content *c = &w->content->page;
	const struct menu_set *set = w->l->set;
	if (w->screen->depend_count != 1)
		return;
	uint16_t table = w->screen->depends[0], record = kept[table];
	if (record == MENU_NONE || c->line_count > 0 || (c->body_len > 0 && w->screen->kind != SCREEN_LIST))
		return;
	load_complain(w->l, SEVERITY_WARNING, w->screen->at, "the screen '%s' has nothing to show for '%s' of the table '%s'", w->screen->name,
		set->tables[table].keys.list[record], set->table_index.list[table]);
}

static void make_all(struct work *w, const uint16_t *kept)
{
	struct menu_set *set = w->l->set;
	size_t languages = set->language_count + (w->screen->kind == SCREEN_LANGUAGE);
	for (w->language = 0; w->language < languages; w->language++) {
		for (w->format = 0; w->format < set->format_count; w->format++) {
			struct rendition *rendition = NULL;
			if (!w->screen->dynamic)
				rendition = &w->screen->renditions[set_rendition(set, w->screen, kept, w->language, w->format) - w->screen->renditions];
			make(w, kept, rendition);
		}
	}
	warn_of_nothing(w, kept);
}

static void compile_screen(struct work *w)
{
	struct menu_set *set = w->l->set;
	uint16_t kept[MENU_TABLES];
	memset(kept, 0xff, sizeof(kept));
	find_dependencies(set, w->screen);
	if (w->screen->dynamic) {
		make_all(w, kept);
		return;
	}
	w->screen->renditions = arena_array(&set->arena, set_rendition_count(set, w->screen), sizeof(*w->screen->renditions));
	for (size_t variant = 0; variant < set_variants(set, w->screen); variant++) {
		set_variant_keep(set, w->screen, variant, kept);
		make_all(w, kept);
	}
}

/* Without room beside the footer no page can be laid out at all. */
static bool prove_footer(struct loading *l)
{
	const struct menu_set *set = l->set;
	bool fits = true;
	for (size_t i = 0; i < set->language_count; i++) {
		for (size_t j = 0; j < set->format_count; j++) {
			enum page_script script = format_script(&set->formats[j]);
			struct page_frame frame = { .script = script, .budget = set->formats[j].budget, .more = set->words[WORD_MORE][i].text[script],
				.back = set->words[WORD_BACK][i].text[script] };
			if (page_room(&frame) >= ROOM_LEAST * (script == PAGE_OWN ? 2u : 1u))
				continue;
			load_complain(l, SEVERITY_ERROR, l->words_at, "the words `more` and `back` leave no room on a page of %u %s in '%s'; shorten them",
				frame.budget, unit_name(l, script), set->language_codes[i]);
			fits = false;
		}
	}
	return fits;
}

void compile_pages(struct loading *l)
{
	struct menu_set *set = l->set;
	struct content content;
	struct work work = { .l = l, .content = &content };
	if (!prove_footer(l))
		return;
	for (size_t i = 0; i < set->screen_index.count; i++) {
		work.screen = &set->screens[i];
		compile_screen(&work);
	}
}
