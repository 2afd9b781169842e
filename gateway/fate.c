/* What becomes of SMS that left: answers of the network, receipts, and silence; and the rounds that end what has waited too long.
 *
 *   accepted        the message id is kept; a receipt may have come before it (sms/early.h)
 *   later           back into the queue: by the network's pace when it was throttled, else after the part's own back-off
 *   refused         failed
 *   no answer       the class decides: sent again so many times, or unknown (sms/message.c)
 *   receipt         delivered, failed, expired, unknown: the first one counts
 * When that gives the whole message its outcome, an item tells it in the same group. */
#include "root.h"

#include "sms/outbound.h"
#include "sms/receipt.h"
#include "sms/schedule.h"
#include "store/fates.h"
#include "store/items.h"
#include "store/receipts.h"

#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(((struct message_fate *)NULL)->about) == sizeof(((struct item *)NULL)->subject), "what an SMS is about is a subject");

#define ROUND_MS 60000
#define ROUND_AGAIN_MS 100   /* there was more than one round takes */
#define ROUND_MOST 64
#define LOST_MS 60000        /* no network is waited for so long: this answer came, and could not be written down */
#define UNKNOWN_STEPS 5      /* of the back-off are left out: a network that answers nothing is not well again in seconds */
#define QUEUE_FULL_MS 60000  /* the central queue takes no item: told later */
#define KEPT_MS (INT64_C(30) * 86400000)
#define FORGET_MOST 200

static void failing(const char *what, int64_t id, enum error err)
{
	log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms %lld: %s could not be noted: %s", (long long)id, what, error_name(err));
}

/* ERR_FULL: the central queue takes none now. */
static enum error tell(struct gateway *g, int64_t id, const struct message_fate *fate, struct moment now)
{
	struct item item = { .kind = ITEM_SMS_OUTCOME, .restricted = fate->restricted, .at_ms = now.unix_ms, .channel = "sms" };
	snprintf(item.subject, sizeof item.subject, "sms-%lld", (long long)id);
	if (fate->about[0])
		memcpy(item.subject, fate->about, sizeof item.subject);
	snprintf(item.outcome, sizeof item.outcome, "%s", message_state_name(fate->outcome));
	return items_add(g->parts.store, &item);
}

void fate_settle(struct gateway *g, int64_t id, struct moment now)
{
	struct store *store = g->parts.store;
	struct message_fate fate;
	enum error err = fates_outcome(store, id, &fate);
	if (err == ERR_NOT_FOUND)
		return;
	if (err == ERR_NONE && !message_rule(fate.message_class)->untold)
		err = tell(g, id, &fate, now);
	if (err == ERR_FULL && fates_look_again(store, id, now.unix_ms + QUEUE_FULL_MS) == ERR_NONE)
		return;
	if (err == ERR_NONE)
		err = fates_close(store, id, fate.outcome, now.unix_ms);
	if (err != ERR_NONE) {
		failing("its outcome", id, err);
		return;
	}
	log_say(LOG_SMS, fate.outcome == MESSAGE_DELIVERED ? LOG_LEVEL_INFO : LOG_LEVEL_NOTICE, "sms %lld: %s, %s", (long long)id,
		message_class_name(fate.message_class), message_state_name(fate.outcome));
}

enum error fate_end(struct gateway *g, int64_t id, uint8_t part, enum message_state state, uint32_t status, struct moment now)
{
	enum error err = messages_part(g->parts.store, id, part, state, "", status, now.unix_ms);
	if (err != ERR_NONE)
		return err;
	g->figures.sms_ended[state]++;
	fate_settle(g, id, now);
	return ERR_NONE;
}

/* ---- what the network answered ---- */

static enum error receipt_applied(struct gateway *g, int64_t id, uint8_t part, enum message_state state, struct moment now)
{
	enum error err = receipts_apply(g->parts.store, id, part, state, now.unix_ms);
	if (err != ERR_NONE)
		return err;
	g->figures.sms_ended[state]++;
	fate_settle(g, id, now);
	return ERR_NONE;
}

static enum error accepted(struct gateway *g, size_t network, const struct part_name *name, const char *msisdn, const char *message_id, struct moment now)
{
	char key[RECEIPT_ID_MAX + 1];
	struct receipt receipt;
	receipt_fold(message_id, key);
	enum error err = messages_accepted(g->parts.store, name->id, name->part, message_id, key, now.unix_ms);
	if (err != ERR_NONE || !*key || !early_take(&g->post.early, network, message_id, msisdn, now.mono_ms, &receipt))
		return err;
	g->figures.receipts_unmatched--;
	return receipt_applied(g, name->id, name->part, receipt.state, now);
}

static enum error later(struct gateway *g, const struct part_name *name, struct message_part *part, uint32_t status, struct moment now)
{
	part->attempts++;
	g->figures.sms_later++;
	/* A throttled network is waited for as a whole: sms/pace.h. */
	int64_t wait = status == ESME_RTHROTTLED ? 0 : schedule_retry_ms(part->attempts, (uint64_t)name->id);
	return messages_requeue(g->parts.store, name->id, name->part, part, status, now.unix_ms + wait, now.unix_ms);
}

static enum error unknown(struct gateway *g, const struct part_name *name, struct message_part *part, struct moment now)
{
	if (part->again >= message_rule(part->message_class)->again)
		return fate_end(g, name->id, name->part, MESSAGE_UNKNOWN, ESME_ROK, now);
	part->again++;
	g->figures.sms_again++;
	int64_t due = now.unix_ms + schedule_retry_ms(part->again + UNKNOWN_STEPS, (uint64_t)name->id);
	return messages_requeue(g->parts.store, name->id, name->part, part, ESME_ROK, due, now.unix_ms);
}

void post_response(struct gateway *g, size_t network, uint64_t reference, const struct smpp_pdu *pdu, struct moment now)
{
	struct part_name name;
	struct message_part part;
	if (!outbound_of_reference(reference, &name.id, &name.part))
		return;
	if (push_response(g, name.id, pdu, now))
		return;
	pace_answered(&g->parts.networks[network].pace, pdu ? pdu->status : ESME_RUNKNOWNERR, now);
	post_wake(g); /* its slot is free */
	enum message_state state = outbound_outcome(pdu != NULL, pdu ? pdu->status : ESME_ROK);
	char told[STATUS_TOLD] = "";
	if (state != MESSAGE_ACCEPTED)
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms %lld part %u: %s%s%s", (long long)name.id, name.part, message_state_name(state), pdu ? ", " : "",
			pdu ? status_told(pdu->status, told) : "");
	enum error err = messages_part_get(g->parts.store, name.id, name.part, &part);
	if (err == ERR_NONE && part.state != MESSAGE_SENDING)
		return;
	if (err == ERR_NONE && state == MESSAGE_ACCEPTED)
		err = accepted(g, network, &name, part.msisdn, pdu->message_id, now);
	else if (err == ERR_NONE && state == MESSAGE_QUEUED)
		err = later(g, &name, &part, pdu->status, now);
	else if (err == ERR_NONE && state == MESSAGE_UNKNOWN)
		err = unknown(g, &name, &part, now);
	else if (err == ERR_NONE)
		err = fate_end(g, name.id, name.part, state, pdu->status, now);
	if (err != ERR_NONE)
		failing("its answer", name.id, err);
}

/* ---- receipts ---- */

/* A receipt comes from whom the message went to; some networks leave the addresses as they were in the submit_sm. */
static void receipt_number(const struct gateway_network *n, const struct smpp_pdu *pdu, char msisdn[DIALPLAN_NUMBER])
{
	if (dialplan_number(n->dialplan, &pdu->source, msisdn) != ERR_NONE && dialplan_number(n->dialplan, &pdu->destination, msisdn) != ERR_NONE)
		msisdn[0] = '\0';
}

static enum error find(struct gateway *g, size_t network, const char *msisdn, const struct receipt *receipt, struct receipt_match *match)
{
	char keys[RECEIPT_KEYS][RECEIPT_ID_MAX + 1];
	const char *list[RECEIPT_KEYS];
	size_t count = receipt_keys(receipt->id, keys);
	for (size_t i = 0; i < count; i++)
		list[i] = keys[i];
	return receipts_match(g->parts.store, g->parts.networks[network].name, msisdn, list, count, match);
}

bool post_is_receipt(struct gateway *g, size_t network, const struct smpp_pdu *pdu)
{
	enum receipt_kind kind = receipt_kind(pdu);
	struct receipt receipt;
	struct receipt_match match;
	char msisdn[DIALPLAN_NUMBER];
	if (kind != RECEIPT_MAYBE)
		return kind == RECEIPT_SURE;
	enum error err = receipt_read(pdu, &receipt);
	if (err != ERR_NONE && err != ERR_UNKNOWN)
		return false;
	receipt_number(&g->parts.networks[network], pdu, msisdn);
	return find(g, network, msisdn, &receipt, &match) == ERR_NONE;
}

uint32_t post_receipt(struct gateway *g, size_t network, const struct smpp_pdu *pdu, struct moment now)
{
	const struct gateway_network *n = &g->parts.networks[network];
	struct receipt receipt;
	struct receipt_match match;
	char msisdn[DIALPLAN_NUMBER];
	g->figures.receipts++;
	enum error err = receipt_read(pdu, &receipt);
	if (err != ERR_NONE) {
		char octets[BYTES_HEAD];
		g->figures.receipts_unmatched++;
		g->figures.receipts_unreadable++;
		bytes_head(pdu_text(pdu), octets);
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "%s: a receipt cannot be read: %s; data_coding 0x%02x, octets %s; the SMS that it is for stays accepted",
			n->name, err == ERR_NOT_FOUND ? "no message id in it" : receipt.said[0] ? receipt.said : "no state in it", pdu->data_coding, octets);
		return ESME_ROK;
	}
	if (receipt.state == MESSAGE_ACCEPTED)
		return ESME_ROK; /* still on its way */
	receipt_number(n, pdu, msisdn);
	err = find(g, network, msisdn, &receipt, &match);
	if (err == ERR_NOT_FOUND) {
		g->figures.receipts_unmatched++;
		early_keep(&g->post.early, network, msisdn, &receipt, now.mono_ms);
		return ESME_ROK;
	}
	if (err == ERR_NONE)
		err = receipt_applied(g, match.id, match.part, receipt.state, now);
	if (err == ERR_NOT_FOUND) {
		g->figures.receipts_doubled++;
		return ESME_ROK;
	}
	if (err != ERR_NONE) {
		failing("a receipt", match.id, err);
		return ESME_RX_T_APPN; /* the network keeps it, and brings it again */
	}
	if (receipt.state != MESSAGE_DELIVERED)
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms %lld part %u: %s, the network's error %s", (long long)match.id, match.part,
			message_state_name(receipt.state), receipt.code[0] ? receipt.code : "unsaid");
	return ESME_ROK;
}

/* ---- rounds ---- */

static enum error lost(struct gateway *g, int64_t since_ms, size_t *count, struct moment now)
{
	struct part_name parts[ROUND_MOST];
	struct message_part part;
	enum error err = fates_lost(g->parts.store, since_ms, parts, ROUND_MOST, count);
	for (size_t i = 0; i < *count && err == ERR_NONE; i++) {
		err = messages_part_get(g->parts.store, parts[i].id, parts[i].part, &part);
		if (err == ERR_NONE)
			err = unknown(g, &parts[i], &part, now);
	}
	return err;
}

/* Parts that no counter of figures sees: they end in one stroke with their message. */
static enum error look_at(struct gateway *g, int64_t id, struct moment now)
{
	struct store *store = g->parts.store;
	int64_t expires, end;
	enum error err = fates_expiry(store, id, &expires);
	end = expires + MESSAGE_RECEIPT_GRACE_MS;
	if (err == ERR_NONE)
		err = fates_look_again(store, id, end > now.unix_ms ? end : now.unix_ms + QUEUE_FULL_MS);
	if (err == ERR_NONE && expires <= now.unix_ms)
		err = fates_end(store, id, MESSAGE_QUEUED, MESSAGE_EXPIRED, now.unix_ms);
	if (err == ERR_NONE && end <= now.unix_ms)
		err = fates_end(store, id, MESSAGE_ACCEPTED, MESSAGE_UNKNOWN, now.unix_ms);
	if (err == ERR_NONE)
		fate_settle(g, id, now);
	return err;
}

static enum error look(struct gateway *g, size_t *count, struct moment now)
{
	int64_t ids[ROUND_MOST];
	enum error err = fates_look(g->parts.store, now.unix_ms, ids, ROUND_MOST, count);
	for (size_t i = 0; i < *count && err == ERR_NONE; i++)
		err = look_at(g, ids[i], now);
	return err;
}

int64_t fate_round(struct gateway *g, struct moment now)
{
	size_t lost_count = 0, looked = 0, forgotten = 0;
	enum error err = lost(g, now.unix_ms - LOST_MS, &lost_count, now);
	if (err == ERR_NONE)
		err = look(g, &looked, now);
	if (err == ERR_NONE)
		err = fates_forget(g->parts.store, now.unix_ms - KEPT_MS, FORGET_MOST, &forgotten);
	if (err == ERR_NONE)
		err = store_commit(g->parts.store);
	if (err != ERR_NONE) {
		store_rollback(g->parts.store);
		log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms: what has expired could not be noted (%s)", store_last_error(g->parts.store));
		return now.mono_ms + ROUND_MS;
	}
	if (lost_count > 0)
		post_wake(g);
	bool more = lost_count == ROUND_MOST || looked == ROUND_MOST || forgotten == FORGET_MOST;
	return now.mono_ms + (more ? ROUND_AGAIN_MS : ROUND_MS);
}

enum error post_recover(struct gateway *g, struct moment now)
{
	size_t count, all = 0;
	enum error err;
	do {
		err = lost(g, INT64_MAX, &count, now);
		if (err == ERR_NONE)
			err = store_commit(g->parts.store);
		all += count;
	} while (err == ERR_NONE && count == ROUND_MOST);
	if (err == ERR_NONE && all > 0)
		log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms: %zu parts were on their way when the gateway stopped; their fate is unknown", all);
	return err;
}
