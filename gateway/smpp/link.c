#include "smpp/link.h"

#include "smpp/connection.h"
#include "smpp/outbind.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define SESSIONS_MAX (LINK_BINDS_MAX * 2)

struct smpp_link {
	struct connection_shared shared;
	size_t count;
	struct connection *connections[SESSIONS_MAX];
	struct outbind *outbind; /* NULL: we connect */
};

/* What a bind of a link is made of. */
static const struct session_row {
	size_t count;
	struct {
		enum esme_bind bind;
		const char *suffix;
	} of[2];
} session_rows[LINK_BINDS] = {
	[LINK_TRANSCEIVER] = { 1, { { BIND_TRANSCEIVER, "" } } },
	[LINK_TRANSMITTER_RECEIVER] = { 2, { { BIND_TRANSMITTER, "/tx" }, { BIND_RECEIVER, "/rx" } } },
	[LINK_RECEIVER] = { 1, { { BIND_RECEIVER, "" } } },
	[LINK_TRANSMITTER] = { 1, { { BIND_TRANSMITTER, "" } } },
};

/* The names are "sim", or "sim/tx", or of several binds "sim/1", "sim/1/tx". */
static bool bind_add(struct smpp_link *link, unsigned number)
{
	const struct session_row *row = &session_rows[link->shared.config->bind];
	for (size_t i = 0; i < row->count; i++) {
		char suffix[8] = "";
		if (link->shared.config->binds > 1)
			snprintf(suffix, sizeof suffix, "/%u%s", number % LINK_BINDS_MAX + 1, row->of[i].suffix);
		else
			snprintf(suffix, sizeof suffix, "%s", row->of[i].suffix);
		struct connection *c = connection_new(&link->shared, row->of[i].bind, number, suffix);
		if (!c)
			return false;
		link->connections[link->count++] = c;
	}
	return true;
}

static bool on_outbind(void *context, int fd)
{
	struct smpp_link *link = context;
	for (size_t i = 0; i < link->count; i++) {
		if (connection_take(link->connections[i], fd))
			return true;
	}
	return false;
}

struct smpp_link *link_new(struct event_base *base, const struct link_config *config, esme_handler *handler, void *context,
	const struct moment *clock)
{
	assert(!config->tls || !config->outbind);
	assert(config->host_count >= 1 && config->host_count <= LINK_HOSTS && config->binds >= 1 && config->binds <= LINK_BINDS_MAX);
	struct smpp_link *link = calloc(1, sizeof *link);
	if (!link)
		return NULL;
	link->shared.config = config;
	link->shared.base = base;
	link->shared.handler = handler;
	link->shared.context = context;
	link->shared.clock = clock;
	if (config->tls)
		link->shared.tls = tls_client_new(config->tls_ca, config->tls_certificate, config->tls_key, link->shared.tls_why);
	bool made = true;
	if (config->outbind)
		made = (link->outbind = outbind_new(&link->shared, on_outbind, link));
	for (unsigned number = 0; made && number < config->binds; number++)
		made = bind_add(link, number);
	if (made)
		return link;
	link_free(link);
	return NULL;
}

void link_free(struct smpp_link *link)
{
	if (!link)
		return;
	for (size_t i = 0; i < link->count; i++)
		connection_free(link->connections[i]);
	outbind_free(link->outbind);
	tls_client_free(link->shared.tls);
	free(link);
}

void link_start(struct smpp_link *link)
{
	for (size_t i = 0; i < link->count; i++)
		connection_start(link->connections[i]);
	if (link->outbind)
		outbind_open(link->outbind);
}

void link_stop(struct smpp_link *link)
{
	if (link->outbind)
		outbind_close(link->outbind);
	for (size_t i = 0; i < link->count; i++)
		connection_stop(link->connections[i]);
}

void link_flush(struct smpp_link *link)
{
	for (size_t i = 0; i < link->count && !link->shared.telling; i++)
		connection_flush(link->connections[i]);
}

bool link_is_down(const struct smpp_link *link)
{
	for (size_t i = 0; i < link->count; i++)
		if (!connection_is_down(link->connections[i]))
			return false;
	return true;
}

bool link_is_up(const struct smpp_link *link)
{
	size_t each = session_rows[link->shared.config->bind].count, bound[2] = { 0, 0 };
	for (size_t i = 0; i < link->count; i++)
		bound[i % each] += esme_state(connection_esme(link->connections[i])) == ESME_BOUND;
	return bound[0] > 0 && (each == 1 || bound[1] > 0);
}

/* Room before none, then the fewest open requests. */
static bool is_better(const struct esme *esme, const struct esme *than)
{
	bool can = esme_can_send(esme), could = esme_can_send(than);
	return can != could ? can : esme_open_requests(esme) < esme_open_requests(than);
}

struct esme *link_sender(struct smpp_link *link, unsigned number)
{
	struct esme *best = NULL;
	for (size_t i = 0; i < link->count; i++) {
		struct esme *esme = connection_esme(link->connections[i]);
		if (!esme_is_sender(esme))
			continue;
		if (esme_number(esme) == number && esme_can_send(esme))
			return esme;
		if (!best || is_better(esme, best))
			best = esme;
	}
	return best;
}

struct link_view link_view(const struct smpp_link *link)
{
	struct link_view view = { .last_error = link->shared.last_error, .connects = link->shared.connects, .sessions = link->count };
	const struct connection *least = NULL;
	for (size_t i = 0; i < link->count; i++) {
		const struct connection *c = link->connections[i];
		const struct esme *esme = connection_esme(c);
		const struct esme_counters *counters = esme_counters(esme);
		if (!least || connection_is_behind(c, least))
			least = c;
		view.bound += esme_state(esme) == ESME_BOUND;
		view.open_requests += esme_open_requests(esme);
		view.counters.received += counters->received;
		view.counters.sent += counters->sent;
		view.counters.malformed += counters->malformed;
		view.counters.unanswered += counters->unanswered;
		view.counters.unexpected += counters->unexpected;
	}
	view.state = connection_view(least).state;
	return view;
}

struct link_session link_session(const struct smpp_link *link, size_t index)
{
	assert(index < link->count);
	return connection_view(link->connections[index]);
}
