/* By which network an SMS leaves: the routes' order (dialplan/routes.h), and of that the first network that can send. A message that is for another
 * network than the one that asks is bound to it in the store, so that it is not looked at again and again; when that network goes down it is free
 * again. Parts of one message stay together, whatever happens: no handset would put together what comes from two numbers. */
#include "root.h"

#include "sms/schedule.h"
#include "store/messages.h"
#include "text/segment.h"
#include "text/translit.h"

#include <sodium.h>
#include <string.h>

static bool can_send(const struct gateway *g, size_t network)
{
	const struct gateway_network *n = &g->parts.networks[network];
	return n->sender(n->owner, ESME_ANY) != NULL;
}

static enum routes_verdict candidates(const struct gateway *g, const struct message *m, const struct route *list[ROUTES_MOST], size_t *count)
{
	const struct routes *routes = g->parts.dialplans ? g->parts.dialplans->routes : NULL;
	*count = 0;
	return routes ? routes_find(routes, m->msisdn, (uint64_t)m->id, list, count) : ROUTES_ANY;
}

const struct route *routing_route(const struct gateway *g, size_t network, const struct message *m)
{
	const struct route *list[ROUTES_MOST];
	size_t count;
	candidates(g, m, list, &count);
	for (size_t i = 0; i < count; i++) {
		if (network_find(g, list[i]->network) == network)
			return list[i];
	}
	return NULL;
}

/* The route's quiet hours are those of the number's own zone, where it tells one. */
static int64_t day_of(const struct gateway *g, const struct route *route, const struct message *m, struct moment now)
{
	struct place place = { .has_zone = false };
	const struct numbering *numbering = g->parts.dialplans ? g->parts.dialplans->numbering : NULL;
	if (!message_rule(m->message_class)->quiet)
		return now.unix_ms;
	if (!route || !route->has_quiet)
		return schedule_day(m->msisdn, now.unix_ms);
	if (numbering)
		numbering_find(numbering, m->msisdn, &place);
	return route_day(route, now.unix_ms, place.has_zone, place.zone_min);
}

struct routing routing_of(const struct gateway *g, size_t network, const struct message *m, struct moment now)
{
	const struct route *list[ROUTES_MOST];
	size_t count, first = 0;
	struct routing r = { .verdict = ROUTING_HERE, .network = network };
	enum routes_verdict said = candidates(g, m, list, &count);
	if (said == ROUTES_BLOCKED) {
		r.verdict = ROUTING_NEVER;
		return r;
	}
	if (said == ROUTES_LISTED) {
		while (first + 1 < count && !can_send(g, network_find(g, list[first]->network)))
			first++;
		first = can_send(g, network_find(g, list[first]->network)) ? first : 0;
		r.route = list[first];
		r.network = network_find(g, r.route->network);
	}
	r.until_ms = day_of(g, r.route, m, now);
	r.verdict = r.until_ms > now.unix_ms ? ROUTING_LATER : r.network == network ? ROUTING_HERE : ROUTING_ELSEWHERE;
	return r;
}

enum error routing_fit(struct gateway *g, const struct route *route, struct message *m)
{
	struct segments segments;
	char latin[MESSAGE_TEXT_MAX + 1];
	size_t len = m->text_len;
	if (!route || route->alphabet == ROUTE_ANY || m->next_part > 0)
		return ERR_NONE;
	const char *text = m->text;
	if (route->alphabet == ROUTE_LATIN) {
		enum error error = translit_latin(m->text, m->text_len, latin, sizeof latin, &len);
		if (error)
			return ERR_LONG;
		text = latin;
	}
	enum error error = route->alphabet == ROUTE_UCS2 ? segment_text_ucs2(text, len, &segments) : segment_text(text, len, &segments);
	if (error || (segments.count == m->parts && len == m->text_len && memcmp(text, m->text, len) == 0))
		return error;
	memmove(m->text, text, len);
	m->text_len = len;
	m->parts = (uint8_t)segments.count;
	error = messages_recut(g->parts.store, m);
	sodium_memzero(latin, sizeof latin);
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}

enum error routing_bind(struct gateway *g, const struct message *m, size_t network)
{
	enum error error = messages_bind(g->parts.store, m->id, g->parts.networks[network].name);
	return error == ERR_NOT_FOUND ? ERR_STATE : error;
}

static enum error release(struct gateway *g, const char *network)
{
	enum error error = store_begin(g->parts.store);
	if (error == ERR_NONE)
		error = messages_release(g->parts.store, network);
	return error == ERR_NONE ? store_commit(g->parts.store) : error;
}

void routing_release(struct gateway *g)
{
	for (size_t i = 0; i < g->parts.network_count; i++) {
		struct gateway_network *n = &g->parts.networks[i];
		bool can = can_send(g, i), could = n->could_send;
		n->could_send = can;
		if (can || !could || !g->parts.dialplans || !g->parts.dialplans->routes)
			continue;
		if (release(g, n->name) == ERR_NONE) {
			post_wake(g);
			continue;
		}
		store_rollback(g->parts.store);
		n->could_send = true; /* and again with the next turn */
	}
}
