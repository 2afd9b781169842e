/* What an action lacks where somebody stands. The load has proved that no way of these menus leads to an action without what it needs; but a form
 * may have been begun in other menus, of which a topic, a screen or a table is gone. Pure.
 *
 *	struct menu_lack lack = menu_lacks(&state, action, opened);
 *	if (lack.kind != LACKS_NOTHING && menu_mend(&state, &lack))
 *		the screen that asks for it is shown; then they are back where they were */
#ifndef KOPURO_MENU_NEEDS_H
#define KOPURO_MENU_NEEDS_H

#include "menu/state.h"

enum lack_kind { LACKS_NOTHING, LACKS_SLOT, LACKS_RECORD, LACKS_OPENED };
struct menu_lack {
	enum lack_kind kind;
	uint16_t what;    /* the slot; the table, MENU_NONE: the menus have none of that name */
	const char *name; /* its name; "PIN" of a number that is not opened */
};

/* `opened`: a PIN has opened a number in this call. Lacking is also a record that was chosen, and that is gone, when the action would take it along. */
struct menu_lack menu_lacks(const struct menu_state *s, const struct menu_action *action, bool opened);
/* Leads to the screen where it can be chosen or typed anew: one that they came by, else the first there is. All that was typed is kept, and once it has
 * been answered they are where they are now. False: no screen asks for it, and nothing is changed. */
bool menu_mend(struct menu_state *s, const struct menu_lack *lack);

#endif
