#include "sms/schedule.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define MINUTES INT64_C(60000)
#define HOURS (60 * MINUTES)
#define RETRY_FIRST_MS INT64_C(5000)
#define RETRY_MOST_MS (10 * MINUTES)

/* Hours from UTC in the west and in the east of where numbers with this prefix are, summer time among them (IANA time zone database). The
 * longest prefix wins. 7 is Russia's and Kazakhstan's: mobile numbers of the one go on with 9, of the other with 7. An unknown prefix gets
 * the span of the countries where most who left live, from Britain to Korea. */
static const struct zone {
	const char *prefix;
	int west, east;
} zones[] = {
	{ "", 0, 9 },
	{ "996", 6, 6 },  /* Kyrgyzstan */
	{ "7", 2, 12 },   /* Russia: "UTC+2 to +12, a prefix gives no time zone" */
	{ "77", 5, 5 },   /* Kazakhstan, one zone since March 2024 */
	{ "90", 3, 3 },   /* Türkiye */
	{ "82", 9, 9 },   /* Korea */
	{ "971", 4, 4 },  /* UAE */
	{ "974", 3, 3 },  /* Qatar */
	{ "81", 9, 9 },   /* Japan */
	{ "86", 8, 8 },   /* China */
	{ "380", 2, 3 },  /* Ukraine */
	{ "49", 1, 2 },   /* Germany */
	{ "39", 1, 2 },   /* Italy */
	{ "44", 0, 1 },   /* United Kingdom */
	{ "1", -10, -2 }, /* United States, Canada: Hawaii to Newfoundland */
};

static const struct zone *zone_of(const char *msisdn)
{
	const struct zone *found = &zones[0];
	for (size_t i = 1; i < sizeof(zones) / sizeof(zones[0]); i++) {
		size_t len = strlen(zones[i].prefix);
		if (strncmp(zones[i].prefix, msisdn, len) == 0 && len > strlen(found->prefix))
			found = &zones[i];
	}
	return found;
}

int64_t schedule_day(const char *msisdn, int64_t unix_ms)
{
	const struct zone *zone = zone_of(msisdn);
	int64_t opens = (SCHEDULE_DAY_BEGINS_H - zone->west) * HOURS; /* after midnight UTC; the west wakes last */
	int64_t lasts = (SCHEDULE_DAY_ENDS_H - zone->east) * HOURS - opens; /* the east sleeps first */
	int64_t since = ((unix_ms - opens) % (24 * HOURS) + 24 * HOURS) % (24 * HOURS);
	assert(lasts > 0);
	return since < lasts ? unix_ms : unix_ms + 24 * HOURS - since;
}

int64_t schedule_retry_ms(unsigned attempts, uint64_t salt)
{
	unsigned doubled = attempts > 0 ? attempts - 1 : 0;
	int64_t wait = doubled < 8 ? RETRY_FIRST_MS << doubled : RETRY_MOST_MS;
	wait = wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS;
	return wait - (int64_t)(salt * 2654435761u % (uint64_t)(wait / 4));
}
