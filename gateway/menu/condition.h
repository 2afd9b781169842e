/* Whether something of a menu is there for whoever looks: a choice, a record of a list, an item of a list of facts, a variant of a text.
 *
 *	when: {country: ru, open: helpline}     all lines must hold
 *	unless: {language: ky}                  and none of these
 *
 * Pure. The moment is part of the viewer, and stays the same as long as one screen is looked at: a key means what was shown. */
#ifndef KOPURO_MENU_CONDITION_H
#define KOPURO_MENU_CONDITION_H

#include "menu/model.h"
#include "menu/state.h"

/* Who looks: what is kept, what was typed, and when. */
struct viewer {
	const uint16_t *kept;             /* a record of each table, or MENU_NONE */
	const struct menu_values *values; /* NULL: nothing typed */
	int64_t unix_min;                 /* by which conditions hold, */
	int32_t day;                      /* and the day whose facts are told (phrase.h) */
	struct days *days;                /* when not NULL: narrowed to those days on which all that is shown of facts is the same */
	enum listed listed;               /* of the list that is looked at */
	bool *open;                       /* at load, for a kept record and a language: set when a condition asks for more than these; it fails */
	bool longest;                     /* the proof: all conditions hold, every slot, field and variant is the longest, every fact has expired (kept records still rule where they are kept) */
};

/* NULL holds. `language` may be the set's language_count: none chosen yet. */
bool condition_holds(const struct menu_set *set, const struct condition *condition, size_t language, const struct viewer *viewer);
/* Whether a list shows a record: its own condition, and what the list's `where` asks for. */
bool condition_lists(const struct menu_set *set, const struct screen *list, const struct record *record, size_t language,
	const struct viewer *viewer);
#define ZONE_TEXT 8
void zone_told(int zone_min, char out[ZONE_TEXT]); /* "+06:00" */
/* "country=ru,kz; not open=helpline", "time=09:00-18:00 +06:00", for tools. Returns the length; a longer one is cut. */
size_t condition_told(const struct menu_set *set, const struct condition *condition, char *out, size_t capacity);

#endif
