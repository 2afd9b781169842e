/* The rules of menu/lint.h, each for one text or one fact. Only lint*.c include it. */
#ifndef KOPURO_MENU_LINT_RULE_H
#define KOPURO_MENU_LINT_RULE_H

#include "base/yaml.h"

/* The letters of one text in the language `code`. */
void lint_letters(const struct yaml *node, const char *code, struct complaints *complaints);
/* The letters of a name: of a key, or of a value that is no text. */
void lint_name(const struct yaml *node, struct complaints *complaints);
/* What stands in a text by accident (base/stray.h), and a text that was read in a wrong encoding: then true, since its letters say
 * nothing. `known`: its alphabet is. */
bool lint_strays(const struct yaml *node, bool known, struct complaints *complaints);
/* The lines of one text. */
#define LINT_LOOKS_LIKE_CHOICE "[looks-like-choice]"
void lint_choice(const struct yaml *node, struct complaints *complaints);
/* "ky-Latn": no language of its own, but one in Latin letters. Which letters those may be is an error of menu_load(). */
bool lint_is_latin(const char *code);
/* How many words of Cyrillic letters stand outside of placeholders. */
size_t lint_cyrillic_words(const char *text);

/* A telephone number as it stands in a text: from the `+`, or (alone) from its first digit. */
struct lint_number {
	const char *at;
	size_t len;
	char digits[24]; /* without + and what is between them; cut when there are more */
	bool plus;
};
/* The next number at or after `text`; where to go on, NULL when there is none. In a text only what begins with + is a number; `bare`: a value
 * that is nothing else, so each run of digits is one. */
const char *lint_number_next(const char *text, bool bare, struct lint_number *number);
/* Numbers in `node` that are written with blanks; `bare` as above. */
void lint_numbers_parted(const struct yaml *node, bool bare, struct complaints *complaints);
/* What is wrong with it and what would be right, or NULL. */
const char *lint_number_fault(const struct lint_number *number);

/* Facts are collected and compared at the end. */
struct lint_facts { struct lint_fact *list; size_t count, capacity; };
/* `phone`: its value is a telephone number, or several. */
void lint_fact(struct lint_facts *facts, const struct yaml *fact, bool phone, const char *today, struct complaints *complaints);
/* Those that tell one thing in two ways. Frees the list; the nodes must still be there. */
void lint_facts_compare(struct lint_facts *facts, struct complaints *complaints);

#endif
