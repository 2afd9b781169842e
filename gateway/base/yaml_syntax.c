#include "base/yaml_syntax.h"

#include "base/stray.h"
#include "base/utf8.h"
#include "base/yaml.h"

#include <ctype.h>
#include <string.h>

#define NO_DASH WORDING("'- ' is expected here; the entries of a list begin in the same column")
#define SECOND_COLON WORDING("a second ': ' in one line; put the text in quotes, or mend the indentation")

/* What people write wrong most, in their words. The left column is libyaml's; `at_start`: the fault is where the broken thing
 * begins, not where libyaml noticed. */
static const struct remedy {
	const char *problem, *text;
	bool at_start;
} remedies[] = {
	{ "mapping values are not allowed in this context",
		SECOND_COLON, false },
	{ "did not find expected key", WORDING("a key is expected here; check the indentation and the quotes above"), false },
	{ "did not find expected '-' indicator", NO_DASH, false },
	{ "could not find expected ':'", WORDING("a key without ':'; write 'key: value'"), true },
	{ "found character that cannot start any token", WORDING("a text may not begin with this character; put it in quotes"), false },
	{ "found unexpected end of stream", WORDING("a quote that is never closed; close it"), true },
	{ "found unexpected document indicator", WORDING("a quote that is never closed; close it"), true },
	{ "did not find expected ',' or ']'",
		WORDING("a list in brackets that is never closed; put ',' between entries and ']' at the end"), true },
	{ "did not find expected ',' or '}'", WORDING("a map in braces that is never closed; put ',' between entries and '}' at the end"), true },
	{ "did not find expected node content", WORDING("something is missing before this character, or it must stand in quotes"), false },
	{ "found unknown escape character",
		WORDING("a \\ in double quotes begins a special character, and this is none; write \\\\, or use single quotes"), false },
	{ "control characters are not allowed", WORDING("a control character; take it out"), false },
};
#define UNKNOWN WORDING("this line is not understood; compare its indentation, its quotes and the ': ' behind each key with the lines around it")

static const struct remedy *remedy_for(const char *problem)
{
	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++) {
		if (strcmp(problem, remedies[i].problem) == 0)
			return &remedies[i];
	}
	return NULL;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static const char *at_mark(const struct yaml_lines *lines, yaml_mark_t mark)
{
	return yaml_lines_at(lines, (int)mark.line + 1, (int)mark.column + 1);
}

/* ---- suspects: what is mostly behind an error, looked for around its place ---- */

struct suspicion {
	const struct yaml_lines *lines;
	struct complaints *complaints;
	const yaml_parser_t *parser;
	const char *begin, *at, *end; /* the line where libyaml stopped, and where in it */
};

/* The commonest fault, and libyaml does not name it. */
static bool suspect_tab(const struct suspicion *s)
{
	const char *at = s->begin;
	while (at < s->end && *at == ' ')
		at++;
	if (at == s->end || *at != '\t')
		return false;
	yaml_lines_complain(s->lines, s->complaints, at, "a tab in the indentation; indent with spaces");
	return true;
}

/* ` #500, ru: …}`: the rest of the line is a remark, and with it what closes the braces. */
static bool suspect_remark(const struct suspicion *s)
{
	static const struct { const char *problem; int lines; } problems[] = { /* where to begin: so many lines above, or 0 where the broken thing begins */
		{ "did not find expected ',' or '}'", 0 }, { "did not find expected ',' or ']'", 0 }, { "did not find expected node content", 1 } };
	const char *at = NULL, *until = s->at;
	char quote = '\0';
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
		if (strcmp(s->parser->problem, problems[i].problem) == 0)
			at = problems[i].lines ? yaml_lines_begin(s->lines, (int)s->parser->problem_mark.line + 1 - problems[i].lines)
				: at_mark(s->lines, s->parser->context_mark);
	}
	if (!at)
		return false;
	for (; at + 1 < until; at++) {
		if (quote)
			quote = *at == quote ? '\0' : quote;
		else if ((*at == '"' || *at == '\'') && at > s->lines->data && strchr(" {[,", at[-1]))
			quote = *at;
		else if (*at == ' ' && at[1] == '#') {
			const char *end = yaml_lines_end(s->lines, at);
			if (memchr(at, '}', (size_t)(end - at)) || memchr(at, ']', (size_t)(end - at)))
				break;
			at = end;
		}
	}
	if (at + 1 >= until)
		return false;
	yaml_lines_complain(s->lines, s->complaints, at + 1,
		"` #` begins a remark, so that the rest of this line is not read; put the text in straight quotes");
	return true;
}

/* The last value that begins in this line before `until`. */
static const char *value_before(const char *begin, const char *until)
{
	const char *value = NULL;
	for (const char *at = begin; at < until; at++) {
		const char *next = skip_blanks(at + 1, until);
		bool dash = *at == '-' && (!value || value == at) && skip_blanks(begin, at) == at;
		if ((*at == ':' || dash) && next > at + 1 && next <= until)
			value = next;
	}
	return value;
}

static bool is_quote_curly(const char *at, size_t len)
{
	size_t size;
	uint32_t code = len > 0 ? utf8_next(at, len, &size) : 0;
	return code >= 0x2018 && code <= 0x201f;
}

#define CURLY WORDING("curly quotes do not hold a text together; put straight quotes (\") before and behind it")

/* Whole lines above: the nearest that is neither blank nor a remark; NULL when there is none. */
static const char *line_above(const struct suspicion *s)
{
	int line, column;
	yaml_lines_place(s->lines, s->begin, &line, &column);
	while (--line > 0) {
		const char *begin = yaml_lines_begin(s->lines, line), *first = skip_blanks(begin, yaml_lines_end(s->lines, begin));
		if (first < yaml_lines_end(s->lines, begin) && *first != '#')
			return first;
	}
	return NULL;
}

/* A key that is the first of its line, where none may stand: the line above went on. */
static bool suspect_above(const struct suspicion *s)
{
	const char *above = line_above(s), *end;
	if (strcmp(s->parser->problem, "mapping values are not allowed in this context") != 0 || !above || value_before(s->begin, s->at))
		return false;
	end = yaml_lines_end(s->lines, above);
	while (end > above && end[-1] == ' ')
		end--;
	if (value_before(above, end) || end[-1] == ':')
		yaml_lines_complain(s->lines, s->complaints, skip_blanks(s->begin, s->end),
			"this line begins further to the right than the one above, of which it is no part; let them begin in the same column");
	else
		yaml_lines_complain(s->lines, s->complaints, end, "a ':' is missing here; write 'key: value', or 'key:' with what belongs to it below");
	return true;
}

/* `{text: …}` on a line of its own, among the entries of a list. */
static bool suspect_dash(const struct suspicion *s)
{
	const char *entry = at_mark(s->lines, s->parser->context_mark);
	if (strcmp(s->parser->problem, "could not find expected ':'") != 0 || entry >= s->end || *entry != '{')
		return false;
	yaml_lines_complain(s->lines, s->complaints, entry, NO_DASH);
	return true;
}

/* In braces libyaml says of it what it says of any missing ','. */
static bool suspect_colon(const struct suspicion *s)
{
	if (s->at + 1 >= s->end || s->at[0] != ':' || s->at[1] != ' ' || !value_before(s->begin, s->at))
		return false;
	yaml_lines_complain(s->lines, s->complaints, s->at, SECOND_COLON);
	return true;
}

/* A text that begins with a mark of YAML: where it stands alone, or where it was closed and goes on. */
static bool suspect_mark(const struct suspicion *s)
{
	static const struct { char mark, close; } marks[] = {
		{ '*', 0 }, { '&', 0 }, { '!', 0 }, { '|', 0 }, { '>', 0 }, { '%', 0 }, { '@', 0 }, { '`', 0 }, { '?', 0 }, { '-', 0 },
		{ '{', '}' }, { '[', ']' }, { '"', '"' }, { '\'', '\'' },
	};
	const char *value = value_before(s->begin, s->at), *last = s->at;
	if (!value || s->at == s->end)
		return false;
	if (is_quote_curly(value, (size_t)(s->end - value))) {
		yaml_lines_complain(s->lines, s->complaints, value, CURLY);
		return true;
	}
	while (last > value && last[-1] == ' ')
		last--;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (*value != marks[i].mark || (marks[i].close && (last - value < 2 || last[-1] != marks[i].close)))
			continue;
		if (marks[i].mark == marks[i].close)
			yaml_lines_complain(s->lines, s->complaints, s->at,
				"the quotes are closed, and the text goes on; put the whole text in straight quotes, and « » inside of it");
		else
			yaml_lines_complain(s->lines, s->complaints, value,
				"a text that begins with '%c' must stand in quotes; put straight quotes (\") before and behind it", marks[i].mark);
		return true;
	}
	return false;
}

/* `kind:choices` at the beginning of a line: the end of the key, or NULL. */
static const char *glued_in(const char *at, const char *end, const char **name)
{
	at = skip_blanks(at, end);
	while (at + 1 < end && at[0] == '-' && at[1] == ' ')
		at = skip_blanks(at + 1, end);
	for (*name = at; at < end && (islower((unsigned char)*at) || *at == '_' || *at == '-'); at++) { }
	return at > *name && at + 1 < end && *at == ':' && !strchr(" \t/", at[1]) ? at : NULL;
}

#define GLUED "a blank is missing behind the colon; write '%.*s: …'"

static void complain_of_glue(const struct yaml_lines *lines, struct complaints *complaints, const char *name, const char *colon)
{
	yaml_lines_complain(lines, complaints, colon, GLUED, (int)(colon - name), name);
}

/* In the line of the error or the one above it: there libyaml still took it for a text of several lines. */
static bool suspect_glue(const struct suspicion *s)
{
	const char *begin = s->begin, *name, *colon = NULL;
	for (int lines = 0; lines < 4 && !colon; lines++) {
		colon = glued_in(begin, yaml_lines_end(s->lines, begin), &name);
		if (begin == s->lines->data)
			break;
		int line, column;
		yaml_lines_place(s->lines, begin, &line, &column);
		begin = yaml_lines_begin(s->lines, line - 1);
	}
	if (colon)
		complain_of_glue(s->lines, s->complaints, name, colon);
	return colon != NULL;
}

static bool (*const suspects[])(const struct suspicion *) = { suspect_tab, suspect_remark, suspect_mark, suspect_glue, suspect_above, suspect_dash, suspect_colon };

void yaml_syntax_complain(const yaml_parser_t *p, const struct yaml_lines *lines, struct complaints *complaints)
{
	const char *problem = p->problem ? p->problem : "";
	const struct remedy *remedy = remedy_for(problem);
	if (p->error == YAML_MEMORY_ERROR) {
		complaints_add(complaints, SEVERITY_ERROR, lines->path, 0, 0, "out of memory");
		return;
	}
	/* The reader of libyaml gives an octet offset instead of a mark. */
	if (p->error == YAML_READER_ERROR) {
		size_t offset = p->problem_offset < lines->len ? p->problem_offset : lines->len;
		yaml_lines_complain(lines, complaints, lines->data + offset, "%s",
			complaints_word(complaints, remedy ? remedy->text : WORDING("not UTF-8; save the file with the encoding UTF-8")));
		return;
	}
	struct suspicion s = { .lines = lines, .complaints = complaints, .parser = p, .begin = yaml_lines_begin(lines, (int)p->problem_mark.line + 1),
		.at = at_mark(lines, p->problem_mark) };
	s.end = yaml_lines_end(lines, s.begin);
	for (size_t i = 0; i < sizeof suspects / sizeof suspects[0]; i++) {
		if (suspects[i](&s))
			return;
	}
	yaml_lines_complain(lines, complaints, remedy && remedy->at_start ? at_mark(lines, p->context_mark) : s.at, "%s",
		complaints_word(complaints, remedy ? remedy->text : UNKNOWN));
}

/* ---- what libyaml takes ---- */

bool yaml_is_glued(const struct yaml *node, struct complaints *complaints)
{
	const char *name, *colon = node->kind == YAML_TEXT ? glued_in(node->text, node->text + strlen(node->text), &name) : NULL;
	if (colon)
		complaints_add(complaints, SEVERITY_ERROR, node->file, node->line, node->column + (int)(colon - node->text), GLUED, (int)(colon - name), name);
	return colon != NULL;
}

static bool is_nothing(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT && event->data.scalar.length == 0 && event->start_mark.index == event->end_mark.index;
}

bool yaml_syntax_bare_key(const yaml_event_t *key, const yaml_event_t *value, const struct yaml_lines *lines, struct complaints *complaints)
{
	const char *begin = at_mark(lines, key->start_mark), *end = at_mark(lines, key->end_mark), *all = lines->data + lines->len, *before = begin, *name;
	if (key->type != YAML_SCALAR_EVENT || !is_nothing(value))
		return false;
	end = skip_blanks(end, all);
	if (end < all && *end == ':')
		return false;
	const char *colon = glued_in(begin, end, &name);
	while (before > lines->data && strchr(" \t\r\n", before[-1]))
		before--;
	char opened = before > lines->data ? before[-1] : '\0';
	const char *text = opened == ',' ? value_before(yaml_lines_begin(lines, (int)key->start_mark.line + 1), before - 1) : NULL;
	if (colon)
		complain_of_glue(lines, complaints, name, colon);
	else if (opened == '{')
		yaml_lines_complain(lines, complaints, before - 1,
			"a text that begins with '%c' must stand in quotes; put straight quotes (\") before and behind it", '{');
	else if (text && is_quote_curly(text, (size_t)(all - text)))
		yaml_lines_complain(lines, complaints, text, CURLY);
	else
		yaml_lines_complain(lines, complaints, opened == ',' ? before - 1 : begin,
			"a comma ends the text here, so that '%.*s' is taken for a key; put the whole text in straight quotes (\")",
			(int)(end - begin), begin);
	return true;
}

/* A number, a date, a name of the files: no letters but ASCII, and blanks only between digits. */
static bool is_plain_value(const char *text, size_t len)
{
	bool letters = false, blank = false;
	for (size_t i = 0, size; i < len; i += size) {
		uint32_t code = utf8_next(text + i, len - i, &size);
		if (code > 0x7e && !stray_of(code))
			return false;
		letters |= code < 0x7f && isalpha((int)code);
		blank |= code == ' ';
	}
	return !letters || !blank;
}

bool yaml_syntax_scalar(const yaml_event_t *scalar, bool key, const struct yaml_lines *lines, struct complaints *complaints)
{
	const char *value = (const char *)scalar->data.scalar.value, *end = at_mark(lines, scalar->end_mark), *all = lines->data + lines->len, *at;
	size_t len = scalar->data.scalar.length;
	uint32_t code;
	bool plain = scalar->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	const char *remark = plain ? skip_blanks(end, all) : all;
	if (remark < all && *remark == '#' && remark + 1 < all && (isdigit((unsigned char)remark[1]) || remark[1] == '*' || (len == 0 && !key && remark[1] > ' '))) {
		yaml_lines_complain(lines, complaints, remark,
			"` #` begins a remark, so that the rest of this line is not read; put the text in straight quotes, or a blank behind the # of a remark");
		return true;
	}
	const struct stray *stray = stray_in(value, len, STRAY_UNSEEN, &at, &code);
	if (!stray || (!key && !is_plain_value(value, len)))
		return false;
	const char *written = at_mark(lines, scalar->start_mark), *there = written;
	stray_in(written, (size_t)(end - written), STRAY_UNSEEN, &there, &code);
	yaml_lines_complain(lines, complaints, there, key ? "an invisible character stands in this name: %s (U+%04X); take it out"
		: "an invisible character stands in this value: %s (U+%04X); take it out, or put a blank in its place",
		complaints_word(complaints, stray->name), (unsigned)code);
	return true;
}
