/* What comes in from NATS, read: the answer to a publication, an officer's decision, what a node tells of a number. */
#ifndef KOPURO_FEEDBACK_NATS_MESSAGE_H
#define KOPURO_FEEDBACK_NATS_MESSAGE_H

#include "feedback/notes.h"

#include <nats/nats.h>
#include <stddef.h>
#include <stdint.h>

enum nats_answer {
	NATS_ANSWER_TAKEN,
	NATS_ANSWER_REFUSED,
	NATS_ANSWER_NOBODY, /* no stream has this subject */
	NATS_ANSWER_FOUND   /* to nats_message_ask(): what stands at a sequence, or that nothing does */
};
/* Fills ticket (the subject's last word), yes, sequence, of_items, doubled and why of the note. */
enum nats_answer nats_message_answer(natsMsg *message, struct note *note);

/* The request for what stands at a sequence of stream KOPURO; its answer comes as one to a publication would. */
#define NATS_ASK_SUBJECT "$JS.API.STREAM.MSG.GET.KOPURO"
#define NATS_ASK_MAX 40
void nats_message_ask(char text[NATS_ASK_MAX], uint64_t sequence);

/* The message of a NOTE_STATUS: independent of the library, whose connection may be gone when it is read. */
struct nats_decision {
	char *reply;       /* where it is acknowledged */
	char *number;      /* what its subject says behind kopuro.status. */
	uint64_t sequence; /* in the stream */
	size_t len;
	char json[]; /* NUL-terminated */
};
struct nats_decision *nats_message_decision(natsMsg *message); /* NULL: no memory, or nobody awaits an answer */
void nats_decision_free(struct nats_decision *d); /* unanswered, it comes again after half a minute */

#define NATS_TOLD_MAX 4095
/* The number, borrowed from the message. Text "": deleted, or longer than anything we tell. */
const char *nats_message_told(natsMsg *message, char text[NATS_TOLD_MAX + 1]);

#endif
