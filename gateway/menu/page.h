/* The layout of pages: pure, and the only place that knows how much fits.
 *
 * Content is a body (flowing text) followed by lines (choices, each whole). A page holds the content from a position on, as far as it fits:
 *
 *	[hint]            only when something was typed wrong, and only where it fits beside the page that was there
 *	body …            broken at a line end when at least half of the page is filled by then, else between words, else between characters
 *	1 line            at most PAGE_LINES; numbered over all pages: 1 to 8, then from 10 on, since 9 is "more"
 *	3 line            of the first of several pages: those marked `first` that do not stand on it yet. They come again in their place
 *	9 more 0 back     9 when content is left; 0 when there is a way back
 *
 * Ranges of the body marked as `whole` (a fact of a list) are not broken if they fit a page by themselves. Between words no page ends before a
 * number that seems to be a choice, or inside one. A label, which ends with ':', does not end a page either: its line, its sentence, or its entry behind
 * a number and a comma begins the next page with what it names, unless the pages became more by it or it is all there is on its page.
 * White space at a break is dropped, everything else is shown once.
 *
 * A position is one number: below the body's length an octet offset into it, from there on body length + index of a line.
 *
 *	struct page page;
 *	for (page_lay(&content, &frame, 0, &page); ; page_lay(&content, &frame, page.next, &page)) {
 *		len = page_write(&content, &frame, &page, text);
 *		if (!page.more)
 *			break;
 *	} */
#ifndef KOPURO_MENU_PAGE_H
#define KOPURO_MENU_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_LINES 8                           /* on one page */
#define PAGE_BUDGET_MAX 512                    /* octets of UCS-2 or septets */
#define PAGE_TEXT_MAX (PAGE_BUDGET_MAX * 3)    /* octets of UTF-8 that the largest page can take */

enum page_script { PAGE_OWN, PAGE_LATIN, PAGE_SCRIPTS }; /* UCS-2 and the letters as written; GSM 7-bit and transliterated text */

struct page_span { uint16_t from, to; };
struct page_line { const char *text; uint16_t len; bool first; };

struct page_content {
	const char *body; /* UTF-8; for PAGE_LATIN only what GSM 7-bit has; no white space at its ends */
	uint16_t body_len;
	const struct page_span *whole; /* ascending, apart from each other */
	size_t whole_count;
	const struct page_line *lines;
	size_t line_count;
	bool together; /* the lines stand on one page: yes and no */
};

struct page_frame {
	enum page_script script;
	uint16_t budget;   /* octets of UCS-2, or septets */
	const char *more, *back;
	const char *hint;  /* NULL or "": none */
	bool root;         /* no way back from the first page */
	bool final;        /* no way back at all; the last page has no footer */
	bool single;       /* one page, never `more`, with room for the hint: what is over is cut (the load proves that nothing is) */
};

struct page {
	uint16_t start, next; /* next == start of the page that follows; of the last page: the end of all content */
	uint16_t stop;        /* body shown: [start, stop), empty when start is a line */
	uint16_t used;        /* octets or septets with all that is in it */
	uint16_t first;       /* the first line shown */
	uint16_t line_count;  /* of the whole content */
	uint8_t lines;        /* how many are shown from `first` on */
	uint8_t firsts;       /* how many beyond those: all that are marked `first` */
	bool more : 1, back : 1, hinted : 1;
};

unsigned page_width(enum page_script script, uint32_t code);                  /* of one character */
uint32_t page_cost(enum page_script script, const char *text, size_t len);    /* octets of UCS-2, or septets */
/* What is left for one line or one whole range on a page with the full footer (and the hint of the frame, if any); 0 when nothing. */
uint32_t page_room(const struct page_frame *frame);
/* The number that stands before a line (from 0 on), and the line that a number stands before; false: before none. */
unsigned page_number(size_t line);
bool page_line_of(unsigned number, size_t *line);
/* How many digits stand at the beginning of a text that looks like a line with its number, "2 months", "2. First"; 0 when it does not. */
#define PAGE_NUMBER_MAX 100000 /* larger ones are told as no less than this */
size_t page_numbered(const char *text, size_t len, unsigned *number);
/* What a line takes with its number in front. */
uint32_t page_line_cost(enum page_script script, size_t line, const char *text, size_t len);
/* What the lines marked `first` take below a page that shows the lines before `from`, with their line ends. Where they leave no room for anything else
 * they are not shown (the load proves that they do). */
uint32_t page_firsts_cost(const struct page_content *content, enum page_script script, size_t from);
/* Whether a page shows a line. */
bool page_shows(const struct page_content *content, const struct page *page, size_t line);

/* Any `start` is allowed: one that lies nowhere becomes 0, one inside a character goes to its beginning. A frame whose footer leaves no room for a
 * character is our own mistake. */
void page_lay(const struct page_content *content, const struct page_frame *frame, uint16_t start, struct page *page);
/* The page's text in UTF-8, without a NUL; at most PAGE_TEXT_MAX octets. Returns its length. */
size_t page_write(const struct page_content *content, const struct page_frame *frame, const struct page *page, char out[PAGE_TEXT_MAX]);

#endif
