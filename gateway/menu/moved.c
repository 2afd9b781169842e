#include "menu/moved.h"

#include "menu/model.h"

#include <stdlib.h>

struct menu_moved {
	size_t tables;
	bool *screens;              /* by number: it is gone */
	bool *records[MENU_TABLES]; /* of each table; NULL: of places, which stay */
};

static bool find_screens(struct menu_moved *m, const struct menu_set *from, const struct menu_set *to)
{
	m->screens = calloc(menu_screen_count(from) + 1, sizeof(*m->screens));
	for (uint16_t i = 0; m->screens && i < menu_screen_count(from); i++)
		m->screens[i] = menu_screen_find(to, menu_screen_name(from, i)) == MENU_NONE;
	return m->screens != NULL;
}

static bool find_records(struct menu_moved *m, uint16_t table, const struct menu_set *from, const struct menu_set *to)
{
	size_t count = menu_record_count(from, table);
	uint16_t there = menu_table_find(to, menu_table_name(from, table));
	if (from->tables[table].places)
		return true;
	m->records[table] = calloc(count + 1, sizeof(bool));
	for (uint16_t i = 0; m->records[table] && i < count; i++)
		m->records[table][i] = there == MENU_NONE || menu_record_find(to, there, menu_record_key(from, table, i)) == MENU_NONE;
	return m->records[table] != NULL;
}

struct menu_moved *menu_moved_new(const struct menu_set *from, const struct menu_set *to)
{
	struct menu_moved *m = calloc(1, sizeof(*m));
	bool whole = m && find_screens(m, from, to);
	for (; whole && m->tables < from->table_index.count; m->tables++)
		whole = find_records(m, (uint16_t)m->tables, from, to);
	if (whole)
		return m;
	menu_moved_free(m);
	return NULL;
}

void menu_moved_free(struct menu_moved *m)
{
	for (size_t i = 0; m && i < MENU_TABLES; i++)
		free(m->records[i]);
	if (m)
		free(m->screens);
	free(m);
}

bool menu_moved_touches(const struct menu_moved *m, const struct menu_state *s)
{
	bool touched = m->screens[s->place.screen];
	for (size_t i = 0; !touched && i < m->tables; i++)
		touched = m->records[i] && s->kept[i] != MENU_NONE && m->records[i][s->kept[i]];
	return touched;
}
