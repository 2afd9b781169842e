/* A certificate that is its own CA, made by openssl, and libevent's side of a server that has it. */
#ifndef KOPURO_TESTS_TLS_FIXTURE_H
#define KOPURO_TESTS_TLS_FIXTURE_H

struct bufferevent;
struct event_base;

struct tls {
	char directory[64], certificate[96], key[96]; /* files */
	void *context; /* SSL_CTX */
};

void tls_make(struct tls *t, const char *name); /* for "IP:127.0.0.1", "DNS:queue.example" */
void tls_remove(struct tls *t);
struct bufferevent *tls_accepted(struct tls *t, struct event_base *base, int fd);
void tls_expire(struct tls *t); /* an hour ago, the file too */
void tls_demand(struct tls *t, const char *ca); /* the server wants a certificate by this file's */
struct bufferevent *tls_accept(struct event_base *base, void *context); /* for evhttp_set_bevcb */

#endif
