/* Which part of which message a delivery receipt is for. */
#ifndef KOPURO_STORE_RECEIPTS_H
#define KOPURO_STORE_RECEIPTS_H

#include "store/messages.h"

struct receipt_match {
	int64_t id;
	uint8_t part;
	enum message_state state; /* final: this receipt is doubled, or late */
};

/* By the id's keys, the likeliest first (sms/receipt.h), the network that it came from, and whom it is about. A network gives an id to one message
 * at a time, but hexadecimal 10 may be another's decimal 16: the number that the message went to decides, then whether a receipt is awaited, then the
 * order of the keys. A part that went out on another network is taken only when the number agrees. ERR_NOT_FOUND. */
enum error receipts_match(struct store *s, const char *network, const char *msisdn, const char *const *keys, size_t key_count, struct receipt_match *out);
/* The receipt's word, once: ERR_NOT_FOUND when the part has a final state already. */
enum error receipts_apply(struct store *s, int64_t id, uint8_t part, enum message_state state, int64_t now_ms);

#endif
