#include "base/yaml_syntax.h"

#include <stdbool.h>
#include <string.h>

/* What people write wrong most, in their words. The left column is libyaml's; `at_start`: the fault is where the broken thing
 * begins, not where libyaml noticed. */
static const struct remedy {
	const char *problem, *text;
	bool at_start;
} remedies[] = {
	{ "mapping values are not allowed in this context",
		"a second ': ' in one line; put the text in quotes, or mend the indentation", false },
	{ "did not find expected key", "a key is expected here; check the indentation and the quotes above", false },
	{ "did not find expected '-' indicator", "'- ' is expected here; the entries of a list begin in the same column", false },
	{ "could not find expected ':'", "a key without ':'; write 'key: value'", true },
	{ "found character that cannot start any token", "a text may not begin with this character; put it in quotes", false },
	{ "found unexpected end of stream", "a quote that is never closed; close it", true },
	{ "did not find expected ',' or ']'", "a list in brackets that is never closed; put ',' between entries and ']' at the end", true },
	{ "did not find expected ',' or '}'", "a map in braces that is never closed; put ',' between entries and '}' at the end", true },
	{ "control characters are not allowed", "a control character; take it out", false },
};

static const struct remedy *remedy_for(const char *problem)
{
	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++) {
		if (strcmp(problem, remedies[i].problem) == 0)
			return &remedies[i];
	}
	return NULL;
}

/* True when `line` (from 0) has a tab before its first other character: the commonest fault, and libyaml does not name it. */
static bool indented_by_tab(const char *data, size_t len, size_t line)
{
	const char *at = data, *end = data + len;
	while (line-- > 0) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			return false;
		at++;
	}
	while (at < end && *at == ' ')
		at++;
	return at < end && *at == '\t';
}

/* The reader of libyaml gives an octet offset instead of a mark. */
static yaml_mark_t mark_of_offset(const char *data, size_t len, size_t offset)
{
	yaml_mark_t mark = { 0 };
	for (size_t i = 0; i < offset && i < len; i++) {
		if (data[i] == '\n') {
			mark.line++;
			mark.column = 0;
		} else if (((unsigned char)data[i] & 0xc0) != 0x80) {
			mark.column++;
		}
	}
	return mark;
}

static void complain_at(struct complaints *complaints, const char *path, yaml_mark_t mark, const char *text)
{
	complaints_add(complaints, SEVERITY_ERROR, path, (int)mark.line + 1, (int)mark.column + 1, "%s", text);
}

void yaml_syntax_complain(const yaml_parser_t *p, const char *path, const char *data, size_t len, struct complaints *complaints)
{
	bool unreadable = p->error == YAML_READER_ERROR;
	yaml_mark_t mark = unreadable ? mark_of_offset(data, len, p->problem_offset) : p->problem_mark;
	const char *problem = p->problem ? p->problem : "cannot be parsed";
	const struct remedy *remedy = remedy_for(problem);
	if (p->error == YAML_MEMORY_ERROR)
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "out of memory");
	else if (!unreadable && indented_by_tab(data, len, mark.line))
		complain_at(complaints, path, mark, "a tab in the indentation; indent with spaces");
	else if (remedy)
		complain_at(complaints, path, remedy->at_start ? p->context_mark : mark, remedy->text);
	else if (unreadable)
		complain_at(complaints, path, mark, "not UTF-8; save the file with the encoding UTF-8");
	else
		complain_at(complaints, path, mark, problem);
}
