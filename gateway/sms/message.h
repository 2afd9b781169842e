/* An SMS to be sent, as it lies in the store: one row a message, one row a part.
 *   queued --(committed before the socket)--> sending --submit_sm_resp--> accepted | failed
 *                                                 \--no answer, or a restart in between--> unknown
 * The text and the number are sealed in the store. */
#ifndef KOPURO_SMS_MESSAGE_H
#define KOPURO_SMS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

enum message_state { MESSAGE_QUEUED, MESSAGE_SENDING, MESSAGE_ACCEPTED, MESSAGE_FAILED, MESSAGE_UNKNOWN, MESSAGE_STATES };
const char *message_state_name(enum message_state state);

enum message_class { MESSAGE_ANSWER, MESSAGE_RECEIPT, MESSAGE_REMINDER, MESSAGE_REPORT, MESSAGE_INFORMATION, MESSAGE_CLASSES };
const char *message_class_name(enum message_class c);

#define MESSAGE_TEXT_MAX 4096 /* octets of UTF-8 */

struct message {
	int64_t id;          /* given by the store */
	char msisdn[22];     /* to: digits, E.164 without '+' */
	enum message_class message_class;
	char text[MESSAGE_TEXT_MAX];
	size_t text_len;
	uint8_t parts, next_part; /* how many; the first not yet sent */
	uint8_t reference;   /* concatenation reference */
	int64_t created_ms;  /* unix */
};

#endif
