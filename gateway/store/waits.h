/* What waits in the store for a time to come: retries and validity of SMS, parts that wait for one another, parked callers, leases, fresh appeals, items that
 * rest or are not settled. They are
 * written in unix time, so that they outlive a restart, and mean a span of time, not a date. Dates (when an appeal was lodged, a reminder is due) are
 * not among them. */
#ifndef KOPURO_STORE_WAITS_H
#define KOPURO_STORE_WAITS_H

#include "store/store.h"

/* The wall clock was set forward by so much (back: below 0): in the open commit group, each wait is as long as it was. */
enum error waits_shift(struct store *s, int64_t by_ms);

#endif
