/* Promise 1: a screen that tells of something written leaves after the commit that holds it, or not at all. */
#include "root.h"

#include <stdlib.h>

enum error promise_make(struct gateway *g, struct session *s, const struct stood *before)
{
	if (g->promise_count == g->promise_capacity) {
		size_t capacity = g->promise_capacity ? g->promise_capacity * 2 : 64;
		struct promise *promises = realloc(g->promises, capacity * sizeof *promises);
		if (!promises) {
			struct menu_state unkept = before->menu;
			menu_state_fini(&unkept);
			return ERR_NOMEM;
		}
		g->promises = promises;
		g->promise_capacity = capacity;
	}
	g->promises[g->promise_count++] = (struct promise){session_reference(g->sessions, s), *before};
	s->held = true;
	return ERR_NONE;
}

static void show_all(struct gateway *g, struct moment now)
{
	for (size_t i = 0; i < g->promise_count; i++) {
		struct promise *p = &g->promises[i];
		struct session *s = session_of_reference(g->sessions, p->session);
		menu_state_fini(&p->before.menu);
		if (!s)
			continue;
		s->held = false;
		channels[s->channel].show(g, s, now);
	}
	g->promise_count = 0;
	ack_give(g, ESME_ROK, now);
}

void promise_break(struct gateway *g, struct moment now)
{
	store_rollback(g->parts.store);
	g->figures.commit_failures++;
	if (!g->figures.store_failing)
		log_say(LOG_STORE, LOG_LEVEL_ERROR, "store: nothing can be written (%s): callers are told to try later. Free some room on the disk",
			store_last_error(g->parts.store));
	g->figures.store_failing = true;
	for (size_t i = 0; i < g->promise_count; i++) {
		struct promise *p = &g->promises[i];
		struct session *s = session_of_reference(g->sessions, p->session);
		if (!s) {
			menu_state_fini(&p->before.menu);
			continue;
		}
		stand_again(g, s, &p->before);
		s->held = false;
		channels[s->channel].later(g, s, now);
	}
	g->promise_count = 0;
	ack_give(g, ESME_RX_T_APPN, now);
}

void promise_settle(struct gateway *g, struct moment now)
{
	if (!store_is_open(g->parts.store)) {
		show_all(g, now);
		return;
	}
	if (store_commit(g->parts.store) != ERR_NONE) {
		promise_break(g, now);
		return;
	}
	g->figures.commits++;
	if (g->figures.store_failing)
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "store: writes again");
	g->figures.store_failing = false;
	show_all(g, now);
}

bool gateway_commit(struct gateway *g, struct moment now)
{
	uint64_t failures = g->figures.commit_failures;
	promise_settle(g, now);
	return g->figures.commit_failures == failures;
}
