/* The wall clock that is set while kopurod runs: an administrator, a time server after days without a network. Waits go by the clock that never jumps
 * (base/moment.h); those that are stored in unix time are moved with it, once, before anything else of the turn looks at them. */
#include "root.h"

#include "store/waits.h"

#define JUMP_LEAST_MS 2000 /* a time server slews what is less, and no wait is so exact */

void jump_look(struct gateway *g, struct moment now)
{
	int64_t offset = now.unix_ms - now.mono_ms, by_ms = g->clock_known ? offset - g->clock_offset_ms : 0;
	if (by_ms > -JUMP_LEAST_MS && by_ms < JUMP_LEAST_MS) {
		g->clock_known = true;
		g->clock_offset_ms = offset; /* it drifts, and is slewed */
		return;
	}
	promise_settle(g, now); /* what was promised before stands in a group of its own */
	if (waits_shift(g->parts.store, by_ms) != ERR_NONE || !gateway_commit(g, now)) {
		store_rollback(g->parts.store); /* and the next turn tries again */
		return;
	}
	g->clock_offset_ms = offset;
	g->chores_at_ms = now.mono_ms; /* the calendar may say something else */
	post_wake(g);
	log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "the wall clock was set %s by %lld s; what waits in the store waits as long as before", by_ms < 0 ? "back" : "forward",
		(long long)(by_ms < 0 ? -by_ms : by_ms) / 1000);
}
