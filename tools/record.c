#include "record.h"

#include "base/damm.h"
#include "dialog_play.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER 9 /* octets of 4827-1930 */

struct came {
	char phone[22]; /* of an SMS; "": a screen */
	char *text;     /* owned */
	bool last;
};

struct record {
	FILE *file;
	char numbers[PLAY_KEPT][NUMBER + 1]; /* {n1}, {n2}, ... */
	size_t number_count;
	struct came came[PLAY_INBOX]; /* since something was typed */
	size_t came_count;
};

struct record *record_open(const char *path)
{
	struct record *r = calloc(1, sizeof *r);
	if (r && !(r->file = fopen(path, "wx"))) {
		free(r);
		return NULL;
	}
	return r;
}

bool record_close(struct record *r)
{
	record_settled(r);
	bool whole = !ferror(r->file);
	whole = fclose(r->file) == 0 && whole;
	free(r);
	return whole;
}

void record_line(struct record *r, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vfprintf(r->file, format, args);
	va_end(args);
	fputc('\n', r->file);
}

static bool is_number(const char *at)
{
	char digits[9];
	int used = 0;
	return sscanf(at, "%4[0-9]-%4[0-9]%n", digits, digits + 4, &used) == 2 && used == NUMBER && damm_valid(digits, 8);
}

/* Which of the kept numbers this is, from 1; 0: none. */
static size_t known(const struct record *r, const char *at)
{
	for (size_t i = 0; i < r->number_count; i++)
		if (strncmp(r->numbers[i], at, NUMBER) == 0)
			return i + 1;
	return 0;
}

static void put_text(const struct record *r, const char *text)
{
	while (*text) {
		size_t number = known(r, text);
		if (number)
			fprintf(r->file, "{n%zu}", number);
		else
			fputc(*text, r->file);
		text += number ? NUMBER : 1;
	}
}

/* A number may be typed without its dash. */
void record_typed(struct record *r, const char *word, const char *text)
{
	char dashed[NUMBER + 1] = "";
	if (strlen(text) == 8)
		snprintf(dashed, sizeof dashed, "%.4s-%.4s", text, text + 4);
	fprintf(r->file, "%s ", word);
	put_text(r, known(r, dashed) ? dashed : text);
	fputc('\n', r->file);
}

static void add(struct record *r, const char *phone, const char *text, bool last)
{
	if (r->came_count == PLAY_INBOX)
		return;
	struct came *c = &r->came[r->came_count++];
	snprintf(c->phone, sizeof c->phone, "%s", phone);
	c->text = strdup(text);
	c->last = last;
	if (!c->text)
		abort();
}

void record_screen(struct record *r, const char *text, bool last)
{
	add(r, "", text, last);
}

void record_sms(struct record *r, const char *phone, const char *text)
{
	add(r, phone, text, false);
}

/* `keep` looks at the first number of the newest screen or SMS. */
static void keep_number(struct record *r, const char *text)
{
	const char *at = text;
	while (*at && !is_number(at))
		at++;
	if (!*at || known(r, at) || r->number_count == PLAY_KEPT)
		return;
	snprintf(r->numbers[r->number_count++], NUMBER + 1, "%s", at);
	record_line(r, "keep n%zu number", r->number_count);
}

static void put_block(const struct record *r, const char *text)
{
	fputc('\t', r->file);
	for (const char *end; *(end = strchrnul(text, '\n')); text = end + 1) {
		char *line = strndup(text, (size_t)(end - text));
		if (!line)
			abort();
		put_text(r, line);
		fputs("\n\t", r->file);
		free(line);
	}
	put_text(r, text);
	fputc('\n', r->file);
}

void record_settled(struct record *r)
{
	if (r->came_count > 0)
		keep_number(r, r->came[r->came_count - 1].text);
	for (size_t i = 0; i < r->came_count; i++) {
		struct came *c = &r->came[i];
		if (c->phone[0])
			record_line(r, "sms +%s", c->phone + (c->phone[0] == '+'));
		else
			record_line(r, "screen");
		put_block(r, c->text);
		if (c->last)
			record_line(r, "end");
		free(c->text);
	}
	r->came_count = 0;
	fflush(r->file);
}
