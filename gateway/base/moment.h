/* Now, as an argument. The loop reads the clocks once a turn and hands this on; tests make their own and move it.
 * mono_ms: milliseconds of a clock that never jumps: for timeouts and deadlines.
 * unix_ms: milliseconds since 1970 UTC: for what is stored, shown, or told to others. */
#ifndef KOPURO_BASE_MOMENT_H
#define KOPURO_BASE_MOMENT_H

#include <stdint.h>

struct moment {
	int64_t mono_ms;
	int64_t unix_ms;
};

#define MOMENT_NEVER INT64_MAX

struct moment moment_read(void); /* the system's clocks */
#define MOMENT_BOOT 40
/* Names this start of the machine: mono_ms of two processes can be compared where it is the same. "" when the system does not tell. */
void moment_boot(char out[MOMENT_BOOT]);
struct moment moment_after(struct moment now, int64_t ms);

#endif
