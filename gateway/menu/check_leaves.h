/* What people call for, and what it costs to come there. For `kopuro check --budget`.
 *
 * A *leaf* is a text or an end, for each combination of records by which people come there and which decide what it says: the checklist, and the
 * country and the group that the lists before it asked for. Something that is *done* is one too: an outcome of an action with an effect, the first on
 * the way, for each combination of tables of which a record is kept by then, and of what choices have set (an appeal with a region, and one without).
 * What is said behind a final action is none: it was what people called for.
 *
 * The way is the one of the fewest answers from the first screen after the language, each page on it read to its end, of somebody of whom nothing is
 * remembered, unless only others read that; menu/walk.h. */
#ifndef KOPURO_MENU_CHECK_LEAVES_H
#define KOPURO_MENU_CHECK_LEAVES_H

#include "menu/tempo.h"

struct leaf {
	uint16_t screen;
	const struct menu_action *action;  /* NULL: not of an action */
	size_t outcome;
	uint16_t kept[MENU_TABLES];        /* MENU_NONE: none, or it decides nothing */
	char set[64];                      /* done: " anonymous=yes" */
	uint16_t known;                    /* only those read it of whom this record is remembered; MENU_NONE: others, too */
	unsigned pages;
	struct tempo_cost first, last;    /* until its first page is read, and its last */
	bool sends;                        /* from its first page it can be had by an action: an SMS */
};
struct leaves { struct leaf *list; size_t count, capacity; bool whole; /* false: there are more ways than were walked */ };

/* In the order of the screens, then of the records. `unix_ms`: for conditions. */
struct leaves *menu_leaves(const struct menu_set *set, size_t language, size_t format, int64_t unix_ms);
void menu_leaves_free(struct leaves *leaves);
/* "documents-checklist country=ru group=first checklist=ru-before", "appeal.lodge named country topic anonymous=no". Returns the length; a longer one is cut. */
size_t menu_leaf_told(const struct menu_set *set, const struct leaf *leaf, char *out, size_t capacity);

#endif
