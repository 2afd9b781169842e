/* What the calendar asks for, a little at a time: no caller waits for a thousand reminders. What was done is marked in the group that does it, so
 * after any crash it is done once. */
#include "journeys/office.h"

#include "base/calendar.h"
#include "base/log.h"
#include "journeys/givers.h"
#include "store/events.h"
#include "store/fresh.h"
#include "store/holidays.h"
#include "store/pins.h"
#include "store/ratings.h"
#include "store/traffic.h"

#include <string.h>

#define REMINDERS_A_CALL 50
#define TOLD_A_CALL 100
#define EVERY_MS INT64_C(3600000)

static enum error holidays_put_all(struct store *store, const struct menu_set *menus, uint16_t table, size_t *changes)
{
	enum error error = ERR_NONE;
	size_t count = menu_record_count(menus, table);
	for (uint16_t i = 0; !error && i < count; i++) {
		int64_t day;
		bool changed = false;
		if (calendar_parse(menu_record_key(menus, table, i), &day)) /* always: menus with another key are not loaded */
			error = holidays_put(store, day, menu_record_flag(menus, table, i, MENU_COLUMN_WORKS), &changed);
		*changes += changed;
	}
	return error;
}

/* Of a past day it is known how it was; a coming one that the menus no longer name is none. */
static enum error holidays_drop_others(struct store *store, const struct menu_set *menus, uint16_t table, int64_t today, size_t *changes)
{
	int64_t day = today;
	bool works;
	enum error error;
	while (!(error = holidays_next(store, day, &day, &works))) {
		char date[CALENDAR_DATE];
		calendar_iso(day, date);
		if (table != MENU_NONE && menu_record_find(menus, table, date) != MENU_NONE)
			continue;
		error = holidays_drop(store, day);
		if (error)
			return error;
		++*changes;
	}
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}

static enum error holidays_follow(struct store *store, const struct menu_set *menus, struct moment now)
{
	size_t changes = 0;
	uint16_t table = menu_table_find(menus, MENU_TABLE_HOLIDAY);
	enum error error = table == MENU_NONE ? ERR_NONE : holidays_put_all(store, menus, table, &changes);
	if (!error)
		error = holidays_drop_others(store, menus, table, calendar_day(now.unix_ms), &changes);
	if (!error && changes)
		log_say(LOG_JOURNEY, LOG_LEVEL_NOTICE, "holidays: %zu days are not what they were", changes);
	return error;
}

static enum error remind(struct store *store, const struct menu_set *menus, struct moment now, int64_t *next_ms)
{
	enum error error = ERR_NONE;
	for (size_t i = 0; !error && i < REMINDERS_A_CALL; i++)
		error = givers_remind(store, menus, now, next_ms);
	return error == ERR_NOT_FOUND ? ERR_NONE : error; /* ERR_NONE: there may be more; *next_ms is not later than now */
}

enum error office_chores(struct store *store, const struct menu_set *menus, struct moment now, int64_t *next_ms)
{
	int64_t reminder_ms = MOMENT_NEVER, fresh_ms = MOMENT_NEVER, pins_ms = MOMENT_NEVER;
	size_t told;
	bool all_told = true;
	enum error error = holidays_follow(store, menus, now);
	if (!error)
		error = remind(store, menus, now, &reminder_ms);
	if (!error)
		error = givers_tell(store, menus, TOLD_A_CALL, now, &told, &all_told);
	if (!error)
		error = events_forget(store, now.unix_ms);
	if (!error)
		error = ratings_forget(store, now.unix_ms);
	if (!error)
		error = fresh_forget(store, now.unix_ms, &fresh_ms);
	if (!error)
		error = pins_forget(store, now.unix_ms, &pins_ms);
	if (!error)
		error = traffic_forget(store, now.unix_ms);
	*next_ms = now.unix_ms + EVERY_MS;
	if (reminder_ms < *next_ms)
		*next_ms = reminder_ms;
	if (fresh_ms < *next_ms)
		*next_ms = fresh_ms;
	if (pins_ms < *next_ms)
		*next_ms = pins_ms;
	if (!all_told)
		*next_ms = now.unix_ms;
	return error;
}
