/* When an SMS may leave. Pure.
 *
 * Quiet hours: classes that nobody waits for (message_rule.quiet) leave between 08:00 and 21:00 where their reader lives. The number's prefix
 * tells where; some prefixes tell several time zones, or the summer time of one. Then both ends of the span must have day:
 *
 *     Russia, UTC+2 to +12:   Kaliningrad has 08:00 at 06:00 UTC, Kamchatka has 21:00 at 09:00 UTC: 09:00 to 12:00 in Moscow is day everywhere.
 *
 * Back-off: after a status that says "later" a part waits 5 s, and twice as long after each further one, at most 10 minutes. One whose fate is
 * unknown, and whose class is sent again, begins where the sixth wait would be (fate.c): what answers nothing is seldom well again in seconds. */
#ifndef KOPURO_SMS_SCHEDULE_H
#define KOPURO_SMS_SCHEDULE_H

#include <stdint.h>

#define SCHEDULE_DAY_BEGINS_H 8
#define SCHEDULE_DAY_ENDS_H 21

/* The first moment from `unix_ms` on at which it is day where this number is: `unix_ms` itself, or the next morning there. */
int64_t schedule_day(const char *msisdn, int64_t unix_ms);

/* How long a part waits after its `attempts`-th "later", from 1. `salt` spreads parts that failed together over a quarter of the time. */
int64_t schedule_retry_ms(unsigned attempts, uint64_t salt);

#endif
