#include "control/http_server.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_MAX 8192
#define BODY_MAX 65536
#define PATIENCE_S 10

struct http_server {
	struct evhttp *http;
	http_health *health;
	void *context;
};

static void reply(struct evhttp_request *request, int status, const char *reason, const char *type, const char *body)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	struct evbuffer *out = evhttp_request_get_output_buffer(request);
	evhttp_add_header(headers, "Content-Type", type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
	evbuffer_add(out, body, strlen(body));
	evhttp_send_reply(request, status, reason, NULL);
}

static void reply_problem(struct evhttp_request *request, int status, const char *title)
{
	char body[128];
	snprintf(body, sizeof(body), "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}\n", title, status);
	reply(request, status, title, "application/problem+json", body);
}

static void on_healthz(struct http_server *s, struct evhttp_request *request)
{
	struct health health = { 0 };
	char body[HEALTH_BODY_MAX];
	s->health(s->context, &health);
	int status = health_report(&health, body, sizeof(body));
	reply(request, status, status == 200 ? "OK" : "Service Unavailable", "application/json", body);
}

static const struct route {
	const char *path;
	int methods; /* EVHTTP_REQ_... */
	const char *allow;
	void (*answer)(struct http_server *s, struct evhttp_request *request);
} routes[] = {
	{ "/healthz", EVHTTP_REQ_GET | EVHTTP_REQ_HEAD, "GET, HEAD", on_healthz },
};

static void on_request(struct evhttp_request *request, void *context)
{
	const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
	for (size_t i = 0; path && i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (strcmp(path, routes[i].path) != 0)
			continue;
		if (routes[i].methods & (int)evhttp_request_get_command(request)) {
			routes[i].answer(context, request);
			return;
		}
		evhttp_add_header(evhttp_request_get_output_headers(request), "Allow", routes[i].allow);
		reply_problem(request, 405, "Method Not Allowed");
		return;
	}
	reply_problem(request, 404, "Not Found");
}

struct http_server *http_server_new(struct event_base *base, const char *host, uint16_t port, http_health *health, void *context)
{
	struct http_server *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->health = health;
	s->context = context;
	s->http = evhttp_new(base);
	if (!s->http) {
		free(s);
		errno = ENOMEM;
		return NULL;
	}
	/* All methods come to on_request(): left to itself, the library answers those it does not allow with a page of its own. */
	evhttp_set_allowed_methods(s->http, 0xffff);
	evhttp_set_max_headers_size(s->http, HEAD_MAX);
	evhttp_set_max_body_size(s->http, BODY_MAX);
	evhttp_set_timeout(s->http, PATIENCE_S);
	evhttp_set_gencb(s->http, on_request, s);
	if (evhttp_bind_socket(s->http, host, port) != 0) {
		int fault = errno;
		http_server_free(s);
		errno = fault;
		return NULL;
	}
	return s;
}

void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	evhttp_free(s->http);
	free(s);
}
