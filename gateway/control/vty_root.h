/* libosmovty, started once, with this program's nodes: the settings as commands of the console, and the running configuration as it is
 * written by `write` and shown by `show running-config`. What hangs on the library's own globals is reached through them, so that there is
 * no global here.
 *
 * `configure terminal` changes a copy of the settings of the top level: `write` saves it, the next start takes it up. Networks change at once:
 * control/vty_links.h. */
#ifndef KOPURO_CONTROL_VTY_ROOT_H
#define KOPURO_CONTROL_VTY_ROOT_H

#include "config.h"

#include <stdbool.h>

struct vty_console;

enum { VTY_TOP_NODE = 100, VTY_NETWORK_NODE }; /* of libosmovty, behind its own */

/* Starts the library and the log. A second call does nothing. False: no memory. */
bool vty_root_start(void);
/* Copies the settings of the top level, that the console shows, edits and writes to config->path. */
void vty_root_serve(const struct config *config, struct vty_console *console);
struct vty_console *vty_root_console(void); /* what was handed to vty_root_serve() */
void *vty_root_context(void); /* the talloc context of all that lives as long as the library */

#endif
