/* Rows of outbound SMS. All of these work in the open commit group (store_begin is called for you). */
#ifndef KOPURO_STORE_MESSAGES_H
#define KOPURO_STORE_MESSAGES_H

#include "sms/message.h"
#include "store/store.h"

/* Adds a message in state queued, with its parts (how many: the caller's to count, text/segment.h). Fills id and reference. */
enum error messages_add(struct store *s, struct message *m);
/* The oldest message with a queued part; ERR_NOT_FOUND. next_part is the part to send, from 0. The text has no NUL. */
enum error messages_next(struct store *s, struct message *out);
/* A part's state; message_id "" unless accepted; status: command_status. */
enum error messages_part(struct store *s, int64_t id, uint8_t part, enum message_state state, const char *message_id, uint32_t status, int64_t now_ms);
/* At start: whatever was `sending` when the gateway died is now `unknown`. *count: how many parts. */
enum error messages_recover(struct store *s, size_t *count);
enum error messages_count(struct store *s, size_t by_state[MESSAGE_STATES]); /* parts */

#endif
