#include "smpp/outbind.h"

#include "base/log.h"
#include "smpp/resolver.h"
#include "smpp/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUESTS_MAX 8 /* more are closed at once */
#define AGAIN_S 10

struct guest {
	struct outbind *outbind;
	struct bufferevent *stream; /* NULL: nobody */
	struct sockaddr_storage from;
	char words[INET6_ADDRSTRLEN]; /* the same */
	struct resolver *resolver;
	size_t host; /* the next whose addresses are looked at */
	struct event *patience;
	struct stream pdus;
};

struct outbind {
	struct connection_shared *shared;
	outbind_take *take;
	void *context;
	struct evconnlistener *listener; /* NULL: closed, or the port cannot be had */
	struct event *again;
	struct guest *guests[GUESTS_MAX];
};

static void guest_free(struct guest *g)
{
	if (g->stream)
		bufferevent_free(g->stream);
	if (g->patience)
		event_free(g->patience);
	resolver_free(g->resolver);
	free(g);
}

static void guest_leave(struct guest *g)
{
	for (size_t i = 0; i < GUESTS_MAX; i++) {
		if (g->outbind->guests[i] == g)
			g->outbind->guests[i] = NULL;
	}
	guest_free(g);
}

static void note(struct outbind *o, const char *reason)
{
	snprintf(o->shared->last_error, sizeof o->shared->last_error, "%s", reason);
	log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: %s", o->shared->config->name, o->shared->last_error);
}

static void refuse(struct guest *g, const char *why)
{
	char reason[128];
	snprintf(reason, sizeof reason, "outbind from %s refused: %s", g->words, why);
	note(g->outbind, reason);
	guest_leave(g);
}

/* ---- what they say ---- */

static void on_first(struct guest *g, const struct smpp_pdu *pdu)
{
	const struct esme_config *config = &g->outbind->shared->config->esme;
	if (pdu->command != SMPP_OUTBIND) {
		refuse(g, "it began with another PDU");
		return;
	}
	if (strcmp(pdu->system_id, config->system_id) != 0 || sodium_memcmp(pdu->password, config->password, sizeof config->password) != 0) {
		refuse(g, "its system_id or password is another");
		return;
	}
	int fd = bufferevent_getfd(g->stream);
	bufferevent_setfd(g->stream, -1);
	if (g->outbind->take(g->outbind->context, fd)) {
		guest_leave(g);
		return;
	}
	evutil_closesocket(fd);
	refuse(g, "all sessions are there already");
}

static void on_read(struct bufferevent *stream, void *context)
{
	struct guest *g = context;
	struct evbuffer *input = bufferevent_get_input(stream);
	size_t len = evbuffer_get_length(input);
	struct bytes bytes = { evbuffer_pullup(input, -1), len }, wire;
	struct smpp_pdu pdu;
	uint32_t status;
	enum error error = stream_next(&g->pdus, &bytes, &wire);
	if (error == ERR_NONE && pdu_decode(wire, &pdu, &status) == ERR_NONE)
		on_first(g, &pdu); /* the guest is gone */
	else if (error == ERR_NONE || error == ERR_BAD)
		refuse(g, "it speaks no SMPP");
	else
		evbuffer_drain(input, len);
}

static void on_end(struct bufferevent *stream, short what, void *context)
{
	(void)stream, (void)what;
	refuse(context, "it left");
}

/* ---- who they are ---- */

/* An address of IPv4 that came in by a socket of IPv6 is one of IPv4. */
static void address_plain(struct sockaddr_storage *at)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)at;
	struct sockaddr_in four = { .sin_family = AF_INET };
	if (at->ss_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		return;
	memcpy(&four.sin_addr, &six->sin6_addr.s6_addr[12], 4);
	memcpy(at, &four, sizeof four);
}

static bool address_same(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET)
		return ((const struct sockaddr_in *)a)->sin_addr.s_addr == ((const struct sockaddr_in *)b)->sin_addr.s_addr;
	return IN6_ARE_ADDR_EQUAL(&((const struct sockaddr_in6 *)a)->sin6_addr, &((const struct sockaddr_in6 *)b)->sin6_addr);
}

static bool is_found(const struct guest *g)
{
	for (size_t i = 0; i < resolver_count(g->resolver); i++) {
		if (address_same(&resolver_at(g->resolver, i)->at, &g->from))
			return true;
	}
	return false;
}

/* Only whom we know is listened to. */
static void identify(struct guest *g)
{
	const struct link_config *config = g->outbind->shared->config;
	const char *why;
	while (!is_found(g)) {
		if (g->host == config->host_count) {
			refuse(g, "it is none of the hosts");
			return;
		}
		if (resolver_ask(g->resolver, config->hosts[g->host++], config->port, &why) == RESOLVER_LATER)
			return;
	}
	bufferevent_enable(g->stream, EV_READ | EV_WRITE);
}

static void patience_set(struct guest *g)
{
	int64_t ms = g->outbind->shared->config->esme.bind_ms;
	struct timeval patience = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	evtimer_add(g->patience, &patience);
}

/* The guest may go with it, and its resolver must not go within its own callback: so in a turn of its own. */
static void on_addresses(void *context, const char *why)
{
	struct guest *g = context;
	(void)why;
	event_active(g->patience, EV_READ, 0);
}

static void on_patience(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	if (what & EV_TIMEOUT) {
		refuse(context, "it said nothing in time");
		return;
	}
	patience_set(context); /* it was taken back with this */
	identify(context);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int len, void *context)
{
	struct outbind *o = context;
	size_t i = 0;
	(void)listener;
	while (i < GUESTS_MAX && o->guests[i])
		i++;
	struct guest *g = i < GUESTS_MAX ? calloc(1, sizeof *g) : NULL;
	if (!g) {
		evutil_closesocket(fd);
		return;
	}
	g->outbind = o;
	memcpy(&g->from, address, (size_t)len);
	address_plain(&g->from);
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&g->from;
	const struct sockaddr_in *four = (const struct sockaddr_in *)&g->from;
	inet_ntop(g->from.ss_family, g->from.ss_family == AF_INET ? (const void *)&four->sin_addr : &six->sin6_addr, g->words, sizeof g->words);
	stream_init(&g->pdus);
	g->resolver = resolver_new(o->shared->base, on_addresses, g);
	g->patience = evtimer_new(o->shared->base, on_patience, g);
	g->stream = bufferevent_socket_new(o->shared->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!g->stream)
		evutil_closesocket(fd);
	if (!g->stream || !g->resolver || !g->patience) {
		guest_free(g);
		return;
	}
	o->guests[i] = g;
	bufferevent_setcb(g->stream, on_read, NULL, on_end, g);
	patience_set(g);
	identify(g);
}

/* ---- the port ---- */

static struct evconnlistener *listen_at(struct outbind *o, const struct sockaddr *at, int len)
{
	return evconnlistener_new_bind(o->shared->base, on_accept, o, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE, GUESTS_MAX, at, len);
}

/* At the configured address, or at all, of both families where there are two. */
static struct evconnlistener *listen_anywhere(struct outbind *o)
{
	const struct link_config *config = o->shared->config;
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(config->outbind), .sin6_addr = in6addr_any };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(config->outbind) };
	struct sockaddr_storage at;
	int len = sizeof at;
	if (config->source[0] && evutil_parse_sockaddr_port(config->source, (struct sockaddr *)&at, &len) == 0) {
		/* the port lies at the same place in both */
		((struct sockaddr_in *)&at)->sin_port = htons(config->outbind);
		return listen_at(o, (struct sockaddr *)&at, len);
	}
	struct evconnlistener *both = listen_at(o, (struct sockaddr *)&six, sizeof six);
	return both ? both : listen_at(o, (struct sockaddr *)&four, sizeof four);
}

static void on_again(evutil_socket_t fd, short what, void *context)
{
	(void)fd, (void)what;
	outbind_open(context);
}

void outbind_open(struct outbind *o)
{
	char reason[128];
	if (o->listener)
		return;
	o->listener = listen_anywhere(o);
	if (o->listener)
		return;
	snprintf(reason, sizeof reason, "outbind: port %u cannot be had: %s", o->shared->config->outbind, strerror(errno));
	note(o, reason);
	struct timeval again = { .tv_sec = AGAIN_S };
	evtimer_add(o->again, &again);
}

void outbind_close(struct outbind *o)
{
	evtimer_del(o->again);
	if (o->listener)
		evconnlistener_free(o->listener);
	o->listener = NULL;
	for (size_t i = 0; i < GUESTS_MAX; i++) {
		if (o->guests[i])
			guest_leave(o->guests[i]);
	}
}

struct outbind *outbind_new(struct connection_shared *shared, outbind_take *take, void *context)
{
	struct outbind *o = calloc(1, sizeof *o);
	if (!o)
		return NULL;
	*o = (struct outbind){ .shared = shared, .take = take, .context = context };
	o->again = evtimer_new(shared->base, on_again, o);
	if (o->again)
		return o;
	free(o);
	return NULL;
}

void outbind_free(struct outbind *o)
{
	if (!o)
		return;
	outbind_close(o);
	event_free(o->again);
	free(o);
}
