#include "store/replies.h"

#include "store/statement.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUEST_OCTETS 32

/* Of keys only a hash is kept: nobody knows what clients put into them. */
static void key_hash(const struct store *s, const struct reply_to *to, uint8_t hash[SEAL_HASH_OCTETS])
{
	char owner[TOKEN_NAME_MAX + 48];
	snprintf(owner, sizeof owner, "%s %s %" PRId64, to->token->name, token_role_name(to->token->role), to->token->made_ms);
	seal_pin_hash(&s->sealer, owner, to->key, hash);
}

static void request_hash(const struct store *s, const struct reply_to *to, uint8_t hash[REQUEST_OCTETS])
{
	crypto_generichash(hash, REQUEST_OCTETS, to->request.at, to->request.len, s->sealer.look_up, sizeof s->sealer.look_up);
}

static enum error body_read(struct query *q, char **body)
{
	size_t capacity = query_blob(q, 2).len;
	*body = calloc(1, capacity + 1);
	if (!*body)
		return ERR_NOMEM;
	query_sealed(q, 2, *body, capacity);
	return ERR_NONE;
}

enum error replies_get(struct store *s, const struct reply_to *to, int64_t now_ms, int *status, char **body)
{
	uint8_t key[SEAL_HASH_OCTETS], request[REQUEST_OCTETS];
	enum error error = ERR_NOT_FOUND;
	*body = NULL;
	key_hash(s, to, key);
	request_hash(s, to, request);
	struct query q = query_start(s, SQL_REPLY_GET);
	query_bind_blob(&q, key, sizeof key);
	query_bind_int(&q, now_ms - REPLIES_KEPT_MS);
	if (query_row(&q)) {
		struct bytes kept = query_blob(&q, 0);
		bool same = kept.len == sizeof request && memcmp(kept.at, request, sizeof request) == 0;
		*status = (int)query_int(&q, 1);
		error = same ? body_read(&q, body) : ERR_STATE;
	}
	enum error failed = query_end(&q);
	if (!failed)
		return error;
	free(*body);
	*body = NULL;
	return failed;
}

static enum error forget(struct store *s, int64_t now_ms)
{
	struct query q = query_start(s, SQL_REPLY_EXPIRE);
	query_bind_int(&q, now_ms - REPLIES_KEPT_MS);
	query_bind_int(&q, REPLIES_MAX);
	return query_run(&q);
}

enum error replies_put(struct store *s, const struct reply_to *to, int64_t now_ms, int status, const char *body)
{
	enum error error = store_begin(s);
	if (!error)
		error = forget(s, now_ms);
	if (error)
		return error;
	uint8_t key[SEAL_HASH_OCTETS], request[REQUEST_OCTETS];
	key_hash(s, to, key);
	request_hash(s, to, request);
	struct query q = query_start(s, SQL_REPLY_PUT);
	query_bind_blob(&q, key, sizeof key);
	query_bind_blob(&q, request, sizeof request);
	query_bind_int(&q, status);
	query_bind_sealed(&q, body, strlen(body));
	query_bind_int(&q, now_ms);
	return query_run(&q);
}
