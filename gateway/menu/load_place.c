#include "menu/load.h"

#include "menu/records.h"

#include <string.h>

static const struct { const char *name; enum place_rank rank; enum place_field fields; } tables[] = {
	{ "district", PLACES_DISTRICTS, PLACE_FIELD_REGION + 1 },
	{ "village", PLACES_VILLAGES, PLACE_FIELD_DISTRICT + 1 },
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))
_Static_assert(MENU_FILE_TABLES + TABLES == MENU_TABLES, "each has its number");

bool load_is_place_table(const char *name)
{
	size_t i = 0;
	while (i < TABLES && strcmp(tables[i].name, name) != 0)
		i++;
	return i < TABLES;
}

/* The column that says which place a record is, or for which place it is. */
static const struct menu_column *bearer_of(const struct menu_set *set, const char *table)
{
	const struct menu_known_table *known = set_known_table(set, table);
	for (size_t i = 0; known && i < MENU_COLUMNS && known->columns[i].name; i++) {
		if (known->columns[i].kind == MENU_COLUMN_REGION || known->columns[i].kind == MENU_COLUMN_PLACE)
			return &known->columns[i];
	}
	return NULL;
}

bool load_bears_place(const struct menu_set *set, const char *table)
{
	const struct menu_column *column = bearer_of(set, table);
	return column && column->kind == MENU_COLUMN_PLACE;
}

void load_place_tables(struct loading *l)
{
	struct menu_set *set = l->set;
	for (size_t i = 0; i < TABLES; i++) {
		struct table *table = &set->tables[lexicon_add(&set->table_index, &set->arena, tables[i].name)];
		table->places = true;
		table->rank = tables[i].rank;
		for (size_t field = 0; field < tables[i].fields; field++)
			lexicon_add(&table->fields, &set->arena, place_field_names[field]);
	}
}

void load_record_place(struct loading *l, uint16_t number, uint16_t record)
{
	struct menu_set *set = l->set;
	const struct menu_column *column = bearer_of(set, set->table_index.list[number]);
	const struct yaml *node = column ? yaml_get(l->record_nodes[number][record], column->name) : NULL;
	if (!node)
		return;
	bool region = column->kind == MENU_COLUMN_REGION;
	const char *code = node->kind == YAML_TEXT ? node->text : "";
	uint16_t place = place_find(code);
	if (place == PLACE_NONE)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "unknown place '%s'; write a code of places/kyrgyzstan.csv, in quotes, as \"41702205805010\"", code);
	else if (region && place_rank(place) != PLACES_REGIONS)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "'%s' is the code of %s, not of a region", code, place_name(place, "ru"));
	else
		set->tables[number].records[record].place = place;
	if (region)
		set->regions = number;
}
