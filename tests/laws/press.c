#include "press.h"

#include "hold.h"

#include "journeys/contract.h"
#include "menu/model.h"

#include <stdlib.h>
#include <string.h>

#define MANY 60     /* records of a table, from which on some stand for all */
#define WRONG "777" /* no screen has so many lines */

/* The same page with nothing above it or with a hint. */
static bool stands(const struct shown *page, const struct shown *now)
{
	size_t a = strlen(page->text), b = strlen(now->text);
	return b >= a && strcmp(now->text + b - a, page->text) == 0 && (b == a || now->text[b - a - 1] == '\n');
}

/* What the page asks for; KEY: a key. */
static enum menu_slot_kind asked_kind(const struct robot *r, const struct menu_state *s)
{
	uint16_t asked = menu_asks(s);
	return asked == MENU_NONE ? MENU_SLOT_KEY : menu_contract(r->set)->slots[asked].kind;
}

static void press_wrong(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page)
{
	static const char *const wrong[] = { [MENU_SLOT_KEY] = WRONG, [MENU_SLOT_NUMBER] = "1", [MENU_SLOT_PIN] = "1", [MENU_SLOT_AMOUNT] = "x", [MENU_SLOT_WORDS] = " " };
	struct menu_state tried = robot_copy(s), on = robot_copy(s);
	const struct menu_action *action;
	struct shown now, next, after;
	if (robot_type(&tried, wrong[asked_kind(r, s)], &action) == MENU_SHOW) {
		robot_read(r, &tried, &now);
		if (!stands(page, &now) || now.octets > menu_format_at(r->set, r->format).budget)
			robot_tell(r, LAW_STANDS, at, "after '%s' %s becomes %s", wrong[asked_kind(r, s)], page->text, now.text);
		if (page->more && robot_type(&on, "9", &action) == MENU_SHOW && robot_type(&tried, "9", &action) == MENU_SHOW) {
			robot_read(r, &on, &next);
			robot_read(r, &tried, &after);
			if (strcmp(next.text, after.text) != 0)
				robot_tell(r, LAW_STANDS, at, "behind %s comes %s, and after a wrong key %s", page->text, next.text, after.text);
		}
	} else {
		robot_tell(r, LAW_STANDS, at, "'%s' is taken by %s", wrong[asked_kind(r, s)], page->text);
	}
	menu_state_fini(&on);
	menu_state_fini(&tried);
}

static void press_home(struct robot *r, const struct station *at, const struct menu_state *s)
{
	struct menu_state tried = robot_copy(s);
	const struct menu_action *action;
	if (robot_type(&tried, "00", &action) != MENU_SHOW || tried.place.screen != r->set->entry || tried.place.start != 0)
		robot_tell(r, LAW_HOME, at, "it leads to %s", menu_screen_name(r->set, tried.place.screen));
	menu_state_fini(&tried);
}

void press_back(struct robot *r, const struct station *at, const struct menu_state *s, const char *by, const struct shown *page)
{
	struct menu_state tried = robot_copy(s);
	const struct menu_action *action;
	struct shown now;
	robot_type(&tried, "0", &action);
	robot_read(r, &tried, &now);
	if (strcmp(now.text, page->text) != 0)
		robot_tell(r, LAW_BACK, at, "%s, then 0: from %s comes %s, not %s", by, menu_screen_name(r->set, s->place.screen), now.text, page->text);
	menu_state_fini(&tried);
}

/* The call is over at an end; to the question for a language nobody is led back; and of the offer to go on the gateway itself takes care (step.c). */
static bool leads_back_to(const struct robot *r, uint16_t screen)
{
	return r->set->screens[screen].kind != SCREEN_END && r->set->screens[screen].kind != SCREEN_LANGUAGE && screen != r->set->resume_screen;
}

static void press_emergency(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page)
{
	enum menu_slot_kind kind = asked_kind(r, s);
	struct menu_state tried = robot_copy(s);
	const struct menu_action *action;
	struct shown now;
	if (kind == MENU_SLOT_KEY || kind == MENU_SLOT_WORDS) {
		enum menu_turn turn = robot_type(&tried, "112", &action);
		robot_read(r, &tried, &now);
		if (turn != MENU_SHOW || !shown_dialable(now.text))
			robot_tell(r, LAW_EMERGENCY, at, "on %s; then comes %s", page->text, now.text);
		else
			hold_own(r, at, &tried, &now);
		if (tried.place.screen != s->place.screen && now.back && leads_back_to(r, at->screen))
			press_back(r, at, &tried, "112", page);
		if (at->screen == r->set->entry) {
			robot_add(r, &tried, at, "112");
			return;
		}
	}
	menu_state_fini(&tried);
}

/* ---- where it leads ---- */

void press_fill(struct menu_state *s)
{
	const struct menu_contract *contract = menu_contract(s->set);
	static const char *const keeps[][2] = { { "status", "answered" }, { "topic", "work" } };
	for (size_t i = 0; i < contract->slot_count; i++) {
		const struct menu_slot *slot = &contract->slots[i];
		const char *value = slot->kind == MENU_SLOT_COUNT ? "14" : slot->longest; /* at its longest it would be an emergency number */
		if (value)
			menu_put(s, i, value, strlen(value));
	}
	for (size_t i = 0; i < sizeof(keeps) / sizeof(keeps[0]); i++) {
		if (!*menu_kept_key(s, keeps[i][0]))
			menu_keep(s, keeps[i][0], keeps[i][1]);
	}
}

static bool is_behind(const struct menu_state *s, uint16_t screen)
{
	size_t i = 0;
	while (i < s->depth && s->back[i].screen != screen)
		i++;
	return i < s->depth || s->place.screen == screen;
}

/* Takes `s`, which `typed` has led away from `from`. */
static void arrive(struct robot *r, const struct station *at, const struct menu_state *from, struct menu_state *s, const char *typed, bool final,
	const struct shown *page)
{
	struct shown now;
	robot_read(r, s, &now);
	bool returns = final || s->place.screen == r->set->entry || is_behind(from, s->place.screen) || from->place.screen == r->set->language_screen ||
		from->place.screen == r->set->resume_screen || s->depth == 0;
	if (s->language != from->language || s->latin != from->latin) {
		menu_state_fini(s); /* another walk */
		return;
	}
	if (now.back && !returns)
		press_back(r, at, s, typed, page);
	robot_add(r, s, at, typed);
}

static uint64_t act(struct robot *r, const struct station *at, const struct menu_state *from, struct menu_state *s, const char *typed,
	const struct menu_action *action, const struct shown *page)
{
	for (size_t i = 0; i < MENU_OUTCOMES && action->outcomes[i]; i++) {
		struct menu_state then = robot_copy(s);
		const struct menu_action *next;
		press_fill(&then);
		if (menu_outcome(&then, i, &next) == MENU_SHOW)
			arrive(r, at, from, &then, typed, action->final, page);
		else
			menu_state_fini(&then);
	}
	menu_state_fini(s);
	return (uint64_t)(action - menu_contract(r->set)->actions); /* whatever its outcome */
}

/* False: it is not taken. */
static bool answer(struct robot *r, const struct station *at, const struct menu_state *s, const char *text, const struct shown *page, uint64_t *to)
{
	struct menu_state then = robot_copy(s);
	const struct menu_action *action;
	if (robot_type(&then, text, &action) == MENU_DO) {
		*to = act(r, at, s, &then, text, action, page);
		return true;
	}
	bool taken = !then.hint;
	*to = then.place.screen == r->set->entry ? r->set->entry : robot_key(r, &then); /* what is known at home is no matter of this number */
	if (taken)
		arrive(r, at, s, &then, text, false, page);
	else
		menu_state_fini(&then);
	return taken;
}

/* Each number leads to the same in every writing. */
static void compare(struct robot *r, const struct station *at, const struct shown_choice *choice, uint64_t to)
{
	size_t i = robot_digest(at->key, &choice->number, sizeof(choice->number)) % LEADS;
	while (r->leads[i].used && (r->leads[i].number != choice->number || r->leads[i].from != at->key))
		i = (i + 1) % LEADS;
	struct lead *lead = &r->leads[i];
	if (!lead->used && r->lead_count++ < LEADS / 2)
		*lead = (struct lead){ .from = at->key, .to = to, .number = choice->number, .used = true };
	else if (lead->used && lead->to != to)
		robot_tell(r, LAW_ALIKE, at, "%u, here '%s'", choice->number, choice->text);
}

static void press_choices(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page)
{
	const struct screen *screen = &r->set->screens[s->place.screen];
	bool many = screen->kind == SCREEN_LIST && menu_record_count(r->set, screen->from) > MANY;
	for (size_t i = 0; i < page->count; i++) {
		char text[16];
		uint64_t to;
		snprintf(text, sizeof(text), "%u", page->choices[i].number);
		if (many && i > 0 && i + 1 < page->count)
			continue;
		if (answer(r, at, s, text, page, &to))
			compare(r, at, &page->choices[i], to);
		else
			robot_tell(r, LAW_CHOICE, at, "%u %s", page->choices[i].number, page->choices[i].text);
	}
}

/* With these a list of places begins. */
static bool are_letters(const struct robot *r, uint16_t slot)
{
	for (size_t i = 0; i < menu_screen_count(r->set); i++) {
		if (r->set->screens[i].begins == slot)
			return true;
	}
	return false;
}

static void answer_question(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page)
{
	static const char *const samples[] = { [MENU_SLOT_NUMBER] = "4827-1930", [MENU_SLOT_PIN] = "4711", [MENU_SLOT_AMOUNT] = "5000" };
	static const char *const letters[] = { "Ак", "К", "Щщщ" }; /* some, many, none */
	const struct menu_slot *slot = &menu_contract(r->set)->slots[menu_asks(s)];
	bool find = are_letters(r, menu_asks(s));
	uint64_t to;
	for (size_t i = 0; i < (find ? sizeof(letters) / sizeof(letters[0]) : 1); i++) {
		const char *text = find ? letters[i] : slot->kind != MENU_SLOT_WORDS ? samples[slot->kind] : slot->longest ? slot->longest : "Айбек";
		if (!answer(r, at, s, text, page, &to))
			robot_tell(r, LAW_STANDS, at, "'%s' is not taken by %s", text, page->text);
	}
}

void press_all(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page)
{
	press_wrong(r, at, s, page);
	press_home(r, at, s);
	press_emergency(r, at, s, page);
	press_choices(r, at, s, page);
	if (menu_asks(s) != MENU_NONE)
		answer_question(r, at, s, page);
}
