/* The requests that we sent and that have no answer yet: at most `size` of them (PROTOCOL: default 10, configured by `window`).
 * A slot knows its sequence number, its deadline and what the caller wants to be told with the answer. Pure; fixed memory.
 *
 * Taken slots hang in a list, earliest deadline first. All requests of a session have the same patience, so a new one goes to the end at
 * once, and nothing here costs more with a thousand open requests than with one. A deadline earlier than those before it is still right,
 * only slower. */
#ifndef KOPURO_SMPP_WINDOW_H
#define KOPURO_SMPP_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WINDOW_MAX 1024

struct window_slot {
	uint32_t sequence; /* 0: free */
	uint32_t command;
	int64_t deadline_ms; /* mono_ms */
	uint64_t reference; /* the caller's own */
	uint16_t earlier, later; /* neighbours by deadline; the window's own */
};

struct window {
	struct window_slot slots[WINDOW_MAX]; /* by sequence modulo WINDOW_MAX */
	uint32_t size, used;
	uint32_t next_sequence; /* 1..0x7fffffff, then 1 again */
	uint16_t earliest, latest;
};

void window_init(struct window *w, uint32_t size); /* size: 1..WINDOW_MAX */
bool window_full(const struct window *w);
/* Takes a slot and a sequence number. False when full. */
bool window_take(struct window *w, uint32_t command, uint64_t reference, int64_t deadline_ms, uint32_t *sequence);
/* A sequence number without a slot, for what the session itself asks (bind, enquire_link, unbind): a full window does not hold it up. */
uint32_t window_sequence(struct window *w);
/* The open request with this sequence number, or NULL. */
const struct window_slot *window_find(const struct window *w, uint32_t sequence);
/* Frees the slot of an answered request; false when nobody waits for it (late, doubled, invented). */
bool window_release(struct window *w, uint32_t sequence, struct window_slot *out);
/* Frees and gives one slot whose deadline is at or before now, the earliest first; false when none. */
bool window_expire(struct window *w, int64_t now_ms, struct window_slot *out);
/* Frees and gives any slot, the earliest first: for a link that is gone. */
bool window_drain(struct window *w, struct window_slot *out);
int64_t window_deadline(const struct window *w); /* MOMENT_NEVER when empty */

#endif
