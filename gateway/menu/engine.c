/* Input moves the place. A screen's kind decides who reads the input: `input` screens an answer, all others a key.
 *
 *	menu_input ── 00 ──▶ home                 go_home()
 *	           ── 0 ───▶ page or screen before  go_back()
 *	           ── 9 ───▶ next page, if there is one
 *	           ── digit or answer ──▶ move ──▶ screen   go_to()
 *	                                  ▲    │     └─ a list whose record is kept (skip_if_kept): its own move, at once
 *	                                  └────┼─────┘
 *	                                       └─▶ MENU_DO, the place stays ── menu_outcome ──▶ screen   go_to()
 *	           ── an emergency number ──▶ its screen    menu_help()
 *	           ── anything else ──▶ the same page, with a hint
 *
 * At the entry screen nothing is kept but what is known (`remembered`): whoever comes there begins anew. */
#include "menu/engine.h"

#include "menu/answer.h"
#include "menu/content.h"
#include "menu/listing.h"
#include "menu/records.h"
#include "menu/show.h"
#include "menu/values.h"
#include "text/utf8.h"

#include <assert.h>
#include <string.h>

#define TEXT_MAX 8192         /* octets of an answer that are looked at before cleaning */
/* pending_move: the screen's own, not a choice's; the same of a list that is passed without being shown. */
#define OWN_MOVE (MENU_NONE - 1)
#define PASSING_MOVE (MENU_NONE - 2)

static void forget(struct menu_state *s)
{
	values_free(&s->values);
	memset(s->kept, 0xff, sizeof(s->kept));
	if (s->known != MENU_NONE)
		records_keep(s->set, s->kept, s->set->remembered, s->known);
	s->depth = 0;
	s->lost = 0;
	s->mend = MENU_NONE;
}

static void stand_at(struct menu_state *s, uint16_t screen)
{
	assert(screen < s->set->screen_index.count);
	s->place = (struct menu_place){ .screen = screen };
	s->as_of_min = s->clock_min;
	s->hint = MENU_HINT_NONE;
	s->pending = 0;
	if (screen == s->mend)
		s->mend = MENU_NONE;
	if (screen == s->set->entry)
		forget(s);
}

void menu_clock(struct menu_state *s, int64_t unix_ms)
{
	s->clock_min = (uint32_t)(unix_ms / 60000);
	if (s->as_of_min == 0) /* it was packed before there was a moment in it */
		s->as_of_min = s->clock_min;
}

void menu_return(struct menu_state *s)
{
	s->as_of_min = s->clock_min;
	s->hint = MENU_HINT_NONE;
	s->place.start = place_begin(s);
}

void menu_start(struct menu_state *s)
{
	forget(s);
	stand_at(s, s->language == MENU_UNSET ? s->set->language_screen : s->set->entry);
}

static void go_home(struct menu_state *s)
{
	menu_start(s);
}

/* A list that is passed is none that `0` leads to. */
static bool is_passing(const struct menu_state *s)
{
	return s->pending && s->pending_move == PASSING_MOVE;
}

static void push(struct menu_state *s)
{
	if (s->language == MENU_UNSET && s->place.screen == s->set->language_screen)
		s->depth = 0; /* where the choice would have led */
	if (s->place.screen == s->set->language_screen || s->place.screen == s->set->resume_screen || is_passing(s))
		return;
	if (s->depth == MENU_DEPTH) {
		memmove(s->back, s->back + 1, (MENU_DEPTH - 1) * sizeof(s->back[0]));
		s->depth--;
	}
	s->back[s->depth++] = s->place;
}

/* A screen that is already on the way back is returned to, so that loops in the menus do not fill the memory of the way. */
static void stand_after(struct menu_state *s, uint16_t screen)
{
	size_t seen = 0;
	while (seen < s->depth && s->back[seen].screen != screen)
		seen++;
	if (seen < s->depth)
		s->depth = (uint8_t)seen;
	else if (screen != s->place.screen)
		push(s);
	stand_at(s, screen);
}

void menu_enter(struct menu_state *s, uint16_t screen)
{
	stand_after(s, screen);
}

void menu_aside(struct menu_state *s, uint16_t screen)
{
	push(s);
	stand_at(s, screen);
}

/* The answer to this list is known. */
static bool is_answered(const struct menu_state *s)
{
	const struct screen *screen = place_screen(s);
	uint16_t kept = screen->skip_if_kept ? s->kept[screen->from] : MENU_NONE;
	struct viewer viewer = place_viewer(s);
	return kept != MENU_NONE && listing_shows(s->set, screen, kept, place_language(s), &viewer);
}

static enum menu_turn take_move(struct menu_state *s, uint16_t which, const struct menu_action **action);

/* Whoever was led aside to choose anew has chosen, and goes back; but for lists and questions behind it that have no answer yet. */
static uint16_t mended(const struct menu_state *s, uint16_t screen)
{
	if (s->mend == MENU_NONE || !s->pending)
		return screen;
	const struct screen *to = &s->set->screens[screen];
	const struct move *move = place_pending(s);
	bool chosen = s->pending_move == OWN_MOVE || s->pending_move == PASSING_MOVE;
	if (!chosen && move->set_count + move->pick_count == 0)
		return screen;
	if (to->kind == SCREEN_LIST && (!chosen || s->kept[to->from] == MENU_NONE))
		return screen;
	if (to->kind == SCREEN_INPUT && !*menu_get(s, to->slot))
		return screen;
	return s->mend;
}

/* Where a move leads. Lists that have their answer are passed, as if it had been chosen once more; that this ends, check_skips.c sees to. */
static enum menu_turn go_to(struct menu_state *s, uint16_t screen, const struct menu_action **action)
{
	stand_after(s, mended(s, screen));
	return is_answered(s) ? take_move(s, PASSING_MOVE, action) : MENU_SHOW;
}

enum menu_turn menu_lead(struct menu_state *s, uint16_t screen, const struct menu_action **action)
{
	*action = NULL;
	return go_to(s, screen, action);
}

/* Another page of the same screen; on another day as the screen is now. What comes to stand on it begins no later, so that nothing is passed over: marks of
 * facts only make a text longer. */
static void turn_page(struct menu_state *s, uint16_t start)
{
	s->place.start = start;
	s->hint = MENU_HINT_NONE;
	if (!place_of_another_day(s))
		return;
	s->as_of_min = s->clock_min;
	s->place.start = place_begin(s);
}

static void go_back(struct menu_state *s, const struct page *page)
{
	s->hint = MENU_HINT_NONE;
	if (page->start > 0) {
		turn_page(s, place_before(s));
	} else if (s->depth == 0) {
		go_home(s);
	} else {
		struct menu_place before = s->back[--s->depth];
		stand_at(s, before.screen);
		s->place.start = before.start;
		s->place.start = place_begin(s);
	}
}

static bool screen_asks(const struct screen *screen, uint16_t slot)
{
	return screen->kind == SCREEN_INPUT && screen->slot == slot;
}

static enum menu_turn hint(struct menu_state *s, enum menu_hint which)
{
	s->hint = (uint8_t)which;
	return MENU_SHOW;
}

const struct move *place_pending(const struct menu_state *s)
{
	const struct screen *screen = place_screen(s);
	bool own = s->pending_move == OWN_MOVE || s->pending_move == PASSING_MOVE;
	assert(s->pending && (own || s->pending_move < screen->choice_count));
	return own ? &screen->move : &screen->choices[s->pending_move].move;
}

/* The emergency screen is the only one before the language is chosen; an action there waits until its screen is read in it. */
static void ask_language(struct menu_state *s, uint16_t then)
{
	s->depth = 0;
	s->back[s->depth++] = (struct menu_place){ .screen = then };
	stand_at(s, s->set->language_screen);
}

static enum menu_turn take_move(struct menu_state *s, uint16_t which, const struct menu_action **action)
{
	s->pending = 1;
	s->pending_move = which;
	const struct move *move = place_pending(s);
	for (size_t i = 0; i < move->set_count; i++) {
		const struct move_set *set = &move->sets[i];
		if (values_put(&s->values, set->slot, set->value, set->len) != ERR_NONE) {
			stand_after(s, s->set->later_screen);
			return MENU_SHOW;
		}
	}
	for (size_t i = 0; i < move->pick_count; i++)
		menu_keep_record(s, move->picks[i].table, move->picks[i].record);
	s->hint = MENU_HINT_NONE;
	if (s->language == MENU_UNSET) {
		ask_language(s, move->action == MENU_NONE ? move->to : s->place.screen);
		return MENU_SHOW;
	}
	if (move->action != MENU_NONE) {
		*action = &s->set->contract->actions[move->action];
		return MENU_DO;
	}
	return go_to(s, move->to, action);
}

enum menu_turn menu_outcome(struct menu_state *s, size_t outcome, const struct menu_action **action)
{
	const struct move *move = place_pending(s);
	*action = NULL;
	assert(outcome < MENU_OUTCOMES && move->then[outcome] != MENU_NONE);
	uint16_t screen = move->then[outcome];
	if (!s->set->contract->actions[move->action].final)
		return go_to(s, screen, action);
	s->depth = 0;
	s->mend = MENU_NONE;
	stand_at(s, screen);
	return go_to(s, screen, action); /* from there: `0` leads to no screen before */
}

void menu_ask_again(struct menu_state *s, uint16_t slot, enum menu_hint which)
{
	size_t depth = s->depth;
	menu_wipe(s, slot);
	if (menu_asks(s) != slot) {
		while (depth > 0 && !screen_asks(&s->set->screens[s->back[depth - 1].screen], slot))
			depth--;
		if (depth > 0) {
			s->depth = (uint8_t)(depth - 1);
			stand_at(s, s->back[depth - 1].screen);
		}
	}
	s->pending = 0;
	s->place.start = 0;
	hint(s, which);
}

/* Places are told in the text of a language; another one's pages begin elsewhere. Whoever had none is led to where they were going: home, or on
 * from the emergency screen. */
static enum menu_turn choose_language(struct menu_state *s, uint8_t language, bool latin)
{
	bool first = s->language == MENU_UNSET && s->place.screen == s->set->language_screen;
	uint16_t to = !first ? place_screen(s)->choices[0].move.to : s->depth > 0 ? s->back[--s->depth].screen : s->set->entry;
	s->language = language;
	s->latin = latin;
	for (size_t i = 0; i < s->depth; i++)
		s->back[i].start = 0;
	stand_after(s, to);
	return MENU_SHOW;
}

/* The lines: languages, then those that are offered in Latin letters too. */
static enum menu_turn choose_tongue(struct menu_state *s, uint16_t line)
{
	const struct menu_set *set = s->set;
	bool latin = line >= set->language_count;
	return choose_language(s, (uint8_t)(latin ? set->latins[line - set->language_count].language : line), latin);
}

void menu_choose(struct menu_state *s, uint8_t language, bool latin)
{
	assert(language < s->set->language_count);
	if (place_screen(s)->kind == SCREEN_LANGUAGE) {
		choose_language(s, language, latin);
		return;
	}
	s->language = language;
	s->latin = latin;
	s->place.start = 0;
	s->hint = MENU_HINT_NONE;
	for (size_t i = 0; i < s->depth; i++)
		s->back[i].start = 0;
}

uint16_t menu_asks(const struct menu_state *s)
{
	const struct screen *screen = place_screen(s);
	return screen->kind == SCREEN_INPUT ? screen->slot : MENU_NONE;
}

static enum menu_turn choose(struct menu_state *s, uint16_t line, const struct menu_action **action)
{
	const struct screen *screen = place_screen(s);
	struct viewer viewer = place_viewer(s);
	struct line_target target = content_target(s->set, screen, place_language(s), &viewer, line);
	if (screen->kind == SCREEN_LANGUAGE)
		return choose_tongue(s, target.choice);
	if (target.record == MENU_NONE)
		return take_move(s, target.choice, action);
	menu_keep_record(s, screen->from, target.record);
	if (screen->from == s->set->remembered)
		s->known = target.record;
	return take_move(s, OWN_MOVE, action);
}

static enum menu_turn keep_answer(struct menu_state *s, const char *text, size_t len, const struct menu_action **action)
{
	enum error error = menu_put(s, place_screen(s)->slot, text, len);
	if (error == ERR_LONG || error == ERR_FULL)
		return hint(s, MENU_HINT_LONG);
	if (error == ERR_BAD)
		return hint(s, MENU_HINT_EMPTY);
	if (error) {
		stand_after(s, s->set->later_screen);
		return MENU_SHOW;
	}
	return take_move(s, OWN_MOVE, action);
}

static enum menu_turn take_words(struct menu_state *s, const char *text, size_t len, const struct menu_action **action)
{
	char words[TEXT_MAX];
	if (len > sizeof(words))
		return hint(s, MENU_HINT_LONG);
	memcpy(words, text, len);
	len = utf8_clean(words, len);
	enum menu_turn turn = len == 0 ? hint(s, MENU_HINT_EMPTY) : keep_answer(s, words, len, action);
	explicit_bzero(words, sizeof(words));
	return turn;
}

static enum menu_turn take_answer(struct menu_state *s, const struct answer *answer, const char *text, size_t len,
	const struct menu_action **action)
{
	const struct screen *screen = place_screen(s);
	char kept[ANSWER_KEYS_MAX + 1];
	switch (s->set->slots[screen->slot].kind) {
	case MENU_SLOT_NUMBER:
		if (!answer_number(answer, kept))
			return hint(s, MENU_HINT_NUMBER);
		return keep_answer(s, kept, strlen(kept), action);
	case MENU_SLOT_PIN:
		if (!answer_pin(answer))
			return hint(s, MENU_HINT_PIN);
		return keep_answer(s, answer->keys, answer->len, action);
	case MENU_SLOT_AMOUNT:
		if (!answer_amount(answer, screen->least, screen->most, kept))
			return hint(s, MENU_HINT_AMOUNT);
		return keep_answer(s, kept, strlen(kept), action);
	case MENU_SLOT_WORDS:
		return take_words(s, text, len, action);
	case MENU_SLOT_KEY:
	case MENU_SLOT_COUNT:
	case MENU_SLOT_DATE:
		break;
	}
	assert(!"the load lets no screen ask for these");
	return MENU_SHOW;
}

/* A line is there for every page of its screen, so that a way can be told by its numbers; but what a yes says has to be read to its end. */
static bool is_there(const struct screen *screen, const struct page *page, size_t line)
{
	if (screen->kind == SCREEN_CONFIRM)
		return line >= page->first && line < page->first + (size_t)page->lines;
	return line < page->line_count;
}

/* An answer, with whatever signs people put between the digits. */
static bool is_emergency(const struct menu_set *set, const struct answer *answer)
{
	char digits[EMERGENCY_DIGITS + 1];
	return set->emergency.numbers.count > 0 && answer_digits(answer, digits, sizeof(digits)) &&
		lexicon_find(&set->emergency.numbers, digits) != MENU_NONE;
}

bool menu_is_emergency(const struct menu_set *set, const char *text, size_t len)
{
	struct answer answer = answer_read(text, len);
	return is_emergency(set, &answer);
}

/* `0` leads to where they are, also when they have been there before. */
void menu_help(struct menu_state *s)
{
	if (s->language == MENU_UNSET || place_screen(s)->kind == SCREEN_END)
		s->depth = 0;
	else if (s->place.screen != s->set->emergency.screen)
		push(s);
	stand_at(s, s->set->emergency.screen);
}

/* Of a sum, a PIN and the number of an appeal the digits are the answer. */
static bool asks_for_digits(const struct menu_state *s)
{
	const struct screen *screen = place_screen(s);
	return screen->kind == SCREEN_INPUT && s->set->slots[screen->slot].kind != MENU_SLOT_WORDS;
}

enum menu_turn menu_input(struct menu_state *s, const char *text, size_t len, const struct menu_action **action)
{
	const struct screen *screen = place_screen(s);
	struct answer answer = answer_read(text, len);
	struct page page;
	size_t line;
	*action = NULL;
	s->pending = 0; /* an action that failed left it */
	if (is_emergency(s->set, &answer) && !asks_for_digits(s)) {
		menu_help(s);
		return MENU_SHOW;
	}
	place_page(s, &page);
	bool ended = screen->kind == SCREEN_END && !page.more;
	if (ended || strcmp(answer.keys, "00") == 0) {
		go_home(s);
		return MENU_SHOW;
	}
	if (strcmp(answer.keys, "0") == 0 && page.back) {
		go_back(s, &page);
		return MENU_SHOW;
	}
	bool chosen = answer_line(&answer, &line) && is_there(screen, &page, line);
	if (screen->kind == SCREEN_INPUT && !chosen)
		return take_answer(s, &answer, text, len, action);
	if (answer.len == 1 && answer.keys[0] == '9' && page.more) {
		turn_page(s, page.next);
		return MENU_SHOW;
	}
	if (chosen)
		return choose(s, (uint16_t)line, action);
	return hint(s, MENU_HINT_CHOICE);
}

/* Who stands at the entry screen with something typed was put there when the screens behind it went (state_pack.c). */
bool menu_worth_resuming(const struct menu_state *s)
{
	const struct menu_set *set = s->set;
	uint16_t at = s->place.screen;
	size_t slot, len;
	const char *text;
	bool typed = values_each(s->values, 0, &slot, &text, &len);
	return s->language != MENU_UNSET && at != set->language_screen && (at != set->entry || typed) && at != set->resume_screen &&
		at != set->later_screen && place_screen(s)->kind != SCREEN_END;
}
