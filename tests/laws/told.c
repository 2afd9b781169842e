/* What is told, and where it was seen: the way there, key by key. */
#include "robot.h"

#include <stdarg.h>

#define TOLD_MOST 40 /* of one law, for each walk */

static const char *const laws[LAWS] = {
	[LAW_ROOM] = "a page is over its room", [LAW_OPEN] = "a placeholder is left open", [LAW_COLON] = "a text ends where something should be told", [LAW_CHOICE] = "a line looks like a choice and is none",
	[LAW_DIALLED] = "a telephone number cannot be dialled as it stands", [LAW_NUMBERED] = "numbers do not go on over the pages",
	[LAW_ALIKE] = "a number leads elsewhere in another writing", [LAW_STANDS] = "a page moves after a wrong key", [LAW_BACK] = "0 does not lead back",
	[LAW_HOME] = "00 does not lead home", [LAW_EMERGENCY] = "112 is not answered with a number to dial",
	[LAW_OWN] = "another country's number comes first", [LAW_LEFT] = "nobody comes to a screen",
};


static void path(const struct robot *r, const struct station *s, char out[512])
{
	char before[512] = "";
	if (s != &r->stations[s->from])
		path(r, &r->stations[s->from], before);
	snprintf(out, 512, "%.480s%s%s", before, before[0] && s->typed[0] ? ", " : "", s->typed); /* begins with the country, if that is known */
}

void robot_tell(struct robot *r, enum law law, const struct station *at, const char *format, ...)
{
	char way[512], what[2 * SHOWN_TEXT + 256];
	va_list args;
	if (r->told[law]++ >= TOLD_MOST)
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	for (char *c = what; *c; c++)
		*c = *c == '\n' ? '|' : *c;
	path(r, at, way);
	printf("%s\t%s: %s (%s): %s\n", laws[law], r->writing, menu_screen_name(r->set, at->screen), way, what);
}
