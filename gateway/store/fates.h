/* What becomes of messages: their outcome, and the rounds in which what waits too long is found. In the open commit group, like store/messages.h.
 *
 *	fates_look -> for each: fates_end (what has expired) -> fates_outcome -> an item tells it -> fates_close
 *	                                                       \-> still open: fates_look_again
 */
#ifndef KOPURO_STORE_FATES_H
#define KOPURO_STORE_FATES_H

#include "store/messages.h"

struct message_fate {
	enum message_state outcome; /* final */
	enum message_class message_class;
	char about[MESSAGE_ABOUT_MAX + 1];
	bool restricted;
};
/* ERR_NOT_FOUND: it has none yet, or was closed before. */
enum error fates_outcome(struct store *s, int64_t id, struct message_fate *out);
/* With that outcome, told: it is not looked at again. What is queued of it is not sent any more. */
enum error fates_close(struct store *s, int64_t id, enum message_state outcome, int64_t now_ms);

/* Up to `most` open messages that are to be looked at: at the end of their validity, and when fates_look_again said. */
enum error fates_look(struct store *s, int64_t now_ms, int64_t *ids, size_t most, size_t *count);
enum error fates_look_again(struct store *s, int64_t id, int64_t at_ms);
enum error fates_expiry(struct store *s, int64_t id, int64_t *expires_ms); /* ERR_NOT_FOUND */
/* Every part of it that is in state `from`. */
enum error fates_end(struct store *s, int64_t id, enum message_state from, enum message_state to, int64_t now_ms);

struct part_name { int64_t id; uint8_t part; };
/* Up to `most` parts that are `sending` since `since_ms` or longer: at the start, all that were on their way when the gateway died; later, those
 * whose answer could not be written down. */
enum error fates_lost(struct store *s, int64_t since_ms, struct part_name *parts, size_t most, size_t *count);

/* Up to `most` messages that were closed before: nothing of them is kept. */
enum error fates_forget(struct store *s, int64_t before_ms, size_t most, size_t *count);

#endif
