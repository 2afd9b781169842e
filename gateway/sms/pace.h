/* How fast SMS may go to one network: what is configured (`throughput`), and less after the network said "throttled" (0x58). Pure.
 *
 * A throttled network is left alone for a second, twice as long each time that it says so again, at most a minute. Then one part goes at a
 * time; each part that it takes lets one more be under way, and a hundred in a row end the care. All the answers "throttled" to what was under way
 * together count once.
 * An SMSC of 5.0 tells its load (congestion_state), which holds for half a minute: from 80 on half goes of what would, from 90 on a tenth, and with 100
 * it is left alone as if it had said "throttled".
 * The throughput is a bucket that holds a tenth of a second, so that a second's worth never leaves in one burst.
 * All zeroes is a network that was never throttled. Screens do not count here: people wait for them. */
#ifndef KOPURO_SMS_PACE_H
#define KOPURO_SMS_PACE_H

#include "base/moment.h"

#include <stdint.h>

#define PACE_PART 100000

struct pace {
	int64_t credit_at_ms; /* mono: when `credit` was right */
	int64_t credit;       /* PACE_PART: one part */
	int64_t silent_until_ms, silent_ms; /* mono; how long the last silence was to be: 0: never throttled, or forgotten */
	int64_t congested_until_ms; /* mono */
	uint32_t congestion;  /* as last told */
	uint32_t most, under_way;  /* while silent_ms > 0: how many parts may be unanswered, and how many are */
};

/* How many parts may leave now; throughput 0: no limit. */
uint32_t pace_room(struct pace *p, uint32_t throughput, struct moment now);
void pace_sent(struct pace *p);
void pace_answered(struct pace *p, uint32_t status, struct moment now); /* of each part sent; also one never answered, with ESME_RUNKNOWNERR */
void pace_congested(struct pace *p, uint32_t congestion, struct moment now); /* 0 to 100, and what is beyond is 100 */
/* How many of `window` slots are for a network with this load: all, half, a tenth; at least one. For networks without a limit, too. */
uint32_t pace_window(const struct pace *p, uint32_t window, struct moment now);
/* mono_ms: when pace_room() may be more than 0 by time alone; MOMENT_NEVER: an answer is needed. */
int64_t pace_deadline(const struct pace *p, uint32_t throughput, struct moment now);

#endif
