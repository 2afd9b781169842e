/* A network: one or more SMPP sessions over TCP on libevent bufferevents, each kept up for ever (smpp/connection.h): transceivers, or pairs of a
 * transmitter and a receiver, or one direction alone. A bind has a number, from 0; a pair has one together. What is to be sent goes out on any bind
 * that can send; whoever asks for one by its number, since a dialog came in on it, gets that one as long as it has room.
 *
 * With `outbind` nothing connects: a session waits for the network to come (smpp/outbind.h), and binds on that connection.
 *
 * TCP_NODELAY is set. What a loop turn has to say leaves in one write, in link_flush(); when more comes in one turn than a room of 16 KiB,
 * what it is answered with leaves with each room. So an answer that needs a commit is given to the session only after it. The owner calls
 * link_flush() at the end of each turn in which anything happened; within a handler it does nothing. What ends a session (ESME_DOWN)
 * closes its connection in link_flush() too, after its last words.
 * With TLS nothing is said before the network's certificate is verified. Its files are read by link_new(); when one is wrong each attempt says so.
 * A connection whose peer does not read is closed when 4 MiB wait to be sent. The owner ignores SIGPIPE.
 * An idle session costs one timer, for the next enquire_link. */
#ifndef KOPURO_SMPP_LINK_H
#define KOPURO_SMPP_LINK_H

#include "smpp/esme.h"

struct event_base;
struct smpp_link;

enum link_bind { LINK_TRANSCEIVER, LINK_TRANSMITTER_RECEIVER, LINK_RECEIVER, LINK_TRANSMITTER, LINK_BINDS };
#define LINK_ERROR_MAX 256 /* octets of what is told of a link's last error */
#define LINK_HOSTS 8
#define LINK_BINDS_MAX 8

struct link_config { /* borrowed */
	char name[32];
	char hosts[LINK_HOSTS][256]; /* addresses or names, tried in this order */
	size_t host_count;  /* 1 or more */
	uint16_t port;
	char source[46];    /* the address of ours that connections leave by; "": the system's choice */
	bool tls;
	char tls_ca[256], tls_certificate[256], tls_key[256]; /* files, as tls_client_new() has them */
	char tls_name[256]; /* that the certificate must be for; "": the host */
	enum link_bind bind;
	uint16_t outbind;   /* port of ours: the network connects, and says outbind; 0: we connect. Not with `tls` */
	unsigned binds;     /* 1..LINK_BINDS_MAX; of pairs, so many pairs */
	struct esme_config esme; /* `bind`, `number` and `name` are filled in by link_new's copies; bind_ms is the patience for a look-up and for a TCP connection, too */
};

/* The handler is the esme_handler of all sessions; its `esme` tells which. `clock` gives the current loop turn's moment; one that is
 * read before the loop waits makes timeouts up to one wait longer, and no more. NULL: no memory. */
struct smpp_link *link_new(struct event_base *base, const struct link_config *config, esme_handler *handler, void *context,
	const struct moment *clock);
void link_start(struct smpp_link *link); /* begins connecting */
void link_stop(struct smpp_link *link);  /* unbinds; link_is_down() turns true when done: turns and link_flush() go on until then */
bool link_is_down(const struct smpp_link *link);
bool link_is_up(const struct smpp_link *link); /* a session is bound for each direction that its bind has */
void link_flush(struct smpp_link *link);       /* hands what the sessions have to say to the socket */
void link_free(struct smpp_link *link); /* tells nothing; NULL is allowed */

/* The session that a submit_sm goes out on: that of bind `number` when it has room, else of those with room, or with none, the one with the fewest open
 * requests. NULL: none is bound for sending. ESME_ANY: of no bind in particular. */
struct esme *link_sender(struct smpp_link *link, unsigned number);

/* For `show links`. Texts are the link's, good until the next turn. */
struct link_session {
	const char *name;  /* "sim", "sim/2/tx" */
	const char *state; /* "bound", "connecting", "waiting 3.2 s", ... */
	const char *last_error; /* why its connection was last lost or not made, "" when never */
	uint32_t open_requests;
};
struct link_view {
	const char *state; /* of the session that is least far */
	const char *last_error;
	uint64_t connects; /* attempts */
	size_t sessions, bound;
	uint32_t open_requests;
	struct esme_counters counters; /* all sessions together */
};
struct link_view link_view(const struct smpp_link *link);
struct link_session link_session(const struct smpp_link *link, size_t index); /* below link_view().sessions */

#endif
