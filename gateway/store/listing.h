/* Appeals by the page, oldest first, for whoever looks through them. What came since the last look is the queue's to tell (store/items.h): a
 * nameless appeal counts from the midnight before it, and so may stand before a page that was already read.
 *
 * A cursor is where a page ended, sealed: it tells nothing, cannot be made up, and holds as long as the store's key. */
#ifndef KOPURO_STORE_LISTING_H
#define KOPURO_STORE_LISTING_H

#include "journeys/appeal.h"
#include "store/store.h"

#define LISTING_MOST 100
#define LISTING_CURSOR 76 /* octets with the NUL */
#define LISTING_ADDITIONS 50

struct listing_row {
	struct appeal head; /* without msisdn, name and text */
	char status[12];
	int64_t registered_ms, concluded_ms; /* 0: not yet */
	int64_t day, days; /* working days since the registration (or, before it, since it was lodged), and how many that stage may take */
	bool overdue;
};

struct listing_wish {
	const char *status; /* "": any */
	bool restricted;    /* those that only officers named for them see, too; without it there are none */
	const char *after;  /* a cursor; "": from the beginning */
	size_t most;        /* at most LISTING_MOST */
};

/* `next` is "" on the last page. ERR_BAD: `after` is no cursor of this store. */
enum error listing_appeals(struct store *s, const struct listing_wish *wish, int64_t now_ms, struct listing_row *rows, size_t *count,
	char next[LISTING_CURSOR]);
/* ERR_NOT_FOUND: there is none, or it is restricted and `restricted` is false: nothing tells the one from the other, nor does the time that it takes. */
enum error listing_appeal(struct store *s, const char number[9], bool restricted, int64_t now_ms, struct listing_row *row);

struct listing_addition {
	char text[APPEAL_ADDITION_MAX + 1];
	int64_t at_ms;
};
/* What was added to an appeal, in order; of more than LISTING_ADDITIONS the last ones. */
enum error listing_additions(struct store *s, const char number[9], struct listing_addition out[LISTING_ADDITIONS], size_t *count);

#endif
