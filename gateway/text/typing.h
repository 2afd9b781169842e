/* How people type a Cyrillic letter where they do not have it, or do not look for it: one row a letter. Pure.
 *
 *	typing_match("токтот", "toktot 1")   " 1"
 *	typing_match("күн", "кvн")           ""
 *	typing_match("стоп", "стопка")       NULL: a letter stands behind it
 *	typing_match("стоп*", "стопка 1")    " 1": the rest of the word may be anything
 *	typing_match("отобра*паспорт", "отобрали у меня паспорт")   ""
 *
 * sms/keyword.c reads words by it, places/ the names of villages. */
#ifndef KOPURO_TEXT_TYPING_H
#define KOPURO_TEXT_TYPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TYPING_MAX 8
#define TYPING_GAP 24 /* letters and spaces that a `*` inside a word may stand for */

struct typing {
	const char *letter;             /* small; also " " and "-" */
	const char *sounds[TYPING_MAX]; /* in other letters by its sound, and as a kindred letter of a keyboard without it; "": left out. NULL ends */
	const char *looks[TYPING_MAX];  /* by a letter or a digit that looks like it, and by the keys that stand for it on telephones and in old fonts */
};

/* Of the row `i`; NULL: no more. */
const struct typing *typing_row(size_t i);

/* Where `word`, written in its own small letters, ends in `text` (small letters too), with no letter behind it; NULL when it does not stand there.
 * Latin letters of a word stand for themselves; `*` at its end for the rest of a word, elsewhere for a few letters and words. Calls itself as deep as the word has letters. */
const char *typing_match(const char *word, const char *text);

/* Whoever tries many words at one place of a text leaves out those that cannot begin there: a set with a member for each letter that what stands there
 * may be typed for. Others may share a member. */
uint64_t typing_begins(const char *text);
bool typing_may_begin(uint64_t begins, const char *word);

#endif
