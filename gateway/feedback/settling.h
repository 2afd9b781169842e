/* Settles items that a stream has acknowledged. An acknowledgement comes before the disk has the item, and a stream may forget; so an item stays in the
 * store (store/unsettled.h) and is asked for at its sequence when it has been there for engine->settle_ms: only what the stream has then is gone
 * for good. When the stream is in doubt (a connection is new, the stream is another one, has gone back or lost its beginning) all that is unsettled is
 * asked for at once. What is missing is offered again with the same id, told in the log and counted.
 *
 * Of the outbox, which owns its transactions: settling_write() in the open group, then settling_committed() or settling_rolled_back(). */
#ifndef KOPURO_FEEDBACK_SETTLING_H
#define KOPURO_FEEDBACK_SETTLING_H

#include "feedback/engine.h"
#include "store/unsettled.h"

#define SETTLING_ASKS 32            /* asked at a time */
#define SETTLING_AGAIN_MS 5000      /* after an answer that did not come */
#define SETTLING_ATTEMPTS 3         /* at a batch, before the others go on; the rest of it is asked for in the next pass */

struct settling {
	struct store *store;
	struct engine *engine;      /* NULL: nothing is settled here */
	struct engine_stream stream; /* as it was seen last */
	int64_t stored_ms;          /* created_ms as the store knows it */
	/* A pass asks for all that was delivered until until_ms (unix), batch by batch. */
	bool pass, left;            /* left: some of it were not answered for */
	int64_t until_ms;
	struct unsettled after, ahead; /* the last one before the batch that is asked for, and the last one of it */
	unsigned attempts;          /* at the batch */
	struct ask { enum ask_state { ASK_FREE, ASK_OUT, ASK_KEPT, ASK_LOST } state; bool written; struct unsettled u; } asks[SETTLING_ASKS];
	bool look_due;              /* a pass is to begin */
	bool unsure, unsure_said;   /* an answer of the batch did not come; said in the log */
	int64_t not_before_ms, next_ms; /* mono: no ask before that; when the next item is due */
	uint64_t settled, lost;     /* since the start */
	uint64_t lost_unsaid;       /* since the last line of the log, */
	int64_t said_ms;            /* which was then, mono */
	char lost_first[ITEM_ID_SIZE];
};

enum error settling_start(struct settling *s, struct store *store, struct engine *engine); /* what the store knows of the stream */
void settling_stream(struct settling *s, const struct engine_stream *stream);
void settling_acknowledged(struct settling *s); /* there is one more to settle */
void settling_confirmed(struct settling *s, const char *id, enum engine_kept kept);
enum error settling_write(struct settling *s, struct moment now);
void settling_committed(struct settling *s, struct moment now);
void settling_rolled_back(struct settling *s);
enum error settling_ask(struct settling *s, struct moment now); /* with no group open and the engine up; looks into the store */
bool settling_has_answers(const struct settling *s);
int64_t settling_deadline(const struct settling *s);

#endif
