/* Which appeals only the officers named for them may see: those of topics that the menus mark with `restricted: yes`, and those of topics that
 * the menus no longer have, so that an edit of theirs exposes nobody. */
#ifndef KOPURO_CONTROL_HTTP_TOPIC_H
#define KOPURO_CONTROL_HTTP_TOPIC_H

#include "menu/set.h"

#include <stdbool.h>

bool topic_restricted(const struct menu_set *set, const char *topic);
/* The others, as a JSON array; free() it. NULL: no memory. */
char *topics_open(const struct menu_set *set);

#endif
