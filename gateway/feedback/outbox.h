/* Keeps an engine busy with the items of the store: at least once, in order per subject, for as long as it takes. Never blocks a dialog, holds at
 * most in_flight_max items in memory (OUTBOX_SLOTS if the engine would take more). Without an engine (`feedback local`) it only counts.
 *
 * A place in memory is
 *	free --leased--> ready --publish--> out --accepted--> taken --acknowledged in a commit--> free (and settled in the store: feedback/settling.h)
 *	                   ^                 |
 *	                   +-- unsent -------+-- refused, or not answered within a minute --> refused --rests in the store, in a commit--> free
 *
 * An item that was refused rests in the store (1 s doubling to 60 s, or as long as the receiver wished) and holds no place meanwhile; those that have
 * rested take half of the places at most, so that they hold up nobody but those behind them of the same subject. Each is told in the log
 * (feedback/stuck_log.h). When as many as there are places have been refused and none was taken, four a second are tried until one is.
 *
 * Leases, rests and acknowledgements stand in a commit of the outbox's own, at most one each OUTBOX_PACE_MS, so that a busy gateway does not pay
 * for it in every turn. When the connection goes, all that is out is released, and one item at a time tries whether it is back. */
#ifndef KOPURO_FEEDBACK_OUTBOX_H
#define KOPURO_FEEDBACK_OUTBOX_H

#include "feedback/engine.h"

#define OUTBOX_SLOTS 256
#define OUTBOX_PACE_MS 20
#define OUTBOX_ANSWER_MS 60000
#define OUTBOX_BACK_OFF_MS 1000
#define OUTBOX_BACK_OFF_MAX_MS 60000

struct store;
struct outbox;

struct outbox *outbox_new(struct store *store, unsigned node); /* NULL: no memory */
void outbox_engine(struct outbox *o, struct engine *engine); /* borrowed, until outbox_free; once */
void outbox_free(struct outbox *o); /* what is still leased is released at the next start */
void outbox_done(void *outbox, const struct engine_done *done);    /* an engine_events.done; also from within publish */
void outbox_state(void *outbox, bool up, const char *why);         /* an engine_events.state */
void outbox_stream(void *outbox, const struct engine_stream *stream); /* an engine_events.stream */
void outbox_confirmed(void *outbox, const char *id, enum engine_kept kept); /* an engine_events.confirmed */
/* In each turn of the loop, right after the commit. With a commit group open it waits for the next turn. */
void outbox_turn(struct outbox *o, struct moment now);
int64_t outbox_deadline(const struct outbox *o); /* mono_ms of the next needed outbox_turn */
struct outbox_figures {
	size_t in_flight;             /* published, not answered; without an engine: leased */
	size_t waiting;               /* all others */
	size_t resting, parked, unsettled;
	int64_t oldest_ms, stuck_ms;  /* these five: as in struct items_figures */
	uint64_t delivered, failures; /* since the start; failures: refused or unanswered publications */
	uint64_t lost;                /* since the start: that the stream had acknowledged, and lost */
	struct engine_stream stream;  /* created_ms 0: there is none, or it was not seen yet */
	const char *kind;             /* of the engine; "local" */
	const char *words;            /* of the server, or why it is not connected; "" */
	bool up;
};
struct outbox_figures outbox_figures(struct outbox *o);

#endif
