/* Who did what, when and to which number: a row for each write of the HTTP API, each officer's event by NATS, each reply to one that was given again, for each look at a case or at a
 * person's phone number, for each attempt that was refused, and for each token that is made or revoked. Never a person's text.
 *
 * What was done to a restricted appeal stands in rows that only officers named for such appeals see; all others have numbers of their own, without a gap, so
 * that nobody can tell how many are hidden. An attempt that is refused to any other role is no such row, whatever it aimed at: it tells nothing but what was typed. */
#ifndef KOPURO_STORE_AUDIT_H
#define KOPURO_STORE_AUDIT_H

#include "store/store.h"

#include <stdbool.h>

#define AUDIT_WHO_MAX 127
#define AUDIT_SUBJECT_MAX 63
#define AUDIT_REASON_MAX 200

enum audit_outcome { AUDIT_DONE, AUDIT_REPLAYED, AUDIT_REFUSED, AUDIT_OUTCOMES };
const char *audit_outcome_name(enum audit_outcome outcome); /* "done" */

struct audit {
	int64_t id;  /* given by the store: their order, among all rows or among those that everybody sees */
	int64_t at_ms; /* unix */
	char who[AUDIT_WHO_MAX + 1]; /* a token's name; the source of an officer's event by NATS, its role then is "nats" */
	char role[16];
	char action[32];  /* "appeal.status" */
	char reason[AUDIT_REASON_MAX + 1]; /* why an item was dropped, in the words of who did it; "" */
	char subject[AUDIT_SUBJECT_MAX + 1]; /* a number, a project's key, a token's name, or "" */
	enum audit_outcome outcome;
};

enum error audit_add(struct store *s, const struct audit *a); /* in the open group */
/* Those after the id `after`, at most `most`. `restricted`: all rows; else those that everybody sees, by their own numbers. */
enum error audit_list(struct store *s, bool restricted, int64_t after, struct audit *out, size_t most, size_t *count);

#endif
