/* What a menu set may say and had better not: found in the files as they are written, after (and whatever came of) menu_load(). All are
 * warnings, each ending in its name in brackets, so that a tool can tell them apart:
 *
 *	menus/home.yaml:9:21: warning: the Latin letter 'o' in 'жoк'; write the Cyrillic 'о' [letters]
 *
 *	letters         a letter of another alphabet, or one that the language does not have
 *	untranslated    a text that is the same in two languages
 *	unreviewed      a file whose Kyrgyz nobody has passed: one warning for the file
 *	fact-old        a fact seen too long ago to stand without `confirmed: no`
 *	fact-differs    one fact told in two ways
 *	number          a telephone number that its country does not have
 *	number-blanks   a telephone number that is written with blanks
 *	looks-like-choice  a line of a text that begins like a numbered choice
 *
 * Only alphabets that are known are judged: another language is another row in lint_letters.c. */
#ifndef KOPURO_MENU_LINT_H
#define KOPURO_MENU_LINT_H

#include "base/complaint.h"
#include "menu/set.h"

struct lint_coverage {
	char code[16];  /* of the language */
	size_t present; /* texts that it has */
};
struct lint_figures {
	size_t texts; /* in all files, whatever their languages */
	struct lint_coverage languages[MENU_LANGUAGES];
	size_t language_count;
};

/* `today` as for menu_load(). A file that cannot be read is passed over: menu_load() told of it. */
void menu_lint(const char *directory, const char *today, struct complaints *complaints, struct lint_figures *figures);
/* What only shows on the pages of a set (looks-like-choice), for whatever record is kept, in each language and format. After menu_lint(). */
void menu_lint_pages(const struct menu_set *set, struct complaints *complaints);

#endif
