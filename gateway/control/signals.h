/* Signals as events of the loop: SIGTERM, SIGINT and SIGHUP are blocked and read from a descriptor (libosmocore's), so that none can come
 * between two statements, or between the loop's last look and its sleep. SIGPIPE is ignored. */
#ifndef KOPURO_CONTROL_SIGNALS_H
#define KOPURO_CONTROL_SIGNALS_H

struct signals;

typedef void signals_handler(void *context, int number);

struct signals *signals_new(signals_handler *handler, void *context); /* NULL with errno */
void signals_free(struct signals *s); /* leaves them blocked; NULL is allowed */

#endif
