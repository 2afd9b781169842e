#include "bench_histogram.h"

/* Below 32 a bucket a microsecond; above, 32 buckets for each doubling. */
static uint32_t bucket_of(uint32_t us)
{
	if (us < 32)
		return us;
	uint32_t shift = 31u - (uint32_t)__builtin_clz(us) - 5;
	return (shift + 1) * 32 + (us >> shift) - 32;
}

static uint32_t end_of(uint32_t bucket)
{
	if (bucket < 32)
		return bucket;
	uint32_t shift = bucket / 32 - 1;
	return (uint32_t)(((uint64_t)(bucket % 32 + 33) << shift) - 1);
}

void histogram_add(struct histogram *h, uint32_t us)
{
	h->buckets[bucket_of(us)]++;
	h->count++;
	if (us > h->most)
		h->most = us;
}

uint32_t histogram_quantile(const struct histogram *h, double q)
{
	uint64_t wanted = (uint64_t)(q * (double)h->count), seen = 0;
	for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += h->buckets[i];
		if (h->buckets[i] && seen >= wanted)
			return end_of(i) < h->most ? end_of(i) : h->most;
	}
	return 0;
}
