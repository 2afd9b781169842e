/* What the other nodes of a cluster are told of an appeal, so that its number and PIN open it on any of them: where it stands, what was
 * answered, and the keyed hashes of the PIN and of the phone that lodged it; sealed under the cluster's key, as text. An appeal is marked in the same commit that changes its
 * status, and stays marked until the cluster has the newest; without a cluster the marks wait for the day when there is one.
 * All that writes works in the open commit group. */
#ifndef KOPURO_STORE_TELLS_H
#define KOPURO_STORE_TELLS_H

#include "journeys/appeal.h"
#include "store/pins.h"
#include "store/store.h"

#define TELL_TEXT_MAX 6144 /* octets of the sealed text with its NUL */

struct tell {
	char number[9];
	int64_t version; /* how often it was marked */
};

enum error tells_mark(struct store *s, const char number[9]);
enum error tells_mark_all(struct store *s); /* what keeps them for the others was lost */
/* The next marked ones behind `after` ("" from the first), in the order of their numbers. */
enum error tells_next(struct store *s, const char *after, struct tell *out, size_t most, size_t *count);
enum error tells_done(struct store *s, const struct tell *tell); /* what was marked since stays marked */

enum error tell_write(struct store *s, const char number[9], char text[TELL_TEXT_MAX]); /* ERR_NOT_FOUND */
struct told {
	struct appeal_progress progress;
	struct pin_guard guard; /* a node of before that was told tells of no owner */
};
enum error tell_read(const struct store *s, const char *text, struct told *out); /* ERR_CORRUPT: not ours, or of a newer node */

#endif
