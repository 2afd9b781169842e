/* Directories of the store and of the key file. Only for the files of this room. */
#ifndef KOPURO_STORE_DIRECTORY_H
#define KOPURO_STORE_DIRECTORY_H

#include <stdbool.h>

/* Makes what is missing of the directories above `path` (0700: people's data lies there), durably. False: errno. */
bool directory_make_above(const char *path);
/* Makes durable that the file `path` stands in its directory. False: errno. */
bool directory_sync_above(const char *path);

#endif
