/* How much is filed under a key of the menus and waits still: open appeals by topic, region and country, pledges whose givers are still reminded by project, offer, rhythm and
 * currency. Counted row by row: for whoever changes the menus, not for callers. */
#ifndef KOPURO_STORE_FILED_H
#define KOPURO_STORE_FILED_H

#include "store/store.h"

#include <stdbool.h>

/* Whether appeals (else pledges) are filed under the keys of this table; false, *filed false: nothing is. */
bool filed_appeals(const char *table, bool *filed);
/* `restricted`: counts appeals that only officers named for them see, too. Nothing is filed under keys of other tables: 0. */
enum error filed_count(struct store *s, const char *table, const char *key, bool restricted, size_t *count);

#endif
