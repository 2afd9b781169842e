/* The configuration file (docs/kopuro.cfg.5), in the language of Osmocom's consoles.
 *
 * The file's lines are read here, one by one, so that every fault has its line and column and all faults are told at once; the settings of
 * setting.h are set from their table, everything else is libosmovty's and runs through it (logging, `line vty`). What the values name
 * (menus, dialplans, the store) is looked at by check.h. */
#ifndef KOPURO_CONTROL_VTY_CONFIG_H
#define KOPURO_CONTROL_VTY_CONFIG_H

#include "base/complaint.h"
#include "base/error.h"
#include "config.h"

/* Starts the log, too: `log stderr` needs it. `config` is filled from the defaults first. ERR_IO: the file cannot be read; ERR_BAD: something
 * in it is wrong; ERR_NOMEM. Complaints were added then; warnings may be there with ERR_NONE. */
enum error config_read(struct config *config, const char *path, struct complaints *complaints);
/* What a network cannot do without. */
void config_network_check(const struct config_network *n, const char *path, struct complaints *complaints);

#endif
