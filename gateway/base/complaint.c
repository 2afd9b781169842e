#include "base/complaint.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const severity_names[] = { [SEVERITY_WARNING] = WORDING("warning"), [SEVERITY_ERROR] = WORDING("error") };

void complaints_init(struct complaints *c)
{
	*c = (struct complaints){ 0 };
}

static void page_free(struct complaint_page *page)
{
	if (!page)
		return;
	free((char *)page->shown);
	free((char *)page->left_out);
	free(page);
}

static void complaint_free(struct complaint *one)
{
	free(one->file);
	free(one->text);
	page_free(one->page);
}

void complaints_fini(struct complaints *c)
{
	for (size_t i = 0; i < c->count; i++)
		complaint_free(&c->list[i]);
	free(c->list);
	complaints_init(c);
}

static bool complaints_grow(struct complaints *c)
{
	if (c->count < c->capacity)
		return true;
	size_t capacity = c->capacity ? c->capacity * 2 : 16;
	struct complaint *list = reallocarray(c->list, capacity, sizeof(*list));
	if (!list)
		return false;
	c->list = list;
	c->capacity = capacity;
	return true;
}

const char *complaint_rule(const char *text, size_t *len)
{
	size_t end = strlen(text);
	const char *open = end > 0 && text[end - 1] == ']' ? strrchr(text, '[') : NULL;
	if (!open || open == text || open[-1] != ' ')
		return NULL;
	*len = strspn(open + 1, "abcdefghijklmnopqrstuvwxyz-");
	return *len > 0 && open[1 + *len] == ']' && open[2 + *len] == '\0' ? open + 1 : NULL;
}

/* One line each, for the tools that read them, and valid UTF-8: what files and names bring along may be neither. */
static void complaint_clean(char *text)
{
	size_t size;
	for (char *at = text; *at; at += size) {
		if (utf8_next(at, strlen(at), &size) == UTF8_BAD)
			*at = '?';
		else if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	}
}

/* The format in the language of `c`. The rule at its end stays as it is, and is no part of the table. */
static char *complaint_format(const struct complaints *c, const char *format)
{
	size_t len;
	const char *rule = complaint_rule(format, &len);
	if (!rule)
		return strdup(wording_in(c->language, format));
	char *english = strndup(format, (size_t)(rule - format) - 2), *whole = NULL;
	if (english && asprintf(&whole, "%s [%s", wording_in(c->language, english), rule) < 0)
		whole = NULL;
	free(english);
	return whole;
}

/* Without memory the words are lost, but an error still counts: no loader takes a bad file for a good one. */
void complaints_addv(struct complaints *c, enum severity severity, const char *file, int line, int column, const char *format, va_list args)
{
	struct complaint new = { .severity = severity, .line = line, .column = column };
	assert(file && line >= 0 && column >= 0);
	if (severity == SEVERITY_ERROR)
		c->errors++;
	char *told = complaint_format(c, format);
	if (!told || vasprintf(&new.text, told, args) < 0)
		new.text = NULL;
	free(told);
	new.file = strdup(file);
	if (!new.text || !new.file || !complaints_grow(c)) {
		free(new.text);
		free(new.file);
		return;
	}
	complaint_clean(new.text);
	c->list[c->count++] = new;
}

void complaints_add(struct complaints *c, enum severity severity, const char *file, int line, int column, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complaints_addv(c, severity, file, line, column, format, args);
	va_end(args);
}

const char *complaints_word(const struct complaints *c, const char *english)
{
	return wording_in(c->language, english);
}

void complaints_forget_newest(struct complaints *c)
{
	assert(c->count > 0);
	struct complaint *newest = &c->list[--c->count];
	c->errors -= newest->severity == SEVERITY_ERROR;
	complaint_free(newest);
}

bool complaints_keep_new(struct complaints *c)
{
	struct complaint *newest = &c->list[c->count - 1];
	for (size_t i = c->count - 1; i > 0; i--) {
		const struct complaint *one = &c->list[i - 1];
		if (one->line != newest->line || one->column != newest->column || strcmp(one->file, newest->file) != 0 || strcmp(one->text, newest->text) != 0)
			continue;
		complaints_forget_newest(c);
		return false;
	}
	return true;
}

void complaints_show(struct complaints *c, const struct complaint_page *page)
{
	assert(c->count > 0 && page->cut <= strlen(page->shown));
	struct complaint *newest = &c->list[c->count - 1];
	struct complaint_page *copy = malloc(sizeof(*copy));
	if (copy) {
		*copy = *page;
		copy->shown = strdup(page->shown);
		copy->left_out = strdup(page->left_out);
	}
	page_free(newest->page);
	newest->page = copy;
	if (copy && (!copy->shown || !copy->left_out)) {
		page_free(copy);
		newest->page = NULL;
	}
}

void complaints_drop(struct complaints *c, bool (*drop)(void *context, const struct complaint *one), void *context)
{
	size_t kept = 0;
	for (size_t i = 0; i < c->count; i++) {
		if (drop(context, &c->list[i])) {
			c->errors -= c->list[i].severity == SEVERITY_ERROR;
			complaint_free(&c->list[i]);
		} else {
			c->list[kept++] = c->list[i];
		}
	}
	c->count = kept;
}

void complaint_print(const struct complaint *one, enum wording_language language, FILE *out)
{
	fputs(one->file, out);
	if (one->line > 0)
		fprintf(out, ":%d:%d", one->line, one->column);
	fprintf(out, ": %s: %s\n", wording_in(language, severity_names[one->severity]), one->text);
}

void complaints_print(const struct complaints *c, FILE *out)
{
	for (size_t i = 0; i < c->count; i++)
		complaint_print(&c->list[i], c->language, out);
}

#define WORD_MAX 63 /* longer words are sentences: nobody meant another one */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Damerau-Levenshtein distance, each octet moved at most once: insert, drop, change, or swap of two neighbours. */
static size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b_len; j++)
		above[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b_len];
}

size_t complaint_distance(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);
	return a_len > WORD_MAX || b_len > WORD_MAX ? SIZE_MAX : edit_distance(a, a_len, b, b_len);
}

const char *complaint_nearest(const char *word, const char *const *candidates, size_t count)
{
	size_t len = strlen(word), best = SIZE_MAX;
	const char *nearest = NULL;
	if (len > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t candidate_len = strlen(candidates[i]);
		if (candidate_len > WORD_MAX)
			continue;
		size_t distance = edit_distance(word, len, candidates[i], candidate_len);
		if (distance <= len / 3 && distance < best) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}
