/* The gateway's HTTP on libevent: one listener, in clear or with TLS. It reads requests and sends replies; what they say is http_api.h's.
 * A request's head may have 8 KiB, its body 64 KiB, a silent client 10 s. When HTTP_DESCRIPTORS of the process (fewer under a lower limit) are taken, whoever connects waits
 * until some are free: the rest is for the networks. */
#ifndef KOPURO_CONTROL_HTTP_SERVER_H
#define KOPURO_CONTROL_HTTP_SERVER_H

#include "control/http_api.h"

#define HTTP_DESCRIPTORS 512 /* of 1024: main.c; of a lower limit the rest, less a quarter */
#define DESCRIPTORS_RESERVE 64 /* for links, store, console, log */

struct event_base;
struct http_server;

/* Host, port and TLS are the configuration's. NULL with *why, which is static or errno's words: the address cannot be had (another program
 * has it), the certificate or its key is none, or there is no memory. */
struct http_server *http_server_new(struct event_base *base, const struct http_setup *setup, const char **why);
void http_server_free(struct http_server *s); /* NULL is allowed */

#endif
