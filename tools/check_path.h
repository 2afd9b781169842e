/* What `kopuro check` was asked to check: a folder of menus, or one file of it.
 *
 * One file cannot be judged alone: its targets, tables and words stand in others. So the whole folder is read, and what is told of other files
 * is only counted. The folder of a file is the nearest one above it with a file that says `languages`; else the one that it lies in. */
#ifndef KOPURO_TOOLS_CHECK_PATH_H
#define KOPURO_TOOLS_CHECK_PATH_H

#include "base/complaint.h"

#include <stdbool.h>

struct check_path {
	const char *given; /* the path as it was given, borrowed */
	char directory[4096];
	const char *file;  /* the same when it is a file; NULL: the whole folder */
};

/* A path where there is nothing counts as a folder. */
void check_path_find(struct check_path *p, const char *path);
/* Whether there is something to check; false after a complaint, when there is nothing by that name, or a file that nobody reads. */
bool check_path_is_read(const struct check_path *p, struct complaints *complaints);
/* Drops the complaints of other files than the one asked for. Returns how many of them were errors. */
size_t check_path_narrow(const struct check_path *p, struct complaints *complaints);
/* Whether what stands in this file was asked for. */
bool check_path_has(const struct check_path *p, const char *file);
/* Calls `each` for every file of the folder with this ending (".dialog"), in the order of their names; of a single file for itself, if it has it. */
void check_path_each(const struct check_path *p, const char *ending, void (*each)(void *context, const char *path), void *context);

#endif
