/* Networks that come, go and change while others are at work. The array that the gateway was given is its slots; a slot keeps its index, which
 * callers, pushes, receipts that came early and windows of sessions name:
 *
 *	free (name "") --open--> open --close--> closed, while its link comes to rest --open--> open, maybe otherwise
 *	  ^                                         |
 *	  +--------------- leave -------------------+
 *
 * Nothing begins on a closed network; what the link still tells is understood. leave is for when the link is gone: it takes the slot's name out of
 * whatever has it, so that another network may have the slot at once. */
#include "root.h"

#include "store/messages.h"

#include <assert.h>
#include <string.h>

static struct esme *nobody(void *owner, unsigned number)
{
	(void)owner, (void)number;
	return NULL;
}

bool network_is_open(const struct gateway_network *n)
{
	return n->name[0] && !n->closed;
}

bool network_tells(struct gateway_network *n, uint8_t what)
{
	bool first = !(n->told & what);
	n->told |= what;
	return first;
}

size_t network_find(const struct gateway *g, const char *name)
{
	size_t i = 0;
	while (i < g->parts.network_count && (!name[0] || strcmp(g->parts.networks[i].name, name) != 0))
		i++;
	return i;
}

static void codes_of(struct codes *codes, const struct dialplan *plan)
{
	struct dialplan_code_row row;
	codes->count = 0;
	for (size_t at = 0; codes->count < sizeof codes->at / sizeof *codes->at && dialplan_codes(plan, &at, &row);)
		codes->at[codes->count++] = row.code;
}

static void vacate(struct gateway_network *n, struct gateway *g)
{
	*n = (struct gateway_network){ .name = "", .sender = nobody, .gateway = g };
}

void networks_begin(struct gateway *g)
{
	for (size_t i = 0; i < g->parts.network_count; i++) {
		struct gateway_network *n = &g->parts.networks[i];
		n->gateway = g;
		if (!n->name)
			vacate(n, g);
		else
			codes_of(&g->codes[i], n->dialplan);
	}
}

struct edition *gateway_network_prepare(const struct gateway *g, struct menu_set *menus, size_t slot, const struct ussd_profile *profile,
	struct moment now)
{
	struct gateway_network *n = &g->parts.networks[slot], before = *n;
	n->profile = profile;
	n->name = before.name[0] ? before.name : profile->name;
	n->closed = false;
	struct edition *e = edition_new(menus, menus, g->parts.networks, g->parts.network_count, now.unix_ms);
	*n = before;
	return e;
}

bool gateway_network_open(struct gateway *g, size_t slot)
{
	struct gateway_network *n = &g->parts.networks[slot];
	n->gateway = g;
	n->closed = !editions_network(&g->editions, slot, n);
	if (n->closed)
		return false;
	n->told = n->strange = 0;
	n->holds = n->steady = false;
	codes_of(&g->codes[slot], n->dialplan);
	post_wake(g);
	return true;
}

struct leaving {
	struct gateway *g;
	size_t slot;
	struct callers names;
};

static void list_asked(void *context, struct session *s)
{
	struct leaving *l = context;
	if (s->phase == SESSION_ASKED && s->network == l->slot)
		callers_add(&l->names, session_reference(l->g->sessions, s));
}

void gateway_network_close(struct gateway *g, size_t slot, struct moment now)
{
	struct leaving l = { .g = g, .slot = slot };
	if (g->parts.networks[slot].closed)
		return;
	promise_settle(g, now);
	session_each(g->sessions, list_asked, &l);
	for (size_t i = 0; i < l.names.count; i++)
		serve_end(g, session_of_reference(g->sessions, l.names.at[i]), now);
	callers_fini(&l.names);
	push_stop(g, slot, now);
	promise_settle(g, now);
	g->parts.networks[slot].closed = true;
}

static void forget_slot(void *context, struct session *s)
{
	const struct leaving *l = context;
	if (s->network != l->slot)
		return;
	s->network = UINT16_MAX;
	s->waiting = s->again = false;
}

static bool release(struct gateway *g, const char *name)
{
	enum error error = store_begin(g->parts.store);
	if (error == ERR_NONE)
		error = messages_release(g->parts.store, name);
	if (error == ERR_NONE)
		error = store_commit(g->parts.store);
	if (error != ERR_NONE)
		store_rollback(g->parts.store);
	return error == ERR_NONE;
}

bool gateway_network_leave(struct gateway *g, size_t slot, struct moment now)
{
	struct leaving l = { .g = g, .slot = slot };
	assert(g->parts.networks[slot].closed);
	if (!gateway_commit(g, now) || !release(g, g->parts.networks[slot].name))
		return false;
	session_each(g->sessions, forget_slot, &l);
	early_forget(&g->post.early, slot);
	callers_fini(&g->waiting[slot]);
	g->codes[slot].count = 0;
	vacate(&g->parts.networks[slot], g);
	post_wake(g);
	return true;
}
