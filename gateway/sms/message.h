/* An SMS to be sent, as it lies in the store: one row a message, one row a part. The text and the number are sealed in the store.
 *
 *   queued --(committed before the socket)--> sending --submit_sm_resp ok--> accepted --receipt--> delivered | failed | expired
 *     ^  \                                     |  |  \                           \--no receipt in time--> unknown
 *     |   \--its validity ends--> expired      |  |   \--final status--> failed
 *     +----- throttled, queue full, ... -------+  \--no answer, or a restart in between--> unknown
 *     +----- no answer, and the class is sent again ---+
 *
 * delivered, failed, expired and unknown are final: the first of them that a part comes to stays. A message is what its parts are: failed or
 * expired as soon as one of them is (its others, if still queued, are not sent: half a message is no message), delivered when all are, else
 * unknown. That is its outcome, and is told once. */
#ifndef KOPURO_SMS_MESSAGE_H
#define KOPURO_SMS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_state {
	MESSAGE_QUEUED, MESSAGE_SENDING, MESSAGE_ACCEPTED, MESSAGE_DELIVERED, MESSAGE_FAILED, MESSAGE_EXPIRED, MESSAGE_UNKNOWN, MESSAGE_STATES
};
const char *message_state_name(enum message_state state);
enum message_state message_state_named(const char *name); /* MESSAGE_STATES: none of that name */
bool message_state_is_final(enum message_state state);

enum message_class { MESSAGE_ANSWER, MESSAGE_RECEIPT, MESSAGE_REMINDER, MESSAGE_REPORT, MESSAGE_INFORMATION, MESSAGE_SCREEN, MESSAGE_CLASSES };
const char *message_class_name(enum message_class c);
enum message_class message_class_named(const char *name); /* MESSAGE_CLASSES: none of that name */

/* What differs between the classes. */
struct message_rule {
	int64_t validity_ms; /* its words are worth something for so long: in our queue, and with the network */
	uint8_t rank;        /* 0 leaves before 1: who asked waits for nobody's report */
	bool quiet;          /* nobody asked for it: waits for the day where its reader lives (sms/schedule.h), and ends where they said stop */
	bool untold;         /* no item tells what became of it */
	uint8_t again;       /* how many times a part whose fate is unknown is sent again */
};
const struct message_rule *message_rule(enum message_class c);

/* A network that sends no receipt within this time after the end of the validity will send none. */
#define MESSAGE_RECEIPT_GRACE_MS INT64_C(86400000)

/* What is first tried by USSD, on a screen that the gateway brings to the handset by itself; as an SMS only when that cannot be shown. */
enum message_push {
	PUSH_NONE,
	PUSH_NOTICE,   /* words to read */
	PUSH_QUESTION, /* a screen of the menus, that can be answered */
	PUSHES
};
const char *message_push_name(enum message_push push); /* "", "notice", "question" */
enum message_push message_push_named(const char *name); /* PUSHES: none of that name */

#define MESSAGE_PUSH_MAX 400 /* octets of UTF-8: one USSD string */
#define MESSAGE_TEXT_MAX 4096 /* octets of UTF-8 */
#define MESSAGE_ABOUT_MAX 15

struct message {
	int64_t id;          /* given by the store */
	char msisdn[22];     /* to: digits, E.164 without '+' */
	enum message_class message_class;
	char text[MESSAGE_TEXT_MAX];
	size_t text_len;
	uint8_t parts, next_part; /* how many; the first not yet sent */
	uint8_t reference;   /* concatenation reference */
	int64_t created_ms;  /* unix */
	int64_t expires_ms;  /* unix; 0 when added: created_ms and the validity of its class */
	char about[MESSAGE_ABOUT_MAX + 1]; /* the number of the appeal or pledge that it tells of, for whoever reads its outcome; "" */
	bool restricted;     /* and only the officers named for it may read that */
	enum message_push push;
	char push_text[MESSAGE_PUSH_MAX]; /* of a notice */
};

#endif
