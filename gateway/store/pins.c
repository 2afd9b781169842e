#include "store/pins.h"

#include "store/number.h"
#include "store/statement.h"

#include <sodium.h>
#include <string.h>

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

static enum error kept_read(struct store *s, enum pin_guards guards, const char number[9], uint8_t kept[SEAL_HASH_OCTETS], bool *found)
{
	struct query q = query_start(s, look_ups[guards]);
	query_bind_int(&q, number_value(number));
	struct bytes pin = query_row(&q) ? query_blob(&q, 0) : (struct bytes){ NULL, 0 };
	*found = pin.len == SEAL_HASH_OCTETS;
	if (*found)
		memcpy(kept, pin.at, pin.len);
	return query_end(&q);
}

/* A number that is not there takes as long as one that is. */
static bool matches(const struct store *s, const char number[9], const char *pin, const uint8_t *kept)
{
	static const uint8_t nobody[SEAL_HASH_OCTETS];
	uint8_t tried[SEAL_HASH_OCTETS];
	seal_pin_hash(&s->sealer, number, pin, tried);
	return sodium_memcmp(kept ? kept : nobody, tried, sizeof tried) == 0 && kept;
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
	uint8_t kept[SEAL_HASH_OCTETS];
	bool found = false;
	*verdict = PIN_LOCKED;
	enum error error = store_begin(s);
	if (!error)
		error = kept_read(s, guards, number, kept, &found);
	return error ? error : pins_try_told(s, number, pin, found ? kept : NULL, now_ms, verdict);
}

enum error pins_try_told(struct store *s, const char number[9], const char *pin, const uint8_t *told, int64_t now_ms, enum pin_verdict *verdict)
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
	bool right = matches(s, number, pin, told);
	error = count(s, number_value(number), right, now_ms);
	if (right)
		*verdict = PIN_RIGHT;
	else if (failures + 1 < PIN_TRIES)
		*verdict = PIN_WRONG;
	return error;
}
