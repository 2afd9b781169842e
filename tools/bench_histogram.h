/* Latencies, exact to a thirty-second part. Microseconds. */
#ifndef KOPURO_TOOLS_BENCH_HISTOGRAM_H
#define KOPURO_TOOLS_BENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS 1024

struct histogram {
	uint64_t count;
	uint32_t most;
	uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *h, uint32_t us);
uint32_t histogram_quantile(const struct histogram *h, double q); /* the upper end of the bucket; 0 when empty */

#endif
