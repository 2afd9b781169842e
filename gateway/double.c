/* A network that delivers the same PDU twice: when its answer came late, or because of a fault of its own. An answer in a menu that counts twice takes
 * two steps, and the second is into the dark. What was delivered is known again for a moment by all that stands in it, its sequence number among
 * that: so two answers of a person are two, also on a network that numbers nothing, since nobody reads a screen and answers it in that time. A network
 * that was bound to anew counts from 1 again, and what it brings is new.
 *
 * A table of fixed size: what is thrown out of it early is done twice, as without it. What was refused is forgotten: it is to come again. */
#include "root.h"

#include <sodium.h>
#include <string.h>

#define KNOWN_MS 200

static uint64_t digest(uint64_t before, const void *at, size_t len)
{
	unsigned char key[crypto_shorthash_KEYBYTES] = {0};
	uint64_t after;
	memcpy(key, &before, sizeof before);
	crypto_shorthash((unsigned char *)&after, at, len, key);
	return after;
}

static uint64_t digest_of(const struct gateway_network *network, const struct smpp_pdu *pdu)
{
	const uint64_t head[] = {(uintptr_t)network, (uint64_t)network->bound_ms, pdu->command, pdu->sequence, (uint64_t)pdu->esm_class << 8 | pdu->data_coding};
	uint64_t d = digest(0, head, sizeof head);
	d = digest(d, pdu->source.digits, strlen(pdu->source.digits));
	d = digest(d, pdu->destination.digits, strlen(pdu->destination.digits));
	d = digest(d, pdu->short_message.at, pdu->short_message.len);
	return digest(d, pdu->tlvs.at, pdu->tlvs.len);
}

struct double_known *double_of(struct gateway *g, size_t network, const struct smpp_pdu *pdu, struct moment now, bool *again)
{
	uint64_t d = digest_of(&g->parts.networks[network], pdu);
	struct double_known *known = &g->doubles[d % DOUBLES];
	*again = known->digest == d && known->until_ms > now.mono_ms;
	*known = (struct double_known){d, now.mono_ms + KNOWN_MS};
	g->figures.delivered_twice += *again;
	return known;
}

void double_forget(struct gateway *g)
{
	memset(g->doubles, 0, sizeof g->doubles);
}
