/* Menus made up from a seed: what they say, as files, and what must be shown of it. */
#ifndef KOPURO_TESTS_MENU_RANDOM_H
#define KOPURO_TESTS_MENU_RANDOM_H

#include "menu/page.h"

#include <stdbool.h>
#include <stddef.h>

#define RANDOM_LANGUAGES 2 /* ky, ru */
#define RANDOM_SCREENS 14
#define RANDOM_PLACES 3
#define RANDOM_TOWNS 20
#define RANDOM_CHOICES 12
#define RANDOM_ITEMS 4
#define RANDOM_LINES 32
#define RANDOM_LINE 200    /* octets */
#define RANDOM_BODY 6000
#define RANDOM_NOTE "Жумуш" /* what is in the slot `note`: its longest in the fixture's contract */

enum random_kind { RANDOM_CHOICES_KIND, RANDOM_TEXT, RANDOM_LIST, RANDOM_INPUT, RANDOM_CONFIRM, RANDOM_END, RANDOM_KINDS };
/* Language, record (unless the first), slot, time of day, opening hours (of the first place, which are closed then). */
enum random_when { RANDOM_ALWAYS, RANDOM_IN_KY, RANDOM_NOT_FIRST, RANDOM_MARKED, RANDOM_BY_DAY, RANDOM_CLOSED, RANDOM_WHENS };

/* How sure a fact is: for years; until the day on which people look at it, with it; no longer; never was. */
enum random_sure { RANDOM_SURE, RANDOM_SURE_TODAY, RANDOM_EXPIRED, RANDOM_DISPUTED, RANDOM_SURES };

/* latin: written by hand for where there is no Cyrillic, or empty */
struct random_line { char in[RANDOM_LANGUAGES][RANDOM_LINE], latin[RANDOM_LANGUAGES][RANDOM_LINE]; enum random_when when; bool first; enum random_sure sure; };
enum random_shown { RANDOM_NOTHING, RANDOM_SLOT, RANDOM_COUNTED, RANDOM_KEPT, RANDOM_NAMED, RANDOM_KEPT_ITEMS, RANDOM_SHOWN };
struct random_screen {
	char name[16];
	enum random_kind kind;
	/* before [ placeholder ] after; the placeholder is one of those in menu_random.c, or none */
	char before[RANDOM_LANGUAGES][2000], after[RANDOM_LANGUAGES][2000], marked[RANDOM_LANGUAGES][2000]; /* marked: a variant, or empty */
	char latin[RANDOM_LANGUAGES][2000]; /* before the placeholder, and nothing after it; or empty */
	enum random_shown shown;
	struct random_line choices[RANDOM_CHOICES];
	size_t choice_count;
};
struct random_place { char key[8]; struct random_line name, items[RANDOM_ITEMS]; size_t item_count; };
struct random_town { struct random_line name; size_t place; };

struct random_menus {
	struct random_screen screens[RANDOM_SCREENS];
	size_t screen_count;
	struct random_place places[RANDOM_PLACES];
	size_t place_count;
	struct random_town towns[RANDOM_TOWNS];
	size_t town_count;
	/* who looks at them */
	int kept;    /* which place; -1: none */
	bool marked; /* `mark` is set */
	size_t sum;  /* which of random_sums is in `sum` */
	bool by_day; /* on a Monday at ten; else at eight in the evening */
	bool later;  /* on the Monday after */
};

extern const char *const random_more[RANDOM_LANGUAGES], *const random_back[RANDOM_LANGUAGES], *const random_wrong_choice[RANDOM_LANGUAGES],
	*const random_wrong_number[RANDOM_LANGUAGES];
extern unsigned random_seed_shown; /* of the set that is being tried */

/* A number, how it is read, and the noun beside it. */
#define RANDOM_SUMS 6
extern const struct random_sum { const char *kept, *shown, *noun[RANDOM_LANGUAGES]; } random_sums[RANDOM_SUMS];

void random_make(struct random_menus *m, unsigned seed);
/* Into a new folder. */
void random_write(const struct random_menus *m, char directory[64]);
void random_remove(const char *directory);

/* The body as it must be shown to whom m->kept, m->marked and m->sum say, and the lines, of which there are as many as are returned. `latin`: what is
 * written by hand in the place of Cyrillic; the rest is still to be transliterated. */
const char *random_body(const struct random_menus *m, const struct random_screen *s, size_t language, bool latin);
struct random_shown_line {
	const char *text;
	bool first; /* on the first page already */
	int town;   /* whose line it is; -1: a choice's */
};
size_t random_lines(const struct random_menus *m, const struct random_screen *s, size_t language, bool latin, struct random_shown_line lines[RANDOM_LINES]);

#endif
