#include "base/calendar.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_MS INT64_C(86400000)
#define BISHKEK_MS INT64_C(21600000)

static int64_t floor_div(int64_t value, int64_t by)
{
	int64_t quotient = value / by;
	return value % by < 0 ? quotient - 1 : quotient;
}

int64_t calendar_day(int64_t unix_ms)
{
	return floor_div(unix_ms + BISHKEK_MS, DAY_MS);
}

int64_t calendar_day_start(int64_t day)
{
	return day * DAY_MS - BISHKEK_MS;
}

/* Working days before `day`, counted from Monday 1969-12-29, which is day -3. */
static int64_t working_before(int64_t day)
{
	int64_t week = floor_div(day + 3, 7), rest = day + 3 - week * 7;
	return week * 5 + (rest < 5 ? rest : 5);
}

bool calendar_weekend(int64_t day)
{
	return day + 3 - floor_div(day + 3, 7) * 7 >= 5;
}

int64_t calendar_working_days(int64_t from, int64_t to)
{
	return to > from ? working_before(to + 1) - working_before(from + 1) : 0;
}

void calendar_iso(int64_t day, char out[CALENDAR_DATE])
{
	time_t at = (time_t)(day * (DAY_MS / 1000));
	struct tm parts;
	size_t written = gmtime_r(&at, &parts) ? strftime(out, CALENDAR_DATE, "%Y-%m-%d", &parts) : 0;
	assert(written == CALENDAR_DATE - 1);
	(void)written;
}

bool calendar_parse(const char *iso, int64_t *day)
{
	struct tm parts = {0};
	char again[CALENDAR_DATE];
	int used = 0;
	if (strlen(iso) != CALENDAR_DATE - 1 || sscanf(iso, "%4d-%2d-%2d%n", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &used) != 3 ||
		used != CALENDAR_DATE - 1 || parts.tm_year < 1000)
		return false;
	parts.tm_year -= 1900;
	parts.tm_mon--;
	*day = floor_div(timegm(&parts), DAY_MS / 1000);
	calendar_iso(*day, again); /* 2026-02-30 comes back as another day */
	return strcmp(iso, again) == 0;
}

int64_t calendar_months_after(int64_t day, int64_t months)
{
	time_t at = (time_t)(day * (DAY_MS / 1000));
	struct tm parts;
	gmtime_r(&at, &parts);
	int wanted = parts.tm_mday;
	parts.tm_mon += (int)months;
	at = timegm(&parts);
	gmtime_r(&at, &parts);
	if (parts.tm_mday != wanted) /* it ran over into the next month by so many days */
		at -= parts.tm_mday * (time_t)(DAY_MS / 1000);
	return floor_div(at, DAY_MS / 1000);
}
