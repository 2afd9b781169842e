/* A delivery receipt (SMPP 3.4, 5.2.12, 5.3.2.12, 5.3.2.35 and Appendix B) as values, and the forms that a message id takes. Pure.
 *
 *     id:0123456789 sub:001 dlvrd:001 submit date:2611231000 done date:2611231001 stat:DELIVRD err:000 text:Кайрылуу
 *
 * Networks write this as they please: other case, other order, other marks between, "=" for ":", the state as a whole word or a number, half of the
 * fields left out, or all of it when the TLVs receipted_message_id and message_state say the same. What the TLVs say wins. After "text:" come a person's
 * words: nothing is read there, unless nearly all fields stand behind.
 *
 * Nor is its header to be trusted: receipts come with esm_class 0, or in another coding than data_coding says. What it is, its form says: several of
 * these fields, with values that they can have. A person's sentence has no two of them.
 *
 *     struct receipt receipt;
 *     if (receipt_kind(pdu) == RECEIPT_SURE && receipt_read(pdu, &receipt) == ERR_NONE)
 *         ...receipt_keys(receipt.id, keys)...
 */
#ifndef KOPURO_SMS_RECEIPT_H
#define KOPURO_SMS_RECEIPT_H

#include "base/error.h"
#include "sms/message.h"
#include "smpp/pdu.h"

#include <stdbool.h>

#define RECEIPT_ID_MAX 64 /* octets of a message_id (3.4, 5.2.23) */

struct receipt {
	char id[RECEIPT_ID_MAX + 1];
	enum message_state state; /* final; or MESSAGE_ACCEPTED: on its way still */
	char code[8];             /* the network's own error code, printable; "" */
	char said[16];            /* with ERR_UNKNOWN: the word that is no state, printable; "" when there is none */
};

enum receipt_kind {
	RECEIPT_NOT,
	RECEIPT_MAYBE, /* an id and a state in a word that people have, and nothing else that a receipt has: one if the id is of a message of ours */
	RECEIPT_SURE,  /* by its esm_class (also the intermediate notification and the acknowledgements of a handset), a receipted_message_id, or its form */
};
/* Whether this deliver_sm or data_sm tells of a message of ours, and is nobody's words. */
enum receipt_kind receipt_kind(const struct smpp_pdu *pdu);

/* ERR_NOT_FOUND: no id in it; ERR_UNKNOWN: no state in it, or none that SMPP knows. */
enum error receipt_read(const struct smpp_pdu *pdu, struct receipt *out);

/* An id comes back as it was given, or in other case, without or with leading zeros, or in decimal where it was hexadecimal, or the other way
 * round. receipt_fold() takes case and zeros away: that is the key under which an id is kept. receipt_keys() gives all keys under which the
 * same id may be kept, the likeliest first. `out` of fold has room for RECEIPT_ID_MAX + 1. */
#define RECEIPT_KEYS 3
void receipt_fold(const char *id, char *out);
size_t receipt_keys(const char *id, char keys[RECEIPT_KEYS][RECEIPT_ID_MAX + 1]);

#endif
