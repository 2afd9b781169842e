#include "journeys/reminder.h"

#include "base/calendar.h"

#include <stdbool.h>
#include <string.h>

static bool monthly(const struct pledge *p)
{
	return strcmp(p->rhythm, "monthly") == 0;
}

int64_t reminder_first(const struct pledge *p)
{
	return p->msisdn[0] && strcmp(p->offer, "money") == 0 ? p->made_ms + REMINDER_FIRST_MS : 0;
}

enum reminder reminder_due(const struct pledge *p, int64_t now_ms)
{
	if (p->cancelled_ms)
		return REMINDER_NONE;
	if (p->remind_ms == reminder_first(p))
		return p->paid_kgs == 0 ? REMINDER_UNPAID : REMINDER_NONE;
	return now_ms - p->remind_ms < REMINDER_STALE_MS ? REMINDER_MONTHLY : REMINDER_NONE;
}

int64_t reminder_next(const struct pledge *p, int64_t now_ms)
{
	if (p->cancelled_ms || !monthly(p))
		return 0;
	int64_t made = calendar_day(p->made_ms), hour = p->made_ms - calendar_day_start(made);
	int64_t months = (now_ms - p->made_ms) / (INT64_C(31) * 86400000), at;
	do
		at = calendar_day_start(calendar_months_after(made, months < 1 ? 1 : months) - 1) + hour;
	while (months++, at <= now_ms);
	return at;
}
