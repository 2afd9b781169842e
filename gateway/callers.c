#include "root.h"

#include <stdlib.h>

bool callers_add(struct callers *n, uint64_t name)
{
	if (n->count == n->capacity) {
		size_t capacity = n->capacity ? n->capacity * 2 : 64;
		uint64_t *at = realloc(n->at, capacity * sizeof *at);
		if (!at)
			return false;
		n->at = at;
		n->capacity = capacity;
	}
	n->at[n->count++] = name;
	return true;
}

void callers_fini(struct callers *n)
{
	free(n->at);
	*n = (struct callers){0};
}
