/* Snapshots, written behind: a step that only navigates changes memory; once a second those who moved are written in one transaction, so
 * that a restart costs nobody more than their last second. When they are many, a few at a time, so that no caller waits for the others'
 * snapshots: at most 5,000 a second, a sixth of the processor's time; whoever has moved again meanwhile is written once. Only the last of
 * such batches waits for the disk.
 *
 * At the start nothing is read: a million callers would take seconds. Whoever dials, answers or writes while their snapshot is good is recalled
 * from it then: ten minutes after a call, a day after an SMS. What has expired is dropped in passes beside the work: one at the start, and one
 * after each of those times. */
#include "root.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define EVERY_MS 1000
#define AGAIN_MS 20 /* between two batches while more are due */
#define BATCH 100
#define SWEEP 500 /* snapshots looked at in a second */

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
	sodium_memzero(packed, writer_len(&w));
	return err;
}

enum error behind_keep(struct gateway *g, struct session *s, struct moment now)
{
	enum error err = write_one(g, s, now);
	s->stored = s->stored || err == ERR_NONE;
	return err;
}

static enum error write_dirty(struct gateway *g, size_t take, struct moment now)
{
	for (size_t i = 0; i < take; i++) {
		struct session *s = session_of_reference(g->sessions, g->dirty.at[g->dirty_written + i]);
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

/* The last `take` of them. */
static enum error delete_gone(struct gateway *g, size_t take)
{
	for (size_t i = g->gone_count - take; i < g->gone_count; i++) {
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

static size_t dirty_count(const struct gateway *g)
{
	return g->dirty.count - g->dirty_written;
}

struct placed {
	uint64_t place, name;
};

static int placed_compare(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	return (x->place > y->place) - (x->place < y->place);
}

/* All of them, in the order in which they lie in the file. Without memory for that they are written as they are. */
static void dirty_sort(struct gateway *g)
{
	size_t count = dirty_count(g);
	uint64_t *names = g->dirty.at + g->dirty_written;
	struct placed *sorted = count ? calloc(count, sizeof *sorted) : NULL;
	if (!sorted)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct session *s = session_of_reference(g->sessions, names[i]);
		sorted[i] = (struct placed){s ? store_snapshot_place(g->parts.store, s->msisdn) : 0, names[i]};
	}
	qsort(sorted, count, sizeof *sorted, placed_compare);
	for (size_t i = 0; i < count; i++)
		names[i] = sorted[i].name;
	free(sorted);
}

/* Moved to the front only when half is done: nobody is moved more often than once. */
static void dirty_done(struct gateway *g, size_t taken)
{
	if (taken == 0)
		return; /* there may be no list yet */
	g->dirty_written += taken;
	if (dirty_count(g) > g->dirty_written)
		return;
	memmove(g->dirty.at, g->dirty.at + g->dirty_written, dirty_count(g) * sizeof *g->dirty.at);
	g->dirty.count -= g->dirty_written;
	g->dirty_written = 0;
}

static void gone_done(struct gateway *g, size_t taken)
{
	g->gone_count -= taken;
	sodium_memzero(g->gone + g->gone_count, taken * sizeof *g->gone);
}

static bool sweep_is_due(const struct gateway *g, struct moment now)
{
	return !g->sweep.over && now.mono_ms >= g->sweep_from_ms;
}

static enum error sweep_on(struct gateway *g, struct moment now)
{
	enum error err = store_snapshot_sweep(g->parts.store, &g->sweep, SWEEP, now.unix_ms);
	for (enum session_channel channel = 0; g->sweep.over && channel < SESSION_CHANNELS; channel++) {
		if (g->sweep_from_ms >= g->recall_until_ms[channel])
			continue;
		g->sweep = (struct snapshot_sweep){.over = false};
		g->sweep_from_ms = g->recall_until_ms[channel];
	}
	return err;
}

static size_t at_most(size_t count, size_t most)
{
	return count < most ? count : most;
}

/* With what was counted of the screens (tally.c). In a group of its own: the turn's is settled. A failure costs the snapshots and nothing that was promised. */
void behind_write(struct gateway *g, struct moment now, bool all)
{
	size_t most = all ? SIZE_MAX : BATCH, dirty = at_most(dirty_count(g), most), gone = at_most(g->gone_count, most);
	bool sweep = sweep_is_due(g, now), last = dirty == dirty_count(g) && gone == g->gone_count;
	bool tally = g->tallied && (all || now.mono_ms >= tally_deadline(g));
	if ((dirty + gone == 0 && !sweep && !tally) || (!all && now.mono_ms < behind_deadline(g)))
		return;
	g->written_ms = now.mono_ms;
	g->tally_ms = tally ? now.mono_ms : g->tally_ms;
	if (all)
		dirty_sort(g);
	bool wait = last && (dirty + gone > 0 || sweep); /* counts alone are not worth it */
	enum error err = wait ? store_begin(g->parts.store) : store_begin_behind(g->parts.store);
	if (err == ERR_NONE)
		err = write_dirty(g, dirty, now);
	if (err == ERR_NONE)
		err = delete_gone(g, gone);
	if (err == ERR_NONE && sweep)
		err = sweep_on(g, now);
	if (err == ERR_NONE && tally)
		err = tally_write(g, now);
	if (err == ERR_NONE)
		err = store_commit(g->parts.store);
	if (err != ERR_NONE) {
		store_rollback(g->parts.store);
		log_say(LOG_STORE, LOG_LEVEL_ERROR, "store: %zu snapshots, and what was counted, were not written (%s): a restart now would cost their callers the way back",
			dirty_count(g) + g->gone_count, store_last_error(g->parts.store));
		return; /* and again in a second */
	}
	dirty_done(g, dirty);
	gone_done(g, gone);
	if (tally)
		tally_written(g);
}

static int64_t snapshots_deadline(const struct gateway *g)
{
	size_t due = dirty_count(g) > g->gone_count ? dirty_count(g) : g->gone_count;
	if (due > 0)
		return g->written_ms + (due > BATCH ? AGAIN_MS : EVERY_MS);
	if (g->sweep.over)
		return MOMENT_NEVER;
	return g->written_ms + EVERY_MS > g->sweep_from_ms ? g->written_ms + EVERY_MS : g->sweep_from_ms;
}

int64_t behind_deadline(const struct gateway *g)
{
	int64_t snapshots = snapshots_deadline(g), tally = tally_deadline(g);
	return snapshots < tally ? snapshots : tally;
}

/* ---- after a restart ---- */

void behind_restore(struct gateway *g, struct moment now)
{
	g->written_ms = g->tally_ms = now.mono_ms;
	g->sweep.over = !store_has_snapshots(g->parts.store);
	if (g->sweep.over)
		return;
	g->sweep_from_ms = now.mono_ms;
	g->recall_until_ms[SESSION_USSD] = now.mono_ms + SESSION_RESUME_MS;
	g->recall_until_ms[SESSION_SMS] = now.mono_ms + SESSION_SMS_MS;
}

struct recall {
	struct gateway *g;
	const char *msisdn, *code;
	struct moment now;
	struct session *session;
};

static uint16_t network_named(const struct gateway *g, struct bytes name)
{
	for (size_t i = 0; i < g->parts.network_count; i++)
		if (name.len > 0 && bytes_equal(bytes_of(g->parts.networks[i].name), name))
			return (uint16_t)i;
	return UINT16_MAX;
}

static void recall_one(void *context, const uint8_t *blob, size_t len, int64_t expires_unix_ms)
{
	struct recall *r = context;
	struct session stored = {0};
	struct bytes network;
	enum error err = session_unpack(&stored, gateway_menus(r->g), (struct bytes){blob, len}, expires_unix_ms, r->now, &network);
	bool theirs = err == ERR_NONE && strcmp(stored.msisdn, r->msisdn) == 0 && strcmp(stored.code, r->code) == 0;
	struct session *s = theirs ? session_add(r->g->sessions, stored.msisdn, stored.code) : NULL;
	if (!s) {
		menu_state_fini(&stored.menu);
		log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "a snapshot could not be read: its caller begins anew");
		return;
	}
	s->channel = stored.channel;
	s->heard = stored.heard;
	s->heard_ms = stored.heard_ms;
	s->strays = stored.strays;
	s->strays_ms = stored.strays_ms;
	s->network = network_named(r->g, network);
	s->ussd = stored.ussd;
	s->began_ms = stored.began_ms;
	s->menu = stored.menu;
	stand_enter(r->g, s);
	s->closing = stored.closing;
	s->hidden = stored.hidden;
	s->stored = true;
	memcpy(s->opened, stored.opened, sizeof s->opened);
	session_schedule(r->g->sessions, s, stored.deadline_ms);
	r->session = s;
}

/* Whoever has come to an end since the start, and whose snapshot is not deleted yet. */
static bool is_gone(const struct gateway *g, const char *msisdn, const char *code)
{
	for (size_t i = 0; i < g->gone_count; i++)
		if (strcmp(g->gone[i].msisdn, msisdn) == 0 && strcmp(g->gone[i].code, code) == 0)
			return true;
	return false;
}

struct session *behind_recall(struct gateway *g, const char *msisdn, const char *code, enum session_channel channel, struct moment now)
{
	struct recall r = {g, msisdn, code, now, NULL};
	if (g->sweep.over || now.mono_ms >= g->recall_until_ms[channel] || is_gone(g, msisdn, code))
		return NULL;
	enum error err = store_snapshot_get(g->parts.store, msisdn, code, now.unix_ms, recall_one, &r);
	if (err != ERR_NONE && err != ERR_NOT_FOUND)
		log_say(LOG_STORE, LOG_LEVEL_ERROR, "store: a snapshot could not be looked up: %s", store_last_error(g->parts.store));
	return r.session;
}
