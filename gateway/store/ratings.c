#include "store/ratings.h"

#include "base/calendar.h"
#include "store/number.h"
#include "store/statement.h"

static enum error close_reply(struct store *s, const char number[9])
{
	struct query q = query_start(s, SQL_RATING_CLOSE);
	query_bind_int(&q, number_value(number));
	return query_run(&q);
}

enum error ratings_open(struct store *s, const char number[9], const char *msisdn, int64_t now_ms)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	enum error error = store_begin(s);
	if (!error)
		error = close_reply(s, number);
	if (error)
		return error;
	struct query q = query_start(s, SQL_RATING_OPEN);
	query_bind_int(&q, number_value(number));
	if (*msisdn) {
		seal_number_hash(&s->sealer, msisdn, hash);
		query_bind_blob(&q, hash, sizeof hash);
		query_bind_int(&q, calendar_day(now_ms));
	}
	return query_run(&q); /* what is not bound is NULL */
}

enum error ratings_newest(struct store *s, const char number[9], struct rating *out)
{
	struct query q = query_start(s, SQL_RATING_NEWEST);
	query_bind_int(&q, number_value(number));
	bool found = query_row(&q);
	*out = (struct rating){ query_int(&q, 0), query_int(&q, 1), (int)query_int(&q, 2) };
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error ratings_asked(struct store *s, int64_t id)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_RATING_ASKED);
	query_bind_int(&q, id);
	return query_run(&q);
}

enum error ratings_give(struct store *s, const char number[9], int rating, bool *given)
{
	struct rating newest;
	*given = false;
	enum error error = store_begin(s);
	if (!error)
		error = ratings_newest(s, number, &newest);
	if (error || newest.rating)
		return error;
	struct query q = query_start(s, SQL_RATING_PUT);
	query_bind_int(&q, newest.id);
	query_bind_int(&q, rating);
	error = query_run(&q);
	if (!error)
		error = close_reply(s, number);
	*given = !error;
	return error;
}

enum error ratings_of(struct store *s, const char *msisdn, char number[9])
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_RATING_OF_SUBSCRIBER);
	query_bind_blob(&q, hash, sizeof hash);
	bool found = query_row(&q);
	if (found)
		number_of_value(query_int(&q, 0), number);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error ratings_forget(struct store *s, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_RATING_FORGET);
	query_bind_int(&q, calendar_day(now_ms) - RATINGS_REPLY_DAYS);
	return query_run(&q);
}
