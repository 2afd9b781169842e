/* What may be typed unseen. */
#include "menu/engine.h"

#include "menu/show.h"

static bool asks_to_be_read(const struct menu_state *s)
{
	const struct screen *screen = place_screen(s);
	if (screen->kind != SCREEN_INPUT)
		return screen->kind == SCREEN_CONFIRM || screen->kind == SCREEN_END;
	enum menu_slot_kind kind = s->set->slots[screen->slot].kind;
	return kind == MENU_SLOT_PIN || kind == MENU_SLOT_WORDS;
}

static bool move_writes(const struct menu_set *set, const struct move *move);

/* An action's outcome may lead to a list that is passed, and its move may do something in its turn. What is kept by then only the action knows. */
static bool passing_writes(const struct menu_set *set, uint16_t number)
{
	const struct screen *screen = &set->screens[number];
	const struct move *move = &screen->move;
	if (!screen->skip_if_kept)
		return false;
	if (move->action == MENU_NONE)
		return passing_writes(set, move->to);
	return move_writes(set, move);
}

static bool move_writes(const struct menu_set *set, const struct move *move)
{
	bool writes = set->contract->actions[move->action].effect;
	for (size_t i = 0; i < MENU_OUTCOMES && !writes; i++)
		writes = move->then[i] != MENU_NONE && passing_writes(set, move->then[i]);
	return writes;
}

bool menu_blind(const struct menu_state *s, const char *text, size_t len)
{
	enum menu_slot_kind asked = menu_asks(s) == MENU_NONE ? MENU_SLOT_WORDS : s->set->slots[menu_asks(s)].kind;
	if (asked == MENU_SLOT_WORDS && menu_is_emergency(s->set, text, len))
		return true; /* it is understood there, and is none of what is asked for */
	if (asks_to_be_read(s))
		return false;
	struct menu_state tried;
	const struct menu_action *action = NULL;
	bool harmless = menu_state_copy(&tried, s) == ERR_NONE && (menu_input(&tried, text, len, &action) == MENU_SHOW || !move_writes(s->set, place_pending(&tried)));
	menu_state_fini(&tried);
	return harmless;
}
