/* A store in a directory of its own, for tests. Always with the same key. */
#ifndef KOPURO_TESTS_SCRATCH_H
#define KOPURO_TESTS_SCRATCH_H

#include "store/store.h"

struct scratch {
	char directory[64];
	char path[96]; /* the store's file */
	struct sealer sealer;
	struct store *store;
};

void scratch_open(struct scratch *s);
void scratch_reopen(struct scratch *s);
void scratch_close(struct scratch *s); /* removes the directory too */
/* True when these octets stand anywhere in the files of the directory, the write-ahead log among them. */
bool scratch_holds(const struct scratch *s, const void *at, size_t len);
void scratch_commit(struct scratch *s); /* must succeed */
/* The first column of the first row, which must be there. */
int64_t scratch_scalar(const struct scratch *s, const char *sql);
/* For cmocka: *state is a scratch of its own, opened; closed and freed. */
int scratch_set_up(void **state);
int scratch_tear_down(void **state);

#endif
