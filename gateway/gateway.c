#include "root.h"

#include "journeys/office.h"
#include "sms/outbound.h"
#include "sms/receipt.h"
#include "smpp/tlv.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define CALLERS_MAX (1u << 21)

static bool menus_of_start(struct gateway *g, struct moment now)
{
	struct edition *first = edition_new(g->parts.menus, g->parts.menus_given, g->parts.networks, g->parts.network_count, now.unix_ms);
	g->parts.menus_given = NULL;
	if (first) {
		first->number = g->parts.menus_number;
		editions_add(&g->editions, first);
	}
	return first != NULL;
}

/* What an older Kopuro left undecided is decided before anybody can ask for it. */
static enum error judge(const struct gateway *g)
{
	enum error error = office_judge(g->parts.store, g->parts.menus);
	return error ? error : store_commit(g->parts.store);
}

struct gateway *gateway_new(const struct gateway_setup *setup, struct moment now)
{
	struct gateway *g = calloc(1, sizeof *g);
	if (!g) {
		menu_free(setup->menus_given);
		return NULL;
	}
	g->parts = *setup;
	jump_recall(g, now);
	randombytes_buf(g->double_key, sizeof g->double_key);
	g->sessions = session_table_new(CALLERS_MAX, now);
	g->codes = calloc(setup->network_count + 1, sizeof *g->codes);
	g->waiting = calloc(setup->network_count + 1, sizeof *g->waiting);
	g->central.outbox = outbox_new(setup->store, store_node(setup->store));
	if (g->codes)
		networks_begin(g);
	bool menus = g->codes && menus_of_start(g, now);
	if (menus && g->sessions && g->codes && g->waiting && g->central.outbox && judge(g) == ERR_NONE && post_recover(g, now) == ERR_NONE &&
		inbound_recover(g, now) == ERR_NONE) {
		behind_restore(g, now);
		return g;
	}
	log_say(LOG_MAIN, LOG_LEVEL_FATAL, "the gateway cannot begin: %s", store_last_error(setup->store));
	gateway_free(g, now);
	return NULL;
}

void gateway_free(struct gateway *g, struct moment now)
{
	if (!g)
		return;
	if (g->sessions) {
		jump_keep(g, now);
		promise_settle(g, now);
		behind_write(g, now, true);
	}
	session_table_free(g->sessions);
	menu_free(g->parts.menus_given);
	editions_fini(&g->editions);
	if (g->central.outbox)
		outbox_free(g->central.outbox);
	for (size_t i = 0; g->waiting && i < g->parts.network_count; i++)
		callers_fini(&g->waiting[i]);
	callers_fini(&g->dirty);
	free(g->acks);
	free(g->waiting);
	free(g->codes);
	free(g->promises);
	free(g->gone);
	free(g);
}

static uint32_t deliver(struct gateway *g, size_t network, struct esme *esme, const struct smpp_pdu *pdu, struct moment now)
{
	struct ussd_event event;
	uint32_t status = ESME_ROK;
	enum error err = ussd_read(g->parts.networks[network].profile, pdu, &event, &status);
	if (err != ERR_NONE) {
		char told[STATUS_TOLD], octets[BYTES_HEAD];
		struct bytes op = { 0 };
		tlv_find(pdu->tlvs, TLV_USSD_SERVICE_OP, &op);
		bytes_head(op, octets);
		log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: a %s was refused with %s; its ussd_service_op, octets %s; its source has %zu digits; the profile is '%s'",
			g->parts.networks[network].name, pdu_name(pdu->command), status_told(status, told), octets, strlen(pdu->source.digits),
			g->parts.networks[network].profile->name);
		g->figures.refused++;
		return status;
	}
	if (event.kind != USSD_NONE)
		return serve_event(g, network, esme_number(esme), pdu, &event, now);
	if (post_is_receipt(g, network, pdu))
		return post_receipt(g, network, pdu, now);
	return inbound_deliver(g, network, esme, pdu, now);
}

/* What comes a second time is answered as the first: once that is known. */
static uint32_t on_deliver(struct gateway *g, size_t network, struct esme *esme, const struct smpp_pdu *pdu, struct moment now)
{
	bool again;
	struct double_known *known = double_of(g, network, pdu, now, &again);
	if (again)
		return ack_later(g, esme, pdu, now);
	uint32_t status = deliver(g, network, esme, pdu, now);
	if (status != ESME_ROK && status != ESME_ANSWER_LATER)
		known->until_ms = 0;
	return status;
}

uint32_t gateway_event(void *context, struct esme *esme, const struct esme_event *event, struct moment now)
{
	struct gateway_network *n = context;
	struct gateway *g = n->gateway;
	size_t index = (size_t)(n - g->parts.networks);
	jump_look(g, now);
	switch (event->kind) {
	case ESME_UP:
		n->bound_ms = now.mono_ms;
		post_wake(g);
		return ESME_ROK;
	case ESME_DELIVER:
		if (n->closed)
			return ESME_RX_T_APPN; /* the network keeps it for the next session */
		return on_deliver(g, index, esme, event->pdu, now);
	case ESME_RESPONSE:
	case ESME_UNANSWERED: {
		bool known = event->kind == ESME_RESPONSE;
		int64_t id;
		uint8_t part;
		if (outbound_of_reference(event->reference, &id, &part))
			post_response(g, index, event->reference, known ? event->pdu : NULL, now);
		else
			serve_response(g, event->reference, known ? event->pdu->status : ESME_ROK, known, now);
		return ESME_ROK;
	}
	case ESME_CONGESTION:
		pace_congested(&n->pace, event->congestion, now);
		return ESME_ROK;
	case ESME_DOWN:
	case ESME_ALERT:
		return ESME_ROK;
	}
	return ESME_ROK;
}

void gateway_turn(struct gateway *g, struct moment now)
{
	jump_look(g, now);
	inbound_due(g, now);
	promise_settle(g, now);
	serve_due(g, now);
	promise_settle(g, now); /* what those leave behind */
	for (size_t i = 0; i < g->parts.network_count; i++)
		serve_waiting(g, i, now);
	behind_write(g, now, false);
	chores_run(g, now);
	post_pump(g, now);
	central_turn(g, now);
	if (g->promise_count == 0) /* nobody may be put back to where they stood before */
		editions_sweep(&g->editions);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t gateway_deadline(const struct gateway *g)
{
	int64_t next = earlier(earlier(session_next_due(g->sessions), behind_deadline(g)), g->chores_at_ms);
	next = earlier(earlier(next, post_deadline(g)), g->inbound_due_ms);
	return earlier(next, central_deadline(g));
}

struct gateway_figures gateway_figures(const struct gateway *g)
{
	struct gateway_figures figures = g->figures;
	figures.dialogs = session_count_asked(g->sessions);
	figures.parked = session_count(g->sessions) - figures.dialogs;
	return figures;
}

struct listing {
	const struct gateway *g;
	struct moment now;
	gateway_dialog_row *row;
	void *context;
	size_t left;
};

static void list_one(void *context, struct session *s)
{
	struct listing *l = context;
	if (s->phase != SESSION_ASKED || l->left == 0 || s->network >= l->g->parts.network_count)
		return;
	l->left--;
	char caller[sizeof s->msisdn];
	size_t len = strlen(s->msisdn);
	for (size_t i = 0; i <= len; i++)
		caller[i] = i < 5 || i + 2 >= len ? s->msisdn[i] : '*';
	l->row(l->context, l->g->parts.networks[s->network].name, caller, s->code, menu_screen_name(s->menu.set, s->menu.place.screen),
		(l->now.mono_ms - s->began_ms) / 1000);
}

void gateway_each_dialog(const struct gateway *g, size_t limit, struct moment now, gateway_dialog_row *row, void *context)
{
	struct listing l = {g, now, row, context, limit};
	session_each(g->sessions, list_one, &l);
}

const struct menu_set *gateway_menus(const struct gateway *g)
{
	return g->editions.newest->set;
}

struct edition *gateway_menus_prepare(const struct gateway *g, struct menu_set *menus, struct moment now)
{
	return edition_new(menus, menus, g->parts.networks, g->parts.network_count, now.unix_ms);
}

unsigned gateway_menus_number(const struct gateway *g)
{
	return g->editions.newest->number;
}

void gateway_menus_live(struct gateway *g, struct edition *edition)
{
	editions_add(&g->editions, edition);
	tally_hurry(g);
	g->chores_at_ms = 0; /* its holidays count at once */
}

void gateway_each_menus(const struct gateway *g, gateway_menus_row *row, void *context)
{
	for (const struct edition *e = g->editions.newest; e; e = e->older)
		row(context, e->set, e->number, e->loaded_ms, e->callers);
}

struct store *gateway_store(const struct gateway *g)
{
	return g->parts.store;
}
