#include "shown.h"

#include "text/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_LEAST 9 /* digits of a whole number behind its '+' */

/* A number and a blank; not a sum, whose thousands are set apart by blanks, nor one behind which stands that it is not sure. */
static bool numbered(const char *line)
{
	size_t digits = strspn(line, "0123456789");
	return digits > 0 && line[digits] == ' ' && line[digits + 1] != '(' && strspn(line + digits + 1, "0123456789") != 3;
}

/* The last line, if it is that of `9 more 0 back`; it is taken off. */
static void take_footer(struct shown *p, const char *more, const char *back)
{
	char both[128], on[64], off[64];
	char *last = strrchr(p->body, '\n');
	char *line = last ? last + 1 : p->body;
	snprintf(on, sizeof(on), "9 %s", more);
	snprintf(off, sizeof(off), "0 %s", back);
	snprintf(both, sizeof(both), "%s %s", on, off);
	p->more = strcmp(line, on) == 0 || strcmp(line, both) == 0;
	p->back = strcmp(line, off) == 0 || strcmp(line, both) == 0;
	if (p->more || p->back)
		*(last ? last : line) = '\0';
}

/* From the end on, as long as the numbers fall. */
static void take_choices(struct shown *p)
{
	struct shown_choice found[SHOWN_LINES];
	size_t count = 0;
	while (p->body[0] && count < SHOWN_LINES) {
		char *last = strrchr(p->body, '\n');
		char *line = last ? last + 1 : p->body;
		unsigned number = (unsigned)strtoul(line, NULL, 10);
		if (!numbered(line) || (count > 0 && number >= found[count - 1].number))
			break;
		found[count].number = number;
		snprintf(found[count].text, sizeof(found[count].text), "%s", strchr(line, ' ') + 1);
		count++;
		*(last ? last : line) = '\0';
	}
	p->count = count;
	for (size_t i = 0; i < count; i++)
		p->choices[i] = found[count - 1 - i];
}

void shown_read(struct shown *p, const struct menu_state *s, const char *more, const char *back)
{
	uint8_t scratch[512];
	struct menu_page page;
	size_t len = 0;
	memset(p, 0, sizeof(*p));
	menu_show(s, s->format, scratch, sizeof(scratch), &page);
	if (charset_decode(menu_format_at(s->set, s->format).charset, page.text, p->text, sizeof(p->text), &len) != ERR_NONE)
		abort();
	p->octets = page.text.len;
	p->ends = page.ends;
	memcpy(p->body, p->text, sizeof(p->body));
	take_footer(p, more, back);
	take_choices(p);
}

/* How many octets of `line` stand in one row. */
static size_t row_of(const char *line, size_t len)
{
	size_t at = 0, blank = 0, size;
	for (size_t column = 0; at < len && column < SHOWN_COLUMNS; column++) {
		if (line[at] == ' ')
			blank = at;
		utf8_next(line + at, len - at, &size);
		at += size;
	}
	return at == len || blank == 0 || line[at] == ' ' ? at : blank;
}

typedef bool each_row_of(void *context, const char *row, size_t len, bool begins, bool broken); /* it begins a line; a word goes on behind it */
/* Calls `row` for each row; true once it has. */
static bool each_row(const char *text, each_row_of *row, void *context)
{
	for (const char *line = text, *end; line; line = *end ? end + 1 : NULL) {
		bool begins = true;
		end = strchrnul(line, '\n');
		for (;; begins = false) {
			size_t len = row_of(line, (size_t)(end - line));
			bool broken = line + len < end && line[len] != ' ';
			if (row(context, line, len, begins, broken))
				return true;
			line += len;
			while (line < end && *line == ' ')
				line++;
			if (line == end)
				break;
		}
	}
	return false;
}

struct like_choice { const struct shown *page; bool goes_on; char *line; };

/* Where only the phone or the page breaks the line, it matters if there is such a key: one figure, or that of a choice. */
static bool is_key(const struct shown *page, const char *row)
{
	unsigned number = (unsigned)strtoul(row, NULL, 10);
	for (size_t i = 0; i < page->count; i++) {
		if (page->choices[i].number == number)
			return true;
	}
	return strspn(row, "0123456789") == 1;
}

static bool is_like_choice(void *context, const char *row, size_t len, bool begins, bool broken)
{
	const struct like_choice *like = context;
	(void)broken;
	begins = begins && !(like->goes_on && row == like->page->body);
	if (len == 0 || !numbered(row) || strspn(row, "0123456789") >= len || (!begins && !is_key(like->page, row)))
		return false;
	snprintf(like->line, SHOWN_TEXT, "%.*s", (int)len, row);
	return true;
}

bool shown_like_choice(const struct shown *page, bool goes_on, char line[SHOWN_TEXT])
{
	struct like_choice like = { page, goes_on, line };
	return each_row(page->body, is_like_choice, &like);
}

bool shown_dialable(const char *text)
{
	for (const char *at = text; *at; at++) {
		size_t digits = strspn(at, "0123456789");
		if (digits >= 3)
			return true;
		at += digits > 0 ? digits - 1 : 0;
	}
	return false;
}

/* A row that a phone broke within a word, and the word has a number in it. */
static bool is_broken(void *context, const char *row, size_t len, bool begins, bool broken)
{
	(void)begins;
	if (!broken || len == 0 || !isdigit((unsigned char)row[len - 1]) || !isdigit((unsigned char)row[len]))
		return false;
	snprintf(context, SHOWN_TEXT, "%.*s", (int)len + 6, row);
	return true;
}

bool shown_broken_number(const char *text, char number[SHOWN_TEXT])
{
	for (const char *plus = strchr(text, '+'); plus; plus = strchr(plus + 1, '+')) {
		size_t digits = strspn(plus + 1, "0123456789");
		if (digits == 0 || digits >= NUMBER_LEAST || plus[1 + digits] != ' ' || !isdigit((unsigned char)plus[2 + digits]))
			continue;
		snprintf(number, SHOWN_TEXT, "%.24s", plus);
		return true;
	}
	return each_row(text, is_broken, number);
}
