/* Which records a list shows, and in which order. Pure. */
#ifndef KOPURO_MENU_LISTING_H
#define KOPURO_MENU_LISTING_H

#include "menu/condition.h"

#define LISTING_PLACES 40 /* of places a list shows no more: about eight pages; then `listed: cut` holds, and letters help */

struct listing {
	uint16_t records[MENU_LINES_MAX];
	size_t count;
	bool far; /* places: their lines name the district too */
	enum listed listed;
};

/* `list` is a screen of the kind list, with its table. For the proof (viewer->longest) the widest record of places is among them. */
void listing_make(struct listing *l, const struct menu_set *set, const struct screen *list, size_t language, enum page_script script,
	const struct viewer *viewer);

/* Whether it shows this record, or would if it were not cut. */
bool listing_shows(const struct menu_set *set, const struct screen *list, uint16_t record, size_t language, const struct viewer *viewer);

#endif
