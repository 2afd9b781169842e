#include "feedback/outbox_places.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

#define STORE_AGAIN_MS 1000 /* after the store has failed */
#define PROBE_MS 250        /* between two offers while everything is refused */

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
	slot->pause_ms = slot->retry_ms ? slot->retry_ms : outbox_back_off(slot->tries);
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
	if (!error && o->recover_due && !(o->engine && o->engine->confirm))
		error = unsettled_drop_all(o->store, &count); /* nobody is left who could ask for them */
	if (!error && o->release_due)
		error = items_release_all(o->store, o->engine->kind, &count);
	return error;
}

/* Where the queue may forget: it stays until it is settled. Whoever takes an item out of the stream is obeyed. */
static enum error taken_unsettled(struct outbox *o, const struct slot *slot, struct moment now)
{
	const char *id = slot->item->id, *holder = o->engine->kind;
	bool removed = false;
	size_t gone;
	enum error error = slot->doubled ? unsettled_known(o->store, id, holder, slot->sequence, &removed) : ERR_NONE;
	if (!error && removed) {
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: item %s was removed from the stream by somebody; it is not offered again", holder, id);
		return items_ack(o->store, &id, 1, holder, &gone);
	}
	if (!error)
		error = unsettled_put(o->store, id, holder, slot->sequence, now.unix_ms);
	if (!error)
		settling_acknowledged(&o->settling);
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}

static enum error taken_write(struct outbox *o, struct moment now)
{
	enum error error = ERR_NONE;
	for (size_t i = 0; !error && o->engine->confirm && i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_TAKEN && o->slots[i].sequence > 0)
			error = taken_unsettled(o, &o->slots[i], now);
	return error;
}

static enum error taken_acknowledge(struct outbox *o)
{
	const char *ids[2 * OUTBOX_SLOTS];
	size_t count = 0, gone;
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_TAKEN && !(o->engine->confirm && o->slots[i].sequence > 0))
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
	if (got && outbox_refuses_all(o))
		o->probe_ms = now.mono_ms + PROBE_MS;
	return error;
}

static enum error lease(struct outbox *o, struct moment now)
{
	struct room room = room_of(o);
	bool full = false;
	if (now.mono_ms < o->probe_ms)
		return ERR_NONE;
	o->probe_ms = 0;
	enum error error = o->settling.engine ? unsettled_full(o->store, &full) : ERR_NONE;
	if (!error && !full && room.all > 0)
		error = room.all == 1 || outbox_refuses_all(o) ? lease_single(o, room, now) : lease_all(o, room, now);
	room = room_of(o);
	o->rested_full = full || room.rested == 0;
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
	settling_committed(&o->settling, now);
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
	settling_rolled_back(&o->settling);
	for (size_t i = 0; i < o->slot_count; i++) {
		o->slots[i].rests = false;
		if (o->slots[i].fresh)
			slot_free(&o->slots[i]);
	}
}

/* What a failed commit leaves in memory is what was there before; it is all tried again. */
void outbox_keep(struct outbox *o, struct moment now)
{
	enum error error = o->engine ? refused_write(o, now) : ERR_NONE;
	if (!error)
		error = leases_give_back(o);
	if (!error && o->engine)
		error = taken_write(o, now);
	if (!error && o->engine)
		error = taken_acknowledge(o);
	if (!error && o->settling.engine)
		error = settling_write(&o->settling, now);
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
