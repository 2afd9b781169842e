#include "store/settings.h"

#include "base/calendar.h"
#include "store/statement.h"

enum error settings_get(struct store *s, const char *name, int64_t day, int64_t *value)
{
	char date[CALENDAR_DATE];
	calendar_iso(day, date);
	struct query q = query_start(s, SQL_SETTING);
	query_bind_text(&q, name);
	query_bind_text(&q, date);
	bool found = query_row(&q);
	*value = query_int(&q, 0);
	enum error error = query_end(&q);
	return error || found ? error : ERR_CORRUPT;
}
