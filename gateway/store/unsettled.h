/* Items that the queue has acknowledged and that stay here until they are settled: an acknowledgement is a hint, since a stream may forget what its
 * disk did not have yet. Each is known by its sequence in the stream.
 *
 *	leased --unsettled_put--> delivered --unsettled_drop: the stream has kept it--> (gone)
 *	                              |
 *	                              +--unsettled_offer: the stream has lost it--> behind or waiting, as store/items.h orders it
 *
 * Those behind a delivered item are given out; a lost one comes before those of its subject that are not given out at that moment. Writes in the
 * open commit group. */
#ifndef KOPURO_STORE_UNSETTLED_H
#define KOPURO_STORE_UNSETTLED_H

#include "feedback/item.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unsettled {
	int64_t row;
	char id[ITEM_ID_SIZE];
	uint64_t sequence;
	int64_t delivered_ms; /* unix */
};

/* ERR_NOT_FOUND: another holds it, or it is delivered already. */
enum error unsettled_put(struct store *s, const char *id, const char *holder, uint64_t sequence, int64_t now_ms);
/* In the order of delivery, behind `after` (zeroes: from the first), of those delivered until `until_ms`. */
enum error unsettled_each(struct store *s, const struct unsettled *after, int64_t until_ms, struct unsettled *out, size_t most, size_t *count);
/* As many as the queue itself may hold: more must not be delivered before some are settled. */
enum error unsettled_full(struct store *s, bool *full);
enum error unsettled_oldest(struct store *s, int64_t *delivered_ms); /* 0: none */
/* ERR_NOT_FOUND, of both: it is not delivered any more, or at another sequence. */
enum error unsettled_drop(struct store *s, const struct unsettled *u);
enum error unsettled_offer(struct store *s, const struct unsettled *u);
/* The engine has offered it again, and the stream says that it has had it at this sequence all along: where it was missing (known). Then somebody
 * has taken it out of the stream. */
enum error unsettled_known(struct store *s, const char *id, const char *holder, uint64_t sequence, bool *known);
/* When the stream was made that the items were acknowledged by, unix; 0: not known. */
enum error unsettled_stream(struct store *s, int64_t *created_ms);
enum error unsettled_stream_put(struct store *s, int64_t created_ms);
enum error unsettled_drop_all(struct store *s, size_t *count); /* the engine that could settle them is gone */

#endif
