#include "smpp/resolver.h"

#include "base/error.h"

#include <event2/dns.h>
#include <event2/util.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libevent answers a question that nobody waits for any more, too, and later: so it has memory of its own. */
struct question {
	struct resolver *owner; /* NULL: nobody waits */
};

struct resolver {
	struct event_base *base;
	resolver_done *done;
	void *context;
	struct evdns_base *servers; /* since the first name; NULL: none was asked for since resolver_stop() */
	struct question *open;
	bool asking; /* in resolver_ask(): the answer is its result */
	const char *why;
	struct resolver_address found[RESOLVER_ADDRESSES];
	size_t count;
};

struct resolver *resolver_new(struct event_base *base, resolver_done *done, void *context)
{
	struct resolver *r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	r->base = base;
	r->done = done;
	r->context = context;
	return r;
}

static void keep(struct resolver *r, const struct evutil_addrinfo *list, int family)
{
	for (; list && r->count < RESOLVER_ADDRESSES; list = list->ai_next) {
		if (list->ai_family != family || list->ai_addrlen > sizeof r->found->at)
			continue;
		memcpy(&r->found[r->count].at, list->ai_addr, list->ai_addrlen);
		r->found[r->count++].len = (socklen_t)list->ai_addrlen;
	}
}

static void keep_all(struct resolver *r, int error, struct evutil_addrinfo *list)
{
	keep(r, list, AF_INET);
	keep(r, list, AF_INET6);
	r->why = r->count > 0 ? NULL : error ? evutil_gai_strerror(error) : "the name has no address";
	if (list)
		evutil_freeaddrinfo(list);
}

static void on_answer(int error, struct evutil_addrinfo *list, void *context)
{
	struct question *question = context;
	struct resolver *r = question->owner;
	free(question);
	if (!r) {
		if (list)
			evutil_freeaddrinfo(list);
		return;
	}
	r->open = NULL;
	keep_all(r, error, list);
	if (!r->asking)
		r->done(r->context, r->why);
}

static bool servers_open(struct resolver *r)
{
	if (r->servers)
		return true;
	r->servers = evdns_base_new(r->base, EVDNS_BASE_DISABLE_WHEN_INACTIVE);
	if (r->servers)
		evdns_base_resolv_conf_parse(r->servers, DNS_OPTIONS_ALL, "/etc/resolv.conf"); /* without it: a server on this host */
	return r->servers;
}

static void abandon(struct resolver *r)
{
	if (r->open)
		r->open->owner = NULL;
	r->open = NULL;
}

static void ask_servers(struct resolver *r, const char *host, const char *service, const struct evutil_addrinfo *hints)
{
	struct question *question = calloc(1, sizeof *question);
	r->why = error_name(ERR_NOMEM);
	if (!question || !servers_open(r)) {
		free(question);
		return;
	}
	question->owner = r;
	r->open = question;
	r->asking = true;
	evdns_getaddrinfo(r->servers, host, service, hints, on_answer, question); /* on_answer is called in any case, at once or later */
	r->asking = false;
}

enum resolver_answer resolver_ask(struct resolver *r, const char *host, uint16_t port, const char **why)
{
	struct evutil_addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = EVUTIL_AI_NUMERICHOST }, *list = NULL;
	char service[6];
	abandon(r);
	snprintf(service, sizeof service, "%u", port);
	r->count = 0;
	if (evutil_getaddrinfo(host, service, &hints, &list) == 0) {
		keep_all(r, 0, list);
	} else {
		hints.ai_flags = 0;
		ask_servers(r, host, service, &hints);
	}
	*why = r->why;
	return r->open ? RESOLVER_LATER : r->count > 0 ? RESOLVER_FOUND : RESOLVER_FAILED;
}

size_t resolver_count(const struct resolver *r)
{
	return r->count;
}

const struct resolver_address *resolver_at(const struct resolver *r, size_t index)
{
	return &r->found[index];
}

/* A base that stays would go on asking dead name servers whether they live. */
void resolver_stop(struct resolver *r)
{
	abandon(r);
	if (r->servers)
		evdns_base_free(r->servers, 1);
	r->servers = NULL;
}

void resolver_free(struct resolver *r)
{
	if (!r)
		return;
	resolver_stop(r);
	free(r);
}
