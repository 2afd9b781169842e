#include "ussd/profile.h"

#include "ussd/profile_load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".yaml"
#define NAMES_MAX 64

struct row { struct ussd_profile profile; bool good; };

struct ussd_profiles {
	char *directory;
	size_t count;
	struct row *rows; /* by name */
};

uint16_t ussd_budget(uint8_t octets, enum charset encoding)
{
	return encoding == CHARSET_GSM7 ? (uint16_t)(octets * 8 / 7) : octets;
}

static int is_profile(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name), suffix = strlen(SUFFIX);
	return entry->d_name[0] != '.' && len > suffix && strcmp(entry->d_name + len - suffix, SUFFIX) == 0;
}

static void load_row(struct ussd_profiles *all, const char *file, struct complaints *complaints)
{
	struct row *row = &all->rows[all->count];
	char path[4096];
	size_t len = strlen(file) - strlen(SUFFIX);
	if ((size_t)snprintf(path, sizeof path, "%s/%s", all->directory, file) >= sizeof path || len >= sizeof row->profile.name) {
		complaints_add(complaints, SEVERITY_ERROR, file, 0, 0, "the name of a profile has at most %zu characters; rename the file",
			sizeof row->profile.name - 1);
		return;
	}
	row->good = ussd_profile_load(path, &row->profile, complaints);
	snprintf(row->profile.name, sizeof row->profile.name, "%.*s", (int)len, file);
	all->count++;
}

struct ussd_profiles *ussd_profiles_load(const char *directory, struct complaints *complaints)
{
	struct dirent **files;
	int count = scandir(directory, &files, is_profile, alphasort);
	if (count < 0) {
		complaints_add(complaints, SEVERITY_ERROR, directory, 0, 0, "the directory of the USSD profiles cannot be read: %s; say where it is (--profiles DIR, or `profiles DIR` in kopuro.cfg)", strerror(errno));
		return NULL;
	}
	struct ussd_profiles *all = calloc(1, sizeof *all);
	struct row *rows = calloc((size_t)count + 1, sizeof *rows);
	char *copy = strdup(directory);
	if (all && rows && copy) {
		*all = (struct ussd_profiles){.directory = copy, .rows = rows};
	} else {
		free(all);
		free(rows);
		free(copy);
		all = NULL;
		complaints_add(complaints, SEVERITY_ERROR, directory, 0, 0, "out of memory");
	}
	for (int i = 0; i < count; i++) {
		if (all)
			load_row(all, files[i]->d_name, complaints);
		free(files[i]);
	}
	free(files);
	return all;
}

void ussd_profiles_free(struct ussd_profiles *all)
{
	if (!all)
		return;
	free(all->directory);
	free(all->rows);
	free(all);
}

static const struct row *row_of(const struct ussd_profiles *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++) {
		if (strcmp(all->rows[i].profile.name, name) == 0)
			return &all->rows[i];
	}
	return NULL;
}

const struct ussd_profile *ussd_profile_find(const struct ussd_profiles *all, const char *name)
{
	const struct row *row = row_of(all, name);
	return row && row->good ? &row->profile : NULL;
}

const struct ussd_profile *ussd_profile_at(const struct ussd_profiles *all, size_t index)
{
	for (size_t i = 0; i < all->count; i++) {
		if (all->rows[i].good && index-- == 0)
			return &all->rows[i].profile;
	}
	return NULL;
}

const struct ussd_profile *ussd_profile_named(const struct ussd_profiles *all, const char *name, const char *file, int line, int column,
	struct complaints *complaints)
{
	const struct row *row = row_of(all, name);
	const char *names[NAMES_MAX];
	char list[512] = "";
	size_t count = 0, used = 0;
	if (row)
		return row->good ? &row->profile : NULL;
	for (; count < all->count && count < NAMES_MAX; count++) {
		names[count] = all->rows[count].profile.name;
		if (used < sizeof list)
			used += (size_t)snprintf(list + used, sizeof list - used, " %s", names[count]);
	}
	const char *nearest = complaint_nearest(name, names, count);
	if (nearest)
		complaints_add(complaints, SEVERITY_ERROR, file, line, column, "there is no ussd-profile '%s' in '%s'; did you mean '%s'?", name,
			all->directory, nearest);
	else
		complaints_add(complaints, SEVERITY_ERROR, file, line, column, "there is no ussd-profile '%s' in '%s'; put %s.yaml there, or name one of:%s",
			name, all->directory, name, list);
	return NULL;
}
