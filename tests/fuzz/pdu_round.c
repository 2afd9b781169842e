#include "pdu_round.h"

#include "smpp/tlv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(what) ((what) ? (void)0 : broken(#what))

static void broken(const char *what)
{
	fprintf(stderr, "pdu_round: does not hold: %s\n", what);
	abort();
}

/* So that the compiler must read each octet that a view claims to have. */
static volatile uint8_t sink;

static void octets_touch(struct bytes octets)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < octets.len; i++)
		sum ^= octets.at[i];
	sink = sum;
}

static void views_walk(const struct smpp_pdu *pdu)
{
	struct smpp_destination destination;
	struct tlv tlv;
	struct bytes found;
	uint32_t number;
	size_t at = 0, count = 0;

	octets_touch(pdu_text(pdu));
	octets_touch(pdu->short_message);
	while (pdu_destination_next(pdu, &at, &destination))
		count++;
	MUST(count == pdu->destination_count && at == pdu->destinations.len);
	at = 0;
	while (tlv_next(pdu->tlvs, &at, &tlv) == ERR_NONE) {
		octets_touch(tlv.value);
		MUST(tlv_find(pdu->tlvs, tlv.tag, &found));
		tlv_find_integer(pdu->tlvs, tlv.tag, &number);
	}
	MUST(at == pdu->tlvs.len);
}

static bool address_same(const struct smpp_address *a, const struct smpp_address *b)
{
	return a->ton == b->ton && a->npi == b->npi && strcmp(a->digits, b->digits) == 0;
}

static void pdus_compare(const struct smpp_pdu *a, const struct smpp_pdu *b)
{
	MUST(a->command == b->command && a->status == b->status && a->sequence == b->sequence);
	MUST(strcmp(a->system_id, b->system_id) == 0 && strcmp(a->password, b->password) == 0);
	MUST(strcmp(a->system_type, b->system_type) == 0 && a->interface_version == b->interface_version);
	MUST(address_same(&a->address_range, &b->address_range) && address_same(&a->source, &b->source));
	MUST(address_same(&a->destination, &b->destination) && address_same(&a->esme, &b->esme));
	MUST(strcmp(a->service_type, b->service_type) == 0 && a->esm_class == b->esm_class && a->protocol_id == b->protocol_id);
	MUST(a->priority_flag == b->priority_flag && a->registered_delivery == b->registered_delivery);
	MUST(strcmp(a->schedule_delivery_time, b->schedule_delivery_time) == 0 && strcmp(a->validity_period, b->validity_period) == 0);
	MUST(a->replace_if_present == b->replace_if_present && a->data_coding == b->data_coding);
	MUST(a->sm_default_msg_id == b->sm_default_msg_id && bytes_equal(a->short_message, b->short_message));
	MUST(strcmp(a->message_id, b->message_id) == 0 && strcmp(a->final_date, b->final_date) == 0);
	MUST(a->message_state == b->message_state && a->error_code == b->error_code);
	MUST(a->destination_count == b->destination_count && bytes_equal(a->destinations, b->destinations));
	MUST(bytes_equal(a->tlvs, b->tlvs));
}

bool pdu_round(struct bytes wire)
{
	static uint8_t again[SMPP_PDU_MAX + 128]; /* a response that came without its body is written with one */
	struct writer w = writer_over(again, sizeof again);
	struct smpp_pdu pdu, second;
	uint32_t status, length;

	pdu_length(wire, &length);
	memset(&pdu, 0xa5, sizeof pdu);
	enum error error = pdu_decode(wire, &pdu, &status);
	MUST((error == ERR_NONE) == (status == ESME_ROK));
	struct smpp_pdu response = pdu_response(&pdu, status);
	MUST(pdu_is_response(response.command) && pdu_is_known(response.command));
	if (error != ERR_NONE)
		return false;
	MUST(pdu.length == wire.len);
	views_walk(&pdu);

	error = pdu_encode(&pdu, &w);
	if (error == ERR_LONG) {
		MUST(pdu.short_message.len > SHORT_MESSAGE_MAX || wire.len > SMPP_PDU_MAX);
		return true;
	}
	MUST(error == ERR_NONE);
	MUST(pdu_decode(writer_bytes(&w), &second, &status) == ERR_NONE);
	pdus_compare(&pdu, &second);
	return true;
}
