/* What of all that is kept and set can still make a difference on a screen, or on one that people may come to from there before they are home again: the
 * rest need not be told apart by whoever follows every way (walk.c). */
#ifndef KOPURO_MENU_LIVE_H
#define KOPURO_MENU_LIVE_H

#include "menu/set.h"

struct live { bool tables[MENU_TABLES], slots[MENU_SLOTS]; };

/* By screen; the caller's, to free(). NULL: no memory. */
struct live *live_find(const struct menu_set *set);

#endif
