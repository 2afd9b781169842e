/* What a NATS server says of itself before anything else, and what its acknowledgements are worth. */
#ifndef KOPURO_FEEDBACK_NATS_SERVER_H
#define KOPURO_FEEDBACK_NATS_SERVER_H

#include <stdbool.h>
#include <stddef.h>

/* "nats-server 2.9.10 at 127.0.0.1:4222", from its greeting (INFO): asked for on a connection of its own, since the library does not tell. Waits for the
 * network, two seconds at most for each step: for the worker's thread. False: it was not to be had. */
bool nats_server_greeting(const char *url, char *out, size_t capacity);
/* What to expect of a server with such a greeting: a sentence without its full stop. Pure. */
const char *nats_server_promise(const char *greeting);

#endif
