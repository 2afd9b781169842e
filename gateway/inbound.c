/* SMS from people as they come: parts wait in the store for one another (store/inbound_parts.h), whole texts are heard (hear.c). The network is
 * told that one was taken after the commit of what it came to (ack.c). */
#include "root.h"

#include "sms/parts.h"
#include "store/inbound_parts.h"
#include "store/unreadable.h"

#include <sodium.h>
#include <string.h>

_Static_assert(PARTS_TEXT_MAX <= HEAR_TEXT_MAX, "what is put together can be heard");

#define SETS_A_TURN 32
#define AGAIN_MS 10000 /* after the store has failed */

void unreadable_keep(struct gateway *g, size_t network, uint8_t data_coding, struct bytes octets, struct moment now)
{
	const char *name = g->parts.networks[network].name;
	log_say(LOG_SMS, LOG_LEVEL_NOTICE, "%s: %zu octets in data_coding 0x%02x cannot be read; GET /v1/unreadable has them, the menu is the answer", name,
		octets.len, data_coding);
	enum error err = unreadable_put(g->parts.store, name, data_coding, octets, now.unix_ms);
	if (err != ERR_NONE)
		log_say(LOG_SMS, LOG_LEVEL_ERROR, "%s: they are not kept (%s): %s", name, error_name(err), store_last_error(g->parts.store));
}

static bool hear_pieces(struct gateway *g, size_t network, const char *msisdn, const struct part_piece *pieces, const uint8_t *data_codings,
	size_t count, struct moment now)
{
	char text[PARTS_TEXT_MAX];
	size_t len;
	bool readable = parts_join(pieces, count, text, &len) == ERR_NONE;
	for (size_t i = 0; !readable && i < count; i++)
		unreadable_keep(g, network, data_codings[i], pieces[i].text, now);
	bool kept = hear_text(g, network, msisdn, text, len, readable, now);
	sodium_memzero(text, sizeof text);
	return kept;
}

/* For what came by one that is no more. */
static size_t any_network(const struct gateway *g)
{
	size_t i = 0;
	while (i < g->parts.network_count && !network_is_open(&g->parts.networks[i]))
		i++;
	return i;
}

/* What is there of a set; where parts are missing a sign stands for them. */
static bool hear_set(struct gateway *g, const struct inbound_set *set, struct moment now)
{
	struct inbound_part parts[INBOUND_PARTS];
	struct part_piece pieces[INBOUND_PARTS + 1];
	uint8_t data_codings[INBOUND_PARTS + 1] = {0};
	size_t count = 0, next = 1;
	enum error err = inbound_parts_take(g->parts.store, set, now.unix_ms, parts, &count);
	if (err != ERR_NONE || count == 0)
		return err == ERR_NONE;
	size_t network = network_find(g, parts[0].network);
	if (network == g->parts.network_count)
		network = any_network(g);
	for (size_t i = 0; i < count; i++) {
		struct gsm7_tables national;
		data_codings[i] = part_coding_kept(parts[i].data_coding, &national);
		pieces[i] = (struct part_piece){.label = part_label(g->parts.networks[network].profile->charsets, data_codings[i], national),
			.text = {parts[i].text, parts[i].len}, .after_gap = parts[i].index != next};
		next = parts[i].index + 1u;
	}
	if (next <= set->total)
		pieces[count++] = (struct part_piece){.label.charset = CHARSET_ASCII, .after_gap = true};
	bool kept = hear_pieces(g, network, parts[0].msisdn, pieces, data_codings, count, now);
	sodium_memzero(parts, sizeof parts);
	return kept;
}

static bool take_part(struct gateway *g, size_t network, const char *msisdn, const struct part *part, struct moment now)
{
	struct inbound_part row = {.scheme = (uint8_t)part->scheme, .reference = part->reference, .total = part->total, .index = part->index,
		.data_coding = part_coding_keep(part), .len = part->text.len};
	struct inbound_set set;
	enum inbound_verdict verdict = INBOUND_WAITING;
	bytes_to_string(bytes_of(msisdn), row.msisdn, sizeof row.msisdn);
	bytes_to_string(bytes_of(g->parts.networks[network].name), row.network, sizeof row.network);
	if (row.len)
		memcpy(row.text, part->text.at, row.len);
	enum error err = inbound_parts_put(g->parts.store, &row, now.unix_ms, &set, &verdict);
	sodium_memzero(&row, sizeof row);
	if (err != ERR_NONE)
		return false;
	int64_t due = now.mono_ms + INBOUND_WAIT_MS;
	g->inbound_due_ms = due < g->inbound_due_ms ? due : g->inbound_due_ms;
	return verdict != INBOUND_COMPLETE || hear_set(g, &set, now);
}

uint32_t inbound_deliver(struct gateway *g, size_t index, struct esme *esme, const struct smpp_pdu *pdu, struct moment now)
{
	struct gateway_network *network = &g->parts.networks[index];
	char msisdn[DIALPLAN_NUMBER];
	struct part part;
	if (dialplan_number(network->dialplan, &pdu->source, msisdn) != ERR_NONE) {
		/* A service with a name or a short number: two of those can answer one another for ever. */
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "%s: an SMS from what is no telephone is left unread", network->name);
		return ESME_ROK;
	}
	hear_settle(g, index, msisdn, now);
	const uint8_t *charsets = network->profile->charsets;
	struct part_piece piece = {.label.charset = CHARSET_BINARY, .text = pdu_text(pdu)};
	bool kept;
	if (part_read(pdu, &part) != ERR_NONE)
		kept = hear_pieces(g, index, msisdn, &piece, &pdu->data_coding, 1, now);
	else if (part.total > 1 && part.total <= INBOUND_PARTS && part.text.len <= INBOUND_PART_OCTETS)
		kept = take_part(g, index, msisdn, &part, now);
	else {
		piece = (struct part_piece){.label = part_label(charsets, part.data_coding, part.national), .text = part.text};
		kept = hear_pieces(g, index, msisdn, &piece, &pdu->data_coding, 1, now);
	}
	return kept ? ack_later(g, esme, pdu, now) : ESME_RX_T_APPN;
}

static enum error look_again(struct gateway *g, struct moment now)
{
	int64_t due_ms;
	enum error err = inbound_parts_next(g->parts.store, &due_ms);
	g->inbound_due_ms = due_ms == 0 ? MOMENT_NEVER : now.mono_ms + (due_ms > now.unix_ms ? due_ms - now.unix_ms : 0);
	return err;
}

void inbound_due(struct gateway *g, struct moment now)
{
	if (now.mono_ms < g->inbound_due_ms)
		return;
	if (any_network(g) == g->parts.network_count) { /* nobody could be answered */
		g->inbound_due_ms = now.mono_ms + AGAIN_MS;
		return;
	}
	struct inbound_set set;
	enum error err = ERR_NONE;
	for (size_t i = 0; err == ERR_NONE && i < SETS_A_TURN; i++) {
		promise_settle(g, now); /* each is kept as a whole, also two of one person */
		err = inbound_parts_due(g->parts.store, now.unix_ms, &set);
		if (err == ERR_NONE && !hear_set(g, &set, now))
			err = ERR_IO;
	}
	bool kept = gateway_commit(g, now) && (err == ERR_NONE || err == ERR_NOT_FOUND);
	if (!kept || look_again(g, now) != ERR_NONE)
		g->inbound_due_ms = now.mono_ms + AGAIN_MS;
}

enum error inbound_recover(struct gateway *g, struct moment now)
{
	return look_again(g, now);
}
