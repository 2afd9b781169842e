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

/* What was typed of the names; NULL: nothing. */
static const char *begins(const struct screen *list, const struct viewer *viewer)
{
	return list->begins == MENU_NONE ? NULL : values_get(viewer->values, list->begins);
}

static void list_places(struct listing *l, const struct menu_set *set, const struct screen *list, const struct viewer *viewer)
{
	const struct table *table = &set->tables[list->from];
	uint16_t first = place_list(table->rank, PLACE_NONE).from, inside = within(set, list, viewer->kept);
	struct place_range range = place_list(table->rank, inside);
	const char *letters = begins(list, viewer);
	l->far = table->rank == PLACES_VILLAGES && (inside == PLACE_NONE || place_rank(inside) < PLACES_DISTRICTS);
	if (!letters) {
		for (uint16_t p = range.from; p < range.to && l->listed != LISTED_CUT; p++)
			add(l, (uint16_t)(p - first), LISTING_PLACES);
		return;
	}
	struct place_found found;
	place_search(range, letters, strlen(letters), &found);
	for (uint16_t p = place_found_next(&found, PLACE_NONE); p != PLACE_NONE && l->listed != LISTED_CUT; p = place_found_next(&found, p))
		add(l, (uint16_t)(p - first), LISTING_PLACES);
}

/* Where the caller is from: the last of what they named. */
static uint16_t own_place(const struct menu_set *set, const uint16_t *kept)
{
	uint16_t found = PLACE_NONE;
	for (size_t i = 0; i < set->table_index.count; i++) {
		const struct table *table = &set->tables[i];
		uint16_t place = kept[i] == MENU_NONE || !(table->places || i == set->regions) ? PLACE_NONE : records_place(table, kept[i]);
		if (place != PLACE_NONE && (found == PLACE_NONE || place_rank(place) > place_rank(found)))
			found = place;
	}
	return found;
}

enum nearness { SAME_VILLAGE, SAME_DISTRICT, SAME_REGION, ELSEWHERE, NEARNESSES };

/* A record without a place may still refer to the region. */
static bool refers_to_region(const struct menu_set *set, const struct table *table, const struct record *record, uint16_t own)
{
	uint16_t field = set->regions == MENU_NONE ? MENU_NONE : lexicon_find(&table->fields, set->table_index.list[set->regions]);
	const struct value *value = field == MENU_NONE ? NULL : record->fields[field];
	for (size_t i = 0; value && i < value->reference_count; i++) {
		if (records_place(&set->tables[set->regions], value->references[i]) == place_region(own))
			return true;
	}
	return false;
}

static enum nearness nearness_of(const struct menu_set *set, const struct table *table, uint16_t number, uint16_t own)
{
	const struct record *record = &table->records[number];
	if (own == PLACE_NONE)
		return ELSEWHERE;
	if (record->place == PLACE_NONE)
		return refers_to_region(set, table, record, own) ? SAME_REGION : ELSEWHERE;
	if (record->place == own && place_rank(own) == PLACES_VILLAGES)
		return SAME_VILLAGE;
	if (place_district(own) != PLACE_NONE && place_district(record->place) == place_district(own))
		return SAME_DISTRICT;
	return place_region(record->place) == place_region(own) ? SAME_REGION : ELSEWHERE;
}

/* Those that are as near as each other stay in the order of the files. */
static void put_nearest_first(struct listing *l, const struct menu_set *set, const struct table *table, const uint16_t *kept)
{
	uint16_t sorted[MENU_LINES_MAX], own = own_place(set, kept);
	size_t count = 0;
	for (enum nearness nearness = SAME_VILLAGE; nearness < NEARNESSES; nearness++) {
		for (size_t i = 0; i < l->count; i++) {
			if (nearness_of(set, table, l->records[i], own) == nearness)
				sorted[count++] = l->records[i];
		}
	}
	memcpy(l->records, sorted, count * sizeof(sorted[0]));
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
	if (list->nearest)
		put_nearest_first(l, set, table, viewer->kept);
	if (table->places && viewer->longest && l->count > 0)
		put_widest(l, table, language, script);
	if (l->count > 0 && l->listed == LISTED_NONE)
		l->listed = LISTED_ALL;
}

bool listing_shows(const struct menu_set *set, const struct screen *list, uint16_t record, size_t language, const struct viewer *viewer)
{
	const struct table *table = &set->tables[list->from];
	const char *letters = begins(list, viewer);
	struct place_found found;
	if (!table->places)
		return condition_lists(set, list, &table->records[record], language, viewer);
	uint16_t place = records_place(table, record), inside = within(set, list, viewer->kept);
	if (letters)
		place_search((struct place_range){ place, (uint16_t)(place + 1) }, letters, strlen(letters), &found);
	return (inside == PLACE_NONE || place_is_in(place, inside)) && (!letters || found.count > 0);
}
