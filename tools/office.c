#include "office.h"

#include "control/vty_config.h"
#include "store/tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void complain(const char *who, const char *what, const char *why)
{
	fprintf(stderr, "%s: %s%s%s\n", who, what, why ? ": " : "", why ? why : "");
}

/* A store that is not there is none to begin: the first start of the gateway makes it. */
static struct store *open_store(const struct config *c, const char *who)
{
	char key[CONFIG_PATH + 8], here[PATH_MAX];
	const char *where = getcwd(here, sizeof(here)) ? here : "?";
	const char *key_why = "";
	char *why = NULL;
	struct sealer sealer;
	struct store *store = NULL;
	snprintf(key, sizeof key, "%s%s", c->key[0] ? c->key : c->store, c->key[0] ? "" : ".key");
	if (access(c->store, F_OK) != 0) {
		fprintf(stderr, "%s: there is no store '%s' (seen from %s): %s; the first start of kopurod makes it, and '-c FILE' names another configuration\n",
			who, c->store, where, strerror(errno));
		return NULL;
	}
	if (sealer_open(&sealer, key, false, &key_why) != ERR_NONE) {
		complain(who, key, key_why);
		return NULL;
	}
	if (store_open(c->store, &sealer, c->node, &store, &why) != ERR_NONE)
		complain(who, c->store, why);
	free(why);
	sealer_wipe(&sealer);
	return store;
}

/* Seen from anywhere. False: it is too long. What is not there stays as it is named: whoever uses it says that. */
static bool make_absolute(const char *path, char out[CONFIG_PATH])
{
	char whole[PATH_MAX];
	if (!realpath(path, whole))
		snprintf(whole, sizeof(whole), "%s", path);
	return snprintf(out, CONFIG_PATH, "%s", whole) < CONFIG_PATH;
}

bool office_open(struct office *o, const char *who, const char *config)
{
	struct complaints complaints;
	int started = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*o = (struct office){.config = calloc(1, sizeof *o->config)};
	complaints_init(&complaints);
	enum error error = o->config ? config_read(o->config, config, &complaints) : ERR_NOMEM;
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	if (!error)
		o->store = open_store(o->config, who);
	if (o->store && !make_absolute(o->config->menus, o->menus))
		complain(who, o->config->menus, "the path is too long");
	/* What else the command line names is seen from where the tool was started. */
	if (started >= 0 && fchdir(started) != 0)
		complain(who, "the directory where it was started", strerror(errno));
	if (started >= 0)
		close(started);
	return o->store != NULL;
}

void office_close(struct office *o)
{
	if (o->store)
		store_close(o->store);
	if (o->config)
		explicit_bzero(o->config, sizeof *o->config); /* passwords */
	free(o->config);
	*o = (struct office){0};
}

const char *office_caller(void)
{
	const char *name = getenv("SUDO_USER");
	const struct passwd *user = name ? NULL : getpwuid(getuid());
	name = name ? name : user ? user->pw_name : "";
	return token_name_valid(name) ? name : "command";
}
