/* The console's `show links`, and its networks: within `configure terminal`, `smsc NAME` begins a network or takes one up, the lines of its block are
 * written as in the file, and `exit` (or `end`, or the next `smsc NAME`) makes it so, at once and whole, or says why not. `no smsc NAME` removes one. */
#ifndef KOPURO_CONTROL_VTY_LINKS_H
#define KOPURO_CONTROL_VTY_LINKS_H

struct vty;

void vty_links_install(void);
/* The network that this console has been writing is applied, if there is one. */
int vty_links_settle(struct vty *vty);

#endif
