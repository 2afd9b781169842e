/* A network: one or two SMPP sessions (transceiver, or transmitter with receiver) over TCP on libevent bufferevents, kept up for ever.
 *
 * Each session has a connection of its own:
 *
 *   DOWN --link_start--> CONNECTING --TCP is there--> OPEN (the states of smpp/esme.h) --lost--> WAITING --back-off over--> CONNECTING
 *
 * Back-off: 100 ms, doubling, at most 30 s, jitter +-25 %; from 100 ms again after 60 s bound. link_stop leads back to DOWN from each.
 * A numeric host needs no look-up; a name is asked for by libevent's resolver (IPv4, and IPv6 when that did not connect), never blocking.
 *
 * TCP_NODELAY is set. What a loop turn has to say leaves in one write, in link_flush(); when more comes in one turn than a room of 16 KiB,
 * what it is answered with leaves with each room. So an answer that needs a commit is given to the session only after it. The owner calls
 * link_flush() at the end of each turn in which anything happened; within a handler it does nothing. What ends a session (ESME_DOWN)
 * closes its connection in link_flush() too, after its last words.
 * A connection whose peer does not read is closed when 4 MiB wait to be sent. The owner ignores SIGPIPE.
 * An idle link costs one timer, for the next enquire_link. */
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
	struct esme_config esme; /* `bind` and `name` are filled in by link_new's copies; bind_ms is the patience for the TCP connection, too */
};

/* The handler is the esme_handler of both sessions; its `esme` tells which. `clock` gives the current loop turn's moment; one that is
 * read before the loop waits makes timeouts up to one wait longer, and no more. NULL: no memory. */
struct smpp_link *link_new(struct event_base *base, const struct link_config *config, esme_handler *handler, void *context,
	const struct moment *clock);
void link_start(struct smpp_link *link); /* begins connecting */
void link_stop(struct smpp_link *link);  /* unbinds; link_is_down() turns true when done: turns and link_flush() go on until then */
bool link_is_down(const struct smpp_link *link);
bool link_is_up(const struct smpp_link *link); /* can send and can receive */
void link_flush(struct smpp_link *link);       /* hands what the sessions have to say to the socket */
void link_free(struct smpp_link *link); /* tells nothing; NULL is allowed */

struct esme *link_sender(struct smpp_link *link); /* the session that submit_sm goes out on */
/* For `show links`. Texts are the link's, good until the next turn. */
struct link_view {
	const char *state; /* "bound", "connecting", "waiting 3.2 s", ...: of the session that is least far */
	const char *last_error; /* why a connection was last lost or not made, "" when never */
	uint64_t connects; /* attempts */
	uint32_t open_requests;
	struct esme_counters counters; /* both sessions together */
};
struct link_view link_view(const struct smpp_link *link);

/* How long to wait after the `losses`-th loss in a row (from 0). */
int64_t link_backoff_ms(unsigned losses, uint32_t random);

#endif
