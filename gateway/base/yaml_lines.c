#include "base/yaml_lines.h"

#include "base/stray.h"
#include "base/utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

const char *yaml_lines_end(const struct yaml_lines *l, const char *at)
{
	while (at < l->data + l->len && !ends_line(*at))
		at++;
	return at;
}

/* The line behind the one whose end is `end`. */
static const char *line_next(const struct yaml_lines *l, const char *end)
{
	const char *all = l->data + l->len;
	if (end < all && *end == '\r' && end + 1 < all && end[1] == '\n')
		end++;
	return end < all ? end + 1 : all;
}

bool yaml_lines_init(struct yaml_lines *l, const char *path, const char *data, size_t len)
{
	size_t capacity = 1;
	for (size_t i = 0; i < len; i++)
		capacity += ends_line(data[i]);
	*l = (struct yaml_lines){ .path = path, .data = data, .len = len, .begins = calloc(capacity, sizeof(*l->begins)) };
	if (!l->begins)
		return false;
	l->begins[l->count++] = data;
	for (const char *at = line_next(l, yaml_lines_end(l, data)); at < data + len; at = line_next(l, yaml_lines_end(l, at)))
		l->begins[l->count++] = at;
	return true;
}

void yaml_lines_fini(struct yaml_lines *l)
{
	free(l->begins);
	*l = (struct yaml_lines){ 0 };
}

const char *yaml_lines_begin(const struct yaml_lines *l, int line)
{
	return line < 1 ? l->data : (size_t)line <= l->count ? l->begins[line - 1] : l->data + l->len;
}

const char *yaml_lines_at(const struct yaml_lines *l, int line, int column)
{
	const char *at = yaml_lines_begin(l, line), *end = yaml_lines_end(l, at);
	size_t size;
	while (--column > 0 && at < end) {
		utf8_next(at, (size_t)(end - at), &size);
		at += size;
	}
	return at;
}

void yaml_lines_place(const struct yaml_lines *l, const char *at, int *line, int *column)
{
	size_t low = 0, high = l->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		*(l->begins[middle] <= at ? &low : &high) = middle;
	}
	*line = (int)low + 1;
	*column = 1 + (int)utf8_count(l->begins[low], (size_t)(at - l->begins[low]));
}

void yaml_lines_complain(const struct yaml_lines *l, struct complaints *complaints, const char *at, const char *format, ...)
{
	int line, column;
	va_list args;
	yaml_lines_place(l, at, &line, &column);
	va_start(args, format);
	complaints_addv(complaints, SEVERITY_ERROR, l->path, line, column, format, args);
	va_end(args);
}

/* ---- what can be wrong with a line: where, or NULL ---- */

struct finding {
	const char *at;
	const struct stray *stray;
	uint32_t code;
};

static bool find_break(const char *at, const char *end, struct finding *f)
{
	f->stray = stray_in(at, (size_t)(end - at), STRAY_BIT(STRAY_BREAK), &f->at, &f->code);
	return f->stray != NULL;
}

static const struct stray *stray_here(const char *at, const char *end, struct finding *f)
{
	size_t size;
	f->at = at;
	f->code = at < end ? utf8_next(at, (size_t)(end - at), &size) : 0;
	f->stray = f->code > 0x7e ? stray_of(f->code) : NULL;
	return f->stray && (STRAY_BIT(f->stray->kind) & STRAY_UNSEEN) ? f->stray : NULL;
}

/* Before the first character that is seen. A tab there is told by the parser. */
static bool find_in_indentation(const char *at, const char *end, struct finding *f)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return stray_here(at, end, f) != NULL;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '"' || c == '\'';
}

/* Behind the ':' of a key in ASCII letters. What stands in quotes is a text. */
static bool find_behind_colon(const char *at, const char *end, struct finding *f)
{
	char quote = '\0';
	for (const char *c = at; c + 1 < end; c++) {
		if (quote)
			quote = *c == quote ? '\0' : quote;
		else if (*c == '#' && (c == at || c[-1] == ' '))
			return false;
		else if ((*c == '"' || *c == '\'') && (c == at || strchr(" {[,", c[-1])))
			quote = *c;
		if (!quote && *c == ':' && c > at && is_name(c[-1]) && stray_here(c + 1, end, f))
			return true;
	}
	return false;
}

static const struct rule {
	bool (*find)(const char *at, const char *end, struct finding *f);
	const char *one, *several;
} rules[] = {
	{ find_break, WORDING("an invisible character ends the line here: %s (U+%04X); take it out"),
		WORDING("an invisible character ends the line here: %s (U+%04X), in %zu lines of this file; take them out") },
	{ find_in_indentation, WORDING("an invisible character stands in the indentation: %s (U+%04X); delete it and indent with blanks"),
		WORDING("an invisible character stands in the indentation: %s (U+%04X), in %zu lines of this file; delete them and indent with blanks") },
	{ find_behind_colon, WORDING("an invisible character stands behind the colon: %s (U+%04X); put a blank in its place"),
		WORDING("an invisible character stands behind the colon: %s (U+%04X), in %zu lines of this file; put a blank in their place") },
};

static bool rule_holds(const struct yaml_lines *l, const struct rule *rule, struct complaints *complaints)
{
	struct finding first = { 0 }, f;
	size_t count = 0;
	for (size_t i = 0; i < l->count; i++) {
		const char *at = l->begins[i], *end = yaml_lines_end(l, at);
		if (rule->find(at, end, &f) && count++ == 0)
			first = f;
	}
	if (count == 0)
		return true;
	const char *name = complaints_word(complaints, first.stray->name);
	int line, column;
	yaml_lines_place(l, first.at, &line, &column);
	if (count == 1)
		complaints_add(complaints, SEVERITY_ERROR, l->path, line, column, rule->one, name, (unsigned)first.code);
	else
		complaints_add(complaints, SEVERITY_ERROR, l->path, line, column, rule->several, name, (unsigned)first.code, count);
	return false;
}

/* git and its like leave these where two people changed the same lines. */
static bool is_mark(const char *at, const char *end, char c)
{
	size_t len = 0;
	while (at + len < end && at[len] == c)
		len++;
	return len == 7 && (at + len == end || at[len] == ' ');
}

static bool is_merged(const struct yaml_lines *l, struct complaints *complaints)
{
	const char *begin = NULL;
	for (size_t i = 0; i < l->count; i++) {
		const char *at = l->begins[i], *end = yaml_lines_end(l, at);
		if (!begin && is_mark(at, end, '<'))
			begin = at;
		if (!is_mark(at, end, '>'))
			continue;
		yaml_lines_complain(l, complaints, begin ? begin : at,
			"two versions of these lines, down to line %d, were never merged; keep what is right, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>", (int)i + 1);
		return false;
	}
	if (begin)
		yaml_lines_complain(l, complaints, begin,
			"two versions of this file were never merged; keep what is right, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>");
	return !begin;
}

bool yaml_lines_good(const struct yaml_lines *l, struct complaints *complaints)
{
	bool good = is_merged(l, complaints);
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		good &= rule_holds(l, &rules[i], complaints);
	return good;
}
