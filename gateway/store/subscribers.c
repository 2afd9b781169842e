/* What is known of a number beyond a call: its language, and no time. */
#include "store/statement.h"

enum error store_language_get(struct store *s, const char *msisdn, char language[9])
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	language[0] = '\0';
	struct query q = query_start(s, SQL_LANGUAGE_GET);
	query_bind_blob(&q, hash, sizeof hash);
	if (query_row(&q))
		query_text(&q, 0, language, 9);
	return query_end(&q);
}

enum error store_language_put(struct store *s, const char *msisdn, const char *language)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_LANGUAGE_PUT);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_text(&q, language);
	return query_run(&q);
}

enum error store_forget(struct store *s, const char *msisdn, const char *code)
{
	enum error error = store_snapshot_drop(s, msisdn, code);
	if (error)
		return error;
	s->scrub = true;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	static const enum statement drops[] = { SQL_LANGUAGE_DROP, SQL_FRESH_DROP };
	for (size_t i = 0; !error && i < sizeof drops / sizeof drops[0]; i++) {
		struct query q = query_start(s, drops[i]);
		query_bind_blob(&q, hash, sizeof hash);
		error = query_run(&q);
	}
	return error;
}
