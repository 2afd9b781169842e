/* Keeps an engine busy with the items of the store: at least once, in order per subject, with back-off (1 s doubling to 60 s) for as long as it
 * takes. Never blocks a dialog, holds at most in_flight_max items in memory. Without an engine (`feedback local`) it only counts. */
#ifndef KOPURO_FEEDBACK_OUTBOX_H
#define KOPURO_FEEDBACK_OUTBOX_H

#include "feedback/engine.h"

struct store;
struct outbox;

struct outbox *outbox_new(struct store *store, unsigned node);
void outbox_engine(struct outbox *o, struct engine *engine); /* borrowed; once */
void outbox_free(struct outbox *o);
void outbox_done(void *outbox, const char *id, bool accepted, const char *why); /* an engine_events.done */
void outbox_state(void *outbox, bool up, const char *why);                      /* an engine_events.state */
/* In each turn of the loop, after the commit. May open a commit group (leases, acks), which the next turn commits. */
void outbox_turn(struct outbox *o, struct moment now);
int64_t outbox_deadline(const struct outbox *o); /* mono_ms */
struct outbox_figures { size_t waiting, in_flight; uint64_t delivered, failures; int64_t oldest_ms; bool up; };
struct outbox_figures outbox_figures(struct outbox *o);

#endif
