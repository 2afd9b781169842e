#include "control/http_rate.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ONE 1000 /* a request, in the units of a level */

void rate_init(struct rate *r, uint32_t per_second)
{
	assert(per_second > 0);
	memset(r, 0, sizeof *r);
	r->per_second = per_second;
}

static int64_t most(const struct rate *r)
{
	return (int64_t)r->per_second * 2 * ONE;
}

/* Tokens come and go: when all buckets are taken, the one that was not asked for longest is another's from now on. */
static struct rate_bucket *bucket_of(struct rate *r, const char *name, int64_t mono_ms)
{
	struct rate_bucket *oldest = &r->buckets[0];
	for (size_t i = 0; i < RATE_BUCKETS; i++) {
		struct rate_bucket *b = &r->buckets[i];
		if (strcmp(b->name, name) == 0)
			return b;
		if (!b->name[0] || (oldest->name[0] && b->at_ms < oldest->at_ms))
			oldest = oldest->name[0] ? b : oldest;
	}
	snprintf(oldest->name, sizeof oldest->name, "%s", name);
	oldest->level = most(r);
	oldest->at_ms = mono_ms;
	return oldest;
}

bool rate_take(struct rate *r, const char *name, int64_t mono_ms, int *wait_s)
{
	struct rate_bucket *b = bucket_of(r, name, mono_ms);
	int64_t full = most(r), passed = mono_ms - b->at_ms;
	/* A thousandth of a request for each request a second and millisecond. */
	b->level = passed > 2 * 1000 ? full : b->level + passed * r->per_second;
	if (b->level > full)
		b->level = full;
	b->at_ms = mono_ms;
	*wait_s = 1;
	if (b->level < ONE)
		return false;
	b->level -= ONE;
	return true;
}
