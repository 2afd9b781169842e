/* All that people come to in a set of menus, by the ways of the fewest answers: the engine itself is led through it, key by key, from the first screen
 * after the language. What is turned to with `9` is read first; a number is pressed on the page where it stands. What is asked for is answered with a
 * sample; of an action each outcome happens, with all that it may fill in at its longest.
 *
 * A *place* is a page, with what is kept and set and matters from there on: the same page for another country is another place. Each is visited once,
 * those of fewer answers first: the places of somebody of whom nothing is known, then what only those come to of whom a record is remembered. Whoever
 * comes home again begins anew, and is not followed.
 *
 *	static void visit(void *context, const struct walk_place *place) { … place->state->kept … }
 *	whole = menu_walk(set, language, format, unix_ms, visit, context); */
#ifndef KOPURO_MENU_WALK_H
#define KOPURO_MENU_WALK_H

#include "menu/tempo.h"
#include "menu/state.h"

#define WALK_PLACES_MOST 200000
#define WALK_DEEDS_MOST 2 /* on one way: what is done after that is another errand */

#define WALK_TABLE(table) (UINT32_C(1) << (table))

struct walk_place {
	const struct menu_state *state;
	bool first, last;                  /* of the screen's pages */
	unsigned page;                     /* from 1 */
	struct tempo_cost cost;            /* until this page is read */
	struct tempo_cost entered;         /* until the screen's first page was read */
	const struct menu_action *action;  /* the screen is one of its outcomes; NULL */
	size_t outcome;
	uint32_t asked[MENU_TABLES];       /* by table: whose kept records decided which were listed when its record was chosen (WALK_TABLE) */
	uint16_t known;                    /* the record of the menus' `remembered` table that the way began with; MENU_NONE: nobody knows */
	bool done;                         /* a final action was: what people called for is behind them */
	unsigned deeds;                    /* how many actions with an effect were called on the way, this one included */
};
/* These tables, and those whose records decided which of theirs were listed. */
uint32_t walk_asked(const struct walk_place *place, uint32_t tables);
typedef void walk_visit(void *context, const struct walk_place *place);

/* False: there are more than WALK_PLACES_MOST, and the rest was left out. */
bool menu_walk(const struct menu_set *set, size_t language, size_t format, int64_t unix_ms, walk_visit *visit, void *context);

#endif
