#include "menus.h"

#include "base/calendar.h"
#include "base/moment.h"
#include "journeys/contract.h"

const char *const menus_format_names[MENUS_FORMATS] = {[MENUS_UCS2] = "Cyrillic", [MENUS_GSM7] = "Latin"};

static const struct menu_format formats[MENUS_FORMATS] = {[MENUS_UCS2] = {CHARSET_UCS2, 160}, [MENUS_GSM7] = {CHARSET_GSM7, 182}};

static struct menu_set *load(const struct menu_source *source, struct complaints *complaints)
{
	char today[CALENDAR_DATE];
	calendar_iso(calendar_day(moment_read().unix_ms), today);
	return menu_load_source(source, &journey_contract, formats, MENUS_FORMATS, today, complaints);
}

static struct menu_set *told(struct menu_set *set, struct complaints *complaints)
{
	if (!set)
		complaints_print(complaints, stderr);
	complaints_fini(complaints);
	return set;
}

struct menu_set *menus_open_source(const struct menu_source *source)
{
	struct complaints complaints;
	complaints_init(&complaints);
	return told(load(source, &complaints), &complaints);
}

struct menu_set *menus_open(const char *directory)
{
	struct complaints complaints;
	struct menu_source source;
	complaints_init(&complaints);
	struct menu_set *set = menu_source_folder(&source, directory, &complaints) ? load(&source, &complaints) : NULL;
	menu_source_fini(&source);
	return told(set, &complaints);
}
