#include "store/holidays.h"

#include "base/calendar.h"
#include "store/statement.h"

#define LAST_DAY INT64_C(2932896) /* 9999-12-31 */

enum error holidays_put(struct store *s, int64_t day, bool works, bool *changed)
{
	char date[CALENDAR_DATE];
	enum error error = store_begin(s);
	if (error)
		return error;
	calendar_iso(day, date);
	struct query q = query_start(s, SQL_HOLIDAY_PUT);
	query_bind_text(&q, date);
	query_bind_int(&q, works);
	error = query_run(&q);
	*changed = !error && query_changes(&q) > 0;
	return error;
}

enum error holidays_drop(struct store *s, int64_t day)
{
	char date[CALENDAR_DATE];
	enum error error = store_begin(s);
	if (error)
		return error;
	calendar_iso(day, date);
	struct query q = query_start(s, SQL_HOLIDAY_DROP);
	query_bind_text(&q, date);
	return query_run(&q);
}

static struct query between(struct store *s, int64_t from, int64_t to, char dates[2][CALENDAR_DATE])
{
	calendar_iso(from, dates[0]);
	calendar_iso(to, dates[1]);
	struct query q = query_start(s, SQL_HOLIDAY_BETWEEN);
	query_bind_text(&q, dates[0]);
	query_bind_text(&q, dates[1]);
	return q;
}

static bool row_read(struct query *q, int64_t *day, bool *works)
{
	char date[CALENDAR_DATE];
	query_text(q, 0, date, sizeof date);
	*works = query_int(q, 1);
	return !q->error && calendar_parse(date, day);
}

enum error holidays_next(struct store *s, int64_t day, int64_t *next, bool *works)
{
	char dates[2][CALENDAR_DATE];
	struct query q = between(s, day, LAST_DAY, dates);
	bool found = query_row(&q), good = found && row_read(&q, next, works);
	enum error error = query_end(&q);
	if (error)
		return error;
	return found ? good ? ERR_NONE : ERR_CORRUPT : ERR_NOT_FOUND;
}

enum error holidays_working_days(struct store *s, int64_t from, int64_t to, int64_t *days)
{
	char dates[2][CALENDAR_DATE];
	int64_t day;
	bool works;
	*days = calendar_working_days(from, to);
	if (to <= from)
		return ERR_NONE;
	struct query q = between(s, from, to, dates);
	while (query_row(&q))
		if (row_read(&q, &day, &works) && calendar_weekend(day) == works)
			*days += works ? 1 : -1;
	return query_end(&q);
}
