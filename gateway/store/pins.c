#include "store/pins.h"

#include "store/number.h"
#include "store/statement.h"

#include <sodium.h>
#include <string.h>

#define HOUR_MS INT64_C(3600000)
#define MSISDN_ROOM 22

static const enum statement look_ups[] = {
	[PIN_GUARDS_APPEAL] = SQL_APPEAL_PIN,
	[PIN_GUARDS_PLEDGE] = SQL_PLEDGE_PIN,
};

/* One try, and what was counted before it. */
struct attempt {
	int64_t number, hour;
	uint8_t caller[SEAL_HASH_OCTETS];
	bool own; /* by the phone that lodged it */
	int64_t by_pair, by_caller, by_number, callers;
	bool paused;
};

/* The same work whether there is a row or none, and whether a phone is known or none. */
static bool owner_read(const struct store *s, struct bytes box, uint8_t owner[SEAL_HASH_OCTETS])
{
	static const uint8_t nobody[SEAL_OVERHEAD + 12];
	uint8_t msisdn[MSISDN_ROOM] = "";
	size_t len = 0;
	struct bytes opened = box.len ? box : (struct bytes){ nobody, sizeof nobody };
	bool known = unseal(&s->sealer, opened, msisdn, sizeof msisdn - 1, &len) == ERR_NONE && len > 0;
	msisdn[known ? len : 0] = '\0';
	seal_number_hash(&s->sealer, (const char *)msisdn, owner);
	sodium_memzero(msisdn, sizeof msisdn);
	return known;
}

enum error pins_guard(struct store *s, enum pin_guards guards, const char number[9], struct pin_guard *out)
{
	struct query q = query_start(s, look_ups[guards]);
	query_bind_int(&q, number_value(number));
	bool row = query_row(&q);
	struct bytes pin = row ? query_blob(&q, 0) : (struct bytes){ NULL, 0 };
	bool found = pin.len == SEAL_HASH_OCTETS;
	*out = (struct pin_guard){ .owned = false };
	if (found)
		memcpy(out->pin, pin.at, pin.len);
	out->owned = owner_read(s, found ? query_blob(&q, 1) : (struct bytes){ NULL, 0 }, out->owner);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

static enum error rows_expire(struct store *s, int64_t hour)
{
	struct query q = query_start(s, SQL_PIN_EXPIRE);
	query_bind_int(&q, hour - PIN_LOCK_HOURS);
	query_bind_int(&q, hour); /* later: the clock was set back */
	return query_run(&q);
}

static enum error counts_read(struct store *s, struct attempt *a)
{
	struct query q = query_start(s, SQL_PIN_BY_PAIR);
	query_bind_int(&q, a->number);
	query_bind_blob(&q, a->caller, sizeof a->caller);
	a->by_pair = query_row(&q) ? query_int(&q, 0) : 0;
	enum error error = query_end(&q);
	if (error)
		return error;
	q = query_start(s, SQL_PIN_BY_CALLER);
	query_bind_blob(&q, a->caller, sizeof a->caller);
	a->by_caller = query_row(&q) ? query_int(&q, 0) : 0;
	error = query_end(&q);
	if (error)
		return error;
	q = query_start(s, SQL_PIN_BY_NUMBER);
	query_bind_int(&q, a->number);
	if (query_row(&q)) {
		a->by_number = query_int(&q, 0);
		a->callers = query_int(&q, 1);
	}
	return query_end(&q);
}

static bool is_locked(const struct attempt *a)
{
	bool to_all = a->by_number >= PIN_TRIES_NUMBER && a->callers >= PIN_CALLERS_NUMBER;
	return a->by_pair >= PIN_TRIES || (!a->own && (a->by_caller >= PIN_TRIES_CALLER || to_all || a->paused));
}

/* A number that is not there has a hash that no PIN gives. */
static bool matches(const struct store *s, const char number[9], const char *pin, const struct pin_guard *guard)
{
	uint8_t tried[SEAL_HASH_OCTETS];
	static const uint8_t nothing[SEAL_HASH_OCTETS];
	seal_pin_hash(&s->sealer, number, pin, tried);
	bool same = sodium_memcmp(guard->pin, tried, sizeof tried) == 0;
	return same & (sodium_memcmp(guard->pin, nothing, sizeof nothing) != 0);
}

static enum error forgive(struct store *s, const struct attempt *a)
{
	struct query q = query_start(s, SQL_PIN_RIGHT);
	query_bind_int(&q, a->number);
	query_bind_blob(&q, a->caller, sizeof a->caller);
	return query_run(&q);
}

static enum error count(struct store *s, struct attempt *a)
{
	struct query q = query_start(s, SQL_PIN_WRONG);
	query_bind_int(&q, a->number);
	query_bind_blob(&q, a->caller, sizeof a->caller);
	query_bind_int(&q, a->hour);
	query_bind_int(&q, a->own);
	enum error error = query_run(&q);
	if (error)
		return error;
	a->callers += a->by_pair == 0;
	a->by_pair++;
	a->by_caller++;
	a->by_number++;
	q = query_start(s, SQL_PIN_TRIM);
	query_bind_int(&q, PIN_ROWS_MAX);
	return query_run(&q);
}

static enum error attempt_read(struct store *s, const char number[9], const struct pin_guard *guard, const struct pin_caller *caller, int64_t now_ms,
	struct attempt *a)
{
	uint8_t phone[SEAL_HASH_OCTETS];
	*a = (struct attempt){ .number = number_value(number), .hour = now_ms / HOUR_MS };
	seal_guesser_hash(&s->sealer, caller->msisdn, caller->network, a->caller);
	seal_number_hash(&s->sealer, caller->msisdn, phone);
	a->own = (sodium_memcmp(phone, guard->owner, sizeof phone) == 0) & guard->owned & (*caller->msisdn != '\0');
	enum error error = rows_expire(s, a->hour);
	if (!error)
		error = counts_read(s, a);
	if (!error)
		error = pin_pauses_get(s, caller->network, now_ms, &a->paused);
	return error;
}

enum error pins_try(struct store *s, enum pin_guards guards, const char number[9], const char *pin, const struct pin_guard *told,
	const struct pin_caller *caller, int64_t now_ms, struct pin_result *out)
{
	struct pin_guard guard;
	struct attempt a;
	*out = (struct pin_result){ .verdict = PIN_LOCKED };
	enum error error = store_begin(s);
	if (!error)
		error = pins_guard(s, guards, number, &guard);
	if (error == ERR_NOT_FOUND) {
		guard = told ? *told : (struct pin_guard){ .owned = false };
		error = ERR_NONE;
	}
	if (!error)
		error = attempt_read(s, number, &guard, caller, now_ms, &a);
	if (error || is_locked(&a))
		return error;
	if (matches(s, number, pin, &guard)) {
		out->verdict = PIN_RIGHT;
		return forgive(s, &a);
	}
	error = count(s, &a);
	if (!error && !a.own)
		error = pin_pauses_count(s, caller->network, now_ms, &out->alarm);
	out->verdict = is_locked(&a) ? PIN_LOCKED : PIN_WRONG;
	return error;
}

enum error pins_forget(struct store *s, int64_t now_ms, int64_t *next_ms)
{
	enum error error = store_begin(s);
	if (!error)
		error = rows_expire(s, now_ms / HOUR_MS);
	if (!error)
		error = pin_pauses_forget(s, now_ms);
	if (error)
		return error;
	struct query q = query_start(s, SQL_PIN_NEXT);
	if (query_row(&q) && query_int(&q, 0) > 0)
		*next_ms = (query_int(&q, 0) + PIN_LOCK_HOURS) * HOUR_MS;
	return query_end(&q);
}
