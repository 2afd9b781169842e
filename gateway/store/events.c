#include "store/events.h"

#include "journeys/calendar.h"
#include "store/statement.h"

enum error events_apply(struct store *s, const char *id, int64_t now_ms, bool *doubled)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_EVENT_ADD);
	query_bind_text(&q, id);
	query_bind_int(&q, calendar_day(now_ms));
	error = query_run(&q);
	*doubled = !error && query_changes(&q) == 0;
	return error;
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
