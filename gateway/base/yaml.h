/* A YAML file as a tree whose every node knows its place (libyaml underneath). Duplicate keys, anchors and aliases are complaints.
 * Nodes belong to the file and live until yaml_close(). Scalars are UTF-8 (checked), as written: no typing of `no` or `08`. */
#ifndef KOPURO_BASE_YAML_H
#define KOPURO_BASE_YAML_H

#include "base/bytes.h"
#include "base/complaint.h"

#include <stdbool.h>
#include <stddef.h>

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	int line, column; /* from 1 */
	const char *file; /* the path as given to yaml_open() */
	const char *text; /* YAML_TEXT: NUL-terminated, no NUL inside */
	int shift;        /* YAML_TEXT: columns before its first character (a quote); -1: it is written otherwise than it reads, over lines or with escapes */
	size_t count;     /* YAML_LIST, YAML_MAP: entries */
	const struct yaml *const *items; /* the values, in the file's order */
	const struct yaml *const *keys;  /* YAML_MAP: their keys (YAML_TEXT); NULL in a list */
};

struct yaml_file;

/* Reads and parses. NULL after complaints were added (also for a missing file). An empty file is an empty map. */
struct yaml_file *yaml_open(const char *path, struct complaints *complaints);
/* The same from memory, which is not needed afterwards; complaints name `path`. */
struct yaml_file *yaml_read(const char *path, struct bytes text, struct complaints *complaints);
const struct yaml *yaml_root(const struct yaml_file *file);
void yaml_close(struct yaml_file *file); /* NULL is allowed */

/* The value under `key` of a map, or NULL. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);
/* Complains of each key of `map` that is not in `allowed`, naming the nearest. True when none. */
bool yaml_only(const struct yaml *map, const char *const *allowed, size_t count, struct complaints *complaints);
/* Where a map is expected: true after a complaint that in this text, `kind:end`, a blank is missing. */
bool yaml_is_glued(const struct yaml *node, struct complaints *complaints);
/* complaints_add at the place of `at` in the text of the node, as far as that is known. */
void yaml_complain_in(const struct yaml *node, const char *at, struct complaints *complaints, enum severity severity, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* complaints_add at the node's place. */
void yaml_complain(const struct yaml *node, struct complaints *complaints, enum severity severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
