#include "menu/live.h"

#include "menu/model.h"

#include <stdlib.h>

static void of_condition(struct live *m, const struct condition *condition)
{
	for (size_t i = 0; condition && i < condition->count; i++) {
		const struct test *test = &condition->tests[i];
		if (test->kind == TEST_RECORD || test->kind == TEST_OPEN)
			m->tables[test->subject] = true;
		else if (test->kind == TEST_SLOT)
			m->slots[test->subject] = true;
	}
}

static void of_table(struct live *m, const struct menu_set *set, uint16_t table)
{
	for (size_t i = 0; i < set->tables[table].keys.count; i++)
		of_condition(m, set->tables[table].records[i].when);
}

static void of_field(struct live *m, const struct menu_set *set, const struct piece *piece)
{
	const struct table *table = &set->tables[piece->table];
	m->tables[piece->table] |= piece->record == MENU_NONE;
	for (size_t i = 0; i < table->keys.count; i++) {
		const struct value *value = table->records[i].fields[piece->field];
		for (size_t j = 0; value && value->when && j < value->count; j++)
			of_condition(m, value->when[j]);
	}
}

static void of_template(struct live *m, const struct menu_set *set, const struct template *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->pieces[i].kind == PIECE_FIELD)
			of_field(m, set, &t->pieces[i]);
		else if (t->pieces[i].kind != PIECE_PHRASE)
			m->slots[t->pieces[i].slot] = true;
	}
}

static void of_text(struct live *m, const struct menu_set *set, const struct text *text)
{
	for (size_t i = 0; i < set->language_count; i++) {
		of_template(m, set, &text->in[i]);
		for (size_t j = 0; j < text->variant_count; j++)
			of_template(m, set, &text->variants[j].in[i]);
	}
	for (size_t i = 0; i < text->variant_count; i++)
		of_condition(m, text->variants[i].when);
}

static void of_screen(struct live *m, const struct menu_set *set, const struct screen *screen)
{
	of_text(m, set, &screen->text);
	for (size_t i = 0; i < screen->choice_count; i++) {
		of_text(m, set, &screen->choices[i].text);
		of_condition(m, screen->choices[i].when);
	}
	for (size_t i = 0; i < screen->where_count; i++)
		m->tables[screen->where[i]] = true;
	if (screen->skip_if_kept)
		m->tables[screen->from] = true;
	if (screen->begins != MENU_NONE)
		m->slots[screen->begins] = true;
	if (screen->kind == SCREEN_LIST)
		of_table(m, set, screen->from);
}

/* What matters at the end of a way matters at its beginning, too, but for what the way itself keeps and sets anew. Whoever comes home has nothing kept. */
static bool take(struct live *m, const struct live *all, const struct menu_set *set, const struct screen *screen, const struct move *move, uint16_t to)
{
	bool more = false, own = move == &screen->move;
	if (to == MENU_NONE || to == set->entry)
		return false;
	struct live there = all[to];
	for (size_t i = 0; i < move->pick_count; i++)
		there.tables[move->picks[i].table] = false;
	for (size_t i = 0; i < move->set_count; i++)
		there.slots[move->sets[i].slot] = false;
	if (own && screen->kind == SCREEN_LIST)
		there.tables[screen->from] = false;
	if (own && screen->kind == SCREEN_INPUT)
		there.slots[screen->slot] = false;
	for (size_t i = 0; i < MENU_TABLES; i++) {
		more |= there.tables[i] && !m->tables[i];
		m->tables[i] |= there.tables[i];
	}
	for (size_t i = 0; i < MENU_SLOTS; i++) {
		more |= there.slots[i] && !m->slots[i];
		m->slots[i] |= there.slots[i];
	}
	return more;
}

static bool take_ways(struct live *all, const struct menu_set *set, size_t number)
{
	const struct screen *screen = &set->screens[number];
	bool more = false;
	for (size_t i = 0; i <= screen->choice_count; i++) {
		const struct move *move = i < screen->choice_count ? &screen->choices[i].move : &screen->move;
		if (!move->at.file)
			continue;
		more |= take(&all[number], all, set, screen, move, move->to);
		for (size_t j = 0; j < MENU_OUTCOMES && move->action != MENU_NONE; j++)
			more |= take(&all[number], all, set, screen, move, move->then[j]);
	}
	return more;
}

struct live *live_find(const struct menu_set *set)
{
	struct live *all = calloc(set->screen_index.count, sizeof(*all));
	if (!all)
		return NULL;
	for (size_t i = 0; i < set->screen_index.count; i++)
		of_screen(&all[i], set, &set->screens[i]);
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < set->screen_index.count; i++)
			more |= take_ways(all, set, i);
	}
	return all;
}
