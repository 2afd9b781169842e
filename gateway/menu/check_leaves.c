#include "menu/check_leaves.h"

#include "menu/content.h"
#include "menu/show.h"
#include "menu/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gathering {
	const struct menu_set *set;
	struct leaves *leaves;
};

/* ---- what is found ---- */

static void put(char *out, size_t *len, size_t capacity, const char *before, const char *name)
{
	int put = snprintf(out + *len, capacity - *len, "%s%s", before, name);
	*len = *len + (size_t)put < capacity ? *len + (size_t)put : capacity - 1;
}

static bool is_leaf(const struct gathering *g, uint16_t screen)
{
	enum screen_kind kind = g->set->screens[screen].kind;
	return kind == SCREEN_TEXT || kind == SCREEN_END;
}

/* With the records that the text asks for, and those by which the lists were made from which these were chosen. */
static struct leaf leaf_of(const struct gathering *g, uint16_t screen, const struct walk_place *place)
{
	struct leaf leaf = { .screen = screen };
	uint32_t decides = 0;
	for (size_t i = 0; i < g->set->screens[screen].depend_count; i++)
		decides |= WALK_TABLE(g->set->screens[screen].depends[i]);
	decides = walk_asked(place, decides);
	for (size_t i = 0; i < MENU_TABLES; i++)
		leaf.kept[i] = decides & WALK_TABLE(i) ? place->state->kept[i] : MENU_NONE;
	return leaf;
}

static bool is_deed(const struct walk_place *place)
{
	return place->action && place->action->effect && place->first;
}

static struct leaf deed_of(const struct walk_place *place)
{
	struct leaf leaf = { .screen = place->state->place.screen, .action = place->action, .outcome = place->outcome };
	memcpy(leaf.kept, place->state->kept, sizeof(leaf.kept));
	const struct menu_set *set = place->state->set;
	size_t len = 0;
	for (size_t i = 0; i < set->slot_count; i++) {
		const char *value = set->slots[i].kind == MENU_SLOT_KEY ? menu_get(place->state, i) : "";
		if (!*value)
			continue;
		put(leaf.set, &len, sizeof(leaf.set), " ", set->slots[i].name);
		put(leaf.set, &len, sizeof(leaf.set), "=", value);
	}
	return leaf;
}

static bool is_same(const struct leaf *a, const struct leaf *b)
{
	bool same = a->action == b->action && a->outcome == b->outcome && (a->action || a->screen == b->screen) && strcmp(a->set, b->set) == 0;
	for (size_t i = 0; same && i < MENU_TABLES; i++)
		same = a->action ? (a->kept[i] == MENU_NONE) == (b->kept[i] == MENU_NONE) : a->kept[i] == b->kept[i];
	return same;
}

static struct leaf *find(struct leaves *leaves, const struct leaf *leaf)
{
	for (size_t i = leaves->count; i-- > 0;) {
		if (is_same(&leaves->list[i], leaf))
			return &leaves->list[i];
	}
	return NULL;
}

static struct leaf *add(struct leaves *leaves, const struct leaf *leaf)
{
	struct leaf *known = find(leaves, leaf);
	if (known)
		return known;
	if (leaves->count == leaves->capacity) {
		size_t capacity = leaves->capacity ? 2 * leaves->capacity : 64;
		struct leaf *larger = realloc(leaves->list, capacity * sizeof(*larger));
		if (!larger) {
			leaves->whole = false;
			return NULL;
		}
		leaves->list = larger;
		leaves->capacity = capacity;
	}
	leaves->list[leaves->count] = *leaf;
	return &leaves->list[leaves->count++];
}

/* `from` and `to`: of the first page and of the last. What those come to of whom nothing is known is counted for them. */
static void reach(struct leaf *leaf, const struct walk_place *place, struct tempo_cost from, struct tempo_cost to)
{
	if (!leaf || (leaf->pages > 0 && (!tempo_less(&to, &leaf->last) || (place->known != MENU_NONE && leaf->known == MENU_NONE))))
		return;
	leaf->known = place->known;
	leaf->pages = place->page;
	leaf->first = from;
	leaf->last = to;
}

/* Something is done by a choice that stands on the page. */
static bool offers(const struct menu_state *s)
{
	const struct menu_set *set = s->set;
	const struct screen *screen = place_screen(s);
	struct viewer viewer = place_viewer(s);
	struct content content;
	struct page page;
	content_build(&content, set, screen, place_language(s), s->format, &viewer);
	place_page(s, &page);
	for (uint16_t i = 0; i < content.page.line_count; i++) {
		uint16_t choice = page_shows(&content.page, &page, i) ? content_target(set, screen, place_language(s), &viewer, i).choice : MENU_NONE;
		uint16_t action = choice == MENU_NONE ? MENU_NONE : screen->choices[choice].move.action;
		if (action != MENU_NONE && set->contract->actions[action].effect)
			return true;
	}
	return false;
}

/* A leaf is known from its first page on, and reached at its last. */
static void visit(void *context, const struct walk_place *place)
{
	struct gathering *g = context;
	uint16_t screen = place->state->place.screen;
	if (is_deed(place) && place->deeds == 1) {
		struct leaf deed = deed_of(place);
		reach(add(g->leaves, &deed), place, place->cost, place->cost);
	}
	if (!is_leaf(g, screen) || place->done)
		return;
	struct leaf here = leaf_of(g, screen, place), *leaf = add(g->leaves, &here);
	if (leaf && place->first)
		leaf->sends |= offers(place->state);
	if (place->last)
		reach(leaf, place, place->entered, place->cost);
}

/* ---- all of them ---- */

static int by_place(const void *a, const void *b)
{
	const struct leaf *x = a, *y = b;
	if (!x->action != !y->action)
		return x->action ? 1 : -1;
	if (x->action != y->action)
		return x->action < y->action ? -1 : 1;
	if (x->action && x->outcome != y->outcome)
		return x->outcome < y->outcome ? -1 : 1;
	if (!x->action && x->screen != y->screen)
		return x->screen < y->screen ? -1 : 1;
	for (size_t i = 0; i < MENU_TABLES; i++) {
		if (x->kept[i] != y->kept[i])
			return x->kept[i] < y->kept[i] ? -1 : 1;
	}
	return strcmp(x->set, y->set);
}

struct leaves *menu_leaves(const struct menu_set *set, size_t language, size_t format, int64_t unix_ms)
{
	struct leaves *leaves = calloc(1, sizeof(*leaves));
	struct gathering g = { .set = set, .leaves = leaves };
	if (!leaves)
		return NULL;
	leaves->whole = true;
	bool whole = menu_walk(set, language, format, unix_ms, visit, &g);
	leaves->whole = leaves->whole && whole;
	if (leaves->count > 0)
		qsort(leaves->list, leaves->count, sizeof(*leaves->list), by_place);
	return leaves;
}

void menu_leaves_free(struct leaves *leaves)
{
	if (leaves)
		free(leaves->list);
	free(leaves);
}

size_t menu_leaf_told(const struct menu_set *set, const struct leaf *leaf, char *out, size_t capacity)
{
	size_t len = 0;
	put(out, &len, capacity, "", leaf->action ? leaf->action->name : set->screens[leaf->screen].name);
	if (leaf->action)
		put(out, &len, capacity, " ", leaf->action->outcomes[leaf->outcome]);
	for (size_t i = 0; i < set->table_index.count; i++) {
		if (leaf->kept[i] == MENU_NONE)
			continue;
		put(out, &len, capacity, " ", set->table_index.list[i]);
		if (leaf->action)
			continue;
		put(out, &len, capacity, "=", menu_record_key(set, (uint16_t)i, leaf->kept[i]));
	}
	put(out, &len, capacity, "", leaf->set);
	return len;
}
