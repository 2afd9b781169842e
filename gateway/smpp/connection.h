/* One SMPP session of a link with its TCP connection, kept up for ever; smpp/link.h has one or more of them.
 *
 *   DOWN --connection_start--> LOOKING UP --> CONNECTING --TCP is there--> SECURING, with TLS --> OPEN (the states of smpp/esme.h)
 *                                 ^  ^           |                       |                           |
 *                  next host,     |  +-----------+-----------------------+ no connection             | lost
 *                  next address   |              v last of the round                                 v
 *                                 +----------- WAITING <---------------------------------------------+
 *
 * A round goes through the hosts in their order, and through all addresses of each (smpp/resolver.h; a name is asked for anew in each round), without a
 * pause while none gives a connection. After the last one, and after each connection that came and went, a back-off passes: 100 ms, doubling, at
 * most 30 s, jitter +-25 %; from 100 ms again after 60 s bound. Where a connection came and went before it was bound the round goes on with the next
 * address; after a session that was bound the first host is tried first again. connection_stop() leads back to DOWN from each.
 * Where the network calls us, with `outbind`, WAITING leads to OPEN by connection_take(), and to nothing else. */
#ifndef KOPURO_SMPP_CONNECTION_H
#define KOPURO_SMPP_CONNECTION_H

#include "smpp/link.h"
#include "smpp/tls.h"

struct connection;

/* What the connections of a link share; the link's. */
struct connection_shared {
	const struct link_config *config;
	struct event_base *base;
	esme_handler *handler;
	void *context;
	const struct moment *clock;
	struct tls_client *tls; /* NULL: none, or tls_why says why */
	char tls_why[TLS_WHY_MAX];
	unsigned telling;    /* handlers under way */
	uint64_t connects;   /* attempts */
	char last_error[LINK_ERROR_MAX];
	uint8_t room[16384]; /* that is read into */
};

/* `number`: of the bind, from 0, as esme_number() tells it. NULL: no memory. */
struct connection *connection_new(struct connection_shared *shared, enum esme_bind bind, unsigned number, const char *suffix);
void connection_free(struct connection *c); /* tells nothing; NULL is allowed */
void connection_start(struct connection *c); /* when it is down */
/* A session that waits for an outbind binds on this socket, and has it. False: it does not wait. */
bool connection_take(struct connection *c, int fd);
void connection_stop(struct connection *c);
void connection_flush(struct connection *c);
bool connection_is_down(const struct connection *c);
struct esme *connection_esme(const struct connection *c);
struct link_session connection_view(const struct connection *c);
/* Of two, the one that is less far: its state is the link's. */
bool connection_is_behind(const struct connection *c, const struct connection *other);

/* How long to wait after the `losses`-th loss in a row (from 0). `refusals`: so many of the binds in a row were refused for what only a person can
 * mend (smpp/refusal.h); from the third on it is minutes. */
int64_t connection_backoff_ms(unsigned losses, unsigned refusals, uint32_t random);

#endif
