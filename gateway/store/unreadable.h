/* Text that came in a data_coding which nobody here can read: its octets as they came, sealed. Whoever sent it had the menu for an answer;
 * whoever looks after the link can find out by the octets which charset its profile lacks (docs/profiles.md). Whose they were stands nowhere. */
#ifndef KOPURO_STORE_UNREADABLE_H
#define KOPURO_STORE_UNREADABLE_H

#include "store/store.h"

#define UNREADABLE_KEPT 1000 /* the newest */
#define UNREADABLE_OCTETS 255 /* of each; the rest is cut */

struct unreadable {
	int64_t at_ms; /* unix */
	char network[32];
	uint8_t data_coding;
	uint8_t octets[UNREADABLE_OCTETS];
	size_t len;
};

/* Adds one, in the open group; the oldest beyond UNREADABLE_KEPT go. Nothing is kept of no octets. */
enum error unreadable_put(struct store *s, const char *network, uint8_t data_coding, struct bytes octets, int64_t now_ms);

typedef void unreadable_row(void *context, const struct unreadable *one);
enum error unreadable_each(struct store *s, size_t most, unreadable_row *row, void *context); /* the newest first */

#endif
