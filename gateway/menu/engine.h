/* One step through the menus: pure. Input moves the place; showing looks up the page there. The two are apart, so that a screen can be
 * shown again (after a restart, with a hint) without being entered again.
 *
 *	menu_speak(&state, format)
 *	menu_clock(&state, now)
 *	menu_enter(&state, screen)  or  turn = menu_lead(&state, screen, &action)  or  turn = menu_input(&state, text, len, &action)
 *	while (turn == MENU_DO)     turn = menu_outcome(&state, outcome of running action, &action)
 *	menu_show(&state, format, scratch, sizeof scratch, &page)
 *
 * Keys on every screen: `0` back (the page before, or the screen before), `00` home, `9` more where a page says so. Other numbers are those that
 * stand before the lines of the screen, on whichever of its pages (menu/page.h). Input is UTF-8 as the network gave it; white space around it,
 * `*` before and `#` after are dropped; full-width and Arabic-Indic digits are digits. An emergency number (`emergency` of the menus) leads to its
 * screen, from wherever keys or words are asked for. Anything else: the same page, with a hint where it has room. */
#ifndef KOPURO_MENU_ENGINE_H
#define KOPURO_MENU_ENGINE_H

#include "menu/state.h"

enum menu_turn { MENU_SHOW, MENU_DO };

enum menu_hint { MENU_HINT_NONE, MENU_HINT_CHOICE, MENU_HINT_NUMBER, MENU_HINT_PIN, MENU_HINT_AMOUNT, MENU_HINT_LONG, MENU_HINT_EMPTY,
	MENU_HINT_WEAK_PIN, /* stands in the question's place; by menu_ask_again() */
	MENU_HINT_UNREADABLE, /* instead of EMPTY, by who knows that something came which nobody can read */
	MENU_HINTS }; /* the words: wrong_choice, wrong_number, wrong_pin, wrong_amount, too_long, empty, weak_pin, unreadable */

struct menu_page {
	struct bytes text;  /* encoded for the format; lives in the set or in scratch */
	bool ends;          /* the last page of an `end` screen: the dialog closes with it */
};

/* What time it is, before each of the calls below: opening hours and times of day are asked for it. A screen that somebody looks at stays as it
 * was when they came to it, so that a key means what was shown. `unix_ms` >= 0; kept to the minute. */
void menu_clock(struct menu_state *s, int64_t unix_ms);
/* A new call: the language screen when state->language is unset, else the entry screen. Forgets the way back and all that was typed. */
void menu_start(struct menu_state *s);
/* Back after a call broke off: the same place, as it is now. */
void menu_return(struct menu_state *s);
/* Goes to a screen; the present one is remembered for `0`. */
void menu_enter(struct menu_state *s, uint16_t screen);
/* The same, from wherever they are and however often they were there: `0` leads back here. */
void menu_aside(struct menu_state *s, uint16_t screen);
/* The same as a move does it: a list with `skip_if_kept` may be passed. */
enum menu_turn menu_lead(struct menu_state *s, uint16_t screen, const struct menu_action **action);
/* Text that a person typed. MENU_DO: run *action, then menu_outcome(). */
enum menu_turn menu_input(struct menu_state *s, const char *text, size_t len, const struct menu_action **action);
/* What the action came to: index into its outcomes. */
enum menu_turn menu_outcome(struct menu_state *s, size_t outcome, const struct menu_action **action);
/* Instead of an outcome: what was answered for `slot` cannot be taken. It is forgotten, and asked for again with a hint: on this screen, or on the last
 * one before it that asks for the slot. */
void menu_ask_again(struct menu_state *s, uint16_t slot, enum menu_hint which);
/* Whether this is one of the menus' emergency numbers, and nothing else; and to their screen, whatever this one asks for. `0` leads back to where they
 * were. Nobody is asked for their language first: the screen speaks the first one, and it is asked for by what follows. */
bool menu_is_emergency(const struct menu_set *set, const char *text, size_t len);
void menu_help(struct menu_state *s);
/* Which of the set's formats the caller's network takes: the numbers that are typed are those of pages in it. To be called when a dialog
 * begins, and again when its network changes; 0 until then. A change of alphabet begins the screens anew that were left in the middle. */
void menu_speak(struct menu_state *s, size_t format);
/* The language that a person wishes, from whatever screen: the same place in that language; on the screen that asks for it, the answer. */
void menu_choose(struct menu_state *s, uint8_t language, bool latin);
/* Whether this may be typed by somebody who does not see the screen (deep dialling): not where a yes, a PIN or words are asked for, not at
 * the end of a call, and nothing that calls an action with an effect. The state stays as it is. */
bool menu_blind(const struct menu_state *s, const char *text, size_t len);
/* The slot that the shown screen asks for; MENU_NONE: it asks for none, and takes keys. */
uint16_t menu_asks(const struct menu_state *s);
/* `format` is an index of the set's formats; mostly the one of menu_speak(). scratch: at least 512 octets. */
void menu_show(const struct menu_state *s, size_t format, uint8_t *scratch, size_t capacity, struct menu_page *page);
/* For those who try or watch the menus: the screen's name, which page of how many stands there, and what it is written in. */
struct menu_where { const char *screen; size_t page, pages; struct menu_format format; };
struct menu_where menu_where(const struct menu_state *s);
/* True when there is something to go on with: past language and entry, or with something typed, and not at an `end`. */
bool menu_worth_resuming(const struct menu_state *s);

#define MENU_SCREEN_LANGUAGE "language"
#define MENU_SCREEN_RESUME "resume" /* two choices with `do: session.resume` (outcome `resumed`) and `do: session.restart` (`restarted`) */
#define MENU_SCREEN_RATE "sms-rate" /* may be left out: where an SMS leads that is the reply to "did the answer help?" */
#define MENU_SCREEN_DANGER "sms-danger" /* may be left out: where an SMS leads that calls for help */
#define MENU_SCREEN_DANGER_LANGUAGE "sms-danger-language" /* may be left out; of kind `language`: the same for whom no language is known of */
#define MENU_SCREEN_STRAYS "sms-strays" /* may be left out: whom to call, for whoever writes again and again what means nothing here */
#define MENU_SCREEN_STRAYS_LANGUAGE "sms-strays-language" /* may be left out; of kind `language` */
#define MENU_SCREEN_WAGES "sms-wages" /* may be left out: where an SMS leads that is a word for wages that are not paid */
#define MENU_SCREEN_PASSPORT "sms-passport" /* may be left out: the same for a passport that is lost */
#define MENU_SCREEN_ADDITION "sms-addition" /* may be left out: whether an SMS belongs to the appeal that was just lodged; `rest` and `number` are filled */
#define MENU_SCREEN_ADDITION_DANGER "sms-addition-danger" /* the same, when it tells of violence: with what to dial */
#define MENU_SCREEN_NEWS "ussd-news" /* may be left out: where a call begins that the gateway makes, when there is an answer; slot `number` is filled */
#define MENU_SCREEN_LATER "later"   /* an end: "does not work now, call later" */

#endif
