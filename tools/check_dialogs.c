#include "check_dialogs.h"

#include "dialog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIALPLAN "dialplans/kyrgyzstan.yaml"

struct playing { struct complaints *complaints; struct dialog_setup setup; size_t count; };

/* A screen's lines are told on one, as all complaints are. */
static void on_fault(void *context, const char *path, int line, const char *text)
{
	struct playing *p = context;
	char *flat = malloc(3 * strlen(text) + 1), *end = flat;
	for (const char *c = text; flat && *c; c++)
		end = *c == '\n' ? stpcpy(end, " / ") : (*end = *c, end + 1);
	if (flat)
		*end = '\0';
	complaints_add(p->complaints, SEVERITY_ERROR, path, line, line > 0, "%s; mend the menus, or say in the transcript what is right now [dialog]",
		flat ? flat : text);
	free(flat);
}

static void play(void *context, const char *path)
{
	struct playing *p = context;
	dialog_play(path, &p->setup);
	p->count++;
}

static void count_one(void *context, const char *path)
{
	(void)path;
	++*(size_t *)context;
}

size_t check_dialogs(const struct check_path *path, const char *dialplan, struct complaints *complaints)
{
	char beside[sizeof path->directory + sizeof "/../" DIALPLAN];
	struct playing p = { .complaints = complaints, .setup = { .menus = path->directory, .fault = on_fault, .context = &p, .language = complaints->language } };
	size_t count = 0;
	snprintf(beside, sizeof beside, "%s/../" DIALPLAN, path->directory);
	p.setup.dialplan = dialplan ? dialplan : access(DIALPLAN, R_OK) == 0 ? DIALPLAN : beside;
	check_path_each(path, ".dialog", count_one, &count);
	if (count > 0 && access(p.setup.dialplan, R_OK) != 0)
		complaints_add(complaints, SEVERITY_WARNING, p.setup.dialplan, 0, 0,
			"this dialplan cannot be read, so that no transcript was played; name another one with --dialplan [dialog]");
	else
		check_path_each(path, ".dialog", play, &p);
	return p.count;
}
