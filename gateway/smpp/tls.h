/* TLS of a link, 1.2 or newer: the network's certificate is verified, always, with the name that it must be for. */
#ifndef KOPURO_SMPP_TLS_H
#define KOPURO_SMPP_TLS_H

#include <stddef.h>

struct bufferevent;
struct event_base;
struct tls_client;

#define TLS_WHY_MAX 160

/* `ca`: file of the certificates to verify by, in PEM; "": the system's. `certificate`, `key`: files of our own, in PEM, the first maybe with its chain; "": none.
 * NULL: `why`, of TLS_WHY_MAX octets, says which file is wrong. */
struct tls_client *tls_client_new(const char *ca, const char *certificate, const char *key, char *why);
void tls_client_free(struct tls_client *t); /* NULL is allowed */

/* Begins the handshake on a connected socket, which it takes over, also when it fails: NULL. `name`: what the certificate must be for, a host name or a
 * numeric address. BEV_EVENT_CONNECTED comes when all is verified; before it nothing of ours is sent. */
struct bufferevent *tls_client_connect(struct tls_client *t, struct event_base *base, int fd, const char *name);
/* How much of it left at once: all, or nothing, which is then bufferevent_write()'s, before anything else is written. Only when nothing waits in its
 * output. A bufferevent of TLS would write in the loop's next turn, and what was written just before it is freed is lost. */
size_t tls_client_write(struct bufferevent *stream, const void *at, size_t len);
/* Within its callback of an error or an end: what TLS has to say of it, at most TLS_WHY_MAX octets. "": nothing; it is the socket's. */
void tls_client_why(struct bufferevent *stream, const char *name, char *why);

#endif
