/* The addresses of a host: a numeric one is its own, a name is asked for by libevent's resolver, A and AAAA, from /etc/hosts and the name servers of
 * /etc/resolv.conf, which is read anew after each resolver_stop(). Nothing waits.
 *
 *	switch (resolver_ask(r, "smsc.example", 2775, &why)) {
 *	case RESOLVER_FOUND:  ... resolver_at(r, 0) to resolver_at(r, resolver_count(r) - 1)
 *	case RESOLVER_FAILED: ... why
 *	case RESOLVER_LATER:  ... done(context, why) will be called, with why NULL when there are addresses
 *	}
 */
#ifndef KOPURO_SMPP_RESOLVER_H
#define KOPURO_SMPP_RESOLVER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define RESOLVER_ADDRESSES 16 /* more are left out */

struct event_base;
struct resolver;

struct resolver_address {
	struct sockaddr_storage at; /* with the port */
	socklen_t len;
};

/* In it resolver_ask() may be called, and no other of these that changes something. */
typedef void resolver_done(void *context, const char *why);

struct resolver *resolver_new(struct event_base *base, resolver_done *done, void *context); /* NULL: no memory */
enum resolver_answer { RESOLVER_FOUND, RESOLVER_FAILED, RESOLVER_LATER };
/* One question at a time. The addresses of the last one are forgotten. *why: static text. */
enum resolver_answer resolver_ask(struct resolver *r, const char *host, uint16_t port, const char **why);
size_t resolver_count(const struct resolver *r);
const struct resolver_address *resolver_at(const struct resolver *r, size_t index); /* those of IPv4 first; good until the next question */
void resolver_stop(struct resolver *r); /* the answer is not waited for; name servers are left alone; the addresses stay */
void resolver_free(struct resolver *r); /* NULL is allowed */

#endif
