/* The console's words about menus: what is live, what was, and how to go on or back. */
#ifndef KOPURO_CONTROL_VTY_MENUS_H
#define KOPURO_CONTROL_VTY_MENUS_H

void vty_menus_install(void);

#endif
