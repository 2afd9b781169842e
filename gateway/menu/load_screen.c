#include "menu/load.h"
#include "menu/records.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MAX 16
#define CHOICES_MAX 60
#define AMOUNT_MAX 1000000000000 /* a thousand thousand million: more is a slip of the finger */

typedef void load_kind(struct loading *l, const struct yaml *at, const struct yaml *node, struct screen *screen);
static load_kind load_choices, load_text_screen, load_list, load_input, load_confirm, load_language;

/* One row a kind: what it may say, and who reads it. */
static const struct kind_row {
	const char *name;
	load_kind *load;
	bool text_needed;
	const char *keys[KEYS_MAX];
} kinds[SCREEN_KINDS] = {
	[SCREEN_CHOICES] = { "choices", load_choices, false, { "kind", "text", "choices" } },
	[SCREEN_TEXT] = { "text", load_text_screen, true, { "kind", "text", "choices" } },
	[SCREEN_LIST] = { "list", load_list, false,
		{ "kind", "text", "from", "where", "begins", "nearest", "show", "skip_if_kept", "to", "do", "then", "set", "pick", "choices" } },
	[SCREEN_INPUT] = { "input", load_input, true, { "kind", "text", "ask", "keep", "min", "max", "to", "do", "then", "set", "pick", "choices" } },
	[SCREEN_CONFIRM] = { "confirm", load_confirm, true, { "kind", "text", "yes", "no" } },
	[SCREEN_END] = { "end", NULL, true, { "kind", "text" } },
	[SCREEN_LANGUAGE] = { "language", load_language, true, { "kind", "text", "to" } },
};

static size_t key_count(const struct kind_row *row)
{
	size_t count = 0;
	while (count < KEYS_MAX && row->keys[count])
		count++;
	return count;
}

void load_screen_names(struct loading *l, const struct yaml *screens)
{
	struct menu_set *set = l->set;
	if (screens->kind != YAML_MAP) {
		yaml_complain(screens, l->complaints, SEVERITY_ERROR, "`screens` is a map of names to screens");
		return;
	}
	for (size_t i = 0; i < screens->count; i++) {
		const struct yaml *name = screens->keys[i];
		uint16_t known = lexicon_find(&set->screen_index, name->text);
		if (!load_name(l, name, "screen"))
			continue;
		if (known != MENU_NONE) {
			yaml_complain(name, l->complaints, SEVERITY_ERROR, "the screen '%s' stands also in %s:%d; keep one of them", name->text,
				l->screen_keys[known]->file, l->screen_keys[known]->line);
			continue;
		}
		size_t count = set->screen_index.count;
		l->screen_nodes = arena_grow(&set->arena, l->screen_nodes, count, &l->screen_node_capacity, sizeof(*l->screen_nodes));
		l->screen_keys = arena_grow(&set->arena, l->screen_keys, count, &l->screen_key_capacity, sizeof(*l->screen_keys));
		l->screen_nodes[count] = screens->items[i];
		l->screen_keys[count] = name;
		lexicon_add(&set->screen_index, &set->arena, arena_text(&set->arena, name->text, strlen(name->text)));
	}
}

/* The node under `key`, or NULL after a complaint. */
static const struct yaml *need(struct loading *l, const struct yaml *at, const struct yaml *node, const char *key)
{
	const struct yaml *found = yaml_get(node, key);
	if (!found)
		yaml_complain(at, l->complaints, SEVERITY_ERROR, "`%s` is missing here", key);
	return found;
}

static bool load_yes(struct loading *l, const struct yaml *node, const char *key)
{
	const struct yaml *found = yaml_get(node, key);
	bool yes = found && found->kind == YAML_TEXT && strcmp(found->text, "yes") == 0;
	if (found && !yes && (found->kind != YAML_TEXT || strcmp(found->text, "no") != 0))
		yaml_complain(found, l->complaints, SEVERITY_ERROR, "`%s` is yes or no", key);
	return yes;
}

static bool load_first(struct loading *l, const struct yaml *node, const struct screen *screen)
{
	const struct yaml *first = yaml_get(node, "first");
	if (!first)
		return false;
	if (screen->kind != SCREEN_TEXT && screen->kind != SCREEN_LIST)
		yaml_complain(first, l->complaints, SEVERITY_ERROR, "`first` is for the choices of a text or a list; put this choice before the others");
	else if (first->kind != YAML_TEXT || strcmp(first->text, "yes") != 0)
		yaml_complain(first, l->complaints, SEVERITY_ERROR, "`first` is yes, or left out");
	return true;
}

static void load_choice(struct loading *l, const struct yaml *node, const struct screen *screen, struct choice *choice)
{
	static const char *const keys[] = { "text", "to", "do", "then", "set", "pick", "when", "unless", "first" };
	if (node->kind != YAML_MAP) {
		if (!yaml_is_glued(node, l->complaints))
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "a choice is a map with `text` and `to` or `do`");
		return;
	}
	yaml_only(node, keys, sizeof(keys) / sizeof(keys[0]), l->complaints);
	const struct yaml *text = need(l, node, node, "text");
	if (text)
		load_text(l, text, &choice->text);
	load_move(l, node, node, &choice->move);
	choice->when = load_condition(l, node);
	choice->first = load_first(l, node, screen);
}

static void load_choice_list(struct loading *l, const struct yaml *node, struct screen *screen)
{
	const struct yaml *choices = yaml_get(node, "choices");
	if (!choices)
		return;
	if (choices->kind != YAML_LIST || choices->count == 0 || choices->count > CHOICES_MAX) {
		yaml_complain(choices, l->complaints, SEVERITY_ERROR, "`choices` is a list of one to %d choices", CHOICES_MAX);
		return;
	}
	screen->choice_count = choices->count;
	screen->choices = arena_array(&l->set->arena, choices->count, sizeof(*screen->choices));
	for (size_t i = 0; i < choices->count; i++)
		load_choice(l, choices->items[i], screen, &screen->choices[i]);
}

static void load_choices(struct loading *l, const struct yaml *at, const struct yaml *node, struct screen *screen)
{
	need(l, at, node, "choices");
	load_choice_list(l, node, screen);
}

static void load_text_screen(struct loading *l, const struct yaml *at, const struct yaml *node, struct screen *screen)
{
	(void)at;
	load_choice_list(l, node, screen);
}

static uint16_t load_table_of(struct loading *l, const struct yaml *node)
{
	struct menu_set *set = l->set;
	uint16_t table = node->kind == YAML_TEXT ? lexicon_find(&set->table_index, node->text) : MENU_NONE;
	if (table == MENU_NONE)
		load_unknown(l, node, "table", node->kind == YAML_TEXT ? node->text : "", set->table_index.list, set->table_index.count);
	return table;
}

/* A place lies in a region or, a village, in a district. */
static bool is_around(const struct menu_set *set, const struct table *places, uint16_t table)
{
	return table == set->regions || (set->tables[table].places && set->tables[table].rank < places->rank);
}

static void add_where(struct loading *l, const struct yaml *node, struct screen *screen)
{
	struct menu_set *set = l->set;
	uint16_t table = load_table_of(l, node);
	if (table == MENU_NONE || records_count(&set->tables[screen->from]) == 0)
		return;
	if (set->tables[screen->from].places && !is_around(set, &set->tables[screen->from], table))
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "no record of '%s' lies in one of '%s'%s", set->table_index.list[screen->from], node->text,
			strcmp(node->text, "region") == 0 ? complaints_word(l->complaints, "; the regions need their `code`") : "");
	else if (!set->tables[screen->from].places && lexicon_find(&set->tables[screen->from].fields, node->text) == MENU_NONE)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "no record of '%s' has a field '%s'", set->table_index.list[screen->from], node->text);
	else if (screen->where_count == MENU_WHERE_MAX)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`where` takes at most %d tables", MENU_WHERE_MAX);
	else
		screen->where[screen->where_count++] = table;
}

static void load_show(struct loading *l, const struct yaml *from, const struct yaml *show, struct screen *screen)
{
	struct menu_set *set = l->set;
	struct table *table = &set->tables[screen->from];
	const char *name = show && show->kind == YAML_TEXT ? show->text : "name";
	const struct yaml *at = show ? show : from;
	if (table->places && strcmp(name, place_field_names[PLACE_FIELD_NAME]) != 0) {
		yaml_complain(at, l->complaints, SEVERITY_ERROR, "a list of places shows their `name`; leave `show` out");
		return;
	}
	if (records_count(table) == 0)
		return; /* of an empty table nothing is known: check.c tells */
	uint16_t field = lexicon_find(&table->fields, name);
	if (field == MENU_NONE) {
		load_unknown(l, at, "field", name, table->fields.list, table->fields.count);
		return;
	}
	if (table->refers[field] != MENU_NONE) {
		yaml_complain(at, l->complaints, SEVERITY_ERROR, "'%s' is a reference, not a text; show another field", name);
		return;
	}
	screen->show = field;
	for (size_t i = 0; i < table->keys.count; i++) {
		const struct value *value = table->records[i].fields[field];
		if (!value || value->count == 0)
			load_complain(l, SEVERITY_ERROR, table->records[i].at, "this record has no '%s', which the list '%s' shows", name, screen->name);
	}
}

/* The slot that holds the first letters of what is listed. */
static void load_begins(struct loading *l, const struct yaml *node, struct screen *screen)
{
	const char *name = node->kind == YAML_TEXT ? node->text : "";
	screen->begins = load_slot(l, node, "slot", name);
	if (screen->begins == MENU_NONE)
		return;
	if (l->set->slots[screen->begins].kind != MENU_SLOT_WORDS)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "the slot '%s' keeps no words; name the one that `ask: words` keeps the letters in", name);
	else if (!l->set->tables[screen->from].places)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`begins` is for lists of places, `from: village` or `from: district`");
}

static void load_list(struct loading *l, const struct yaml *at, const struct yaml *node, struct screen *screen)
{
	const struct yaml *from = need(l, at, node, "from"), *where = yaml_get(node, "where");
	screen->from = from ? load_table_of(l, from) : MENU_NONE;
	if (screen->from != MENU_NONE) {
		load_show(l, from, yaml_get(node, "show"), screen);
		if (where && where->kind != YAML_LIST)
			add_where(l, where, screen);
		for (size_t i = 0; where && where->kind == YAML_LIST && i < where->count; i++)
			add_where(l, where->items[i], screen);
		if (yaml_get(node, "begins"))
			load_begins(l, yaml_get(node, "begins"), screen);
		screen->skip_if_kept = load_yes(l, node, "skip_if_kept");
		screen->nearest = load_yes(l, node, "nearest");
		if (screen->nearest && !load_bears_place(l->set, from->text))
			yaml_complain(yaml_get(node, "nearest"), l->complaints, SEVERITY_ERROR, "no record of '%s' says for which place it is; `nearest` is for lists `from: project`", from->text);
	}
	load_move(l, at, node, &screen->move);
	load_choice_list(l, node, screen);
}

static const struct { const char *name; enum menu_slot_kind kind; } asks[] = {
	{ "number", MENU_SLOT_NUMBER }, { "pin", MENU_SLOT_PIN }, { "amount", MENU_SLOT_AMOUNT }, { "words", MENU_SLOT_WORDS },
};
#define ASKS (sizeof(asks) / sizeof(asks[0]))

static size_t load_ask(struct loading *l, const struct yaml *node)
{
	const char *names[ASKS];
	for (size_t i = 0; i < ASKS; i++) {
		names[i] = asks[i].name;
		if (strcmp(node->text, names[i]) == 0)
			return i;
	}
	load_unknown(l, node, "way to ask", node->kind == YAML_TEXT ? node->text : "", names, ASKS);
	return ASKS;
}

static void load_keep(struct loading *l, const struct yaml *node, size_t ask, struct screen *screen)
{
	screen->slot = load_slot(l, node, "slot", node->kind == YAML_TEXT ? node->text : "");
	if (screen->slot != MENU_NONE && ask < ASKS && l->set->slots[screen->slot].kind != asks[ask].kind)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "the slot '%s' does not keep what `ask: %s` asks for", node->text, asks[ask].name);
}

static uint64_t load_bound(struct loading *l, const struct yaml *node, const char *key, uint64_t otherwise)
{
	const struct yaml *found = yaml_get(node, key);
	char *end;
	if (!found)
		return otherwise;
	uint64_t value = found->kind == YAML_TEXT && found->text[0] >= '0' && found->text[0] <= '9' ? strtoull(found->text, &end, 10) : UINT64_MAX;
	if (value <= AMOUNT_MAX && *end == '\0')
		return value;
	yaml_complain(found, l->complaints, SEVERITY_ERROR, "`%s` is a whole number up to %lld, without spaces", key, (long long)AMOUNT_MAX);
	return otherwise;
}

static void load_input(struct loading *l, const struct yaml *at, const struct yaml *node, struct screen *screen)
{
	const struct yaml *ask = need(l, at, node, "ask"), *keep = need(l, at, node, "keep");
	size_t asked = ask ? load_ask(l, ask) : ASKS;
	if (keep)
		load_keep(l, keep, asked, screen);
	screen->least = load_bound(l, node, "min", 1);
	screen->most = load_bound(l, node, "max", AMOUNT_MAX);
	const struct yaml *bound = yaml_get(node, "max") ? yaml_get(node, "max") : yaml_get(node, "min");
	if (bound && asked < ASKS && asks[asked].kind != MENU_SLOT_AMOUNT)
		yaml_complain(bound, l->complaints, SEVERITY_ERROR, "`min` and `max` are for `ask: amount` only");
	else if (bound && screen->least > screen->most)
		yaml_complain(bound, l->complaints, SEVERITY_ERROR, "no amount is between %" PRIu64 " and %" PRIu64, screen->least, screen->most);
	load_move(l, at, node, &screen->move);
	load_choice_list(l, node, screen);
	const struct yaml *choices = yaml_get(node, "choices");
	if (choices && asked < ASKS && asks[asked].kind != MENU_SLOT_WORDS)
		yaml_complain(choices, l->complaints, SEVERITY_ERROR, "`choices` stand beside `ask: words` only: elsewhere a number is the answer");
	else if (screen->choice_count > PAGE_LINES)
		yaml_complain(choices, l->complaints, SEVERITY_ERROR, "a question stands on one page, which has at most %d choices", PAGE_LINES);
}

/* Yes and no are two choices whose texts are words of the gateway. */
static void load_side(struct loading *l, const struct yaml *at, const struct yaml *node, const char *key, enum word word, struct choice *choice)
{
	static const char *const keys[] = { "to", "do", "then", "set", "pick" };
	struct menu_set *set = l->set;
	const struct yaml *side = need(l, at, node, key);
	for (size_t i = 0; i < set->language_count; i++) {
		struct template *t = &choice->text.in[i];
		t->pieces = arena_take(&set->arena, sizeof(*t->pieces));
		t->pieces[0] = (struct piece){ .kind = PIECE_PHRASE, .phrase = set->words[word][i] };
		t->count = 1;
		t->at = load_origin(l, side ? side : at);
	}
	if (!side)
		return;
	if (side->kind == YAML_MAP) {
		yaml_only(side, keys, sizeof(keys) / sizeof(keys[0]), l->complaints);
		load_move(l, side, side, &choice->move);
	} else {
		yaml_complain(side, l->complaints, SEVERITY_ERROR, "`%s` is a map, as {to: SCREEN}", key);
	}
}

static void load_confirm(struct loading *l, const struct yaml *at, const struct yaml *node, struct screen *screen)
{
	screen->choice_count = 2;
	screen->choices = arena_array(&l->set->arena, 2, sizeof(*screen->choices));
	load_side(l, at, node, "yes", WORD_YES, &screen->choices[0]);
	load_side(l, at, node, "no", WORD_NO, &screen->choices[1]);
}

static void load_language(struct loading *l, const struct yaml *at, const struct yaml *node, struct screen *screen)
{
	screen->choice_count = 1;
	screen->choices = arena_take(&l->set->arena, sizeof(*screen->choices));
	load_move(l, at, node, &screen->choices[0].move);
}

static size_t find_kind(struct loading *l, const struct yaml *at, const struct yaml *node)
{
	const char *names[SCREEN_KINDS];
	const struct yaml *kind = need(l, at, node, "kind");
	for (size_t i = 0; i < SCREEN_KINDS; i++) {
		names[i] = kinds[i].name;
		if (kind && kind->kind == YAML_TEXT && strcmp(kind->text, names[i]) == 0)
			return i;
	}
	if (kind)
		load_unknown(l, kind, "kind", kind->kind == YAML_TEXT ? kind->text : "", names, SCREEN_KINDS);
	return SCREEN_KINDS;
}

static void load_screen(struct loading *l, uint16_t number)
{
	const struct yaml *node = l->screen_nodes[number], *at = l->screen_keys[number];
	struct screen *screen = &l->set->screens[number];
	*screen = (struct screen){ .name = l->set->screen_index.list[number], .at = load_origin(l, at), .kind = SCREEN_END,
		.slot = MENU_NONE, .begins = MENU_NONE, .from = MENU_NONE, .show = MENU_NONE, .move = { .action = MENU_NONE, .to = MENU_NONE } };
	if (node->kind != YAML_MAP) {
		if (!yaml_is_glued(node, l->complaints))
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "a screen is a map that begins with its `kind`");
		return;
	}
	size_t kind = find_kind(l, at, node);
	if (kind == SCREEN_KINDS)
		return;
	const struct kind_row *row = &kinds[kind];
	screen->kind = (enum screen_kind)kind;
	yaml_only(node, row->keys, key_count(row), l->complaints);
	l->in_list = kind == SCREEN_LIST;
	const struct yaml *text = row->text_needed ? need(l, at, node, "text") : yaml_get(node, "text");
	if (text)
		load_text(l, text, &screen->text);
	if (row->load)
		row->load(l, at, node, screen);
	l->in_list = false;
}

void load_screens(struct loading *l)
{
	struct menu_set *set = l->set;
	set->screens = arena_array(&set->arena, set->screen_index.count, sizeof(*set->screens));
	for (size_t i = 0; i < set->screen_index.count; i++)
		load_screen(l, (uint16_t)i);
}
