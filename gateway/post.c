/* The SMS that were promised: from the store to the networks, each part marked `sending` in a committed group before it leaves, so that after any
 * crash a part is queued, or its fate is known to be unknown: promise 2. What becomes of them then: fate.c.
 *
 * A network gets what its window (less the screens' share) and its pace allow. Whichever is up takes the next message. */
#include "root.h"

#include "sms/outbound.h"
#include "store/fates.h"
#include "store/stops.h"

#define BATCH 32
#define SKIPPED_MAX 200 /* messages of a batch that expired or wait for the day */
#define AGAIN_MS 1000

struct parcel {
	struct message message;
	uint8_t part;
	bool push; /* by USSD first */
};

void post_wake(struct gateway *g)
{
	g->post.again_ms = 0;
}

int64_t post_deadline(const struct gateway *g)
{
	return g->post.again_ms < g->post.round_ms ? g->post.again_ms : g->post.round_ms;
}

static enum error send_part(struct gateway *g, size_t network, const struct parcel *p, struct moment now)
{
	struct gateway_network *n = &g->parts.networks[network];
	struct outbound_route route = outbound_route_to_most(dialplan_sms_number(n->dialplan));
	const struct route *written = routing_route(g, network, &p->message);
	if (written && written->sender.digits[0])
		route.source = written->sender;
	route.ucs2 = written && written->alphabet == ROUTE_UCS2;
	struct smpp_pdu pdu;
	uint8_t buffer[OUTBOUND_TEXT_MAX];
	enum error err = outbound_build(&p->message, p->part, &route, now.unix_ms, &pdu, buffer, sizeof buffer);
	struct esme *esme = n->sender(n->owner, ESME_ANY);
	if (err == ERR_NONE)
		err = esme ? esme_send(esme, &pdu, outbound_reference(p->message.id, p->part), now) : ERR_STATE;
	if (err == ERR_NONE)
		pace_sent(&n->pace);
	return err;
}

/* Not sent, and we know it: a fault of the text is final, a window that filled meanwhile is not. */
static void take_back(struct gateway *g, const struct parcel *p, enum error err, struct moment now)
{
	struct store *store = g->parts.store;
	struct message_part counts;
	log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms %lld part %u: not sent (%s)", (long long)p->message.id, p->part, error_name(err));
	if (err != ERR_FULL && err != ERR_STATE)
		fate_end(g, p->message.id, p->part, MESSAGE_FAILED, ESME_ROK, now);
	else if (messages_part_get(store, p->message.id, p->part, &counts) == ERR_NONE)
		messages_requeue(store, p->message.id, p->part, &counts, ESME_ROK, now.unix_ms, now.unix_ms);
}

/* Somebody who said stop while it waited for the day, or for a network. */
static enum error is_unwanted(struct gateway *g, const struct message *m, bool *unwanted)
{
	*unwanted = false;
	return message_rule(m->message_class)->quiet ? stops_get(g->parts.store, m->msisdn, unwanted) : ERR_NONE;
}

/* *leaves false: it does not leave now over this network, and the store says so. */
static enum error ripe(struct gateway *g, size_t network, struct message *m, struct moment now, bool *leaves)
{
	struct routing routing = routing_of(g, network, m, now);
	bool unwanted;
	*leaves = false;
	enum error err = is_unwanted(g, m, &unwanted);
	if (err != ERR_NONE)
		return err;
	if (unwanted || routing.verdict == ROUTING_NEVER)
		return fate_end(g, m->id, m->next_part, MESSAGE_FAILED, ESME_ROK, now);
	if (m->expires_ms <= now.unix_ms)
		return fate_end(g, m->id, m->next_part, MESSAGE_EXPIRED, ESME_ROK, now);
	if (routing.verdict == ROUTING_LATER)
		return messages_postpone(g->parts.store, m->id, routing.until_ms);
	if (routing.verdict == ROUTING_ELSEWHERE)
		err = routing_bind(g, m, routing.network);
	*leaves = routing.verdict == ROUTING_HERE || err == ERR_STATE;
	if (err == ERR_STATE)
		return ERR_NONE;
	return *leaves ? routing_fit(g, routing.route, m) : err;
}

/* Takes what has room and marks it `sending`, all in one group. *more: there is something left that is due. */
static enum error load(struct gateway *g, size_t network, struct parcel *parcels, size_t most, size_t *count, bool *more, struct moment now)
{
	struct store *store = g->parts.store;
	const char *name = g->parts.networks[network].name;
	enum error err = store_begin(store);
	*count = 0;
	*more = true;
	for (size_t seen = 0; err == ERR_NONE && *count < most && seen < most + SKIPPED_MAX; seen++) {
		struct parcel *p = &parcels[*count];
		bool leaves;
		err = messages_due(store, name, now.unix_ms, &p->message);
		if (err == ERR_NOT_FOUND) {
			*more = false;
			err = ERR_NONE;
			break;
		}
		p->part = p->message.next_part;
		if (err == ERR_NONE)
			err = ripe(g, network, &p->message, now, &leaves);
		if (err != ERR_NONE || !leaves)
			continue;
		p->push = push_wanted(g, network, &p->message, now);
		err = p->push ? push_keep(g, &p->message, now) : messages_sending(store, &p->message, p->part, name, now.unix_ms);
		*count += err == ERR_NONE;
	}
	return err == ERR_NONE ? store_commit(store) : err;
}

/* A row that cannot be read (another key, a damaged page) must not stand before all the others for ever. */
static void put_aside(struct gateway *g, const struct parcel *p, struct moment now)
{
	log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms %lld part %u: cannot be read from the store", (long long)p->message.id, p->part);
	if (fate_end(g, p->message.id, p->part, MESSAGE_FAILED, ESME_ROK, now) == ERR_NONE && store_commit(g->parts.store) == ERR_NONE)
		return;
	store_rollback(g->parts.store);
}

static bool send_batch(struct gateway *g, size_t network, size_t most, struct moment now)
{
	struct parcel parcels[BATCH];
	size_t count;
	bool more;
	enum error err = load(g, network, parcels, most, &count, &more, now);
	if (err != ERR_NONE) {
		store_rollback(g->parts.store);
		log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms: nothing can be marked as sending (%s): messages wait", store_last_error(g->parts.store));
		if (err == ERR_CORRUPT && count < most)
			put_aside(g, &parcels[count], now);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (parcels[i].push) {
			push_send(g, network, &parcels[i].message, now);
			continue;
		}
		err = send_part(g, network, &parcels[i], now);
		if (err == ERR_NONE)
			g->figures.sms_sent++;
		else
			take_back(g, &parcels[i], err, now);
	}
	return more;
}

/* How many parts this network takes now. When none: *again_ms, when time alone may change that. */
static size_t room(struct gateway_network *n, struct moment now, int64_t *again_ms)
{
	struct esme *esme = n->sender(n->owner, ESME_ANY);
	uint32_t window = esme && esme_can_send(esme) ? outbound_room(pace_window(&n->pace, esme_window(esme), now), esme_open_requests(esme)) : 0;
	if (window == 0)
		return 0; /* a link that comes up and an answer that comes in wake us */
	uint32_t pace = pace_room(&n->pace, n->throughput, now);
	if (pace == 0) {
		int64_t then = pace_deadline(&n->pace, n->throughput, now);
		*again_ms = then < *again_ms ? then : *again_ms;
	}
	uint32_t most = pace < window ? pace : window;
	return most < BATCH ? most : BATCH;
}

/* When the queue is to be looked into again though nothing happens: with the next part whose time comes. */
static int64_t next_due(struct gateway *g, struct moment now)
{
	int64_t due;
	if (messages_next_due(g->parts.store, &due) != ERR_NONE)
		return now.mono_ms + AGAIN_MS;
	if (due == INT64_MAX)
		return MOMENT_NEVER;
	int64_t wait = due - now.unix_ms; /* past: it belongs to a network that is down */
	return now.mono_ms + (wait > AGAIN_MS ? wait : AGAIN_MS);
}

void post_pump(struct gateway *g, struct moment now)
{
	struct post *post = &g->post;
	size_t count = g->parts.network_count;
	bool tried = false, more = false;
	if (now.mono_ms >= post->round_ms)
		post->round_ms = fate_round(g, now);
	routing_release(g);
	if (post->commits == g->figures.commits && now.mono_ms < post->again_ms)
		return;
	post->commits = g->figures.commits;
	post->again_ms = MOMENT_NEVER;
	for (size_t i = 0, first = post->network; i < count; i++) {
		size_t network = (first + i) % count;
		uint64_t before = g->figures.sms_sent;
		size_t most = room(&g->parts.networks[network], now, &post->again_ms);
		if (most == 0)
			continue;
		tried = true;
		more = send_batch(g, network, most, now) || more;
		if (g->figures.sms_sent != before)
			post->network = (network + 1) % count;
	}
	int64_t due = more ? now.mono_ms : tried ? next_due(g, now) : MOMENT_NEVER;
	post->again_ms = due < post->again_ms ? due : post->again_ms;
	if (store_is_open(g->parts.store))
		post->again_ms = now.mono_ms; /* what was taken back is to be committed */
}
