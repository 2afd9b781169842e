#include "control/http_api.h"

#include "base/log.h"
#include "control/http_route.h"
#include "gateway.h"
#include "store/audit.h"
#include "store/replies.h"
#include "store/store.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEY_MAX 255
#define STORE_RETRY_S 5

void http_api_init(struct http_api *api, const struct http_setup *setup)
{
	memset(api, 0, sizeof *api);
	api->parts = *setup;
	rate_init(&api->rate, setup->config->http_rate);
}

static bool identify(struct http_call *c, const struct http_route *route)
{
	static const char scheme[] = "Bearer ";
	const char *given = c->request->authorization;
	bool local = route->access == ACCESS_LOCAL && c->request->local && !c->api->parts.config->http_behind_proxy;
	if (route->access == ACCESS_OPEN || (local && !*given))
		return true;
	enum error error = ERR_DENIED;
	if (strncasecmp(given, scheme, sizeof scheme - 1) == 0)
		error = tokens_find(gateway_store(c->api->parts.gateway), given + sizeof scheme - 1, &c->who);
	if (error == ERR_DENIED) {
		c->api->denied++;
		problem_set(&c->problem, PROBLEM_TOKEN, "", "%s", *given ? "nobody has this token" : "Authorization: Bearer TOKEN is missing");
		return false;
	}
	return http_good(c, error, "");
}

static bool allow(struct http_call *c, const struct http_route *route, struct http_reply *reply)
{
	if (!c->who.name[0])
		return true;
	if (!rate_take(&c->api->rate, c->who.name, c->now.mono_ms, &reply->retry_after_s)) {
		problem_set(&c->problem, PROBLEM_RATE, "", "%u requests a second are the most", (unsigned)c->api->rate.per_second);
		return false;
	}
	reply->retry_after_s = 0;
	if (route->roles & 1u << c->who.role)
		return true;
	problem_set(&c->problem, PROBLEM_ROLE, "", "the role %s is not for this", token_role_name(c->who.role));
	return false;
}

static bool parameter_known(const struct http_route *route, const char *name, size_t len)
{
	for (size_t i = 0; i < ROUTE_PARAMETERS && route->parameters[i]; i++) {
		if (strlen(route->parameters[i]) == len && memcmp(route->parameters[i], name, len) == 0)
			return true;
	}
	return false;
}

static bool check_parameters(struct http_call *c, const struct http_route *route)
{
	for (const char *at = c->request->query; *at; at += strcspn(at, "&"), at += *at == '&') {
		if (!parameter_known(route, at, strcspn(at, "=&"))) {
			problem_set(&c->problem, PROBLEM_PARAMETER, "", "this address does not take such a parameter");
			return false;
		}
	}
	return true;
}

/* application/json, of which the only charset is UTF-8 (RFC 8259, 8.1): said or not, with quotes or without. */
static bool media_right(const char *type)
{
	static const char json[] = "application/json", charset[] = "charset=";
	size_t len = sizeof json - 1;
	if (strncasecmp(type, json, len) != 0 || (type[len] && !strchr("; \t", type[len])))
		return false;
	for (const char *at = type + len; *at;) {
		at += strspn(at, "; \t");
		if (strncasecmp(at, charset, sizeof charset - 1) == 0) {
			const char *value = at + sizeof charset - 1;
			size_t quote = *value == '"';
			if (strncasecmp(value + quote, "utf-8", 5) != 0 || (quote ? value[6] != '"' : value[5] && !strchr("; \t", value[5])))
				return false;
		}
		at += strcspn(at, ";");
	}
	return true;
}

static bool read_body(struct http_call *c, const struct http_route *route)
{
	if (!route->writes)
		return true;
	if (c->request->body.len == 0 && route->field_count == 0) /* nothing to say, nothing said */
		c->body = body_read((struct bytes){ (const uint8_t *)"{}", 2 }, route->fields, 0, &c->problem);
	else if (c->request->body.len > BODY_MAX)
		problem_set(&c->problem, PROBLEM_BODY_LARGE, "", "%d octets are the most", BODY_MAX);
	else if (!media_right(c->request->content_type))
		problem_set(&c->problem, PROBLEM_MEDIA, "", "Content-Type: application/json is right; its charset is UTF-8");
	else
		c->body = body_read(c->request->body, route->fields, route->field_count, &c->problem);
	return c->body != NULL;
}

static bool key_valid(struct http_call *c)
{
	size_t len = strlen(c->request->idempotency_key);
	for (size_t i = 0; i < len; i++) {
		if (len > KEY_MAX || c->request->idempotency_key[i] < ' ' || c->request->idempotency_key[i] > '~') {
			problem_set(&c->problem, PROBLEM_KEY, "", "1 to %d printable characters are right", KEY_MAX);
			return false;
		}
	}
	return true;
}

/* The reply as it goes out. A problem is told instead of whatever the handler has said. */
static void reply_make(struct http_call *c, struct http_reply *reply)
{
	if (c->problem.kind != PROBLEM_NONE) {
		reply->status = problem_status(c->problem.kind);
		reply->type = "application/problem+json";
		free(reply->body);
		reply->body = problem_text(&c->problem);
		if (c->problem.kind == PROBLEM_STORE)
			reply->retry_after_s = STORE_RETRY_S;
		return;
	}
	if (reply->body) /* made with the commit, or long before */
		return;
	reply->status = c->status;
	reply->type = c->text ? c->type : "application/json";
	reply->body = c->text ? c->text : json_dumps(c->out, JSON_COMPACT);
	c->text = NULL;
}

/* What must be the same when an Idempotency-Key comes again: all that the reply depends on. */
static char *request_print(const struct http_call *c, size_t *len)
{
	char *out = NULL;
	int head = asprintf(&out, "%s %s?%s\n", c->request->method, c->request->path, c->request->query);
	char *all = head < 0 ? NULL : realloc(out, (size_t)head + c->request->body.len + 1);
	if (!all) {
		if (head >= 0)
			free(out);
		return NULL;
	}
	memcpy(all + head, c->request->body.at ? (const char *)c->request->body.at : "", c->request->body.len);
	*len = (size_t)head + c->request->body.len;
	return all;
}

static bool replay(struct http_call *c, const struct reply_to *to, struct http_reply *reply)
{
	enum error error = replies_get(gateway_store(c->api->parts.gateway), to, c->now.unix_ms, &reply->status, &reply->body);
	if (error == ERR_NOT_FOUND)
		return false;
	if (error == ERR_STATE)
		problem_set(&c->problem, PROBLEM_KEY_REUSED, "", "another address or body came with it");
	else if (http_good(c, error, "")) {
		reply->type = "application/json";
		reply->replayed = true;
		c->api->replayed++;
	}
	return true;
}

/* `subject`: what is known to be a number or a name; what was merely typed may be anything. */
static enum error audit_write(const struct http_call *c, const struct http_route *route, const char *subject, enum audit_outcome outcome)
{
	struct audit row = { .at_ms = c->now.unix_ms, .outcome = outcome };
	snprintf(row.who, sizeof row.who, "%s", c->who.name);
	snprintf(row.role, sizeof row.role, "%s", token_role_name(c->who.role));
	if (route->name)
		snprintf(row.action, sizeof row.action, "%s", route->name);
	else
		snprintf(row.action, sizeof row.action, "%s %s", route->method, route->path);
	snprintf(row.subject, sizeof row.subject, "%s", subject);
	snprintf(row.reason, sizeof row.reason, "%s", c->reason);
	return audit_add(gateway_store(c->api->parts.gateway), &row);
}

/* In the group of the handler's own writes. */
static void write_down(struct http_call *c, const struct http_route *route, const struct reply_to *to, struct http_reply *reply)
{
	struct store *store = gateway_store(c->api->parts.gateway);
	enum error error = audit_write(c, route, c->subject, AUDIT_DONE);
	reply_make(c, reply);
	if (!error && !reply->body)
		error = ERR_NOMEM;
	if (!error && *to->key)
		error = replies_put(store, to, c->now.unix_ms, reply->status, reply->body);
	if (http_good(c, error, "") && !gateway_commit(c->api->parts.gateway, c->now))
		problem_set(&c->problem, PROBLEM_STORE, "", "nothing was changed; try again");
}

/* The number of the path, as the audit has numbers; "" when there is none. */
static const char *path_number(struct http_call *c)
{
	struct http_call read = *c;
	char number[9];
	if (!http_number(&read, number))
		return "";
	memcpy(c->subject, number, sizeof number);
	return c->subject;
}

/* A row in a group of its own: without it there is no reply. */
static void write_alone(struct http_call *c, const struct http_route *route, const char *subject, enum audit_outcome outcome)
{
	struct gateway *gateway = c->api->parts.gateway;
	bool committed = gateway_commit(gateway, c->now);
	enum error error = committed ? audit_write(c, route, subject, outcome) : ERR_IO;
	if (!error && !gateway_commit(gateway, c->now))
		error = ERR_IO;
	if (error) {
		store_rollback(gateway_store(gateway));
		problem_set(&c->problem, PROBLEM_STORE, "", "it cannot be written down who asks; try again");
	}
}

/* What a case says is told to nobody without a row. */
static void run_look(struct http_call *c, const struct http_route *route)
{
	route->handler(c);
	if (route->name && c->problem.kind == PROBLEM_NONE)
		write_alone(c, route, c->subject, AUDIT_DONE);
}

/* Whoever tries what their role does not allow, or asks for a case that is not there for them: the same row whether there is such a case or not. */
static void note_refusal(struct http_call *c, const struct http_route *route)
{
	bool wrong_role = c->problem.kind == PROBLEM_ROLE, no_case = c->problem.kind == PROBLEM_SUBJECT && route->of_appeal;
	if (c->who.name[0] && (wrong_role || no_case))
		write_alone(c, route, path_number(c), AUDIT_REFUSED);
}

static void run_write(struct http_call *c, const struct http_route *route, struct http_reply *reply)
{
	struct reply_to to = { .token = &c->who, .key = c->request->idempotency_key };
	char *print = NULL;
	if (!key_valid(c))
		return;
	if (!gateway_commit(c->api->parts.gateway, c->now)) {
		problem_set(&c->problem, PROBLEM_STORE, "", "nothing was changed; try again");
		return;
	}
	print = request_print(c, &to.request.len);
	to.request.at = (const uint8_t *)print;
	if (!print)
		http_good(c, ERR_NOMEM, "");
	else if (*to.key && replay(c, &to, reply)) {
		if (c->problem.kind == PROBLEM_NONE)
			write_alone(c, route, path_number(c), AUDIT_REPLAYED);
	} else {
		route->handler(c);
		if (c->problem.kind == PROBLEM_NONE)
			write_down(c, route, &to, reply);
	}
	if (c->after)
		c->after(c, c->problem.kind == PROBLEM_NONE);
	free(print);
	if (c->problem.kind != PROBLEM_NONE)
		store_rollback(gateway_store(c->api->parts.gateway));
}

static void lead(struct http_call *c, struct http_reply *reply)
{
	bool path_known;
	const struct http_route *route = route_find(c->request->method, c->request->path, c->name, &path_known, reply->allow, sizeof reply->allow);
	if (!route) {
		problem_set(&c->problem, path_known ? PROBLEM_METHOD : PROBLEM_PATH, "", "%s", "");
		return;
	}
	reply->allow[0] = '\0';
	if (identify(c, route) && allow(c, route, reply) && check_parameters(c, route) && read_body(c, route)) {
		if (route->writes)
			run_write(c, route, reply);
		else
			run_look(c, route);
	}
	note_refusal(c, route);
}

void http_api_answer(struct http_api *api, const struct http_request *request, struct moment now, struct http_reply *reply)
{
	struct http_call call = { .api = api, .request = request, .now = now, .status = 200 };
	*reply = (struct http_reply){ .close = request->framing != NULL };
	if (request->framing)
		problem_set(&call.problem, PROBLEM_FRAMING, "", "%s", request->framing);
	else
		lead(&call, reply);
	reply_make(&call, reply);
	json_decref(call.body);
	json_decref(call.out);
	json_decref(call.problem.findings);
	free(call.text);
	if (!reply->body && call.problem.kind == PROBLEM_NONE)
		reply->status = problem_status(PROBLEM_INSIDE); /* no memory: the status must do */
	api->answered[reply->status / 100 % HTTP_CLASSES]++;
	sodium_memzero(&call.who, sizeof call.who);
}
