/* Snapshots, written behind: a step that only navigates changes memory; once a second those who moved are written in one transaction, so
 * that a restart costs nobody more than their last second. A few hundred at a time, so that no caller waits for the others' snapshots. */
#include "root.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define EVERY_MS 1000
#define AGAIN_MS 20 /* between two batches while more are due */
#define BATCH 500

void behind_mark(struct gateway *g, struct session *s)
{
	if (s->dirty || s->forget)
		return;
	s->dirty = callers_add(&g->dirty, session_reference(g->sessions, s));
}

void behind_unmark(struct gateway *g, struct session *s)
{
	if (!s->stored)
		return;
	s->stored = false;
	if (g->gone_count == g->gone_capacity) {
		size_t capacity = g->gone_capacity ? g->gone_capacity * 2 : 64;
		struct gone *gone = realloc(g->gone, capacity * sizeof *gone);
		if (!gone)
			return; /* the snapshot stays until it expires */
		g->gone = gone;
		g->gone_capacity = capacity;
	}
	struct gone *it = &g->gone[g->gone_count++];
	memcpy(it->msisdn, s->msisdn, sizeof it->msisdn);
	memcpy(it->code, s->code, sizeof it->code);
}

static enum error write_one(struct gateway *g, struct session *s, struct moment now)
{
	uint8_t packed[SESSION_PACKED_MAX];
	struct writer w = writer_over(packed, sizeof packed);
	const char *network = s->network < g->parts.network_count ? g->parts.networks[s->network].name : "";
	session_pack(s, network, now, &w);
	int64_t expires = now.unix_ms + SESSION_RESUME_MS;
	if (s->phase == SESSION_PARKED)
		expires = now.unix_ms + (s->deadline_ms - now.mono_ms);
	enum error err = w.failed ? ERR_LONG : store_snapshot_put(g->parts.store, s->msisdn, s->code, expires, packed, writer_len(&w));
	sodium_memzero(packed, sizeof packed);
	return err;
}

static enum error write_dirty(struct gateway *g, size_t take, struct moment now)
{
	for (size_t i = 0; i < take; i++) {
		struct session *s = session_of_reference(g->sessions, g->dirty.at[i]);
		if (!s)
			continue;
		s->dirty = false;
		if (s->forget)
			continue;
		enum error err = write_one(g, s, now);
		if (err != ERR_NONE)
			return err;
		s->stored = true;
	}
	return ERR_NONE;
}

static enum error delete_gone(struct gateway *g)
{
	for (size_t i = 0; i < g->gone_count; i++) {
		const struct gone *it = &g->gone[i];
		const struct session *back = session_find(g->sessions, it->msisdn, it->code);
		if (back && back->stored)
			continue; /* dialled again meanwhile: the row is theirs */
		enum error err = store_snapshot_drop(g->parts.store, it->msisdn, it->code);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static void cut_callers(struct callers *n, size_t taken)
{
	memmove(n->at, n->at + taken, (n->count - taken) * sizeof *n->at);
	n->count -= taken;
}

/* In a group of its own: the turn's is settled. A failure costs the snapshots and nothing that was promised. */
void behind_write(struct gateway *g, struct moment now, bool all)
{
	if ((g->dirty.count == 0 && g->gone_count == 0) || (!all && now.mono_ms < behind_deadline(g)))
		return;
	size_t take = all || g->dirty.count < BATCH ? g->dirty.count : BATCH;
	g->written_ms = now.mono_ms;
	enum error err = store_begin(g->parts.store);
	if (err == ERR_NONE)
		err = write_dirty(g, take, now);
	if (err == ERR_NONE)
		err = delete_gone(g);
	if (err == ERR_NONE)
		err = store_commit(g->parts.store);
	if (err != ERR_NONE) {
		store_rollback(g->parts.store);
		log_say(LOG_STORE, LOG_LEVEL_ERROR, "store: %zu snapshots were not written (%s): a restart now would cost their callers the way back",
			take + g->gone_count, store_last_error(g->parts.store));
		return; /* and again in a second */
	}
	cut_callers(&g->dirty, take);
	sodium_memzero(g->gone, g->gone_count * sizeof *g->gone);
	g->gone_count = 0;
}

int64_t behind_deadline(const struct gateway *g)
{
	if (g->dirty.count == 0 && g->gone_count == 0)
		return MOMENT_NEVER;
	return g->written_ms + (g->dirty.count > BATCH ? AGAIN_MS : EVERY_MS);
}

struct restoring {
	struct gateway *g;
	struct moment now;
	size_t restored, damaged;
};

static uint16_t network_named(const struct gateway *g, struct bytes name)
{
	for (size_t i = 0; i < g->parts.network_count; i++)
		if (bytes_equal(bytes_of(g->parts.networks[i].name), name))
			return (uint16_t)i;
	return UINT16_MAX;
}

static void restore_one(void *context, const uint8_t *blob, size_t len, int64_t expires_unix_ms)
{
	struct restoring *r = context;
	struct session stored = {0};
	struct bytes network;
	(void)expires_unix_ms;
	enum error err = session_unpack(&stored, r->g->parts.menus, (struct bytes){blob, len}, r->now, &network);
	bool known = err == ERR_NONE && session_find(r->g->sessions, stored.msisdn, stored.code);
	struct session *s = err == ERR_NONE && !known ? session_add(r->g->sessions, stored.msisdn, stored.code) : NULL;
	if (!s) {
		menu_state_fini(&stored.menu);
		r->damaged++;
		return;
	}
	s->network = network_named(r->g, network);
	s->ussd = stored.ussd;
	s->began_ms = stored.began_ms;
	s->menu = stored.menu;
	s->closing = stored.closing;
	s->hidden = stored.hidden;
	s->stored = true;
	memcpy(s->opened, stored.opened, sizeof s->opened);
	session_schedule(r->g->sessions, s, stored.deadline_ms);
	r->restored++;
}

enum error behind_restore(struct gateway *g, struct moment now)
{
	struct restoring r = {g, now, 0, 0};
	g->written_ms = now.mono_ms;
	enum error err = store_snapshot_each(g->parts.store, now.unix_ms, restore_one, &r);
	if (err != ERR_NONE)
		return err;
	if (r.restored || r.damaged)
		log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "restored %zu callers, %zu snapshots could not be read", r.restored, r.damaged);
	return ERR_NONE;
}
