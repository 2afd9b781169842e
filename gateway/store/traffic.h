/* How often people came to a screen, and how often a call ended there: a row a day (of Bishkek), way and screen. Numbers only: whose calls they
 * were, and in which order, stands nowhere.
 *
 * The rows are in the clear, so that whoever writes the menus can read them without the key: traffic_read() opens the file by itself, for
 * reading only, also beside a gateway that runs on it. */
#ifndef KOPURO_STORE_TRAFFIC_H
#define KOPURO_STORE_TRAFFIC_H

#include "store/store.h"

#define TRAFFIC_KEPT_DAYS 400 /* a year, and the same weeks of the year before beside it */

struct traffic {
	uint64_t shown;   /* somebody came to it; its further pages, and a hint after a wrong key, are no second time */
	uint64_t dropped; /* the call ended there, though it was not the last screen: broken off, or no answer in time; by SMS: none within a day */
	uint64_t ended;   /* the call ended there, and it was the last screen */
};

/* Adds to the row of now's day, in the open group. `way`: "ussd", "sms". */
enum error traffic_add(struct store *s, const char *way, const char *screen, const struct traffic *more, int64_t now_ms);
enum error traffic_forget(struct store *s, int64_t now_ms); /* those that are older than TRAFFIC_KEPT_DAYS */

/* The sums of each screen since the beginning of that day (a number of base/calendar.h), by name. `screen` is good for the call only. */
typedef void traffic_row(void *context, const char *screen, const struct traffic *traffic);
/* False: *why tells a person what to do (owned by the caller, free(); NULL without memory). */
bool traffic_read(const char *path, const char *way, int64_t from_day, traffic_row *row, void *context, char **why);

#endif
