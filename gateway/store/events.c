#include "store/events.h"

#include "base/calendar.h"
#include "store/statement.h"

enum error events_known(struct store *s, const char *id, bool *known)
{
	struct query q = query_start(s, SQL_EVENT_GET);
	query_bind_text(&q, id);
	*known = query_row(&q);
	return query_end(&q);
}

enum error events_add(struct store *s, const char *id, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_EVENT_ADD);
	query_bind_text(&q, id);
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
