/* How often a token may ask: a bucket each, that fills by `per_second` and holds twice that. Pure. */
#ifndef KOPURO_CONTROL_HTTP_RATE_H
#define KOPURO_CONTROL_HTTP_RATE_H

#include <stdbool.h>
#include <stdint.h>

#define RATE_BUCKETS 256 /* as many as there can be tokens: store/tokens.h */

struct rate {
	uint32_t per_second; /* at least 1 */
	struct rate_bucket {
		char name[32]; /* "": free */
		int64_t level; /* thousandths of a request that are left */
		int64_t at_ms; /* mono: when that was */
	} buckets[RATE_BUCKETS];
};

void rate_init(struct rate *r, uint32_t per_second);
/* Takes one request from the bucket of `name`. False: it is empty, and holds one again in *wait_s (1 or more). */
bool rate_take(struct rate *r, const char *name, int64_t mono_ms, int *wait_s);

#endif
