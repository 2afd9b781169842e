#include "store/waits.h"

#include "store/statement.h"

enum error waits_shift(struct store *s, int64_t by_ms)
{
	static const enum statement shifts[] = { SQL_SHIFT_PARTS, SQL_SHIFT_SENDING, SQL_SHIFT_MESSAGES, SQL_SHIFT_INBOUND, SQL_SHIFT_SNAPSHOTS, SQL_SHIFT_LEASES,
		SQL_SHIFT_FRESH, SQL_SHIFT_RESTS, SQL_SHIFT_STUCK, SQL_SHIFT_UNSETTLED };
	enum error error = store_begin(s);
	for (size_t i = 0; !error && i < sizeof(shifts) / sizeof(shifts[0]); i++) {
		struct query q = query_start(s, shifts[i]);
		query_bind_int(&q, by_ms);
		error = query_run(&q);
	}
	return error;
}
