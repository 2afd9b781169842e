/* Whether the menus name the public holidays (the table `holiday`, docs/menus.md) of the year that counts: the present one, and from 1 November on the next,
 * since an appeal of December is answered in January. Without them each of their days is a working day, and offices look late that are not.
 * Only menus that count working days are asked: those that take appeals, or have the table. Pure. */
#ifndef KOPURO_JOURNEYS_HOLIDAY_LIST_H
#define KOPURO_JOURNEYS_HOLIDAY_LIST_H

#include "base/complaint.h"
#include "menu/set.h"

/* 2027; 0: none is missing. */
int holiday_list_missing(const struct menu_set *menus, int64_t unix_ms);
/* A warning, at the table's last record; without a table, of the folder. */
void holiday_list_complain(const struct menu_set *menus, const char *directory, int64_t unix_ms, struct complaints *complaints);

#endif
