#include "menu/show.h"

#include "base/calendar.h"
#include "menu/content.h"
#include "menu/engine.h"

#include <assert.h>
#include <string.h>

static const enum word hint_words[MENU_HINTS] = {
	[MENU_HINT_NONE] = WORDS_REQUIRED,
	[MENU_HINT_CHOICE] = WORD_WRONG_CHOICE,
	[MENU_HINT_NUMBER] = WORD_WRONG_NUMBER,
	[MENU_HINT_PIN] = WORD_WRONG_PIN,
	[MENU_HINT_AMOUNT] = WORD_WRONG_AMOUNT,
	[MENU_HINT_LONG] = WORD_TOO_LONG,
	[MENU_HINT_EMPTY] = WORD_EMPTY,
	[MENU_HINT_WEAK_PIN] = WORDS_REQUIRED, /* it stands in the body's place: build() */
	[MENU_HINT_UNREADABLE] = WORD_UNREADABLE,
};

const struct screen *place_screen(const struct menu_state *s)
{
	return &s->set->screens[s->place.screen];
}

size_t place_language(const struct menu_state *s)
{
	if (s->language != MENU_UNSET)
		return s->language;
	return place_screen(s)->kind == SCREEN_LANGUAGE ? s->set->language_count : 0;
}

static int32_t day_of(uint32_t unix_min)
{
	return (int32_t)calendar_day(unix_min * INT64_C(60000));
}

static int32_t place_day(const struct menu_state *s)
{
	return s->as_of_min > 0 ? day_of(s->as_of_min) : s->set->day; /* nobody has told what time it is */
}

bool place_of_another_day(const struct menu_state *s)
{
	return day_of(s->as_of_min) != day_of(s->clock_min);
}

static const struct rendition *rendition_of(const struct menu_state *s)
{
	const struct screen *screen = place_screen(s);
	if (screen->dynamic)
		return NULL;
	const struct rendition *r = set_rendition(s->set, screen, s->kept, place_language(s), s->format);
	int32_t day = place_day(s);
	return r->count > 0 && day >= r->days.from && day <= r->days.until ? r : NULL;
}

static const struct ready *ready_page(const struct menu_state *s)
{
	const struct rendition *r = rendition_of(s);
	for (size_t i = 0; r && i < r->count; i++) {
		if (r->pages[i].page.start == s->place.start)
			return &r->pages[i];
	}
	return NULL;
}

struct viewer place_viewer(const struct menu_state *s)
{
	return (struct viewer){ .kept = s->kept, .values = s->values, .unix_min = s->as_of_min, .day = place_day(s) };
}

static void build(const struct menu_state *s, struct content *content)
{
	struct viewer viewer = place_viewer(s);
	content_build(content, s->set, place_screen(s), place_language(s), s->format, &viewer);
	if (s->hint == MENU_HINT_WEAK_PIN)
		content_say(content, s->set, place_language(s), s->format, WORD_WEAK_PIN);
}

static struct page_frame frame_of(const struct menu_state *s)
{
	return content_frame(s->set, place_screen(s), place_language(s), s->format, hint_words[s->hint]);
}

/* Apart from the callers, so that only pages that must be made pay for the large frame on the stack. */
static __attribute__((noinline)) void make_layout(const struct menu_state *s, struct page *page)
{
	struct content content;
	struct page_frame frame = frame_of(s);
	build(s, &content);
	page_lay(&content.page, &frame, s->place.start, page);
}

void place_page(const struct menu_state *s, struct page *page)
{
	const struct ready *ready = ready_page(s);
	if (ready)
		*page = ready->page;
	else
		make_layout(s, page);
}

/* Where the last page begins that begins before `end`. */
static __attribute__((noinline)) uint16_t walk_below(const struct menu_state *s, uint32_t end)
{
	struct content content;
	struct page_frame frame = frame_of(s);
	struct page page;
	uint16_t found = 0;
	build(s, &content);
	page_lay(&content.page, &frame, 0, &page);
	while (page.more && page.next < end) {
		found = page.next;
		page_lay(&content.page, &frame, page.next, &page);
	}
	return found;
}

uint16_t place_before(const struct menu_state *s)
{
	const struct rendition *r = rendition_of(s);
	uint16_t before = 0;
	if (!r)
		return walk_below(s, s->place.start);
	for (size_t i = 0; i < r->count && r->pages[i].page.start < s->place.start; i++)
		before = r->pages[i].page.start;
	return before;
}

uint16_t place_begin(const struct menu_state *s)
{
	uint16_t start = s->place.start, begin = 0;
	const struct rendition *r = start > 0 ? rendition_of(s) : NULL;
	if (start > 0 && !r)
		return walk_below(s, start + UINT32_C(1));
	for (size_t i = 0; r && i < r->count && r->pages[i].page.start <= start; i++)
		begin = r->pages[i].page.start;
	return begin;
}

static __attribute__((noinline)) void make_page(const struct menu_state *s, uint8_t *scratch, size_t capacity, struct menu_page *out)
{
	struct content content;
	struct page_frame frame = frame_of(s);
	struct page page;
	char text[PAGE_TEXT_MAX];
	size_t written = 0;
	build(s, &content);
	page_lay(&content.page, &frame, s->place.start, &page);
	size_t len = page_write(&content.page, &frame, &page, text);
	enum error error = charset_encode(s->set->formats[s->format].charset, text, len, scratch, capacity, &written);
	assert(error == ERR_NONE);
	(void)error;
	out->text = (struct bytes){ .at = scratch, .len = written };
	out->ends = frame.final && !page.more;
}

/* Positions of one alphabet's text mean nothing in another's. */
void menu_speak(struct menu_state *s, size_t format)
{
	assert(format < s->set->format_count);
	if (format_script(&s->set->formats[format]) != format_script(&s->set->formats[s->format])) {
		s->place.start = 0;
		for (size_t i = 0; i < s->depth; i++)
			s->back[i].start = 0;
	}
	s->format = (uint8_t)format;
}

static void show(const struct menu_state *s, uint8_t *scratch, size_t capacity, struct menu_page *page)
{
	const struct ready *ready = ready_page(s);
	if (!ready || s->hint) {
		make_page(s, scratch, capacity, page);
		return;
	}
	page->text = ready->text;
	page->ends = place_screen(s)->kind == SCREEN_END && !ready->page.more;
}

void menu_show(const struct menu_state *s, size_t format, uint8_t *scratch, size_t capacity, struct menu_page *page)
{
	assert(capacity >= PAGE_BUDGET_MAX);
	if (format == s->format) {
		show(s, scratch, capacity, page);
		return;
	}
	struct menu_state other = *s; /* borrows the values */
	menu_speak(&other, format);
	show(&other, scratch, capacity, page);
}

struct menu_where menu_where(const struct menu_state *s)
{
	struct menu_where where = { .screen = place_screen(s)->name, .page = 1, .format = s->set->formats[s->format] };
	struct content content;
	struct page_frame frame = frame_of(s);
	struct page page;
	build(s, &content);
	page_lay(&content.page, &frame, s->place.start, &page);
	uint16_t here = page.start;
	for (page = (struct page){ .more = true }; page.more; where.pages++) {
		page_lay(&content.page, &frame, page.next, &page);
		where.page += page.start > 0 && page.start <= here;
	}
	return where;
}
