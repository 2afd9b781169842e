/* The telnet console, libosmovty's: `show links`, `show dialogs`, `show menus`, `show store`, `reload menus`, with the library's `logging`, `enable`,
 * `configure terminal` and `write`. It has no password: whoever reaches its address commands the gateway, so it listens on loopback unless
 * the configuration says otherwise. Its descriptors are libosmocore's and turn in loop.c. */
#ifndef KOPURO_CONTROL_VTY_CONSOLE_H
#define KOPURO_CONTROL_VTY_CONSOLE_H

#include "config.h"
#include "control/links.h"
#include "control/reload.h"
#include "gateway.h"

#include <stdbool.h>

struct vty_console { /* borrowed by the console until vty_console_stop() */
	const struct links *links;
	const struct gateway *gateway;
	const struct moment *clock;
	struct reload *reload;
	struct draft *draft; /* vty_links.c: a network that is being written; NULL */
};

/* False: the address cannot be had. After config_read(). */
bool vty_console_start(struct vty_console *console, const struct config *config);
void vty_console_stop(void);

#endif
