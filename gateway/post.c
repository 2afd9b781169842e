/* The SMS that the journeys promised: from the store to the networks, each part marked `sending` in a committed group before it leaves,
 * so that after any crash a part is queued, or its fate is known to be unknown: promise 2. */
#include "root.h"

#include "sms/outbound.h"
#include "store/messages.h"

#define BATCH 32
#define NO_NETWORK_MS 1000

struct parcel {
	struct message message;
	uint8_t part;
	size_t network;
};

/* How many parts this network takes now: its window, less what screens need, and its pace. */
static uint32_t room(struct gateway_network *n, struct esme *esme, struct moment now)
{
	if (!esme || !esme_can_send(esme))
		return 0;
	uint32_t most = outbound_room(esme_window(esme), esme_open_requests(esme));
	if (n->throughput == 0)
		return most;
	if (now.mono_ms - n->pace.at_ms >= 1000) {
		n->pace.at_ms = now.mono_ms;
		n->pace.sent = 0;
	}
	uint32_t left = n->pace.sent < n->throughput ? n->throughput - n->pace.sent : 0;
	return left < most ? left : most;
}

/* The next network in turn that has room; the count of networks when none has. */
static size_t network_with_room(struct gateway *g, struct moment now, uint32_t *most)
{
	size_t count = g->parts.network_count;
	for (size_t i = 0; i < count; i++) {
		size_t index = (g->post_network + i) % count;
		struct gateway_network *n = &g->parts.networks[index];
		*most = room(n, n->sender(n->owner), now);
		if (*most > 0) {
			g->post_network = (uint16_t)((index + 1) % count);
			return index;
		}
	}
	return count;
}

static enum error send_part(struct gateway *g, const struct parcel *p, struct moment now)
{
	struct gateway_network *n = &g->parts.networks[p->network];
	struct outbound_route route = outbound_route_to_most(dialplan_sms_number(n->dialplan));
	struct smpp_pdu pdu;
	uint8_t buffer[OUTBOUND_TEXT_MAX];
	enum error err = outbound_build(&p->message, p->part, &route, &pdu, buffer, sizeof buffer);
	struct esme *esme = n->sender(n->owner);
	if (err == ERR_NONE)
		err = esme ? esme_send(esme, &pdu, outbound_reference(p->message.id, p->part), now) : ERR_STATE;
	if (err == ERR_NONE)
		n->pace.sent++;
	return err;
}

/* Takes what has room and marks it `sending`, all in one group. */
static enum error load(struct gateway *g, struct parcel *parcels, size_t most, size_t network, size_t *count, struct moment now)
{
	enum error err = store_begin(g->parts.store);
	for (*count = 0; err == ERR_NONE && *count < most; ++*count) {
		struct parcel *p = &parcels[*count];
		err = messages_next(g->parts.store, &p->message);
		if (err == ERR_NOT_FOUND) {
			err = ERR_NONE;
			break;
		}
		p->part = p->message.next_part;
		p->network = network;
		if (err == ERR_NONE)
			err = messages_part(g->parts.store, p->message.id, p->part, MESSAGE_SENDING, "", ESME_ROK, now.unix_ms);
	}
	return err == ERR_NONE ? store_commit(g->parts.store) : err;
}

void post_pump(struct gateway *g, struct moment now)
{
	static const size_t most_at_once = BATCH;
	if (!g->post_due || now.mono_ms < g->post_again_ms)
		return;
	uint32_t most = 0;
	size_t network = network_with_room(g, now, &most), count = 0;
	if (network == g->parts.network_count) {
		g->post_again_ms = now.mono_ms + NO_NETWORK_MS;
		return;
	}
	struct parcel parcels[BATCH];
	if (load(g, parcels, most < most_at_once ? most : most_at_once, network, &count, now) != ERR_NONE) {
		store_rollback(g->parts.store);
		log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms: nothing can be marked as sending (%s): messages wait", store_last_error(g->parts.store));
		g->post_again_ms = now.mono_ms + NO_NETWORK_MS;
		return;
	}
	g->post_due = count > 0;
	for (size_t i = 0; i < count; i++) {
		enum error err = send_part(g, &parcels[i], now);
		if (err == ERR_NONE) {
			g->figures.sms_sent++;
			continue;
		}
		/* Not sent, and we know it: a fault of the text is final, a window that filled meanwhile is not. */
		enum message_state state = err == ERR_FULL || err == ERR_STATE ? MESSAGE_QUEUED : MESSAGE_FAILED;
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms %lld part %u: not sent (%s)", (long long)parcels[i].message.id, parcels[i].part, error_name(err));
		messages_part(g->parts.store, parcels[i].message.id, parcels[i].part, state, "", ESME_ROK, now.unix_ms);
	}
}

void post_response(struct gateway *g, uint64_t reference, const struct smpp_pdu *pdu, struct moment now)
{
	int64_t id;
	uint8_t part;
	if (!outbound_of_reference(reference, &id, &part))
		return;
	uint32_t status = pdu ? pdu->status : ESME_ROK;
	enum message_state state = outbound_outcome(pdu != NULL, status);
	if (state != MESSAGE_ACCEPTED)
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms %lld part %u: %s%s%s", (long long)id, part, message_state_name(state), pdu ? ", " : "",
			pdu ? status_name(status) : "");
	enum error err = messages_part(g->parts.store, id, part, state, pdu && status == ESME_ROK ? pdu->message_id : "", status, now.unix_ms);
	if (err != ERR_NONE)
		log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms %lld part %u: its answer could not be noted: %s", (long long)id, part, error_name(err));
	g->post_due = true;
	g->post_again_ms = 0; /* its slot is free */
}

enum error post_recover(struct gateway *g)
{
	size_t count = 0;
	enum error err = messages_recover(g->parts.store, &count);
	if (err == ERR_NONE)
		err = store_commit(g->parts.store);
	if (err == ERR_NONE && count > 0)
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms: %zu parts were on their way when the gateway stopped; their fate is unknown", count);
	g->post_due = true;
	return err;
}
