#include "robot.h"

#include "menu/live.h"
#include "menu/model.h"
#include "menu/values.h"

#include <stdlib.h>
#include <string.h>

uint64_t robot_digest(uint64_t hash, const void *data, size_t len) /* FNV-1a */
{
	const uint8_t *at = data;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}
uint64_t robot_key(const struct robot *r, const struct menu_state *s)
{
	const struct live *m = &r->live[s->place.screen];
	uint64_t key = robot_digest(DIGEST, &s->place.screen, sizeof(s->place.screen)), values = 0;
	size_t slot, len;
	const char *text;
	for (size_t i = 0; i < MENU_TABLES; i++)
		key = m->tables[i] ? robot_digest(robot_digest(key, &i, sizeof(i)), &s->kept[i], sizeof(s->kept[i])) : key;
	for (size_t i = 0; values_each(s->values, i, &slot, &text, &len); i++)
		values += m->slots[slot] ? robot_digest(robot_digest(DIGEST, &slot, sizeof(slot)), text, len) : 0; /* in whatever order they were set */
	return robot_digest(key, &values, sizeof(values));
}

void robot_add(struct robot *r, struct menu_state *s, const struct station *from, const char *typed)
{
	uint64_t key = robot_key(r, s);
	size_t at = key % (2 * STATIONS_MOST);
	while (r->table[at] && r->stations[r->table[at] - 1].key != key)
		at = (at + 1) % (2 * STATIONS_MOST);
	if (r->table[at] || r->count == STATIONS_MOST) {
		menu_state_fini(s);
		return;
	}
	struct station *station = &r->stations[r->count];
	*station = (struct station){ .key = key, .screen = s->place.screen, .state = *s, .from = from ? (uint32_t)(from - r->stations) : (uint32_t)r->count };
	snprintf(station->typed, sizeof(station->typed), "%.23s", typed);
	r->reached[s->place.screen] = true;
	r->table[at] = (uint32_t)++r->count;
}

void robot_read(const struct robot *r, const struct menu_state *s, struct shown *p)
{
	shown_read(p, s, r->more, r->back);
}

struct menu_state robot_copy(const struct menu_state *s)
{
	struct menu_state other;
	if (menu_state_copy(&other, s) != ERR_NONE)
		abort();
	return other;
}

enum menu_turn robot_type(struct menu_state *s, const char *text, const struct menu_action **action)
{
	return menu_input(s, text, strlen(text), action);
}
