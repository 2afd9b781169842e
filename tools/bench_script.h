/* What a subscriber of the bench does, row after row, and then again from the first. */
#ifndef KOPURO_TOOLS_BENCH_SCRIPT_H
#define KOPURO_TOOLS_BENCH_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#define SCRIPT_ROWS 32

enum script_act { ACT_DIAL, ACT_TYPE, ACT_HANG_UP };

struct script_row {
	enum script_act act;
	const char *text; /* letters that GSM 7-bit and ASCII share */
	bool durable;     /* its screen promises something: the latency that counts */
	bool differs;     /* its screen is not the same for everybody */
	bool ends;        /* its screen is the last */
};

struct script {
	const char *name;
	struct script_row rows[SCRIPT_ROWS];
	size_t count;
	bool durable; /* only durable rows' latencies are measured */
};

extern const struct script script_navigate, script_appeal;

#endif
