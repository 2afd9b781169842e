#include "store/statement.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

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

bool store_has_snapshots(struct store *s)
{
	static const uint8_t first[SEAL_HASH_OCTETS];
	struct query q = query_start(s, SQL_SNAPSHOT_REACH);
	query_bind_blob(&q, first, sizeof first);
	query_bind_int(&q, 0);
	bool found = query_row(&q);
	return query_end(&q) != ERR_NONE || found;
}

uint64_t store_snapshot_place(const struct store *s, const char *msisdn)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct reader r = reader_over((struct bytes){ hash, sizeof hash });
	return reader_u64(&r);
}

enum error store_snapshot_get(struct store *s, const char *msisdn, const char *code, int64_t now_unix_ms, store_snapshot_fn *fn, void *context)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct opened opened = { NULL, 0, 0 };
	struct query q = query_start(s, SQL_SNAPSHOT_GET);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_text(&q, code);
	query_bind_int(&q, now_unix_ms);
	bool found = query_row(&q);
	enum error error = found ? opened_read(&opened, &s->sealer, query_blob(&q, 0)) : ERR_NONE;
	if (found && (error == ERR_NONE || error == ERR_CORRUPT))
		fn(context, opened.at, opened.len, query_int(&q, 1));
	sodium_free(opened.at);
	enum error read_error = query_end(&q);
	if (read_error || (error && error != ERR_CORRUPT))
		return read_error ? read_error : error;
	return found ? ERR_NONE : ERR_NOT_FOUND;
}

/* Where the next `most` subscribers end. */
static enum error sweep_reach(struct store *s, struct snapshot_sweep *sweep, size_t most, uint8_t end[SEAL_HASH_OCTETS])
{
	struct query q = query_start(s, SQL_SNAPSHOT_REACH);
	query_bind_blob(&q, sweep->after, sizeof sweep->after);
	query_bind_int(&q, (int64_t)most - 1);
	sweep->over = !query_row(&q);
	struct bytes last = query_blob(&q, 0);
	memset(end, 0xff, SEAL_HASH_OCTETS);
	if (last.len == SEAL_HASH_OCTETS)
		memcpy(end, last.at, last.len);
	return query_end(&q);
}

enum error store_snapshot_sweep(struct store *s, struct snapshot_sweep *sweep, size_t most, int64_t now_unix_ms)
{
	assert(most > 0);
	uint8_t end[SEAL_HASH_OCTETS];
	enum error error = sweep_reach(s, sweep, most, end);
	if (!error)
		error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_SNAPSHOT_SWEEP);
	query_bind_blob(&q, sweep->after, sizeof sweep->after);
	query_bind_blob(&q, end, sizeof end);
	query_bind_int(&q, now_unix_ms);
	error = query_run(&q);
	memcpy(sweep->after, end, sizeof end);
	return error;
}
