#include "control/supervisor.h"

#include <systemd/sd-daemon.h>

struct supervisor supervisor_read(void)
{
	uint64_t allowed_us = 0;
	return (struct supervisor){ .every_ms = sd_watchdog_enabled(0, &allowed_us) > 0 ? (int64_t)(allowed_us / 2000) : 0 };
}

void supervisor_ready(void)
{
	sd_notify(0, "READY=1");
}

void supervisor_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}

int64_t supervisor_turn(struct supervisor *s, struct moment now)
{
	if (s->every_ms == 0)
		return MOMENT_NEVER;
	if (now.mono_ms >= s->due_ms) {
		sd_notify(0, "WATCHDOG=1");
		s->due_ms = now.mono_ms + s->every_ms;
	}
	return s->due_ms;
}
