/* What people press and type on a page, and where it leads. */
#ifndef KOPURO_TESTS_PRESS_H
#define KOPURO_TESTS_PRESS_H

#include "robot.h"

/* Everything that an action may fill in, and what it keeps. */
void press_fill(struct menu_state *s);
/* All that can be done on this page: what leads on becomes a station. */
void press_all(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page);
/* `0`, after `by`: `page` must come back. */
void press_back(struct robot *r, const struct station *at, const struct menu_state *s, const char *by, const struct shown *page);

#endif
