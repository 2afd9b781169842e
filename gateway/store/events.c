#include "store/events.h"

#include "base/calendar.h"
#include "store/statement.h"

#include <string.h>

enum error events_find(struct store *s, const char *source, const char *id, struct event_fate *out, bool *found)
{
	struct query q = query_start(s, SQL_EVENT_GET);
	query_bind_text(&q, source);
	query_bind_text(&q, id);
	*found = query_row(&q);
	struct bytes digest = query_blob(&q, 0);
	*out = (struct event_fate){ 0 };
	if (digest.len == sizeof out->digest)
		memcpy(out->digest, digest.at, digest.len);
	query_text(&q, 1, out->reason, sizeof out->reason);
	query_text(&q, 2, out->detail, sizeof out->detail);
	return query_end(&q);
}

enum error events_add(struct store *s, const char *source, const char *id, const struct event_fate *fate, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_EVENT_ADD);
	query_bind_text(&q, source);
	query_bind_text(&q, id);
	query_bind_blob(&q, fate->digest, sizeof fate->digest);
	query_bind_text(&q, fate->reason);
	query_bind_text(&q, fate->detail);
	query_bind_int(&q, calendar_day(now_ms));
	return query_run(&q);
}

enum error events_forget(struct store *s, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_EVENT_FORGET);
	query_bind_int(&q, calendar_day(now_ms) - EVENTS_KEPT_DAYS);
	return query_run(&q);
}
