/* One SMPP session, seen from the ESME, as a state machine without sockets or clocks: bytes and the time come in; bytes and events go out.
 *
 *   CLOSED --connected--> BINDING --bind_resp ok--> BOUND --unbind--> UNBINDING --unbind_resp--> CLOSED
 *      ^                     |  bind_resp refused, timeout   |  enquire_link unanswered, bad length, peer's unbind
 *      +---------------------+-------------------------------+
 *
 * The owner (smpp/link.c with sockets, a test without) calls session_connected() when bytes can flow, session_bytes() with what came,
 * session_tick() when session_deadline() has passed, session_disconnected() when the connection is gone. What is to be sent is in
 * `out`, which the owner empties. Events are told through one callback, at once, in the order of the wire.
 *
 * deliver_sm and data_sm are answered by the session itself with the status that the callback returns, before the callback's own
 * submit_sm: nothing else can come between. enquire_link, unbind and what is malformed never reach the callback.
 * After SESSION_DOWN the owner closes the connection and, unless it is stopping, connects again after back-off (smpp/link.h). */
#ifndef KOPURO_SMPP_SESSION_H
#define KOPURO_SMPP_SESSION_H

#include "base/error.h"
#include "base/moment.h"
#include "smpp/pdu.h"
#include "smpp/window.h"

enum session_state { SESSION_CLOSED, SESSION_BINDING, SESSION_BOUND, SESSION_UNBINDING, SESSION_STATES };
const char *session_state_name(enum session_state state);

enum session_bind { BIND_TRANSCEIVER, BIND_TRANSMITTER, BIND_RECEIVER };

struct session_config { /* borrowed by the session; must outlive it */
	const char *name; /* for the log */
	enum session_bind bind;
	char system_id[16], password[9], system_type[13];
	uint8_t interface_version; /* 0x34 */
	struct smpp_address address_range;
	uint32_t window;        /* unanswered requests, 1..WINDOW_MAX */
	int64_t response_ms;    /* patience for a submit_sm_resp; 10,000 */
	int64_t bind_ms;        /* patience for a bind response; 10,000 */
	int64_t enquire_ms;     /* idle time before enquire_link; 30,000 */
	int64_t enquire_answer_ms; /* patience for its answer; 10,000 */
};

enum session_event_kind {
	SESSION_UP,       /* bound */
	SESSION_DOWN,     /* close the connection; `reason` says why (static text) */
	SESSION_DELIVER,  /* `pdu` is a deliver_sm or data_sm; the callback returns the command_status to answer with */
	SESSION_ALERT,    /* `pdu` is an alert_notification */
	SESSION_RESPONSE, /* `pdu` answers the request with `reference` */
	SESSION_UNANSWERED, /* the request with `reference` got no answer (timeout or lost link): its fate is unknown */
};

struct session_event {
	enum session_event_kind kind;
	const struct smpp_pdu *pdu; /* valid during the callback */
	uint64_t reference;
	uint32_t command;           /* of the request, with RESPONSE and UNANSWERED */
	const char *reason;
};

struct smpp_session;
typedef uint32_t session_handler(void *context, struct smpp_session *session, const struct session_event *event, struct moment now);

struct session_counters { uint64_t received, sent, malformed, unanswered, unexpected; };

/* Bytes to send, grown as needed (the only allocation here). */
struct session_out {
	uint8_t *data;
	size_t len, capacity;
};

struct smpp_session *session_new(const struct session_config *config, session_handler *handler, void *context);
void session_free(struct smpp_session *s); /* tells nothing */

void session_connected(struct smpp_session *s, struct moment now); /* writes the bind */
void session_disconnected(struct smpp_session *s, struct moment now); /* UNANSWERED for each open request; no DOWN */
void session_bytes(struct smpp_session *s, struct bytes bytes, struct moment now);
void session_tick(struct smpp_session *s, struct moment now);
int64_t session_deadline(const struct smpp_session *s); /* mono_ms of the next session_tick; MOMENT_NEVER */
void session_unbind(struct smpp_session *s, struct moment now); /* DOWN follows, with the answer or after response_ms */

/* Sends a request (submit_sm, data_sm, query_sm, cancel_sm, ...): sets its sequence number, takes a slot. `reference` comes back with the
 * response. ERR_FULL: the window is full; ERR_STATE: not bound, or bound as receiver; other errors: see pdu_encode. Nothing sent then. */
enum error session_send(struct smpp_session *s, struct smpp_pdu *request, uint64_t reference, struct moment now);
bool session_can_send(const struct smpp_session *s); /* bound for sending, and a slot is free */

enum session_state session_state(const struct smpp_session *s);
uint32_t session_open_requests(const struct smpp_session *s);
const struct session_counters *session_counters(const struct smpp_session *s);
const char *session_peer(const struct smpp_session *s); /* system_id of the SMSC, "" before bound */
struct session_out *session_out(struct smpp_session *s); /* the owner sends and then sets len to 0 */

#endif
