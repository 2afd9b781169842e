/* All ways through a set of menus, by what is sure of whoever has come them: which slots are filled, from which tables something is chosen. For the
 * load, which proves with it that no way leads to an action without what it needs (check_needs.c). The engine is not led: what people type, and which of
 * two records they choose, makes a difference only where a condition or an outcome asks for it, and that much is told apart.
 *
 * A *way* is a screen with the *facts* on it; each is visited once, those of fewer answers first. What a time of day, an opening hour or a language decides
 * may be either. Whoever comes home begins anew, and is not followed. `0` changes no fact, so that who goes back comes to nothing new; but what has been
 * emptied on the way (`pick: {country: ""}`) is then missing where it was there before. */
#ifndef KOPURO_MENU_WAYS_H
#define KOPURO_MENU_WAYS_H

#include "menu/model.h"

#define WAYS_MOST 200000

/* Of a slot: nothing; what an action has put there, be it ""; what was typed, or set and asked for by nothing; from FACT_WORD on, one of the words that
 * something asks for. Of a table: nothing; a record, whichever; from FACT_WORD on, one of a class that conditions tell apart. */
enum { FACT_NONE, FACT_TOLD, FACT_TYPED, FACT_WORD };
#define FACT_SOME FACT_TOLD

struct facts {
	uint8_t slots[MENU_SLOTS];
	uint8_t tables[MENU_TABLES];
	bool opened; /* a number, by its PIN */
};
struct way {
	uint16_t screen;
	struct facts facts;
	size_t from; /* the way before; SIZE_MAX: none */
	bool emptied; /* something was, since there was a way back */
	bool alone;  /* behind something that is not done twice: `0` leads to nothing before it */
};

enum truth { NEVER, MAYBE, ALWAYS };

struct ways;
struct ways_visitor {
	void (*stand)(void *context, const struct ways *w, size_t way); /* somebody sees the screen */
	/* The move's action is called, with these facts. True: it may come to its outcomes, and they are followed. */
	bool (*act)(void *context, const struct ways *w, size_t way, const struct move *move, const struct facts *facts);
};
/* False: there are more ways than WAYS_MOST, or no memory. */
bool ways_walk(const struct menu_set *set, const struct ways_visitor *visitor, void *context);

const struct way *ways_at(const struct ways *w, size_t way); /* until the walk goes on */
enum truth ways_hold(const struct ways *w, const struct condition *condition, const struct facts *facts);
/* Whether the action may come to this outcome; and whether this record is the one that is kept. */
bool ways_outcome(const struct ways *w, const struct menu_action *action, size_t outcome, const struct facts *facts);
enum truth ways_kept(const struct ways *w, const char *table, const char *key, const struct facts *facts);
/* "home > topics > words" */
#define WAYS_TEXT (6 * (MENU_NAME_MAX + 3) + 8)
void ways_told(const struct ways *w, size_t way, char out[WAYS_TEXT]);

#endif
