#include "frame.h"

#include "base/complaint.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 26 /* a small phone's; longer lines are broken at words */
#define ROWS 7 /* and so many fit; what is longer is scrolled */
#define CUT "\u258c" /* half a block: where the room ends */

static void put_row(FILE *out, const char *row, size_t len)
{
	fprintf(out, "| %.*s%*s |\n", (int)len, row, (int)(COLUMNS - utf8_count(row, len)), "");
}

/* How many octets of `line` stand in one row. */
static size_t row_of(const char *line, size_t len)
{
	size_t at = 0, count = 0, word = 0, size;
	while (at < len && count < COLUMNS) {
		utf8_next(line + at, len - at, &size);
		if (line[at] == ' ')
			word = at;
		at += size;
		count++;
	}
	return at == len || word == 0 || line[at] == ' ' ? at : word;
}

/* How many rows it took. */
static size_t put_line(FILE *out, const char *line, size_t len)
{
	size_t rows = 0;
	do {
		rows++;
		size_t row = row_of(line, len);
		put_row(out, line, row);
		line += row;
		len -= row;
		while (len > 0 && *line == ' ') {
			line++;
			len--;
		}
	} while (len > 0);
	return rows;
}

static void rule(FILE *out)
{
	fprintf(out, "+%.*s+\n", COLUMNS + 2, "----------------------------------------");
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

void frame_over(FILE *out, const struct complaint_page *page)
{
	char *text;
	if (asprintf(&text, "%.*s" CUT "%s", (int)page->cut, page->shown, page->shown + page->cut) < 0)
		return;
	frame(out, text, 0);
	free(text);
	fprintf(out, "  %u/%u %s, %u too many; left out: %s\n", page->takes, page->room, page->unit, page->takes - page->room, page->left_out);
}

void frame_sms(FILE *out, const char *text)
{
	fputs("SMS\n", out);
	frame(out, text, 0);
	fflush(out);
}
