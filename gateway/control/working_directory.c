#include "control/working_directory.h"

#include "control/config_line.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* What of the file decides, read before the rest: the last of each that stands at the left, as complaints about doubles come later. */
struct named {
	char directory[CONFIG_PATH];
	int line, column; /* of `directory` */
	char menus[CONFIG_PATH], dialplans[CONFIG_PATH], profiles[CONFIG_PATH];
};

static void named_read(struct named *n, const struct config_line *line, int number)
{
	const struct {
		const char *word;
		char *value;
	} wanted[] = { { "directory", n->directory }, { "menus", n->menus }, { "dialplans", n->dialplans }, { "profiles", n->profiles } };
	if (line->indent > 0 || line->count < 2)
		return;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (strcmp(line->words[0], wanted[i].word) != 0 || strlen(line->words[1]) >= CONFIG_PATH)
			continue;
		strcpy(wanted[i].value, line->words[1]);
		if (wanted[i].value == n->directory) {
			n->line = number;
			n->column = line->columns[1];
		}
	}
}

static bool named_find(struct named *n, const struct config *defaults, FILE *in)
{
	struct config_line *line = malloc(sizeof(*line));
	char *text = NULL;
	size_t capacity = 0;
	ssize_t len;
	*n = (struct named){ 0 };
	memcpy(n->menus, defaults->menus, CONFIG_PATH);
	memcpy(n->dialplans, defaults->dialplans, CONFIG_PATH);
	memcpy(n->profiles, defaults->profiles, CONFIG_PATH);
	for (int number = 1; line && (len = getline(&text, &capacity, in)) >= 0; number++) {
		if (config_line_split(line, text, (size_t)len) == CONFIG_LINE_GOOD)
			named_read(n, line, number);
	}
	bool good = line != NULL;
	free(text);
	free(line);
	rewind(in);
	return good;
}

static bool is_directory(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* Seen from the working directory. */
static bool all_there(const struct named *n)
{
	return is_directory(n->menus) && is_directory(n->dialplans) && is_directory(n->profiles);
}

/* The file's own directory, with a '/' behind it. */
static bool enter_own(struct config *config)
{
	char own[PATH_MAX];
	if (!realpath(config->path, config->file))
		return false;
	size_t len = (size_t)(strrchr(config->file, '/') - config->file) + 1;
	memcpy(own, config->file, len);
	own[len] = '\0';
	return chdir(own) == 0;
}

bool working_directory_enter(struct config *config, FILE *in, struct complaints *complaints)
{
	struct named n;
	char started[PATH_MAX];
	bool known = getcwd(started, sizeof(started)) != NULL;
	if (!named_find(&n, config, in) || !enter_own(config)) {
		complaints_add(complaints, SEVERITY_ERROR, config->path, 0, 0, "its directory cannot be entered: %s; give this user the right to", strerror(errno));
		return false;
	}
	if (n.directory[0] && chdir(n.directory) != 0) {
		complaints_add(complaints, SEVERITY_ERROR, config->path, n.line, n.column,
			"the directory '%s' cannot be entered: %s; 'directory PATH' is seen from the directory of this file", n.directory, strerror(errno));
		return false;
	}
	const char *const others[] = { "..", known ? started : "." };
	bool found = n.directory[0] || all_there(&n);
	for (size_t i = 0; !found && i < sizeof(others) / sizeof(others[0]); i++)
		found = chdir(others[i]) == 0 && all_there(&n);
	return found || enter_own(config);
}
