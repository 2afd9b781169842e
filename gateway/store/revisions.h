/* The tables of the store, as the steps that made them. */
#ifndef KOPURO_STORE_REVISIONS_H
#define KOPURO_STORE_REVISIONS_H

#include <stddef.h>

extern const char *const revisions[]; /* SQL: revision N is what [N - 1] makes of revision N - 1 */
extern const size_t revision_count;

#endif
