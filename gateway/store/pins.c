#include "store/pins.h"

#include "store/number.h"
#include "store/statement.h"

#include <sodium.h>

static const enum statement look_ups[] = {
	[PIN_GUARDS_APPEAL] = SQL_APPEAL_PIN,
	[PIN_GUARDS_PLEDGE] = SQL_PLEDGE_PIN,
};

static enum error expire(struct store *s, int64_t now_ms)
{
	struct query q = query_start(s, SQL_PIN_EXPIRE);
	query_bind_int(&q, now_ms - PIN_LOCK_MS);
	return query_run(&q);
}

static enum error failures_read(struct store *s, int64_t number, int64_t *failures)
{
	struct query q = query_start(s, SQL_PIN_FAILURES);
	query_bind_int(&q, number);
	*failures = query_row(&q) ? query_int(&q, 0) : 0;
	return query_end(&q);
}

/* A number that is not there takes as long as one that is. */
static enum error compare(struct store *s, enum pin_guards guards, const char number[9], const char *pin, bool *right)
{
	uint8_t tried[SEAL_HASH_OCTETS];
	seal_pin_hash(&s->sealer, number, pin, tried);
	struct query q = query_start(s, look_ups[guards]);
	query_bind_int(&q, number_value(number));
	struct bytes kept = query_row(&q) ? query_blob(&q, 0) : (struct bytes){ NULL, 0 };
	*right = kept.len == sizeof tried && sodium_memcmp(kept.at, tried, sizeof tried) == 0;
	return query_end(&q);
}

static enum error count(struct store *s, int64_t number, bool right, int64_t now_ms)
{
	struct query q = query_start(s, right ? SQL_PIN_RESET : SQL_PIN_FAILED);
	query_bind_int(&q, number);
	if (!right)
		query_bind_int(&q, now_ms);
	return query_run(&q);
}

enum error pins_try(struct store *s, enum pin_guards guards, const char number[9], const char *pin, int64_t now_ms, enum pin_verdict *verdict)
{
	*verdict = PIN_LOCKED;
	int64_t failures = 0;
	enum error error = store_begin(s);
	if (!error)
		error = expire(s, now_ms);
	if (!error)
		error = failures_read(s, number_value(number), &failures);
	if (error || failures >= PIN_TRIES)
		return error;
	bool right = false;
	error = compare(s, guards, number, pin, &right);
	if (!error)
		error = count(s, number_value(number), right, now_ms);
	if (right)
		*verdict = PIN_RIGHT;
	else if (failures + 1 < PIN_TRIES)
		*verdict = PIN_WRONG;
	return error;
}
