#include "feedback/outbox.h"

#include "base/log.h"
#include "store/items.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORE_AGAIN_MS 1000 /* after the store has failed */

enum place { PLACE_FREE, PLACE_READY, PLACE_OUT, PLACE_TAKEN, PLACE_REFUSED };

struct slot {
	enum place place;
	bool fresh;     /* leased in the group that is open: not before its commit is it known to be ours */
	unsigned tries;
	int64_t retry_ms; /* refused: the receiver's wish; 0: none */
	int64_t due_ms; /* ready: when to publish; out: when we stop waiting for an answer */
	struct item *item; /* owned; only its id while it is to be acknowledged late */
};

struct outbox {
	struct store *store;
	struct engine *engine;
	unsigned node;
	bool up;
	bool recover_due, release_due; /* leases of the process before us; of a connection that is gone */
	bool drop_due;                 /* what was out when it went: in the next turn, since publish() may be the one who tells */
	bool look_due;                 /* the store has not been looked at since the last turn */
	bool refusing, store_failing;  /* said in the log */
	int64_t look_ms;               /* not before that */
	uint64_t delivered, failures;
	/* Twice what may be ready or out: those that were taken keep theirs until their commit, and others go out meanwhile. */
	size_t most, slot_count;
	struct slot slots[2 * OUTBOX_SLOTS];
};

struct outbox *outbox_new(struct store *store, unsigned node)
{
	struct outbox *o = calloc(1, sizeof *o);
	if (!o)
		return NULL;
	o->store = store;
	o->node = node;
	o->recover_due = true;
	o->look_due = true;
	return o;
}

void outbox_engine(struct outbox *o, struct engine *engine)
{
	assert(!o->engine && engine->in_flight_max > 0);
	o->engine = engine;
	o->most = engine->in_flight_max < OUTBOX_SLOTS ? engine->in_flight_max : OUTBOX_SLOTS;
	o->slot_count = 2 * o->most;
	o->up = engine->is_up(engine);
}

static void slot_free(struct slot *slot)
{
	if (slot->item)
		sodium_memzero(slot->item, sizeof *slot->item); /* it held a person's words */
	free(slot->item);
	*slot = (struct slot){0};
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

static struct slot *slot_unused(struct outbox *o)
{
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_FREE)
			return &o->slots[i];
	return NULL;
}

/* An answer that comes after we had released the item is as good: it need not go again. Without a place for it, it goes again. */
static void taken_late(struct outbox *o, const char *id)
{
	struct slot *slot = slot_unused(o);
	struct item *item = slot && strlen(id) < sizeof item->id ? calloc(1, sizeof *item) : NULL;
	if (!item)
		return;
	memcpy(item->id, id, strlen(id) + 1);
	*slot = (struct slot){.place = PLACE_TAKEN, .item = item};
}

static void refuse(struct outbox *o, struct slot *slot, int64_t retry_ms, const char *why)
{
	slot->place = PLACE_REFUSED;
	slot->retry_ms = retry_ms;
	o->failures++;
	if (!o->refusing)
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: %s was not taken (%s); it is offered until it is", o->engine->kind, slot->item->id, why);
	o->refusing = true;
}

void outbox_done(void *outbox, const struct engine_done *done)
{
	struct outbox *o = outbox;
	struct slot *slot = slot_of(o, done->id);
	if (done->accepted && !slot)
		taken_late(o, done->id);
	else if (done->accepted)
		slot->place = PLACE_TAKEN;
	else if (slot && slot->place == PLACE_OUT)
		refuse(o, slot, done->retry_ms, done->why ? done->why : "no reason given");
}

/* What was taken stays to be acknowledged; everything else goes back. */
static void slots_drop(struct outbox *o)
{
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place != PLACE_FREE && o->slots[i].place != PLACE_TAKEN)
			slot_free(&o->slots[i]);
	o->drop_due = false;
	o->release_due = true;
}

/* Nobody who was refused by a queue that was ill shall wait for its minute now. */
static void slots_hasten(struct outbox *o)
{
	for (size_t i = 0; i < o->slot_count; i++) {
		o->slots[i].tries = 0;
		if (o->slots[i].place == PLACE_READY)
			o->slots[i].due_ms = 0;
	}
	o->look_due = true;
}

void outbox_state(void *outbox, bool up, const char *why)
{
	struct outbox *o = outbox;
	if (!o->engine || up == o->up) /* before outbox_engine(): it asks the engine itself */
		return;
	o->up = up;
	log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: %s%s%s", o->engine->kind, up ? "connected" : "the connection is gone", why && *why ? ": " : "",
		why ? why : "");
	if (up)
		slots_hasten(o);
	else
		o->drop_due = true;
}

/* ---- the store ---- */

static enum error leases_give_back(struct outbox *o)
{
	size_t count = 0;
	enum error error = o->recover_due ? items_recover(o->store, &count) : ERR_NONE;
	if (!error && o->release_due)
		error = items_release_all(o->store, o->engine->kind, &count);
	return error;
}

static enum error taken_acknowledge(struct outbox *o)
{
	const char *ids[2 * OUTBOX_SLOTS];
	size_t count = 0, gone;
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_TAKEN)
			ids[count++] = o->slots[i].item->id;
	return count ? items_ack(o->store, ids, count, o->engine->kind, &gone) : ERR_NONE;
}

/* Fills places: all of them, or one to try with while there is no connection. */
static enum error lease(struct outbox *o, struct moment now)
{
	const struct items_wish wish = {.most = 1, .open = true, .restricted = true, .lease_ms = ITEMS_LEASE_ENDLESS, .holder = o->engine->kind};
	size_t held = 0, got = 1, most = o->up ? o->most : 1;
	enum error error = ERR_NONE;
	for (size_t i = 0; i < o->slot_count; i++)
		held += o->slots[i].place != PLACE_FREE && o->slots[i].place != PLACE_TAKEN;
	for (size_t i = 0; !error && got && i < o->slot_count && held < most; i++) {
		struct slot *slot = &o->slots[i];
		if (slot->place != PLACE_FREE)
			continue;
		slot->item = calloc(1, sizeof *slot->item);
		error = slot->item ? items_lease(o->store, &wish, now.unix_ms, slot->item, &got) : ERR_NOMEM;
		if (error || got == 0) {
			slot_free(slot);
			continue;
		}
		slot->place = PLACE_READY;
		slot->fresh = true;
		held++;
	}
	return error;
}

static void committed(struct outbox *o)
{
	for (size_t i = 0; i < o->slot_count; i++) {
		o->slots[i].fresh = false;
		if (o->slots[i].place != PLACE_TAKEN)
			continue;
		slot_free(&o->slots[i]);
		o->delivered++;
	}
	o->recover_due = false;
	o->release_due = false;
	if (o->store_failing)
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback: leases and acknowledgements are written again");
	o->store_failing = false;
}

static void rolled_back(struct outbox *o, enum error error)
{
	if (!o->store_failing)
		log_say(LOG_STORE, LOG_LEVEL_ERROR, "feedback: leases and acknowledgements cannot be written (%s, %s): items wait", error_name(error),
			store_last_error(o->store));
	o->store_failing = true;
	store_rollback(o->store);
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].fresh)
			slot_free(&o->slots[i]);
}

/* What a failed commit leaves in memory is what was there before; it is all tried again. */
static void keep(struct outbox *o, struct moment now)
{
	enum error error = leases_give_back(o);
	if (!error && o->engine)
		error = taken_acknowledge(o);
	if (!error && o->engine)
		error = lease(o, now);
	if (!error)
		error = store_commit(o->store);
	if (error)
		rolled_back(o, error);
	else
		committed(o);
	o->look_due = error != ERR_NONE;
	o->look_ms = now.mono_ms + (error ? STORE_AGAIN_MS : OUTBOX_PACE_MS);
}

/* ---- and the engine ---- */

static int64_t back_off(unsigned tries)
{
	int64_t ms = OUTBOX_BACK_OFF_MS;
	for (unsigned i = 1; i < tries && ms < OUTBOX_BACK_OFF_MAX_MS; i++)
		ms *= 2;
	return ms < OUTBOX_BACK_OFF_MAX_MS ? ms : OUTBOX_BACK_OFF_MAX_MS;
}

static void rest(struct slot *slot, struct moment now)
{
	slot->tries++;
	slot->place = PLACE_READY;
	slot->due_ms = now.mono_ms + (slot->retry_ms ? slot->retry_ms : back_off(slot->tries));
	slot->retry_ms = 0;
}

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
	if (error != ERR_FULL) {
		rest(slot, now);
		return;
	}
	slot->place = PLACE_READY; /* the engine is still at what we have given up; that is nobody's failure */
	slot->due_ms = now.mono_ms + OUTBOX_PACE_MS;
}

static void serve(struct outbox *o, struct moment now)
{
	bool refused = false;
	for (size_t i = 0; i < o->slot_count && !o->drop_due; i++) {
		struct slot *slot = &o->slots[i];
		if (slot->place == PLACE_OUT && slot->due_ms <= now.mono_ms)
			refuse(o, slot, 0, "no answer");
		if (slot->place == PLACE_REFUSED)
			rest(slot, now);
		if (slot->place == PLACE_READY && slot->due_ms <= now.mono_ms)
			publish(o, slot, now);
		refused = refused || slot->place == PLACE_REFUSED || slot->tries > 0;
	}
	if (o->drop_due)
		return;
	if (o->refusing && !refused && o->up)
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: what was refused has been taken", o->engine->kind);
	o->refusing = o->refusing && (refused || !o->up);
}

void outbox_turn(struct outbox *o, struct moment now)
{
	if (!o->engine && !o->recover_due)
		return;
	if (o->engine && o->engine->is_up(o->engine) != o->up)
		outbox_state(o, !o->up, NULL);
	if (o->drop_due)
		slots_drop(o);
	if (store_is_open(o->store) || now.mono_ms < o->look_ms)
		o->look_due = true;
	else
		keep(o, now);
	if (o->engine)
		serve(o, now);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t outbox_deadline(const struct outbox *o)
{
	if (!o->engine && !o->recover_due)
		return MOMENT_NEVER;
	if (o->drop_due)
		return 0;
	int64_t next = o->look_due || o->release_due || o->recover_due ? o->look_ms : MOMENT_NEVER;
	for (size_t i = 0; i < o->slot_count; i++) {
		const struct slot *slot = &o->slots[i];
		if (slot->place == PLACE_READY || slot->place == PLACE_OUT)
			next = earlier(next, slot->due_ms);
		else if (slot->place == PLACE_TAKEN)
			next = earlier(next, o->look_ms);
		else if (slot->place == PLACE_REFUSED)
			next = 0;
	}
	return next;
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
	return figures;
}
