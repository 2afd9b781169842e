/* Parts of people's SMS that wait for the others: sealed rows, so that a restart costs nobody their words. All but `next` work in the open
 * commit group.
 *
 *	waiting --all of them have come, or their time is up: take--> used --INBOUND_USED_MS--> (gone)
 *
 * A used row keeps no words, only a keyed digest of them, so that a part that the network delivers once more is known for a double. Phones use
 * references again, some the same one for ever: a part with other words under a known name is a new one.
 *
 *	inbound_parts_put(store, &part, now_ms, &set, &verdict)
 *	if (verdict == INBOUND_COMPLETE)
 *		inbound_parts_take(store, &set, now_ms, parts, &count)
 *	while (inbound_parts_due(store, now_ms, &set) == ERR_NONE)
 *		inbound_parts_take(...)              what is there is used */
#ifndef KOPURO_STORE_INBOUND_PARTS_H
#define KOPURO_STORE_INBOUND_PARTS_H

#include "store/store.h"

#define INBOUND_PARTS 40        /* the most parts of one message: about 2,700 Cyrillic letters */
#define INBOUND_PART_OCTETS 255
#define INBOUND_WAIT_MS 120000  /* after the newest part, for the others */
#define INBOUND_USED_MS 600000
/* Bounds: rows of one subscriber, and of all. Beyond, a part is refused, and the network keeps it. */
#define INBOUND_PARTS_EACH 200
#define INBOUND_PARTS_ALL 100000

struct inbound_part {
	char msisdn[22], network[32];
	uint8_t scheme;     /* how the message was cut: sms/parts.h */
	uint16_t reference;
	uint8_t total, index; /* 1..total, total at most INBOUND_PARTS */
	uint8_t data_coding;
	uint8_t text[INBOUND_PART_OCTETS]; /* as it came */
	size_t len;
};

struct inbound_set { /* whose parts belong together */
	uint8_t subscriber[SEAL_HASH_OCTETS];
	uint8_t scheme, total;
	uint16_t reference;
};

enum inbound_verdict { INBOUND_WAITING, INBOUND_COMPLETE, INBOUND_DOUBLE };

/* ERR_FULL: a bound is reached (the group is still good). */
enum error inbound_parts_put(struct store *s, const struct inbound_part *part, int64_t now_ms, struct inbound_set *set,
	enum inbound_verdict *verdict);
/* What waits of the set, in its order; it is used from then on. */
enum error inbound_parts_take(struct store *s, const struct inbound_set *set, int64_t now_ms, struct inbound_part out[INBOUND_PARTS],
	size_t *count);
/* A set whose time is up; ERR_NOT_FOUND. Rows that were used long ago are dropped on the way. */
enum error inbound_parts_due(struct store *s, int64_t now_ms, struct inbound_set *set);
/* When the next row wants to be looked at (unix ms); 0: there is none. */
enum error inbound_parts_next(struct store *s, int64_t *due_ms);

#endif
