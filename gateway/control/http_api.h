/* The HTTP API (docs/openapi.yaml is its contract): a request in, a reply out, no socket. In this order, each with its problem:
 *
 *	path, method -> token -> rate -> role -> parameters -> media type, size, JSON, fields -> Idempotency-Key -> the handler of the route
 *
 * A write stands in a commit group of its own: what stood open is committed before it; on a problem its group is rolled back, so that nothing
 * is changed; else its audit row and its reply (for the Idempotency-Key) go into the same group, and the reply leaves after the commit. */
#ifndef KOPURO_CONTROL_HTTP_API_H
#define KOPURO_CONTROL_HTTP_API_H

#include "config.h"
#include "control/health.h"
#include "control/http_call.h"
#include "control/http_rate.h"

struct gateway;
struct links;
struct reload;

typedef void http_health(void *context, struct health *out); /* fills in how things stand now */

struct http_setup { /* borrowed */
	const struct config *config;
	struct gateway *gateway;
	const struct moment *clock;
	struct reload *reload;
	const struct links *links;
	http_health *health;
	void *context;
};

#define HTTP_CLASSES 6

struct http_api {
	struct http_setup parts;
	struct rate rate;
	uint64_t answered[HTTP_CLASSES]; /* by the first digit of the status; for /metrics */
	uint64_t denied, replayed;
};

void http_api_init(struct http_api *api, const struct http_setup *setup);
/* The reply's body is the caller's to free(). */
void http_api_answer(struct http_api *api, const struct http_request *request, struct moment now, struct http_reply *reply);

#endif
