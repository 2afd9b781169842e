/* Reports on projects, and how far their givers are told of each. A giver with two pledges is told once.
 *
 *	reports_add()      the report is there, nobody is told
 *	reports_untold()   the oldest of which somebody is not told
 *	reports_giver()    the next of its givers, until ERR_NOT_FOUND: then the report is told */
#ifndef KOPURO_STORE_REPORTS_H
#define KOPURO_STORE_REPORTS_H

#include "journeys/pledge.h"
#include "store/store.h"

struct report {
	int64_t id;
	char project[PLEDGE_KEY_MAX + 1];
	char text[PLEDGE_REPORT_MAX + 1];
	int64_t told; /* the store's own: where the givers are */
};

enum error reports_add(struct store *s, const char *project, const char *text, int64_t now_ms, int64_t *id);
enum error reports_newest(struct store *s, const char *project, char text[PLEDGE_REPORT_MAX + 1], int64_t *at_ms); /* ERR_NOT_FOUND */
enum error reports_untold(struct store *s, struct report *out); /* ERR_NOT_FOUND */
/* The next pledge to its project that stands and has a telephone, in the open group. *first: its giver was not told yet, and now counts as told.
 * ERR_NOT_FOUND: there is no other, the report is told. */
enum error reports_giver(struct store *s, struct report *r, struct pledge *out, bool *first);

#endif
