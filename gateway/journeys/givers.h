/* What givers are told: for office.h and chores.c. Only for the files of this room. */
#ifndef KOPURO_JOURNEYS_GIVERS_H
#define KOPURO_JOURNEYS_GIVERS_H

#include "base/error.h"
#include "base/moment.h"
#include "menu/set.h"

#include <stdbool.h>

struct store;

/* The next giver whose reminder has come: queued and marked in one group. *next_ms: when the next one comes; MOMENT_NEVER.
 * ERR_NOT_FOUND: nobody now. */
enum error givers_remind(struct store *store, const struct menu_set *menus, struct moment now, int64_t *next_ms);
/* At most `most` givers of the oldest report that some were not told of. *told: SMS queued; *done: every giver of every report is told. */
enum error givers_tell(struct store *store, const struct menu_set *menus, size_t most, struct moment now, size_t *told, bool *done);

#endif
