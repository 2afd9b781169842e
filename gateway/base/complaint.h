/* What is wrong with a text that a person wrote (configuration, menu, dialplan): the place, the fault, the remedy.
 * Printed as `file:line:column: error: what is wrong; what would be right`. Every loader collects all that it finds, so that a person
 * mends a file once, not line after line. */
#ifndef KOPURO_BASE_COMPLAINT_H
#define KOPURO_BASE_COMPLAINT_H

#include "base/wording.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum severity { SEVERITY_WARNING, SEVERITY_ERROR };

/* A page that takes more than there is room for, as the phone would show it. */
struct complaint_page {
	const char *shown;    /* what is left of it, all lines */
	size_t cut;           /* where in it the room was at its end */
	const char *left_out; /* what stood there */
	unsigned takes, room; /* of the whole page, */
	const char *unit;     /* in these: "octets of UCS-2" */
};

struct complaint {
	enum severity severity;
	char *file; /* owned */
	int line, column; /* from 1; 0 when the whole file is meant */
	char *text; /* owned; one line, valid UTF-8, in the language of those complaints */
	struct complaint_page *page; /* owned, with its strings but for `unit`; NULL: there is none to show */
};

struct complaints {
	struct complaint *list;
	size_t count, capacity;
	size_t errors; /* how many of them are errors */
	enum wording_language language; /* English, when nobody sets another */
};

void complaints_init(struct complaints *c);
void complaints_fini(struct complaints *c);
void complaints_add(struct complaints *c, enum severity severity, const char *file, int line, int column, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
void complaints_addv(struct complaints *c, enum severity severity, const char *file, int line, int column, const char *format, va_list args)
	__attribute__((format(printf, 6, 0)));
/* A word or a sentence that becomes a part of a complaint, in its language. */
const char *complaints_word(const struct complaints *c, const char *english) __attribute__((format_arg(2)));
void complaints_forget_newest(struct complaints *c);
/* Takes the newest out when it says of the same place what another one has said. True when it was new. */
bool complaints_keep_new(struct complaints *c);
/* The page that the newest complaint is about; copied, but for `unit`. There is one. */
void complaints_show(struct complaints *c, const struct complaint_page *page);
/* Takes out those of which `drop` is true. */
void complaints_drop(struct complaints *c, bool (*drop)(void *context, const struct complaint *one), void *context);
/* The name of the rule in brackets at the end of a message, "a page too long [crowded]": where its name begins, and how long it is; NULL when there
 * is none. It is the same in every language. */
const char *complaint_rule(const char *text, size_t *len);
/* A line each, without pages. */
void complaint_print(const struct complaint *one, enum wording_language language, FILE *out);
void complaints_print(const struct complaints *c, FILE *out);

/* The candidate nearest to `word` (edit distance at most a third of its length), or NULL: for "did you mean". */
const char *complaint_nearest(const char *word, const char *const *candidates, size_t count);
/* How many octets must be put in, dropped, changed, or swapped with their neighbours; SIZE_MAX: one of them is no word. */
size_t complaint_distance(const char *a, const char *b);

#endif
