/* Lists that are empty for somebody: `where` names several tables, and no record goes with all that this person has kept of them. (For one table
 * compile.c tells, whose pages are made for each of its records.)
 *
 * Which records can be kept together is what the ways say: all ways are walked from the first screen, with the records of those tables that would
 * have been kept. Where the ways depend on more than that (a slot, the hour, what an action finds), both are taken for possible. */
#include "menu/condition.h"
#include "menu/engine.h"
#include "menu/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATES_MAX 400000 /* screens times combinations; beyond that nothing is told */

/* A state is a screen and, of each table of the list's `where`, the number of the kept record plus one, or 0. */
struct walk {
	const struct menu_set *set;
	const struct screen *list;
	uint32_t combinations;
	bool *seen;
	uint32_t *open;
	size_t open_count;
	uint16_t kept[MENU_TABLES]; /* of the state that is looked at; MENU_NONE also for tables that are not followed */
};

static bool is_followed(const struct walk *w, uint16_t table)
{
	size_t i = 0;
	while (i < w->list->where_count && w->list->where[i] != table)
		i++;
	return i < w->list->where_count;
}

static uint32_t radix(const struct walk *w, size_t i)
{
	return (uint32_t)w->set->tables[w->list->where[i]].keys.count + 1;
}

static void visit(struct walk *w, uint16_t screen, const uint16_t *kept)
{
	uint32_t combination = 0;
	if (screen == MENU_NONE)
		return;
	for (size_t i = 0; i < w->list->where_count; i++) {
		uint16_t table = w->list->where[i];
		bool forgotten = screen == w->set->entry && table != w->set->remembered;
		combination = combination * radix(w, i) + (forgotten ? 0 : (uint16_t)(kept[table] + 1));
	}
	uint32_t state = screen * w->combinations + combination;
	if (w->seen[state])
		return;
	w->seen[state] = true;
	w->open[w->open_count++] = state;
}

static const struct screen *stand(struct walk *w, uint32_t state)
{
	uint32_t combination = state % w->combinations;
	memset(w->kept, 0xff, sizeof(w->kept));
	for (size_t i = w->list->where_count; i-- > 0; combination /= radix(w, i))
		w->kept[w->list->where[i]] = (uint16_t)(combination % radix(w, i) - 1);
	return &w->set->screens[state / w->combinations];
}

/* False when what was kept rules it out. */
static bool may_hold(const struct walk *w, const struct condition *condition)
{
	for (size_t i = 0; condition && i < condition->count; i++) {
		const struct test *test = &condition->tests[i];
		if (test->kind != TEST_RECORD || !is_followed(w, test->subject))
			continue;
		bool among = false;
		for (size_t j = 0; j < test->count; j++)
			among |= test->numbers[j] == w->kept[test->subject];
		if (among == test->negated)
			return false;
	}
	return true;
}

static bool may_be_listed(const struct walk *w, const struct screen *screen, const struct record *record)
{
	struct record unconditional = *record;
	unconditional.when = NULL;
	struct viewer viewer = { .kept = w->kept };
	return may_hold(w, record->when) && condition_lists(w->set, screen, &unconditional, 0, &viewer);
}

static void follow(struct walk *w, const struct move *move, const uint16_t *kept)
{
	uint16_t then[MENU_TABLES];
	if (!move->at.file)
		return;
	memcpy(then, kept, sizeof(then));
	for (size_t i = 0; i < move->pick_count; i++)
		then[move->picks[i].table] = move->picks[i].record;
	visit(w, move->to, then);
	for (size_t i = 0; move->action != MENU_NONE && i < MENU_OUTCOMES; i++)
		visit(w, move->then[i], then);
}

static void follow_list(struct walk *w, const struct screen *screen)
{
	const struct table *table = &w->set->tables[screen->from];
	if (table->places)
		follow(w, &screen->move, w->kept);
	for (size_t i = 0; i < table->keys.count; i++) {
		uint16_t then[MENU_TABLES];
		if (!may_be_listed(w, screen, &table->records[i]))
			continue;
		memcpy(then, w->kept, sizeof(then));
		then[screen->from] = (uint16_t)i;
		follow(w, &screen->move, then);
	}
}

static void follow_all(struct walk *w, const struct screen *screen)
{
	if (screen->kind == SCREEN_LIST && screen->from != MENU_NONE)
		follow_list(w, screen);
	else
		follow(w, &screen->move, w->kept);
	for (size_t i = 0; i < screen->choice_count; i++) {
		if (may_hold(w, screen->choices[i].when))
			follow(w, &screen->choices[i].move, w->kept);
	}
	visit(w, w->set->emergency.screen, w->kept);
}

static bool is_empty(const struct walk *w)
{
	const struct table *table = &w->set->tables[w->list->from];
	for (size_t i = 0; i < table->keys.count; i++) {
		if (may_be_listed(w, w->list, &table->records[i]))
			return false;
	}
	for (size_t i = 0; i < w->list->choice_count; i++) {
		if (may_hold(w, w->list->choices[i].when))
			return false;
	}
	return true;
}

/* Of `count` states, this is the first. */
static void tell(struct loading *l, struct walk *w, uint32_t state, size_t count)
{
	char names[MENU_WHERE_MAX * (2 * MENU_NAME_MAX + 8)] = "", others[128] = "";
	size_t len = 0;
	stand(w, state);
	if (count > 1)
		snprintf(others, sizeof(others), complaints_word(l->complaints, " (and so for %zu more)"), count - 1);
	for (size_t i = 0; i < w->list->where_count; i++) {
		uint16_t table = w->list->where[i], kept = w->kept[table];
		if (kept != MENU_NONE)
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s '%s'", len > 0 ? ", " : "", w->set->table_index.list[table],
				w->set->tables[table].keys.list[kept]);
	}
	load_complain(l, SEVERITY_WARNING, w->list->at, "the list '%s' is empty for %s%s; add a record for it, or give the list `choices` [dead-end]", w->list->name,
		names, others);
}

/* Places go by their own tree, and a list of them may be empty: `listed: none`. */
static bool is_of_places(const struct menu_set *set, const struct screen *list)
{
	bool places = set->tables[list->from].places;
	for (size_t i = 0; i < list->where_count; i++)
		places |= set->tables[list->where[i]].places;
	return places;
}

static void begin_with(struct walk *w, const uint16_t *kept)
{
	visit(w, w->set->entry, kept);
	visit(w, w->set->language_screen, kept);
	for (size_t i = 0; check_led_to[i]; i++)
		visit(w, menu_screen_find(w->set, check_led_to[i]), kept);
}

/* With nothing kept, and with each record that may be known of somebody. */
static void begin(struct walk *w)
{
	uint16_t kept[MENU_TABLES], known = w->set->remembered;
	memset(kept, 0xff, sizeof(kept));
	begin_with(w, kept);
	for (size_t i = 0; known != MENU_NONE && is_followed(w, known) && i < w->set->tables[known].keys.count; i++) {
		kept[known] = (uint16_t)i;
		begin_with(w, kept);
	}
}

static void check_list(struct loading *l, const struct screen *list)
{
	struct walk w = { .set = l->set, .list = list, .combinations = 1 };
	uint64_t states = l->set->screen_index.count;
	for (size_t i = 0; i < list->where_count; i++)
		states *= radix(&w, i);
	if (states > STATES_MAX)
		return;
	w.combinations = (uint32_t)(states / l->set->screen_index.count);
	w.seen = calloc(states, sizeof(*w.seen));
	w.open = calloc(states, sizeof(*w.open));
	memset(w.kept, 0xff, sizeof(w.kept));
	if (w.seen && w.open)
		begin(&w);
	uint32_t first = UINT32_MAX;
	size_t empty = 0;
	while (w.open_count > 0) {
		uint32_t state = w.open[--w.open_count];
		const struct screen *screen = stand(&w, state);
		follow_all(&w, screen);
		if (screen != list || !is_empty(&w))
			continue;
		first = state < first ? state : first;
		empty++;
	}
	if (empty > 0)
		tell(l, &w, first, empty);
	free(w.seen);
	free(w.open);
}

void check_lists(struct loading *l)
{
	for (size_t i = 0; i < l->set->screen_index.count; i++) {
		const struct screen *screen = &l->set->screens[i];
		if (screen->kind == SCREEN_LIST && screen->from != MENU_NONE && screen->where_count > 1 && !is_of_places(l->set, screen))
			check_list(l, screen);
	}
}
