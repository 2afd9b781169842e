/* What waits in the store for a time to come: retries and validity of SMS, parts that wait for one another, parked callers, leases, fresh appeals, items that
 * rest or are not settled. They are
 * written in unix time, so that they outlive a restart, and mean a span of time, not a date. Dates (when an appeal was lodged, a reminder is due) are
 * not among them.
 *
 * By which clock they were written is kept beside them, so that one that was set while nobody looked is found out. */
#ifndef KOPURO_STORE_WAITS_H
#define KOPURO_STORE_WAITS_H

#include "store/store.h"

#define WAITS_BOOT 40

struct waits_clock {
	char boot[WAITS_BOOT]; /* which start of the machine: within one mono_ms goes on, also over restarts of the gateway; "": not known */
	int64_t unix_ms, mono_ms;
};
/* As it was kept last; ERR_NOT_FOUND: never. */
enum error waits_clock_get(struct store *s, struct waits_clock *out);
enum error waits_clock_put(struct store *s, const struct waits_clock *clock); /* in the open commit group */

/* The wall clock was set forward by so much (back: below 0): in the open commit group, each wait is as long as it was. But an SMS that has not been
 * tried yet waits for an hour of the day, if it waits: it is looked at anew. */
enum error waits_shift(struct store *s, int64_t by_ms);

#endif
