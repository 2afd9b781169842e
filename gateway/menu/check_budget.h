/* What the screens of a set cost: room on the phone, keys, time, SMS. For `kopuro check --budget`.
 *
 * Counted at the worst: placeholders at their longest, every fact expired, the record with the most to show, the last record of a list (of each
 * table of its `where` one is kept). The way is the one of the fewest answers from a first call, in which the language is asked for, and each page
 * on it is read to its end. */
#ifndef KOPURO_MENU_CHECK_BUDGET_H
#define KOPURO_MENU_CHECK_BUDGET_H

#include "menu/tempo.h"

struct budget_screen {
	const char *name; /* the set's */
	unsigned pages;
	unsigned fullest; /* octets of UCS-2, or septets, of the fullest page */
	bool reached;     /* a way leads there from the first screen; the gateway leads to others itself */
	bool leaf;        /* what people come for: a text, or an end */
	struct tempo_cost cost; /* until its last page is read */
};
/* One for each screen, in the order of their numbers: `rows` has room for menu_screen_count(). */
void menu_budget(const struct menu_set *set, size_t language, size_t format, struct budget_screen *rows);

struct budget_sms {
	const char *name;
	unsigned characters, parts;
	bool open; /* it has a {placeholder} that the contract does not bound: it was counted as empty */
};
/* The i-th word whose name begins with `sms_`; false after the last. */
bool menu_budget_sms(const struct menu_set *set, size_t i, size_t language, struct budget_sms *sms);

#endif
