/* How a small phone breaks a line that is longer than its screen is wide. Pure. */
#ifndef KOPURO_TEXT_WRAP_H
#define KOPURO_TEXT_WRAP_H

#include <stddef.h>

#define WRAP_COLUMNS 26 /* characters in a row of such a phone */

/* How many octets of `line`, which has no line end in it, stand in its first row: it ends before a blank, or in the middle of a word that is longer
 * than a row. The blanks that follow are not shown. */
size_t wrap_row(const char *line, size_t len);
/* Where the row after that begins; `len` when there is none. */
size_t wrap_next(const char *line, size_t len);

#endif
