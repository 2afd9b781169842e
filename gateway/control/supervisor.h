/* What systemd (or whoever set NOTIFY_SOCKET) is told of this process: sd_notify(3). Without a supervisor nothing is said, and nothing is due. */
#ifndef KOPURO_CONTROL_SUPERVISOR_H
#define KOPURO_CONTROL_SUPERVISOR_H

#include "base/moment.h"

#include <stdint.h>

struct supervisor {
	int64_t every_ms; /* half of what its watchdog allows; 0: it watches nothing */
	int64_t due_ms;   /* mono */
};

struct supervisor supervisor_read(void); /* from the environment */
void supervisor_ready(void);
void supervisor_stopping(void);
/* In each turn of the loop: a loop that hangs tells nothing, and is started anew. Returns the mono_ms of the next needed turn; MOMENT_NEVER: none is. */
int64_t supervisor_turn(struct supervisor *s, struct moment now);

#endif
