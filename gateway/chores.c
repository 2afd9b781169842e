/* What the calendar asks for: reminders, reports, holidays. In a group of its own, so that a failure costs no caller anything. */
#include "root.h"

#include "base/calendar.h"
#include "journeys/holiday_list.h"
#include "journeys/office.h"

#define AGAIN_MS 60000 /* after a failure */
#define LATEST_MS 3600000

/* Of each version of the menus once, and once a day. */
static void holidays_ask(struct gateway *g, struct moment now)
{
	int64_t day = calendar_day(now.unix_ms);
	unsigned number = gateway_menus_number(g);
	int year = day == g->holidays_day && number == g->holidays_menus ? 0 : holiday_list_missing(gateway_menus(g), now.unix_ms);
	g->holidays_day = day;
	g->holidays_menus = number;
	if (year)
		log_say(LOG_JOURNEY, LOG_LEVEL_NOTICE, "holidays: the menus name no day of %d, so that its holidays count as working days", year);
}

void chores_run(struct gateway *g, struct moment now)
{
	if (now.mono_ms < g->chores_at_ms)
		return;
	holidays_ask(g, now);
	int64_t next_ms = 0;
	enum error err = store_begin(g->parts.store);
	if (err == ERR_NONE)
		err = office_chores(g->parts.store, gateway_menus(g), now, &next_ms);
	if (err == ERR_NONE)
		err = store_commit(g->parts.store);
	if (err != ERR_NONE) {
		store_rollback(g->parts.store);
		log_say(LOG_JOURNEY, LOG_LEVEL_ERROR, "reminders and reports wait (%s): %s", error_name(err), store_last_error(g->parts.store));
		g->chores_at_ms = now.mono_ms + AGAIN_MS;
		return;
	}
	/* Two clocks: the calendar's may be set back or forth, and is looked at again within the hour. */
	int64_t in_ms = next_ms - now.unix_ms;
	g->chores_at_ms = now.mono_ms + (in_ms < 1 ? 1 : in_ms > LATEST_MS ? LATEST_MS : in_ms);
	post_wake(g);
}
