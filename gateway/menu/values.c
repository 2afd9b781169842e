#include "menu/values.h"

#include "menu/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Entries one behind the other:  slot (1)  length (2, big-endian)  text  NUL. */
struct menu_values {
	uint16_t used, capacity;
	uint8_t at[];
};
#define HEAD 3
#define ENTRY(len) (HEAD + (len) + 1)

static size_t len_at(const struct menu_values *v, size_t at)
{
	return (size_t)v->at[at + 1] << 8 | v->at[at + 2];
}

/* The offset of a slot's entry; `used` when there is none. */
static size_t find(const struct menu_values *v, size_t slot)
{
	size_t at = 0;
	while (at < v->used && v->at[at] != slot)
		at += ENTRY(len_at(v, at));
	return at;
}

const char *values_get(const struct menu_values *values, size_t slot)
{
	if (!values)
		return NULL;
	size_t at = find(values, slot);
	return at < values->used ? (const char *)values->at + at + HEAD : NULL;
}

void values_wipe(struct menu_values *values, size_t slot)
{
	if (!values)
		return;
	size_t at = find(values, slot);
	if (at == values->used)
		return;
	size_t size = ENTRY(len_at(values, at));
	memmove(values->at + at, values->at + at + size, values->used - at - size);
	values->used = (uint16_t)(values->used - size);
	explicit_bzero(values->at + values->used, size);
}

void values_free(struct menu_values **values)
{
	if (*values)
		explicit_bzero(*values, sizeof(**values) + (*values)->capacity);
	free(*values);
	*values = NULL;
}

static struct menu_values *values_new(size_t capacity, const struct menu_values *from)
{
	struct menu_values *v = calloc(1, sizeof(*v) + capacity);
	if (!v)
		return NULL;
	v->capacity = (uint16_t)capacity;
	if (from) {
		assert(from->used <= capacity);
		v->used = from->used;
		memcpy(v->at, from->at, from->used);
	}
	return v;
}

enum error values_put(struct menu_values **values, size_t slot, const char *text, size_t len)
{
	assert(slot < MENU_SLOTS);
	const char *old = values_get(*values, slot);
	size_t used = *values ? (*values)->used : 0, freed = old ? ENTRY(strlen(old)) : 0;
	if (len == 0) {
		values_wipe(*values, slot);
		return ERR_NONE;
	}
	if (len > MENU_VALUES_MAX || used - freed + ENTRY(len) > MENU_VALUES_MAX)
		return ERR_FULL;
	if (!*values || used - freed + ENTRY(len) > (*values)->capacity) {
		size_t capacity = used + ENTRY(len) + 32;
		struct menu_values *larger = values_new(capacity < 64 ? 64 : capacity, *values);
		if (!larger)
			return ERR_NOMEM;
		values_free(values);
		*values = larger;
	}
	struct menu_values *v = *values;
	values_wipe(v, slot);
	uint8_t *entry = v->at + v->used;
	entry[0] = (uint8_t)slot;
	entry[1] = (uint8_t)(len >> 8);
	entry[2] = (uint8_t)len;
	memcpy(entry + HEAD, text, len);
	entry[HEAD + len] = 0;
	v->used = (uint16_t)(v->used + ENTRY(len));
	return ERR_NONE;
}

enum error values_copy(struct menu_values **to, const struct menu_values *from)
{
	*to = from && from->used > 0 ? values_new(from->used, from) : NULL;
	return *to || !from || from->used == 0 ? ERR_NONE : ERR_NOMEM;
}

bool values_each(const struct menu_values *values, size_t i, size_t *slot, const char **text, size_t *len)
{
	if (!values)
		return false;
	for (size_t at = 0; at < values->used; at += ENTRY(len_at(values, at))) {
		if (i-- > 0)
			continue;
		*slot = values->at[at];
		*len = len_at(values, at);
		*text = (const char *)values->at + at + HEAD;
		return true;
	}
	return false;
}
