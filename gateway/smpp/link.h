/* A network: one or two SMPP sessions (transceiver, or transmitter with receiver) over TCP on libevent bufferevents, kept up for ever.
 *
 * Each session's connection: down -> connecting (TCP, address by libevent's evdns-free getaddrinfo of numeric hosts or a resolver thread)
 * -> session states. After any loss: wait back-off (100 ms, doubling, at most 30 s, jitter +-25 %, reset after 60 s bound), connect again.
 * TCP_NODELAY is set; all that one loop turn has to say leaves in one write (link_flush).
 * A connection whose peer does not read is closed when 4 MiB wait to be sent. */
#ifndef KOPURO_SMPP_LINK_H
#define KOPURO_SMPP_LINK_H

#include "smpp/esme.h"

struct event_base;
struct smpp_link;

enum link_bind { LINK_TRANSCEIVER, LINK_TRANSMITTER_RECEIVER };

struct link_config { /* borrowed */
	char name[32];
	char host[256];
	uint16_t port;
	enum link_bind bind;
	struct esme_config esme; /* `bind` and `name` are filled in by link_new's copies */
};

/* The handler is the esme_handler of both sessions; `session` tells which. `clock` gives the current loop turn's moment. */
struct smpp_link *link_new(struct event_base *base, const struct link_config *config, esme_handler *handler, void *context,
	const struct moment *clock);
void link_start(struct smpp_link *link); /* begins connecting */
void link_stop(struct smpp_link *link);  /* unbinds; link_is_down() turns true when done */
bool link_is_down(const struct smpp_link *link);
bool link_is_up(const struct smpp_link *link); /* can send and can receive */
void link_flush(struct smpp_link *link);       /* hands what the sessions have to say to the socket */
void link_free(struct smpp_link *link);

struct esme *link_sender(struct smpp_link *link); /* the session that submit_sm goes out on */
/* For `show links`: state in words ("bound", "connecting", "waiting 3 s"), reconnects, last error (static or owned text, "" when none). */
struct link_view {
	const char *state;
	const char *last_error;
	uint64_t connects;
	uint32_t open_requests;
	struct esme_counters counters; /* both sessions together */
};
struct link_view link_view(const struct smpp_link *link);

#endif
