#include "journeys/holiday_list.h"

#include "base/calendar.h"
#include "menu/survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEXT_FROM "-11-01" /* from then on the next year's are missed */

static uint16_t table_of(const struct menu_set *menus)
{
	return menu_table_find(menus, MENU_TABLE_HOLIDAY);
}

static bool takes_appeals(const struct menu_set *menus)
{
	struct survey_way way;
	for (uint16_t screen = 0; screen < menu_screen_count(menus); screen++) {
		for (size_t move = 0; move < survey_move_count(menus, screen); move++) {
			for (size_t i = 0; survey_way(menus, screen, move, i, &way); i++) {
				if (way.action && strncmp(way.action, "appeal.", 7) == 0)
					return true;
			}
		}
	}
	return false;
}

static bool names_year(const struct menu_set *menus, uint16_t table, int year)
{
	char prefix[16];
	int len = snprintf(prefix, sizeof prefix, "%04d-", year);
	for (size_t i = 0; table != MENU_NONE && i < menu_record_count(menus, table); i++) {
		if (strncmp(menu_record_key(menus, table, (uint16_t)i), prefix, (size_t)len) == 0)
			return true;
	}
	return false;
}

int holiday_list_missing(const struct menu_set *menus, int64_t unix_ms)
{
	char today[CALENDAR_DATE];
	uint16_t table = table_of(menus);
	calendar_iso(calendar_day(unix_ms), today);
	int year = atoi(today);
	if (table == MENU_NONE && !takes_appeals(menus))
		return 0;
	if (!names_year(menus, table, year))
		return year;
	return strcmp(today + 4, NEXT_FROM) >= 0 && !names_year(menus, table, year + 1) ? year + 1 : 0;
}

void holiday_list_complain(const struct menu_set *menus, const char *directory, int64_t unix_ms, struct complaints *complaints)
{
	int year = holiday_list_missing(menus, unix_ms);
	uint16_t table = table_of(menus);
	struct survey_place at = { .file = directory };
	if (year == 0)
		return;
	if (table != MENU_NONE && menu_record_count(menus, table) > 0)
		at = survey_record_place(menus, table, (uint16_t)(menu_record_count(menus, table) - 1));
	complaints_add(complaints, SEVERITY_WARNING, at.file, at.line, at.column,
		"the table `holiday` names no day of %d, so that its holidays count as working days; write them there as soon as the government has named them [holidays]", year);
}
