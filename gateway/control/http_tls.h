/* TLS for the HTTP server: 1.2 and newer, with OpenSSL under libevent's bufferevents. */
#ifndef KOPURO_CONTROL_HTTP_TLS_H
#define KOPURO_CONTROL_HTTP_TLS_H

struct event_base;
struct bufferevent;
struct http_tls;

/* PEM files: the certificate with its chain, and its key. NULL with *why. */
struct http_tls *http_tls_new(const char *certificate, const char *key, const char **why);
void http_tls_free(struct http_tls *t); /* NULL is allowed */
/* A connection's server side; NULL: no memory. */
struct bufferevent *http_tls_accept(struct http_tls *t, struct event_base *base);

#endif
