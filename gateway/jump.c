/* The wall clock that is set: by an administrator, by a time server after days without a network, or since the machine has no clock of its own that goes on
 * without power. Waits go by the clock that never jumps (base/moment.h); those that are stored in unix time are moved with it, once, before anything else
 * looks at them.
 *
 * Both clocks are written down each minute. Within one start of the machine they tell at the next start of kopurod what was set meanwhile. Over two, no
 * clock has gone on: a wall clock that then is before the last one that was seen has been set back, and no time counts as gone; one that is behind
 * it is believed. */
#include "root.h"

#include "store/waits.h"

#include <stdio.h>
#include <string.h>

#define JUMP_LEAST_MS 2000 /* a time server slews what is less, and no wait is so exact */
#define KEEP_MS 60000

static enum error put(struct gateway *g, struct moment now)
{
	struct waits_clock clock = {.unix_ms = now.unix_ms, .mono_ms = now.mono_ms};
	snprintf(clock.boot, sizeof clock.boot, "%s", g->parts.boot ? g->parts.boot : "");
	g->clock_keep_ms = now.mono_ms + KEEP_MS;
	return waits_clock_put(g->parts.store, &clock);
}

/* With what is written anyway, or behind: a clock of a minute ago does as well, and an idle gateway does not make the disk wait each minute. */
static void keep(struct gateway *g, struct moment now)
{
	struct store *store = g->parts.store;
	bool behind = !store_is_open(store);
	g->clock_keep_ms = now.mono_ms + KEEP_MS;
	if (behind && store_begin_behind(store) != ERR_NONE)
		return;
	put(g, now);
	if (behind && store_commit(store) != ERR_NONE)
		store_rollback(store);
}

void jump_keep(struct gateway *g, struct moment now)
{
	put(g, now);
}

void jump_recall(struct gateway *g, struct moment now)
{
	struct waits_clock was;
	if (waits_clock_get(g->parts.store, &was) != ERR_NONE)
		return;
	bool same = was.boot[0] && g->parts.boot && strcmp(was.boot, g->parts.boot) == 0 && now.mono_ms >= was.mono_ms;
	if (!same && now.unix_ms >= was.unix_ms)
		return;
	g->clock_known = true;
	g->clock_offset_ms = was.unix_ms - (same ? was.mono_ms : now.mono_ms);
	jump_look(g, now);
}

void jump_look(struct gateway *g, struct moment now)
{
	int64_t offset = now.unix_ms - now.mono_ms, by_ms = g->clock_known ? offset - g->clock_offset_ms : 0;
	if (by_ms > -JUMP_LEAST_MS && by_ms < JUMP_LEAST_MS) {
		g->clock_known = true;
		g->clock_offset_ms = offset; /* it drifts, and is slewed */
		if (now.mono_ms >= g->clock_keep_ms)
			keep(g, now);
		return;
	}
	promise_settle(g, now); /* what was promised before stands in a group of its own */
	if (waits_shift(g->parts.store, by_ms) != ERR_NONE || put(g, now) != ERR_NONE || !gateway_commit(g, now)) {
		store_rollback(g->parts.store); /* and the next turn tries again */
		return;
	}
	g->clock_offset_ms = offset;
	g->chores_at_ms = now.mono_ms; /* the calendar may say something else */
	post_wake(g);
	log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "the wall clock was set %s by %lld s; what waits in the store waits as long as before", by_ms < 0 ? "back" : "forward",
		(long long)(by_ms < 0 ? -by_ms : by_ms) / 1000);
}
