/* The line of a file that a complaint is about, as it stands there, with a mark below the place:
 *
 *	  6 | kind:choices
 *	    |     ^
 *
 * A long line is cut on both sides of the place; what nobody would see, or what would disturb a terminal, is shown by its code. */
#ifndef KOPURO_TOOLS_SOURCE_LINE_H
#define KOPURO_TOOLS_SOURCE_LINE_H

#include <stddef.h>
#include <stdio.h>

/* The file that was shown last, so that it is not read for each complaint. Begins as {0}. */
struct source_lines {
	char *path, *text; /* owned */
	size_t len;
};
void source_lines_fini(struct source_lines *s);
/* Line and column from 1. Nothing when the file cannot be read or has no such line. */
void source_lines_print(struct source_lines *s, FILE *out, const char *path, int line, int column);

#endif
