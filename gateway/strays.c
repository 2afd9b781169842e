/* Answers by SMS that mean nothing where their writer stands. A robot may sit at the other end and answer whatever is sent to it for ever; but it may
 * also be a person who does not get on. So each of the first is answered with the screen and a hint, the last of these with whom to call, and then it is
 * silent for an hour. Whatever makes sense ends that at once: a choice, a keyword, a call for help. */
#include "root.h"

#define STRAYS_MAX 5 /* in a row */
#define SILENT_MS (INT64_C(60) * 60 * 1000)

static bool is_silent(const struct session *s, struct moment now)
{
	int64_t since_ms = now.mono_ms - s->strays_ms;
	return s->strays >= STRAYS_MAX && since_ms >= 0 && since_ms < SILENT_MS;
}

enum strays_verdict strays_count(struct session *s, bool stray, struct moment now)
{
	s->silent = stray && is_silent(s, now);
	if (s->silent)
		return STRAYS_SILENT;
	if (!stray || s->strays >= STRAYS_MAX)
		s->strays = 0;
	if (!stray)
		return STRAYS_ANSWER;
	s->strays++;
	s->strays_ms = now.mono_ms;
	return s->strays < STRAYS_MAX ? STRAYS_ANSWER : STRAYS_LAST;
}
