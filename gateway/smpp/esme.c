#include "smpp/esme.h"

#include "base/log.h"
#include "smpp/refusal.h"
#include "smpp/stream.h"
#include "smpp/tlv.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the session itself asks. These have no slot in the window, so that a full window does not keep the link from being tested. */
enum own { OWN_BIND, OWN_ENQUIRE, OWN_UNBIND, OWN_COUNT };

#define REASON_MAX 160

struct own_request {
	uint32_t sequence; /* 0: not asked */
	int64_t deadline_ms;
};

struct esme {
	const struct esme_config *config;
	esme_handler *handler;
	void *context;
	unsigned telling; /* callbacks under way */

	enum esme_state state;
	char peer[16];
	int64_t heard_ms; /* the last PDU from the peer, or the connection itself */
	struct own_request own[OWN_COUNT];
	struct esme_counters counters;
	struct esme_out out;
	char reason[REASON_MAX]; /* of the last DOWN, when it is no static text */

	struct window window;
	struct stream stream;
};

const char *esme_state_name(enum esme_state state)
{
	static const char *const names[ESME_STATES] = {
		[ESME_CLOSED] = "closed",
		[ESME_BINDING] = "binding",
		[ESME_BOUND] = "bound",
		[ESME_UNBINDING] = "unbinding",
	};
	assert(state < ESME_STATES);
	return names[state];
}

static uint32_t bind_command(enum esme_bind bind)
{
	static const uint32_t commands[] = {
		[BIND_TRANSCEIVER] = SMPP_BIND_TRANSCEIVER,
		[BIND_TRANSMITTER] = SMPP_BIND_TRANSMITTER,
		[BIND_RECEIVER] = SMPP_BIND_RECEIVER,
	};
	return commands[bind];
}

struct esme *esme_new(const struct esme_config *config, esme_handler *handler, void *context)
{
	struct esme *s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	s->config = config;
	s->handler = handler;
	s->context = context;
	window_init(&s->window, config->window);
	return s;
}

/* What was said has a person's number beside their words, their PIN or the number of their appeal: memory that is free, or idle, keeps none of it. */
static void out_wipe(struct esme_out *out)
{
	if (out->len > 0)
		explicit_bzero(out->data, out->len);
	out->len = 0;
}

void esme_free(struct esme *s)
{
	if (!s)
		return;
	out_wipe(&s->out);
	free(s->out.data);
	free(s);
}

/* ---- what goes out ---- */

static uint32_t tell(struct esme *s, const struct esme_event *event, struct moment now)
{
	s->telling++;
	uint32_t status = s->handler(s->context, s, event, now);
	s->telling--;
	return status;
}

/* CLOSED from here on: whatever else the peer says on this connection is not heard. */
static void down(struct esme *s, const char *reason, struct moment now)
{
	s->state = ESME_CLOSED;
	tell(s, &(struct esme_event){ .kind = ESME_DOWN, .reason = reason }, now);
}

static void refused(struct esme *s, uint32_t status, struct moment now)
{
	char told[STATUS_TOLD];
	snprintf(s->reason, sizeof s->reason, "the bind was refused with %s; %s", status_told(status, told), refusal_remedy(status));
	s->state = ESME_CLOSED;
	tell(s, &(struct esme_event){ .kind = ESME_DOWN, .reason = s->reason, .status = status }, now);
}

static bool out_reserve(struct esme_out *out, size_t more)
{
	if (out->capacity - out->len >= more)
		return true;
	size_t capacity = out->capacity ? out->capacity : 4096;
	while (capacity - out->len < more)
		capacity *= 2;
	uint8_t *data = malloc(capacity);
	if (!data)
		return false;
	if (out->len > 0)
		memcpy(data, out->data, out->len);
	size_t len = out->len;
	out_wipe(out);
	free(out->data);
	out->data = data;
	out->len = len;
	out->capacity = capacity;
	return true;
}

#define BOUNDED_MAX 1024 /* all the bounded fields of a PDU together are under 600 octets */

static struct writer out_writer(struct esme_out *out)
{
	return writer_over(out->data + out->len, out->capacity - out->len);
}

static void out_add(struct esme *s, const struct writer *w)
{
	s->out.len += writer_len(w);
	s->counters.sent++;
}

static enum error put(struct esme *s, const struct smpp_pdu *pdu)
{
	size_t views = pdu->short_message.len + pdu->destinations.len + pdu->tlvs.len;
	if (!out_reserve(&s->out, views + BOUNDED_MAX))
		return ERR_NOMEM;
	struct writer w = out_writer(&s->out);
	enum error error = pdu_encode(pdu, &w);
	if (!error)
		out_add(s, &w);
	return error;
}

/* The session's own PDUs always fit; without memory for one the session cannot keep its word, and ends. */
static bool put_own(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	enum error error = put(s, pdu);
	assert(error == ERR_NONE || error == ERR_NOMEM);
	if (error)
		down(s, error_name(error), now);
	return !error;
}

static bool answer(struct esme *s, const struct smpp_pdu *request, uint32_t status, struct moment now)
{
	if (!out_reserve(&s->out, BOUNDED_MAX)) {
		down(s, error_name(ERR_NOMEM), now);
		return false;
	}
	struct writer w = out_writer(&s->out);
	enum error error = pdu_encode_response(request, status, &w);
	assert(error == ERR_NONE);
	(void)error;
	out_add(s, &w);
	return true;
}

static void ask(struct esme *s, enum own own, struct smpp_pdu *request, int64_t patience_ms, struct moment now)
{
	request->sequence = window_sequence(&s->window);
	s->own[own] = (struct own_request){ request->sequence, now.mono_ms + patience_ms };
	put_own(s, request, now);
}

bool esme_is_sender(const struct esme *s)
{
	return s->state == ESME_BOUND && s->config->bind != BIND_RECEIVER;
}

bool esme_can_send(const struct esme *s)
{
	return esme_is_sender(s) && !window_full(&s->window);
}

enum error esme_send(struct esme *s, struct smpp_pdu *request, uint64_t reference, struct moment now)
{
	assert(!pdu_is_response(request->command));
	if (!esme_is_sender(s))
		return ERR_STATE;
	if (!window_take(&s->window, request->command, reference, now.mono_ms + s->config->response_ms, &request->sequence))
		return ERR_FULL;
	enum error error = put(s, request);
	if (error)
		window_release(&s->window, request->sequence, &(struct window_slot){ 0 });
	return error;
}

void esme_unbind(struct esme *s, struct moment now)
{
	if (s->state == ESME_BINDING) {
		down(s, "stopped before bound", now);
		return;
	}
	if (s->state != ESME_BOUND)
		return;
	s->state = ESME_UNBINDING;
	ask(s, OWN_UNBIND, &(struct smpp_pdu){ .command = SMPP_UNBIND }, s->config->response_ms, now);
}

/* ---- answers to what we asked ---- */

static void on_bind_answer(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	if (pdu->status != ESME_ROK) {
		refused(s, pdu->status, now);
		return;
	}
	for (size_t i = 0; i < sizeof s->peer; i++) { /* a name that logs and consoles can show */
		char c = pdu->system_id[i];
		s->peer[i] = c == '\0' || (c >= ' ' && c <= '~') ? c : '?';
	}
	s->state = ESME_BOUND;
	tell(s, &(struct esme_event){ .kind = ESME_UP, .pdu = pdu }, now);
}

static void on_enquire_answer(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	(void)s, (void)pdu, (void)now; /* any answer, also a generic_nack, proves that somebody is there */
}

static void on_unbind_answer(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	(void)pdu;
	down(s, "unbound", now);
}

static const struct own_row {
	uint32_t command; /* 0: by configuration */
	const char *unanswered;
	void (*proceed)(struct esme *s, const struct smpp_pdu *answer, struct moment now);
} own_rows[OWN_COUNT] = {
	[OWN_BIND] = { 0, "bind unanswered", on_bind_answer },
	[OWN_ENQUIRE] = { SMPP_ENQUIRE_LINK, "enquire_link unanswered", on_enquire_answer },
	[OWN_UNBIND] = { SMPP_UNBIND, "unbind unanswered", on_unbind_answer },
};

static bool answers(const struct smpp_pdu *pdu, uint32_t command)
{
	return pdu->command == (command | SMPP_RESPONSE) || pdu->command == SMPP_GENERIC_NACK;
}

/* Only of an answer that somebody waits for. */
static void tell_congestion(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	uint32_t congestion;
	if (tlv_find_integer(pdu->tlvs, TLV_CONGESTION_STATE, &congestion))
		tell(s, &(struct esme_event){ .kind = ESME_CONGESTION, .pdu = pdu, .congestion = congestion }, now);
}

static void on_response(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	for (enum own own = 0; own < OWN_COUNT; own++) {
		const struct own_row *row = &own_rows[own];
		uint32_t command = row->command ? row->command : bind_command(s->config->bind);
		if (pdu->sequence == 0 || s->own[own].sequence != pdu->sequence || !answers(pdu, command))
			continue;
		s->own[own].sequence = 0;
		tell_congestion(s, pdu, now);
		row->proceed(s, pdu, now);
		return;
	}
	const struct window_slot *open = window_find(&s->window, pdu->sequence);
	if (!open || !answers(pdu, open->command)) {
		s->counters.unexpected++;
		log_say(LOG_SMPP, LOG_LEVEL_DEBUG, "%s: nobody waits for %s, sequence %u", s->config->name, pdu_name(pdu->command),
			(unsigned)pdu->sequence);
		return;
	}
	struct window_slot slot;
	window_release(&s->window, pdu->sequence, &slot);
	tell_congestion(s, pdu, now);
	tell(s, &(struct esme_event){ .kind = ESME_RESPONSE, .pdu = pdu, .reference = slot.reference, .command = slot.command }, now);
}

/* ---- what the peer asks ---- */

/* The answer is written before the callback, which may send, and its status after: so it stands first on the wire. One that is to be given
 * later is taken out again. */
static void on_message(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	size_t at = s->out.len;
	if (!answer(s, pdu, ESME_ROK, now))
		return;
	size_t len = s->out.len - at;
	uint32_t status = tell(s, &(struct esme_event){ .kind = ESME_DELIVER, .pdu = pdu, .command = pdu->command }, now);
	assert(s->out.len >= at + len);
	if (status == ESME_ANSWER_LATER) {
		memmove(s->out.data + at, s->out.data + at + len, s->out.len - at - len);
		s->out.len -= len;
		s->counters.sent--;
		return;
	}
	struct writer w = writer_over(s->out.data + at + 8, 4);
	writer_u32(&w, status);
}

void esme_answer(struct esme *s, uint32_t command, uint32_t sequence, uint32_t status, struct moment now)
{
	assert(status != ESME_ANSWER_LATER);
	if (s->state == ESME_BOUND || s->state == ESME_UNBINDING)
		answer(s, &(struct smpp_pdu){ .command = command, .sequence = sequence }, status, now);
}

static void on_alert(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	tell(s, &(struct esme_event){ .kind = ESME_ALERT, .pdu = pdu, .command = pdu->command }, now);
}

static void on_enquire(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	answer(s, pdu, ESME_ROK, now);
}

static void on_unbind(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	answer(s, pdu, ESME_ROK, now);
	if (s->state != ESME_CLOSED)
		down(s, "unbound by the peer", now);
}

/* "Please bind": we did, as soon as the connection stood. It has no answer. */
static void on_outbind(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	(void)pdu, (void)now;
	log_say(LOG_SMPP, LOG_LEVEL_INFO, "%s: outbind ignored, the session is %s", s->config->name, esme_state_name(s->state));
}

enum { IN_BOUND = 1 << ESME_BOUND, IN_ANY = (1 << ESME_STATES) - 1 };
enum { AS_TRANSMITTER = 1 << BIND_TRANSMITTER, AS_RECEIVER = 1 << BIND_TRANSCEIVER | 1 << BIND_RECEIVER, AS_ANY = AS_TRANSMITTER | AS_RECEIVER };

static const struct request_row {
	uint32_t command;
	unsigned states, binds;
	void (*proceed)(struct esme *s, const struct smpp_pdu *request, struct moment now);
} request_rows[] = {
	{ SMPP_DELIVER_SM, IN_BOUND, AS_RECEIVER, on_message },
	{ SMPP_DATA_SM, IN_BOUND, AS_RECEIVER, on_message },
	{ SMPP_ENQUIRE_LINK, IN_ANY, AS_ANY, on_enquire },
	{ SMPP_UNBIND, IN_ANY, AS_ANY, on_unbind },
	{ SMPP_ALERT_NOTIFICATION, IN_BOUND, AS_RECEIVER, on_alert },
	{ SMPP_OUTBIND, IN_ANY, AS_ANY, on_outbind },
};

static void on_request(struct esme *s, const struct smpp_pdu *pdu, struct moment now)
{
	for (size_t i = 0; i < sizeof request_rows / sizeof *request_rows; i++) {
		const struct request_row *row = &request_rows[i];
		if (row->command != pdu->command)
			continue;
		if (!(row->states >> s->state & 1) || !(row->binds >> s->config->bind & 1))
			break;
		row->proceed(s, pdu, now);
		return;
	}
	/* Out of place, or for an SMSC to answer. While unbinding the peer could not know it yet. */
	if (pdu_is_known(pdu->command | SMPP_RESPONSE))
		answer(s, pdu, s->state == ESME_UNBINDING ? ESME_RX_T_APPN : ESME_RINVBNDSTS, now);
}

/* An answer is never answered, lest two peers nack each other for ever. But its header can be trusted, and with it the fate of
 * our request, though not the message id. */
static void on_malformed(struct esme *s, const struct smpp_pdu *pdu, uint32_t status, struct moment now)
{
	char told[STATUS_TOLD];
	s->counters.malformed++;
	log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: malformed PDU: %s (0x%08x), %u octets, sequence %u: %s", s->config->name, pdu_name(pdu->command),
		(unsigned)pdu->command, (unsigned)pdu->length, (unsigned)pdu->sequence, status_told(status, told));
	if (pdu_is_response(pdu->command)) {
		struct smpp_pdu header = {
			.length = pdu->length, .command = pdu->command, .status = pdu->status, .sequence = pdu->sequence };
		if (pdu_is_known(pdu->command))
			on_response(s, &header, now);
		return;
	}
	answer(s, pdu, status, now);
}

/* ---- the stream ---- */

/* Counted each time, told once: a peer that does so does it always. */
static void on_spare(struct esme *s, const struct smpp_pdu *pdu)
{
	if (s->counters.spare++ == 0)
		log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: the network sends octets behind the end of its PDUs, here %u of a %s; they are left out, "
			"and what is before them is taken", s->config->name, (unsigned)pdu->spare, pdu_name(pdu->command));
}

static void on_pdu(struct esme *s, struct bytes wire, struct moment now)
{
	struct smpp_pdu pdu;
	uint32_t status = ESME_ROK;
	s->counters.received++;
	s->heard_ms = now.mono_ms;
	enum error error = pdu_decode(wire, &pdu, &status);
	if (!error && pdu.spare > 0)
		on_spare(s, &pdu);
	if (error)
		on_malformed(s, &pdu, status, now);
	else if (pdu_is_response(pdu.command))
		on_response(s, &pdu, now);
	else
		on_request(s, &pdu, now);
}

/* From here on nobody knows where the next PDU begins. Sequence 0: it cannot be decoded (3.4, 4.3.1). */
static void on_bad_length(struct esme *s, struct bytes at, struct moment now)
{
	char octets[BYTES_HEAD];
	bytes_head(stream_partial(&s->stream).len > 0 ? stream_partial(&s->stream) : at, octets);
	s->counters.malformed++;
	log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "%s: no PDU: its length cannot be trusted (%s); closing. Is this an SMPP port, and without TLS?",
		s->config->name, octets);
	put_own(s, &(struct smpp_pdu){ .command = SMPP_GENERIC_NACK, .status = ESME_RINVCMDLEN }, now);
	if (s->state != ESME_CLOSED)
		down(s, "bad PDU length", now);
}

void esme_bytes(struct esme *s, struct bytes bytes, struct moment now)
{
	assert(s->telling == 0);
	struct bytes wire;
	enum error error = ERR_NONE;
	while (s->state != ESME_CLOSED && !(error = stream_next(&s->stream, &bytes, &wire)))
		on_pdu(s, wire, now);
	if (s->state != ESME_CLOSED && error == ERR_BAD)
		on_bad_length(s, bytes, now);
}

/* ---- the connection and the time ---- */

void esme_connected(struct esme *s, struct moment now)
{
	const struct esme_config *config = s->config;
	assert(s->telling == 0 && s->state == ESME_CLOSED && s->window.used == 0);
	struct smpp_pdu bind = {
		.command = bind_command(config->bind),
		.interface_version = config->interface_version,
		.address_range = config->address_range,
	};
	memcpy(bind.system_id, config->system_id, sizeof bind.system_id);
	memcpy(bind.password, config->password, sizeof bind.password);
	memcpy(bind.system_type, config->system_type, sizeof bind.system_type);

	window_init(&s->window, config->window); /* sequence numbers begin anew with each session */
	memset(s->own, 0, sizeof s->own);
	s->peer[0] = '\0';
	stream_init(&s->stream);
	out_wipe(&s->out);
	s->heard_ms = now.mono_ms;
	s->state = ESME_BINDING;
	ask(s, OWN_BIND, &bind, config->bind_ms, now);
}

static void tell_unanswered(struct esme *s, const struct window_slot *slot, const char *reason, struct moment now)
{
	s->counters.unanswered++;
	tell(s, &(struct esme_event){
		.kind = ESME_UNANSWERED, .reference = slot->reference, .command = slot->command, .reason = reason }, now);
}

void esme_disconnected(struct esme *s, struct moment now)
{
	assert(s->telling == 0);
	struct window_slot slot;
	s->state = ESME_CLOSED;
	out_wipe(&s->out);
	while (window_drain(&s->window, &slot))
		tell_unanswered(s, &slot, "connection lost", now);
}

void esme_tick(struct esme *s, struct moment now)
{
	assert(s->telling == 0);
	struct window_slot slot;
	while (s->state != ESME_CLOSED && window_expire(&s->window, now.mono_ms, &slot))
		tell_unanswered(s, &slot, "no answer in time", now);
	for (enum own own = 0; own < OWN_COUNT && s->state != ESME_CLOSED; own++)
		if (s->own[own].sequence != 0 && s->own[own].deadline_ms <= now.mono_ms)
			down(s, own_rows[own].unanswered, now);
	if (s->state == ESME_BOUND && s->own[OWN_ENQUIRE].sequence == 0 && s->heard_ms + s->config->enquire_ms <= now.mono_ms)
		ask(s, OWN_ENQUIRE, &(struct smpp_pdu){ .command = SMPP_ENQUIRE_LINK }, s->config->enquire_answer_ms, now);
}

int64_t esme_deadline(const struct esme *s)
{
	if (s->state == ESME_CLOSED)
		return MOMENT_NEVER;
	int64_t deadline = window_deadline(&s->window);
	for (enum own own = 0; own < OWN_COUNT; own++)
		if (s->own[own].sequence != 0 && s->own[own].deadline_ms < deadline)
			deadline = s->own[own].deadline_ms;
	if (s->state == ESME_BOUND && s->own[OWN_ENQUIRE].sequence == 0 && s->heard_ms + s->config->enquire_ms < deadline)
		deadline = s->heard_ms + s->config->enquire_ms;
	return deadline;
}

/* ---- questions ---- */

enum esme_state esme_state(const struct esme *s)
{
	return s->state;
}

unsigned esme_number(const struct esme *s)
{
	return s->config->number;
}

uint32_t esme_open_requests(const struct esme *s)
{
	return s->window.used;
}

uint32_t esme_window(const struct esme *s)
{
	return s->window.size;
}

const struct esme_counters *esme_counters(const struct esme *s)
{
	return &s->counters;
}

const char *esme_peer(const struct esme *s)
{
	return s->peer;
}

const struct esme_out *esme_out(const struct esme *s)
{
	return &s->out;
}

void esme_sent(struct esme *s)
{
	out_wipe(&s->out);
}
