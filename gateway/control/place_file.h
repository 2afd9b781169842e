/* A file that is replaced whole: written beside its place, synced, given the mode of the one before (0600 if there was none), then put in its place. */
#ifndef KOPURO_CONTROL_PLACE_FILE_H
#define KOPURO_CONTROL_PLACE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* False: `why` (static) says what failed, and the file is as before. A link to a file stays one. */
bool place_file(const char *path, const char *text, size_t len, const char **why);

#endif
