/* A network is told that an SMS was taken once that is so: after the commit of what it came to. Till then the SMS is the network's to deliver
 * again. One `deliver_sm_resp` each, all of a turn's with its one commit. */
#include "root.h"

#include <stdlib.h>

uint32_t ack_later(struct gateway *g, struct esme *esme, const struct smpp_pdu *pdu, struct moment now)
{
	if (g->ack_count == g->ack_capacity) {
		size_t capacity = g->ack_capacity ? g->ack_capacity * 2 : 64;
		struct ack *acks = realloc(g->acks, capacity * sizeof *acks);
		if (!acks)
			return gateway_commit(g, now) ? ESME_ROK : ESME_RX_T_APPN;
		g->acks = acks;
		g->ack_capacity = capacity;
	}
	g->acks[g->ack_count++] = (struct ack){esme, pdu->command, pdu->sequence};
	return ESME_ANSWER_LATER;
}

void ack_give(struct gateway *g, uint32_t status, struct moment now)
{
	if (status != ESME_ROK)
		double_forget(g);
	for (size_t i = 0; i < g->ack_count; i++)
		esme_answer(g->acks[i].esme, g->acks[i].command, g->acks[i].sequence, status, now);
	g->ack_count = 0;
}
