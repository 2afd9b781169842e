#include "store/screens.h"

#include "store/statement.h"

static enum error run(struct store *s, enum statement statement, const char *msisdn)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, statement);
	query_bind_blob(&q, hash, sizeof hash);
	return query_run(&q);
}

enum error screens_note(struct store *s, const char *msisdn, int64_t message)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_SCREEN_NOTE);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_int(&q, message);
	return query_run(&q);
}

enum error screens_forget(struct store *s, const char *msisdn)
{
	static const enum statement order[] = { SQL_SCREEN_PARTS_DROP, SQL_SCREEN_MESSAGES_DROP, SQL_SCREEN_SETTLE };
	enum error error = ERR_NONE;
	for (size_t i = 0; !error && i < sizeof order / sizeof order[0]; i++)
		error = run(s, order[i], msisdn);
	return error;
}

enum error screens_settle(struct store *s, const char *msisdn)
{
	return run(s, SQL_SCREEN_SETTLE, msisdn);
}
