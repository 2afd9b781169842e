/* A screen as a feature phone shows it, in a frame, on a terminal. */
#ifndef KOPURO_TOOLS_FRAME_H
#define KOPURO_TOOLS_FRAME_H

#include "base/wording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* `octets` of `budget` stand below; `last`: the call is over. */
void frame_screen(FILE *out, const char *text, size_t octets, size_t budget, bool last);
/* The same with all that somebody who tries the menus wants to know below. */
struct frame_below {
	size_t octets, budget;
	bool latin;             /* what is counted are septets */
	const char *screen;     /* its name; NULL: not known */
	size_t page, pages;
	unsigned seconds, most; /* of the call, so far and at most */
	bool last;
};
void frame_handset(FILE *out, const char *text, const struct frame_below *below);
/* A page that is over its room: its text up to where it is cut, a mark there, and what is left out below. */
struct complaint_page;
void frame_over(FILE *out, const struct complaint_page *page, enum wording_language language);
void frame_sms(FILE *out, const char *text);

#endif
