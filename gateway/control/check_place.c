#include "control/check_place.h"

#include "base/slurp.h"
#include "store/seal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((format(printf, 4, 5)))
static void complain(const struct config *config, struct config_place at, struct complaints *complaints, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complaints_addv(complaints, SEVERITY_ERROR, config->path, at.line, at.column, format, args);
	va_end(args);
}

bool check_directory(const struct config *config, const char *path, struct config_place at, const char *word, struct complaints *complaints)
{
	struct stat s;
	if (stat(path, &s) != 0)
		complain(config, at, complaints, "the directory '%s' cannot be found: %s; '%s DIRECTORY' says where it is, seen from where kopurod starts",
			path, strerror(errno), word);
	else if (!S_ISDIR(s.st_mode))
		complain(config, at, complaints, "'%s' is no directory; '%s DIRECTORY' wants one", path, word);
	else if (access(path, R_OK | X_OK) != 0)
		complain(config, at, complaints, "the directory '%s' cannot be read: %s; give this user the right to", path, strerror(errno));
	else
		return true;
	return false;
}

/* The only one by which people reach the service; NULL when there are several, or none. */
static const struct dialplan *only_serving(const struct dialplans *plans, size_t *serving, const char **first)
{
	const struct dialplan *found = NULL;
	*serving = 0;
	for (size_t i = 0; i < plans->count; i++) {
		if (!plans->plans[i] || !dialplan_serves(plans->plans[i]))
			continue;
		if (++*serving == 1) {
			found = plans->plans[i];
			*first = plans->names[i];
		}
	}
	return *serving == 1 ? found : NULL;
}

const struct dialplan *check_dialplan(const struct config *config, const struct config_network *network, const struct dialplans *plans,
	struct complaints *complaints)
{
	struct config_place head = { network->line, 1 };
	const char *name = network->dialplan, *nearest, *first = NULL;
	size_t serving;
	const struct dialplan *only = only_serving(plans, &serving, &first);
	if (!name[0] && plans->count == 0)
		complain(config, head, complaints, "there is no dialplan in '%s'; put one there, as kyrgyzstan.yaml", config->dialplans);
	else if (!name[0] && serving > 1)
		complain(config, head, complaints, "smsc %s names no dialplan, and '%s' has %zu; add ' dialplan %s'", network->name, config->dialplans,
			serving, first);
	if (!name[0])
		return only;
	for (size_t i = 0; i < plans->count; i++) {
		if (strcmp(plans->names[i], name) != 0)
			continue;
		if (!plans->plans[i] || dialplan_serves(plans->plans[i]))
			return plans->plans[i];
		complain(config, network->dialplan_at, complaints, "the dialplan '%s' has no `codes` and `sms_number`, so that nobody reaches the service by it; add them",
			name);
		return NULL;
	}
	if ((nearest = complaint_nearest(name, (const char *const *)plans->names, plans->count)))
		complain(config, network->dialplan_at, complaints, "there is no dialplan '%s' in '%s'; did you mean '%s'?", name, config->dialplans, nearest);
	else
		complain(config, network->dialplan_at, complaints, "there is no dialplan '%s' in '%s'; put %s.yaml there, or name another",
			name, config->dialplans, name);
	return NULL;
}

/* The directory that holds `path`; the root or the working directory when it names none. */
static void parent_of(const char *path, char *out, size_t capacity)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		snprintf(out, capacity, ".");
	else if (slash == path)
		snprintf(out, capacity, "/");
	else
		snprintf(out, capacity, "%.*s", (int)(slash - path), path);
}

/* Directories that are missing are made at the start, so the nearest one that is there counts. */
static bool can_be_made(const struct config *config, const char *path, struct config_place at, const char *word, struct complaints *complaints)
{
	char above[CONFIG_PATH + 8], here[CONFIG_PATH + 8];
	struct stat s;
	parent_of(path, above, sizeof(above));
	while (stat(above, &s) != 0 && errno == ENOENT && strcmp(above, ".") != 0 && strcmp(above, "/") != 0) {
		memcpy(here, above, sizeof(here));
		parent_of(here, above, sizeof(above));
	}
	if (stat(above, &s) != 0)
		complain(config, at, complaints, "'%s' cannot be reached: %s; '%s FILE' wants a place that this user may write", path, strerror(errno), word);
	else if (!S_ISDIR(s.st_mode))
		complain(config, at, complaints, "'%s' is no directory, so '%s' cannot be made; '%s FILE' wants another place", above, path, word);
	else if (access(above, W_OK | X_OK) != 0)
		complain(config, at, complaints, "'%s' cannot be made: no right to write in '%s'; give it to this user, or name another place", path, above);
	else
		return true;
	return false;
}

static bool is_sqlite(const char *path)
{
	static const char magic[16] = "SQLite format 3";
	char head[sizeof(magic)];
	FILE *in = fopen(path, "re");
	size_t len = in ? fread(head, 1, sizeof(head), in) : 0;
	if (in)
		fclose(in);
	return len == 0 || (len == sizeof(head) && memcmp(head, magic, sizeof(head)) == 0);
}

void check_store(const struct config *config, struct complaints *complaints)
{
	struct config_place at = config->store_at;
	const char *path = config->store;
	struct stat s;
	if (!can_be_made(config, path, at, "store", complaints))
		return; /* beside the file stand those that SQLite makes while it works */
	if (stat(path, &s) != 0) {
		if (errno != ENOENT)
			complain(config, at, complaints, "the store '%s' cannot be reached: %s", path, strerror(errno));
		return;
	}
	if (!S_ISREG(s.st_mode))
		complain(config, at, complaints, "the store '%s' is no file; 'store FILE' wants one", path);
	else if (access(path, R_OK | W_OK) != 0)
		complain(config, at, complaints, "the store '%s' cannot be read and written: %s; give this user the right to", path, strerror(errno));
	else if (!is_sqlite(path))
		complain(config, at, complaints, "'%s' is no SQLite file; 'store FILE' wants the gateway's own, or a new name", path);
}

void check_tls(const struct config *config, struct complaints *complaints)
{
	struct config_place at = config->http_tls_at;
	struct stat s;
	if (!config->http_cert[0])
		return;
	if (!slurp_is_file(config->http_cert))
		complain(config, at, complaints, "the certificate '%s' cannot be read: %s; 'http-tls CERTIFICATE KEY' names two PEM files", config->http_cert,
			slurp_why(errno));
	if (!slurp_is_file(config->http_key) || stat(config->http_key, &s) != 0)
		complain(config, at, complaints, "the key '%s' cannot be read: %s; 'http-tls CERTIFICATE KEY' names two PEM files", config->http_key,
			slurp_why(errno));
	else if (s.st_mode & S_IRWXO)
		complain(config, at, complaints, "the key '%s' can be read by everybody; chmod 600 it, and think whether somebody has copied it",
			config->http_key);
}

/* A store whose key is gone cannot be read any more: to make a new key would hide that. */
void check_key(const struct config *config, const char *key, struct complaints *complaints)
{
	struct config_place at = config->key[0] ? config->key_at : config->store_at;
	struct sealer sealer;
	const char *why = "";
	if (access(key, F_OK) != 0 && errno == ENOENT) {
		if (access(config->store, F_OK) == 0)
			complain(config, at, complaints, "the store '%s' is there, its key file '%s' is not; put it back from where it was saved, or name it: 'key FILE'",
				config->store, key);
		else
			can_be_made(config, key, at, "key", complaints);
		return;
	}
	if (sealer_open(&sealer, key, false, &why) != ERR_NONE)
		complain(config, at, complaints, "the key file '%s' cannot be used: %s", key, why);
	sealer_wipe(&sealer);
}
