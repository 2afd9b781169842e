#include "office.h"

#include "control/vty_config.h"
#include "store/directory.h"
#include "store/tokens.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void complain(const char *who, const char *what, const char *why)
{
	fprintf(stderr, "%s: %s%s%s\n", who, what, why ? ": " : "", why ? why : "");
}

/* A key is only made with a new store: beside an old one it would hide that the right one is gone. */
static struct store *open_store(const struct config *c, const char *who, bool make)
{
	char key[CONFIG_PATH + 8];
	const char *key_why = "";
	char *why = NULL;
	struct sealer sealer;
	struct store *store = NULL;
	snprintf(key, sizeof key, "%s%s", c->key[0] ? c->key : c->store, c->key[0] ? "" : ".key");
	bool new = access(c->store, F_OK) != 0 && errno == ENOENT;
	if (new && !make) {
		complain(who, c->store, "is not there yet; the first start of the gateway makes it");
		return NULL;
	}
	if (new && !directory_make_above(key)) {
		complain(who, key, strerror(errno));
		return NULL;
	}
	if (sealer_open(&sealer, key, new, &key_why) != ERR_NONE) {
		complain(who, key, key_why);
		return NULL;
	}
	if (store_open(c->store, &sealer, c->node, &store, &why) != ERR_NONE)
		complain(who, c->store, why);
	free(why);
	sealer_wipe(&sealer);
	return store;
}

bool office_open(struct office *o, const char *who, const char *config, bool make)
{
	struct complaints complaints;
	*o = (struct office){.config = calloc(1, sizeof *o->config)};
	complaints_init(&complaints);
	enum error error = o->config ? config_read(o->config, config, &complaints) : ERR_NOMEM;
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	if (!error)
		o->store = open_store(o->config, who, make);
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
