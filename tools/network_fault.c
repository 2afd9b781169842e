#include "network_fault.h"

#include "base/complaint.h"
#include "base/moment.h"
#include "smpp/tlv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400
#define HEADER 16
#define INVENTED 0x40000000u /* sequence numbers that no ESME has come to */

const struct network_fault_row network_fault_rows[NETWORK_FAULTS] = {
	[FAULT_ACCEPT_SILENT] = {"accept-silent", "S", 60, DAY_S, "takes the connection, and for S seconds says nothing whatever", true},
	[FAULT_BIND_REFUSE] = {"bind-refuse", "S", 60, DAY_S, "refuses each bind, for S seconds", true},
	[FAULT_SLOW] = {"slow", "MS", 3000, 600000, "says everything MS milliseconds late", false},
	[FAULT_THROTTLE] = {"throttle", "S", 60, DAY_S, "answers SMS with \"throttled\", for S seconds", true},
	[FAULT_QUEUE_FULL] = {"queue-full", "S", 60, DAY_S, "answers SMS with \"message queue full\", for S seconds", true},
	[FAULT_CUT_IN_PDU] = {"cut-in-pdu", "N", 3, INT32_MAX, "closes in the middle of its Nth PDU of a connection", false},
	[FAULT_CLOSE_AFTER] = {"close-after", "N", 10, INT32_MAX, "closes after N PDUs of a connection", false},
	[FAULT_FLAP] = {"flap", "S", 5, DAY_S, "closes each connection after S seconds", false},
	[FAULT_UNBIND] = {"unbind", "N", 10, INT32_MAX, "unbinds after N PDUs of a connection", false},
	[FAULT_GARBAGE] = {"garbage", "N", 3, INT32_MAX, "sends octets that are no PDU after N PDUs of a connection", false},
	[FAULT_MALFORMED] = {"malformed", NULL, 0, 0, "sends a PDU that nobody can read before each of its own", false},
	[FAULT_REPEAT_SEQUENCE] = {"repeat-sequence", NULL, 0, 0, "gives all its requests the same sequence number", false},
	[FAULT_ANSWER_TWICE] = {"answer-twice", NULL, 0, 0, "gives each answer twice", false},
	[FAULT_ANSWER_UNASKED] = {"answer-unasked", NULL, 0, 0, "answers, beside what was asked, what was not", false},
	[FAULT_DROP_RESPONSE] = {"drop-response", "N", 1, INT32_MAX, "takes SMS and screens, and leaves each Nth unanswered", false},
	[FAULT_NO_ENQUIRE_ANSWER] = {"no-enquire-answer", NULL, 0, 0, "does not answer enquire_link", false},
	[FAULT_DELIVER_TWICE] = {"deliver-twice", NULL, 0, 0, "delivers everything from handsets, and each receipt, twice", false},
	[FAULT_RECEIPT_UNKNOWN] = {"receipt-unknown", NULL, 0, 0, "brings, before each answer, a receipt for an SMS that nobody sent", false},
	[FAULT_CONGESTION] = {"congestion", "N", 95, 100, "says in each answer that it is congested to N percent", false},
};

void faults_init(struct network_faults *f)
{
	*f = (struct network_faults){0};
	for (size_t i = 0; i < NETWORK_FAULTS; i++)
		f->at[i].since_ms = MOMENT_NEVER;
}

void faults_fini(struct network_faults *f)
{
	free(f->later.data);
	free(f->out);
}

void faults_set(struct network_faults *f, enum network_fault fault, int64_t value)
{
	f->at[fault].on = true;
	f->at[fault].value = value < 0 ? network_fault_rows[fault].usual : value;
	f->at[fault].since_ms = MOMENT_NEVER;
}

void faults_clear(struct network_faults *f, enum network_fault fault)
{
	f->at[fault].on = false;
}

bool faults_add(struct network_faults *f, const char *words, char *why, size_t capacity)
{
	const char *names[NETWORK_FAULTS], *value = strchr(words, '=');
	char name[32];
	size_t fault = 0;
	snprintf(name, sizeof name, "%.*s", (int)strcspn(words, "="), words);
	for (size_t i = 0; i < NETWORK_FAULTS; i++)
		names[i] = network_fault_rows[i].name;
	while (fault < NETWORK_FAULTS && strcmp(names[fault], name) != 0)
		fault++;
	if (fault == NETWORK_FAULTS) {
		const char *nearest = complaint_nearest(name, names, NETWORK_FAULTS);
		snprintf(why, capacity, nearest ? "there is no fault '%s'; did you mean '%s'?" : "there is no fault '%s'; kopuro smsc --help lists them%s", name,
			nearest ? nearest : "");
		return false;
	}
	const struct network_fault_row *row = &network_fault_rows[fault];
	if (!value) {
		faults_set(f, fault, -1);
		return true;
	}
	if (!row->unit) {
		snprintf(why, capacity, "the fault %s has no value; write --fault %s", row->name, row->name);
		return false;
	}
	char *end;
	long long number = strtoll(value + 1, &end, 10);
	if (end == value + 1 || *end || number < 1 || number > row->most) {
		snprintf(why, capacity, "'%s' is no %s of the fault %s; a whole number from 1 to %lld is", value + 1, row->unit, row->name, (long long)row->most);
		return false;
	}
	faults_set(f, fault, number);
	return true;
}

/* ---- when ---- */

/* Whether it is met now. What lasts for seconds begins to count here. */
static bool met(struct network_faults *f, enum network_fault fault)
{
	if (!f->at[fault].on)
		return false;
	if (f->at[fault].since_ms == MOMENT_NEVER)
		f->at[fault].since_ms = f->now_ms;
	bool seconds = network_fault_rows[fault].for_seconds;
	return !seconds || f->at[fault].value == FAULT_FOR_EVER || f->now_ms - f->at[fault].since_ms < f->at[fault].value * 1000;
}

static bool counts_to(struct network_faults *f, enum network_fault fault)
{
	return f->at[fault].on && f->said >= (uint64_t)f->at[fault].value && met(f, fault);
}

static int64_t flap_ms(const struct network_faults *f)
{
	return f->at[FAULT_FLAP].on && f->connected && !f->closing ? f->connected_ms + f->at[FAULT_FLAP].value * 1000 : MOMENT_NEVER;
}

static int64_t due_of(const struct fault_queue *q)
{
	int64_t due = MOMENT_NEVER;
	if (q->len > 0)
		memcpy(&due, q->data, sizeof due);
	return due;
}

/* ---- what leaves ---- */

static void grow(uint8_t **data, size_t len, size_t *capacity, size_t more)
{
	if (*capacity - len >= more)
		return;
	*capacity = *capacity * 2 + more;
	*data = realloc(*data, *capacity);
	if (!*data)
		abort();
}

static void put(struct network_faults *f, struct bytes wire)
{
	grow(&f->out, f->out_len, &f->out_capacity, wire.len);
	memcpy(f->out + f->out_len, wire.at, wire.len);
	f->out_len += wire.len;
}

static void put_later(struct network_faults *f, struct bytes wire, int64_t due_ms)
{
	uint32_t len = (uint32_t)wire.len;
	struct fault_queue *q = &f->later;
	grow(&q->data, q->len, &q->capacity, sizeof due_ms + sizeof len + len);
	memcpy(q->data + q->len, &due_ms, sizeof due_ms);
	memcpy(q->data + q->len + sizeof due_ms, &len, sizeof len);
	memcpy(q->data + q->len + sizeof due_ms + sizeof len, wire.at, len);
	q->len += sizeof due_ms + sizeof len + len;
}

/* In the order of saying, also when the network has just ceased to be slow. */
static void send_wire(struct network_faults *f, struct bytes wire)
{
	int64_t due = f->now_ms + (met(f, FAULT_SLOW) ? f->at[FAULT_SLOW].value : 0);
	if (due > f->now_ms || f->later.len > 0)
		put_later(f, wire, due);
	else
		put(f, wire);
}

static void release(struct network_faults *f)
{
	struct fault_queue *q = &f->later;
	size_t used = 0;
	while (used < q->len) {
		int64_t due;
		uint32_t len;
		memcpy(&due, q->data + used, sizeof due);
		memcpy(&len, q->data + used + sizeof due, sizeof len);
		if (due > f->now_ms)
			break;
		put(f, (struct bytes){q->data + used + sizeof due + sizeof len, len});
		used += sizeof due + sizeof len + len;
	}
	if (used > 0)
		memmove(q->data, q->data + used, q->len - used);
	q->len -= used;
}

static void send_pdu(struct network_faults *f, const struct smpp_pdu *pdu)
{
	uint8_t room[512];
	struct writer w = writer_over(room, sizeof room);
	if (pdu_encode(pdu, &w) == ERR_NONE)
		send_wire(f, writer_bytes(&w));
}

/* The command is none, the length is right: whoever reads on finds the next PDU. */
static void send_malformed(struct network_faults *f)
{
	static const uint8_t wire[] = {0, 0, 0, 24, 0, 0, 0x0a, 0xbc, 0, 0, 0, 0, 0, 0, 0, 77, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	send_wire(f, (struct bytes){wire, sizeof wire});
}

static void send_unasked(struct network_faults *f)
{
	struct smpp_pdu answer = {.command = SMPP_SUBMIT_SM | SMPP_RESPONSE, .sequence = INVENTED + f->invented++};
	snprintf(answer.message_id, sizeof answer.message_id, "unasked");
	send_pdu(f, &answer);
}

static void send_receipt(struct network_faults *f)
{
	char text[64];
	struct smpp_pdu receipt = {.command = SMPP_DELIVER_SM, .sequence = INVENTED + f->invented, .esm_class = 0x04,
		.source = {.ton = 1, .npi = 1, .digits = "996555000000"}};
	snprintf(text, sizeof text, "id:%u stat:DELIVRD err:000", INVENTED + f->invented++);
	receipt.short_message = bytes_of(text);
	send_pdu(f, &receipt);
}

/* An answer with one TLV more; one that is a header alone stays that. */
static void send_congested(struct network_faults *f, struct bytes wire)
{
	uint8_t room[2048];
	struct writer w = writer_over(room, sizeof room), length = writer_over(room, 4);
	if (wire.len == HEADER || wire.len + 5 > sizeof room) {
		send_wire(f, wire);
		return;
	}
	writer_put(&w, wire);
	tlv_put_integer(&w, TLV_CONGESTION_STATE, (uint32_t)f->at[FAULT_CONGESTION].value);
	writer_u32(&length, (uint32_t)writer_len(&w));
	send_wire(f, writer_bytes(&w));
}

static bool is_dropped(struct network_faults *f, uint32_t command)
{
	bool counted = command == (SMPP_SUBMIT_SM | SMPP_RESPONSE) || command == (SMPP_DATA_SM | SMPP_RESPONSE);
	f->answers += counted;
	return counted && met(f, FAULT_DROP_RESPONSE) && f->answers % (uint64_t)f->at[FAULT_DROP_RESPONSE].value == 0;
}

static void say_whole(struct network_faults *f, struct bytes wire, uint32_t command)
{
	bool answer = pdu_is_response(command), delivers = command == SMPP_DELIVER_SM || command == SMPP_DATA_SM;
	bool twice = (answer && met(f, FAULT_ANSWER_TWICE)) || (delivers && met(f, FAULT_DELIVER_TWICE));
	if (met(f, FAULT_MALFORMED))
		send_malformed(f);
	if (answer && met(f, FAULT_ANSWER_UNASKED))
		send_unasked(f);
	if ((command == (SMPP_SUBMIT_SM | SMPP_RESPONSE) || command == (SMPP_ENQUIRE_LINK | SMPP_RESPONSE)) && met(f, FAULT_RECEIPT_UNKNOWN))
		send_receipt(f);
	for (int i = 0; i < 1 + twice; i++) {
		if (answer && met(f, FAULT_CONGESTION))
			send_congested(f, wire);
		else
			send_wire(f, wire);
	}
}

void faults_say(struct network_faults *f, struct bytes wire)
{
	static const uint8_t garbage[] = {0xff, 0xfe, 'n', 'o', ' ', 'l', 'e', 'n', 'g', 't', 'h', ' ', 'a', 't', ' ', 'a', 'l', 'l'};
	struct reader r = reader_over((struct bytes){wire.at + 4, 4});
	uint32_t command = reader_u32(&r);
	if (f->closing || met(f, FAULT_ACCEPT_SILENT) || is_dropped(f, command))
		return;
	f->said++;
	if (counts_to(f, FAULT_CUT_IN_PDU)) {
		send_wire(f, (struct bytes){wire.at, wire.len / 2});
		f->closing = true;
		return;
	}
	say_whole(f, wire, command);
	f->closing = counts_to(f, FAULT_CLOSE_AFTER);
	if (f->said == (uint64_t)f->at[FAULT_GARBAGE].value && counts_to(f, FAULT_GARBAGE))
		send_wire(f, (struct bytes){garbage, sizeof garbage});
	if (f->said == (uint64_t)f->at[FAULT_UNBIND].value && counts_to(f, FAULT_UNBIND))
		send_pdu(f, &(struct smpp_pdu){.command = SMPP_UNBIND, .sequence = INVENTED});
}

/* ---- what comes ---- */

static bool is_bind(uint32_t command)
{
	return command == SMPP_BIND_TRANSCEIVER || command == SMPP_BIND_TRANSMITTER || command == SMPP_BIND_RECEIVER;
}

static bool is_sms(const struct smpp_pdu *pdu)
{
	uint32_t op;
	return (pdu->command == SMPP_SUBMIT_SM || pdu->command == SMPP_DATA_SM) && !tlv_find_integer(pdu->tlvs, TLV_USSD_SERVICE_OP, &op);
}

bool faults_hear(struct network_faults *f, const struct smpp_pdu *pdu, uint32_t *status)
{
	*status = ESME_ROK;
	if (f->closing || met(f, FAULT_ACCEPT_SILENT))
		return false;
	if (pdu->command == SMPP_ENQUIRE_LINK && met(f, FAULT_NO_ENQUIRE_ANSWER))
		return false;
	if (is_bind(pdu->command) && met(f, FAULT_BIND_REFUSE))
		*status = ESME_RBINDFAIL;
	else if (is_sms(pdu) && met(f, FAULT_THROTTLE))
		*status = ESME_RTHROTTLED;
	else if (is_sms(pdu) && met(f, FAULT_QUEUE_FULL))
		*status = ESME_RMSGQFUL;
	return true;
}

bool faults_repeat_sequence(struct network_faults *f)
{
	return met(f, FAULT_REPEAT_SEQUENCE);
}

bool faults_were_met(const struct network_faults *f, enum network_fault fault)
{
	return f->at[fault].since_ms != MOMENT_NEVER;
}

/* ---- the connection and the time ---- */

void faults_time(struct network_faults *f, int64_t now_ms)
{
	f->now_ms = now_ms;
	f->closing = f->closing || (flap_ms(f) <= now_ms && met(f, FAULT_FLAP));
	release(f);
}

int64_t faults_deadline(const struct network_faults *f)
{
	int64_t due = due_of(&f->later), flap = flap_ms(f);
	return due < flap ? due : flap;
}

void faults_connected(struct network_faults *f)
{
	faults_cut(f);
	f->connected = true;
	f->connected_ms = f->now_ms;
}

void faults_cut(struct network_faults *f)
{
	f->connected = f->closing = false;
	f->said = 0;
	f->later.len = f->out_len = 0;
}

struct bytes faults_out(const struct network_faults *f)
{
	return (struct bytes){f->out, f->out_len};
}

void faults_sent(struct network_faults *f, size_t octets)
{
	if (octets > 0)
		memmove(f->out, f->out + octets, f->out_len - octets);
	f->out_len -= octets;
}

bool faults_closes(const struct network_faults *f)
{
	return f->closing && f->out_len == 0 && f->later.len == 0;
}
