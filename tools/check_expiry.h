/* `kopuro check --expires`: the facts that have expired, or will by a day, with what shows them. */
#ifndef KOPURO_TOOLS_CHECK_EXPIRY_H
#define KOPURO_TOOLS_CHECK_EXPIRY_H

#include "check_path.h"

#include "menu/set.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* "30d": so many days from today on, 3,650 at most; or a day, "2027-03-31". False: neither. Days as in base/calendar.h. */
bool check_expiry_until(const char *text, int64_t today, int64_t *until);
/* Those whose last day is not after `until`, the earliest first; of one file, when the path is one. */
void check_expiry_print(const struct menu_set *set, const struct check_path *path, int64_t today, int64_t until, FILE *out);
void check_expiry_json(const struct menu_set *set, const struct check_path *path, int64_t today, int64_t until, FILE *out);

#endif
