/* When a giver is reminded of a pledge of money: three days after it was made, unless it is paid; then, of a monthly one, the day before the day
 * of the month on which it was made. At the hour at which it was made: then they were awake. Pure. */
#ifndef KOPURO_JOURNEYS_REMINDER_H
#define KOPURO_JOURNEYS_REMINDER_H

#include "journeys/pledge.h"

#define REMINDER_FIRST_MS INT64_C(259200000)
#define REMINDER_STALE_MS INT64_C(86400000) /* the due day has come: the month's reminder is of no use any more */

enum reminder { REMINDER_NONE, REMINDER_UNPAID, REMINDER_MONTHLY };

/* Of a pledge just made, unix ms; 0: never. */
int64_t reminder_first(const struct pledge *p);
/* What is to be said now that p->remind_ms has come. */
enum reminder reminder_due(const struct pledge *p, int64_t now_ms);
/* The next after `now_ms`; 0: none. */
int64_t reminder_next(const struct pledge *p, int64_t now_ms);

#endif
