/* The tables of the store and how they came to be: revisions that only go forward. Only for the files of this room. */
#ifndef KOPURO_STORE_SCHEMA_H
#define KOPURO_STORE_SCHEMA_H

#include "store/statement.h"

/* Which one the file has; 0: it is empty. ERR_CORRUPT: not ours, or of a newer Kopuro; *why as in store_open(). */
enum error schema_revision(struct store *s, const char *path, int64_t *revision, char **why);
bool schema_is_old(int64_t revision);
/* Brings the file to the newest revision, in one transaction. Errors are those of schema_revision(). */
enum error schema_migrate(struct store *s, const char *path, char **why);
/* With statements prepared: that the key is the one this store was made with. ERR_DENIED. */
enum error schema_check_key(struct store *s, const char *path, char **why);

#endif
