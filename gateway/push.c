/* What the gateway brings to a handset by itself, by USSD: a notice, or a question that leads into the menus. It is tried before the SMS that says the
 * same at length, and takes its place when the handset has shown it.
 *
 *   queued (push) ──▶ pushed: the parts wait for PATIENCE, and are no push any more; committed before it leaves
 *      │                 ├── USSN confirm, or an answer to the question ──▶ delivered, no SMS
 *      │                 ├── refused, aborted ──▶ the SMS leaves at once
 *      │                 └── nothing within PATIENCE, or a crash ──▶ the SMS leaves then
 *      └── no room, a call is open, it does not fit one string ──▶ the SMS leaves at once
 *
 * So whatever happens the SMS is queued until the handset has confirmed, and nothing needs to be remembered over a restart. */
#include "root.h"

#include "journeys/contract.h"
#include "store/fates.h"
#include "store/messages.h"
#include "sms/outbound.h"
#include "text/gsm7.h"

#include <sodium.h>
#include <string.h>

/* A bit in each octet of the session that we choose: networks count theirs from below, and the two are not to meet. */
#define OUR_SESSIONS 0x80808080u
#define PATIENCE_MS INT64_C(180000) /* as long as a network keeps a dialog */

static struct push *push_find(struct gateway *g, int64_t id)
{
	for (size_t i = 0; i < g->post.pushes_end; i++) {
		if (g->post.pushes[i].id == id)
			return &g->post.pushes[i];
	}
	return NULL;
}

static struct push *push_of(struct gateway *g, size_t network, const char *msisdn)
{
	for (size_t i = 0; i < g->post.pushes_end; i++) {
		struct push *p = &g->post.pushes[i];
		if (p->id && p->network == network && strcmp(p->msisdn, msisdn) == 0)
			return p;
	}
	return NULL;
}

/* Free, or waited for long enough: the SMS is on its way by then. */
static struct push *push_room(struct gateway *g, struct moment now)
{
	for (size_t i = 0; i < PUSHES_OPEN; i++) {
		if (!g->post.pushes[i].id || g->post.pushes[i].until_ms <= now.mono_ms)
			return &g->post.pushes[i];
	}
	return NULL;
}

static void push_drop(struct gateway *g, struct push *p)
{
	sodium_memzero(p, sizeof *p);
	while (g->post.pushes_end > 0 && !g->post.pushes[g->post.pushes_end - 1].id)
		g->post.pushes_end--;
}

static void failing(const char *what, int64_t id, enum error error)
{
	log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms %lld: %s could not be written down (%s)", (long long)id, what, error_name(error));
}

/* Only a notice that one string of this network can show, to somebody who is in no call. */
bool push_wanted(struct gateway *g, size_t network, const struct message *m, struct moment now)
{
	const struct gateway_network *n = &g->parts.networks[network];
	if (m->push == PUSH_NONE || m->next_part > 0 || push_of(g, network, m->msisdn) || !push_room(g, now))
		return false;
	size_t octets = charset_octets(CHARSET_UCS2, m->push_text, strlen(m->push_text));
	const struct session *s = session_find_any(g->sessions, m->msisdn, g->codes[network].at, g->codes[network].count);
	return m->push_text[0] && octets <= ussd_budget(n->profile->octets, CHARSET_UCS2) && !(s && s->phase == SESSION_ASKED);
}

enum error push_keep(struct gateway *g, const struct message *m, struct moment now)
{
	enum error error = messages_push_over(g->parts.store, m->id);
	return error ? error : messages_postpone(g->parts.store, m->id, now.unix_ms + PATIENCE_MS);
}

/* The SMS leaves now. */
static void fall_back(struct gateway *g, struct push *p, const char *why, struct moment now)
{
	log_say(LOG_SMS, LOG_LEVEL_NOTICE, "sms %lld: by USSD it was not shown (%s), so it leaves as an SMS", (long long)p->id, why);
	enum error error = messages_postpone(g->parts.store, p->id, now.unix_ms);
	if (error)
		failing("that it leaves now", p->id, error);
	push_drop(g, p);
	post_wake(g);
}

static void shown(struct gateway *g, struct push *p, struct moment now)
{
	enum error error = fates_end(g->parts.store, p->id, MESSAGE_QUEUED, MESSAGE_DELIVERED, now.unix_ms);
	if (error)
		failing("that it was shown", p->id, error);
	else
		fate_settle(g, p->id, now);
	push_drop(g, p);
}

static void caller_address(const struct message *m, struct smpp_address *out)
{
	*out = (struct smpp_address){ .ton = 1, .npi = 1 };
	bytes_to_string(bytes_of(m->msisdn), out->digits, sizeof out->digits);
}

static void service_address(const struct gateway *g, size_t network, struct smpp_address *out)
{
	const char *code = g->codes[network].count > 0 ? g->codes[network].at[0] : "";
	const char *digits = code + strspn(code, "*#");
	*out = (struct smpp_address){ .ton = 0 };
	memcpy(out->digits, digits, strcspn(digits, "#"));
}

static enum error send_notice(struct gateway *g, struct push *p, const struct message *m, struct moment now)
{
	const struct gateway_network *n = &g->parts.networks[p->network];
	struct esme *esme = n->sender(n->owner, ESME_ANY);
	uint8_t screen[256], tlvs[USSD_TLVS_MAX];
	struct smpp_pdu pdu;
	size_t len;
	bool own = n->profile->encoding == CHARSET_UCS2;
	enum charset charset = own && gsm7_count(m->push_text, strlen(m->push_text)) == SIZE_MAX ? CHARSET_UCS2 : CHARSET_GSM7;
	enum error error = charset_encode(charset, m->push_text, strlen(m->push_text), screen, sizeof screen, &len);
	if (error || !esme)
		return error ? error : ERR_STATE;
	ussd_notice(n->profile, &p->dialog, (struct bytes){ screen, len }, charset, &pdu, tlvs);
	return esme_send(esme, &pdu, outbound_reference(p->id, 0), now);
}

/* A call that we begin, at the screen that asks; only where none is open or could be gone on with. */
static enum error send_question(struct gateway *g, struct push *p, const struct message *m, struct moment now)
{
	const struct codes *codes = &g->codes[p->network];
	uint16_t screen = menu_screen_find(gateway_menus(g), MENU_SCREEN_NEWS);
	if (screen == MENU_NONE || codes->count == 0 || step_known(g, m->msisdn, codes->at[0], SESSION_USSD, now))
		return ERR_NOT_FOUND;
	struct session *s = step_caller(g, m->msisdn, codes->at[0], SESSION_USSD, now);
	if (!s)
		return ERR_NOMEM;
	s->network = (uint16_t)p->network;
	s->ussd = p->dialog;
	s->began_ms = now.mono_ms;
	enum error error = s->menu.language == 0xff ? ERR_NOT_FOUND : menu_put(&s->menu, SLOT_NUMBER, m->about, strlen(m->about));
	if (!error) {
		menu_speak(&s->menu, stand_format(g, s));
		menu_enter(&s->menu, screen);
		error = serve_question(g, s, now);
	}
	if (error)
		serve_forget(g, s);
	return error;
}

void push_send(struct gateway *g, size_t network, const struct message *m, struct moment now)
{
	struct push *p = push_room(g, now);
	struct smpp_address caller, service;
	if (!p)
		return; /* the SMS leaves when its time comes */
	*p = (struct push){ .id = m->id, .network = network, .until_ms = now.mono_ms + PATIENCE_MS };
	memcpy(p->msisdn, m->msisdn, sizeof p->msisdn);
	size_t end = (size_t)(p - g->post.pushes) + 1;
	g->post.pushes_end = end > g->post.pushes_end ? end : g->post.pushes_end;
	caller_address(m, &caller);
	service_address(g, network, &service);
	ussd_open(g->parts.networks[network].profile, &caller, &service, (uint32_t)m->id | OUR_SESSIONS, &p->dialog);
	enum error error = m->push == PUSH_QUESTION ? send_question(g, p, m, now) : ERR_NOT_FOUND;
	p->question = error == ERR_NONE;
	if (error == ERR_NOT_FOUND)
		error = send_notice(g, p, m, now);
	if (error)
		fall_back(g, p, error_name(error), now);
}

bool push_response(struct gateway *g, int64_t id, const struct smpp_pdu *pdu, struct moment now)
{
	struct push *p = push_find(g, id);
	char told[STATUS_TOLD];
	if (!p)
		return false;
	if (!pdu || pdu->status != ESME_ROK)
		fall_back(g, p, pdu ? status_told(pdu->status, told) : "no answer", now);
	return true;
}

void push_event(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, struct moment now)
{
	struct push *p = push_of(g, network, msisdn);
	if (!p || !ussd_same(g->parts.networks[network].profile, &p->dialog, &event->dialog))
		return;
	if (event->kind == USSD_NOTICED || (event->kind == USSD_ANSWER && p->question))
		shown(g, p, now);
	else if (event->kind == USSD_ABORT)
		fall_back(g, p, "broken off", now);
}

void push_stop(struct gateway *g, size_t network, struct moment now)
{
	for (size_t i = 0; i < g->post.pushes_end; i++) {
		if (g->post.pushes[i].id && g->post.pushes[i].network == network)
			fall_back(g, &g->post.pushes[i], "the link is stopped", now);
	}
}

bool push_refused(struct gateway *g, const struct session *s, const char *why, struct moment now)
{
	struct push *p = push_of(g, s->network, s->msisdn);
	bool question = p && p->question;
	if (question)
		fall_back(g, p, why, now);
	return question;
}
