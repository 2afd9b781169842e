#include "store/waits.h"

#include "store/statement.h"

#include <inttypes.h>
#include <stdio.h>

#define CLOCK_NAME "clock" /* in the table meta */

enum error waits_clock_get(struct store *s, struct waits_clock *out)
{
	char text[128] = "";
	struct query q = query_start(s, SQL_META_GET);
	query_bind_text(&q, CLOCK_NAME);
	bool found = query_row(&q);
	if (found)
		query_text(&q, 0, text, sizeof(text));
	enum error error = query_end(&q);
	*out = (struct waits_clock){ .boot = "" };
	if (error || !found)
		return error ? error : ERR_NOT_FOUND;
	return sscanf(text, "%" SCNd64 " %" SCNd64 " %39s", &out->unix_ms, &out->mono_ms, out->boot) >= 2 ? ERR_NONE : ERR_CORRUPT;
}

enum error waits_clock_put(struct store *s, const struct waits_clock *clock)
{
	char text[128];
	enum error error = store_begin(s);
	if (error)
		return error;
	snprintf(text, sizeof(text), "%" PRId64 " %" PRId64 " %s", clock->unix_ms, clock->mono_ms, clock->boot);
	struct query q = query_start(s, SQL_META_SET);
	query_bind_text(&q, CLOCK_NAME);
	query_bind_text(&q, text);
	return query_run(&q);
}

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
	if (error)
		return error;
	struct query q = query_start(s, SQL_SHIFT_UNTRIED);
	return query_run(&q);
}
