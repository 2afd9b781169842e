/* When the facts of a set expire, and who shows them: for the tools of those who keep the menus.
 *
 * Facts are numbered in the order of the days on which they are last sure, those of one day as they stand in the files.
 *
 *	struct expiry_fact fact;
 *	for (size_t i = 0; expiry_fact(set, i, &fact) && fact.day <= day; i++) {
 *		expiry_text(set, i, language, text);
 *		expiry_shown(set, i, EXPIRY_SCREENS, each, context);
 *	} */
#ifndef KOPURO_MENU_EXPIRY_H
#define KOPURO_MENU_EXPIRY_H

#include "menu/set.h"

struct expiry_fact {
	const char *file; /* where the day is written */
	int line, column;
	int64_t day;      /* the last on which it is sure (base/calendar.h) */
	bool unconfirmed; /* it says so already, whatever the day */
};
/* False: there is no such fact. */
bool expiry_fact(const struct menu_set *set, size_t i, struct expiry_fact *fact);
/* What it says, without the word `unconfirmed`. Lives as long as the set. */
const char *expiry_text(const struct menu_set *set, size_t i, size_t language);

/* The names of what shows it, each once: the record that it belongs to, then those in which a text names it ("helpline.mfa", "checklist.ru-arrived"), or
 * the screens that show a field of one of these. A screen that shows whatever record is kept counts for all of them. */
enum expiry_shower { EXPIRY_RECORDS, EXPIRY_SCREENS };
typedef void expiry_each(void *context, const char *name);
void expiry_shown(const struct menu_set *set, size_t i, enum expiry_shower what, expiry_each *each, void *context);

#endif
