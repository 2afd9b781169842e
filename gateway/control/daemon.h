/* The running gateway: what main.c makes of a checked configuration, in the order in which one part needs the other.
 *
 *	daemon_prepare   configuration and all that it names; nothing is created or started      (kopurod -t ends here)
 *	daemon_start     key, store, menus (control/kept.h), gateway, links, console, HTTP
 *	daemon_run       turns, until SIGTERM or SIGINT; then unbinds, for at most 2 s
 *	daemon_free      last snapshots; everything is closed
 */
#ifndef KOPURO_CONTROL_DAEMON_H
#define KOPURO_CONTROL_DAEMON_H

#include <stdbool.h>

struct daemon;

struct daemon *daemon_new(void); /* NULL: no memory */
/* False after complaints were printed on standard error; so for daemon_start. */
bool daemon_prepare(struct daemon *d, const char *path, bool check_only);
bool daemon_start(struct daemon *d);
void daemon_run(struct daemon *d);
void daemon_free(struct daemon *d);

#endif
