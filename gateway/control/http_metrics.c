/* /metrics in Prometheus' text format 0.0.4. Names of links are the operator's own; nobody's number and nobody's words are here. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "feedback/outbox.h"
#include "gateway.h"
#include "menu/set.h"
#include "store/items.h"
#include "store/messages.h"
#include "store/overdue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a family of metrics is, then its lines. */
static void family(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP kopuro_%s %s\n# TYPE kopuro_%s %s\n", name, help, name, type);
}

static void gauge(FILE *out, const char *name, const char *help, int64_t value)
{
	family(out, name, "gauge", help);
	fprintf(out, "kopuro_%s %" PRId64 "\n", name, value);
}

static void counter(FILE *out, const char *name, const char *help, uint64_t value)
{
	family(out, name, "counter", help);
	fprintf(out, "kopuro_%s %" PRIu64 "\n", name, value);
}

static void put_gateway(FILE *out, const struct gateway_figures *g)
{
	gauge(out, "dialogs", "USSD dialogs that wait for an answer.", (int64_t)g->dialogs);
	gauge(out, "dialogs_parked", "Dialogs that broke off and may be resumed.", (int64_t)g->parked);
	counter(out, "dialogs_begun_total", "Dialogs begun.", g->begun);
	counter(out, "dialogs_answered_total", "Answers taken.", g->answered);
	counter(out, "dialogs_ended_total", "Dialogs that came to their end.", g->ended);
	counter(out, "dialogs_aborted_total", "Dialogs that the network ended.", g->aborted);
	counter(out, "dialogs_timed_out_total", "Dialogs that nobody went on with.", g->timed_out);
	counter(out, "dialogs_resumed_total", "Dialogs gone on with by another call.", g->resumed);
	counter(out, "refused_total", "Messages of networks that were refused.", g->refused);
	counter(out, "commits_total", "Commits to the store.", g->commits);
	counter(out, "commit_failures_total", "Commits that failed.", g->commit_failures);
	counter(out, "sms_sent_total", "Parts of SMS handed to networks.", g->sms_sent);
	counter(out, "sms_received_total", "SMS of subscribers.", g->sms_received);
	counter(out, "sms_later_total", "Parts that a network wanted later.", g->sms_later);
	counter(out, "sms_again_total", "Parts sent again since their fate was unknown.", g->sms_again);
	counter(out, "receipts_total", "Receipts of networks.", g->receipts);
	counter(out, "delivered_twice_total", "Messages that a network delivered twice at once, and that counted once.", g->delivered_twice);
	counter(out, "receipts_unmatched_total", "Receipts for none of our parts, or unreadable.", g->receipts_unmatched);
	counter(out, "receipts_unreadable_total", "Receipts in which no message id or no state was found.", g->receipts_unreadable);
	gauge(out, "store_failing", "1 when the last commit failed.", g->store_failing);
}

static void put_outbox(FILE *out, const struct outbox_figures *f)
{
	gauge(out, "feedback_up", "1 when the engine that carries items is connected.", f->up);
	gauge(out, "feedback_in_flight", "Items handed to the engine and not answered for.", (int64_t)f->in_flight);
	counter(out, "feedback_delivered_total", "Items that the central queue has.", f->delivered);
	gauge(out, "feedback_unsettled", "Items that the central queue has acknowledged and that are kept until it is seen to have them still.", (int64_t)f->unsettled);
	counter(out, "feedback_lost_total", "Items that the central queue had acknowledged and lost; they were offered again.", f->lost);
	counter(out, "feedback_failures_total", "Items that were refused or not answered for; they are offered again.", f->failures);
}

static void put_links(FILE *out, const struct http_api *api)
{
	struct health health = { 0 };
	api->parts.health(api->parts.context, &health);
	family(out, "link_up", "gauge", "1 when the SMPP link is bound.");
	for (size_t i = 0; i < health.link_count; i++)
		fprintf(out, "kopuro_link_up{link=\"%s\"} %d\n", health.links[i].name, health.links[i].up);
}

static void put_queue(FILE *out, const struct items_figures *f, int64_t now_ms)
{
	family(out, "items", "gauge", "Items of the central feedback queue that are not acknowledged.");
	fprintf(out, "kopuro_items{state=\"waiting\"} %zu\nkopuro_items{state=\"leased\"} %zu\n", f->waiting, f->leased);
	gauge(out, "items_oldest_seconds", "Age of the oldest item; 0 when there is none.", f->oldest_ms && now_ms > f->oldest_ms ? (now_ms - f->oldest_ms) / 1000 : 0);
	gauge(out, "items_resting", "Of these, those that the queue has refused or not answered; they are offered again.", (int64_t)f->resting);
	gauge(out, "items_parked", "Of these, those that were taken out by hand and are not offered.", (int64_t)f->parked);
	gauge(out, "items_stuck_seconds", "How long the item has been refused that has been longest; 0 when there is none.",
		f->stuck_ms && now_ms > f->stuck_ms ? (now_ms - f->stuck_ms) / 1000 : 0);
	gauge(out, "items_full", "1 when the queue takes no more.", f->full);
	counter(out, "items_refused_total", "How often a caller was told that the queue is full.", f->refused);
}

static void put_messages(FILE *out, const size_t by_state[MESSAGE_STATES])
{
	family(out, "sms_parts", "gauge", "Parts of SMS in the store, by state.");
	for (size_t i = 0; i < MESSAGE_STATES; i++)
		fprintf(out, "kopuro_sms_parts{state=\"%s\"} %zu\n", message_state_name((enum message_state)i), by_state[i]);
}

static void put_http(FILE *out, const struct http_api *api)
{
	family(out, "http_replies_total", "counter", "HTTP replies, by the class of their status.");
	for (int i = 2; i < HTTP_CLASSES; i++)
		fprintf(out, "kopuro_http_replies_total{class=\"%dxx\"} %" PRIu64 "\n", i, api->answered[i]);
	counter(out, "http_denied_total", "Requests with no good token.", api->denied);
	counter(out, "http_replayed_total", "Replies given again for an Idempotency-Key.", api->replayed);
}

static void put_appeals(FILE *out, const struct overdue_figures *f)
{
	gauge(out, "appeals_open", "Appeals that are not answered, closed or refused.", (int64_t)f->open);
	family(out, "appeals_overdue", "gauge", "Appeals that wait longer than the law lets them, by what they wait for.");
	fprintf(out, "kopuro_appeals_overdue{for=\"registration\"} %zu\nkopuro_appeals_overdue{for=\"answer\"} %zu\n", f->unregistered, f->unanswered);
}

#define PAUSES_MAX 64 /* networks; more have no line */

struct pauses {
	size_t count;
	struct { char network[64]; int64_t wrong, left_s; } rows[PAUSES_MAX];
};

static void pauses_add(void *context, const char *network, int64_t wrong, int64_t left_ms)
{
	struct pauses *p = context;
	if (p->count == PAUSES_MAX)
		return;
	snprintf(p->rows[p->count].network, sizeof p->rows[0].network, "%s", network);
	p->rows[p->count].wrong = wrong;
	p->rows[p->count++].left_s = (left_ms + 999) / 1000;
}

static void put_pins(FILE *out, const struct pin_figures *f, const struct pauses *p)
{
	static const char *const said[PIN_VERDICTS] = { [PIN_RIGHT] = "right", [PIN_WRONG] = "wrong", [PIN_LOCKED] = "locked" };
	family(out, "pins_total", "counter", "PINs that opened a number or were to, by what was said.");
	for (size_t i = 0; i < PIN_VERDICTS; i++)
		fprintf(out, "kopuro_pins_total{said=\"%s\"} %" PRIu64 "\n", said[i], f->verdicts[i]);
	counter(out, "pin_alarms_total", "Alarms: so many wrong PINs on a network that somebody guesses.", f->alarms);
	family(out, "pins_wrong", "gauge", "Wrong PINs of strangers in this hour, by network.");
	for (size_t i = 0; i < p->count; i++)
		fprintf(out, "kopuro_pins_wrong{link=\"%s\"} %" PRId64 "\n", p->rows[i].network, p->rows[i].wrong);
	family(out, "pin_pause_seconds", "gauge", "How long no stranger's PIN is answered any more after an alarm, by network.");
	for (size_t i = 0; i < p->count; i++)
		fprintf(out, "kopuro_pin_pause_seconds{link=\"%s\"} %" PRId64 "\n", p->rows[i].network, p->rows[i].left_s);
}

static void put_menus(FILE *out, const struct menu_set *menus, int64_t now_ms)
{
	gauge(out, "menu_facts", "Facts in the menus that are live.", (int64_t)menu_figures(menus).facts);
	gauge(out, "menu_facts_expired", "Of these, those that have expired and say so to callers.", (int64_t)menu_expired(menus, now_ms));
}

void metrics_show(struct http_call *c)
{
	struct store *store = gateway_store(c->api->parts.gateway);
	struct gateway_figures gateway = gateway_figures(c->api->parts.gateway);
	struct overdue_figures appeals;
	struct items_figures queue;
	struct pauses pauses = { 0 };
	size_t by_state[MESSAGE_STATES] = { 0 }, len;
	enum error error = overdue_count(store, false, c->now.unix_ms, &appeals);
	if (!error)
		error = items_figures_open(store, &queue);
	if (!error)
		error = messages_count(store, by_state);
	if (!error)
		error = pin_pauses_each(store, c->now.unix_ms, pauses_add, &pauses);
	FILE *out = error ? NULL : open_memstream(&c->text, &len);
	if (!http_good(c, out || error ? error : ERR_NOMEM, ""))
		return;
	c->type = "text/plain; version=0.0.4; charset=utf-8";
	put_gateway(out, &gateway);
	put_links(out, c->api);
	put_queue(out, &queue, c->now.unix_ms);
	if (strcmp(c->api->parts.config->feedback, "local") != 0) {
		struct outbox_figures outbox = gateway_outbox(c->api->parts.gateway);
		put_outbox(out, &outbox);
	}
	put_messages(out, by_state);
	put_appeals(out, &appeals);
	put_pins(out, &gateway.pins, &pauses);
	put_menus(out, gateway_menus(c->api->parts.gateway), c->now.unix_ms);
	put_http(out, c->api);
	fclose(out);
}
