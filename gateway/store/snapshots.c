#include "store/statement.h"

#include <assert.h>
#include <sodium.h>

enum error store_snapshot_put(struct store *s, const char *msisdn, const char *code, int64_t expires_unix_ms, const uint8_t *blob, size_t len)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_SNAPSHOT_PUT);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_text(&q, code);
	query_bind_int(&q, expires_unix_ms);
	query_bind_sealed(&q, (const char *)blob, len);
	return query_run(&q);
}

enum error store_snapshot_drop(struct store *s, const char *msisdn, const char *code)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_SNAPSHOT_DROP);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_text(&q, code);
	return query_run(&q);
}

static enum error expired_drop(struct store *s, int64_t now_unix_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_SNAPSHOT_EXPIRE);
	query_bind_int(&q, now_unix_ms);
	error = query_run(&q);
	if (!error)
		error = store_commit(s);
	if (error)
		store_rollback(s);
	return error;
}

/* What SQLite lends is sealed; it is opened into a buffer that is wiped, since it holds a number and what somebody was typing. */
struct opened {
	uint8_t *at;
	size_t capacity, len;
};

/* ERR_CORRUPT leaves it empty. */
static enum error opened_read(struct opened *o, const struct sealer *sealer, struct bytes box)
{
	o->len = 0;
	if (box.len > o->capacity) {
		uint8_t *grown = sodium_malloc(box.len * 2);
		if (!grown)
			return ERR_NOMEM;
		sodium_free(o->at);
		o->at = grown;
		o->capacity = box.len * 2;
	}
	return unseal(sealer, box, o->at, o->capacity, &o->len);
}

enum error store_snapshot_each(struct store *s, int64_t now_unix_ms, store_snapshot_fn *fn, void *context)
{
	assert(!s->open);
	enum error error = expired_drop(s, now_unix_ms);
	if (error)
		return error;
	struct opened opened = { NULL, 0, 0 };
	struct query q = query_start(s, SQL_SNAPSHOT_EACH);
	while (!error && query_row(&q)) {
		error = opened_read(&opened, &s->sealer, query_blob(&q, 0));
		if (error == ERR_CORRUPT)
			error = ERR_NONE;
		if (!error)
			fn(context, opened.at, opened.len, query_int(&q, 1));
	}
	sodium_free(opened.at);
	enum error read_error = query_end(&q);
	return error ? error : read_error;
}
