/* What of one version of the menus another one lacks: asked of each caller at a reload, so it is found once, by names, and then looked up. Pure. */
#ifndef KOPURO_MENU_MOVED_H
#define KOPURO_MENU_MOVED_H

#include "menu/state.h"

struct menu_moved;

/* Both sets are borrowed and must outlive it. NULL: no memory. */
struct menu_moved *menu_moved_new(const struct menu_set *from, const struct menu_set *to);
void menu_moved_free(struct menu_moved *m);
/* Whether somebody in `from` stands on a screen, or has chosen a record, that is not in `to`. */
bool menu_moved_touches(const struct menu_moved *m, const struct menu_state *s);

#endif
