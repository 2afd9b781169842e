#include "menu/load.h"
#include "menu/records.h"

#include <assert.h>
#include <string.h>

#define RECORDS_MAX 10000

/* Keys of a record that are no fields. */
static bool is_own(const char *key)
{
	return strcmp(key, "key") == 0 || strcmp(key, "was") == 0 || strcmp(key, "when") == 0 || strcmp(key, "unless") == 0;
}

static void load_record_name(struct loading *l, uint16_t number, const struct yaml *node)
{
	struct menu_set *set = l->set;
	struct table *table = &set->tables[number];
	const struct yaml *key = yaml_get(node, "key");
	if (!key) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "a record of the table '%s' without `key`", set->table_index.list[number]);
		return;
	}
	if (!load_name(l, key, "record"))
		return;
	uint16_t known = lexicon_find(&table->keys, key->text);
	if (known != MENU_NONE) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "the key '%s' stands also in %s:%d; keep one of them", key->text,
			table->records[known].at.file, table->records[known].at.line);
		return;
	}
	if (table->keys.count == RECORDS_MAX) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "a table holds at most %d records", RECORDS_MAX);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		const char *field = node->keys[i]->text;
		if (!is_own(field) && load_name(l, node->keys[i], "field") && lexicon_find(&table->fields, field) == MENU_NONE)
			lexicon_add(&table->fields, &set->arena, arena_text(&set->arena, field, strlen(field)));
	}
	size_t count = table->keys.count;
	table->records = arena_grow(&set->arena, table->records, count, &table->record_capacity, sizeof(*table->records));
	l->record_nodes[number] = arena_grow(&set->arena, l->record_nodes[number], count, &l->record_node_capacity[number],
		sizeof(*l->record_nodes[number]));
	const char *name = arena_text(&set->arena, key->text, strlen(key->text));
	lexicon_add(&table->keys, &set->arena, name);
	table->records[count] = (struct record){ .key = name, .at = load_origin(l, key), .place = PLACE_NONE };
	l->record_nodes[number][count] = node;
	set->figures.records++;
}

void load_table_names(struct loading *l, const struct yaml *tables)
{
	struct menu_set *set = l->set;
	if (tables->kind != YAML_MAP) {
		yaml_complain(tables, l->complaints, SEVERITY_ERROR, "`tables` is a map of names to lists of records");
		return;
	}
	for (size_t i = 0; i < tables->count; i++) {
		const struct yaml *name = tables->keys[i], *records = tables->items[i];
		uint16_t number = lexicon_find(&set->table_index, name->text);
		if (!load_name(l, name, "table"))
			continue;
		if (records->kind != YAML_LIST) {
			yaml_complain(records, l->complaints, SEVERITY_ERROR, "a table is a list of records, each with its `key`");
			continue;
		}
		if (load_is_place_table(name->text)) {
			yaml_complain(name, l->complaints, SEVERITY_ERROR, "the table '%s' is there by itself, with all of Kyrgyzstan; take another name", name->text);
			continue;
		}
		if (number == MENU_NONE && set->table_index.count == MENU_FILE_TABLES) {
			yaml_complain(name, l->complaints, SEVERITY_ERROR, "there can be at most %d tables", MENU_FILE_TABLES);
			continue;
		}
		if (number == MENU_NONE)
			check_table_name(l, name);
		if (number == MENU_NONE)
			number = lexicon_add(&set->table_index, &set->arena, arena_text(&set->arena, name->text, strlen(name->text)));
		for (size_t j = 0; j < records->count; j++) {
			if (records->items[j]->kind == YAML_MAP)
				load_record_name(l, number, records->items[j]);
			else
				yaml_complain(records->items[j], l->complaints, SEVERITY_ERROR, "a record is a map with a `key` and its fields");
		}
	}
}

static void add_reference(struct loading *l, const struct yaml *node, uint16_t to, struct value *value)
{
	const struct table *table = &l->set->tables[to];
	uint16_t record = node->kind == YAML_TEXT ? records_find(table, node->text) : MENU_NONE;
	if (record != MENU_NONE)
		value->references[value->reference_count++] = record;
	else
		load_unknown(l, node, l->set->table_index.list[to], node->kind == YAML_TEXT ? node->text : "", table->keys.list, table->keys.count);
}

static struct value *load_references(struct loading *l, const struct yaml *node, uint16_t to)
{
	struct value *value = arena_take(&l->set->arena, sizeof(*value));
	value->kind = VALUE_REFERENCE;
	value->at = load_origin(l, node);
	value->references = arena_array(&l->set->arena, node->kind == YAML_LIST ? node->count : 1, sizeof(*value->references));
	if (node->kind != YAML_LIST)
		add_reference(l, node, to, value);
	for (size_t i = 0; node->kind == YAML_LIST && i < node->count; i++)
		add_reference(l, node->items[i], to, value);
	return value;
}

static bool is_fact(const struct yaml *map)
{
	static const char *const keys[] = { "text", "value", "source", "verified_on", "expires" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (yaml_get(map, keys[i]))
			return true;
	}
	return false;
}

/* A text in all languages, or one string for all. */
static struct value *load_plain(struct loading *l, const struct yaml *node)
{
	struct arena *arena = &l->set->arena;
	struct value *value = arena_take(arena, sizeof(*value));
	struct phrase phrases[MENU_LANGUAGES];
	struct places places[MENU_LANGUAGES];
	bool plain = node->kind == YAML_TEXT;
	value->kind = plain ? VALUE_PLAIN : VALUE_TEXT;
	value->at = load_origin(l, node);
	value->count = 1;
	if (plain)
		load_phrase(l, node, &phrases[0]);
	else
		load_phrases(l, node, HOLDS_NAMED, phrases, places);
	for (size_t i = 0; i < l->set->language_count; i++) {
		if (plain && i > 0) {
			value->items[i] = value->items[0];
			value->places[i] = value->places[0];
			continue;
		}
		value->items[i] = arena_take(arena, sizeof(struct phrase));
		value->places[i] = arena_take(arena, sizeof(struct places));
		value->items[i][0] = phrases[i];
		value->places[i][0] = plain ? (struct places){ { value->at, value->at } } : places[i];
	}
	return value;
}

static void join_references(struct loading *l, struct value *value, const struct table *to)
{
	size_t len = 0;
	for (size_t i = 0; i < value->reference_count; i++)
		len += strlen(records_key(to, value->references[i])) + 1;
	char *joined = arena_take(&l->set->arena, len + 1);
	for (size_t i = 0; i < value->reference_count; i++) {
		if (i > 0)
			strcat(joined, "\n");
		strcat(joined, records_key(to, value->references[i]));
	}
	value->joined = joined;
}

/* Of a fact that is no opening hours, `zone` means nothing. */
static struct value *load_fact_value(struct loading *l, const struct yaml *node)
{
	const struct yaml *zone = node->kind == YAML_MAP ? yaml_get(node, "zone") : NULL;
	if (zone)
		yaml_complain(zone, l->complaints, SEVERITY_ERROR, "`zone` is for the field `%s` only; take it out", FIELD_HOURS);
	return load_facts(l, node, NULL);
}

static struct value *load_value(struct loading *l, const char *field, const struct yaml *node, uint16_t refers)
{
	if (refers != MENU_NONE) {
		struct value *value = load_references(l, node, refers);
		join_references(l, value, &l->set->tables[refers]);
		return value;
	}
	if (strcmp(field, FIELD_HOURS) == 0)
		return load_hours(l, node);
	return node->kind == YAML_LIST || (node->kind == YAML_MAP && is_fact(node)) ? load_fact_value(l, node) : load_plain(l, node);
}

/* The fields that are being loaded, the last first. */
struct field_chain { const struct yaml *node; const struct field_chain *before; };
#define CHAIN_MAX 8 /* a fact that shows a fact that shows … */

static bool is_in_chain(const struct loading *l, const struct yaml *node)
{
	size_t count = 0;
	for (const struct field_chain *one = l->chain; one; one = one->before, count++) {
		if (one->node == node || count == CHAIN_MAX)
			return true;
	}
	return false;
}

const struct value *load_field(struct loading *l, uint16_t number, uint16_t record, uint16_t field)
{
	struct table *table = &l->set->tables[number];
	struct value **value = &table->records[record].fields[field];
	const char *name = table->fields.list[field];
	const struct yaml *node = yaml_get(l->record_nodes[number][record], name);
	if (*value)
		return *value;
	if (is_in_chain(l, node))
		return NULL;
	struct field_chain here = { .node = node, .before = l->chain };
	struct field_of before = l->field;
	l->chain = &here;
	l->field = (struct field_of){ .table = number, .record = record, .field = field };
	*value = load_value(l, name, node, table->refers[field]);
	l->chain = here.before;
	l->field = before;
	return *value;
}

static void load_former(struct loading *l, uint16_t number, uint16_t record, const struct yaml *key)
{
	struct menu_set *set = l->set;
	struct table *table = &set->tables[number];
	if (!load_name(l, key, "record"))
		return;
	uint16_t other = lexicon_find(&table->former, key->text);
	if (lexicon_find(&table->keys, key->text) != MENU_NONE) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "'%s' is a record of '%s' still; take that out, or this", key->text,
			set->table_index.list[number]);
	} else if (other != MENU_NONE) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "'%s' has taken over '%s' already; one record can", table->keys.list[table->heirs[other]],
			key->text);
	} else {
		table->heirs = arena_grow(&set->arena, table->heirs, table->former.count, &table->heir_capacity, sizeof(*table->heirs));
		table->heirs[table->former.count] = record;
		lexicon_add(&table->former, &set->arena, arena_text(&set->arena, key->text, strlen(key->text)));
	}
}

/* `was: police`, or a list: what was filed under these keys is shown under this one. */
static void load_formers(struct loading *l, uint16_t number, uint16_t record)
{
	const struct yaml *was = yaml_get(l->record_nodes[number][record], "was");
	const char *name = l->set->table_index.list[number];
	const struct menu_known_table *known = set_known_table(l->set, name);
	if (!was)
		return;
	if (!known || !known->filed) {
		yaml_complain(was, l->complaints, SEVERITY_ERROR, "nothing is filed under the keys of '%s', so that none need be taken over; take `was` out", name);
		return;
	}
	if (was->kind == YAML_MAP || (was->kind == YAML_LIST && was->count == 0))
		yaml_complain(was, l->complaints, SEVERITY_ERROR, "`was` is the key that this record has taken over, or a list of them");
	else if (was->kind == YAML_TEXT)
		load_former(l, number, record, was);
	for (size_t i = 0; was->kind == YAML_LIST && i < was->count; i++)
		load_former(l, number, record, was->items[i]);
}

static void load_record(struct loading *l, uint16_t number, uint16_t record)
{
	struct table *table = &l->set->tables[number];
	const struct yaml *node = l->record_nodes[number][record];
	table->records[record].when = load_condition(l, node);
	load_record_place(l, number, record);
	load_formers(l, number, record);
	for (size_t i = 0; i < node->count; i++) {
		uint16_t field = lexicon_find(&table->fields, node->keys[i]->text);
		if (field != MENU_NONE && !is_own(node->keys[i]->text))
			load_field(l, number, record, field);
	}
}

static void prepare_table(struct loading *l, struct table *table)
{
	struct menu_set *set = l->set;
	table->refers = arena_array(&set->arena, table->fields.count, sizeof(*table->refers));
	for (size_t i = 0; i < table->fields.count; i++)
		table->refers[i] = table->places ? MENU_NONE : lexicon_find(&set->table_index, table->fields.list[i]);
	for (size_t i = 0; i < table->keys.count; i++)
		table->records[i].fields = arena_array(&set->arena, table->fields.count, sizeof(*table->records[i].fields));
}

/* Of a table without records nothing is known yet: what a screen shows of it will be there when a record is. */
uint16_t load_field_unseen(struct loading *l, uint16_t number, const char *name)
{
	struct menu_set *set = l->set;
	struct table *table = &set->tables[number];
	uint16_t field = lexicon_find(&table->fields, name);
	assert(table->keys.count == 0);
	if (field != MENU_NONE)
		return field;
	field = lexicon_add(&table->fields, &set->arena, arena_text(&set->arena, name, strlen(name)));
	prepare_table(l, table);
	return field;
}

void load_tables(struct loading *l)
{
	struct menu_set *set = l->set;
	for (size_t i = 0; i < set->table_index.count; i++)
		prepare_table(l, &set->tables[i]);
	for (size_t i = 0; i < set->table_index.count; i++) {
		for (size_t j = 0; j < set->tables[i].keys.count; j++)
			load_record(l, (uint16_t)i, (uint16_t)j);
	}
}
