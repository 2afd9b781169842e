/* libyaml's events become a tree. One complaint ends the parse where libyaml itself stops (a syntax error) or where going on is
 * unsafe (nesting); all else (duplicate keys, anchors, tags) is collected to the end of the file. */
#include "base/yaml.h"

#include "base/slurp.h"
#include "base/utf8.h"
#include "base/yaml_syntax.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <yaml.h>

#define DEPTH_MAX 32

struct yaml_file {
	const char *path;
	const struct yaml *root;
};

/* Talloc frees the tree with its file. */
struct loader {
	struct yaml_file *file;
	struct complaints *complaints;
	yaml_parser_t parser;
	struct yaml_lines lines;
};

/* A list or map while it grows; yaml_get and the like see it const. */
struct growing {
	const struct yaml **items, **keys;
	size_t count, capacity;
};

static void complain_at(struct loader *l, yaml_mark_t mark, const char *text)
{
	complaints_add(l->complaints, SEVERITY_ERROR, l->file->path, (int)mark.line + 1, (int)mark.column + 1, "%s", complaints_word(l->complaints, text));
}

static bool next_event(struct loader *l, yaml_event_t *event)
{
	if (yaml_parser_parse(&l->parser, event))
		return true;
	size_t before = l->complaints->count;
	yaml_syntax_complain(&l->parser, &l->lines, l->complaints);
	const struct complaint *told = before > 0 ? &l->complaints->list[before - 1] : NULL;
	/* Where the cause was told already, what it leads to is not. */
	if (told && l->complaints->count > before && told->line == told[1].line && strcmp(told->file, told[1].file) == 0)
		complaints_forget_newest(l->complaints);
	return false;
}

static struct yaml *node_new(struct loader *l, enum yaml_kind kind, yaml_mark_t mark)
{
	struct yaml *node = talloc_zero(l->file, struct yaml);
	if (!node)
		return NULL;
	node->kind = kind;
	node->line = (int)mark.line + 1;
	node->column = (int)mark.column + 1;
	node->file = l->file->path;
	node->text = "";
	return node;
}

static bool grow(struct loader *l, struct growing *g)
{
	if (g->count < g->capacity)
		return true;
	g->capacity = g->capacity ? g->capacity * 2 : 8;
	const struct yaml **items = talloc_realloc(l->file, g->items, const struct yaml *, (unsigned)g->capacity);
	const struct yaml **keys = talloc_realloc(l->file, g->keys, const struct yaml *, (unsigned)g->capacity);
	g->items = items ? items : g->items;
	g->keys = keys ? keys : g->keys;
	return items && keys;
}

static int by_text_and_place(const void *a, const void *b)
{
	const struct yaml *x = *(const struct yaml *const *)a, *y = *(const struct yaml *const *)b;
	int order = strcmp(x->text, y->text);
	if (order)
		return order;
	return x->line != y->line ? x->line - y->line : x->column - y->column;
}

static void complain_of_duplicates(struct loader *l, const struct growing *g)
{
	const struct yaml **sorted = talloc_memdup(NULL, g->keys, g->count * sizeof(*g->keys));
	if (!sorted)
		return;
	qsort(sorted, g->count, sizeof(*sorted), by_text_and_place);
	for (size_t i = 1; i < g->count; i++) {
		if (strcmp(sorted[i - 1]->text, sorted[i]->text) == 0)
			yaml_complain(sorted[i], l->complaints, SEVERITY_ERROR, "the key '%s' stands twice, also in line %d; keep one of them",
				sorted[i]->text, sorted[i - 1]->line);
	}
	talloc_free(sorted);
}

static const struct yaml *build(struct loader *l, yaml_event_t *event, unsigned depth);

static const struct yaml *build_text(struct loader *l, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	struct yaml *node = node_new(l, YAML_TEXT, event->start_mark);
	if (memchr(value, '\0', len))
		complain_at(l, event->start_mark, WORDING("a NUL character in a text; leave it out"));
	if (!node)
		return NULL;
	node->text = talloc_strndup(node, value, len);
	int quotes = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	bool as_written = event->start_mark.line == event->end_mark.line &&
		event->end_mark.column - event->start_mark.column == utf8_count(value, len) + 2 * (size_t)quotes;
	node->shift = as_written ? quotes : -1;
	return node->text ? node : NULL;
}

/* The key and the value of one entry; false when the parse cannot go on. `event`: the key's. */
static bool build_pair(struct loader *l, yaml_event_t *event, bool braces, unsigned depth, const struct yaml **key, const struct yaml **item)
{
	yaml_event_t value, written = *event;
	bool told = event->type == YAML_SCALAR_EVENT && yaml_syntax_scalar(event, true, &l->lines, l->complaints);
	*key = build(l, event, depth); /* its marks and its type stay in `written`, its text is deleted */
	if (!*key || !next_event(l, &value))
		return false;
	if ((*key)->kind != YAML_TEXT)
		yaml_complain(*key, l->complaints, SEVERITY_ERROR, "a key must be a text; quote it if it begins with '[' or '{'");
	else if (braces && !told)
		yaml_syntax_bare_key(&written, &value, &l->lines, l->complaints);
	if (value.type == YAML_SCALAR_EVENT)
		yaml_syntax_scalar(&value, false, &l->lines, l->complaints);
	*item = build(l, &value, depth);
	return *item != NULL;
}

static const struct yaml *build_entry(struct loader *l, yaml_event_t *event, unsigned depth)
{
	if (event->type == YAML_SCALAR_EVENT)
		yaml_syntax_scalar(event, false, &l->lines, l->complaints);
	return build(l, event, depth);
}

/* Up to the event that ends the list or map; NULL when the parse cannot go on. */
static const struct yaml *build_branch(struct loader *l, enum yaml_kind kind, bool braces, yaml_mark_t mark, unsigned depth)
{
	struct growing g = { 0 };
	struct yaml *node = node_new(l, kind, mark);
	if (depth >= DEPTH_MAX) {
		complain_at(l, mark, WORDING("nested too deep; 32 levels are the most"));
		return NULL;
	}
	while (node) {
		yaml_event_t event;
		const struct yaml *key = NULL, *item;
		if (!next_event(l, &event))
			return NULL;
		if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&event);
			break;
		}
		if (kind == YAML_MAP ? !build_pair(l, &event, braces, depth + 1, &key, &item) : !(item = build_entry(l, &event, depth + 1)))
			return NULL;
		if (!grow(l, &g))
			return NULL;
		g.items[g.count] = item;
		g.keys[g.count] = key;
		g.count++;
	}
	if (!node)
		return NULL;
	if (kind == YAML_MAP && g.count > 0)
		complain_of_duplicates(l, &g);
	node->items = g.items;
	node->keys = kind == YAML_MAP ? g.keys : NULL;
	node->count = g.count;
	return node;
}

static void complain_of_extras(struct loader *l, const yaml_event_t *event, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		complain_at(l, event->start_mark, WORDING("'&' at the beginning of a text makes an anchor, and anchors are not used here; put the text in quotes"));
	if (tag)
		complain_at(l, event->start_mark, WORDING("'!' at the beginning of a text makes a tag, and tags are not used here; put the text in quotes"));
}

/* The node that begins with `event`, which is deleted here. */
static const struct yaml *build(struct loader *l, yaml_event_t *event, unsigned depth)
{
	const struct yaml *node = NULL;
	yaml_mark_t mark = event->start_mark;
	bool braces;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		complain_of_extras(l, event, event->data.scalar.anchor, event->data.scalar.tag);
		node = build_text(l, event);
		yaml_event_delete(event);
		return node;
	case YAML_SEQUENCE_START_EVENT:
		complain_of_extras(l, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
		yaml_event_delete(event);
		return build_branch(l, YAML_LIST, false, mark, depth);
	case YAML_MAPPING_START_EVENT:
		complain_of_extras(l, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
		braces = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
		yaml_event_delete(event);
		return build_branch(l, YAML_MAP, braces, mark, depth);
	case YAML_ALIAS_EVENT:
		complain_at(l, mark, WORDING("'*' at the beginning of a text makes an alias, and aliases are not used here; put the text in quotes"));
		yaml_event_delete(event);
		return node_new(l, YAML_TEXT, mark);
	default:
		assert(!"libyaml sends no other event inside a document");
		return NULL;
	}
}

/* The events around the one document: stream start, document start, node, document end, stream end. */
static void build_document(struct loader *l)
{
	yaml_event_t event;
	if (!next_event(l, &event))
		return;
	yaml_event_delete(&event);
	if (!next_event(l, &event))
		return;
	bool empty = event.type == YAML_STREAM_END_EVENT;
	yaml_mark_t mark = event.start_mark;
	yaml_event_delete(&event);
	if (empty) {
		l->file->root = node_new(l, YAML_MAP, mark);
		return;
	}
	if (!next_event(l, &event))
		return;
	l->file->root = build(l, &event, 0);
	if (!l->file->root || !next_event(l, &event))
		return;
	yaml_event_delete(&event);
	if (!next_event(l, &event))
		return;
	if (event.type != YAML_STREAM_END_EVENT)
		complain_at(l, event.start_mark, WORDING("a second document ('---') in one file; make it a file of its own"));
	yaml_event_delete(&event);
}

/* Without the byte order mark that some editors put first. */
static void parse(struct loader *l, struct bytes text)
{
	size_t mark = text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	if (!yaml_lines_init(&l->lines, l->file->path, (const char *)text.at + mark, text.len - mark))
		return;
	if (yaml_lines_good(&l->lines, l->complaints) && yaml_parser_initialize(&l->parser)) {
		yaml_parser_set_encoding(&l->parser, YAML_UTF8_ENCODING);
		yaml_parser_set_input_string(&l->parser, (const unsigned char *)l->lines.data, l->lines.len);
		build_document(l);
		yaml_parser_delete(&l->parser);
	}
	yaml_lines_fini(&l->lines);
}

struct yaml_file *yaml_read(const char *path, struct bytes text, struct complaints *complaints)
{
	struct yaml_file *file = talloc_zero(NULL, struct yaml_file);
	struct loader l = { .file = file, .complaints = complaints };
	size_t errors_before = complaints->errors;
	if (file)
		file->path = talloc_strdup(file, path);
	if (file && file->path)
		parse(&l, text);
	if ((!file || !file->root) && complaints->errors == errors_before)
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "out of memory");
	if (complaints->errors == errors_before)
		return file;
	talloc_free(file);
	return NULL;
}

struct yaml_file *yaml_open(const char *path, struct complaints *complaints)
{
	size_t len;
	char *text = slurp(path, &len);
	if (!text) {
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "cannot be read: %s", complaints_word(complaints, slurp_why(errno)));
		return NULL;
	}
	struct yaml_file *file = yaml_read(path, (struct bytes){ (const uint8_t *)text, len }, complaints);
	free(text);
	return file;
}

const struct yaml *yaml_root(const struct yaml_file *file)
{
	return file->root;
}

void yaml_close(struct yaml_file *file)
{
	talloc_free(file);
}
