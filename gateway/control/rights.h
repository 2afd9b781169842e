/* What other menus change of who sees an appeal, before they go live. Rights do not hang on a slip of the pen:
 *
 *	a key under which appeals or pledges wait (topic, region, country; project, offer, rhythm, currency) does not vanish unless another record has taken
 *	it over (`was: police`);
 *	a restriction that is lifted or added (`restricted` of a topic or a need), and a screen that decides who stays nameless (`anonymous`), go live when
 *	whoever wants them has confirmed it.
 *
 * Appeals that are lodged keep what their topic said then. */
#ifndef KOPURO_CONTROL_RIGHTS_H
#define KOPURO_CONTROL_RIGHTS_H

#include "base/complaint.h"
#include "base/error.h"
#include "menu/set.h"

#include <stdbool.h>

struct store;

struct rights_wish {
	bool confirmed;
	/* Whoever asks may know that there are restricted appeals. Without it nothing that is said depends on them: of topics, regions and countries no key
	 * vanishes then that nobody has taken over, whether anything is filed under it or not. */
	bool sees_restricted;
};

struct rights_found {
	size_t vanished; /* keys: errors among the complaints */
	size_t asked;    /* what must be confirmed: errors, too; warnings once it is */
};

/* `where`: what the menus are called, for what has no place in them. ERR_NONE: all was looked at; else the store failed. */
enum error rights_compare(struct store *s, const struct menu_set *before, const struct menu_set *after, const char *where, const struct rights_wish *wish,
	struct complaints *complaints, struct rights_found *found);

#endif
