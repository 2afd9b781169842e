#include "check_path.h"

#include "base/slurp.h"
#include "base/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool ends_in(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);
	return len > end_len && strcmp(name + len - end_len, end) == 0;
}

static bool says_languages(const char *path)
{
	struct complaints unheard;
	complaints_init(&unheard);
	struct yaml_file *file = yaml_open(path, &unheard);
	const struct yaml *root = file ? yaml_root(file) : NULL;
	bool says = root && root->kind == YAML_MAP && yaml_get(root, "languages");
	yaml_close(file);
	complaints_fini(&unheard);
	return says;
}

static bool has_languages(const char *directory)
{
	char pattern[4200];
	glob_t found;
	bool has = false;
	snprintf(pattern, sizeof pattern, "%s/*.yaml", directory);
	if (glob(pattern, 0, NULL, &found) != 0)
		return false;
	for (size_t i = 0; i < found.gl_pathc && !has; i++)
		has = says_languages(found.gl_pathv[i]);
	globfree(&found);
	return has;
}

/* "menus/data" becomes "menus", "menus" ".". False: above that nothing can be told from the path. */
static bool go_up(char *directory)
{
	char *slash = strrchr(directory, '/');
	if (strcmp(directory, ".") == 0 || !*directory)
		return false;
	if (slash)
		*slash = '\0';
	else
		strcpy(directory, ".");
	return *directory != '\0';
}

void check_path_find(struct check_path *p, const char *path)
{
	struct stat about;
	*p = (struct check_path){ .given = path };
	snprintf(p->directory, sizeof p->directory, "%s", path);
	if (stat(path, &about) != 0 || S_ISDIR(about.st_mode))
		return;
	p->file = path;
	char own[sizeof p->directory];
	if (!go_up(p->directory))
		snprintf(p->directory, sizeof p->directory, "/");
	strcpy(own, p->directory);
	while (!has_languages(p->directory)) {
		if (go_up(p->directory))
			continue;
		strcpy(p->directory, own);
		return;
	}
}

#define NAMES_MAX 256

/* The name in the same folder that is most like the one that is not there; "" when none is. */
static void find_nearest(const char *path, char nearest[4096])
{
	char folder[4096];
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *names[NAMES_MAX];
	struct dirent *entry;
	size_t count = 0;
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 2, slash ? path : "./");
	DIR *in = opendir(folder);
	while (in && count < NAMES_MAX && (entry = readdir(in)))
		if (entry->d_name[0] != '.' && (names[count] = strdup(entry->d_name)))
			count++;
	const char *found = complaint_nearest(name, names, count);
	snprintf(nearest, 4096, "%s%s", found && slash ? folder : "", found ? found : "");
	while (count > 0)
		free((char *)names[--count]);
	if (in)
		closedir(in);
}

bool check_path_is_read(const struct check_path *p, struct complaints *complaints)
{
	struct stat about;
	char nearest[4096];
	bool there = stat(p->given, &about) == 0;
	if (there && S_ISDIR(about.st_mode))
		return true;
	if (there && !S_ISREG(about.st_mode))
		complaints_add(complaints, SEVERITY_ERROR, p->given, 0, 0, "cannot be read: %s", complaints_word(complaints, slurp_why(ENXIO)));
	else if (there && !ends_in(p->given, ".yaml") && !ends_in(p->given, ".dialog"))
		complaints_add(complaints, SEVERITY_ERROR, p->given, 0, 0,
			"this file is not read: menus are files whose names end in .yaml, and transcripts in .dialog; give it such a name, or name another file");
	else if (there)
		return true;
	else if (find_nearest(p->given, nearest), nearest[0])
		complaints_add(complaints, SEVERITY_ERROR, p->given, 0, 0, "there is no such file or folder; did you mean '%s'?", nearest);
	else
		complaints_add(complaints, SEVERITY_ERROR, p->given, 0, 0, "there is no such file or folder; see how its name is written, and where it lies");
	return false;
}

static bool is_of_another(void *context, const struct complaint *one)
{
	struct stat a, b;
	const char *file = context;
	return stat(file, &a) != 0 || stat(one->file, &b) != 0 || a.st_dev != b.st_dev || a.st_ino != b.st_ino;
}

bool check_path_has(const struct check_path *p, const char *file)
{
	struct complaint one = { .file = (char *)file };
	return !p->file || !is_of_another((void *)p->file, &one);
}

size_t check_path_narrow(const struct check_path *p, struct complaints *complaints)
{
	size_t errors = complaints->errors;
	if (p->file)
		complaints_drop(complaints, is_of_another, (void *)p->file);
	return errors - complaints->errors;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

void check_path_each(const struct check_path *p, const char *ending, void (*each)(void *context, const char *path), void *context)
{
	if (p->file) {
		if (ends_in(p->file, ending))
			each(context, p->file);
		return;
	}
	char *const roots[] = { (char *)p->directory, NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	for (FTSENT *entry; tree && (entry = fts_read(tree)) != NULL;) {
		if (entry->fts_info == FTS_D && entry->fts_level > 0 && entry->fts_name[0] == '.')
			fts_set(tree, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_F && entry->fts_name[0] != '.' && ends_in(entry->fts_name, ending))
			each(context, entry->fts_path);
	}
	if (tree)
		fts_close(tree);
}
