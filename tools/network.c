#include "network.h"

#include "handset_inbox.h"
#include "handset_text.h"
#include "network_identity.h"
#include "smpp/stream.h"
#include "smpp/tlv.h"
#include "text/charset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELD 256

struct handset {
	struct handset *next;
	char phone[22];
	bool open;
	bool pushed; /* the call that is open, or was last, was begun by the gateway */
	bool away;
	char code[24];
	struct network_identity id, before; /* of the call that is open, or was last; of the one before */
	uint32_t asked; /* sequence number of the deliver_sm that has no screen yet; 0: none */
	size_t unanswered;
	struct handset_inbox inbox;
	uint16_t texts; /* how many it has sent: the next one's reference */
};

struct kept { /* an SMS that the gateway has not taken yet */
	uint32_t sequence;
	struct handset *handset;
	bool refused;
	uint8_t wire[1024];
	size_t len;
};

struct network {
	const struct ussd_profile *profile;
	const struct network_events *events;
	void *context;
	bool bound;
	struct stream stream;
	uint32_t sequence, message_id;
	uint32_t sessions;
	struct handset *handsets;
	bool holding;
	struct { uint32_t command, sequence, id; } held[HELD]; /* submit_sm that wait for their response */
	size_t held_count;
	const struct receipt_habit *receipts; /* NULL: none */
	bool owing;                           /* receipts are kept back */
	struct { char phone[22]; uint32_t id; } owed[HELD];
	size_t owed_count;
	struct kept kept[HELD];
	size_t kept_count;
	struct network_faults faults;
};

struct network *network_new(const struct ussd_profile *profile, const struct network_events *events, void *context)
{
	struct network *n = calloc(1, sizeof *n);
	if (!n)
		return NULL;
	n->profile = profile;
	n->events = events;
	n->context = context;
	stream_init(&n->stream);
	faults_init(&n->faults);
	return n;
}

void network_free(struct network *n)
{
	if (!n)
		return;
	for (struct handset *h = n->handsets, *next; h; h = next) {
		next = h->next;
		free(h);
	}
	faults_fini(&n->faults);
	free(n);
}

static struct handset *handset_of(struct network *n, const char *phone)
{
	phone += *phone == '+';
	for (struct handset *h = n->handsets; h; h = h->next)
		if (strcmp(h->phone, phone) == 0)
			return h;
	struct handset *h = calloc(1, sizeof *h);
	if (!h)
		abort();
	snprintf(h->phone, sizeof h->phone, "%s", phone);
	h->next = n->handsets;
	n->handsets = h;
	return h;
}

static void send_pdu(struct network *n, const struct smpp_pdu *pdu)
{
	uint8_t room[2048];
	struct writer w = writer_over(room, sizeof room);
	if (pdu_encode(pdu, &w) == ERR_NONE)
		faults_say(&n->faults, writer_bytes(&w));
}

static uint32_t next_sequence(struct network *n)
{
	if (n->sequence == 0 || !faults_repeat_sequence(&n->faults))
		n->sequence = n->sequence % 0x7fffffff + 1;
	return n->sequence;
}

/* ---- from the handset ---- */

/* The data_coding by which this network's gateways are told of an alphabet: the usual one, or the first that its profile has. */
static uint8_t coding_for(const struct network *n, enum charset charset, uint8_t usual)
{
	unsigned coding = usual;
	for (unsigned i = 0; i < 256 && n->profile->charsets[coding] != charset; i++)
		coding = i;
	return (uint8_t)coding;
}

static void put_text(struct smpp_pdu *pdu, struct bytes text, struct writer *tlvs)
{
	if (pdu->command == SMPP_DATA_SM)
		tlv_put(tlvs, TLV_MESSAGE_PAYLOAD, text);
	else
		pdu->short_message = text;
}

static void deliver(struct network *n, struct handset *h, int16_t op, bool end, const char *text)
{
	uint8_t encoded[256], tlvs[512];
	size_t len = 0;
	bool data_sm = n->profile->carrier == SMPP_DATA_SM, begins = op == n->profile->begins;
	struct smpp_pdu pdu = {.command = data_sm ? SMPP_DATA_SM : SMPP_DELIVER_SM, .sequence = next_sequence(n)};
	struct writer w = writer_over(tlvs, sizeof tlvs);
	pdu.source = (struct smpp_address){.ton = 1, .npi = 1};
	snprintf(pdu.source.digits, sizeof pdu.source.digits, "%s", h->phone);
	if (n->profile->code != USSD_CODE_TEXT)
		snprintf(pdu.destination.digits, sizeof pdu.destination.digits, "%.20s", h->code);
	if (begins && n->profile->code == USSD_CODE_DESTINATION)
		text = "";
	pdu.data_coding = coding_for(n, CHARSET_GSM7, 0);
	if (charset_encode(CHARSET_GSM7, text, strlen(text), encoded, sizeof encoded, &len) != ERR_NONE) {
		charset_encode(CHARSET_UCS2, text, strlen(text), encoded, sizeof encoded, &len);
		pdu.data_coding = coding_for(n, CHARSET_UCS2, n->profile->data_coding_ucs2);
	}
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, (uint32_t)op);
	network_identity_put(n->profile, &h->id, ++n->sessions, end, &pdu, &w);
	put_text(&pdu, (struct bytes){encoded, len}, &w);
	pdu.tlvs = writer_bytes(&w);
	h->asked = pdu.sequence;
	h->unanswered++;
	send_pdu(n, &pdu);
}

void network_dial(struct network *n, const char *phone, const char *code)
{
	struct handset *h = handset_of(n, phone);
	h->open = true;
	h->pushed = false;
	h->before = h->id;
	network_identity_begin(n->profile, &h->id, ++n->sessions);
	h->unanswered = 0;
	snprintf(h->code, sizeof h->code, "%s", code);
	deliver(n, h, n->profile->begins, false, code);
}

bool network_type(struct network *n, const char *phone, const char *text)
{
	struct handset *h = handset_of(n, phone);
	if (!h->open || !handset_fits_ussd(text))
		return false;
	deliver(n, h, n->profile->answers, false, text);
	return true;
}

static void deliver_text(struct network *n, struct handset *h, struct smpp_pdu *pdu)
{
	pdu->sequence = next_sequence(n);
	send_pdu(n, pdu);
	if (n->kept_count == HELD)
		return;
	struct kept *k = &n->kept[n->kept_count++];
	*k = (struct kept){.sequence = pdu->sequence, .handset = h};
	struct writer w = writer_over(k->wire, sizeof k->wire);
	pdu_encode(pdu, &w);
	k->len = writer_len(&w);
}

void network_text(struct network *n, const char *phone, const char *number, const char *text, const struct network_way *way)
{
	struct handset *h = handset_of(n, phone);
	size_t parts = handset_text_parts(text, way->cut), count = way->count ? way->count : parts;
	h->texts++;
	for (size_t i = 0; i < count; i++) {
		struct smpp_pdu pdu;
		uint8_t room[HANDSET_TEXT_ROOM];
		size_t part = way->count ? way->order[i] : i + 1;
		if (part == 0 || part > parts || !handset_text_part(text, way->cut, h->texts, part, &pdu, room))
			continue;
		snprintf(pdu.source.digits, sizeof pdu.source.digits, "%s", h->phone);
		snprintf(pdu.destination.digits, sizeof pdu.destination.digits, "%s", number);
		deliver_text(n, h, &pdu);
	}
}

void network_text_again(struct network *n)
{
	for (size_t i = 0; i < n->kept_count; i++) {
		struct kept *k = &n->kept[i];
		struct smpp_pdu pdu;
		uint32_t status;
		if (!k->refused || pdu_decode((struct bytes){k->wire, k->len}, &pdu, &status) != ERR_NONE)
			continue;
		pdu.sequence = k->sequence = next_sequence(n);
		k->refused = false;
		send_pdu(n, &pdu);
	}
}

static void deliver_abort(struct network *n, struct handset *h)
{
	if (n->profile->aborts != USSD_NO_OP)
		deliver(n, h, n->profile->aborts, n->profile->session.end_theirs, "");
	else if (n->profile->session.end_theirs)
		deliver(n, h, n->profile->answers, true, "");
	h->unanswered = 0;
}

void network_away(struct network *n, const char *phone, bool away)
{
	handset_of(n, phone)->away = away;
}

void network_hang_up(struct network *n, const char *phone)
{
	struct handset *h = handset_of(n, phone);
	if (!h->open)
		return;
	h->open = false;
	deliver_abort(n, h);
}

void network_abort_before(struct network *n, const char *phone)
{
	struct handset *h = handset_of(n, phone);
	struct network_identity id = h->id;
	h->id = h->before;
	deliver_abort(n, h);
	h->id = id;
}

bool network_in_dialog(struct network *n, const char *phone)
{
	return handset_of(n, phone)->open;
}

size_t network_unanswered(struct network *n, const char *phone)
{
	return handset_of(n, phone)->unanswered;
}

/* ---- from the gateway ---- */

static enum charset charset_of(const struct network *n, uint8_t data_coding)
{
	if (data_coding == n->profile->data_coding_ucs2)
		return CHARSET_UCS2;
	return data_coding == n->profile->data_coding_gsm7 ? CHARSET_GSM7 : charset_of_data_coding(data_coding);
}

/* What this network would not take of a screen; NULL: it takes it. */
static const char *wrong_with(const struct network *n, const struct handset *h, uint32_t op, const struct smpp_pdu *pdu)
{
	const struct ussd_profile *p = n->profile;
	bool last = op == (uint32_t)(h->pushed ? p->closes : p->ends);
	if (pdu->command != p->carrier)
		return "carrier";
	if (!last && op != (uint32_t)p->asks && (p->our_abort == USSD_NO_OP || op != (uint32_t)p->our_abort))
		return "ussd_service_op";
	if (pdu->data_coding != p->data_coding_ucs2 && pdu->data_coding != p->data_coding_gsm7)
		return "data_coding";
	return network_identity_wrong(p, &h->id, pdu, last || op == (uint32_t)p->our_abort);
}

/* The notice was seen: nothing more is expected. */
static void confirm(struct network *n, struct handset *h)
{
	deliver(n, h, n->profile->noticed, true, "");
	h->asked = 0;
	h->unanswered = 0;
}

static void take(struct network *n, const struct smpp_pdu *pdu, uint32_t id);
static void respond(struct network *n, uint32_t command, uint32_t sequence, uint32_t id, uint32_t status);

static void on_screen(struct network *n, struct handset *h, uint32_t op, const struct smpp_pdu *pdu)
{
	char text[NETWORK_TEXT];
	size_t len = 0;
	charset_decode(charset_of(n, pdu->data_coding), pdu_text(pdu), text, sizeof text, &len);
	bool last = op == (uint32_t)(h->pushed ? n->profile->closes : n->profile->ends), given_up = !last && op != (uint32_t)n->profile->asks;
	h->unanswered = 0;
	h->open = h->open && !last && !given_up;
	if (!given_up)
		n->events->screen(n->context, h->phone, text, pdu_text(pdu).len, last);
	if (last && h->pushed)
		confirm(n, h);
}

/* What the gateway begins: a notice, which the handset confirms, or a question, which opens a call. */
static void on_begun(struct network *n, struct handset *h, uint32_t op, const struct smpp_pdu *pdu, uint32_t id)
{
	bool asks = op == (uint32_t)n->profile->question;
	if (h->away || pdu->command != n->profile->carrier || !network_identity_adopt(n->profile, &h->id, pdu)) {
		respond(n, pdu->command, pdu->sequence, id, h->away ? ESME_RX_T_APPN : ESME_RINVOPTPARAMVAL);
		return;
	}
	take(n, pdu, id);
	h->pushed = true;
	h->open = asks;
	char text[NETWORK_TEXT];
	size_t len = 0;
	charset_decode(charset_of(n, pdu->data_coding), pdu_text(pdu), text, sizeof text, &len);
	n->events->screen(n->context, h->phone, text, pdu_text(pdu).len, !asks);
	if (!asks)
		confirm(n, h);
}

static void on_sms(struct network *n, struct handset *h, const struct smpp_pdu *pdu)
{
	char whole[NETWORK_TEXT];
	if (inbox_take(&h->inbox, pdu, whole, sizeof whole))
		n->events->sms(n->context, h->phone, whole);
}

static void respond(struct network *n, uint32_t command, uint32_t sequence, uint32_t id, uint32_t status)
{
	struct smpp_pdu answer = {.command = command | SMPP_RESPONSE, .sequence = sequence, .status = status};
	if (status == ESME_ROK)
		snprintf(answer.message_id, sizeof answer.message_id, "%08x", id);
	send_pdu(n, &answer);
}

void network_hold(struct network *n)
{
	n->holding = true;
}

void network_release(struct network *n, uint32_t status)
{
	for (size_t i = 0; i < n->held_count; i++)
		respond(n, n->held[i].command, n->held[i].sequence, n->held[i].id, status);
	n->held_count = 0;
	n->holding = false;
}

void network_throttle(struct network *n, bool on)
{
	if (on)
		faults_set(&n->faults, FAULT_THROTTLE, FAULT_FOR_EVER);
	else
		faults_clear(&n->faults, FAULT_THROTTLE);
}

void network_receipts(struct network *n, const struct receipt_habit *habit)
{
	n->receipts = habit;
}

static void give_receipts(struct network *n, const char *phone, uint32_t id)
{
	uint8_t room[RECEIPT_ROOM];
	if (n->owing && n->owed_count < HELD) {
		n->owed[n->owed_count].id = id;
		snprintf(n->owed[n->owed_count++].phone, sizeof n->owed[0].phone, "%s", phone);
		return;
	}
	for (unsigned i = 0; i < n->receipts->times; i++) {
		struct smpp_pdu receipt = receipt_pdu(n->receipts, id, phone, room);
		receipt.sequence = next_sequence(n);
		send_pdu(n, &receipt);
	}
}

void network_receipts_hold(struct network *n)
{
	n->owing = true;
}

void network_receipts_release(struct network *n)
{
	n->owing = false;
	for (size_t i = 0; i < n->owed_count; i++)
		give_receipts(n, n->owed[i].phone, n->owed[i].id);
	n->owed_count = 0;
}

static void take(struct network *n, const struct smpp_pdu *pdu, uint32_t id)
{
	if (n->holding && n->held_count < HELD) {
		n->held[n->held_count].command = pdu->command;
		n->held[n->held_count].sequence = pdu->sequence;
		n->held[n->held_count++].id = id;
	} else {
		respond(n, pdu->command, pdu->sequence, id, ESME_ROK);
	}
}

/* Not a late screen of the call that is over. */
static bool begins_anew(const struct network *n, const struct handset *h, uint32_t op, const struct smpp_pdu *pdu)
{
	const struct ussd_profile *p = n->profile;
	if (h->open || h->unanswered || (op != (uint32_t)p->notice && op != (uint32_t)p->question))
		return false;
	return p->session.in != USSD_IN_TLV || !h->code[0] || network_identity_wrong(p, &h->id, pdu, op == (uint32_t)p->notice);
}

static void on_submit(struct network *n, const struct smpp_pdu *pdu)
{
	uint32_t op, id = ++n->message_id;
	struct handset *h = handset_of(n, pdu->destination.digits);
	if (tlv_find_integer(pdu->tlvs, TLV_USSD_SERVICE_OP, &op)) {
		if (begins_anew(n, h, op, pdu)) {
			on_begun(n, h, op, pdu, id);
			return;
		}
		const char *wrong = wrong_with(n, h, op, pdu);
		if (wrong) {
			respond(n, pdu->command, pdu->sequence, id, ESME_RINVOPTPARAMVAL);
			if (n->events->wrong)
				n->events->wrong(n->context, h->phone, wrong);
			return;
		}
		take(n, pdu, id);
		on_screen(n, h, op, pdu);
		return;
	}
	bool receipt = n->receipts && pdu->registered_delivery & 1;
	if (receipt && n->receipts->early)
		give_receipts(n, h->phone, id);
	take(n, pdu, id);
	if (receipt && !n->receipts->early)
		give_receipts(n, h->phone, id);
	on_sms(n, h, pdu);
}

static bool on_text_response(struct network *n, const struct smpp_pdu *pdu)
{
	for (size_t i = 0; i < n->kept_count; i++) {
		struct kept *k = &n->kept[i];
		if (k->sequence != pdu->sequence)
			continue;
		k->refused = pdu->status == ESME_RX_T_APPN;
		if (pdu->status != ESME_ROK)
			n->events->refused(n->context, k->handset->phone, status_name(pdu->status));
		if (!k->refused)
			n->kept[i] = n->kept[--n->kept_count];
		return true;
	}
	return false;
}

static void on_response(struct network *n, const struct smpp_pdu *pdu)
{
	if (on_text_response(n, pdu))
		return;
	if (pdu->status == ESME_ROK)
		return;
	for (struct handset *h = n->handsets; h; h = h->next)
		if (h->asked == pdu->sequence) {
			h->open = false;
			h->unanswered = 0;
			n->events->refused(n->context, h->phone, status_name(pdu->status));
		}
}

static void on_pdu(struct network *n, const struct smpp_pdu *pdu)
{
	struct smpp_pdu answer;
	switch (pdu->command) {
	case SMPP_BIND_TRANSCEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
		answer = pdu_response(pdu, ESME_ROK);
		snprintf(answer.system_id, sizeof answer.system_id, "simulator");
		send_pdu(n, &answer);
		n->bound = true;
		n->events->bound(n->context, pdu->system_id);
		return;
	case SMPP_SUBMIT_SM:
	case SMPP_DATA_SM:
	case SMPP_DELIVER_SM:
		on_submit(n, pdu);
		return;
	case SMPP_DELIVER_SM | SMPP_RESPONSE:
	case SMPP_DATA_SM | SMPP_RESPONSE:
		on_response(n, pdu);
		return;
	default:
		if (pdu_is_response(pdu->command))
			return;
		answer = pdu_response(pdu, pdu_is_known(pdu->command) ? ESME_ROK : ESME_RINVCMDID);
		send_pdu(n, &answer);
		n->bound = n->bound && pdu->command != SMPP_UNBIND;
	}
}

static void hear(struct network *n, const struct smpp_pdu *pdu)
{
	uint32_t status;
	if (!faults_hear(&n->faults, pdu, &status))
		return;
	if (status == ESME_ROK) {
		on_pdu(n, pdu);
		return;
	}
	struct smpp_pdu refusal = pdu_response(pdu, status);
	send_pdu(n, &refusal);
}

void network_bytes(struct network *n, struct bytes bytes)
{
	struct bytes wire;
	while (stream_next(&n->stream, &bytes, &wire) == ERR_NONE) {
		struct smpp_pdu pdu;
		uint32_t status;
		if (pdu_decode(wire, &pdu, &status) == ERR_NONE) {
			hear(n, &pdu);
			continue;
		}
		struct smpp_pdu nack = pdu_response(&pdu, status);
		send_pdu(n, &nack);
	}
}

struct network_faults *network_faults(struct network *n)
{
	return &n->faults;
}

void network_time(struct network *n, int64_t now_ms)
{
	faults_time(&n->faults, now_ms);
}

int64_t network_deadline(const struct network *n)
{
	return faults_deadline(&n->faults);
}

void network_connected(struct network *n)
{
	n->bound = false;
	stream_init(&n->stream);
	faults_connected(&n->faults);
}

bool network_closes(const struct network *n)
{
	return faults_closes(&n->faults);
}

struct bytes network_out(const struct network *n)
{
	return faults_out(&n->faults);
}

void network_sent(struct network *n, size_t octets)
{
	faults_sent(&n->faults, octets);
}

/* What the gateway has not taken is delivered again when it is back. */
void network_cut(struct network *n)
{
	n->bound = false;
	n->held_count = 0;
	for (size_t i = 0; i < n->kept_count; i++)
		n->kept[i].refused = true;
	stream_init(&n->stream);
	faults_cut(&n->faults);
}

bool network_is_bound(const struct network *n)
{
	return n->bound;
}
