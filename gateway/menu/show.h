/* Which page stands at a state's place: one made at load when there is one, else one laid out now. */
#ifndef KOPURO_MENU_SHOW_H
#define KOPURO_MENU_SHOW_H

#include "menu/condition.h"
#include "menu/state.h"

const struct screen *place_screen(const struct menu_state *s);
const struct move *place_pending(const struct menu_state *s); /* engine.c: whose action awaits its outcome */
/* The language of pages: language_count on the language screen while none is chosen. */
size_t place_language(const struct menu_state *s);
/* The layout of the page that the state shows, in its format. */
void place_page(const struct menu_state *s, struct page *page);
/* Where the page before the present one begins: of the pages that a reader from the start sees. */
uint16_t place_before(const struct menu_state *s);
/* Whether a day has begun in Bishkek since the place was come to: facts may have expired. */
bool place_of_another_day(const struct menu_state *s);
/* Where the present page begins, of those, if what stands there may be another text by now, whose pages begin elsewhere. */
uint16_t place_begin(const struct menu_state *s);

/* Who looks at it. Borrows from the state. */
struct viewer place_viewer(const struct menu_state *s);

#endif
