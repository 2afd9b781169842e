/* A network that calls us: a listener, and those who come until it is clear who they are.
 *
 * Whoever comes from an address of the link's hosts (names are looked up), and says outbind with the link's system_id and password before its patience
 * (bind_ms) is over, is handed on with its socket. Others are closed, and told of in the log, without what they said.
 * A port that cannot be had is tried for again every ten seconds. */
#ifndef KOPURO_SMPP_OUTBIND_H
#define KOPURO_SMPP_OUTBIND_H

#include "smpp/connection.h"

struct outbind;

/* Takes the socket over; false: there is no use for it. */
typedef bool outbind_take(void *context, int fd);

struct outbind *outbind_new(struct connection_shared *shared, outbind_take *take, void *context); /* NULL: no memory */
void outbind_open(struct outbind *o);
void outbind_close(struct outbind *o);
void outbind_free(struct outbind *o); /* NULL is allowed */

#endif
