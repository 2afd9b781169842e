#include "control/http_server.h"

#include "base/log.h"
#include "control/http_framing.h"
#include "control/http_tls.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define HEAD_MAX 8192
#define PATIENCE_S 10
#define BODY_READ_MAX (4 * BODY_MAX) /* up to here the refusal is a problem of ours, beyond it the library's own page */

#define SHORT_TOLD_MS 60000 /* at most so often */
#define PAUSE_US 100000

struct http_server {
	struct evhttp *http;
	int descriptors;      /* below this number HTTP takes connections: what is above is for links, store and console */
	int64_t short_told_ms;
	struct http_tls *tls; /* NULL: in clear */
	struct evconnlistener *listener; /* evhttp's */
	struct event *again;  /* listens again after a pause */
	struct http_api api;
};

static const struct { enum evhttp_cmd_type type; const char *name; } methods[] = {
	{ EVHTTP_REQ_GET, "GET" }, { EVHTTP_REQ_HEAD, "HEAD" }, { EVHTTP_REQ_POST, "POST" }, { EVHTTP_REQ_PUT, "PUT" },
	{ EVHTTP_REQ_DELETE, "DELETE" }, { EVHTTP_REQ_PATCH, "PATCH" }, { EVHTTP_REQ_OPTIONS, "OPTIONS" },
};

static const char *method_name(enum evhttp_cmd_type type)
{
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (methods[i].type == type)
			return methods[i].name;
	}
	return "";
}

static const char *header(struct evhttp_request *request, const char *name)
{
	const char *value = evhttp_find_header(evhttp_request_get_input_headers(request), name);
	return value ? value : "";
}

static bool peer_is_local(struct evhttp_request *request)
{
	char *address = NULL;
	uint16_t port;
	evhttp_connection_get_peer(evhttp_request_get_connection(request), &address, &port);
	return address && (strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0);
}

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

#define BEHIND_MAX 32 /* of what follows a request: its method tells what it is */

static const char *framing_of(struct evhttp_request *request)
{
	struct framing f = { 0 };
	char behind[BEHIND_MAX];
	struct evbuffer *more = bufferevent_get_input(evhttp_connection_get_bufferevent(evhttp_request_get_connection(request)));
	for (const struct evkeyval *h = evhttp_request_get_input_headers(request)->tqh_first; h; h = h->next.tqe_next)
		framing_header(&f, h->key, h->value);
	ev_ssize_t len = evbuffer_copyout(more, behind, sizeof(behind));
	return framing_fault(&f, evbuffer_get_length(evhttp_request_get_input_buffer(request)), behind, len > 0 ? (size_t)len : 0);
}

/* False: no memory for the body. */
static bool request_read(struct evhttp_request *from, struct http_request *to)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(from);
	struct evbuffer *in = evhttp_request_get_input_buffer(from);
	*to = (struct http_request){
		.method = method_name(evhttp_request_get_command(from)),
		.path = or_nothing(evhttp_uri_get_path(uri)),
		.query = or_nothing(evhttp_uri_get_query(uri)),
		.authorization = header(from, "Authorization"),
		.content_type = header(from, "Content-Type"),
		.idempotency_key = header(from, "Idempotency-Key"),
		.local = peer_is_local(from),
		.framing = framing_of(from),
		.body.len = evbuffer_get_length(in),
	};
	if (to->body.len > 0)
		to->body.at = evbuffer_pullup(in, -1);
	return to->body.len == 0 || to->body.at;
}

/* The reason phrases of RFC 9110 are not needed by HTTP/1.1, but people read them. */
static const char *reason(int status)
{
	static const struct { int status; const char *phrase; } phrases[] = {
		{ 200, "OK" }, { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 409, "Conflict" }, { 413, "Content Too Large" }, { 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" }, { 500, "Internal Server Error" }, { 503, "Service Unavailable" },
	};
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
		if (phrases[i].status == status)
			return phrases[i].phrase;
	}
	return "Status";
}

/* The library would send the body to HEAD as well. */
static void put_body(struct evhttp_request *request, const char *body)
{
	char len[24];
	snprintf(len, sizeof(len), "%zu", strlen(body));
	if (evhttp_request_get_command(request) == EVHTTP_REQ_HEAD)
		evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Length", len);
	else
		evbuffer_add(evhttp_request_get_output_buffer(request), body, strlen(body));
}

static void reply_send(struct evhttp_request *request, const struct http_reply *reply)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	char seconds[16];
	if (reply->type)
		evhttp_add_header(headers, "Content-Type", reply->type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
	if (reply->allow[0])
		evhttp_add_header(headers, "Allow", reply->allow);
	if (reply->status == 401)
		evhttp_add_header(headers, "WWW-Authenticate", "Bearer");
	if (reply->close)
		evhttp_add_header(headers, "Connection", "close");
	if (reply->replayed)
		evhttp_add_header(headers, "Idempotency-Replayed", "true");
	if (reply->retry_after_s > 0) {
		snprintf(seconds, sizeof(seconds), "%d", reply->retry_after_s);
		evhttp_add_header(headers, "Retry-After", seconds);
	}
	put_body(request, reply->body ? reply->body : "");
	evhttp_send_reply(request, reply->status, reason(reply->status), NULL);
}

static void on_request(struct evhttp_request *request, void *context)
{
	struct http_server *s = context;
	struct http_request read;
	struct http_reply reply = { .status = 503 };
	if (request_read(request, &read))
		http_api_answer(&s->api, &read, *s->api.parts.clock, &reply);
	reply_send(request, &reply);
	free(reply.body);
}

/* Of the process's limit, whatever it is, a quarter is not for HTTP, and never less than the links of a small gateway take. */
static int descriptors_for_http(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > HTTP_DESCRIPTORS + DESCRIPTORS_RESERVE)
		return HTTP_DESCRIPTORS;
	int all = (int)limit.rlim_cur, reserve = all / 4 > DESCRIPTORS_RESERVE ? all / 4 : DESCRIPTORS_RESERVE;
	return all > reserve ? all - reserve : 0;
}

/* The system gives the lowest number that is free. */
static bool descriptors_are_short(const struct http_server *s)
{
	int lowest = dup(STDERR_FILENO);
	if (lowest >= 0)
		close(lowest);
	return lowest < 0 || lowest >= s->descriptors;
}

static void pause_listening(struct http_server *s)
{
	static const struct timeval pause = { .tv_usec = PAUSE_US };
	int64_t now = s->api.parts.clock->mono_ms;
	evconnlistener_disable(s->listener);
	event_add(s->again, &pause);
	if (s->short_told_ms != 0 && now - s->short_told_ms < SHORT_TOLD_MS)
		return;
	s->short_told_ms = now;
	log_say(LOG_CONTROL, LOG_LEVEL_NOTICE, "HTTP: its %d descriptors are taken; new connections wait until some of those that are open end or have been silent for %d s; "
		"`ulimit -n` or LimitNOFILE= gives more", s->descriptors, PATIENCE_S);
}

/* What the library would say of each turn of the loop. */
static void on_accept_error(struct evconnlistener *listener, void *context)
{
	(void)listener;
	pause_listening(context);
}

static void on_again(evutil_socket_t fd, short what, void *context)
{
	struct http_server *s = context;
	(void)fd;
	(void)what;
	evconnlistener_enable(s->listener);
}

/* NULL: evhttp makes one in clear by itself. */
static struct bufferevent *on_accept(struct event_base *base, void *context)
{
	struct http_server *s = context;
	if (descriptors_are_short(s))
		pause_listening(s);
	return s->tls ? http_tls_accept(s->tls, base) : NULL;
}

static bool start(struct http_server *s, struct event_base *base, const char **why)
{
	const struct config *c = s->api.parts.config;
	if (c->http_cert[0]) {
		s->tls = http_tls_new(c->http_cert, c->http_key, why);
		if (!s->tls)
			return false;
	}
	*why = "there is no memory";
	s->http = evhttp_new(base);
	if (!s->http)
		return false;
	/* All methods come to on_request(): left to itself, the library answers those it does not allow with a page of its own. */
	evhttp_set_allowed_methods(s->http, 0xffff);
	evhttp_set_max_headers_size(s->http, HEAD_MAX);
	evhttp_set_max_body_size(s->http, BODY_READ_MAX);
	evhttp_set_timeout(s->http, PATIENCE_S);
	evhttp_set_gencb(s->http, on_request, s);
	evhttp_set_bevcb(s->http, on_accept, s);
	s->again = evtimer_new(base, on_again, s);
	if (!s->again)
		return false;
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(s->http, c->http_host, c->http_port);
	if (!bound) {
		*why = strerror(errno);
		return false;
	}
	s->listener = evhttp_bound_socket_get_listener(bound);
	s->descriptors = descriptors_for_http();
	evconnlistener_set_error_cb(s->listener, on_accept_error);
	return true;
}

struct http_server *http_server_new(struct event_base *base, const struct http_setup *setup, const char **why)
{
	struct http_server *s = calloc(1, sizeof(*s));
	*why = "there is no memory";
	if (!s)
		return NULL;
	http_api_init(&s->api, setup);
	if (start(s, base, why))
		return s;
	http_server_free(s);
	return NULL;
}

void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	if (s->http)
		evhttp_free(s->http);
	if (s->again)
		event_free(s->again);
	http_tls_free(s->tls);
	free(s);
}
