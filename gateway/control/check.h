/* All that the configuration names, looked at: menus, dialplans, profiles, the store's place, the key. `kopurod -t` and every start come through here,
 * so that what -t calls good does start. Nothing is created. */
#ifndef KOPURO_CONTROL_CHECK_H
#define KOPURO_CONTROL_CHECK_H

#include "base/complaint.h"
#include "base/moment.h"
#include "config.h"
#include "dialplan/dialplans.h"
#include "menu/set.h"
#include "menu/source.h"
#include "ussd/profile.h"

#include <stdbool.h>

#define CHECK_LATER 32

struct check {
	struct menu_source folder; /* the menus as they are on disk */
	struct menu_set *menus; /* of the folder; NULL: they have errors; whoever takes them over leaves NULL */
	struct complaints found; /* about them, apart: with menus in the store, a start can do without the folder's */
	struct dialplans plans; /* owned */
	struct ussd_profiles *known; /* owned */
	struct ussd_profiles *later[CHECK_LATER]; /* owned: the directory as it was read again for a profile that was not there before */
	size_t later_count;
	/* By the network's index in the configuration. */
	const struct ussd_profile *profiles[CONFIG_NETWORKS]; /* of `known`; NULL after a complaint */
	const struct dialplan *dialplans[CONFIG_NETWORKS];
	struct menu_format formats[MENU_FORMATS]; /* what menus are laid out for */
	size_t format_count;
	char key[CONFIG_PATH + 8]; /* the key file's path */
};

/* False after errors were added to the complaints or to check->found. To be ended by check_fini() in both cases. `now`: for facts that expire. */
bool check_config(struct check *check, const struct config *config, struct moment now, struct complaints *complaints);
/* Other networks, by the profiles and dialplans that were loaded with the check: its rows by network and its formats are theirs then. For a profile that
 * is not among them the directory is read again, into `later`. False after errors. */
bool check_networks(struct check *check, const struct config *config, struct complaints *complaints);
/* The menus' folder as it is now; false after errors were added. menu_source_fini() in both cases. */
bool check_folder(const struct config *config, struct menu_source *out, struct complaints *complaints);
/* Menus from wherever, for the same formats and dialplans. NULL after errors were added; else the caller's. */
struct menu_set *check_menus(const struct check *check, const struct menu_source *source, struct moment now, struct complaints *complaints);
void check_fini(struct check *check);

#endif
