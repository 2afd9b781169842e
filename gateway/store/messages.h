/* Rows of outbound SMS (sms/message.h tells the states). All of these work in the open commit group (store_begin is called for you).
 * What becomes of a message as a whole: store/fates.h. Which part a receipt is for: store/receipts.h. */
#ifndef KOPURO_STORE_MESSAGES_H
#define KOPURO_STORE_MESSAGES_H

#include "sms/message.h"
#include "store/store.h"

#define MESSAGES_NETWORK_MAX 31 /* octets of a network's name */

/* Adds a message in state queued, with its parts (how many: the caller's to count, text/segment.h). Fills id, reference and, when 0, expires_ms. */
enum error messages_add(struct store *s, struct message *m);
/* The message whose queued part is to leave next over `network` at `now_ms`; ERR_NOT_FOUND. next_part is the part to send, from 0. The text has
 * no NUL. By rank, then by due time. A message of many parts of which one has left stays with that network: another one might send the others from
 * another number, and no handset would put them together. */
enum error messages_due(struct store *s, const char *network, int64_t now_ms, struct message *out);
/* The same whatever the network and the time. */
enum error messages_next(struct store *s, struct message *out);
/* unix ms: when a queued part is due next, maybe past; INT64_MAX: none is queued. */
enum error messages_next_due(struct store *s, int64_t *due_ms);

/* A part leaves: it is `sending` from the commit of this on. */
enum error messages_sending(struct store *s, const struct message *m, uint8_t part, const char *network, int64_t now_ms);
/* submit_sm_resp took it. `key`: message_id as sms/receipt.h folds it; both may be "". */
enum error messages_accepted(struct store *s, int64_t id, uint8_t part, const char *message_id, const char *key, int64_t now_ms);
/* A part's state; message_id "" unless accepted; status: command_status. */
enum error messages_part(struct store *s, int64_t id, uint8_t part, enum message_state state, const char *message_id, uint32_t status, int64_t now_ms);

struct message_part {
	enum message_state state;
	enum message_class message_class;
	unsigned attempts; /* how many times a network said "later" */
	unsigned again;    /* how many times it was queued again after an unknown fate */
	char msisdn[22];
};
enum error messages_part_get(struct store *s, int64_t id, uint8_t part, struct message_part *out); /* ERR_NOT_FOUND */
/* Back into the queue; of a message that has its outcome already, out of it for good: half a message is not sent. */
enum error messages_requeue(struct store *s, int64_t id, uint8_t part, const struct message_part *counts, uint32_t status, int64_t due_ms, int64_t now_ms);
/* It waits for this network alone. ERR_NOT_FOUND: a part has left already, over whichever network. */
enum error messages_bind(struct store *s, int64_t id, const char *network);
/* Its text and the number of its parts are other ones from now on, all parts queued as the first. ERR_NOT_FOUND: a part has left already. */
enum error messages_recut(struct store *s, const struct message *m);
/* What waits for this network alone and of which nothing has left yet waits for any again. */
enum error messages_release(struct store *s, const char *network);
/* It leaves as an SMS from now on. */
enum error messages_push_over(struct store *s, int64_t id);
/* All queued parts of a message wait until then. */
enum error messages_postpone(struct store *s, int64_t id, int64_t due_ms);

enum error messages_count(struct store *s, size_t by_state[MESSAGE_STATES]); /* parts */

#endif
