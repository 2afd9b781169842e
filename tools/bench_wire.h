/* Just enough SMPP for the load and the bare echo of `kopuro bench`: what is looked at in a message, and messages made beforehand in which
 * only numbers are written over. The codec of gateway/smpp is among what is measured, and a load that costs as much as the gateway would
 * measure itself: so no message passes through it here. */
#ifndef KOPURO_TOOLS_BENCH_WIRE_H
#define KOPURO_TOOLS_BENCH_WIRE_H

#include "smpp/pdu.h"

#define WIRE_DIGITS 8 /* a subscriber is "9967" and so many digits */

struct wire_message { /* views into the PDU */
	uint32_t command, status, sequence;
	struct bytes source, destination, text;
	int op;              /* ussd_service_op; -1: none */
	struct bytes session; /* its_session_info */
};

/* Cuts the first whole PDU off `in`. False: none is whole. */
bool wire_next(struct bytes *in, struct bytes *pdu);
/* False: it is no PDU of this bench. */
bool wire_read(struct bytes pdu, struct wire_message *out);
/* The subscriber's index in a number; UINT32_MAX when it is none of ours. */
uint32_t wire_subscriber(struct bytes phone);

struct wire_template {
	uint8_t octets[320];
	size_t len, phone_at, session_at; /* where the digits and its_session_info stand */
};

/* A deliver_sm or submit_sm; the subscriber is its source, or its destination. `text` is GSM 7-bit octets or UCS-2 by data_coding. */
void wire_template(struct wire_template *t, uint32_t command, struct bytes text, uint8_t data_coding, uint8_t op, bool end);
void wire_put_sequence(uint8_t *pdu, uint32_t sequence);
void wire_put_subscriber(uint8_t *digits, uint32_t subscriber); /* WIRE_DIGITS octets */

#endif
