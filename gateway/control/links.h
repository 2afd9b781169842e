/* Networks added, changed, removed, stopped and started while others are at work, from the console and HTTP alike. What is wanted is checked as at a
 * start, with the profiles and dialplans that were read then; with one error nothing is changed. When the live menus are not laid out for a new
 * profile's screens, they are read anew from the store for it, which is part of the check.
 *
 *	struct links_change *change;
 *	if (links_put(links, &wanted, &complaints, &change) == ERR_NONE)
 *		links_apply(links, change, "console");      or links_drop(change): nothing has happened yet
 *
 * A change but of `throughput` stops the link: its calls end with the screen `later` and are offered again, and it begins anew once the network has
 * answered the unbind. `write` saves what runs (control/vty_write.h). */
#ifndef KOPURO_CONTROL_LINKS_H
#define KOPURO_CONTROL_LINKS_H

#include "base/complaint.h"
#include "base/error.h"
#include "base/moment.h"
#include "config.h"
#include "control/networks.h"

struct links { /* borrowed */
	struct config *config; /* its networks are those that run */
	struct check *check;   /* and what it says of them */
	struct networks *networks;
	struct gateway *gateway;
	const struct moment *clock;
};

struct links_change;

const struct config_network *links_find(const struct links *l, const char *name); /* NULL: there is none */
/* ERR_BAD: after complaints; ERR_NOT_FOUND: there is no such network; else memory or the store failed. */
enum error links_put(const struct links *l, const struct config_network *wanted, struct complaints *complaints, struct links_change **out);
enum error links_remove(const struct links *l, const char *name, struct complaints *complaints, struct links_change **out);
enum error links_shut(const struct links *l, const char *name, bool shut, struct complaints *complaints, struct links_change **out);
void links_apply(const struct links *l, struct links_change *change, const char *who); /* the change is gone then */
void links_drop(struct links_change *change);

/* Which link, and what becomes of it: "added", "changed", "removed", "stopped", "started". Good until it is applied or dropped. */
void links_change_told(const struct links_change *change, const char **name, const char **what);

/* The lines of a network's block, as in the file, LINKS_LINES at most. False: `why` (SETTING_WHY_MAX octets) says what is wrong with line *bad. */
#define LINKS_LINES 100
bool links_lines(struct config_network *n, const char *const *lines, size_t count, size_t *bad, char *why);

#endif
