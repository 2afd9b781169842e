/* SMS from people. Parts wait in the store for one another (store/inbound_parts.h); a whole text is a keyword (sms/keyword.h) or an answer to
 * the screen where its writer stands. All that it comes to is in the turn's group, and the network is told so after the commit (ack.c). */
#include "root.h"

#include "journeys/contract.h"
#include "journeys/satisfaction.h"
#include "sms/keyword.h"
#include "sms/parts.h"
#include "sms/writing.h"
#include "store/inbound_parts.h"
#include "store/stops.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define DOUBLE_MS (INT64_C(10) * 60 * 1000) /* so long after the first */
#define SETS_A_TURN 32
#define AGAIN_MS 10000 /* after the store has failed */
#define SCREEN_STATUS "appeal-number" /* asks for a number; the screen behind it for the PIN */

/* One text from one person. */
struct heard {
	struct gateway *g;
	size_t network;
	const char *msisdn, *code;
	char *text;
	size_t len;
	bool readable;
	uint64_t digest;
	struct keyword_match match;
	struct session *s; /* NULL: they have none */
	struct moment now;
};

/* ---- what a text comes to: each is true when all of it stands in the group ---- */

static bool caller(struct heard *h)
{
	h->s = step_caller(h->g, h->msisdn, h->code, SESSION_SMS, h->now);
	if (!h->s)
		return false;
	h->s->network = (uint16_t)h->network;
	h->s->heard = h->digest;
	h->s->heard_ms = h->now.unix_ms;
	session_schedule(h->g->sessions, h->s, h->now.mono_ms + SESSION_SMS_MS);
	return true;
}

/* Theirs; before they have chosen, that of the word they wrote. */
static size_t language_of(const struct heard *h)
{
	const struct menu_set *menus = h->g->parts.menus;
	char code[9] = "";
	if (h->s && h->s->menu.language < menu_language_count(menus))
		return h->s->menu.language;
	if (store_language_get(h->g->parts.store, h->msisdn, code) != ERR_NONE || menu_language_find(menus, code) < 0)
		snprintf(code, sizeof code, "%s", h->match.language);
	int language = menu_language_find(menus, code);
	return language < 0 ? 0 : (size_t)language;
}

/* Words for an office: capitals are calmed, and Latin letters told. */
static void fit_for_office(struct heard *h, uint16_t slot)
{
	char marked[PARTS_TEXT_MAX];
	writing_calm(h->text, h->len);
	const char *mark = menu_word(h->g->parts.menus, "sms_latin", language_of(h));
	if (slot != SLOT_TEXT || !mark || !writing_is_latin(h->text, h->len))
		return;
	int len = snprintf(marked, sizeof marked, "%s %s", mark, h->text);
	if (len > 0 && (size_t)len <= journey_contract.slots[slot].max) {
		memcpy(h->text, marked, (size_t)len + 1);
		h->len = (size_t)len;
	}
	sodium_memzero(marked, sizeof marked);
}

static uint16_t asked_of(const struct heard *h)
{
	return h->s && !h->s->offering ? menu_asks(&h->s->menu) : MENU_NONE;
}

static bool asked_for_words(const struct heard *h)
{
	uint16_t slot = asked_of(h);
	return slot != MENU_NONE && journey_contract.slots[slot].kind == MENU_SLOT_WORDS;
}

static bool hear_menu(struct heard *h)
{
	struct step step;
	if (!caller(h))
		return false;
	step_open(h->g, h->s, &step);
	step_begin(h->g, h->s, h->now);
	return step_close(h->g, h->s, &step, h->now);
}

/* "1", "2" or "3" of somebody who stands nowhere and was asked by SMS whether the answer helped. */
static bool is_rating(const struct heard *h)
{
	char number[9];
	return h->len == 1 && h->text[0] >= '1' && h->text[0] <= '3' && satisfaction_pending(h->g->parts.store, h->msisdn, number) == ERR_NONE;
}

/* `text`, and then `more` if that has led on, as if they had been typed on that screen. */
static bool hear_at(struct heard *h, const char *screen_name, const char *text, const char *more)
{
	uint16_t screen = menu_screen_find(h->g->parts.menus, screen_name);
	size_t language = language_of(h);
	struct step step;
	if (screen == MENU_NONE)
		return hear_menu(h);
	if (!caller(h))
		return false;
	step_open(h->g, h->s, &step);
	h->s->offering = false;
	h->s->menu.language = (uint8_t)language;
	menu_start(&h->s->menu);
	menu_enter(&h->s->menu, screen);
	if (*text)
		step_text(h->g, h->s, &step, text, strlen(text), h->now);
	if (*more && h->s->menu.place.screen != screen)
		step_text(h->g, h->s, &step, more, strlen(more), h->now);
	return step_close(h->g, h->s, &step, h->now);
}

static bool hear_answer(struct heard *h)
{
	struct step step;
	if (!h->s)
		return is_rating(h) ? hear_at(h, MENU_SCREEN_RATE, h->text, "") : hear_menu(h);
	if (!caller(h))
		return false;
	if (asked_for_words(h))
		fit_for_office(h, asked_of(h));
	step_open(h->g, h->s, &step);
	if (h->readable)
		step_answer(h->g, h->s, &step, h->text, h->len, h->now);
	else
		h->s->menu.hint = MENU_HINT_EMPTY;
	return step_close(h->g, h->s, &step, h->now);
}

static bool hear_status(struct heard *h)
{
	return hear_at(h, SCREEN_STATUS, h->match.number, h->match.pin);
}

static bool hear_help(struct heard *h)
{
	enum error err = reply_words(h->g, h->msisdn, "sms_help", language_of(h), h->now);
	return err == ERR_NOT_FOUND ? hear_menu(h) : err == ERR_NONE;
}

/* Confirmed once: whoever says it again has been heard. */
static bool hear_stop(struct heard *h)
{
	bool stopped = false;
	size_t language = language_of(h);
	enum error err = stops_get(h->g->parts.store, h->msisdn, &stopped);
	if (err == ERR_NONE && !stopped) {
		err = stops_put(h->g->parts.store, h->msisdn, true);
		if (err == ERR_NONE)
			err = reply_words(h->g, h->msisdn, "sms_stopped", language, h->now);
	}
	if (h->s) {
		reply_over(h->g, h->s);
		serve_forget(h->g, h->s);
	}
	return err == ERR_NONE || err == ERR_NOT_FOUND;
}

static bool hear_start(struct heard *h)
{
	return stops_put(h->g->parts.store, h->msisdn, false) == ERR_NONE && hear_menu(h);
}

static bool hear_language(struct heard *h)
{
	const struct menu_set *menus = h->g->parts.menus;
	int language = menu_language_find(menus, h->match.language);
	struct step step;
	if (!caller(h))
		return false;
	step_open(h->g, h->s, &step);
	h->s->offering = false;
	if (language < 0)
		menu_enter(&h->s->menu, menu_screen_find(menus, MENU_SCREEN_LANGUAGE));
	else
		step_choose(h->g, h->s, (uint8_t)language);
	return step_close(h->g, h->s, &step, h->now);
}

static const struct {
	bool (*hear)(struct heard *h);
	enum { ALWAYS, NOT_AMONG_WORDS, NOT_AMONG_ANSWERS } when; /* else it is an answer like others */
} keywords[KEYWORDS] = {
	[KEYWORD_NONE] = {hear_answer, ALWAYS},
	[KEYWORD_MENU] = {hear_menu, ALWAYS},
	[KEYWORD_GREETING] = {hear_menu, NOT_AMONG_WORDS},
	[KEYWORD_STATUS] = {hear_status, ALWAYS},
	[KEYWORD_NUMBER] = {hear_status, NOT_AMONG_ANSWERS},
	[KEYWORD_HELP] = {hear_help, ALWAYS},
	[KEYWORD_STOP] = {hear_stop, ALWAYS},
	[KEYWORD_START] = {hear_start, ALWAYS},
	[KEYWORD_LANGUAGE] = {hear_language, ALWAYS},
};

static bool holds_here(const struct heard *h)
{
	switch (keywords[h->match.keyword].when) {
	case NOT_AMONG_WORDS: return !asked_for_words(h);
	case NOT_AMONG_ANSWERS: return asked_of(h) == MENU_NONE;
	case ALWAYS: break;
	}
	return true;
}

/* The network had no answer to the last one when its session with us ended, and delivers it again; but it was kept. Within a session the same
 * words are said anew. */
static bool is_double(const struct heard *h)
{
	const struct session *s = h->s;
	return s && s->heard == h->digest && h->now.unix_ms - s->heard_ms < DOUBLE_MS && h->g->parts.networks[h->network].bound_ms > s->heard_ms;
}

static uint64_t digest_of(const struct heard *h)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES]; /* it stands with the words themselves, and sealed */
	uint64_t digest;
	crypto_shorthash((unsigned char *)&digest, (const unsigned char *)h->text, h->len, key);
	return digest;
}

/* False: nothing of it is kept, and the network may deliver it again. When it was not the store that failed, that would not help: then the
 * person is told to try later. */
static bool hear(struct heard *h)
{
	h->g->figures.sms_received++;
	h->s = step_known(h->g, h->msisdn, h->code, SESSION_SMS, h->now);
	if (h->s && h->s->held) {
		promise_settle(h->g, h->now); /* a second word from this person within one turn: first keep the promise of the first */
		h->s = step_known(h->g, h->msisdn, h->code, SESSION_SMS, h->now);
	}
	h->digest = digest_of(h);
	if (is_double(h)) {
		h->s->heard = 0; /* once: the next one is theirs */
		return true;
	}
	h->match = h->readable ? keyword_read(h->text, h->len) : (struct keyword_match){.keyword = KEYWORD_NONE, .language = ""};
	if (!holds_here(h))
		h->match.keyword = KEYWORD_NONE;
	if (keywords[h->match.keyword].hear(h))
		return true;
	h->s = session_find(h->g->sessions, h->msisdn, h->code);
	return reply_words(h->g, h->msisdn, "sms_later", language_of(h), h->now) == ERR_NONE && gateway_commit(h->g, h->now);
}

/* ---- parts ---- */

static bool hear_pieces(struct gateway *g, size_t network, const char *msisdn, const struct part_piece *pieces, size_t count, struct moment now)
{
	char text[PARTS_TEXT_MAX];
	struct heard h = {.g = g, .network = network, .msisdn = msisdn, .text = text, .now = now};
	h.code = dialplan_sms_number(g->parts.networks[network].dialplan);
	h.readable = parts_join(pieces, count, text, &h.len) == ERR_NONE;
	bool kept = hear(&h);
	sodium_memzero(text, sizeof text);
	return kept;
}

/* What is there of a set; where parts are missing a sign stands for them. */
static bool hear_set(struct gateway *g, const struct inbound_set *set, struct moment now)
{
	struct inbound_part parts[INBOUND_PARTS];
	struct part_piece pieces[INBOUND_PARTS + 1];
	size_t count = 0, network = 0, next = 1;
	enum error err = inbound_parts_take(g->parts.store, set, now.unix_ms, parts, &count);
	if (err != ERR_NONE || count == 0)
		return err == ERR_NONE;
	while (network + 1 < g->parts.network_count && strcmp(g->parts.networks[network].name, parts[0].network) != 0)
		network++;
	for (size_t i = 0; i < count; i++) {
		pieces[i] = (struct part_piece){.charset = part_charset(parts[i].data_coding, g->parts.networks[network].profile->default_charset),
			.text = {parts[i].text, parts[i].len}, .after_gap = parts[i].index != next};
		next = parts[i].index + 1u;
	}
	if (next <= set->total)
		pieces[count++] = (struct part_piece){.charset = CHARSET_ASCII, .after_gap = true};
	bool kept = hear_pieces(g, network, parts[0].msisdn, pieces, count, now);
	sodium_memzero(parts, sizeof parts);
	return kept;
}

static bool take_part(struct gateway *g, size_t network, const char *msisdn, const struct part *part, struct moment now)
{
	struct inbound_part row = {.scheme = (uint8_t)part->scheme, .reference = part->reference, .total = part->total, .index = part->index,
		.data_coding = part->data_coding, .len = part->text.len};
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
	enum charset fallback = network->profile->default_charset;
	struct part_piece piece = {.charset = CHARSET_BINARY};
	bool kept;
	if (part_read(pdu, &part) != ERR_NONE)
		kept = hear_pieces(g, index, msisdn, &piece, 1, now);
	else if (part.total > 1 && part.total <= INBOUND_PARTS && part.text.len <= INBOUND_PART_OCTETS)
		kept = take_part(g, index, msisdn, &part, now);
	else {
		piece = (struct part_piece){.charset = part_charset(part.data_coding, fallback), .text = part.text};
		kept = hear_pieces(g, index, msisdn, &piece, 1, now);
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
	if (now.mono_ms < g->inbound_due_ms || g->parts.network_count == 0)
		return;
	struct inbound_set set;
	enum error err = ERR_NONE;
	for (size_t i = 0; err == ERR_NONE && i < SETS_A_TURN; i++) {
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
