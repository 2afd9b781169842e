/* One gateway has a store at a time: two would give out the same numbers and send the same SMS twice. Tools read and write beside it (SQLite's own
 * locks part them) and claim nothing. The claim is a flock() on the file, which SQLite's fcntl() locks do not see; it ends with the process. */
#ifndef KOPURO_STORE_CLAIM_H
#define KOPURO_STORE_CLAIM_H

#include "base/error.h"

/* After store_open(), of the same path. *claim: to be dropped after store_close(), never before: closing a descriptor of the file drops SQLite's locks.
 * ERR_LOCKED: another gateway has it; ERR_IO with errno. -1 is no claim. */
enum error claim_take(const char *path, int *claim);
void claim_drop(int claim);

#endif
