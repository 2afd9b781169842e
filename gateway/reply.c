/* What goes back by SMS. A screen is a message of the outbound queue, in the group of the step that led to it, with the caller's snapshot: so a
 * crash leaves neither an answer without its step nor a step without its answer.
 *
 * After a nameless appeal nothing here may tie the telephone to it, and a row of the queue would. Those screens are sent as on USSD, from memory,
 * once the appeal is committed; and the SMS that led there are taken out of the queue. */
#include "root.h"

#include "journeys/contract.h"
#include "journeys/letter.h"
#include "sms/outbound.h"
#include "store/messages.h"
#include "store/screens.h"
#include "text/segment.h"

#include <sodium.h>
#include <string.h>

/* At the end of a conversation in which there was a number of an appeal or a pledge: the PIN stands beside it in the telephone. */
static void add_warning(const struct session *s, char *text, size_t capacity, size_t *len)
{
	const char *word = menu_tongue_word(s->menu.set, "sms_erase", s->menu.language, s->menu.latin);
	size_t word_len = word ? strlen(word) : 0;
	if (word_len == 0 || !*menu_get(&s->menu, SLOT_NUMBER) || *len + 1 + word_len > capacity)
		return;
	text[(*len)++] = '\n';
	memcpy(text + *len, word, word_len);
	*len += word_len;
}

/* The screen as an SMS that is in no queue. */
static enum error screen_message(struct gateway *g, const struct session *s, struct message *m, bool *ends, struct moment now)
{
	uint8_t scratch[1024];
	char text[sizeof m->text];
	struct menu_page page;
	struct segments segments;
	*m = (struct message){.message_class = MESSAGE_SCREEN, .created_ms = now.unix_ms};
	step_page(g, s, scratch, sizeof scratch, &page);
	*ends = page.ends;
	enum error err = charset_decode(menu_format_at(s->menu.set, stand_format(g, s)).charset, page.text, text, sizeof text, &m->text_len);
	if (err == ERR_NONE && page.ends && s->menu.language < menu_language_count(s->menu.set))
		add_warning(s, text, sizeof text, &m->text_len);
	if (err == ERR_NONE)
		err = segment_text(text, m->text_len, &segments);
	if (err != ERR_NONE)
		return err;
	m->parts = (uint8_t)segments.count;
	memcpy(m->msisdn, s->msisdn, sizeof m->msisdn);
	memcpy(m->text, text, m->text_len);
	return ERR_NONE;
}

static enum error put_screen(struct gateway *g, struct session *s, bool final, struct moment now)
{
	struct message m;
	bool ends;
	enum error err = screen_message(g, s, &m, &ends, now);
	m.message_class = final ? MESSAGE_RECEIPT : MESSAGE_SCREEN;
	if (err == ERR_NONE && !s->silent) {
		err = messages_add(g->parts.store, &m);
		if (err == ERR_NONE)
			err = screens_note(g->parts.store, s->msisdn, m.id);
	}
	sodium_memzero(&m, sizeof m);
	s->closing = ends;
	return err;
}

enum error reply_keep(struct gateway *g, struct session *s, bool final, struct moment now)
{
	enum error err = store_begin(g->parts.store);
	if (err != ERR_NONE || s->forget)
		return err != ERR_NONE ? err : screens_forget(g->parts.store, s->msisdn);
	err = put_screen(g, s, final, now);
	if (err == ERR_NONE && !s->closing)
		return behind_keep(g, s, now);
	if (err == ERR_NONE)
		err = screens_settle(g->parts.store, s->msisdn);
	return err == ERR_NONE ? store_snapshot_drop(g->parts.store, s->msisdn, s->code) : err;
}

static enum error send_parts(struct gateway *g, struct session *s, const struct message *m, struct moment now)
{
	struct gateway_network *n = &g->parts.networks[s->network];
	struct esme *esme = n->sender(n->owner, ESME_ANY);
	struct outbound_route route = outbound_route_to_most(dialplan_sms_number(n->dialplan));
	uint64_t reference = session_reference(g->sessions, s) | (uint64_t)(uint16_t)(s->shown + 1) << REFERENCE_SHOWN_SHIFT;
	route.registered_delivery = 0; /* nobody would know what it is for */
	if (!esme || esme_window(esme) - esme_open_requests(esme) < m->parts)
		return ERR_FULL;
	for (uint8_t part = 0; part < m->parts; part++) {
		struct smpp_pdu pdu;
		uint8_t buffer[OUTBOUND_TEXT_MAX];
		enum error err = outbound_build(m, part, &route, now.unix_ms, &pdu, buffer, sizeof buffer);
		if (err == ERR_NONE)
			err = esme_send(esme, &pdu, reference, now);
		if (err != ERR_NONE)
			return err;
	}
	s->shown++;
	s->parts_out = m->parts;
	return ERR_NONE;
}

/* Until the network has taken it the caller stands here; then they are forgotten. */
static void send_from_memory(struct gateway *g, struct session *s, struct moment now)
{
	struct message m;
	bool ends;
	enum error err = screen_message(g, s, &m, &ends, now);
	m.reference = (uint8_t)s->shown;
	m.expires_ms = now.unix_ms + message_rule(m.message_class)->validity_ms;
	if (err == ERR_NONE)
		err = send_parts(g, s, &m, now);
	sodium_memzero(&m, sizeof m);
	if (err == ERR_NONE)
		tally_here(g, s, ends);
	s->waiting = err == ERR_FULL && callers_add(&g->waiting[s->network], session_reference(g->sessions, s));
	if (err != ERR_NONE && !s->waiting)
		log_say(LOG_SMS, LOG_LEVEL_ERROR, "sms: a screen could not be sent: %s", error_name(err));
}

/* What the network has no room for now leaves again, as a whole. */
void reply_response(struct gateway *g, struct session *s, uint32_t status, struct moment now)
{
	if (!s->forget)
		return;
	if (status == ESME_ROK && s->parts_out > 0 && --s->parts_out == 0) {
		s->seen = true;
		serve_forget(g, s);
	} else if (status_kind(status) == STATUS_RETRY) {
		if (s->tries == 0)
			s->until_ms = now.mono_ms + SESSION_RESUME_MS;
		serve_again(g, s, now);
	}
}

/* What was kept is in the queue by now. */
void reply_show(struct gateway *g, struct session *s, struct moment now)
{
	if (s->forget) {
		send_from_memory(g, s, now);
		return;
	}
	tally_here(g, s, s->closing);
	if (s->closing)
		stand_drop(g, s);
}

/* The network keeps the SMS, or the person is told by reply_words(): inbound.c knows which. Whoever calls for help does not wait until something can
 * be written again: whom to dial leaves from memory, and once more when the network delivers the SMS again. They stand where they stood. */
void reply_later(struct gateway *g, struct session *s, struct moment now)
{
	bool asked = s->menu.language >= menu_language_count(s->menu.set);
	uint16_t screen = menu_screen_find(s->menu.set, asked ? MENU_SCREEN_DANGER_LANGUAGE : MENU_SCREEN_DANGER);
	bool alarm = s->alarm && screen != MENU_NONE;
	s->alarm = false;
	struct menu_state before;
	if (!alarm || menu_state_copy(&before, &s->menu) != ERR_NONE)
		return;
	bool offering = s->offering;
	s->offering = false;
	menu_speak(&s->menu, stand_format(g, s));
	menu_enter(&s->menu, screen);
	send_from_memory(g, s, now);
	stand_at(g, s, &before);
	s->offering = offering;
}

void reply_over(struct gateway *g, struct session *s)
{
	enum error err = s->forget ? ERR_NONE : screens_settle(g->parts.store, s->msisdn);
	if (err != ERR_NONE)
		log_say(LOG_STORE, LOG_LEVEL_ERROR, "store: %s", error_name(err));
}

enum error reply_words(struct gateway *g, const char *msisdn, const char *word, size_t language, bool latin, struct moment now)
{
	const char *text = menu_tongue_word(gateway_menus(g), word, language, latin);
	struct letter_to to = {.msisdn = msisdn, .message_class = MESSAGE_SCREEN, .latin = latin};
	return text ? letter_queue(g->parts.store, &to, text, strlen(text), now) : ERR_NOT_FOUND;
}
