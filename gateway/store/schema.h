/* The tables of the store and how they came to be: revisions that only go forward. Only for the files of this room. */
#ifndef KOPURO_STORE_SCHEMA_H
#define KOPURO_STORE_SCHEMA_H

#include "store/statement.h"

/* Brings the file to the newest revision, in one transaction. ERR_CORRUPT: not ours, or of a newer Kopuro; *why as in store_open(). */
enum error schema_migrate(struct store *s, const char *path, char **why);
/* With statements prepared: that the key is the one this store was made with. ERR_DENIED. */
enum error schema_check_key(struct store *s, const char *path, char **why);

#endif
