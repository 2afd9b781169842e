/* What is known of a number beyond a call: what was chosen there, and no time. */
#include "store/statement.h"

#include <string.h>

enum error store_subscriber_get(struct store *s, const char *msisdn, struct subscriber *out)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	*out = (struct subscriber){ .language = "" };
	struct query q = query_start(s, SQL_SUBSCRIBER_GET);
	query_bind_blob(&q, hash, sizeof hash);
	if (query_row(&q)) {
		query_text(&q, 0, out->language, sizeof out->language);
		query_text(&q, 1, out->chosen, sizeof out->chosen);
	}
	return query_end(&q);
}

enum error store_language_get(struct store *s, const char *msisdn, char language[9])
{
	struct subscriber known;
	enum error error = store_subscriber_get(s, msisdn, &known);
	memcpy(language, known.language, sizeof known.language);
	return error;
}

static enum error put(struct store *s, enum statement sql, const char *msisdn, const char *value)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, sql);
	query_bind_blob(&q, hash, sizeof hash);
	query_bind_text(&q, value);
	return query_run(&q);
}

enum error store_language_put(struct store *s, const char *msisdn, const char *language)
{
	return put(s, SQL_LANGUAGE_PUT, msisdn, language);
}

enum error store_chosen_put(struct store *s, const char *msisdn, const char *key)
{
	return put(s, SQL_CHOSEN_PUT, msisdn, key);
}

enum error store_forget(struct store *s, const char *msisdn, const char *code)
{
	enum error error = store_snapshot_drop(s, msisdn, code);
	if (error)
		return error;
	s->scrub = true;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	static const enum statement drops[] = { SQL_SUBSCRIBER_DROP, SQL_FRESH_DROP };
	for (size_t i = 0; !error && i < sizeof drops / sizeof drops[0]; i++) {
		struct query q = query_start(s, drops[i]);
		query_bind_blob(&q, hash, sizeof hash);
		error = query_run(&q);
	}
	return error;
}
