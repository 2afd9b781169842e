/* Subscribers in a closed loop: so many of them wait for a screen at any time, and when one has its screen, another (or the same, when all
 * wait at once) sends its next input. The first screen of each step is kept, and what differs from it later counts as wrong. */
#ifndef KOPURO_TOOLS_BENCH_LOAD_H
#define KOPURO_TOOLS_BENCH_LOAD_H

#include "bench_esme.h"
#include "bench_histogram.h"
#include "bench_script.h"

struct load;

struct load_figures {
	uint64_t steps, rounds; /* screens; scripts played to their end */
	uint64_t wrong;         /* screens that should have been others, and refusals */
	double seconds;
	int64_t esme_cpu_us;
	struct histogram latency; /* from a deliver_sm into our buffer to its screen out of it */
};

struct load *load_new(struct bench_esme *esme, const struct script *script, uint32_t subscribers); /* NULL: no memory */
void load_free(struct load *l);
/* Goes on where the last run was, with the first `among` subscribers. False: the ESME has gone, or a screen did not come. */
bool load_run(struct load *l, uint32_t among, uint32_t at_once, uint64_t steps, struct load_figures *out);

#endif
