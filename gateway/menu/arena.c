#include "menu/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_OCTETS (64u << 10)

struct arena_block {
	struct arena_block *next;
	size_t used, capacity;
	alignas(max_align_t) uint8_t at[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

void arena_fini(struct arena *a)
{
	for (struct arena_block *block = a->blocks; block;) {
		struct arena_block *next = block->next;
		free(block);
		block = next;
	}
	arena_init(a);
}

static struct arena_block *block_new(struct arena *a, size_t size)
{
	size_t capacity = size > BLOCK_OCTETS ? size : BLOCK_OCTETS;
	struct arena_block *block = calloc(1, sizeof(*block) + capacity);
	if (!block) {
		fputs("out of memory for the menus\n", stderr);
		abort();
	}
	block->capacity = capacity;
	block->next = a->blocks;
	a->blocks = block;
	return block;
}

static void *take(struct arena *a, size_t size, size_t align)
{
	struct arena_block *block = a->blocks;
	size_t from = block ? (block->used + align - 1) / align * align : 0;
	if (!block || from > block->capacity || size > block->capacity - from) {
		block = block_new(a, size);
		from = 0;
	}
	block->used = from + size;
	a->octets += size;
	return block->at + from;
}

void *arena_take(struct arena *a, size_t size)
{
	return take(a, size, alignof(max_align_t));
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	assert(size > 0 && count < SIZE_MAX / size);
	return arena_take(a, count * size);
}

void *arena_copy(struct arena *a, const void *from, size_t size)
{
	void *to = take(a, size, 1);
	if (size > 0)
		memcpy(to, from, size);
	return to;
}

char *arena_text(struct arena *a, const char *text, size_t len)
{
	char *to = take(a, len + 1, 1);
	if (len > 0)
		memcpy(to, text, len);
	to[len] = '\0';
	return to;
}

void *arena_grow(struct arena *a, void *list, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return list;
	*capacity = *capacity ? *capacity * 2 : 8;
	void *larger = arena_array(a, *capacity, size);
	if (count > 0)
		memcpy(larger, list, count * size);
	return larger;
}
