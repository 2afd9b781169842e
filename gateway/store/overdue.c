#include "store/overdue.h"

#include "base/calendar.h"
#include "store/holidays.h"
#include "store/number.h"
#include "store/settings.h"
#include "store/statement.h"

/* Days of an appeal; registered: -1 when it is not. */
struct wait {
	int64_t lodged, registered;
	int64_t day, days;
};

static enum error wait_measure(struct store *s, int64_t today, struct wait *w)
{
	bool registered = w->registered >= 0;
	enum error error = settings_get(s, registered ? SETTING_ANSWER_DAYS : SETTING_REGISTRATION_DAYS, w->lodged, &w->days);
	return error ? error : holidays_working_days(s, registered ? w->registered : w->lodged, today, &w->day);
}

/* Appeals of one day share their fate: the rows are days, not appeals. */
enum error overdue_count(struct store *s, bool restricted, int64_t now_ms, struct overdue_figures *out)
{
	int64_t today = calendar_day(now_ms);
	enum error error = ERR_NONE;
	*out = (struct overdue_figures){ 0 };
	struct query q = query_start(s, SQL_OVERDUE_COUNT);
	query_bind_int(&q, restricted);
	while (!error && query_row(&q)) {
		struct wait w = { query_int(&q, 0), query_int(&q, 2) ? query_int(&q, 1) : -1, 0, 0 };
		size_t count = (size_t)query_int(&q, 3);
		error = wait_measure(s, today, &w);
		out->open += count;
		if (!error && w.day > w.days)
			*(w.registered >= 0 ? &out->unanswered : &out->unregistered) += count;
	}
	enum error ended = query_end(&q);
	return error ? error : ended;
}

enum error overdue_districts(struct store *s, bool restricted, struct district_figure out[DISTRICT_FIGURES], size_t *count)
{
	struct query q = query_start(s, SQL_DISTRICT_COUNT);
	query_bind_int(&q, restricted);
	for (*count = 0; *count < DISTRICT_FIGURES && query_row(&q); ++*count) {
		query_text(&q, 0, out[*count].district, sizeof out[*count].district);
		out[*count].open = (size_t)query_int(&q, 1);
	}
	return query_end(&q);
}

enum error overdue_list(struct store *s, bool restricted, int64_t now_ms, struct overdue *out, size_t most, size_t *count)
{
	int64_t today = calendar_day(now_ms);
	struct wait w = { -1, -1, 0, 0 };
	enum error error = ERR_NONE;
	*count = 0;
	struct query q = query_start(s, SQL_OVERDUE_EACH);
	query_bind_int(&q, restricted);
	while (!error && *count < most && query_row(&q)) {
		struct overdue *it = &out[*count];
		int64_t registered_ms = query_int(&q, 4);
		struct wait next = { calendar_day(query_int(&q, 3)), registered_ms ? calendar_day(registered_ms) : -1, 0, 0 };
		bool same = next.lodged == w.lodged && next.registered == w.registered; /* as the one before: mostly so */
		error = same ? ERR_NONE : wait_measure(s, today, &next);
		w = same ? w : next;
		if (error || w.day <= w.days)
			continue;
		number_of_value(query_int(&q, 0), it->number);
		query_text(&q, 1, it->status, sizeof it->status);
		query_text(&q, 2, it->topic, sizeof it->topic);
		it->registered = registered_ms != 0;
		it->day = w.day;
		it->days = w.days;
		++*count;
	}
	enum error ended = query_end(&q);
	return error ? error : ended;
}
