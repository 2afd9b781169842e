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

bool menu_blind(const struct menu_state *s, const char *text, size_t len)
{
	if (asks_to_be_read(s))
		return false;
	struct menu_state tried;
	const struct menu_action *action = NULL;
	bool harmless = menu_state_copy(&tried, s) == ERR_NONE && (menu_input(&tried, text, len, &action) == MENU_SHOW || !action->effect);
	menu_state_fini(&tried);
	return harmless;
}
