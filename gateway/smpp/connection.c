#include "smpp/connection.h"

#include "base/log.h"
#include "smpp/refusal.h"
#include "smpp/resolver.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKOFF_FIRST_MS 100
#define BACKOFF_MOST_MS 30000
#define STABLE_MS 60000
#define REFUSALS_MOST 3 /* of name, password or type: whoever tries on is locked out by the network */
#define BACKOFF_REFUSED_MS 300000
#define WAITING_MAX (4u << 20)
#define EVBUFFER_READ 4096 /* the most that a bufferevent of libevent 2.1 reads at once */
#define ROOMS_A_TURN 16 /* so that one network cannot hold up the others */

enum phase { PHASE_DOWN, PHASE_WAITING, PHASE_LOOKING_UP, PHASE_CONNECTING, PHASE_SECURING, PHASE_OPEN };

struct connection {
	struct connection_shared *shared;
	struct esme_config config;
	char name[40]; /* the link's, and what tells it from its others */
	struct esme *esme;

	enum phase phase;
	struct bufferevent *stream; /* from CONNECTING on */
	bool stopping;
	const char *reason;   /* of ESME_DOWN: to be closed; NULL otherwise */
	unsigned losses;      /* in a row, for the back-off */
	unsigned refusals;    /* in a row, that only a person can mend: smpp/refusal.h */
	int64_t bound_ms;     /* since when; MOMENT_NEVER when not */
	char waiting[24];     /* in words */
	char last_error[LINK_ERROR_MAX];

	/* The round: the next host, and the next address of the one before it. */
	struct resolver *resolver;
	size_t host, address;

	struct event *timer;
	int64_t timer_ms; /* MOMENT_NEVER: not set */
};

int64_t connection_backoff_ms(unsigned losses, unsigned refusals, uint32_t random)
{
	int64_t ms = BACKOFF_FIRST_MS;
	while (losses-- > 0 && ms < BACKOFF_MOST_MS)
		ms *= 2;
	if (ms > BACKOFF_MOST_MS)
		ms = BACKOFF_MOST_MS;
	if (refusals >= REFUSALS_MOST)
		ms = BACKOFF_REFUSED_MS;
	return ms - ms / 4 + (int64_t)(random % (uint32_t)(ms / 2 + 1));
}

static struct moment now_of(const struct connection *c)
{
	return *c->shared->clock;
}

/* ---- the timer: its meaning is the phase's ---- */

static void timer_set(struct connection *c, int64_t at_ms)
{
	int64_t ms = at_ms - now_of(c).mono_ms;
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

static void stream_close(struct connection *c)
{
	if (c->stream)
		bufferevent_free(c->stream);
	c->stream = NULL;
}

static void connection_close(struct connection *c, struct moment now)
{
	timer_clear(c);
	stream_close(c);
	c->reason = NULL;
	c->phase = PHASE_DOWN;
	esme_disconnected(c->esme, now); /* last: it tells the owner, who may call */
}

static void error_note(struct connection *c, const char *reason)
{
	if (reason != c->last_error)
		snprintf(c->last_error, sizeof c->last_error, "%s", reason);
	snprintf(c->shared->last_error, sizeof c->shared->last_error, "%s", reason);
}

static void round_begin(struct connection *c)
{
	c->host = c->address = 0;
}

static void wait_for_outbind(struct connection *c)
{
	snprintf(c->waiting, sizeof c->waiting, "waiting for an outbind");
	c->phase = PHASE_WAITING;
}

/* The round goes on where it is, unless this was a session: then the first host is right again. */
static void connection_lost(struct connection *c, const char *reason, struct moment now)
{
	uint32_t random = 0;
	if (c->bound_ms != MOMENT_NEVER) {
		round_begin(c);
		if (now.mono_ms - c->bound_ms >= STABLE_MS)
			c->losses = 0;
	}
	c->bound_ms = MOMENT_NEVER;
	error_note(c, reason);
	connection_close(c, now);
	if (c->stopping || c->shared->config->outbind) {
		log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: %s", c->name, c->last_error);
		if (!c->stopping)
			wait_for_outbind(c);
		return;
	}
	if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random)
		random = (uint32_t)now.unix_ms;
	int64_t ms = connection_backoff_ms(c->losses++, c->refusals, random);
	snprintf(c->waiting, sizeof c->waiting, "waiting %.1f s", (double)ms / 1000);
	log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: %s; %s", c->name, c->last_error, c->waiting);
	c->phase = PHASE_WAITING;
	timer_set(c, now.mono_ms + ms);
}

/* At once, while nothing waits before it; what the socket does not take is the bufferevent's. */
static void connection_write(struct connection *c)
{
	const struct esme_out *out = esme_out(c->esme);
	size_t sent = 0;
	if (out->len == 0)
		return;
	bool at_once = evbuffer_get_length(bufferevent_get_output(c->stream)) == 0;
	if (at_once && c->shared->config->tls) {
		sent = tls_client_write(c->stream, out->data, out->len);
	} else if (at_once) {
		ssize_t len = send(bufferevent_getfd(c->stream), out->data, out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
		sent = len > 0 ? (size_t)len : 0;
	}
	if (sent < out->len)
		bufferevent_write(c->stream, out->data + sent, out->len - sent);
	esme_sent(c->esme);
}

/* ---- reading ---- */

/* A bufferevent gives 4 KiB a turn. When it is full more is likely to lie in the socket, and a turn (with its commit) should have it all.
 * What was answered at once leaves before more is read: the network works on it meanwhile. */
static void read_on(struct connection *c, int fd, struct moment now)
{
	struct connection_shared *shared = c->shared;
	for (int i = 0; i < ROOMS_A_TURN; i++) {
		ssize_t len = recv(fd, shared->room, sizeof shared->room, MSG_DONTWAIT);
		if (len <= 0) /* an end or an error is the bufferevent's to find */
			return;
		esme_bytes(c->esme, (struct bytes){ shared->room, (size_t)len }, now);
		explicit_bzero(shared->room, (size_t)len);
		if ((size_t)len < sizeof shared->room)
			return;
		connection_write(c);
	}
}

static void on_read(struct bufferevent *stream, void *context)
{
	struct connection *c = context;
	struct moment now = now_of(c);
	struct evbuffer *input = bufferevent_get_input(stream);
	bool full = !c->shared->config->tls && evbuffer_get_length(input) >= EVBUFFER_READ;
	size_t len;
	while ((len = evbuffer_get_contiguous_space(input)) > 0) {
		esme_bytes(c->esme, (struct bytes){ evbuffer_pullup(input, (ev_ssize_t)len), len }, now);
		evbuffer_drain(input, len);
	}
	if (full)
		read_on(c, bufferevent_getfd(stream), now);
}

/* ---- connecting ---- */

static void connection_open(struct connection *c, struct moment now)
{
	int fd = bufferevent_getfd(c->stream), on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	bufferevent_enable(c->stream, EV_READ | EV_WRITE);
	timer_clear(c);
	resolver_stop(c->resolver);
	c->phase = PHASE_OPEN;
	esme_connected(c->esme, now);
}

static bool round_try(struct connection *c, struct moment now);

static void round_go_on(struct connection *c, struct moment now)
{
	if (!round_try(c, now))
		connection_lost(c, c->last_error, now);
}

/* No connection with this address. */
static void attempt_failed(struct connection *c, const char *reason, struct moment now)
{
	timer_clear(c);
	stream_close(c);
	error_note(c, reason);
	round_go_on(c, now);
}

static const char *peer_name(const struct connection *c)
{
	const struct link_config *config = c->shared->config;
	return config->tls_name[0] ? config->tls_name : config->hosts[c->host - 1];
}

/* Why the stream is at its end. */
static void reason_of(const struct connection *c, short what, int error, char *reason)
{
	reason[0] = '\0';
	if (c->shared->config->tls && c->phase != PHASE_CONNECTING)
		tls_client_why(c->stream, peer_name(c), reason);
	if (c->reason)
		snprintf(reason, TLS_WHY_MAX, "%s", c->reason);
	else if (!reason[0] && what & BEV_EVENT_EOF)
		snprintf(reason, TLS_WHY_MAX, "closed by the peer%s", c->phase == PHASE_SECURING ? " before TLS was agreed on" : "");
	else if (!reason[0])
		snprintf(reason, TLS_WHY_MAX, "%s", evutil_socket_error_to_string(error));
}

static void on_stream(struct bufferevent *stream, short what, void *context);

/* The socket changes hands: its bufferevent becomes one of TLS. */
static void connection_secure(struct connection *c, struct moment now)
{
	struct connection_shared *shared = c->shared;
	int fd = bufferevent_getfd(c->stream);
	if (!shared->tls) {
		attempt_failed(c, shared->tls_why, now);
		return;
	}
	bufferevent_setfd(c->stream, -1);
	stream_close(c);
	c->phase = PHASE_SECURING;
	c->stream = tls_client_connect(shared->tls, shared->base, fd, peer_name(c));
	if (!c->stream) {
		attempt_failed(c, error_name(ERR_NOMEM), now);
		return;
	}
	bufferevent_setcb(c->stream, on_read, NULL, on_stream, c);
	timer_set(c, now.mono_ms + c->config.bind_ms);
}

static void on_stream(struct bufferevent *stream, short what, void *context)
{
	struct connection *c = context;
	struct moment now = now_of(c);
	int error = EVUTIL_SOCKET_ERROR();
	char reason[TLS_WHY_MAX];
	(void)stream;
	if (what & BEV_EVENT_CONNECTED) {
		if (c->phase == PHASE_CONNECTING && c->shared->config->tls)
			connection_secure(c, now);
		else
			connection_open(c, now);
		return;
	}
	reason_of(c, what, error, reason);
	if (c->phase != PHASE_OPEN)
		attempt_failed(c, reason, now);
	else
		connection_lost(c, reason, now);
}

/* A socket that leaves by the configured address; -1, with *why. */
static int socket_from(const char *source, int family, const char **why)
{
	struct sockaddr_storage at;
	int len = sizeof at, fd;
	*why = "source-address is of another family than the network's address";
	if (source[0] && (evutil_parse_sockaddr_port(source, (struct sockaddr *)&at, &len) != 0 || at.ss_family != family))
		return -1;
	fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && (!source[0] || bind(fd, (struct sockaddr *)&at, (socklen_t)len) == 0))
		return fd;
	*why = fd < 0 ? strerror(errno) : "source-address is no address of this machine";
	if (fd >= 0)
		close(fd);
	return -1;
}

/* False: it cannot even begin; the reason is noted. */
static bool attempt(struct connection *c, const struct resolver_address *to, struct moment now)
{
	const char *why;
	int fd = socket_from(c->shared->config->source, to->at.ss_family, &why);
	c->shared->connects++;
	if (fd >= 0) {
		c->stream = bufferevent_socket_new(c->shared->base, fd, BEV_OPT_CLOSE_ON_FREE);
		why = error_name(ERR_NOMEM);
		if (!c->stream)
			close(fd);
	}
	if (!c->stream) {
		error_note(c, why);
		return false;
	}
	c->phase = PHASE_CONNECTING;
	bufferevent_setcb(c->stream, on_read, NULL, on_stream, c);
	timer_set(c, now.mono_ms + c->config.bind_ms);
	if (bufferevent_socket_connect(c->stream, (const struct sockaddr *)&to->at, (int)to->len) == 0)
		return true;
	error_note(c, evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
	timer_clear(c);
	stream_close(c);
	return false;
}

/* False: the round is over. */
static bool round_try(struct connection *c, struct moment now)
{
	const struct link_config *config = c->shared->config;
	for (;;) {
		const char *why;
		while (c->address < resolver_count(c->resolver)) {
			if (attempt(c, resolver_at(c->resolver, c->address++), now))
				return true;
		}
		if (c->host >= config->host_count)
			return false;
		c->address = 0;
		switch (resolver_ask(c->resolver, config->hosts[c->host++], config->port, &why)) {
		case RESOLVER_FOUND:
			break;
		case RESOLVER_FAILED:
			error_note(c, why);
			break;
		case RESOLVER_LATER:
			c->phase = PHASE_LOOKING_UP;
			timer_set(c, now.mono_ms + c->config.bind_ms);
			return true;
		}
	}
}

static void on_addresses(void *context, const char *why)
{
	struct connection *c = context;
	if (c->phase != PHASE_LOOKING_UP)
		return;
	timer_clear(c);
	if (why)
		error_note(c, why);
	round_go_on(c, now_of(c));
}

static bool round_is_over(const struct connection *c)
{
	return c->host >= c->shared->config->host_count && c->address >= resolver_count(c->resolver);
}

static void connection_connect(struct connection *c, struct moment now)
{
	resolver_stop(c->resolver);
	if (round_is_over(c))
		round_begin(c);
	if (c->host == 0)
		c->address = resolver_count(c->resolver); /* of before: asked for anew */
	round_go_on(c, now);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct connection *c = context;
	struct moment now = now_of(c);
	(void)fd, (void)what;
	/* The clock may have been read before the loop waited; that this time has come is certain. */
	if (now.mono_ms < c->timer_ms)
		now = moment_after(now, c->timer_ms - now.mono_ms);
	c->timer_ms = MOMENT_NEVER;
	switch (c->phase) {
	case PHASE_WAITING:
		connection_connect(c, now);
		break;
	case PHASE_LOOKING_UP:
		resolver_stop(c->resolver);
		attempt_failed(c, "no answer from the name servers", now);
		break;
	case PHASE_CONNECTING:
		attempt_failed(c, "connecting took too long", now);
		break;
	case PHASE_SECURING:
		attempt_failed(c, "TLS took too long; does the network speak it on this port?", now);
		break;
	case PHASE_OPEN: /* connection_flush sets the timer again */
		esme_tick(c->esme, now);
		break;
	case PHASE_DOWN:
		break;
	}
}

/* ---- writing ---- */

void connection_flush(struct connection *c)
{
	struct moment now = now_of(c);
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

/* ---- the whole ---- */

static uint32_t on_event(void *context, struct esme *esme, const struct esme_event *event, struct moment now)
{
	struct connection *c = context;
	struct connection_shared *shared = c->shared;
	if (event->kind == ESME_UP) {
		c->bound_ms = now.mono_ms;
		c->refusals = 0;
		log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: bound to %s", c->name, esme_peer(esme));
	}
	if (event->kind == ESME_DOWN) {
		c->reason = event->reason;
		c->refusals += refusal_is_ours(event->status);
	}
	shared->telling++;
	uint32_t status = shared->handler(shared->context, esme, event, now);
	shared->telling--;
	return status;
}

struct connection *connection_new(struct connection_shared *shared, enum esme_bind bind, unsigned number, const char *suffix)
{
	struct connection *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->shared = shared;
	c->config = shared->config->esme;
	c->config.bind = bind;
	c->config.name = c->name;
	c->config.number = number;
	snprintf(c->name, sizeof c->name, "%s%s", shared->config->name, suffix);
	c->bound_ms = c->timer_ms = MOMENT_NEVER;
	c->timer = evtimer_new(shared->base, on_timer, c);
	c->resolver = resolver_new(shared->base, on_addresses, c);
	c->esme = esme_new(&c->config, on_event, c);
	if (c->timer && c->resolver && c->esme)
		return c;
	connection_free(c);
	return NULL;
}

void connection_free(struct connection *c)
{
	if (!c)
		return;
	stream_close(c);
	resolver_free(c->resolver);
	if (c->timer)
		event_free(c->timer);
	esme_free(c->esme);
	free(c);
}

void connection_start(struct connection *c)
{
	c->stopping = false;
	if (c->phase == PHASE_DOWN && c->shared->config->outbind) {
		wait_for_outbind(c);
	} else if (c->phase == PHASE_DOWN) {
		round_begin(c);
		connection_connect(c, now_of(c));
	}
}

bool connection_take(struct connection *c, int fd)
{
	if (c->phase != PHASE_WAITING)
		return false;
	c->stream = bufferevent_socket_new(c->shared->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!c->stream)
		return false;
	bufferevent_setcb(c->stream, on_read, NULL, on_stream, c);
	connection_open(c, now_of(c));
	return true;
}

void connection_stop(struct connection *c)
{
	c->stopping = true;
	if (c->phase == PHASE_OPEN) {
		esme_unbind(c->esme, now_of(c));
	} else if (c->phase != PHASE_DOWN) {
		resolver_stop(c->resolver);
		connection_close(c, now_of(c));
	}
}

bool connection_is_down(const struct connection *c)
{
	return c->phase == PHASE_DOWN;
}

struct esme *connection_esme(const struct connection *c)
{
	return c->esme;
}

struct link_session connection_view(const struct connection *c)
{
	static const char *const words[] = {
		[PHASE_DOWN] = "down",
		[PHASE_LOOKING_UP] = "looking its name up",
		[PHASE_CONNECTING] = "connecting",
		[PHASE_SECURING] = "agreeing on TLS",
	};
	return (struct link_session){ .name = c->name, .last_error = c->last_error, .open_requests = esme_open_requests(c->esme),
		.state = c->phase == PHASE_OPEN ? esme_state_name(esme_state(c->esme)) : c->phase == PHASE_WAITING ? c->waiting : words[c->phase] };
}

bool connection_is_behind(const struct connection *c, const struct connection *other)
{
	if (c->phase != other->phase)
		return c->phase < other->phase;
	return c->phase == PHASE_OPEN && esme_state(c->esme) != ESME_BOUND && esme_state(other->esme) == ESME_BOUND;
}
