/* Names to small numbers, in the order in which they were added: a hash table with open addressing. The texts are borrowed and must
 * live as long as the index (in the set's arena). Immutable once the set is loaded. */
#ifndef KOPURO_MENU_LEXICON_H
#define KOPURO_MENU_LEXICON_H

#include "menu/arena.h"

#include <stddef.h>
#include <stdint.h>

struct lexicon {
	const char **list; /* by number */
	size_t count, capacity;
	uint16_t *slots;   /* MENU_NONE: empty; a power of two of them, at least twice `count` */
	size_t slot_count;
};

/* The number of a new name. It must not be there yet; at most 65,000 names. */
uint16_t lexicon_add(struct lexicon *n, struct arena *arena, const char *name);
uint16_t lexicon_find(const struct lexicon *n, const char *name); /* MENU_NONE */

#endif
