#include "dialplan/dialplans.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_MAX_OCTETS 4096

static int is_plan(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".yaml") == 0;
}

static void load_file(struct dialplans *d, const char *directory, const char *file, struct complaints *complaints)
{
	char path[PATH_MAX_OCTETS];
	char *name = strndup(file, strlen(file) - 5);
	if (!name || (size_t)snprintf(path, sizeof(path), "%s/%s", directory, file) >= sizeof(path)) {
		complaints_add(complaints, SEVERITY_ERROR, directory, 0, 0, name ? "this path is too long" : "out of memory");
		free(name);
		return;
	}
	if (strcmp(name, DIALPLANS_ROUTES) == 0) {
		d->routes = routes_load(path, complaints);
		free(name);
		return;
	}
	if (d->count == DIALPLANS_MAX) {
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "there are more than %d dialplans; put several countries' networks apart", DIALPLANS_MAX);
		free(name);
		return;
	}
	d->names[d->count] = name;
	d->plans[d->count++] = dialplan_load(path, complaints);
}

bool dialplans_load(struct dialplans *d, const char *directory, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	struct dirent **entries;
	*d = (struct dialplans){ 0 };
	int count = scandir(directory, &entries, is_plan, alphasort);
	if (count < 0) {
		complaints_add(complaints, SEVERITY_ERROR, directory, 0, 0, "this folder cannot be read: %s", strerror(errno));
		return false;
	}
	for (int i = 0; i < count; i++) {
		load_file(d, directory, entries[i]->d_name, complaints);
		free(entries[i]);
	}
	free(entries);
	if (complaints->errors == errors_before)
		d->numbering = numbering_new((const struct dialplan *const *)d->plans, d->count, complaints);
	return complaints->errors == errors_before;
}

void dialplans_fini(struct dialplans *d)
{
	numbering_free(d->numbering);
	routes_free(d->routes);
	for (size_t i = 0; i < d->count; i++) {
		dialplan_free(d->plans[i]);
		free(d->names[i]);
	}
	*d = (struct dialplans){ 0 };
}
