/* kopuro bench: a network that measures. It listens, starts the ESME given after `--` as its child, waits for the bind, lets its subscribers
 * dial and type (each the next input as soon as the screen has come), stops the ESME, and prints a line of figures:
 *
 *	kopuro bench navigate --port 2790 -- build/kopurod -c bench.cfg
 *	kopuro bench navigate --port 2790 -- build/kopuro bench echo --port 2790
 *
 * scripts/bench makes a table of such lines. */
#ifndef KOPURO_TOOLS_BENCH_H
#define KOPURO_TOOLS_BENCH_H

#include <stdint.h>

int64_t bench_us(void); /* of a clock that never jumps */
int bench_echo(uint16_t port);

#endif
