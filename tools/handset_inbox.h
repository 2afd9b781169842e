/* A handset that puts the parts of an SMS together, as a telephone does. All zeroes is an empty one. Pure. */
#ifndef KOPURO_TOOLS_HANDSET_INBOX_H
#define KOPURO_TOOLS_HANDSET_INBOX_H

#include "smpp/pdu.h"

#include <stdbool.h>
#include <stddef.h>

#define INBOX_PARTS 32

struct handset_inbox { /* what has come of one SMS */
	uint8_t reference, total;
	struct { bool there; char text[512]; } parts[INBOX_PARTS];
};

/* True: with this part all of an SMS is there, and its text in `whole`. The parts of another SMS take the place of what has come. */
bool inbox_take(struct handset_inbox *inbox, const struct smpp_pdu *pdu, char *whole, size_t capacity);

#endif
