/* Replies that were given to writes with an Idempotency-Key: who asks the same again, because the first reply was lost on its way, is told the
 * same and nothing is done twice. A reply is written in the commit group of what it tells of, sealed, and kept for a day. */
#ifndef KOPURO_STORE_REPLIES_H
#define KOPURO_STORE_REPLIES_H

#include "store/store.h"
#include "store/tokens.h"

#define REPLIES_KEPT_MS INT64_C(86400000)
#define REPLIES_MAX 100000 /* beyond that the oldest go earlier */

struct reply_to {
	const struct token *token; /* whose request it is: of this name, made then, with this role; a token that has the name later has keys of its own */
	const char *key;           /* the Idempotency-Key */
	struct bytes request;    /* method, path, query and body: what must be the same */
};

/* ERR_NOT_FOUND: the key is new; ERR_STATE: it was used for another request. *body: owned by the caller, free(). */
enum error replies_get(struct store *s, const struct reply_to *to, int64_t now_ms, int *status, char **body);
/* In the open group. */
enum error replies_put(struct store *s, const struct reply_to *to, int64_t now_ms, int status, const char *body);

#endif
