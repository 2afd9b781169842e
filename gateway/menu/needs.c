#include "menu/needs.h"

#include "menu/engine.h"
#include "menu/show.h"

#include <string.h>

static const struct menu_lack nothing = { LACKS_NOTHING, MENU_NONE, "" };

static struct menu_lack lack_of_slots(const struct menu_state *s, uint64_t needs)
{
	for (uint16_t i = 0; i < s->set->contract->slot_count; i++) {
		if (needs & MENU_SLOT(i) && !*menu_get(s, i))
			return (struct menu_lack){ LACKS_SLOT, i, s->set->slots[i].name };
	}
	return nothing;
}

/* `lost`: only of which one was chosen that is gone. */
static struct menu_lack lack_of_records(const struct menu_state *s, const char *const tables[MENU_NEEDS], bool lost)
{
	for (size_t i = 0; i < MENU_NEEDS && tables[i]; i++) {
		uint16_t table = menu_table_find(s->set, tables[i]);
		bool has = table != MENU_NONE && s->kept[table] != MENU_NONE, gone = table != MENU_NONE && s->lost & MENU_TABLE(table);
		if (lost ? gone : !has)
			return (struct menu_lack){ LACKS_RECORD, table, tables[i] };
	}
	return nothing;
}

/* The word with which it would come to an outcome that these menus leave out. */
static struct menu_lack lack_of_outcome(const struct menu_state *s, const struct menu_action *action)
{
	const struct move *move = s->pending ? place_pending(s) : NULL;
	const char *word = menu_get(s, action->by.slot);
	for (size_t i = 0; move && i < MENU_OUTCOMES && action->outcomes[i]; i++) {
		for (size_t j = 0; move->then[i] == MENU_NONE && j < MENU_NEEDS && action->by.words[i][j]; j++) {
			if (strcmp(action->by.words[i][j], word) == 0)
				return (struct menu_lack){ LACKS_SLOT, action->by.slot, s->set->slots[action->by.slot].name };
		}
	}
	return nothing;
}

struct menu_lack menu_lacks(const struct menu_state *s, const struct menu_action *action, bool opened)
{
	struct menu_lack lack = lack_of_slots(s, action->needs);
	if (!lack.kind)
		lack = lack_of_records(s, action->chosen, false);
	if (!lack.kind && action->also.table && strcmp(menu_kept_key(s, action->also.table), action->also.key) == 0) {
		lack = lack_of_slots(s, action->also.needs);
		if (!lack.kind)
			lack = lack_of_records(s, action->also.chosen, false);
	}
	if (!lack.kind)
		lack = lack_of_records(s, action->reads, true);
	if (!lack.kind)
		lack = lack_of_outcome(s, action);
	if (!lack.kind && action->opened && !opened)
		lack = (struct menu_lack){ LACKS_OPENED, MENU_NONE, "PIN" };
	return lack;
}

static bool gives_slot(const struct screen *screen, uint16_t slot)
{
	for (size_t i = 0; i < screen->choice_count; i++) {
		const struct move *move = &screen->choices[i].move;
		for (size_t j = 0; j < move->set_count; j++) {
			if (move->sets[j].slot == slot && move->sets[j].len > 0)
				return true;
		}
	}
	return screen->kind == SCREEN_INPUT && screen->slot == slot;
}

static bool gives_record(const struct screen *screen, uint16_t table)
{
	for (size_t i = 0; i < screen->choice_count; i++) {
		const struct move *move = &screen->choices[i].move;
		for (size_t j = 0; j < move->pick_count; j++) {
			if (move->picks[j].table == table && move->picks[j].record != MENU_NONE)
				return true;
		}
	}
	return screen->kind == SCREEN_LIST && screen->from == table;
}

static bool opens(const struct menu_set *set, const struct screen *screen)
{
	return screen->kind == SCREEN_INPUT && screen->move.action != MENU_NONE && set->contract->actions[screen->move.action].opens;
}

static bool gives(const struct menu_state *s, uint16_t number, const struct menu_lack *lack)
{
	const struct screen *screen = &s->set->screens[number];
	switch (lack->kind) {
	case LACKS_SLOT: return gives_slot(screen, lack->what);
	case LACKS_RECORD: return lack->what != MENU_NONE && gives_record(screen, lack->what);
	case LACKS_OPENED: return opens(s->set, screen);
	case LACKS_NOTHING: break;
	}
	return false;
}

static uint16_t screen_that_gives(const struct menu_state *s, const struct menu_lack *lack)
{
	for (size_t i = s->depth; i-- > 0;) {
		if (gives(s, s->back[i].screen, lack))
			return s->back[i].screen;
	}
	for (uint16_t i = 0; i < menu_screen_count(s->set); i++) {
		if (gives(s, i, lack))
			return i;
	}
	return MENU_NONE;
}

bool menu_mend(struct menu_state *s, const struct menu_lack *lack)
{
	uint16_t screen = screen_that_gives(s, lack), from = s->place.screen;
	if (screen == MENU_NONE)
		return false;
	s->pending = 0;
	if (screen != from) {
		menu_aside(s, screen);
		s->mend = from;
	}
	s->hint = place_screen(s)->kind == SCREEN_INPUT ? MENU_HINT_NONE : MENU_HINT_CHOICE; /* a question has room for its own only */
	return true;
}
