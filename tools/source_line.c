#include "source_line.h"

#include "base/slurp.h"
#include "base/stray.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

#define BEFORE 60 /* characters that are shown before the place */
#define WIDTH 110 /* and in all */

void source_lines_fini(struct source_lines *s)
{
	free(s->path);
	free(s->text);
	*s = (struct source_lines){ 0 };
}

static const char *text_of(struct source_lines *s, const char *path)
{
	if (s->path && strcmp(s->path, path) == 0)
		return s->text;
	source_lines_fini(s);
	s->path = strdup(path);
	s->text = slurp(path, &s->len);
	return s->path ? s->text : NULL;
}

/* The beginning of a line and, in `end`, its end: \n, \r\n or \r. NULL when there are fewer. */
static const char *find_line(const struct source_lines *s, int line, const char **end)
{
	const char *at = s->text, *all = s->text + s->len;
	if (s->len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3; /* columns are counted without it */
	for (;;) {
		for (*end = at; *end < all && **end != '\n' && **end != '\r'; ++*end) { }
		if (--line == 0)
			return at;
		if (*end == all)
			return NULL;
		at = *end + (**end == '\r' && *end + 1 < all && (*end)[1] == '\n') + 1;
	}
}

/* How many columns it took. */
static size_t put_character(FILE *out, const char *at, size_t size, uint32_t code)
{
	const struct stray *stray = code == UTF8_BAD ? NULL : stray_of(code);
	if (code != UTF8_BAD && code >= ' ' && (code < 0x7f || (code > 0x9f && (!stray || !(STRAY_BIT(stray->kind) & (STRAY_UNSEEN | STRAY_BIT(STRAY_APART))))))) {
		fprintf(out, "%.*s", (int)size, at);
		return 1;
	}
	if (code == '\t' || code == UTF8_BAD)
		return (size_t)fprintf(out, code == '\t' ? "<tab>" : "<%02X>", (unsigned char)*at);
	return (size_t)fprintf(out, "<U+%04X>", (unsigned)code);
}

void source_lines_print(struct source_lines *s, FILE *out, const char *path, int line, int column)
{
	const char *end, *at = text_of(s, path) ? find_line(s, line, &end) : NULL;
	int first = column > BEFORE ? column - BEFORE : 1, number = 1;
	size_t size, columns = 0, place = 0;
	uint32_t code;
	if (!at)
		return;
	fprintf(out, " %*d | %s", 4, line, first > 1 ? "…" : "");
	for (; at < end; at += size, number++) {
		code = utf8_next(at, (size_t)(end - at), &size);
		if (number == column)
			place = columns;
		if (number >= first && number < first + WIDTH)
			columns += put_character(out, at, size, code);
	}
	if (number <= column)
		place = columns;
	fprintf(out, "%s\n %4s | %*s^\n", number > first + WIDTH ? "…" : "", "", (int)place + (first > 1), "");
}
