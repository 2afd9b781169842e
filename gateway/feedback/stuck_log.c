#include "feedback/stuck_log.h"

#include "base/log.h"

#include <stdbool.h>

void stuck_log_turn(struct stuck_log *l, struct moment now, const char *engine)
{
	if (l->began_ms == 0 || now.mono_ms < l->began_ms + STUCK_LOG_MS)
		return;
	if (l->more > 0)
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: %u more lines about single items were left out; 'kopuro queue list' has them all", engine, l->more);
	*l = (struct stuck_log){0};
}

static bool has_line(struct stuck_log *l, struct moment now, const char *engine)
{
	stuck_log_turn(l, now, engine);
	if (l->began_ms == 0)
		l->began_ms = now.mono_ms;
	bool said = l->lines < STUCK_LOG_LINES;
	l->lines += said;
	l->more += !said;
	return said;
}

void stuck_log_refused(struct stuck_log *l, struct moment now, const char *engine, const char *id, const char *why, int64_t after_ms)
{
	if (has_line(l, now, engine))
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: item %s was not taken (%s); offered again in %lld s, and until it is taken or parked", engine,
			id, why, (long long)(after_ms + 999) / 1000);
}

void stuck_log_taken(struct stuck_log *l, struct moment now, const char *engine, const char *id, unsigned tries)
{
	if (has_line(l, now, engine))
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback %s: item %s was taken after %u tries in vain", engine, id, tries);
}

int64_t stuck_log_deadline(const struct stuck_log *l)
{
	return l->more > 0 ? l->began_ms + STUCK_LOG_MS : MOMENT_NEVER;
}
