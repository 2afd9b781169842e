#include "feedback/outbox.h"

#include "base/log.h"
#include "feedback/stuck_log.h"
#include "store/items.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORE_AGAIN_MS 1000 /* after the store has failed */

#define PROBE_MS 250             /* between two offers while everything is refused */
#define PROBE_WISH_MAX_MS 30000  /* the same, when the receiver wishes more */

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
	/* Twice what may be ready or out: those that were taken keep theirs until their commit, and others go out meanwhile. */
	size_t most, slot_count;
	struct slot slots[2 * OUTBOX_SLOTS];
};

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

static void take(struct outbox *o, struct slot *slot)
{
	slot->place = PLACE_TAKEN;
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
		taken_late(o, done->id);
	else if (done->accepted)
		take(o, slot);
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
	log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: %s%s%s", o->engine->kind, up ? "connected" : "the connection is gone", why && *why ? ": " : "",
		why ? why : "");
	if (up)
		slots_hasten(o);
	else
		o->drop_due = true;
}

/* ---- the store ---- */

static int64_t back_off(unsigned tries)
{
	int64_t ms = OUTBOX_BACK_OFF_MS;
	for (unsigned i = 1; i < tries && ms < OUTBOX_BACK_OFF_MAX_MS; i++)
		ms *= 2;
	return ms < OUTBOX_BACK_OFF_MAX_MS ? ms : OUTBOX_BACK_OFF_MAX_MS;
}

static enum error refused_rest(struct outbox *o, struct slot *slot, struct moment now)
{
	struct items_try tried;
	enum error error = items_tried(o->store, slot->item->id, o->engine->kind, &tried);
	if (error == ERR_NOT_FOUND) { /* dropped by hand meanwhile */
		slot->rests = true;
		return ERR_NONE;
	}
	slot->tries = tried.tries + 1;
	slot->changed = tried.tries == 0 || strcmp(tried.why, slot->why) != 0;
	slot->pause_ms = slot->retry_ms ? slot->retry_ms : back_off(slot->tries);
	if (!error)
		error = items_rest(o->store, slot->item->id, o->engine->kind, slot->why, now.unix_ms, now.unix_ms + slot->due_ms - now.mono_ms + slot->pause_ms);
	slot->rests = !error;
	return error;
}

/* Before leases are given back: what was refused rests, and is not among them. */
static enum error refused_write(struct outbox *o, struct moment now)
{
	enum error error = ERR_NONE;
	for (size_t i = 0; !error && i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_REFUSED && o->slots[i].due_ms > 0)
			error = refused_rest(o, &o->slots[i], now);
	return error;
}

static enum error leases_give_back(struct outbox *o)
{
	size_t count = 0;
	enum error error = o->recover_due ? items_recover(o->store, &count) : ERR_NONE;
	if (!error && o->recover_due && !o->engine)
		error = items_wake(o->store);
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

static struct items_try tries_of(struct outbox *o, const struct slot *slot)
{
	struct items_try tried = {0};
	if (slot->rested && items_tried(o->store, slot->item->id, o->engine->kind, &tried) != ERR_NONE)
		tried.tries = 0;
	return tried;
}

/* Fills a place; *got: whether there was one. */
static enum error lease_one(struct outbox *o, bool rested, struct moment now, bool *got)
{
	const struct items_wish wish = {.most = 1, .open = true, .restricted = true, .rested = rested, .lease_ms = ITEMS_LEASE_ENDLESS,
		.holder = o->engine->kind};
	struct slot *slot = slot_unused(o);
	size_t count = 0;
	*got = false;
	if (!slot || (rested && now.mono_ms < o->rest_ms))
		return ERR_NONE;
	slot->item = calloc(1, sizeof *slot->item);
	enum error error = slot->item ? items_lease(o->store, &wish, now.unix_ms, slot->item, &count) : ERR_NOMEM;
	if (error || count == 0) {
		slot_free(slot);
		return error;
	}
	slot->place = PLACE_READY;
	slot->fresh = true;
	slot->rested = rested;
	slot->tries = tries_of(o, slot).tries;
	*got = true;
	return ERR_NONE;
}

/* The queue rather than the items: they go on, but one after the other. */
static bool refuses_all(const struct outbox *o)
{
	return o->refusals >= o->most;
}

struct room { size_t all, rested; }; /* places that are free: for anything; of these, for what has rested */

/* All places, or one without a connection. Those that have rested take half of them at most: however many there are, and however long the queue
 * takes to refuse each, others go. */
static struct room room_of(const struct outbox *o)
{
	size_t most = o->up ? o->most : 1, rested_most = most > 1 ? most / 2 : 1, held = 0, rested = 0;
	for (size_t i = 0; i < o->slot_count; i++) {
		const struct slot *slot = &o->slots[i];
		bool busy = slot->place != PLACE_FREE && slot->place != PLACE_TAKEN && !slot->rests;
		held += busy;
		rested += busy && slot->rested;
	}
	struct room room = {held < most ? most - held : 0, rested < rested_most ? rested_most - rested : 0};
	if (room.rested > room.all)
		room.rested = room.all;
	return room;
}

static enum error lease_all(struct outbox *o, struct room room, struct moment now)
{
	bool got = true;
	enum error error = ERR_NONE;
	for (; !error && got && room.rested > 0; room.rested--, room.all -= got)
		error = lease_one(o, true, now, &got);
	for (got = true; !error && got && room.all > 0; room.all--)
		error = lease_one(o, false, now, &got);
	return error;
}

/* The two kinds take turns. */
static enum error lease_single(struct outbox *o, struct room room, struct moment now)
{
	bool rested = o->rested_next && room.rested > 0, got = false;
	enum error error = lease_one(o, rested, now, &got);
	if (!error && !got && (rested || room.rested > 0))
		error = lease_one(o, !rested, now, &got);
	if (got && refuses_all(o))
		o->probe_ms = now.mono_ms + PROBE_MS;
	return error;
}

static enum error lease(struct outbox *o, struct moment now)
{
	struct room room = room_of(o);
	if (now.mono_ms < o->probe_ms)
		return ERR_NONE;
	o->probe_ms = 0;
	enum error error = ERR_NONE;
	if (room.all > 0)
		error = room.all == 1 || refuses_all(o) ? lease_single(o, room, now) : lease_all(o, room, now);
	room = room_of(o);
	o->rested_full = room.rested == 0;
	return error;
}

static enum error rests_look(struct outbox *o, struct moment now)
{
	int64_t next;
	enum error error = items_rest_end(o->store, &next);
	if (!error)
		o->rest_ms = next ? now.mono_ms + next - now.unix_ms : MOMENT_NEVER;
	return error;
}

static void committed(struct outbox *o, struct moment now)
{
	for (size_t i = 0; i < o->slot_count; i++) {
		struct slot *slot = &o->slots[i];
		slot->fresh = false;
		if (slot->place == PLACE_TAKEN && slot->tries > 0)
			stuck_log_taken(&o->stuck_log, now, o->engine->kind, slot->item->id, slot->tries);
		if (slot->rests && slot->changed)
			stuck_log_refused(&o->stuck_log, now, o->engine->kind, slot->item->id, slot->why, slot->pause_ms);
		o->delivered += slot->place == PLACE_TAKEN;
		if (slot->place == PLACE_TAKEN || slot->rests)
			slot_free(slot);
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
	for (size_t i = 0; i < o->slot_count; i++) {
		o->slots[i].rests = false;
		if (o->slots[i].fresh)
			slot_free(&o->slots[i]);
	}
}

/* What a failed commit leaves in memory is what was there before; it is all tried again. */
static void keep(struct outbox *o, struct moment now)
{
	enum error error = o->engine ? refused_write(o, now) : ERR_NONE;
	if (!error)
		error = leases_give_back(o);
	if (!error && o->engine)
		error = taken_acknowledge(o);
	if (!error && o->engine)
		error = lease(o, now);
	if (!error && o->engine)
		error = rests_look(o, now);
	bool written = store_is_open(o->store);
	if (!error)
		error = store_commit(o->store);
	if (error)
		rolled_back(o, error);
	else
		committed(o, now);
	o->look_due = error != ERR_NONE;
	o->look_ms = now.mono_ms + (error ? STORE_AGAIN_MS : OUTBOX_PACE_MS);
	o->write_ms = error || written ? o->look_ms : now.mono_ms;
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
	slot->due_ms = now.mono_ms + (error == ERR_FULL ? OUTBOX_PACE_MS : back_off(++o->unsent));
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
			slot->due_ms = now.mono_ms + back_off(o->unsent);
		if (slot->place != PLACE_REFUSED || slot->due_ms > 0)
			continue;
		slot->due_ms = now.mono_ms;
		o->rested_next = !slot->rested;
		if (!o->up)
			o->probe_ms = now.mono_ms + back_off(o->refusals);
		else if (refuses_all(o) && slot->retry_ms > 0)
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
		keep(o, now);
	if (!o->engine)
		return;
	serve(o, now);
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
	return figures;
}
