#include "menus.h"

#include "journeys/calendar.h"
#include "journeys/contract.h"
#include "base/moment.h"

const char *const menus_format_names[MENUS_FORMATS] = {[MENUS_UCS2] = "Cyrillic", [MENUS_GSM7] = "Latin"};

static const struct menu_format formats[MENUS_FORMATS] = {[MENUS_UCS2] = {CHARSET_UCS2, 160}, [MENUS_GSM7] = {CHARSET_GSM7, 182}};

struct menu_set *menus_open(const char *directory)
{
	char today[CALENDAR_DATE];
	struct complaints complaints;
	calendar_iso(calendar_day(moment_read().unix_ms), today);
	complaints_init(&complaints);
	struct menu_set *set = menu_load(directory, &journey_contract, formats, MENUS_FORMATS, today, &complaints);
	if (!set)
		complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	return set;
}
