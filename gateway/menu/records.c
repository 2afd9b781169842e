#include "menu/records.h"

#include "text/translit.h"

#include <assert.h>
#include <string.h>

const char *const place_field_names[PLACE_FIELDS] = {
	[PLACE_FIELD_NAME] = "name",
	[PLACE_FIELD_REGION] = "region",
	[PLACE_FIELD_DISTRICT] = "district",
};

static struct place_range places_of(const struct table *table)
{
	return place_list(table->rank, PLACE_NONE);
}

size_t records_count(const struct table *table)
{
	return table->places ? (size_t)(places_of(table).to - places_of(table).from) : table->keys.count;
}

const char *records_key(const struct table *table, uint16_t record)
{
	return table->places ? place_code(records_place(table, record)) : table->keys.list[record];
}

uint16_t records_find(const struct table *table, const char *key)
{
	if (!table->places)
		return lexicon_find(&table->keys, key);
	uint16_t place = place_find(key);
	return place != PLACE_NONE && place_rank(place) == table->rank ? (uint16_t)(place - places_of(table).from) : MENU_NONE;
}

uint16_t records_place(const struct table *table, uint16_t record)
{
	assert(record < records_count(table));
	return table->places ? (uint16_t)(places_of(table).from + record) : table->records[record].place;
}

bool records_have(const struct menu_set *set, uint16_t number, uint16_t place, uint16_t *record)
{
	const struct table *table = &set->tables[number];
	if (table->places) {
		*record = records_find(table, place_code(place));
		return *record != MENU_NONE;
	}
	for (uint16_t i = 0; i < table->keys.count; i++) {
		*record = i;
		if (table->records[i].place == place)
			return true;
	}
	return false;
}

static size_t in_letters(const char *text, size_t len, enum page_script script, char out[RECORDS_TEXT])
{
	size_t written = len;
	if (script == PAGE_LATIN) {
		enum error error = translit_latin(text, len, out, RECORDS_TEXT, &written);
		assert(error == ERR_NONE);
		(void)error;
	} else {
		memcpy(out, text, len + 1);
	}
	return written;
}

const char *place_field(const struct menu_set *set, const struct table *table, uint16_t record, uint16_t field, size_t language)
{
	uint16_t place = records_place(table, record);
	uint16_t shown = field == PLACE_FIELD_NAME ? place : field == PLACE_FIELD_DISTRICT ? place_district(place) : place_region(place);
	return place_name(shown, set->language_codes[language]);
}

size_t place_field_text(const struct menu_set *set, const struct table *table, uint16_t record, uint16_t field, size_t language, enum page_script script,
	char out[RECORDS_TEXT])
{
	const char *name = place_field(set, table, record, field, language);
	return in_letters(name, strlen(name), script, out);
}

size_t place_line_text(const struct menu_set *set, const struct table *table, uint16_t record, bool far, size_t language, enum page_script script,
	char out[RECORDS_TEXT])
{
	char label[PLACE_LABEL];
	size_t len = place_label(records_place(table, record), set->language_codes[language], far, label);
	return in_letters(label, len, script, out);
}

static void measure(const struct menu_set *set, struct table *table, size_t language, enum page_script script)
{
	struct place_widest *widest = &table->widest[language][script];
	uint32_t most[PLACE_FIELDS + 2] = { 0 };
	uint16_t *records[PLACE_FIELDS + 2] = { &widest->field[0], &widest->field[1], &widest->field[2], &widest->line[0], &widest->line[1] };
	for (uint16_t i = 0; i < records_count(table); i++) {
		for (uint16_t k = 0; k < PLACE_FIELDS + 2; k++) {
			char text[RECORDS_TEXT];
			size_t len = k < PLACE_FIELDS ? place_field_text(set, table, i, k, language, script, text) :
				place_line_text(set, table, i, k > PLACE_FIELDS, language, script, text);
			uint32_t cost = page_cost(script, text, len);
			if (cost > most[k]) {
				most[k] = cost;
				*records[k] = i;
			}
		}
	}
}

void records_measure(struct menu_set *set, struct table *table)
{
	if (!table->places || table->measured)
		return;
	for (size_t language = 0; language < set->language_count; language++) {
		for (size_t script = 0; script < PAGE_SCRIPTS; script++)
			measure(set, table, language, (enum page_script)script);
	}
	table->measured = true;
}

/* Forgets places that lie below `place` (PLACE_NONE: below nothing any more), or elsewhere. */
static void forget_others(const struct menu_set *set, uint16_t kept[MENU_TABLES], enum place_rank rank, uint16_t place)
{
	for (size_t i = 0; i < set->table_index.count; i++) {
		const struct table *table = &set->tables[i];
		if (!table->places || kept[i] == MENU_NONE || table->rank <= rank)
			continue;
		if (place == PLACE_NONE || !place_is_in(records_place(table, kept[i]), place))
			kept[i] = MENU_NONE;
	}
}

static void keep_above(const struct menu_set *set, uint16_t kept[MENU_TABLES], uint16_t place)
{
	const uint16_t above[] = { place_district(place), place_region(place) };
	for (size_t i = 0; i < set->table_index.count; i++) {
		for (size_t k = 0; k < 2; k++) {
			uint16_t record;
			if ((set->tables[i].places || i == set->regions) && above[k] != PLACE_NONE && above[k] != place && records_have(set, (uint16_t)i, above[k], &record))
				kept[i] = record;
		}
	}
}

void records_keep(const struct menu_set *set, uint16_t kept[MENU_TABLES], uint16_t number, uint16_t record)
{
	const struct table *table = &set->tables[number];
	kept[number] = record;
	if (!table->places && number != set->regions)
		return;
	uint16_t place = record == MENU_NONE ? PLACE_NONE : records_place(table, record);
	forget_others(set, kept, table->places ? table->rank : PLACES_REGIONS, place);
	if (place != PLACE_NONE)
		keep_above(set, kept, place);
}
