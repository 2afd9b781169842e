#include "feedback/outbox_places.h"

#include "base/log.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORE_AGAIN_MS 1000      /* after the store has failed */
#define PROBE_WISH_MAX_MS 30000  /* between two offers while everything is refused, when the receiver wishes it */

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

struct outbox *outbox_new(struct store *store, unsigned node)
{
	struct outbox *o = calloc(1, sizeof *o);
	if (!o)
		return NULL;
	o->store = store;
	o->node = node;
	o->recover_due = true;
	o->look_due = true;
	o->rest_ms = MOMENT_NEVER;
	return o;
}

void outbox_engine(struct outbox *o, struct engine *engine)
{
	assert(!o->engine && engine->in_flight_max > 0);
	o->engine = engine;
	o->most = engine->in_flight_max < OUTBOX_SLOTS ? engine->in_flight_max : OUTBOX_SLOTS;
	o->slot_count = 2 * o->most;
	o->up = engine->is_up(engine);
	if (engine->confirm && settling_start(&o->settling, o->store, engine) != ERR_NONE)
		o->settling.stored_ms = 0; /* it will be seen as another */
}

void outbox_free(struct outbox *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->slot_count; i++)
		slot_free(&o->slots[i]);
	free(o);
}

/* ---- what the engine says ---- */

static struct slot *slot_of(struct outbox *o, const char *id)
{
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place != PLACE_FREE && strcmp(o->slots[i].item->id, id) == 0)
			return &o->slots[i];
	return NULL;
}

/* An answer that comes after we had released the item is as good: it need not go again. Without a place for it, it goes again. */
static void taken_late(struct outbox *o, const struct engine_done *done)
{
	const char *id = done->id;
	struct slot *slot = slot_unused(o);
	struct item *item = slot && strlen(id) < sizeof item->id ? calloc(1, sizeof *item) : NULL;
	if (!item)
		return;
	memcpy(item->id, id, strlen(id) + 1);
	*slot = (struct slot){.place = PLACE_TAKEN, .item = item, .sequence = done->sequence, .doubled = done->doubled};
}

/* Two lines of defence: the reason comes from a peer, and it is shown to people. */
static void why_copy(char out[ITEMS_WHY_MAX + 1], const char *why)
{
	size_t len = 0;
	for (; why[len] && len < ITEMS_WHY_MAX; len++)
		out[len] = why[len] < ' ' || why[len] > '~' ? '?' : why[len];
	out[len] = '\0';
}

static void refuse(struct outbox *o, struct slot *slot, int64_t retry_ms, const char *why)
{
	slot->place = PLACE_REFUSED;
	slot->due_ms = 0;
	slot->retry_ms = retry_ms;
	why_copy(slot->why, why);
	o->failures++;
	o->refusals++;
}

/* The item is as good as before; the connection is not. */
static void keep_ready(struct outbox *o, struct slot *slot)
{
	slot->place = PLACE_READY;
	slot->due_ms = 0;
	o->unsent++;
	o->failures++;
}

static void take(struct outbox *o, struct slot *slot, const struct engine_done *done)
{
	slot->place = PLACE_TAKEN;
	slot->sequence = done->sequence;
	slot->doubled = done->doubled;
	o->refusals = 0;
	o->unsent = 0;
	o->probe_ms = 0;
	o->rested_next = !slot->rested;
}

void outbox_done(void *outbox, const struct engine_done *done)
{
	struct outbox *o = outbox;
	struct slot *slot = slot_of(o, done->id);
	if (done->accepted && !slot)
		taken_late(o, done);
	else if (done->accepted)
		take(o, slot, done);
	else if (slot && slot->place == PLACE_OUT && done->unsent)
		keep_ready(o, slot);
	else if (slot && slot->place == PLACE_OUT)
		refuse(o, slot, done->retry_ms, done->why ? done->why : "no reason given");
}

/* What was answered stays to be written; everything else goes back. */
static void slots_drop(struct outbox *o)
{
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_READY || o->slots[i].place == PLACE_OUT)
			slot_free(&o->slots[i]);
	o->drop_due = false;
	o->release_due = true;
	o->unsent = 0; /* all that was out has said the same */
}

static void slots_hasten(struct outbox *o)
{
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_READY)
			o->slots[i].due_ms = 0;
	o->refusals = 0;
	o->unsent = 0;
	o->probe_ms = 0;
	o->look_due = true;
}

void outbox_state(void *outbox, bool up, const char *why)
{
	struct outbox *o = outbox;
	if (!o->engine || up == o->up) /* before outbox_engine(): it asks the engine itself */
		return;
	o->up = up;
	snprintf(o->why, sizeof o->why, "%s", why ? why : "");
	log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: %s%s%s", o->engine->kind, up ? "connected" : "the connection is gone", why && *why ? ": " : "",
		why ? why : "");
	if (up)
		slots_hasten(o);
	else
		o->drop_due = true;
}

void outbox_stream(void *outbox, const struct engine_stream *stream)
{
	struct outbox *o = outbox;
	if (o->settling.engine)
		settling_stream(&o->settling, stream);
}

void outbox_confirmed(void *outbox, const char *id, enum engine_kept kept)
{
	settling_confirmed(&((struct outbox *)outbox)->settling, id, kept);
}

/* ---- and the engine ---- */

static void publish(struct outbox *o, struct slot *slot, struct moment now)
{
	char *json = event_of_item(slot->item, o->node);
	slot->place = PLACE_OUT; /* it may be answered before publish() returns */
	slot->due_ms = now.mono_ms + OUTBOX_ANSWER_MS;
	enum error error = json ? o->engine->publish(o->engine, slot->item, json) : ERR_NOMEM;
	if (json)
		sodium_memzero(json, strlen(json));
	free(json);
	if (!error || slot->place != PLACE_OUT)
		return;
	slot->place = PLACE_READY;
	/* Full: the engine is still at what we have given up; that is nobody's failure. */
	slot->due_ms = now.mono_ms + (error == ERR_FULL ? OUTBOX_PACE_MS : outbox_back_off(++o->unsent));
}

static void serve(struct outbox *o, struct moment now)
{
	for (size_t i = 0; i < o->slot_count && !o->drop_due; i++) {
		struct slot *slot = &o->slots[i];
		if (slot->place == PLACE_OUT && slot->due_ms <= now.mono_ms)
			refuse(o, slot, 0, "no answer");
		if (slot->place == PLACE_READY && slot->due_ms <= now.mono_ms)
			publish(o, slot, now);
	}
}

/* What the engine's answers mean for what comes next: they came without the time. */
static void answers_date(struct outbox *o, struct moment now)
{
	for (size_t i = 0; i < o->slot_count; i++) {
		struct slot *slot = &o->slots[i];
		if (slot->place == PLACE_READY && slot->due_ms == 0 && o->unsent > 0)
			slot->due_ms = now.mono_ms + outbox_back_off(o->unsent);
		if (slot->place != PLACE_REFUSED || slot->due_ms > 0)
			continue;
		slot->due_ms = now.mono_ms;
		o->rested_next = !slot->rested;
		if (!o->up)
			o->probe_ms = now.mono_ms + outbox_back_off(o->refusals);
		else if (outbox_refuses_all(o) && slot->retry_ms > 0)
			o->probe_ms = later(o->probe_ms, now.mono_ms + earlier(slot->retry_ms, PROBE_WISH_MAX_MS));
	}
}

/* When one that has rested can go. */
static int64_t rest_due(const struct outbox *o)
{
	return o->rested_full ? MOMENT_NEVER : later(later(o->write_ms, o->probe_ms), o->rest_ms);
}

void outbox_turn(struct outbox *o, struct moment now)
{
	if (!o->engine && !o->recover_due)
		return;
	if (o->engine && o->engine->is_up(o->engine) != o->up)
		outbox_state(o, !o->up, NULL);
	if (o->drop_due)
		slots_drop(o);
	answers_date(o, now);
	if (store_is_open(o->store) || (now.mono_ms < o->look_ms && now.mono_ms < rest_due(o)))
		o->look_due = true;
	else
		outbox_keep(o, now);
	if (!o->engine)
		return;
	serve(o, now);
	if (o->settling.engine && o->up && !store_is_open(o->store) && settling_ask(&o->settling, now) != ERR_NONE)
		o->settling.not_before_ms = now.mono_ms + STORE_AGAIN_MS;
	stuck_log_turn(&o->stuck_log, now, o->engine->kind);
}

int64_t outbox_deadline(const struct outbox *o)
{
	if (!o->engine && !o->recover_due)
		return MOMENT_NEVER;
	if (o->drop_due)
		return 0;
	int64_t next = o->look_due || o->release_due || o->recover_due ? o->look_ms : MOMENT_NEVER;
	if (o->probe_ms)
		next = earlier(next, later(o->look_ms, o->probe_ms));
	for (size_t i = 0; i < o->slot_count; i++) {
		const struct slot *slot = &o->slots[i];
		if (slot->place == PLACE_READY || slot->place == PLACE_OUT)
			next = earlier(next, slot->due_ms);
		else if (slot->place == PLACE_REFUSED && slot->due_ms == 0)
			next = 0;
		else if (slot->place != PLACE_FREE)
			next = earlier(next, o->look_ms);
	}
	next = earlier(next, rest_due(o));
	if (settling_has_answers(&o->settling))
		next = earlier(next, o->look_ms);
	if (o->up)
		next = earlier(next, settling_deadline(&o->settling));
	return earlier(next, stuck_log_deadline(&o->stuck_log));
}

struct outbox_figures outbox_figures(struct outbox *o)
{
	struct items_figures items;
	struct outbox_figures figures = {.delivered = o->delivered, .failures = o->failures, .up = !o->engine || o->up};
	for (size_t i = 0; i < o->slot_count; i++)
		figures.in_flight += o->slots[i].place == PLACE_OUT;
	if (items_figures(o->store, &items) != ERR_NONE)
		return figures;
	if (!o->engine)
		figures.in_flight = items.leased;
	size_t kept = items.waiting + items.leased;
	figures.waiting = kept > figures.in_flight ? kept - figures.in_flight : 0;
	figures.oldest_ms = items.oldest_ms;
	figures.stuck_ms = items.stuck_ms;
	figures.resting = items.resting;
	figures.parked = items.parked;
	figures.unsettled = items.unsettled;
	figures.lost = o->settling.lost;
	figures.kind = o->engine ? o->engine->kind : "local";
	figures.words = o->engine && o->engine->words ? o->engine->words(o->engine) : o->up ? "" : o->why;
	figures.stream = o->settling.stream;
	return figures;
}
