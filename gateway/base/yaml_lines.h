/* The lines of a YAML file as they stand on the disk: what is wrong with them before anybody parses them, in the words of the person who wrote them, and
 * where a place is. Used by yaml*.c alone. */
#ifndef KOPURO_BASE_YAML_LINES_H
#define KOPURO_BASE_YAML_LINES_H

#include "base/complaint.h"

#include <stdbool.h>
#include <stddef.h>

struct yaml_lines {
	const char *path, *data; /* without a byte order mark */
	size_t len;
	const char **begins; /* of each line */
	size_t count;        /* at least 1 */
};

/* Borrows `path` and `data`. False without memory. */
bool yaml_lines_init(struct yaml_lines *l, const char *path, const char *data, size_t len);
void yaml_lines_fini(struct yaml_lines *l);

/* Complains of versions that were never merged, and of invisible characters where the structure of the file hangs on a blank or a line's end. False when
 * there are any: to parse it would only bring complaints that lead astray. */
bool yaml_lines_good(const struct yaml_lines *l, struct complaints *complaints);
/* The beginning of a line, from 1; the end of the data when there are fewer. Lines end with \n, \r\n or \r. */
const char *yaml_lines_begin(const struct yaml_lines *l, int line);
/* The character there, both from 1; or the end of that line. */
const char *yaml_lines_at(const struct yaml_lines *l, int line, int column);
const char *yaml_lines_end(const struct yaml_lines *l, const char *at); /* of the line of `at` */
/* The place of `at`, both from 1. */
void yaml_lines_place(const struct yaml_lines *l, const char *at, int *line, int *column);
/* complaints_add() there, as an error. */
void yaml_lines_complain(const struct yaml_lines *l, struct complaints *complaints, const char *at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
