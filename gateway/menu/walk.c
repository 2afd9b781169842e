/* Layers: all places of n answers are known before one of n + 1 is looked at. Within a layer the time decides. */
#include "menu/walk.h"

#include "menu/engine.h"
#include "menu/live.h"
#include "menu/show.h"
#include "menu/values.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MORE "9"
#define NO '2' /* the key on a screen that asks for a yes */

/* What tells places apart: the records that matter from there on (live.h) and those by which they were asked for, and of which other tables there are
 * any; what was typed is the same everywhere. */
struct key {
	struct menu_place place;
	uint16_t kept[MENU_TABLES];
	uint64_t values, action; /* a digest; which outcome of which action, 0: none */
	unsigned deeds;
};

struct node {
	struct key key;
	struct menu_state state; /* until it is visited */
	struct walk_place place; /* its `state` is set when it is visited */
	bool visited;
};

struct walk {
	const struct menu_set *set;
	struct live *live;
	struct node **nodes; /* in the order of their layers */
	size_t count, capacity;
	uint32_t *table; /* by digest of the key: index + 1 of a node; 0: free */
	size_t table_size;
	bool whole;
};

uint32_t walk_asked(const struct walk_place *place, uint32_t tables)
{
	uint32_t before;
	do {
		before = tables;
		for (size_t i = 0; i < MENU_TABLES; i++)
			tables |= before & WALK_TABLE(i) ? place->asked[i] : 0;
	} while (tables != before);
	return tables;
}

/* ---- the places that are known ---- */

static uint64_t digest(uint64_t hash, const void *data, size_t len) /* FNV-1a */
{
	const uint8_t *at = data;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}
#define DIGEST_BEGIN UINT64_C(0xcbf29ce484222325)

/* What a choice has set for an action. */
static bool may_read(const struct walk *w, size_t slot)
{
	return slot < w->set->contract->slot_count && w->set->slots[slot].kind == MENU_SLOT_KEY;
}

static struct key key_of(const struct walk *w, const struct menu_state *s, const struct walk_place *place, uint64_t action)
{
	const struct live *live = &w->live[s->place.screen];
	struct key key;
	size_t slot, len;
	const char *text;
	uint32_t told = 0;
	memset(&key, 0, sizeof(key));
	key.place = s->place;
	key.action = action;
	key.deeds = place->deeds;
	for (size_t i = 0; i < MENU_TABLES; i++)
		told |= live->tables[i] ? WALK_TABLE(i) : 0;
	told = walk_asked(place, told);
	for (size_t i = 0; i < MENU_TABLES; i++)
		key.kept[i] = told & WALK_TABLE(i) || s->kept[i] == MENU_NONE ? s->kept[i] : 0;
	for (size_t i = 0; values_each(s->values, i, &slot, &text, &len); i++)
		key.values += live->slots[slot] || may_read(w, slot) ? digest(digest(DIGEST_BEGIN, &slot, sizeof(slot)), text, len) : 0; /* in any order */
	return key;
}

static uint32_t *find(const struct walk *w, const struct key *key)
{
	size_t at = digest(DIGEST_BEGIN, key, sizeof(*key)) % w->table_size;
	while (w->table[at] && memcmp(&w->nodes[w->table[at] - 1]->key, key, sizeof(*key)) != 0)
		at = (at + 1) % w->table_size;
	return &w->table[at];
}

static bool add(struct walk *w, struct menu_state *state, const struct walk_place *place, uint64_t action)
{
	struct key key = key_of(w, state, place, action);
	uint32_t *known = find(w, &key);
	if (*known) {
		struct node *node = w->nodes[*known - 1];
		if (!node->visited && tempo_less(&place->cost, &node->place.cost))
			node->place = *place;
		return false;
	}
	if (w->count == w->capacity) {
		w->whole = false;
		return false;
	}
	struct node *node = calloc(1, sizeof(*node));
	if (!node) {
		w->whole = false;
		return false;
	}
	*node = (struct node){ .key = key, .state = *state, .place = *place };
	w->nodes[w->count++] = node;
	*known = (uint32_t)w->count;
	return true;
}

/* ---- what people do there ---- */

static size_t read_page(const struct menu_state *s, char text[PAGE_TEXT_MAX + 1])
{
	uint8_t scratch[PAGE_BUDGET_MAX];
	struct menu_page page;
	size_t len = 0;
	menu_show(s, s->format, scratch, sizeof(scratch), &page);
	if (charset_decode(s->set->formats[s->format].charset, page.text, text, PAGE_TEXT_MAX + 1, &len) != ERR_NONE)
		return 0;
	return utf8_count(text, len);
}

#define AMOUNT_TEXT 24
static const char *sample(const struct screen *screen, const struct menu_slot *slot, char amount[AMOUNT_TEXT])
{
	if (slot->kind == MENU_SLOT_PIN)
		return "4711";
	if (slot->kind != MENU_SLOT_AMOUNT)
		return slot->longest ? slot->longest : "Ак";
	snprintf(amount, AMOUNT_TEXT, "%" PRIu64, screen->least > 0 ? screen->least : 1);
	return amount;
}

/* The record with the most to show of each table that the screen shows, and of which none is kept: the action has kept one. */
static void keep_longest(struct menu_state *s)
{
	const struct template *text = &place_screen(s)->text.in[place_language(s)];
	for (size_t i = 0; i < text->count; i++) {
		const struct piece *piece = &text->pieces[i];
		if (piece->kind != PIECE_FIELD || piece->record != MENU_NONE || s->kept[piece->table] != MENU_NONE)
			continue;
		const struct table *table = &s->set->tables[piece->table];
		size_t most = 0;
		for (size_t j = 0; j < table->keys.count; j++) {
			const char *shown = menu_record_text(s->set, piece->table, (uint16_t)j, table->fields.list[piece->field], place_language(s),
				s->as_of_min * INT64_C(60000));
			size_t len = shown ? strlen(shown) : 0;
			if (s->kept[piece->table] == MENU_NONE || len > most)
				s->kept[piece->table] = (uint16_t)j;
			most = len > most ? len : most;
		}
	}
}

static bool fill(struct menu_state *s)
{
	bool filled = true;
	for (size_t i = 0; i < s->set->contract->slot_count; i++) {
		const char *longest = s->set->slots[i].longest;
		filled &= !longest || menu_put(s, i, longest, strlen(longest)) == ERR_NONE;
	}
	return filled;
}

/* Records that are kept anew: picked, or chosen from a list, which others decided. */
static void note_asked(const struct node *from, const struct menu_state *s, uint32_t asked[MENU_TABLES])
{
	const struct screen *screen = from->key.place.screen == MENU_NONE ? NULL : place_screen(&from->state);
	for (size_t i = 0; i < MENU_TABLES; i++) {
		asked[i] = from->place.asked[i];
		if (s->kept[i] == from->state.kept[i])
			continue;
		asked[i] = 0;
		for (size_t j = 0; screen && screen->kind == SCREEN_LIST && screen->from == i && j < screen->where_count; j++)
			asked[i] |= WALK_TABLE(screen->where[j]);
	}
}

/* `place` as it would be once `s` has got there. Takes the state. */
static void arrive(struct walk *w, const struct node *from, struct menu_state *s, struct walk_place place)
{
	char text[PAGE_TEXT_MAX + 1];
	bool on = !place.action && s->place.screen == from->state.place.screen && s->place.start > from->state.place.start;
	uint64_t action = place.action ? 1 + (uint64_t)(place.action - s->set->contract->actions) * MENU_OUTCOMES + place.outcome : 0;
	struct page page;
	bool home_again = s->place.screen == w->set->entry && from->key.place.screen != MENU_NONE && !on;
	place.known = from->place.known;
	note_asked(from, s, place.asked);
	place.done = from->place.done || (place.action && place.action->final);
	place.deeds = from->place.deeds + (place.action && place.action->effect);
	if (home_again || place.deeds > WALK_DEEDS_MOST) {
		menu_state_fini(s);
		return;
	}
	place_page(s, &page);
	tempo_read(&place.cost, read_page(s, text));
	place.first = !on;
	place.page = on ? from->place.page + 1 : 1;
	place.last = !page.more;
	place.entered = on ? from->place.entered : place.cost;
	if (place.first)
		s->depth = 0; /* nobody goes back */
	if (!add(w, s, &place, on ? from->key.action : action))
		menu_state_fini(s);
}

static void each_outcome(struct walk *w, const struct node *from, struct menu_state *s, const struct menu_action *action, struct tempo_cost cost)
{
	for (size_t i = 0; i < MENU_OUTCOMES && action->outcomes[i]; i++) {
		struct menu_state then;
		const struct menu_action *next;
		if (place_pending(s)->then[i] == MENU_NONE)
			continue; /* proved not to come */
		if (menu_state_copy(&then, s) != ERR_NONE || !fill(&then))
			continue;
		if (menu_outcome(&then, i, &next) == MENU_DO) { /* of a list that was passed */
			each_outcome(w, from, &then, next, cost);
			continue;
		}
		keep_longest(&then);
		arrive(w, from, &then, (struct walk_place){ .cost = cost, .action = action, .outcome = i });
	}
	menu_state_fini(s);
}

static void answer(struct walk *w, const struct node *from, const char *text, struct tempo_cost cost)
{
	struct menu_state s;
	const struct menu_action *action;
	if (menu_state_copy(&s, &from->state) != ERR_NONE)
		return;
	if (menu_input(&s, text, strlen(text), &action) == MENU_DO)
		each_outcome(w, from, &s, action, cost);
	else if (s.hint)
		menu_state_fini(&s);
	else
		arrive(w, from, &s, (struct walk_place){ .cost = cost });
}

static void press(struct walk *w, const struct node *from, const char *number)
{
	struct tempo_cost cost = from->place.cost;
	tempo_press(&cost);
	answer(w, from, number, cost);
}

/* Each line that begins with the number of a choice; whoever says no comes to nothing new. */
static void each_number(struct walk *w, const struct node *from)
{
	char text[PAGE_TEXT_MAX + 1];
	struct page page;
	bool confirm = place_screen(&from->state)->kind == SCREEN_CONFIRM;
	read_page(&from->state, text);
	place_page(&from->state, &page);
	for (char *line = text, *end; line; line = end) {
		size_t digits = strspn(line, "0123456789");
		end = strchr(line, '\n');
		end = end ? end + 1 : NULL;
		if (digits == 0 || line[digits] != ' ' || (confirm && line[0] == NO))
			continue;
		line[digits] = '\0';
		size_t choice;
		bool there = page_line_of((unsigned)strtoul(line, NULL, 10), &choice) && choice < page.line_count;
		if (!there && strcmp(line, MORE) != 0)
			continue;
		press(w, from, line);
	}
}

static void look_on(struct walk *w, const struct node *from)
{
	const struct screen *screen = place_screen(&from->state);
	char amount[AMOUNT_TEXT];
	if (screen->kind == SCREEN_END && from->place.last)
		return;
	each_number(w, from);
	if (from->state.place.screen == w->set->entry && w->set->emergency.numbers.count > 0)
		press(w, from, w->set->emergency.numbers.list[0]);
	if (screen->kind != SCREEN_INPUT || screen->slot == MENU_NONE)
		return;
	const struct menu_slot *slot = &w->set->slots[screen->slot];
	struct tempo_cost cost = from->place.cost;
	tempo_type(&cost, slot);
	answer(w, from, sample(screen, slot, amount), cost);
}

/* At home, where `known` is the record that is remembered of them, or MENU_NONE. */
static void begin(struct walk *w, size_t language, size_t format, int64_t unix_ms, uint16_t known)
{
	struct node start = { .key.place.screen = MENU_NONE, .place = { .first = true, .known = known } };
	menu_state_init(&start.state, w->set);
	start.state.language = (uint8_t)language;
	start.state.known = known;
	menu_speak(&start.state, format);
	menu_clock(&start.state, unix_ms);
	menu_start(&start.state);
	struct menu_state s = start.state;
	arrive(w, &start, &s, start.place);
}

static void go_on(struct walk *w, size_t from, walk_visit *visit, void *context)
{
	for (size_t i = from; i < w->count; i++) {
		struct node *node = w->nodes[i];
		node->visited = true;
		node->place.state = &node->state;
		visit(context, &node->place);
		look_on(w, node);
		menu_state_fini(&node->state);
	}
}

bool menu_walk(const struct menu_set *set, size_t language, size_t format, int64_t unix_ms, walk_visit *visit, void *context)
{
	struct walk w = { .set = set, .capacity = WALK_PLACES_MOST, .table_size = 2 * WALK_PLACES_MOST + 1, .whole = true };
	w.nodes = calloc(w.capacity, sizeof(*w.nodes));
	w.table = calloc(w.table_size, sizeof(*w.table));
	w.live = live_find(set);
	w.whole = w.nodes && w.table && w.live;
	size_t known = set->remembered == MENU_NONE ? 0 : menu_record_count(set, set->remembered);
	for (size_t i = 0; w.whole && i <= known; i++) {
		size_t from = w.count;
		begin(&w, language, format, unix_ms, i == 0 ? MENU_NONE : (uint16_t)(i - 1));
		go_on(&w, from, visit, context);
	}
	for (size_t i = 0; i < w.count; i++)
		free(w.nodes[i]);
	free(w.nodes);
	free(w.table);
	free(w.live);
	return w.whole;
}
