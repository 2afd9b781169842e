#include "store/fresh.h"

#include "store/number.h"
#include "store/statement.h"

enum error fresh_put(struct store *s, const char *msisdn, const char number[9], int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_FRESH_PUT);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_int(&q, number_value(number));
	query_bind_int(&q, now_ms + FRESH_MS);
	return query_run(&q);
}

enum error fresh_get(struct store *s, const char *msisdn, int64_t now_ms, char number[9])
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_FRESH_GET);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_int(&q, now_ms);
	query_bind_int(&q, now_ms + FRESH_MS); /* later: the clock was set back */
	bool found = query_row(&q);
	if (found)
		number_of_value(query_int(&q, 0), number);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error fresh_forget(struct store *s, int64_t now_ms, int64_t *next_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_FRESH_FORGET);
	query_bind_int(&q, now_ms);
	query_bind_int(&q, now_ms + FRESH_MS);
	error = query_run(&q);
	if (error)
		return error;
	q = query_start(s, SQL_FRESH_NEXT);
	if (query_row(&q) && query_int(&q, 0) > 0)
		*next_ms = query_int(&q, 0);
	return query_end(&q);
}
