#include "smpp/link.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#define BACKOFF_FIRST_MS 100
#define BACKOFF_MOST_MS 30000
#define STABLE_MS 60000
#define WAITING_MAX (4u << 20)
#define EVBUFFER_READ 4096 /* the most that a bufferevent of libevent 2.1 reads at once */
#define ROOM 16384
#define ROOMS_A_TURN 16 /* so that one network cannot hold up the others */

enum phase { PHASE_DOWN, PHASE_WAITING, PHASE_CONNECTING, PHASE_OPEN };

struct connection {
	struct smpp_link *link;
	struct esme_config config;
	char name[36]; /* the link's, and "/tx" or "/rx" */
	struct esme *esme;

	enum phase phase;
	struct bufferevent *stream; /* CONNECTING and OPEN */
	struct evdns_base *resolver; /* of the last attempt; NULL when the host is numeric */
	int family;           /* that a name is asked for */
	const char *reason;   /* of ESME_DOWN: to be closed; NULL otherwise */
	unsigned losses;      /* in a row, for the back-off */
	int64_t bound_ms;     /* since when; MOMENT_NEVER when not */
	char waiting[24];     /* in words */

	struct event *timer;
	int64_t timer_ms; /* MOMENT_NEVER: not set */
};

struct smpp_link {
	const struct link_config *config;
	struct event_base *base;
	esme_handler *handler;
	void *context;
	const struct moment *clock;
	unsigned telling; /* handlers under way */
	bool stopping;
	bool numeric; /* the host */
	size_t count;
	struct connection connections[2]; /* the first is the sender */
	uint64_t connects;
	char last_error[128];
	uint8_t room[ROOM];
};

int64_t link_backoff_ms(unsigned losses, uint32_t random)
{
	int64_t ms = BACKOFF_FIRST_MS;
	while (losses-- > 0 && ms < BACKOFF_MOST_MS)
		ms *= 2;
	if (ms > BACKOFF_MOST_MS)
		ms = BACKOFF_MOST_MS;
	return ms - ms / 4 + (int64_t)(random % (uint32_t)(ms / 2 + 1));
}

/* ---- the timer: one a connection, its meaning is the phase's ---- */

static void timer_set(struct connection *c, int64_t at_ms)
{
	int64_t ms = at_ms - c->link->clock->mono_ms;
	if (ms < 0)
		ms = 0;
	c->timer_ms = at_ms;
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	evtimer_add(c->timer, &delay);
}

static void timer_clear(struct connection *c)
{
	c->timer_ms = MOMENT_NEVER;
	evtimer_del(c->timer);
}

/* ---- losing and closing ---- */

static void connection_close(struct connection *c, struct moment now)
{
	timer_clear(c);
	if (c->stream)
		bufferevent_free(c->stream);
	c->stream = NULL;
	c->reason = NULL;
	c->phase = PHASE_DOWN;
	esme_disconnected(c->esme, now); /* last: it tells the owner, who may call */
}

static void connection_lost(struct connection *c, const char *reason, struct moment now)
{
	struct smpp_link *link = c->link;
	uint32_t random = 0;
	if (c->phase == PHASE_CONNECTING)
		c->family = c->family == AF_INET ? AF_INET6 : AF_INET;
	if (c->bound_ms != MOMENT_NEVER && now.mono_ms - c->bound_ms >= STABLE_MS)
		c->losses = 0;
	c->bound_ms = MOMENT_NEVER;
	snprintf(link->last_error, sizeof link->last_error, "%s", reason);
	connection_close(c, now);
	if (link->stopping) {
		log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: %s", c->name, link->last_error);
		return;
	}
	if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random)
		random = (uint32_t)now.unix_ms;
	int64_t ms = link_backoff_ms(c->losses++, random);
	snprintf(c->waiting, sizeof c->waiting, "waiting %.1f s", (double)ms / 1000);
	log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: %s; %s", c->name, link->last_error, c->waiting);
	c->phase = PHASE_WAITING;
	timer_set(c, now.mono_ms + ms);
}

/* At once, while nothing waits before it; what the socket does not take is the bufferevent's. */
static void connection_write(struct connection *c)
{
	struct esme_out *out = esme_out(c->esme);
	size_t sent = 0;
	if (out->len == 0)
		return;
	if (evbuffer_get_length(bufferevent_get_output(c->stream)) == 0) {
		ssize_t len = send(bufferevent_getfd(c->stream), out->data, out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
		sent = len > 0 ? (size_t)len : 0;
	}
	if (sent < out->len)
		bufferevent_write(c->stream, out->data + sent, out->len - sent);
	out->len = 0;
}

/* ---- reading ---- */

/* A bufferevent gives 4 KiB a turn. When it is full more is likely to lie in the socket, and a turn (with its commit) should have it all.
 * What was answered at once leaves before more is read: the network works on it meanwhile. */
static void read_on(struct connection *c, int fd, struct moment now)
{
	struct smpp_link *link = c->link;
	for (int i = 0; i < ROOMS_A_TURN; i++) {
		ssize_t len = recv(fd, link->room, sizeof link->room, MSG_DONTWAIT);
		if (len <= 0) /* an end or an error is the bufferevent's to find */
			return;
		esme_bytes(c->esme, (struct bytes){ link->room, (size_t)len }, now);
		if ((size_t)len < sizeof link->room)
			return;
		connection_write(c);
	}
}

static void on_read(struct bufferevent *stream, void *context)
{
	struct connection *c = context;
	struct moment now = *c->link->clock;
	struct evbuffer *input = bufferevent_get_input(stream);
	bool full = evbuffer_get_length(input) >= EVBUFFER_READ;
	size_t len;
	while ((len = evbuffer_get_contiguous_space(input)) > 0) {
		esme_bytes(c->esme, (struct bytes){ evbuffer_pullup(input, (ev_ssize_t)len), len }, now);
		evbuffer_drain(input, len);
	}
	if (full)
		read_on(c, bufferevent_getfd(stream), now);
}

/* ---- connecting ---- */

static void resolver_free(struct connection *c)
{
	if (c->resolver)
		evdns_base_free(c->resolver, 1);
	c->resolver = NULL;
}

static void on_connected(struct connection *c, struct moment now)
{
	int fd = bufferevent_getfd(c->stream), on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	bufferevent_enable(c->stream, EV_READ | EV_WRITE);
	timer_clear(c);
	resolver_free(c); /* it would go on asking dead name servers whether they live */
	c->phase = PHASE_OPEN;
	esme_connected(c->esme, now);
}

static void on_stream(struct bufferevent *stream, short what, void *context)
{
	struct connection *c = context;
	struct moment now = *c->link->clock;
	int error = EVUTIL_SOCKET_ERROR(), lookup = bufferevent_socket_get_dns_error(stream);
	if (what & BEV_EVENT_CONNECTED)
		on_connected(c, now);
	else if (what & BEV_EVENT_EOF)
		connection_lost(c, c->reason ? c->reason : "closed by the peer", now);
	else
		connection_lost(c, c->reason ? c->reason : lookup ? evutil_gai_strerror(lookup) : evutil_socket_error_to_string(error), now);
}

/* A new one for each attempt: resolv.conf and hosts may have changed. */
static struct evdns_base *resolver_renew(struct connection *c)
{
	resolver_free(c);
	c->resolver = c->link->numeric ? NULL : evdns_base_new(c->link->base, EVDNS_BASE_DISABLE_WHEN_INACTIVE);
	if (c->resolver)
		evdns_base_resolv_conf_parse(c->resolver, DNS_OPTIONS_ALL, "/etc/resolv.conf"); /* without it: a server on this host */
	return c->resolver;
}

static void connection_connect(struct connection *c, struct moment now)
{
	struct smpp_link *link = c->link;
	const struct link_config *config = link->config;
	link->connects++;
	c->phase = PHASE_CONNECTING;
	c->stream = bufferevent_socket_new(link->base, -1, BEV_OPT_CLOSE_ON_FREE);
	if (!c->stream || (!resolver_renew(c) && !link->numeric)) {
		connection_lost(c, error_name(ERR_NOMEM), now);
		return;
	}
	timer_set(c, now.mono_ms + c->config.bind_ms);
	bufferevent_setcb(c->stream, on_read, NULL, on_stream, c);
	int family = link->numeric ? AF_UNSPEC : c->family;
	/* May call on_stream at once, which frees the stream. */
	int failed = bufferevent_socket_connect_hostname(c->stream, c->resolver, family, config->host, config->port);
	if (failed && c->phase == PHASE_CONNECTING)
		connection_lost(c, "no socket", now);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct connection *c = context;
	struct moment now = *c->link->clock;
	(void)fd, (void)what;
	/* The clock may have been read before the loop waited; that this time has come is certain. */
	if (now.mono_ms < c->timer_ms)
		now = moment_after(now, c->timer_ms - now.mono_ms);
	c->timer_ms = MOMENT_NEVER;
	switch (c->phase) {
	case PHASE_WAITING:
		connection_connect(c, now);
		break;
	case PHASE_CONNECTING:
		connection_lost(c, "connecting took too long", now);
		break;
	case PHASE_OPEN: /* link_flush sets the timer again */
			esme_tick(c->esme, now);
			break;
	case PHASE_DOWN:
		break;
	}
}

/* ---- writing ---- */

static void connection_flush(struct connection *c, struct moment now)
{
	if (c->phase != PHASE_OPEN)
		return;
	connection_write(c);
	if (c->reason) {
		connection_lost(c, c->reason, now);
		return;
	}
	if (evbuffer_get_length(bufferevent_get_output(c->stream)) > WAITING_MAX) {
		connection_lost(c, "the peer does not read", now);
		return;
	}
	/* Only an earlier time is set anew: traffic moves the deadline away with each PDU, and the timer finds that out when it fires. */
	int64_t deadline = esme_deadline(c->esme);
	if (deadline < c->timer_ms)
		timer_set(c, deadline);
}

void link_flush(struct smpp_link *link)
{
	for (size_t i = 0; i < link->count && !link->telling; i++)
		connection_flush(&link->connections[i], *link->clock);
}

/* ---- the link ---- */

static uint32_t on_event(void *context, struct esme *esme, const struct esme_event *event, struct moment now)
{
	struct connection *c = context;
	struct smpp_link *link = c->link;
	if (event->kind == ESME_UP) {
		c->bound_ms = now.mono_ms;
		log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: bound to %s", c->name, esme_peer(esme));
	}
	if (event->kind == ESME_DOWN)
		c->reason = event->reason;
	link->telling++;
	uint32_t status = link->handler(link->context, esme, event, now);
	link->telling--;
	return status;
}

static bool connection_init(struct connection *c, struct smpp_link *link, enum esme_bind bind, const char *suffix)
{
	c->link = link;
	c->config = link->config->esme;
	c->config.bind = bind;
	c->config.name = c->name;
	snprintf(c->name, sizeof c->name, "%s%s", link->config->name, suffix);
	c->family = AF_INET;
	c->bound_ms = c->timer_ms = MOMENT_NEVER;
	c->timer = evtimer_new(link->base, on_timer, c);
	c->esme = esme_new(&c->config, on_event, c);
	return c->timer && c->esme;
}

struct smpp_link *link_new(struct event_base *base, const struct link_config *config, esme_handler *handler, void *context,
	const struct moment *clock)
{
	static const struct {
		enum esme_bind bind;
		const char *suffix;
	} sessions[][2] = {
		[LINK_TRANSCEIVER] = { { BIND_TRANSCEIVER, "" } },
		[LINK_TRANSMITTER_RECEIVER] = { { BIND_TRANSMITTER, "/tx" }, { BIND_RECEIVER, "/rx" } },
	};
	struct in6_addr address;
	struct smpp_link *link = calloc(1, sizeof *link);
	if (!link)
		return NULL;
	link->config = config;
	link->base = base;
	link->handler = handler;
	link->context = context;
	link->clock = clock;
	link->numeric = inet_pton(AF_INET, config->host, &address) == 1 || inet_pton(AF_INET6, config->host, &address) == 1;
	link->count = config->bind == LINK_TRANSCEIVER ? 1 : 2;
	for (size_t i = 0; i < link->count; i++) {
		if (!connection_init(&link->connections[i], link, sessions[config->bind][i].bind, sessions[config->bind][i].suffix)) {
			link_free(link);
			return NULL;
		}
	}
	return link;
}

void link_free(struct smpp_link *link)
{
	if (!link)
		return;
	for (size_t i = 0; i < link->count; i++) {
		struct connection *c = &link->connections[i];
		if (c->stream)
			bufferevent_free(c->stream);
		resolver_free(c);
		if (c->timer)
			event_free(c->timer);
		esme_free(c->esme);
	}
	free(link);
}

void link_start(struct smpp_link *link)
{
	link->stopping = false;
	for (size_t i = 0; i < link->count; i++)
		if (link->connections[i].phase == PHASE_DOWN)
			connection_connect(&link->connections[i], *link->clock);
}

void link_stop(struct smpp_link *link)
{
	link->stopping = true;
	for (size_t i = 0; i < link->count; i++) {
		struct connection *c = &link->connections[i];
		if (c->phase == PHASE_OPEN)
			esme_unbind(c->esme, *link->clock);
		else if (c->phase != PHASE_DOWN)
			connection_close(c, *link->clock);
	}
}

bool link_is_down(const struct smpp_link *link)
{
	for (size_t i = 0; i < link->count; i++)
		if (link->connections[i].phase != PHASE_DOWN)
			return false;
	return true;
}

bool link_is_up(const struct smpp_link *link)
{
	for (size_t i = 0; i < link->count; i++)
		if (esme_state(link->connections[i].esme) != ESME_BOUND)
			return false;
	return true;
}

struct esme *link_sender(struct smpp_link *link)
{
	return link->connections[0].esme;
}

static const char *connection_words(const struct connection *c)
{
	static const char *const words[] = {
		[PHASE_DOWN] = "down",
		[PHASE_CONNECTING] = "connecting",
	};
	if (c->phase == PHASE_OPEN)
		return esme_state_name(esme_state(c->esme));
	return c->phase == PHASE_WAITING ? c->waiting : words[c->phase];
}

struct link_view link_view(const struct smpp_link *link)
{
	struct link_view view = { .state = "bound", .last_error = link->last_error, .connects = link->connects };
	enum phase least = PHASE_OPEN;
	for (size_t i = 0; i < link->count; i++) {
		const struct connection *c = &link->connections[i];
		const struct esme_counters *counters = esme_counters(c->esme);
		if (c->phase < least || (c->phase == least && esme_state(c->esme) != ESME_BOUND)) {
			least = c->phase;
			view.state = connection_words(c);
		}
		view.open_requests += esme_open_requests(c->esme);
		view.counters.received += counters->received;
		view.counters.sent += counters->sent;
		view.counters.malformed += counters->malformed;
		view.counters.unanswered += counters->unanswered;
		view.counters.unexpected += counters->unexpected;
	}
	return view;
}
