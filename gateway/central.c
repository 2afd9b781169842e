/* Towards the central queue: the outbox with its engine, what the cluster's nodes tell each other, and officers' decisions that come in. */
#include "root.h"

#include <string.h>

#define TELL_EVERY_MS 200  /* a look whether something is to be told */
#define TELL_AGAIN_MS 5000 /* after a refusal */
#define TOLD_LEN (sizeof ENGINE_TOLD - 1)

static struct tell *telling(struct gateway *g, const char *number)
{
	for (size_t i = 0; i < CENTRAL_TELLS; i++)
		if (strcmp(g->central.tells[i].number, number) == 0)
			return &g->central.tells[i];
	return NULL;
}

/* ---- what the engine says: each on the loop, between two turns ---- */

static void on_told(struct gateway *g, const char *number, bool accepted)
{
	struct tell *t = telling(g, number);
	if (!t)
		return;
	if (accepted)
		tells_done(g->parts.store, t);
	else
		g->central.tell_again_ms = g->central.clock->mono_ms + TELL_AGAIN_MS;
	t->number[0] = '\0';
}

static void on_done(void *context, const struct engine_done *done)
{
	struct gateway *g = context;
	if (strncmp(done->id, ENGINE_TOLD, TOLD_LEN) == 0)
		on_told(g, done->id + TOLD_LEN, done->accepted);
	else
		outbox_done(g->central.outbox, done);
}

static void on_state(void *context, bool up, const char *why)
{
	struct gateway *g = context;
	outbox_state(g->central.outbox, up, why);
}

static bool on_status(void *context, const struct officer_event *event, struct officer_answer *answer)
{
	struct gateway *g = context;
	return decide(g, event, *g->central.clock, answer);
}

static void on_stream(void *context, const struct engine_stream *stream)
{
	struct gateway *g = context;
	outbox_stream(g->central.outbox, stream);
	g->central.tell_all_due = g->central.tell_all_due || stream->told_made;
}

static void on_confirmed(void *context, const char *id, enum engine_kept kept)
{
	struct gateway *g = context;
	outbox_confirmed(g->central.outbox, id, kept);
}

const struct engine_events gateway_engine_events = {on_done, on_status, on_state, on_stream, on_confirmed};

/* ---- the turn ---- */

static struct tell *place_for_tell(struct gateway *g)
{
	return telling(g, "");
}

static void tell_all(struct gateway *g, struct moment now)
{
	struct engine *engine = g->central.engine;
	struct tell next[CENTRAL_TELLS];
	size_t count = 0;
	if (!engine || !engine->tell || !engine->is_up(engine) || now.mono_ms < g->central.tell_again_ms)
		return;
	g->central.tell_again_ms = now.mono_ms + TELL_EVERY_MS;
	if (tells_next(g->parts.store, g->central.told_to, next, CENTRAL_TELLS, &count) != ERR_NONE)
		return;
	memset(g->central.told_to, 0, sizeof g->central.told_to); /* from the first again, unless this batch is full */
	for (size_t i = 0; i < count; i++) {
		char text[TELL_TEXT_MAX];
		struct tell *place = telling(g, next[i].number) ? NULL : place_for_tell(g);
		if (!place || tell_write(g->parts.store, next[i].number, text) != ERR_NONE)
			continue;
		if (engine->tell(engine, next[i].number, text) != ERR_NONE)
			return;
		*place = next[i];
	}
	if (count == CENTRAL_TELLS)
		memcpy(g->central.told_to, next[count - 1].number, sizeof g->central.told_to);
}

/* The bucket is new: what was told before is to be told again. */
static void all_mark(struct gateway *g, struct moment now)
{
	if (tells_mark_all(g->parts.store) == ERR_NONE && gateway_commit(g, now))
		g->central.tell_all_due = false;
	else
		store_rollback(g->parts.store); /* and the next turn tries again */
}

void central_turn(struct gateway *g, struct moment now)
{
	if (store_is_open(g->parts.store))
		return; /* the next turn's: what stands in the group now belongs to callers */
	if (g->central.tell_all_due)
		all_mark(g, now);
	outbox_turn(g->central.outbox, now);
	tell_all(g, now);
}

int64_t central_deadline(const struct gateway *g)
{
	int64_t next = outbox_deadline(g->central.outbox);
	const struct engine *engine = g->central.engine;
	if (!engine || !engine->tell || !engine->is_up(engine))
		return next;
	return g->central.tell_again_ms < next ? g->central.tell_again_ms : next;
}

bool central_look_up(void *gateway, const char *number, char *text, size_t capacity)
{
	struct gateway *g = gateway;
	struct engine *engine = g->central.engine;
	return engine && engine->look_up && engine->look_up(engine, number, text, capacity);
}

void gateway_engine(struct gateway *g, struct engine *engine, const struct moment *clock)
{
	g->central.engine = engine;
	g->central.clock = clock;
	outbox_engine(g->central.outbox, engine);
}

struct outbox_figures gateway_outbox(const struct gateway *g)
{
	return outbox_figures(g->central.outbox);
}
