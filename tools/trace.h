/* Looks for traces of a phone number in a store: for the proof that a nameless caller left none. */
#ifndef KOPURO_TOOLS_TRACE_H
#define KOPURO_TOOLS_TRACE_H

#include "store/seal.h"

#include <stdbool.h>

/* True when the number is there: its digits or one of its hashes (store/seal.h) anywhere in the files (also -wal), or within anything sealed.
 * `where` gets a short description. */
bool trace_find(const char *store_path, const struct sealer *sealer, const char *phone, char *where, size_t capacity);

#endif
