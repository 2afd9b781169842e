/* One SMPP session, seen from the ESME, as a state machine without sockets or clocks: bytes and the time come in; bytes and events go out.
 *
 *   CLOSED --connected--> BINDING --bind_resp ok--> BOUND --unbind--> UNBINDING --unbind_resp--> CLOSED
 *      ^                     |  bind_resp refused, timeout   |  enquire_link unanswered, bad length, peer's unbind
 *      +---------------------+-------------------------------+
 *
 * The owner (smpp/link.c with sockets, a test without) calls esme_connected() when bytes can flow, esme_bytes() with what came,
 * esme_tick() when esme_deadline() has passed, esme_disconnected() when the connection is gone. What is to be sent is in
 * `out`, which the owner empties. Events are told through one callback, at once, in the order of the wire.
 *
 * deliver_sm and data_sm are answered by the session itself with the status that the callback returns, before the callback's own
 * submit_sm: nothing else can come between. enquire_link, unbind and what is malformed never reach the callback.
 * Inside the callback only esme_send(), esme_answer(), esme_unbind() and the questions at the end of this header may be called, and `out` is not emptied.
 * A clean deliver_sm that comes while unbinding gets ESME_RX_T_APPN: the network keeps the message for the next session.
 *
 * After ESME_DOWN the owner closes the connection and, unless it is stopping, connects again after back-off (smpp/link.h). */
#ifndef KOPURO_SMPP_ESME_H
#define KOPURO_SMPP_ESME_H

#include "base/error.h"
#include "base/moment.h"
#include "smpp/pdu.h"
#include "smpp/window.h"

enum esme_state { ESME_CLOSED, ESME_BINDING, ESME_BOUND, ESME_UNBINDING, ESME_STATES };
const char *esme_state_name(enum esme_state state);

enum esme_bind { BIND_TRANSCEIVER, BIND_TRANSMITTER, BIND_RECEIVER };

#define ESME_ANY UINT32_MAX /* of a number that is asked for: none in particular */

struct esme_config { /* borrowed by the session; must outlive it */
	const char *name; /* for the log */
	unsigned number;  /* of its bind among those of its link, from 0 */
	enum esme_bind bind;
	char system_id[16], password[9], system_type[13];
	uint8_t interface_version; /* 0x34, 0x50 */
	struct smpp_address address_range;
	uint32_t window;        /* unanswered requests, 1..WINDOW_MAX */
	int64_t response_ms;    /* patience for a submit_sm_resp; 10,000 */
	int64_t bind_ms;        /* patience for a bind response; 10,000 */
	int64_t enquire_ms;     /* idle time before enquire_link; 30,000 */
	int64_t enquire_answer_ms; /* patience for its answer; 10,000 */
};

enum esme_event_kind {
	ESME_UP,       /* bound */
	ESME_DOWN,     /* send `out`, close the connection; `reason` says why (valid as long as the session); `status` is not ESME_ROK when the bind was refused */
	ESME_DELIVER,  /* `pdu` is a deliver_sm or data_sm; the callback returns the command_status to answer with, or ESME_ANSWER_LATER */
	ESME_CONGESTION, /* `pdu` is an answer, of whatever kind, that has a congestion_state (5.0, 4.8.4.18): `congestion`; told before what it answers */
	ESME_ALERT,    /* `pdu` is an alert_notification */
	ESME_RESPONSE, /* `pdu` answers the request with `reference`, maybe with generic_nack; of a malformed answer only the header is told */
	ESME_UNANSWERED, /* the request with `reference` got no answer (timeout or lost link): its fate is unknown. A later answer is `unexpected` */
};

struct esme_event {
	enum esme_event_kind kind;
	const struct smpp_pdu *pdu; /* valid during the callback */
	uint64_t reference;
	uint32_t command;           /* of the request, with RESPONSE and UNANSWERED */
	const char *reason;
	uint32_t status;            /* with DOWN */
	uint32_t congestion;        /* 0..99 the load in percent as the SMSC sees it, 100 and more: it wants nothing now */
};

/* Instead of a status: nothing is answered now, and esme_answer() will be called. For what is only safe after a commit. */
#define ESME_ANSWER_LATER UINT32_MAX

struct esme;
typedef uint32_t esme_handler(void *context, struct esme *esme, const struct esme_event *event, struct moment now);

/* Of PDUs, since esme_new(). malformed: also unknown commands and bad lengths. unexpected: answers nobody waits for (late, doubled, invented).
 * spare: those that had octets at their end which are no part of them. */
struct esme_counters { uint64_t received, sent, malformed, unanswered, unexpected, spare; };

/* Bytes to send, grown as needed (the only allocation here). */
struct esme_out {
	uint8_t *data;
	size_t len, capacity;
};

struct esme *esme_new(const struct esme_config *config, esme_handler *handler, void *context); /* NULL: no memory */
void esme_free(struct esme *s); /* tells nothing */

void esme_connected(struct esme *s, struct moment now); /* writes the bind */
void esme_disconnected(struct esme *s, struct moment now); /* UNANSWERED for each open request; no DOWN */
void esme_bytes(struct esme *s, struct bytes bytes, struct moment now);
void esme_tick(struct esme *s, struct moment now);
int64_t esme_deadline(const struct esme *s); /* mono_ms of the next esme_tick; MOMENT_NEVER */
/* DOWN follows, with the answer or after response_ms; at once when not bound yet; not at all when closed. */
void esme_unbind(struct esme *s, struct moment now);

/* Sends a request (submit_sm, data_sm, query_sm, cancel_sm, ...): sets its sequence number, takes a slot. `reference` comes back with the
 * response. ERR_FULL: the window is full; ERR_STATE: not bound, or bound as receiver; other errors: see pdu_encode. Nothing sent then. */
enum error esme_send(struct esme *s, struct smpp_pdu *request, uint64_t reference, struct moment now);
/* The answer to a deliver_sm or data_sm (command and sequence are its own) for which the callback said ESME_ANSWER_LATER. Nothing is sent when
 * the session has ended meanwhile: the network then delivers the message again. */
void esme_answer(struct esme *s, uint32_t command, uint32_t sequence, uint32_t status, struct moment now);
bool esme_is_sender(const struct esme *s); /* bound for sending */
unsigned esme_number(const struct esme *s); /* of the configuration */
bool esme_can_send(const struct esme *s); /* bound for sending, and a slot is free */

enum esme_state esme_state(const struct esme *s);
uint32_t esme_open_requests(const struct esme *s);
uint32_t esme_window(const struct esme *s); /* how many may be open: 1..WINDOW_MAX */
const struct esme_counters *esme_counters(const struct esme *s);
const char *esme_peer(const struct esme *s); /* system_id of the SMSC, printable; "" before bound */
const struct esme_out *esme_out(const struct esme *s);
void esme_sent(struct esme *s); /* the owner has sent all of it: it is wiped */

#endif
