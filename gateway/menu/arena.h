/* Memory of one menu set: handed out from a few large blocks, never given back singly, freed whole with the set.
 * A system without memory stops the program: menus are loaded at start and on reload, with nothing half-done to save. */
#ifndef KOPURO_MENU_ARENA_H
#define KOPURO_MENU_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *blocks;
	size_t octets; /* handed out so far */
};

void arena_init(struct arena *a);
void arena_fini(struct arena *a);
void *arena_take(struct arena *a, size_t size);                         /* zeroed, aligned for any type */
void *arena_array(struct arena *a, size_t count, size_t size);          /* zeroed */
char *arena_text(struct arena *a, const char *text, size_t len);        /* a copy with a NUL */
void *arena_copy(struct arena *a, const void *from, size_t size);       /* unaligned: octets only */
/* A list that doubles: room for one more element; the old array stays in the arena. */
void *arena_grow(struct arena *a, void *list, size_t count, size_t *capacity, size_t size);

#endif
