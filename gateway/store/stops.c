#include "store/stops.h"

#include "store/statement.h"

enum error stops_put(struct store *s, const char *msisdn, bool stopped)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, stopped ? SQL_STOP_PUT : SQL_STOP_DROP);
	query_bind_blob(&q, hash, sizeof hash);
	return query_run(&q);
}

enum error stops_get(struct store *s, const char *msisdn, bool *stopped)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_STOP_GET);
	query_bind_blob(&q, hash, sizeof hash);
	*stopped = query_row(&q);
	return query_end(&q);
}
