/* Days that are not what the weekday says: holidays, and days of a weekend on which people work instead. The law does not give them for more
 * than a year, so they are rows that the staff write (docs/menus.md, table `holiday`). */
#ifndef KOPURO_STORE_HOLIDAYS_H
#define KOPURO_STORE_HOLIDAYS_H

#include "store/store.h"

/* In the open group. `day` as in base/calendar.h. *changed: it was not so before. */
enum error holidays_put(struct store *s, int64_t day, bool works, bool *changed);
enum error holidays_drop(struct store *s, int64_t day); /* also when it is none */
/* The first after `day` ; ERR_NOT_FOUND. */
enum error holidays_next(struct store *s, int64_t day, int64_t *next, bool *works);
/* Working days after `from`, up to and with `to`, as calendar_working_days(), with these days counted in. */
enum error holidays_working_days(struct store *s, int64_t from, int64_t to, int64_t *days);

#endif
