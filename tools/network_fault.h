/* The faults that a mobile network can have: one table, for the simulator (kopuro smsc --fault) and for tests/unit/test_fault_matrix.c.
 * Pure: bytes and the time come in, bytes go out. It stands between a network (tools/network.c) and its wire:
 *
 *	faults_connected(f)                     a connection stands
 *	faults_hear(f, pdu, &status)            a PDU came: is it heard, and what is it refused with?
 *	faults_say(f, wire)                     a PDU is to leave: now, later, twice, in half, or not at all
 *	faults_time(f, now_ms)                  before each of them, and at faults_deadline()
 *	faults_out(f), faults_sent(f, octets)   what is on the wire
 *	faults_closes(f)                        all has been sent, and the network closes the connection
 *
 * A fault that is one for some seconds begins when it is first met, and is over for good so many seconds later; the others last. */
#ifndef KOPURO_TOOLS_NETWORK_FAULT_H
#define KOPURO_TOOLS_NETWORK_FAULT_H

#include "smpp/pdu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum network_fault {
	FAULT_ACCEPT_SILENT, FAULT_BIND_REFUSE, FAULT_SLOW, FAULT_THROTTLE, FAULT_QUEUE_FULL, FAULT_CUT_IN_PDU, FAULT_CLOSE_AFTER, FAULT_FLAP, FAULT_UNBIND,
	FAULT_GARBAGE, FAULT_MALFORMED, FAULT_REPEAT_SEQUENCE, FAULT_ANSWER_TWICE, FAULT_ANSWER_UNASKED, FAULT_DROP_RESPONSE, FAULT_NO_ENQUIRE_ANSWER,
	FAULT_DELIVER_TWICE, FAULT_RECEIPT_UNKNOWN, FAULT_CONGESTION, NETWORK_FAULTS
};

struct network_fault_row {
	const char *name;
	const char *unit;    /* of the value: "S", "MS", "N"; NULL: it has none */
	int64_t usual, most; /* the value when none is given; the greatest */
	const char *what;    /* in one line, with the value's letter */
	bool for_seconds;    /* over for good after so many */
};
extern const struct network_fault_row network_fault_rows[NETWORK_FAULTS];

#define FAULT_FOR_EVER INT64_MAX

struct fault_queue { /* PDUs that leave later: due (8 octets of ours), then the PDU */
	uint8_t *data;
	size_t len, capacity;
};

struct network_faults {
	struct { bool on; int64_t value, since_ms; } at[NETWORK_FAULTS]; /* since_ms: MOMENT_NEVER until it is first met */
	int64_t now_ms, connected_ms;
	uint64_t said, answers; /* PDUs of this connection; answers to SMS and screens of all */
	uint32_t invented;      /* how many answers were */
	bool connected, closing;
	struct fault_queue later;
	uint8_t *out;
	size_t out_len, out_capacity;
};

void faults_init(struct network_faults *f);
void faults_fini(struct network_faults *f);
/* value < 0: the usual one. */
void faults_set(struct network_faults *f, enum network_fault fault, int64_t value);
void faults_clear(struct network_faults *f, enum network_fault fault);
bool faults_were_met(const struct network_faults *f, enum network_fault fault); /* since it was set */
/* "slow=3000". False: `why` says in one line what is wrong with it and what would be right. */
bool faults_add(struct network_faults *f, const char *words, char *why, size_t capacity);

void faults_time(struct network_faults *f, int64_t now_ms); /* mono_ms */
int64_t faults_deadline(const struct network_faults *f);    /* MOMENT_NEVER: none */
void faults_connected(struct network_faults *f);
void faults_cut(struct network_faults *f); /* what was still to leave is gone */
/* False: as if it had not come. *status other than ESME_ROK: it is answered with that, and nothing else is done about it. */
bool faults_hear(struct network_faults *f, const struct smpp_pdu *pdu, uint32_t *status);
bool faults_repeat_sequence(struct network_faults *f); /* the next request has the number of the one before */
void faults_say(struct network_faults *f, struct bytes wire); /* one whole PDU */
struct bytes faults_out(const struct network_faults *f);
void faults_sent(struct network_faults *f, size_t octets);
bool faults_closes(const struct network_faults *f);

#endif
