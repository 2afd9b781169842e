#include "menu/lexicon.h"

#include "menu/set.h"

#include <assert.h>
#include <string.h>

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (; *name; name++)
		hash = (hash ^ (uint8_t)*name) * 16777619u;
	return hash;
}

static void place(struct lexicon *n, uint16_t number)
{
	size_t at = hash_of(n->list[number]) & (n->slot_count - 1);
	while (n->slots[at] != MENU_NONE)
		at = (at + 1) & (n->slot_count - 1);
	n->slots[at] = number;
}

uint16_t lexicon_add(struct lexicon *n, struct arena *arena, const char *name)
{
	assert(n->count < 65000);
	n->list = arena_grow(arena, n->list, n->count, &n->capacity, sizeof(*n->list));
	n->list[n->count++] = name;
	if (n->count * 2 <= n->slot_count) {
		place(n, (uint16_t)(n->count - 1));
		return (uint16_t)(n->count - 1);
	}
	n->slot_count = n->slot_count ? n->slot_count * 2 : 16;
	n->slots = arena_array(arena, n->slot_count, sizeof(*n->slots));
	memset(n->slots, 0xff, n->slot_count * sizeof(*n->slots));
	for (size_t i = 0; i < n->count; i++)
		place(n, (uint16_t)i);
	return (uint16_t)(n->count - 1);
}

uint16_t lexicon_find(const struct lexicon *n, const char *name)
{
	if (n->count == 0)
		return MENU_NONE;
	for (size_t at = hash_of(name) & (n->slot_count - 1); n->slots[at] != MENU_NONE; at = (at + 1) & (n->slot_count - 1)) {
		if (strcmp(n->list[n->slots[at]], name) == 0)
			return n->slots[at];
	}
	return MENU_NONE;
}
