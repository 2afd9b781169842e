#include "smpp/window.h"

#include "base/moment.h"

#include <assert.h>
#include <string.h>

#define NOBODY UINT16_MAX
#define SEQUENCE_LAST 0x7fffffffu

void window_init(struct window *w, uint32_t size)
{
	assert(size >= 1 && size <= WINDOW_MAX);
	memset(w, 0, sizeof *w);
	w->size = size;
	w->next_sequence = 1;
	w->earliest = w->latest = NOBODY;
}

bool window_full(const struct window *w)
{
	return w->used >= w->size;
}

uint32_t window_sequence(struct window *w)
{
	uint32_t sequence = w->next_sequence;
	w->next_sequence = sequence >= SEQUENCE_LAST ? 1 : sequence + 1;
	return sequence;
}

/* Behind all that are due no later: with equal patience that is the end of the list, at once. */
static void window_enlist(struct window *w, uint16_t at)
{
	struct window_slot *slot = &w->slots[at];
	uint16_t before = w->latest;
	while (before != NOBODY && w->slots[before].deadline_ms > slot->deadline_ms)
		before = w->slots[before].earlier;
	slot->earlier = before;
	slot->later = before == NOBODY ? w->earliest : w->slots[before].later;
	*(slot->earlier == NOBODY ? &w->earliest : &w->slots[slot->earlier].later) = at;
	*(slot->later == NOBODY ? &w->latest : &w->slots[slot->later].earlier) = at;
	w->used++;
}

static void window_free(struct window *w, uint16_t at, struct window_slot *out)
{
	struct window_slot *slot = &w->slots[at];
	*(slot->earlier == NOBODY ? &w->earliest : &w->slots[slot->earlier].later) = slot->later;
	*(slot->later == NOBODY ? &w->latest : &w->slots[slot->later].earlier) = slot->earlier;
	*out = *slot;
	slot->sequence = 0;
	w->used--;
}

bool window_take(struct window *w, uint32_t command, uint64_t reference, int64_t deadline_ms, uint32_t *sequence)
{
	if (window_full(w))
		return false;
	/* A request that waits long may still hold the slot of the next number: that number is left out. Some slot is free. */
	do
		*sequence = window_sequence(w);
	while (w->slots[*sequence % WINDOW_MAX].sequence != 0);
	uint16_t at = *sequence % WINDOW_MAX;
	w->slots[at] = (struct window_slot){
		.sequence = *sequence, .command = command, .reference = reference, .deadline_ms = deadline_ms };
	window_enlist(w, at);
	return true;
}

const struct window_slot *window_find(const struct window *w, uint32_t sequence)
{
	const struct window_slot *slot = &w->slots[sequence % WINDOW_MAX];
	return sequence != 0 && slot->sequence == sequence ? slot : NULL;
}

bool window_release(struct window *w, uint32_t sequence, struct window_slot *out)
{
	if (!window_find(w, sequence))
		return false;
	window_free(w, sequence % WINDOW_MAX, out);
	return true;
}

bool window_expire(struct window *w, int64_t now_ms, struct window_slot *out)
{
	if (window_deadline(w) > now_ms || w->used == 0)
		return false;
	window_free(w, w->earliest, out);
	return true;
}

bool window_drain(struct window *w, struct window_slot *out)
{
	if (w->used == 0)
		return false;
	window_free(w, w->earliest, out);
	return true;
}

int64_t window_deadline(const struct window *w)
{
	return w->earliest == NOBODY ? MOMENT_NEVER : w->slots[w->earliest].deadline_ms;
}
