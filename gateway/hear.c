/* What a whole SMS comes to: a keyword (sms/keyword.h), or an answer to the screen where its writer stands. A row a keyword, and one function a
 * row. All of it is in the turn's group. */
#include "root.h"

#include "journeys/contract.h"
#include "journeys/satisfaction.h"
#include "sms/keyword.h"
#include "sms/writing.h"
#include "store/fresh.h"
#include "store/stops.h"
#include "text/letter.h"
#include "text/utf8.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define DOUBLE_MS (INT64_C(10) * 60 * 1000) /* so long after the first */
#define AT_ONCE_MS 1000 /* nobody writes the same twice in that time */
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
	h->s->heard_ms = h->now.mono_ms;
	h->s->alarm = false;
	h->s->worded = false;
	h->s->again = false;
	h->s->tries = 0;
	session_schedule(h->g->sessions, h->s, h->now.mono_ms + SESSION_SMS_MS);
	return true;
}

/* A language as a number of the newest menus, and whether in Latin letters. */
struct tongue { size_t language; bool latin; };

/* Theirs; before they have chosen, that of the word they wrote. False: it is of none. */
static bool tongue_find(const struct heard *h, struct tongue *tongue)
{
	const struct menu_set *menus = gateway_menus(h->g);
	char code[9] = "";
	int language = h->s ? stand_language(h->s, menus) : -1;
	*tongue = (struct tongue){.latin = language >= 0 && h->s->menu.latin};
	if (language < 0 && store_language_get(h->g->parts.store, h->msisdn, code) == ERR_NONE)
		language = menu_tongue_find(menus, code, &tongue->latin);
	if (language < 0) {
		language = menu_tongue_find(menus, h->match.language, &tongue->latin);
		tongue->latin = language >= 0 && writing_is_all_latin(h->text, h->len) && menu_latin_offered(menus, (size_t)language);
	}
	tongue->language = language < 0 ? 0 : (size_t)language;
	return language >= 0;
}

static struct tongue tongue_of(const struct heard *h)
{
	struct tongue tongue;
	tongue_find(h, &tongue);
	return tongue;
}

static enum error say(const struct heard *h, const char *word)
{
	struct tongue tongue = tongue_of(h);
	return reply_words(h->g, h->msisdn, word, tongue.language, tongue.latin, h->now);
}

/* Words for an office: capitals are calmed, and Latin letters told. */
static void fit_for_office(struct heard *h, uint16_t slot)
{
	char marked[HEAR_TEXT_MAX];
	writing_calm(h->text, h->len);
	const char *mark = menu_word(gateway_menus(h->g), "sms_latin", tongue_of(h).language);
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

static bool stands_at(const struct session *s, const char *screen)
{
	return !s->offering && strcmp(menu_screen_name(s->menu.set, s->menu.place.screen), screen) == 0;
}

/* To a screen of the gateway's own. Whatever they were doing stays as it is: `0` leads there. Of whom no language is known comes to the screen that
 * speaks all of them. False: the menus have it not, and nothing is changed. */
static bool lead(const struct heard *h, const char *name, const char *in_all)
{
	const struct menu_set *menus = gateway_menus(h->g);
	uint16_t screen = menu_screen_find(menus, name), asking = menu_screen_find(menus, in_all);
	struct session *s = h->s;
	struct tongue tongue;
	if (screen == MENU_NONE)
		return false;
	stand_renew(h->g, s);
	bool known = tongue_find(h, &tongue);
	if (!known && asking != MENU_NONE) {
		screen = asking;
	} else {
		s->menu.language = (uint8_t)tongue.language;
		s->menu.latin = tongue.latin;
	}
	if (s->closing)
		menu_start(&s->menu);
	menu_speak(&s->menu, stand_format(h->g, s));
	menu_enter(&s->menu, screen);
	s->offering = s->closing = false;
	return true;
}

/* The end of each step. `stray`: what they wrote means nothing where they stand. */
static bool answer(struct heard *h, struct step *step, bool stray)
{
	if (strays_count(h->s, stray, h->now) == STRAYS_LAST)
		lead(h, MENU_SCREEN_STRAYS, MENU_SCREEN_STRAYS_LANGUAGE);
	return step_close(h->g, h->s, step, h->now);
}

static bool is_stray(const struct heard *h)
{
	return h->s->menu.hint != MENU_HINT_NONE && h->s->menu.hint != MENU_HINT_WEAK_PIN; /* of that PIN every digit was understood */
}

static bool hear_menu(struct heard *h)
{
	struct step step;
	if (!caller(h))
		return false;
	step_open(h->g, h->s, &step, h->now);
	step_begin(h->g, h->s, &step, h->now);
	return answer(h, &step, is_stray(h));
}

/* "1", "2" or "3" of somebody who stands nowhere and was asked by SMS whether the answer helped. */
static bool is_rating(const struct heard *h)
{
	char number[9];
	return h->len == 1 && h->text[0] >= '1' && h->text[0] <= '3' && satisfaction_pending(h->g->parts.store, h->msisdn, number) == ERR_NONE;
}

/* One of the menus' own numbers. */
static bool is_emergency(const struct heard *h)
{
	return h->readable && menu_is_emergency(gateway_menus(h->g), h->text, h->len);
}

/* `text`, and then `more` if that has led on, as if they had been typed on that screen. */
static bool hear_at(struct heard *h, const char *screen_name, const char *text, const char *more)
{
	uint16_t screen = menu_screen_find(gateway_menus(h->g), screen_name);
	struct tongue tongue = tongue_of(h);
	struct step step;
	if (screen == MENU_NONE)
		return hear_menu(h);
	if (!caller(h))
		return false;
	step_open(h->g, h->s, &step, h->now);
	stand_renew(h->g, h->s);
	h->s->offering = false;
	h->s->menu.language = (uint8_t)tongue.language;
	h->s->menu.latin = tongue.latin;
	menu_start(&h->s->menu);
	menu_enter(&h->s->menu, screen);
	if (*text)
		step_text(h->g, h->s, &step, text, strlen(text), h->now);
	if (*more && h->s->menu.place.screen != screen)
		step_text(h->g, h->s, &step, more, strlen(more), h->now);
	return answer(h, &step, is_stray(h));
}

/* ---- the rest of an appeal ---- */

static bool is_held(const struct heard *h)
{
	return h->s && (stands_at(h->s, MENU_SCREEN_ADDITION) || stands_at(h->s, MENU_SCREEN_ADDITION_DANGER));
}

static bool has_words(const struct heard *h)
{
	for (size_t at = 0, size; h->readable && at < h->len; at += size) {
		if (letter_is(utf8_next(h->text + at, h->len - at, &size)))
			return true;
	}
	return false;
}

/* Whether it may be the rest of an appeal: its writer has just lodged one, or was asked that already. */
static bool is_rest(const struct heard *h, const char *screen)
{
	char number[9];
	return has_words(h) && menu_screen_find(gateway_menus(h->g), screen) != MENU_NONE &&
		(is_held(h) || fresh_get(h->g->parts.store, h->msisdn, h->now.unix_ms, number) == ERR_NONE);
}

/* Behind what is held already. ERR_LONG: more than is held; of the first SMS what there is room for. */
static enum error rest_put(struct menu_state *menu, const char *text, size_t len, bool held)
{
	static const enum journey_slot shown[] = {SLOT_ANSWER, SLOT_STEP, SLOT_REPORT}; /* they come again with the screens that show them */
	char rest[HEAR_TEXT_MAX + HEAR_TEXT_MAX];
	size_t most = journey_contract.slots[SLOT_REST].max;
	size_t fits = held ? len : utf8_floor(text, len, most);
	int all = snprintf(rest, sizeof rest, "%s%s%.*s", held ? menu_get(menu, SLOT_REST) : "", held ? "\n" : "", (int)fits, text);
	enum error err = menu_put(menu, SLOT_REST, rest, (size_t)all);
	for (size_t i = 0; err == ERR_FULL && i < sizeof shown / sizeof *shown; i++) {
		menu_wipe(menu, shown[i]);
		err = menu_put(menu, SLOT_REST, rest, (size_t)all);
	}
	sodium_memzero(rest, sizeof rest);
	return err == ERR_NONE && fits < len ? ERR_LONG : err;
}

/* Their words are held, and they are asked whether these belong to the appeal. What comes before they have answered is held, too. */
static void offer_to_join(struct heard *h, const char *screen)
{
	struct menu_state *menu = &h->s->menu;
	bool held = is_held(h);
	char number[9];
	writing_calm(h->text, h->len);
	h->len = utf8_clean(h->text, h->len);
	enum error err = rest_put(menu, h->text, h->len, held);
	if (!held && fresh_get(h->g->parts.store, h->msisdn, h->now.unix_ms, number) == ERR_NONE)
		menu_put(menu, SLOT_NUMBER, number, strlen(number));
	lead(h, screen, "");
	menu->hint = err == ERR_NONE ? MENU_HINT_NONE : MENU_HINT_LONG;
}

static bool hear_answer(struct heard *h)
{
	struct step step;
	bool stands = h->s || is_emergency(h);
	if (!stands && is_rating(h))
		return hear_at(h, MENU_SCREEN_RATE, h->text, "");
	if (!stands && !is_rest(h, MENU_SCREEN_ADDITION))
		return hear_menu(h);
	if (!caller(h))
		return false;
	h->s->worded = asked_for_words(h);
	if (h->s->worded)
		fit_for_office(h, asked_of(h));
	step_open(h->g, h->s, &step, h->now);
	if (!h->readable)
		h->s->menu.hint = MENU_HINT_UNREADABLE;
	else if (stands)
		step_answer(h->g, h->s, &step, h->text, h->len, h->now);
	if (step.error == ERR_NONE && (!stands || is_stray(h)) && is_rest(h, MENU_SCREEN_ADDITION))
		offer_to_join(h, MENU_SCREEN_ADDITION);
	return answer(h, &step, is_stray(h));
}

static bool hear_status(struct heard *h)
{
	return hear_at(h, SCREEN_STATUS, h->match.number, h->match.pin);
}

static bool hear_danger(struct heard *h)
{
	struct step step;
	bool told = h->match.keyword == KEYWORD_DANGER_TOLD, again = told && h->s && stands_at(h->s, MENU_SCREEN_DANGER);
	bool rest = told && is_rest(h, MENU_SCREEN_ADDITION_DANGER);
	if (menu_screen_find(gateway_menus(h->g), MENU_SCREEN_DANGER) == MENU_NONE)
		return is_emergency(h) ? hear_answer(h) : hear_menu(h);
	if (!caller(h))
		return false;
	h->s->alarm = true;
	step_open(h->g, h->s, &step, h->now);
	if (rest)
		offer_to_join(h, MENU_SCREEN_ADDITION_DANGER);
	else
		lead(h, MENU_SCREEN_DANGER, MENU_SCREEN_DANGER_LANGUAGE);
	return answer(h, &step, again || is_stray(h));
}

/* A stranger whose word is of no language is asked for theirs. */
static bool hear_matter(struct heard *h)
{
	const char *screen = h->match.keyword == KEYWORD_WAGES ? MENU_SCREEN_WAGES : MENU_SCREEN_PASSPORT;
	struct tongue tongue;
	struct step step;
	if (menu_screen_find(gateway_menus(h->g), screen) == MENU_NONE)
		return hear_answer(h);
	if (!tongue_find(h, &tongue))
		return hear_menu(h);
	if (!caller(h))
		return false;
	step_open(h->g, h->s, &step, h->now);
	lead(h, screen, "");
	return answer(h, &step, is_stray(h));
}

static bool hear_help(struct heard *h)
{
	enum error err = say(h, "sms_help");
	return err == ERR_NOT_FOUND ? hear_menu(h) : err == ERR_NONE;
}

/* Confirmed once: whoever says it again has been heard. */
static bool hear_stop(struct heard *h)
{
	bool stopped = false;
	enum error err = stops_get(h->g->parts.store, h->msisdn, &stopped);
	if (err == ERR_NONE && !stopped) {
		err = stops_put(h->g->parts.store, h->msisdn, true);
		if (err == ERR_NONE)
			err = say(h, "sms_stopped");
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
	struct step step;
	if (!caller(h))
		return false;
	const struct menu_set *menus = h->s->menu.set;
	bool latin;
	int language = menu_tongue_find(menus, h->match.language, &latin);
	/* Whoever writes the name of the language in Latin letters may have no others. */
	if (language >= 0 && !latin)
		latin = writing_is_latin(h->text, h->len) && menu_latin_offered(menus, (size_t)language);
	else if (language >= 0 && !menu_latin_offered(menus, (size_t)language))
		language = -1;
	step_open(h->g, h->s, &step, h->now);
	h->s->offering = false;
	if (language < 0)
		menu_enter(&h->s->menu, menu_screen_find(menus, MENU_SCREEN_LANGUAGE));
	else
		step_choose(h->g, h->s, (uint8_t)language, latin);
	return answer(h, &step, is_stray(h));
}

static const struct {
	bool (*hear)(struct heard *h);
	enum { ALWAYS, NOT_AMONG_WORDS, NOT_AMONG_FIGURES, NOT_AMONG_ANSWERS } when; /* else it is an answer like others */
} keywords[KEYWORDS] = {
	[KEYWORD_NONE] = {hear_answer, ALWAYS},
	[KEYWORD_MENU] = {hear_menu, ALWAYS},
	[KEYWORD_GREETING] = {hear_menu, NOT_AMONG_WORDS},
	[KEYWORD_STATUS] = {hear_status, ALWAYS},
	[KEYWORD_NUMBER] = {hear_status, NOT_AMONG_ANSWERS},
	[KEYWORD_HELP] = {hear_help, ALWAYS},
	[KEYWORD_DANGER] = {hear_danger, ALWAYS},
	[KEYWORD_DANGER_TOLD] = {hear_danger, NOT_AMONG_WORDS},
	[KEYWORD_EMERGENCY] = {hear_danger, NOT_AMONG_FIGURES},
	[KEYWORD_WAGES] = {hear_matter, NOT_AMONG_WORDS},
	[KEYWORD_PASSPORT] = {hear_matter, NOT_AMONG_WORDS},
	[KEYWORD_STOP] = {hear_stop, ALWAYS},
	[KEYWORD_START] = {hear_start, ALWAYS},
	[KEYWORD_LANGUAGE] = {hear_language, ALWAYS},
};

static bool holds_here(const struct heard *h)
{
	switch (keywords[h->match.keyword].when) {
	case NOT_AMONG_WORDS: return !asked_for_words(h);
	case NOT_AMONG_FIGURES: return asked_of(h) == MENU_NONE || asked_for_words(h);
	case NOT_AMONG_ANSWERS: return asked_of(h) == MENU_NONE;
	case ALWAYS: break;
	}
	return true;
}

/* The network had no answer to the last one when its session with us ended, and delivers it again; but it was kept. Or it brings
 * words twice at once, in two PDUs, and they are no answer to what is asked behind them. Else the same is said anew. */
static bool is_double(const struct heard *h)
{
	const struct session *s = h->s;
	if (!s || s->heard != h->digest)
		return false;
	int64_t ago_ms = h->now.mono_ms - s->heard_ms;
	return (ago_ms < DOUBLE_MS && h->g->parts.networks[h->network].bound_ms > s->heard_ms) || (ago_ms < AT_ONCE_MS && s->worded);
}

static uint64_t digest_of(const struct heard *h)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES]; /* it stands with the words themselves, and sealed */
	uint64_t digest;
	crypto_shorthash((unsigned char *)&digest, (const unsigned char *)h->text, h->len, key);
	return digest;
}

static bool come_to(struct heard *h)
{
	h->g->figures.sms_received++;
	h->s = step_known(h->g, h->msisdn, h->code, SESSION_SMS, h->now);
	assert(!h->s || !h->s->held);
	h->digest = digest_of(h);
	if (is_double(h)) {
		h->s->heard = 0; /* once: the next one is theirs */
		return true;
	}
	h->match = h->readable ? keyword_read(h->text, h->len) : (struct keyword_match){.keyword = KEYWORD_NONE, .language = ""};
	if (h->match.keyword == KEYWORD_NONE && is_emergency(h))
		h->match.keyword = KEYWORD_EMERGENCY;
	if (!holds_here(h))
		h->match.keyword = KEYWORD_NONE;
	if (keywords[h->match.keyword].hear(h))
		return true;
	h->s = session_find(h->g->sessions, h->msisdn, h->code);
	return say(h, "sms_later") == ERR_NONE && gateway_commit(h->g, h->now);
}

void hear_settle(struct gateway *g, size_t network, const char *msisdn, struct moment now)
{
	const struct session *s = session_find(g->sessions, msisdn, dialplan_sms_number(g->parts.networks[network].dialplan));
	if (s && s->held)
		promise_settle(g, now);
}

bool hear_text(struct gateway *g, size_t network, const char *msisdn, char *text, size_t len, bool readable, struct moment now)
{
	struct heard h = {.g = g, .network = network, .msisdn = msisdn, .text = text, .len = len, .readable = readable, .now = now};
	h.code = dialplan_sms_number(g->parts.networks[network].dialplan);
	return come_to(&h);
}
