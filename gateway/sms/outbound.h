/* A part of a stored message as the submit_sm that carries it, and what its answer means. Pure; who calls it is post.c and fate.c:
 *
 *   messages_due -> messages_sending, committed -> outbound_build -> esme_send(outbound_reference(id, part))
 *   ESME_RESPONSE, ESME_UNANSWERED -> outbound_of_reference -> outbound_outcome -> accepted, queued again, failed, or unknown
 *
 * The text is cut by text/segment.h, the same way each time, so a part can be built alone and again. Parts count from 0. */
#ifndef KOPURO_SMS_OUTBOUND_H
#define KOPURO_SMS_OUTBOUND_H

#include "base/error.h"
#include "sms/message.h"
#include "smpp/pdu.h"

#include <stdbool.h>
#include <stdint.h>

#define OUTBOUND_TEXT_MAX 160 /* octets of one part, header included: what `buffer` of outbound_build needs */

struct outbound_route {
	struct smpp_address source; /* the service's own number, "500" */
	uint8_t destination_ton, destination_npi;
	uint8_t data_coding_ucs2, data_coding_gsm7;
	uint8_t registered_delivery; /* 3.4, 5.2.17: 0 none, 1 a receipt whatever the end */
	bool ucs2;     /* whatever the text */
	bool validity; /* tell the network how long the message is worth something; without, it keeps to its own time */
};

/* What fits most networks: from `digits` (short codes are "unknown" by type), to E.164, 8 and 0, with receipts and validity. */
struct outbound_route outbound_route_to_most(const char *digits);

/* Relative (3.4, 7.1.1.2): "000002000000000R" is two days. A minute at least, and at most 31 days. */
void outbound_validity(int64_t ms, char out[17]);

/* Fills *out as it leaves at `now_ms` (unix); short_message lies in `buffer`, which is borrowed until it is sent. ERR_CORRUPT: the text gives another number of parts
 * than the row says, or is no UTF-8, or there is no such part; ERR_LONG: the number has over 20 digits, or the text over 255 parts; ERR_FULL: `capacity`. */
enum error outbound_build(const struct message *m, uint8_t part, const struct outbound_route *route, int64_t now_ms,
	struct smpp_pdu *out, uint8_t *buffer, size_t capacity);

/* How many parts may be sent now into a window of `size` with `open` unanswered requests: a quarter of the window stays free for
 * screens, which people wait for, while SMS can wait. A window of one is shared. */
uint32_t outbound_room(uint32_t size, uint32_t open);

/* The state that a part gets: `answered` with a command_status, or never answered. MESSAGE_QUEUED: later. */
enum message_state outbound_outcome(bool answered, uint32_t status);

/* A part's name for esme_send: bit 63 set, then 55 bits of id and 8 of part. Other references keep bit 63 clear.
 * of_reference: false when it is not one of these. */
#define OUTBOUND_ID_MAX ((int64_t)1 << 55)
uint64_t outbound_reference(int64_t id, uint8_t part); /* 0 <= id < OUTBOUND_ID_MAX */
bool outbound_of_reference(uint64_t reference, int64_t *id, uint8_t *part);

#endif
