/* A caller's step: what the network brought, through the session and the menus, to the screen that goes back. */
#include "root.h"

#include "journeys/journey.h"

#include <assert.h>
#include <string.h>

/* The network needs a moment to tell us that its time for an answer has passed; we wait a little longer than it. */
#define ANSWER_GRACE_MS 5000

static struct gateway_network *network_of(const struct gateway *g, const struct session *s)
{
	return s->network < g->parts.network_count ? &g->parts.networks[s->network] : NULL;
}

void serve_forget(struct gateway *g, struct session *s)
{
	behind_unmark(g, s);
	session_drop(g->sessions, s);
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
	s->waiting = false;
	s->menu.hint = MENU_HINT_NONE;
	session_schedule(g->sessions, s, now.mono_ms + SESSION_RESUME_MS);
	behind_mark(g, s);
}

static void asked(struct gateway *g, struct session *s, const struct ussd_profile *profile, struct moment now)
{
	int64_t answer = now.mono_ms + profile->answer_ms, end = s->began_ms + profile->session_ms;
	session_set_phase(g->sessions, s, SESSION_ASKED);
	session_schedule(g->sessions, s, (answer < end ? answer : end) + ANSWER_GRACE_MS);
}

/* Sends an encoded screen. ERR_FULL: the window is full. */
static enum error send_screen(struct gateway *g, struct session *s, struct bytes screen, bool last, struct moment now)
{
	struct gateway_network *network = network_of(g, s);
	struct esme *esme = network ? network->sender(network->owner) : NULL;
	if (!esme)
		return ERR_STATE;
	struct smpp_pdu pdu;
	uint8_t tlvs[32];
	struct ussd_dialog dialog = s->ussd;
	ussd_write(network->profile, &dialog, screen, last, &pdu, tlvs);
	uint64_t reference = session_reference(g->sessions, s) | (uint64_t)(uint16_t)(s->shown + 1) << REFERENCE_SHOWN_SHIFT;
	enum error err = esme_send(esme, &pdu, reference, now);
	if (err != ERR_NONE)
		return err;
	s->ussd = dialog;
	s->shown++;
	return ERR_NONE;
}

static void sent(struct gateway *g, struct session *s, bool last, struct moment now)
{
	s->waiting = false;
	if (!last) {
		asked(g, s, network_of(g, s)->profile, now);
		return;
	}
	g->figures.ended++;
	s->closing = true;
	park(g, s, now);
}

/* The state whose screen is on the handset: the caller's own, or the offer to go on. */
static struct menu_state offer_state(const struct gateway *g, const struct session *s)
{
	struct menu_state offer;
	menu_state_init(&offer, g->parts.menus);
	offer.language = s->menu.language;
	menu_enter(&offer, g->screen_resume);
	offer.depth = 0;
	menu_speak(&offer, g->format[s->network]);
	offer.hint = s->menu.hint;
	return offer;
}

static void show_state(struct gateway *g, struct session *s, struct menu_state *state, bool last, struct moment now)
{
	uint8_t scratch[1024];
	struct menu_page page;
	struct gateway_network *network = network_of(g, s);
	if (!network) {
		park(g, s, now);
		return;
	}
	menu_show(state, g->format[s->network], scratch, sizeof scratch, &page);
	enum error err = send_screen(g, s, page.text, last || page.ends, now);
	if (err == ERR_NONE) {
		sent(g, s, last || page.ends, now);
		return;
	}
	if (err == ERR_FULL && callers_add(&g->waiting[s->network], session_reference(g->sessions, s))) {
		s->waiting = true;
		asked(g, s, network->profile, now);
		return;
	}
	log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: a screen could not be sent (%s); its caller may go on within ten minutes", network->name,
		error_name(err));
	park(g, s, now);
}

void serve_show(struct gateway *g, struct session *s, struct moment now)
{
	if (!s->offering) {
		show_state(g, s, &s->menu, false, now);
		return;
	}
	struct menu_state offer = offer_state(g, s);
	show_state(g, s, &offer, false, now);
	menu_state_fini(&offer);
}

/* `later` closes the dialog but is no end: the caller stands where they stood. */
void serve_later(struct gateway *g, struct session *s, struct moment now)
{
	struct menu_state later;
	menu_state_init(&later, g->parts.menus);
	later.language = s->menu.language < menu_language_count(g->parts.menus) ? s->menu.language : 0;
	menu_enter(&later, g->screen_later);
	uint8_t scratch[1024];
	struct menu_page page;
	if (network_of(g, s)) {
		menu_show(&later, g->format[s->network], scratch, sizeof scratch, &page);
		send_screen(g, s, page.text, true, now);
		g->figures.ended++;
	}
	menu_state_fini(&later);
	park(g, s, now);
}

/* ---- steps ---- */

static enum error run(struct gateway *g, struct session *s, const struct menu_action *action, size_t *outcome, struct moment now)
{
	struct journey_caller caller = {.msisdn = s->hidden ? "" : s->msisdn, .channel = "ussd", .opened = &s->opened, .forget = &s->forget};
	bool forgot = s->forget;
	enum error err = action->effect ? store_begin(g->parts.store) : ERR_NONE;
	if (err == ERR_NONE)
		err = journey_run(g->parts.store, action, &s->menu, &caller, now, outcome);
	if (err == ERR_NONE && s->forget && !forgot) {
		/* In the same commit as the nameless appeal: from then on nothing here tells that this number had a session. */
		err = store_forget(g->parts.store, s->msisdn, s->code);
		s->stored = false;
	}
	if (err != ERR_NONE)
		log_say(LOG_JOURNEY, LOG_LEVEL_ERROR, "%s: %s", action->name, error_name(err));
	return err;
}

/* In this turn's group, though no screen waits for it: should it fail, they are asked again at the next call. */
static void keep_language(struct gateway *g, const struct session *s)
{
	if (store_begin(g->parts.store) == ERR_NONE)
		store_language_put(g->parts.store, s->msisdn, menu_language_code(s->menu.set, s->menu.language));
}

/* Text through the menus, with the actions it calls; then the screen, now or after the commit. */
static void step(struct gateway *g, struct session *s, const char *text, size_t len, struct moment now)
{
	const struct menu_action *action = NULL;
	uint8_t language = s->menu.language;
	struct menu_state before;
	bool effect = false;
	enum menu_turn turn = menu_input(&s->menu, text, len, &action);
	while (turn == MENU_DO) {
		size_t outcome = 0;
		enum error err = ERR_NONE;
		if (action->effect && !effect) {
			err = menu_state_copy(&before, &s->menu);
			effect = err == ERR_NONE;
			before.pending = 0;
		}
		if (err == ERR_NONE)
			err = run(g, s, action, &outcome, now);
		if (err != ERR_NONE) {
			s->menu.pending = 0;
			if (!effect) {
				serve_later(g, s, now);
				return;
			}
			if (promise_make(g, s, &before) != ERR_NONE)
				serve_later(g, s, now);
			promise_break(g, now);
			return;
		}
		turn = menu_outcome(&s->menu, outcome, &action);
	}
	if (s->menu.language != language)
		keep_language(g, s);
	behind_mark(g, s);
	if (!effect)
		serve_show(g, s, now);
	else if (promise_make(g, s, &before) != ERR_NONE)
		promise_break(g, now);
}

/* The answer to "go on, or begin anew?". Whatever leads away from that screen but "go on" begins anew. */
static void answer_offer(struct gateway *g, struct session *s, const char *text, size_t len, struct moment now)
{
	struct menu_state offer = offer_state(g, s);
	const struct menu_action *action = NULL;
	enum menu_turn turn = menu_input(&offer, text, len, &action);
	bool resume = turn == MENU_DO && strcmp(action->name, "session.resume") == 0;
	bool stays = turn == MENU_SHOW && offer.place.screen == g->screen_resume;
	s->menu.hint = stays ? offer.hint : MENU_HINT_NONE;
	s->offering = stays;
	if (resume)
		g->figures.resumed++;
	else if (!stays) {
		s->opened[0] = '\0';
		menu_start(&s->menu);
	}
	menu_state_fini(&offer);
	behind_mark(g, s);
	serve_show(g, s, now);
}

static struct session *take(struct gateway *g, const char *msisdn, const char *code, struct moment now)
{
	struct session *s = session_find(g->sessions, msisdn, code);
	if (!s)
		s = behind_recall(g, msisdn, code, now);
	if (s)
		return s;
	s = session_add(g->sessions, msisdn, code);
	if (!s)
		return NULL;
	char language[9] = "";
	if (store_language_get(g->parts.store, msisdn, language) != ERR_NONE)
		language[0] = '\0';
	menu_state_init(&s->menu, g->parts.menus);
	int index = menu_language_find(g->parts.menus, language);
	s->menu.language = index < 0 ? 0xff : (uint8_t)index;
	s->began_ms = now.mono_ms;
	menu_start(&s->menu);
	return s;
}

static void begin(struct gateway *g, struct session *s, struct moment now)
{
	g->figures.begun++;
	s->began_ms = now.mono_ms;
	s->waiting = false;
	s->menu.hint = MENU_HINT_NONE;
	if (!s->closing) {
		s->offering = menu_worth_resuming(&s->menu);
		if (!s->offering)
			menu_start(&s->menu);
	}
	s->closing = false; /* and if it was: the last screen is shown again */
	behind_mark(g, s);
	serve_show(g, s, now);
}

static void answer(struct gateway *g, struct session *s, const struct ussd_event *event, struct moment now)
{
	g->figures.answered++;
	s->waiting = false;
	if (s->phase == SESSION_PARKED)
		s->began_ms = now.mono_ms; /* our clock had given this dialog up, the network's had not */
	if (s->closing)
		serve_show(g, s, now);
	else if (s->offering)
		answer_offer(g, s, event->text, event->text_len, now);
	else
		step(g, s, event->text, event->text_len, now);
}

/* An answer names no code: the caller whose dialog is open, or was last. One whom we have forgotten and the network has not begins with
 * what everybody sees first. */
static struct session *session_of(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, struct moment now)
{
	if (event->kind == USSD_BEGIN)
		return take(g, msisdn, event->code, now);
	const struct codes *codes = &g->codes[network];
	struct session *s = session_find_any(g->sessions, msisdn, codes->at, codes->count);
	for (size_t i = 0; !s && i < codes->count && event->kind == USSD_ANSWER; i++)
		s = behind_recall(g, msisdn, codes->at[i], now);
	return s || codes->count == 0 || event->kind != USSD_ANSWER ? s : take(g, msisdn, codes->at[0], now);
}

uint32_t serve_event(struct gateway *g, size_t index, const struct smpp_pdu *pdu, const struct ussd_event *event, struct moment now)
{
	struct gateway_network *network = &g->parts.networks[index];
	if (event->kind == USSD_BEGIN && !dialplan_code(network->dialplan, event->code)) {
		log_say(LOG_USSD, LOG_LEVEL_ERROR, "%s: %s was dialled, and the dialplan has no such code", network->name, event->code);
		g->figures.refused++;
		return ESME_RINVDSTADR;
	}
	char msisdn[DIALPLAN_NUMBER];
	bool hidden = dialplan_number(network->dialplan, &pdu->source, msisdn) != ERR_NONE; /* served by the name that the network gives it */
	struct session *s = msisdn[0] ? session_of(g, index, msisdn, event, now) : NULL;
	if (s && s->held) {
		promise_settle(g, now); /* a second word from this caller within one turn: first keep the promise of the first */
		s = session_of(g, index, msisdn, event, now);
	}
	if (!s) {
		g->figures.refused += event->kind == USSD_BEGIN;
		return event->kind == USSD_BEGIN ? ESME_RX_T_APPN : ESME_ROK;
	}
	if (event->kind == USSD_ABORT) {
		g->figures.aborted++;
		if (s->phase == SESSION_ASKED)
			park(g, s, now);
		return ESME_ROK;
	}
	s->network = (uint16_t)index;
	menu_speak(&s->menu, g->format[index]);
	s->hidden = hidden;
	if (event->kind == USSD_BEGIN) {
		s->ussd = event->dialog;
		begin(g, s, now);
	} else if (event->kind == USSD_ANSWER) {
		ussd_follow(&s->ussd, &event->dialog);
		answer(g, s, event, now);
	}
	return ESME_ROK;
}

void serve_response(struct gateway *g, uint64_t reference, uint32_t status, bool known, struct moment now)
{
	struct session *s = session_of_reference(g->sessions, reference & ((UINT64_C(1) << REFERENCE_SHOWN_SHIFT) - 1));
	if (!s || s->held || s->waiting || s->shown != (uint16_t)(reference >> REFERENCE_SHOWN_SHIFT))
		return;
	s->seen = s->seen || (s->forget && known && status == ESME_ROK);
	if (s->closing) {
		if (known && status == ESME_ROK)
			serve_forget(g, s);
		return;
	}
	if (!known || status == ESME_ROK || s->phase != SESSION_ASKED)
		return;
	log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: the network refused a screen: %s", network_of(g, s)->name, status_name(status));
	park(g, s, now);
}

void serve_waiting(struct gateway *g, size_t index, struct moment now)
{
	struct callers waiting = g->waiting[index];
	struct gateway_network *network = &g->parts.networks[index];
	struct esme *esme = network->sender(network->owner);
	if (waiting.count == 0 || !esme || !esme_can_send(esme))
		return;
	g->waiting[index] = (struct callers){0};
	size_t i = 0;
	for (; i < waiting.count && esme_can_send(esme); i++) {
		struct session *s = session_of_reference(g->sessions, waiting.at[i]);
		if (s && s->waiting)
			serve_show(g, s, now);
	}
	for (; i < waiting.count; i++)
		callers_add(&g->waiting[index], waiting.at[i]);
	callers_fini(&waiting);
}

void serve_due(struct gateway *g, struct moment now)
{
	struct session *s;
	while ((s = session_due(g->sessions, now.mono_ms))) {
		if (s->phase == SESSION_PARKED) {
			serve_forget(g, s);
			continue;
		}
		g->figures.timed_out++;
		park(g, s, now);
	}
}
