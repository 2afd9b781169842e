/* The transactional outbox, which with `feedback local` is the central queue itself. Items are added in the open commit group, with what they
 * tell of.
 *
 *	waiting --lease--> leased --ack--> (gone)
 *	   ^------------------- the lease ends, or is released
 *
 * Order: an item is not given out while an older one of the same subject is waiting or leased. */
#ifndef KOPURO_STORE_ITEMS_H
#define KOPURO_STORE_ITEMS_H

#include "feedback/item.h"
#include "store/store.h"

#include <stdbool.h>

#define ITEMS_MAX 1000000 /* in the queue; items_add then gives ERR_FULL, and a caller is told to try later */

/* Fills row, id, contact. */
enum error items_add(struct store *s, struct item *item);
void items_set_max(struct store *s, size_t most); /* ITEMS_MAX unless told */

struct items_wish {
	size_t most;        /* out has room for so many */
	bool open, restricted; /* which of the two queues */
	int64_t lease_ms;
	const char *holder; /* a token's name, an engine's kind */
};
enum error items_lease(struct store *s, const struct items_wish *wish, int64_t now_ms, struct item *out, size_t *count);
/* Takes them out of the queue. Ids that are unknown or leased to others are left; *count: how many are gone. */
enum error items_ack(struct store *s, const char *const *ids, size_t id_count, const char *holder, size_t *count);
enum error items_release(struct store *s, const char *id, const char *holder);     /* one: it was refused */
enum error items_release_all(struct store *s, const char *holder, size_t *count);  /* a connection is gone; at start */
struct items_figures { size_t waiting, leased, restricted; int64_t oldest_ms; /* unix; 0: the queue is empty */ };
enum error items_figures(struct store *s, struct items_figures *out);

#endif
