/* The configuration of a gateway and the store that it names, for the tools that work beside it. */
#ifndef KOPURO_TOOLS_OFFICE_H
#define KOPURO_TOOLS_OFFICE_H

#include "config.h"
#include "store/store.h"

#include <stdbool.h>

#define OFFICE_CONFIG "etc/kopuro.cfg"

struct office {
	struct config *config; /* both owned */
	struct store *store;
	char menus[CONFIG_PATH]; /* config->menus, absolute */
};

/* False after it was said on standard error, after `who` ("kopuro token"). Never makes a store. To be ended by
 * office_close() in both cases. */
bool office_open(struct office *o, const char *who, const char *config);
void office_close(struct office *o);
const char *office_caller(void); /* who calls this, for lists and the audit: the user, also behind sudo */

/* Who calls this, for the list of versions and the audit: the user, also behind sudo; "command" when their name is none that a token may have. */
const char *office_caller(void);

#endif
