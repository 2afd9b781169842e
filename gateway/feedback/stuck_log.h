/* What the log says of items that the queue does not take: each by its id, with the reason, when the reason changes; a few a minute, since a
 * receiver may refuse thousands, and then how many more there were. */
#ifndef KOPURO_FEEDBACK_STUCK_LOG_H
#define KOPURO_FEEDBACK_STUCK_LOG_H

#include "base/moment.h"

#define STUCK_LOG_LINES 5     /* in STUCK_LOG_MS */
#define STUCK_LOG_MS 60000

struct stuck_log {            /* zeroes at the start */
	int64_t began_ms;     /* mono; of the minute; 0: none has begun */
	unsigned lines, more;
};

/* `after_ms`: how long it is until the item is offered again. */
void stuck_log_refused(struct stuck_log *l, struct moment now, const char *engine, const char *id, const char *why, int64_t after_ms);
void stuck_log_taken(struct stuck_log *l, struct moment now, const char *engine, const char *id, unsigned tries);
void stuck_log_turn(struct stuck_log *l, struct moment now, const char *engine); /* ends the minute */
int64_t stuck_log_deadline(const struct stuck_log *l);

#endif
