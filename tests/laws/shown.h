/* A page as a person sees it: nothing is known of it but what stands on the phone. */
#ifndef KOPURO_TESTS_SHOWN_H
#define KOPURO_TESTS_SHOWN_H

#include "menu/engine.h"

#define SHOWN_TEXT 1600
#define SHOWN_LINES 16
#define SHOWN_COLUMNS 26 /* of a small phone, which breaks longer lines at words */

struct shown_choice { unsigned number; char text[256]; };
struct shown {
	char text[SHOWN_TEXT]; /* all of it */
	char body[SHOWN_TEXT]; /* without its choices and the line of `more` and `back` */
	struct shown_choice choices[SHOWN_LINES];
	size_t count;
	size_t octets;
	bool more, back, ends;
};

/* `more`, `back`: the words of this writing. */
void shown_read(struct shown *p, const struct menu_state *s, const char *more, const char *back);
/* A line of the body that begins with a number and a space; also where a phone of SHOWN_COLUMNS breaks it, or the page
 * that `goes_on` from another, if the page has such a key. False: none. */
bool shown_like_choice(const struct shown *page, bool goes_on, char line[SHOWN_TEXT]);
/* What can be dialled: a number of three digits or more, or one that begins with '+'. */
bool shown_dialable(const char *text);
/* The first telephone number that has blanks in it, or that a phone breaks; false: none. */
bool shown_broken_number(const char *text, char number[SHOWN_TEXT]);

#endif
