#include "frame.h"

#include "base/complaint.h"
#include "text/utf8.h"
#include "text/wrap.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 7 /* and so many fit; what is longer is scrolled */
#define CUT "\u258c" /* half a block: where the room ends */

static void put_row(FILE *out, const char *row, size_t len)
{
	fprintf(out, "| %.*s%*s |\n", (int)len, row, (int)(WRAP_COLUMNS - utf8_count(row, len)), "");
}

/* How many rows it took. */
static size_t put_line(FILE *out, const char *line, size_t len)
{
	size_t rows = 0;
	do {
		size_t next = wrap_next(line, len);
		put_row(out, line, wrap_row(line, len));
		line += next;
		len -= next;
		rows++;
	} while (len > 0);
	return rows;
}

static void rule(FILE *out)
{
	fprintf(out, "+%.*s+\n", WRAP_COLUMNS + 2, "----------------------------------------");
}

/* At least so many rows. */
static void frame(FILE *out, const char *text, size_t least)
{
	size_t rows = 0;
	rule(out);
	for (const char *line = text, *end; line; line = *end ? end + 1 : NULL) {
		end = strchrnul(line, '\n');
		rows += put_line(out, line, (size_t)(end - line));
	}
	for (; rows < least; rows++)
		put_row(out, "", 0);
	rule(out);
}

void frame_screen(FILE *out, const char *text, size_t octets, size_t budget, bool last)
{
	frame(out, text, 0);
	fprintf(out, "  %zu/%zu%s\n", octets, budget, last ? "  the call is over" : "");
	fflush(out);
}

void frame_handset(FILE *out, const char *text, const struct frame_below *b)
{
	frame(out, text, ROWS);
	fprintf(out, "  %zu/%zu %s, %zu left", b->octets, b->budget, b->latin ? "septets" : "octets", b->budget - b->octets);
	fprintf(out, "   %u:%02u of %u:%02u\n", b->seconds / 60, b->seconds % 60, b->most / 60, b->most % 60);
	if (b->screen)
		fprintf(out, "  %s, page %zu of %zu\n", b->screen, b->page, b->pages);
	if (b->last)
		fputs("  the call is over\n", out);
	fflush(out);
}

void frame_over(FILE *out, const struct complaint_page *page, enum wording_language language)
{
	char *text;
	if (asprintf(&text, "%.*s" CUT "%s", (int)page->cut, page->shown, page->shown + page->cut) < 0)
		return;
	frame(out, text, 0);
	free(text);
	fputs("  ", out);
	fprintf(out, wording_in(language, "%u/%u %s, %u too many; left out: %s"), page->takes, page->room, wording_in(language, page->unit),
		page->takes - page->room, page->left_out);
	putc('\n', out);
}

void frame_sms(FILE *out, const char *text)
{
	fputs("SMS\n", out);
	frame(out, text, 0);
	fflush(out);
}
