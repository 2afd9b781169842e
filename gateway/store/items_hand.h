/* The queue by hand: what stands in it, why an item does not go, and what is done about it. For `kopuro queue` and /v1/queue. Nobody's words, and no phone
 * number. Items that were delivered and wait to be settled are not among these.
 *
 * `restricted`: of who asks. Without that right a restricted item is not there: nothing tells it from one that never was. */
#ifndef KOPURO_STORE_ITEMS_HAND_H
#define KOPURO_STORE_ITEMS_HAND_H

#include "store/items.h"

#define ITEMS_REASON_MAX 200 /* octets of why an item is dropped */

struct item_row {
	int64_t row;         /* the cursor: rows come in this order, the oldest first */
	char id[ITEM_ID_SIZE], subject[16];
	enum item_kind kind;
	bool restricted, parked;
	char state[10];      /* "waiting", "behind", "leased", "resting" */
	int64_t at_ms;       /* as of struct item */
	unsigned tries;
	char why[ITEMS_WHY_MAX + 1]; /* of the last try; "" */
	int64_t stuck_ms;    /* unix: of the first try since it was delivered last; 0 */
	int64_t next_ms;     /* unix: resting: when it is offered again */
};
const char *item_row_state(const struct item_row *row); /* "parked" before all else */

/* Behind the row `after` (0 from the first), at most `most`. */
enum error items_list(struct store *s, bool restricted, int64_t after, struct item_row *out, size_t most, size_t *count);
/* One by its id; ERR_NOT_FOUND. */
enum error items_why(struct store *s, bool restricted, const char *id, struct item_row *out);
/* Those of a subject: the number of an appeal or pledge, in eight digits. */
enum error items_of(struct store *s, bool restricted, const char *subject, struct item_row *out, size_t most, size_t *count);

/* In the open group; ERR_NOT_FOUND. Whoever calls leaves an audit row in the same. */
enum error items_retry(struct store *s, bool restricted, const char *id); /* no longer parked, and due now */
enum error items_park(struct store *s, bool restricted, const char *id);  /* not offered until items_retry(); what is behind it waits, too */
enum error items_drop(struct store *s, bool restricted, const char *id);  /* gone; what is behind it may go */

#endif
