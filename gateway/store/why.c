#include "store/why.h"

#include <stdarg.h>
#include <stdio.h>

static const char *remedy(enum error error)
{
	switch (error) {
	case ERR_DISK: return "make room on the disk";
	case ERR_CORRUPT: return "it is no SQLite database, or a damaged one: move it away, or give `store` another path";
	case ERR_NOMEM: return "give the process more memory";
	default: return "let the user of kopurod own the file and its directory, or give `store` another path";
	}
}

void why_say(char **why, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	if (vasprintf(why, format, list) < 0)
		*why = NULL;
	va_end(list);
}

void why_failed(char **why, const struct store *s, const char *path, enum error error)
{
	why_say(why, "%s: %s: %s; %s", path, error_name(error), s->last_error, remedy(error));
}
