/* The inside of the outbox: its places in memory. For feedback/outbox.c (the engine and the turn) and feedback/outbox_keep.c (the store) alone. */
#ifndef KOPURO_FEEDBACK_OUTBOX_PLACES_H
#define KOPURO_FEEDBACK_OUTBOX_PLACES_H

#include "feedback/outbox.h"
#include "feedback/settling.h"
#include "feedback/stuck_log.h"
#include "store/items.h"

enum place { PLACE_FREE, PLACE_READY, PLACE_OUT, PLACE_TAKEN, PLACE_REFUSED };

struct slot {
	enum place place;
	bool fresh;        /* leased in the group that is open: not before its commit is it known to be ours */
	bool rested;       /* it was refused before */
	bool rests;        /* refused, and written so in the group that is open */
	bool changed;      /* and for another reason than the last time */
	unsigned tries;    /* refused or unanswered, before */
	int64_t due_ms;    /* ready: when to publish; out: when we stop waiting for an answer; refused: since when, 0 until the next turn */
	int64_t retry_ms;  /* refused: the receiver's wish; 0: none */
	int64_t pause_ms;  /* refused: how long it rests */
	struct item *item; /* owned; only its id while it is to be acknowledged late */
	uint64_t sequence; /* taken: in the stream, or 0 */
	bool doubled;      /* and it had it there already */
	char why[ITEMS_WHY_MAX + 1]; /* refused */
};

struct outbox {
	struct store *store;
	struct engine *engine;
	unsigned node;
	bool up;
	bool recover_due, release_due; /* leases of the process before us; of a connection that is gone */
	bool drop_due;                 /* what was out when it went: in the next turn, since publish() may be the one who tells */
	bool look_due;                 /* the store has not been looked at since the last turn */
	bool store_failing;            /* said in the log */
	int64_t look_ms;               /* not before that */
	int64_t write_ms;              /* nor is anything written before that */
	int64_t rest_ms;               /* when the first of those that rest is due */
	/* When all that is offered is refused, the queue is ill rather than the items: one at a time finds out when that is over. */
	unsigned refusals;             /* since one was taken */
	unsigned unsent;               /* attempts in vain to find the connection back */
	bool rested_full;              /* there is no place for those that have rested, though they are due */
	bool rested_next;              /* which of the two is tried, when one at a time is */
	int64_t probe_ms;              /* no lease before that */
	uint64_t delivered, failures;
	struct stuck_log stuck_log;
	struct settling settling;
	char why[256];                 /* the connection is gone */
	/* Twice what may be ready or out: those that were taken keep theirs until their commit, and others go out meanwhile. */
	size_t most, slot_count;
	struct slot slots[2 * OUTBOX_SLOTS];
};

void slot_free(struct slot *slot);
struct slot *slot_unused(struct outbox *o); /* NULL: none */
bool outbox_refuses_all(const struct outbox *o); /* the queue rather than the items: they go on, but slowly */
int64_t outbox_back_off(unsigned tries);

/* Writes what was refused and taken, gives back leases that are over, takes new ones: one commit. With no group open. */
void outbox_keep(struct outbox *o, struct moment now);

#endif
