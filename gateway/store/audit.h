/* Who did what, when and to which number: a row for each write of the HTTP API, each officer's event by NATS, and for each look at a person's phone number. Never a person's text. */
#ifndef KOPURO_STORE_AUDIT_H
#define KOPURO_STORE_AUDIT_H

#include "store/store.h"

#define AUDIT_WHO_MAX 127
#define AUDIT_SUBJECT_MAX 63
#define AUDIT_REASON_MAX 200

struct audit {
	int64_t id;  /* given by the store: their order */
	int64_t at_ms; /* unix */
	char who[AUDIT_WHO_MAX + 1]; /* a token's name; the source of an officer's event by NATS, its role then is "nats" */
	char role[16];
	char action[32];  /* "appeal.status" */
	char reason[AUDIT_REASON_MAX + 1]; /* why an item was dropped, in the words of who did it; "" */
	char subject[AUDIT_SUBJECT_MAX + 1]; /* a number, a project's key, or "" */
};

enum error audit_add(struct store *s, const struct audit *a); /* in the open group */
/* Those after the id `after`, at most `most`. */
enum error audit_list(struct store *s, int64_t after, struct audit *out, size_t most, size_t *count);

#endif
