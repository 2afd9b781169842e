/* Delivery receipts as networks write them: one row a habit. */
#ifndef KOPURO_TOOLS_NETWORK_RECEIPT_H
#define KOPURO_TOOLS_NETWORK_RECEIPT_H

#include "smpp/pdu.h"

#include <stdbool.h>
#include <stddef.h>

struct receipt_habit {
	const char *name;      /* as in `receipts decimal` */
	const char *stat;      /* what the receipt says */
	uint8_t state;         /* the same, as a TLV */
	enum { RECEIPT_AS_GIVEN, RECEIPT_UPPER, RECEIPT_DECIMAL, RECEIPT_BARE } id;
	bool early;            /* before the submit_sm_resp */
	bool tlvs;             /* in TLVs, and in the text another id and another state */
	unsigned times;        /* 0: none is sent */
	uint8_t esm_class, data_coding; /* what its header says */
};

const struct receipt_habit *receipt_habit_find(const char *name); /* NULL: no such; "off" is one */

#define RECEIPT_ROOM 512
/* The receipt for message `id` from `phone`; what the PDU views lies in `room`. The sequence is the caller's. */
struct smpp_pdu receipt_pdu(const struct receipt_habit *habit, uint32_t id, const char *phone, uint8_t room[RECEIPT_ROOM]);

#endif
