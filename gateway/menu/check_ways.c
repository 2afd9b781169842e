/* The screens and the ways between them as a map: to which screens nobody comes, and from which nobody gets on.
 *
 * What people call for is a text, an end, or something being done (an action). A screen from which no way comes to one of them is a trap: whoever
 * is there presses keys and gets nothing, and only `00` helps. Traps that lead to each other are one fault, told at the first of them. */
#include "menu/engine.h"
#include "menu/load.h"

#include <stdio.h>
#include <string.h>

#define NAMED 4 /* how many screens of a loop are told by name */

/* Calls `each` for every screen that a way from `screen` leads to. MENU_NONE is a target that was complained of. */
static void each_way(const struct screen *screen, void (*each)(void *context, uint16_t to), void *context)
{
	for (size_t i = 0; i <= screen->choice_count; i++) {
		const struct move *move = i < screen->choice_count ? &screen->choices[i].move : &screen->move;
		if (!move->at.file)
			continue; /* the screen has none */
		if (move->action == MENU_NONE || move->to != MENU_NONE)
			each(context, move->to);
		for (size_t j = 0; move->action != MENU_NONE && j < MENU_OUTCOMES; j++) {
			if (move->then[j] != MENU_NONE)
				each(context, move->then[j]);
		}
	}
}

/* Something is done there; or it has no way at all, and that was complained of. */
static bool acts(const struct screen *screen)
{
	bool acts = false, any = false;
	for (size_t i = 0; i <= screen->choice_count; i++) {
		const struct move *move = i < screen->choice_count ? &screen->choices[i].move : &screen->move;
		any |= move->at.file != NULL;
		acts |= move->at.file && move->action != MENU_NONE;
	}
	return acts || !any;
}

/* ---- to a screen ---- */

/* Screens to which a way was found, and those of them whose own ways are still to be followed. */
struct reach { bool *found; uint16_t *open; size_t open_count; };

static void reach_screen(void *context, uint16_t screen)
{
	struct reach *r = context;
	if (screen == MENU_NONE || r->found[screen])
		return;
	r->found[screen] = true;
	r->open[r->open_count++] = screen;
}

static bool *find_reached(struct loading *l)
{
	struct menu_set *set = l->set;
	size_t count = set->screen_index.count;
	struct reach r = { .found = arena_array(&set->arena, count, sizeof(bool)), .open = arena_array(&set->arena, count, sizeof(uint16_t)) };
	reach_screen(&r, set->entry);
	reach_screen(&r, set->language_screen);
	reach_screen(&r, set->resume_screen);
	reach_screen(&r, set->later_screen);
	reach_screen(&r, set->emergency.screen);
	for (size_t i = 0; check_led_to[i]; i++)
		reach_screen(&r, menu_screen_find(set, check_led_to[i]));
	while (r.open_count > 0)
		each_way(&set->screens[r.open[--r.open_count]], reach_screen, &r);
	return r.found;
}

/* ---- on from a screen ---- */

struct traps {
	const bool *reached;
	bool *leads_on;
	bool *together; /* of the trap that is being told */
	bool any;       /* what look_on() and look_together() found */
};

static void look_on(void *context, uint16_t to)
{
	struct traps *t = context;
	t->any |= to == MENU_NONE || t->leads_on[to];
}

static void find_leading_on(const struct menu_set *set, struct traps *t)
{
	size_t count = set->screen_index.count;
	for (size_t i = 0; i < count; i++) {
		const struct screen *screen = &set->screens[i];
		t->leads_on[i] = screen->kind == SCREEN_TEXT || screen->kind == SCREEN_END || acts(screen);
	}
	for (bool more = true; more;) {
		more = false;
		for (size_t i = count; i-- > 0;) {
			t->any = false;
			if (!t->leads_on[i])
				each_way(&set->screens[i], look_on, t);
			t->leads_on[i] |= t->any;
			more |= t->any;
		}
	}
}

static void look_together(void *context, uint16_t to)
{
	struct traps *t = context;
	t->any |= t->together[to];
}

static void take_together(void *context, uint16_t to)
{
	struct traps *t = context;
	t->any |= !t->together[to];
	t->together[to] = true;
}

/* All traps that lead to `first` or are led to from it, one after the other. Their ways lead to traps only. */
static void gather(const struct menu_set *set, struct traps *t, size_t first)
{
	size_t count = set->screen_index.count;
	memset(t->together, 0, count * sizeof(bool));
	t->together[first] = true;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < count; i++) {
			if (!t->reached[i] || t->leads_on[i])
				continue;
			t->any = false;
			if (t->together[i])
				each_way(&set->screens[i], take_together, t);
			else
				each_way(&set->screens[i], look_together, t);
			more |= t->any;
			t->together[i] |= t->any;
		}
	}
}

static void tell(struct loading *l, const struct traps *t, size_t first)
{
	const struct menu_set *set = l->set;
	char names[NAMED * (MENU_NAME_MAX + 4) + 16] = "";
	size_t len = 0, others = 0;
	for (size_t i = first + 1; i < set->screen_index.count; i++) {
		if (!t->together[i])
			continue;
		if (others < NAMED)
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s'%s'", others > 0 ? ", " : "", set->screens[i].name);
		else if (others == NAMED)
			len += (size_t)snprintf(names + len, sizeof(names) - len, " ...");
		others++;
	}
	const struct screen *screen = &set->screens[first];
	if (others == 0)
		load_complain(l, SEVERITY_WARNING, screen->at, "every way from the screen '%s' leads back to it; let one lead to a text or an end [dead-end]",
			screen->name);
	else
		load_complain(l, SEVERITY_WARNING, screen->at,
			"from the screen '%s' people go round through %s, and come to no text, no end, and nothing that is done; let one of them lead there [loop]",
			screen->name, names);
}

void check_ways(struct loading *l)
{
	struct menu_set *set = l->set;
	size_t count = set->screen_index.count;
	struct traps t = { .reached = find_reached(l), .leads_on = arena_array(&set->arena, count, sizeof(bool)),
		.together = arena_array(&set->arena, count, sizeof(bool)) };
	for (size_t i = 0; i < count; i++) {
		if (!t.reached[i])
			load_complain(l, SEVERITY_WARNING, set->screens[i].at, "no way leads to the screen '%s'", set->screens[i].name);
	}
	find_leading_on(set, &t);
	for (size_t i = 0; i < count; i++) {
		if (!t.reached[i] || t.leads_on[i])
			continue;
		gather(set, &t, i);
		tell(l, &t, i);
		for (size_t j = 0; j < count; j++)
			t.leads_on[j] |= t.together[j]; /* told */
	}
}
