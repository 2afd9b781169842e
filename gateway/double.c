/* A network that delivers the same PDU twice: when its answer came late, or because of a fault of its own. An answer in a menu that counts twice takes
 * two steps, and the second is into the dark. What was delivered is known again for a moment by all that stands in it, its sequence number among
 * that: so two answers of a person are two, also on a network that numbers nothing, since nobody reads a screen and answers it in that time. A network
 * that was bound to anew counts from 1 again, and what it brings is new. What comes again otherwise than octet by octet is for whose.c (USSD) and hear.c
 * (SMS) to see.
 *
 * A table of fixed size: what is thrown out of it early is done twice, as without it. What was refused is forgotten: it is to come again. */
#include "root.h"

#include <sodium.h>
#include <string.h>

#define KNOWN_MS 1000

#define DIGESTED 512 /* octets: all but a PDU with a long message_payload */

struct digested {
	uint8_t at[DIGESTED];
	size_t len;
};

static uint64_t digest(const struct gateway *g, const uint8_t *at, size_t len)
{
	uint64_t out;
	crypto_shorthash((unsigned char *)&out, at, len, g->double_key);
	return out;
}

static void add(struct digested *d, const void *at, size_t len)
{
	if (len > 0)
		memcpy(d->at + d->len, at, len);
	d->len += len;
}

static uint64_t digest_of(const struct gateway *g, const struct gateway_network *network, const struct smpp_pdu *pdu)
{
	const uint64_t head[] = {(uintptr_t)network, (uint64_t)network->bound_ms, pdu->command, pdu->sequence, (uint64_t)pdu->esm_class << 8 | pdu->data_coding};
	struct digested d;
	_Static_assert(sizeof head + sizeof pdu->source.digits + sizeof pdu->destination.digits + UINT8_MAX + sizeof(uint64_t) <= DIGESTED, "what is there fits");
	d.len = 0;
	add(&d, head, sizeof head);
	add(&d, pdu->source.digits, strlen(pdu->source.digits) + 1);
	add(&d, pdu->destination.digits, strlen(pdu->destination.digits) + 1);
	add(&d, pdu->short_message.at, pdu->short_message.len);
	if (pdu->tlvs.len <= sizeof d.at - d.len) {
		add(&d, pdu->tlvs.at, pdu->tlvs.len);
	} else {
		uint64_t tlvs = digest(g, pdu->tlvs.at, pdu->tlvs.len);
		add(&d, &tlvs, sizeof tlvs);
	}
	return digest(g, d.at, d.len);
}

struct double_known *double_of(struct gateway *g, size_t network, const struct smpp_pdu *pdu, struct moment now, bool *again)
{
	uint64_t d = digest_of(g, &g->parts.networks[network], pdu);
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
