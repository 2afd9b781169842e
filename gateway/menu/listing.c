#include "menu/listing.h"

#include "menu/records.h"
#include "menu/values.h"
#include "places/place_search.h"

#include <string.h>

static void add(struct listing *l, uint16_t record, size_t most)
{
	if (l->count < most)
		l->records[l->count++] = record;
	else
		l->listed = LISTED_CUT;
}

/* What the kept records of `where` leave of the places: those of the last of them that is one. */
static uint16_t within(const struct menu_set *set, const struct screen *list, const uint16_t *kept)
{
	uint16_t found = PLACE_NONE;
	for (size_t i = 0; i < list->where_count; i++) {
		uint16_t record = kept[list->where[i]];
		uint16_t place = record == MENU_NONE ? PLACE_NONE : records_place(&set->tables[list->where[i]], record);
		if (place != PLACE_NONE && (found == PLACE_NONE || place_rank(place) > place_rank(found)))
			found = place;
	}
	return found;
}

static void list_places(struct listing *l, const struct menu_set *set, const struct screen *list, const struct viewer *viewer)
{
	const struct table *table = &set->tables[list->from];
	uint16_t first = place_list(table->rank, PLACE_NONE).from, inside = within(set, list, viewer->kept);
	struct place_range range = place_list(table->rank, inside);
	const char *begins = list->begins == MENU_NONE ? NULL : values_get(viewer->values, list->begins);
	l->far = table->rank == PLACES_VILLAGES && (inside == PLACE_NONE || place_rank(inside) < PLACES_DISTRICTS);
	if (!begins) {
		for (uint16_t p = range.from; p < range.to && l->listed != LISTED_CUT; p++)
			add(l, (uint16_t)(p - first), LISTING_PLACES);
		return;
	}
	struct place_found found;
	place_search(range, begins, strlen(begins), &found);
	for (uint16_t p = place_found_next(&found, PLACE_NONE); p != PLACE_NONE && l->listed != LISTED_CUT; p = place_found_next(&found, p))
		add(l, (uint16_t)(p - first), LISTING_PLACES);
}

static void put_widest(struct listing *l, const struct table *table, size_t language, enum page_script script)
{
	l->far = table->rank == PLACES_VILLAGES;
	l->records[0] = table->widest[language][script].line[l->far];
}

void listing_make(struct listing *l, const struct menu_set *set, const struct screen *list, size_t language, enum page_script script,
	const struct viewer *viewer)
{
	const struct table *table = &set->tables[list->from];
	l->count = 0;
	l->far = false;
	l->listed = LISTED_NONE;
	if (table->places)
		list_places(l, set, list, viewer);
	for (uint16_t i = 0; !table->places && i < table->keys.count && l->listed != LISTED_CUT; i++) {
		if (condition_lists(set, list, &table->records[i], language, viewer))
			add(l, i, MENU_LINES_MAX);
	}
	if (table->places && viewer->longest && l->count > 0)
		put_widest(l, table, language, script);
	if (l->count > 0 && l->listed == LISTED_NONE)
		l->listed = LISTED_ALL;
}
