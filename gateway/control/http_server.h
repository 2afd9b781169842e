/* The gateway's HTTP, on libevent: one listener, one table of paths. What is not there is said as application/problem+json (RFC 9457).
 * A request's head may have 8 KiB, its body 64 KiB, a silent client 10 s. */
#ifndef KOPURO_CONTROL_HTTP_SERVER_H
#define KOPURO_CONTROL_HTTP_SERVER_H

#include "control/health.h"

#include <stdint.h>

struct event_base;
struct http_server;

typedef void http_health(void *context, struct health *out); /* fills in how things stand now */

/* NULL with errno set: the address cannot be had (EADDRINUSE: another program has it), or no memory. */
struct http_server *http_server_new(struct event_base *base, const char *host, uint16_t port, http_health *health, void *context);
void http_server_free(struct http_server *s); /* NULL is allowed */

#endif
