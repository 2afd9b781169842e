/* What only shows when all names are known. */
#include "menu/engine.h"
#include "menu/load.h"

#include <stdlib.h>
#include <string.h>

void check_words(struct loading *l)
{
	for (size_t i = 0; i < WORDS_REQUIRED; i++) {
		if (!l->word_nodes[i])
			load_complain(l, SEVERITY_ERROR, l->words_at.file ? l->words_at : l->languages_at, "the word '%s' is missing under `words`", word_names[i]);
	}
}

/* A screen that the gateway itself asks for. */
static uint16_t required(struct loading *l, const char *name, enum screen_kind kind, const char *kind_name)
{
	uint16_t number = menu_screen_find(l->set, name);
	if (number == MENU_NONE)
		complaints_add(l->complaints, SEVERITY_ERROR, l->directory, 0, 0, "the screen '%s' is missing; the gateway asks for it itself", name);
	else if (l->set->screens[number].kind != kind)
		load_complain(l, SEVERITY_ERROR, l->set->screens[number].at, "the screen '%s' must be of the kind `%s`", name, kind_name);
	else
		return number;
	return MENU_NONE;
}

static bool calls(const struct menu_set *set, const struct screen *screen, const char *action)
{
	for (size_t i = 0; i < screen->choice_count; i++) {
		uint16_t number = screen->choices[i].move.action;
		if (number != MENU_NONE && strcmp(set->contract->actions[number].name, action) == 0)
			return true;
	}
	return false;
}

static void check_resume(struct loading *l)
{
	static const char *const actions[] = { "session.resume", "session.restart" };
	const struct menu_set *set = l->set;
	for (size_t i = 0; set->resume_screen != MENU_NONE && i < 2; i++) {
		const struct screen *screen = &set->screens[set->resume_screen];
		if (!calls(set, screen, actions[i]))
			load_complain(l, SEVERITY_ERROR, screen->at, "a choice of the screen '%s' must have `do: %s`", screen->name, actions[i]);
	}
}

/* Screens to which a way was found, and those of them whose own moves are still to be followed. */
struct ways { bool *found; uint16_t *open; size_t open_count; };

static void reach(struct ways *w, uint16_t screen)
{
	if (screen == MENU_NONE || w->found[screen])
		return;
	w->found[screen] = true;
	w->open[w->open_count++] = screen;
}

static void follow(struct ways *w, const struct move *move)
{
	if (!move->at.file)
		return; /* the screen has none */
	reach(w, move->to);
	for (size_t i = 0; i < MENU_OUTCOMES && move->action != MENU_NONE; i++)
		reach(w, move->then[i]);
}

static void check_ways(struct loading *l)
{
	struct menu_set *set = l->set;
	size_t count = set->screen_index.count;
	struct ways w = { .found = arena_array(&set->arena, count, sizeof(bool)), .open = arena_array(&set->arena, count, sizeof(uint16_t)) };
	reach(&w, set->entry);
	reach(&w, set->language_screen);
	reach(&w, set->resume_screen);
	reach(&w, set->later_screen);
	reach(&w, menu_screen_find(set, MENU_SCREEN_RATE));
	while (w.open_count > 0) {
		const struct screen *screen = &set->screens[w.open[--w.open_count]];
		follow(&w, &screen->move);
		for (size_t i = 0; i < screen->choice_count; i++)
			follow(&w, &screen->choices[i].move);
	}
	for (size_t i = 0; i < count; i++) {
		if (!w.found[i])
			load_complain(l, SEVERITY_WARNING, set->screens[i].at, "no way leads to the screen '%s'", set->screens[i].name);
	}
}

/* With all its choices gone a screen would be a blank one. */
static void check_empty(struct loading *l)
{
	const struct menu_set *set = l->set;
	for (size_t i = 0; i < set->screen_index.count; i++) {
		const struct screen *screen = &set->screens[i];
		size_t conditional = 0;
		while (conditional < screen->choice_count && screen->choices[conditional].when)
			conditional++;
		if (screen->kind == SCREEN_CHOICES && screen->choice_count > 0 && conditional == screen->choice_count)
			load_complain(l, SEVERITY_WARNING, screen->at,
				"every choice of the screen '%s' has a condition, so that there may be none to show; add one without [condition]", screen->name);
	}
}

void check_screens(struct loading *l)
{
	struct menu_set *set = l->set;
	set->language_screen = required(l, MENU_SCREEN_LANGUAGE, SCREEN_LANGUAGE, "language");
	set->resume_screen = required(l, MENU_SCREEN_RESUME, SCREEN_CHOICES, "choices");
	set->later_screen = required(l, MENU_SCREEN_LATER, SCREEN_END, "end");
	check_resume(l);
	check_empty(l);
	if (set->entry != MENU_NONE)
		check_ways(l);
}
