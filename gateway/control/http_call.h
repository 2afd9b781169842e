/* A request to the HTTP API and its reply, as values: no socket here. http_server.c makes the one of what libevent read and sends the other;
 * http_api.c leads it through its checks to the handler of its route. */
#ifndef KOPURO_CONTROL_HTTP_CALL_H
#define KOPURO_CONTROL_HTTP_CALL_H

#include "base/bytes.h"
#include "base/complaint.h"
#include "base/moment.h"
#include "control/http_body.h"
#include "control/http_problem.h"
#include "store/audit.h"
#include "store/tokens.h"

#include <jansson.h>

struct http_api;

#define HTTP_NAME_MAX 63

struct http_request { /* borrowed; what is not there is "" */
	const char *method, *path, *query;
	const char *authorization, *content_type, *idempotency_key;
	struct bytes body;
	bool local; /* the peer is this machine */
	const char *framing; /* why nobody can tell where it ends (control/http_framing.h); NULL: it is clear */
};

struct http_reply {
	int status;
	const char *type; /* static */
	char *body;       /* free() it; NULL: no memory, or nothing to say */
	char allow[48];   /* of 405; "" */
	int retry_after_s; /* of 429 and 503; 0 */
	bool close;       /* and nothing more is read from this connection */
	bool replayed;    /* what an earlier request with the same Idempotency-Key was told */
};

/* What a handler works with. It says its problem, or sets `out` (owned by the call), or `text` with its type. */
struct http_call;
typedef void http_after(struct http_call *c, bool kept);

struct http_call {
	struct http_api *api;
	const struct http_request *request;
	struct moment now;
	struct token who;             /* who asks; name "": nobody had to say */
	char name[HTTP_NAME_MAX + 1]; /* what stood in place of {name} in the path; "" */
	json_t *body;                 /* of a write, as its rows want it */
	char subject[HTTP_NAME_MAX + 1]; /* of a write, for the audit: a number, a project's key */

	char reason[AUDIT_REASON_MAX + 1]; /* the same; "" */

	http_after *after; /* of a write: called when its group is committed, or is not; NULL: there is nothing to do then */
	void *held;        /* for it */

	struct problem problem;
	int status; /* 200 unless the handler or the problem says otherwise */
	json_t *out;
	char *text;
	const char *type;
};

typedef void http_handler(struct http_call *c);

/* The value of a parameter of the query; "" when it is not there. False: it is longer than `capacity` - 1. */
bool http_query(const struct http_call *c, const char *name, char *out, size_t capacity);
/* How many rows are wanted: ?limit=, 1 to `most`, else `otherwise`. False with the problem. */
bool http_limit(struct http_call *c, size_t otherwise, size_t most, size_t *limit);
/* The number of the path, with or without its dash; false with the problem (404). */
bool http_number(struct http_call *c, char number[9]);
#define HTTP_TIME 25 /* octets of "2026-03-02T03:00:00.000Z" with the NUL */
void http_time(int64_t unix_ms, char out[HTTP_TIME]);
json_t *http_findings(const struct complaints *complaints); /* each with its place */
/* Says what an error of the store comes to, and logs what is our own. True when it is none. */
bool http_good(struct http_call *c, enum error error, const char *field);

#endif
