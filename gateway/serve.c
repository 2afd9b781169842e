/* USSD: what a network says of a caller's dialog, and the screens that go back. The step between the two is step.c's. */
#include "root.h"

#include "smpp/tlv.h"

#include <stdio.h>

/* The network needs a moment to tell us that its time for an answer has passed; we wait a little longer than it. */
#define ANSWER_GRACE_MS 5000

/* A screen that was refused for a moment leaves again after this, and each time after twice as long. */
#define AGAIN_MS 250
#define AGAIN_DOUBLED 5 /* times at most */

static struct gateway_network *network_of(const struct gateway *g, const struct session *s)
{
	return s->network < g->parts.network_count && g->parts.networks[s->network].name[0] ? &g->parts.networks[s->network] : NULL;
}

void serve_forget(struct gateway *g, struct session *s)
{
	behind_unmark(g, s);
	stand_drop(g, s);
}

/* The dialog is over; the caller may dial again. */
static void park(struct gateway *g, struct session *s, struct moment now)
{
	bool worth = s->closing || menu_worth_resuming(&s->menu);
	if (!worth || (s->forget && s->seen)) {
		serve_forget(g, s);
		return;
	}
	session_set_phase(g->sessions, s, SESSION_PARKED);
	s->offering = false;
	s->waiting = s->again = false;
	s->menu.hint = MENU_HINT_NONE;
	session_schedule(g->sessions, s, now.mono_ms + SESSION_RESUME_MS);
	behind_mark(g, s);
}

static int64_t patience(const struct session *s, const struct ussd_profile *profile, struct moment now)
{
	int64_t answer = now.mono_ms + profile->answer_ms, end = s->began_ms + profile->session_ms;
	return answer < end ? answer : end;
}

static void asked(struct gateway *g, struct session *s, const struct ussd_profile *profile, struct moment now)
{
	session_set_phase(g->sessions, s, SESSION_ASKED);
	session_schedule(g->sessions, s, patience(s, profile, now) + ANSWER_GRACE_MS);
}

/* FIRST: of a call that we begin. */
enum saying { SAY_FIRST, SAY_NEXT, SAY_LAST };

/* Sends an encoded screen. ERR_FULL: the window is full; ERR_STATE: nothing is bound for sending now. */
static enum error send(struct gateway *g, struct session *s, struct bytes screen, enum saying saying, struct moment now)
{
	struct gateway_network *network = network_of(g, s);
	struct esme *esme = network ? network->sender(network->owner, s->bind) : NULL;
	if (!esme)
		return ERR_STATE;
	struct smpp_pdu pdu;
	uint8_t tlvs[USSD_TLVS_MAX];
	struct ussd_dialog dialog = s->ussd;
	enum charset charset = menu_format_at(s->menu.set, stand_format(g, s)).charset;
	if (s->tries > 0)
		ussd_unsay(network->profile, &dialog);
	if (saying == SAY_FIRST)
		ussd_question(network->profile, &dialog, screen, charset, &pdu, tlvs);
	else
		ussd_write(network->profile, &dialog, screen, charset, saying == SAY_LAST, &pdu, tlvs);
	uint64_t reference = session_reference(g->sessions, s) | (uint64_t)(uint16_t)(s->shown + 1) << REFERENCE_SHOWN_SHIFT;
	enum error err = esme_send(esme, &pdu, reference, now);
	if (err != ERR_NONE)
		return err;
	s->ussd = dialog;
	s->shown++;
	return ERR_NONE;
}

static enum error send_screen(struct gateway *g, struct session *s, struct bytes screen, bool last, struct moment now)
{
	return send(g, s, screen, last ? SAY_LAST : SAY_NEXT, now);
}

static void sent(struct gateway *g, struct session *s, bool last, struct moment now)
{
	s->waiting = false;
	s->left_ms = now.mono_ms;
	if (s->tries == 0) /* else it was counted when it left first */
		tally_here(g, s, last);
	if (!last) {
		asked(g, s, network_of(g, s)->profile, now);
		return;
	}
	g->figures.ended += s->tries == 0;
	s->closing = true;
	park(g, s, now);
}

void serve_show(struct gateway *g, struct session *s, struct moment now)
{
	uint8_t scratch[1024];
	struct menu_page page;
	struct gateway_network *network = network_of(g, s);
	if (!network) {
		park(g, s, now);
		return;
	}
	step_page(g, s, scratch, sizeof scratch, &page);
	enum error err = send_screen(g, s, page.text, page.ends, now);
	if (err == ERR_NONE) {
		sent(g, s, page.ends, now);
		return;
	}
	/* The window is full; or of two binds the receiver was back before the transmitter. */
	bool soon = err == ERR_FULL || err == ERR_STATE;
	if (soon && callers_add(&g->waiting[s->network], session_reference(g->sessions, s))) {
		s->waiting = true;
		asked(g, s, network->profile, now);
		return;
	}
	log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: a screen could not be sent (%s); its caller may go on within ten minutes", network->name,
		error_name(err));
	park(g, s, now);
}

enum error serve_question(struct gateway *g, struct session *s, struct moment now)
{
	uint8_t scratch[1024];
	struct menu_page page;
	step_page(g, s, scratch, sizeof scratch, &page);
	enum error err = send(g, s, page.text, SAY_FIRST, now);
	if (err == ERR_NONE)
		sent(g, s, false, now);
	return err;
}

/* `later` closes the dialog but is no end: the caller stands where they stood. */
void serve_later(struct gateway *g, struct session *s, struct moment now)
{
	struct menu_state later;
	menu_state_init(&later, s->menu.set);
	later.language = s->menu.language < menu_language_count(later.set) ? s->menu.language : 0;
	later.latin = s->menu.latin;
	menu_clock(&later, now.unix_ms);
	menu_enter(&later, stand_edition(g, s)->screen_later);
	uint8_t scratch[1024];
	struct menu_page page;
	if (network_of(g, s)) {
		menu_show(&later, stand_format(g, s), scratch, sizeof scratch, &page);
		if (send_screen(g, s, page.text, true, now) == ERR_NONE)
			tally_show(g, s, stand_edition(g, s)->screen_later, true);
		g->figures.ended++;
	}
	menu_state_fini(&later);
	park(g, s, now);
}

void serve_end(struct gateway *g, struct session *s, struct moment now)
{
	push_refused(g, s, "the link is stopped", now);
	tally_drop(g, s);
	serve_later(g, s, now);
}

/* What a network does with its sessions that its profile has otherwise. */
static void tell_ways(struct gateway_network *network, const struct smpp_pdu *pdu, const struct ussd_event *event)
{
	struct bytes session = {0};
	char octets[BYTES_HEAD];
	tlv_find(pdu->tlvs, network->profile->session.tag, &session);
	bytes_head(session, octets);
	if (event->wide && network_tells(network, TOLD_WIDTH))
		log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: its session has %zu octets (%s), and the profile '%s' has %u; %s, and callers are told apart by "
			"number and code. Should it be an id: `form: opaque`", network->name, session.len, octets, network->profile->name,
			network->profile->session.width, session.len <= USSD_SESSION_MAX ? "it goes back as it came" : "it is more than can go back");
	if (event->dialog.odd && network_tells(network, TOLD_ODD))
		log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: a call began with the end bit set in its session (%s), so there this bit ends nothing. Should the network count its "
			"sessions: `form: opaque` in a profile of its own", network->name, octets);
}

/* What the network has brought already: the same screen, in its place, unless that has yet to leave. */
static void show_again(struct gateway *g, struct session *s, size_t index, unsigned bind, const struct ussd_event *event, struct moment now)
{
	struct gateway_network *network = &g->parts.networks[index];
	g->figures.delivered_twice++;
	s->network = (uint16_t)index;
	s->bind = (uint8_t)bind;
	s->repeats += s->repeats < UINT8_MAX;
	s->heard_ms = now.mono_ms;
	if (event->kind == USSD_BEGIN || s->phase == SESSION_PARKED)
		s->began_ms = now.mono_ms;
	if (s->waiting || s->again)
		return;
	s->until_ms = patience(s, network->profile, now);
	s->tries += s->tries == 0;
	serve_show(g, s, now);
}

uint32_t serve_event(struct gateway *g, size_t index, unsigned bind, const struct smpp_pdu *pdu, const struct ussd_event *event, struct moment now)
{
	struct gateway_network *network = &g->parts.networks[index];
	tell_ways(network, pdu, event);
	if (event->unreadable)
		unreadable_keep(g, index, pdu->data_coding, event->raw, now);
	if (event->kind == USSD_BEGIN && !dialplan_code(network->dialplan, whose_code(g, index, event))) {
		char octets[BYTES_HEAD];
		bytes_head(event->raw, octets);
		log_say(LOG_USSD, LOG_LEVEL_ERROR, "%s: %s was dialled (data_coding 0x%02x, octets %s), and the dialplan has no such code", network->name,
			event->code[0] ? event->code : "nothing that is a code", pdu->data_coding, octets);
		g->figures.refused++;
		return ESME_RINVDSTADR;
	}
	char msisdn[DIALPLAN_NUMBER];
	bool hidden = dialplan_number(network->dialplan, &pdu->source, msisdn) != ERR_NONE; /* served by the name that the network gives it */
	push_event(g, index, msisdn, event, now);
	if (event->kind == USSD_NOTICED)
		return ESME_ROK;
	enum whose is = WHOSE_NOBODYS;
	struct session *s = msisdn[0] ? whose(g, index, msisdn, event, &is, now) : NULL;
	if (s && s->held) {
		promise_settle(g, now); /* a second word from this caller within one turn: first keep the promise of the first */
		s = whose(g, index, msisdn, event, &is, now);
	}
	if (is == WHOSE_NOBODYS) {
		g->figures.refused += event->kind == USSD_BEGIN;
		return event->kind == USSD_BEGIN ? ESME_RX_T_APPN : ESME_ROK;
	}
	bool aborted = is == WHOSE_NOT_THEIRS ? event->kind == USSD_ABORT : ussd_kind(&s->ussd, event) == USSD_ABORT;
	g->figures.aborted += aborted;
	if (is == WHOSE_NOT_THEIRS)
		return ESME_ROK;
	if (aborted) {
		whose_over(g, index, msisdn, now);
		if (s->phase == SESSION_ASKED) {
			tally_drop(g, s);
			park(g, s, now);
		}
		return ESME_ROK;
	}
	if (is == WHOSE_AGAIN) {
		show_again(g, s, index, bind, event, now);
		return ESME_ROK;
	}
	s->network = (uint16_t)index;
	s->again = false; /* a new word goes before the screen that waits */
	s->tries = 0;
	s->bind = (uint8_t)bind;
	s->hidden = hidden;
	struct step step;
	step_open(g, s, &step, now);
	if (event->kind == USSD_BEGIN) {
		whose_hear(g, s, index, event, now);
		s->ussd = event->dialog;
		/* Of a call whose last screen may not have arrived that screen is shown again, and nothing leads on from it. */
		snprintf(s->parts, sizeof s->parts, "%s", s->closing ? "" : event->parts);
		step_begin(g, s, &step, now);
		deep_press(g, s, &step, now);
	} else {
		whose_hear(g, s, index, event, now);
		ussd_follow(&s->ussd, &event->dialog);
		if (s->phase == SESSION_PARKED)
			s->began_ms = now.mono_ms; /* our clock had given this dialog up, the network's had not */
		if (is == WHOSE_PERHAPS)
			step_doubt(s, &step);
		step_answer(g, s, &step, event->text, event->text_len, now);
		if (step.again) {
			step_back(g, s, &step);
			show_again(g, s, index, bind, event, now);
			return ESME_ROK;
		}
		if (event->unreadable && s->menu.hint == MENU_HINT_EMPTY)
			s->menu.hint = MENU_HINT_UNREADABLE;
	}
	s->until_ms = patience(s, network->profile, now);
	step_close(g, s, &step, now);
	return ESME_ROK;
}

bool serve_again(struct gateway *g, struct session *s, struct moment now)
{
	int64_t wait = (int64_t)AGAIN_MS << (s->tries < AGAIN_DOUBLED ? s->tries : AGAIN_DOUBLED);
	wait += wait * (s->index % 16) / 32; /* those who were refused together do not come back together */
	if (now.mono_ms + wait >= s->until_ms)
		return false;
	s->tries += s->tries < UINT8_MAX;
	s->again = true;
	session_schedule(g->sessions, s, now.mono_ms + wait);
	return true;
}

/* The network has not taken a screen. One that it may take in a moment leaves again, but for the question of a push: its SMS leaves instead. */
static void refused(struct gateway *g, struct session *s, uint32_t status, struct moment now)
{
	char told[STATUS_TOLD];
	const char *network = network_of(g, s)->name;
	status_told(status, told);
	bool question = push_refused(g, s, told, now);
	if (!question && status_kind(status) == STATUS_RETRY && serve_again(g, s, now)) {
		log_say(LOG_USSD, LOG_LEVEL_INFO, "%s: the network refused a screen for a moment: %s; it leaves again", network, told);
		return;
	}
	log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: the network refused a screen: %s%s", network, told, s->tries > 0 ? ", as long as it waited for it" : "");
	tally_drop(g, s);
	park(g, s, now);
}

void serve_response(struct gateway *g, uint64_t reference, uint32_t status, bool known, struct moment now)
{
	struct session *s = session_of_reference(g->sessions, reference & ((UINT64_C(1) << REFERENCE_SHOWN_SHIFT) - 1));
	if (!s || s->held || s->waiting || s->again || s->shown != (uint16_t)(reference >> REFERENCE_SHOWN_SHIFT))
		return;
	if (s->channel == SESSION_SMS) { /* none but the nameless */
		if (known)
			reply_response(g, s, status, now);
		return;
	}
	s->seen = s->seen || (s->forget && known && status == ESME_ROK);
	if (known && status == ESME_ROK)
		s->tries = 0;
	if (s->closing && known && status == ESME_ROK) {
		if (network_of(g, s))
			whose_over(g, s->network, s->msisdn, now);
		serve_forget(g, s);
	} else if (known && status != ESME_ROK && network_of(g, s) && (s->closing || s->phase == SESSION_ASKED))
		refused(g, s, status, now);
}

static bool has_room(struct gateway_network *network)
{
	struct esme *esme = network->sender(network->owner, ESME_ANY);
	return esme && esme_can_send(esme);
}

void serve_waiting(struct gateway *g, size_t index, struct moment now)
{
	struct callers waiting = g->waiting[index];
	struct gateway_network *network = &g->parts.networks[index];
	if (waiting.count == 0 || !has_room(network))
		return;
	g->waiting[index] = (struct callers){0};
	size_t i = 0;
	for (; i < waiting.count && has_room(network); i++) {
		struct session *s = session_of_reference(g->sessions, waiting.at[i]);
		if (s && s->waiting)
			channels[s->channel].show(g, s, now);
	}
	for (; i < waiting.count; i++)
		callers_add(&g->waiting[index], waiting.at[i]);
	callers_fini(&waiting);
}

/* The network that wants to be told is told that we wait no longer; should it not hear, its own clock ends the dialog. */
static void give_up(struct gateway *g, struct session *s, struct moment now)
{
	struct gateway_network *network = network_of(g, s);
	struct esme *esme = network ? network->sender(network->owner, s->bind) : NULL;
	struct smpp_pdu pdu;
	uint8_t tlvs[USSD_TLVS_MAX];
	struct ussd_dialog dialog = s->ussd;
	/* Of no screen that is or will soon be shown: whatever the response, nothing follows from it. */
	uint64_t reference = session_reference(g->sessions, s) | (uint64_t)(uint16_t)(s->shown ^ 0x8000) << REFERENCE_SHOWN_SHIFT;
	if (esme && !s->waiting && ussd_write_abort(network->profile, &dialog, &pdu, tlvs))
		esme_send(esme, &pdu, reference, now);
}

void serve_due(struct gateway *g, struct moment now)
{
	struct session *s;
	while ((s = session_due(g->sessions, now.mono_ms))) {
		if (s->again) {
			s->again = false;
			if (s->channel == SESSION_SMS)
				session_schedule(g->sessions, s, now.mono_ms + SESSION_SMS_MS);
			channels[s->channel].show(g, s, now);
			continue;
		}
		if (s->phase == SESSION_PARKED) {
			if (channels[s->channel].over)
				channels[s->channel].over(g, s);
			if (s->channel == SESSION_SMS) /* whose callers are always parked: a day has passed */
				tally_drop(g, s);
			serve_forget(g, s);
			continue;
		}
		g->figures.timed_out++;
		push_refused(g, s, "no answer", now);
		tally_drop(g, s);
		give_up(g, s, now);
		park(g, s, now);
	}
}
