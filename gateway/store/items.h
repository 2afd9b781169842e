/* The transactional outbox, which with `feedback local` is the central queue itself. Items are added in the open commit group, with what they
 * tell of.
 *
 *	behind --the older one is gone--> waiting --lease--> leased --ack--> (gone), or with an engine that must settle: delivered
 *	                                     ^                |   ^
 *	                                     +-- lease ends --+   | lease, once next_ms has come
 *	                                         or released  +--> resting: refused or not answered (items_rest)
 *
 * delivered: store/unsettled.h. parked, a column beside the state: it is not given out, in whatever state it is, until that is 0 again; one that
 * is leased meanwhile may still be acknowledged. What is tried or taken out by hand begins as waiting with next_ms 0.
 *
 * Order: an item is `behind`, and not given out, while an older one of the same subject is in the queue (not counting the delivered ones); so a
 * lease gives at most one item of a subject. Restricted items are given out first, except among the rested: those in the order of their next_ms.
 * All that writes works in the open commit group; what only looks opens none. */
#ifndef KOPURO_STORE_ITEMS_H
#define KOPURO_STORE_ITEMS_H

#include "feedback/item.h"
#include "store/store.h"

#include <stdbool.h>

#define ITEMS_MAX 1000000 /* in the queue; items_add then gives ERR_FULL, and a caller is told to try later */

/* Fills row, id, contact. The person's number is sealed into the contact and kept nowhere else. ERR_FULL: nothing was written. */
enum error items_add(struct store *s, struct item *item);
/* Whether an item could be added now: asked before anything else of a step is written. ERR_FULL: the queue is full. That is logged once,
 * not for each who asks, and again when a tenth of the queue is free. */
enum error items_room(struct store *s);
enum error items_room_for(struct store *s, size_t items); /* so many */
void items_set_max(struct store *s, size_t most); /* ITEMS_MAX unless told */
bool items_are_full(const struct store *s); /* the last who asked for room was told so, and no tenth is free yet */

#define ITEMS_LEASE_ENDLESS INT64_MAX /* for the life of this process: ends by items_recover() at the next start, or a release */

struct items_wish {
	size_t most;        /* out has room for so many */
	bool open, restricted; /* which of the two queues */
	bool rested;        /* instead of those that wait: those that have rested. An engine tries them again; `open` is taken as true */
	int64_t lease_ms;
	const char *holder; /* a token's name, an engine's kind */
};
/* Items come without msisdn: the contact is for who has the cluster's key. One that cannot be read is parked, and told in the log. */
enum error items_lease(struct store *s, const struct items_wish *wish, int64_t now_ms, struct item *out, size_t *count);
/* Takes them out of the queue. Ids that are unknown or leased to others are left; *count: how many are gone. Whoever held an item last may
 * still acknowledge it after the lease has ended, until another holds it. */
enum error items_ack(struct store *s, const char *const *ids, size_t id_count, const char *holder, size_t *count);
/* One: it was refused. ERR_NOT_FOUND: not leased to this holder. */
enum error items_release(struct store *s, const char *id, const char *holder);
enum error items_release_all(struct store *s, const char *holder, size_t *count);  /* a connection is gone */
enum error items_recover(struct store *s, size_t *count); /* at start: endless leases of a process that is gone, whoever held them */

#define ITEMS_WHY_MAX 127
struct items_try {
	unsigned tries;             /* that were refused or not answered, since it was delivered last */
	char why[ITEMS_WHY_MAX + 1]; /* the last of them; "" */
};
/* Of an item that this holder has leased; ERR_NOT_FOUND. */
enum error items_tried(struct store *s, const char *id, const char *holder, struct items_try *out);
/* It was refused or not answered: it rests until next_ms. `why`: ITEMS_WHY_MAX octets at most, no words of a person. ERR_NOT_FOUND: not leased to this
 * holder. */
enum error items_rest(struct store *s, const char *id, const char *holder, const char *why, int64_t now_ms, int64_t next_ms);
enum error items_rest_end(struct store *s, int64_t *next_ms); /* of the one that rests the shortest, and is not parked; 0: none rests */
enum error items_wake(struct store *s); /* all that rest wait: there is no engine any more that would try them */

struct items_figures {
	size_t waiting, leased; /* behind and resting count as waiting */
	size_t restricted;      /* of both */
	size_t resting, parked; /* refused and to be offered again; taken out by hand */
	int64_t stuck_ms;       /* unix: since when the one is refused that has been longest; 0: none */
	size_t unsettled;       /* delivered, and in none of the others */
	int64_t oldest_ms;      /* unix; 0: the queue is empty. A nameless one came then or before: its time is not kept */
	uint64_t refused;       /* since the start: how often somebody was told that the queue is full */
	bool full;
};
enum error items_figures(struct store *s, struct items_figures *out);
/* The same as if no item were restricted: for whoever may not know that there is one. */
enum error items_figures_open(struct store *s, struct items_figures *out);

#endif
