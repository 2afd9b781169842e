/* Rows that look like choices on the pages as they are made: what a placeholder brings to the beginning of a line, and what comes there where a small
 * telephone breaks it. A row that is only broken so is told when its number is a key on that page. */
#include "menu/lint.h"

#include "menu/content.h"
#include "menu/lint_rule.h"
#include "text/wrap.h"

#include <string.h>

#define VARIANTS_MOST 500 /* of one screen; of one that has more only the longest is looked at */

struct look {
	const struct menu_set *set;
	const struct screen *screen;
	struct complaints *complaints;
	struct content content;
};

/* One finding for a place is enough: who mends it sees the line. */
static bool is_told(const struct complaints *complaints, const struct origin *at)
{
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *one = &complaints->list[i];
		if (one->line == at->line && one->column == at->column && strcmp(one->file, at->file) == 0 && strstr(one->text, LINT_LOOKS_LIKE_CHOICE))
			return true;
	}
	return false;
}

static bool is_key(const struct page *page, unsigned number)
{
	size_t line;
	if (page_line_of(number, &line))
		return line < page->line_count;
	return number == 0 ? page->back : page->more;
}

/* In the middle of a sum, "25 000", nobody takes it for a key. */
static bool is_within_number(const char *body, size_t at, size_t digits)
{
	bool before = at > 1 && body[at - 1] == ' ' && body[at - 2] >= '0' && body[at - 2] <= '9';
	char behind = body[at + digits + 1];
	return before || (behind >= '0' && behind <= '9');
}

/* `row`: from its beginning to the end of its line. */
static void look_at_row(struct look *l, const struct page *page, size_t at, size_t len)
{
	const char *body = l->content.page.body, *row = body + at;
	bool written = at == 0 || body[at - 1] == '\n';
	unsigned number;
	size_t digits = page_numbered(row, len, &number);
	if (digits == 0 || (!written && (!is_key(page, number) || is_within_number(body, at, digits))))
		return;
	struct origin place = content_origin(&l->content, at);
	if (is_told(l->complaints, &place))
		return;
	const char *where = written ? WORDING("a line") : WORDING("a row, where a small telephone breaks the line,");
	const char *remedy = written ? WORDING("begin it with a word") : WORDING("write the number as a word, or others before it");
	complaints_add(l->complaints, SEVERITY_WARNING, place.file, place.line, place.column,
		"on the screen '%s' %s begins with '%.*s', which looks like choice %u; %s " LINT_LOOKS_LIKE_CHOICE, l->screen->name,
		complaints_word(l->complaints, where),
		(int)wrap_row(row, len), row, number, complaints_word(l->complaints, remedy));
}

static void look_at_page(struct look *l, const struct page *page)
{
	const char *body = l->content.page.body;
	for (size_t at = page->start, end; at < page->stop; at = end + 1) {
		const char *line_end = memchr(body + at, '\n', page->stop - at);
		end = line_end ? (size_t)(line_end - body) : page->stop;
		while (at < end) {
			look_at_row(l, page, at, end - at);
			at += wrap_next(body + at, end - at);
		}
	}
}

/* As they are on a day. True: a fact on them says something else later. */
static bool look_at_pages(struct look *l, size_t language, size_t format, const uint16_t *kept, int32_t day)
{
	const struct menu_set *set = l->set;
	bool made = !l->screen->dynamic && set_rendition(set, l->screen, kept, language, format)->count > 0;
	struct days days = { .from = DAY_FIRST, .until = DAY_LAST };
	struct viewer viewer = { .kept = kept, .day = day, .days = &days, .longest = !made };
	struct page_frame frame = content_frame(set, l->screen, language, format, WORDS_REQUIRED);
	struct page page = { .more = true };
	content_build(&l->content, set, l->screen, language, format, &viewer);
	while (page.more) {
		page_lay(&l->content.page, &frame, page.next, &page);
		look_at_page(l, &page);
	}
	return days.until < DAY_LAST;
}

static void look_at_screen(struct look *l)
{
	const struct menu_set *set = l->set;
	uint16_t kept[MENU_TABLES];
	size_t variants = set_variants(set, l->screen);
	memset(kept, 0xff, sizeof(kept));
	for (size_t i = 0; i < (variants > VARIANTS_MOST ? 1 : variants); i++) {
		set_variant_keep(set, l->screen, i, kept);
		for (size_t language = 0; language < set->language_count; language++) {
			for (size_t format = 0; format < set->format_count; format++)
				if (look_at_pages(l, language, format, kept, set->day))
					look_at_pages(l, language, format, kept, DAY_LAST);
		}
	}
}

void menu_lint_pages(const struct menu_set *set, struct complaints *complaints)
{
	struct look look = { .set = set, .complaints = complaints };
	for (size_t i = 0; i < set->screen_index.count; i++) {
		look.screen = &set->screens[i];
		look_at_screen(&look);
	}
}
