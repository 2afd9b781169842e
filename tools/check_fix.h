/* kopuro check --fix: what can be mended without asking, in the files themselves. That is one thing: letters that are written as two characters
 * become one (text/compose.h). All else in a file stays octet by octet; a file is replaced whole or not at all; one that cannot be read is left alone. */
#ifndef KOPURO_TOOLS_CHECK_FIX_H
#define KOPURO_TOOLS_CHECK_FIX_H

#include "check_path.h"

#include <stdio.h>

/* Tells each change on `out`. What cannot be written is a complaint. */
void check_fix(const struct check_path *path, FILE *out, struct complaints *complaints);

#endif
