/* Lists that are passed when their record is kept (skip_if_kept). One that leads to itself, over others or at once, would be passed for ever: nobody
 * would see a screen again. The first screen of all is never passed, since `00` must lead somewhere. */
#include "menu/load.h"

#include <stdio.h>

struct chain {
	struct loading *l;
	bool *done;      /* screens from which no circle can be reached, or whose circle was told */
	uint16_t *open;  /* the lists from the first on */
	size_t depth;
};

static void tell(struct chain *c, size_t first)
{
	const struct menu_set *set = c->l->set;
	char names[1024] = "";
	size_t len = 0;
	for (size_t i = first + 1; i < c->depth && len < sizeof(names) - 2 * MENU_NAME_MAX; i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s'%s'", i > first + 1 ? ", " : " through ", set->screens[c->open[i]].name);
	const struct screen *screen = &set->screens[c->open[first]];
	load_complain(c->l, SEVERITY_ERROR, screen->at, "whoever has kept a record goes on from the list '%s'%s to itself, and sees no screen any more; "
		"let it lead elsewhere, or take `skip_if_kept` out", screen->name, names);
}

static void walk(struct chain *c, uint16_t number)
{
	struct menu_set *set = c->l->set;
	const struct screen *screen = number == MENU_NONE ? NULL : &set->screens[number];
	if (!screen || !screen->skip_if_kept || c->done[number])
		return;
	for (size_t i = 0; i < c->depth; i++) {
		if (c->open[i] == number) {
			tell(c, i);
			return;
		}
	}
	c->open[c->depth++] = number;
	if (screen->move.action == MENU_NONE)
		walk(c, screen->move.to);
	for (size_t i = 0; i < MENU_OUTCOMES && screen->move.action != MENU_NONE; i++)
		walk(c, screen->move.then[i]);
	c->depth--;
	c->done[number] = true;
}

void check_skips(struct loading *l)
{
	struct menu_set *set = l->set;
	size_t count = set->screen_index.count;
	struct chain c = { .l = l, .done = arena_array(&set->arena, count, sizeof(bool)), .open = arena_array(&set->arena, count, sizeof(uint16_t)) };
	for (size_t i = 0; i < count; i++)
		walk(&c, (uint16_t)i);
	if (set->entry != MENU_NONE && set->screens[set->entry].skip_if_kept)
		load_complain(l, SEVERITY_ERROR, set->screens[set->entry].at, "the first screen of all cannot be passed; take `skip_if_kept` out of '%s'",
			set->screens[set->entry].name);
}
