/* The ESME under load: a child process that binds to us, and what the system says about it. */
#ifndef KOPURO_TOOLS_BENCH_ESME_H
#define KOPURO_TOOLS_BENCH_ESME_H

#include "bench_pipe.h"

#include <sys/types.h>

struct bench_esme {
	struct pipe pipe;
	int listener;
	pid_t child;
	int64_t started_us, bound_us;
};

/* Starts the child and waits for its bind. False, and said why. */
bool bench_esme_start(struct bench_esme *e, uint16_t port, char **command);
/* SIGTERM; waits for its end. The microseconds that took; -1: it ended badly. */
int64_t bench_esme_stop(struct bench_esme *e);
void bench_esme_answer(struct bench_esme *e, const uint8_t *request); /* the bare response to any request, with status 0 */
long bench_esme_rss_kib(const struct bench_esme *e);   /* resident now */
int64_t bench_esme_cpu_us(const struct bench_esme *e); /* of its life */

#endif
