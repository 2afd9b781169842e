/* A caller's step: text through the menus, with the actions that it calls, whichever way it came. What differs between the ways is in their rows
 * (channel.c): when a screen is kept, how it is shown, and what is said when nothing could be kept.
 *
 *	step_open     what there was before is remembered, if it may have to be restored
 *	step_begin | step_answer | step_text ... | step_choose
 *	step_close    the screen goes out: now, or after the commit that holds what it promises (promise.c); or nothing of the step is kept
 *
 * What a step writes stands behind a savepoint of its own in the group that it shares with others. What this caller cannot have is undone for them
 * alone; when the store itself fails, it fails for all of the group. */
#include "root.h"

#include "journeys/journey.h"
#include "menu/needs.h"
#include "store/items.h"

#include <string.h>

/* The offer to go on, when that is what stands on the handset. */
static struct menu_state offer_state(const struct gateway *g, const struct session *s)
{
	struct menu_state offer;
	menu_state_init(&offer, s->menu.set);
	offer.language = s->menu.language;
	offer.latin = s->menu.latin;
	offer.clock_min = s->menu.clock_min;
	menu_enter(&offer, stand_edition(g, s)->screen_resume);
	offer.depth = 0;
	menu_speak(&offer, stand_format(g, s));
	offer.hint = s->menu.hint;
	return offer;
}

void step_page(const struct gateway *g, const struct session *s, uint8_t *scratch, size_t capacity, struct menu_page *page)
{
	if (!s->offering) {
		menu_show(&s->menu, stand_format(g, s), scratch, capacity, page);
		return;
	}
	struct menu_state offer = offer_state(g, s);
	menu_show(&offer, stand_format(g, s), scratch, capacity, page);
	menu_state_fini(&offer);
}

bool gateway_where(const struct gateway *g, const char *msisdn, struct menu_where *where)
{
	const struct session *s = session_find_any(g->sessions, msisdn, g->codes[0].at, g->codes[0].count);
	if (!s)
		return false;
	struct menu_state at = s->menu; /* borrows the values */
	menu_speak(&at, stand_format(g, s));
	*where = menu_where(&at);
	if (s->offering)
		*where = (struct menu_where){.screen = MENU_SCREEN_RESUME, .page = 1, .pages = 1, .format = where->format};
	return true;
}

struct session *step_known(struct gateway *g, const char *msisdn, const char *code, enum session_channel channel, struct moment now)
{
	struct session *s = session_find(g->sessions, msisdn, code);
	return s ? s : behind_recall(g, msisdn, code, channel, now);
}

/* What the dialplans tell of people with such numbers: the language that they are spoken to in, and where they are. Until they have chosen. */
static void place_of_number(const struct gateway *g, const char *msisdn, struct place *place)
{
	const struct numbering *numbering = g->parts.dialplans ? g->parts.dialplans->numbering : NULL;
	struct place found;
	if (numbering && numbering_find(numbering, msisdn, &found))
		*place = found;
}

struct session *step_caller(struct gateway *g, const char *msisdn, const char *code, enum session_channel channel, struct moment now)
{
	struct session *s = step_known(g, msisdn, code, channel, now);
	if (s)
		return s;
	s = session_add(g->sessions, msisdn, code);
	if (!s)
		return NULL;
	struct subscriber chosen;
	struct place place = {.country = "", .language = ""};
	if (store_subscriber_get(g->parts.store, msisdn, &chosen) != ERR_NONE)
		chosen = (struct subscriber){.language = ""};
	place_of_number(g, msisdn, &place);
	menu_state_init(&s->menu, gateway_menus(g));
	stand_enter(g, s);
	int index = menu_tongue_find(s->menu.set, chosen.language, &s->menu.latin);
	index = index < 0 && place.language[0] ? menu_language_find(s->menu.set, place.language) : index;
	s->menu.language = index < 0 ? 0xff : (uint8_t)index;
	if (!menu_know(&s->menu, chosen.chosen) && !place.abroad)
		menu_know(&s->menu, place.country);
	s->channel = channel;
	s->began_ms = now.mono_ms;
	menu_clock(&s->menu, now.unix_ms);
	menu_start(&s->menu);
	return s;
}

static void remember(struct step *step, const struct session *s)
{
	if (step->remembered || step->error != ERR_NONE)
		return;
	step->error = menu_state_copy(&step->before.menu, &s->menu);
	step->before.menu.pending = 0;
	memcpy(step->before.opened, s->opened, sizeof step->before.opened);
	step->before.forget = s->forget;
	step->remembered = step->error == ERR_NONE;
}

/* Before its first write. */
static enum error save(struct gateway *g, struct step *step)
{
	enum error err = step->saved ? ERR_NONE : store_savepoint(g->parts.store);
	step->saved = err == ERR_NONE;
	return err;
}

void step_open(struct gateway *g, struct session *s, struct step *step, struct moment now)
{
	*step = (struct step){0};
	menu_clock(&s->menu, now.unix_ms);
	menu_speak(&s->menu, stand_format(g, s));
	if (channels[s->channel].keep) {
		remember(step, s);
		step->error = step->error == ERR_NONE ? save(g, step) : step->error;
	}
}

/* The central queue takes no more: the action asked before it wrote anything, and the queue has said so in the log, once for all. */
static bool queue_is_full(const struct gateway *g, enum error err)
{
	return err == ERR_FULL && items_are_full(g->parts.store);
}

static enum error run(struct gateway *g, struct session *s, struct step *step, const struct menu_action *action, size_t *outcome, struct moment now)
{
	struct journey_caller caller = {.msisdn = s->hidden ? "" : s->msisdn, .channel = channels[s->channel].name,
		.network = s->network < g->parts.network_count ? g->parts.networks[s->network].name : "", .pins = &g->figures.pins, .opened = &s->opened,
		.forget = &s->forget, .look_up = central_look_up, .cluster = g, .newest = gateway_menus(g)};
	bool forgot = s->forget;
	enum error err = action->effect ? save(g, step) : ERR_NONE;
	if (err == ERR_NONE)
		err = journey_run(g->parts.store, action, &s->menu, &caller, now, outcome);
	if (err == ERR_NONE && s->forget && !forgot) {
		/* In the same commit as the nameless appeal: from then on nothing here tells that this number had a session. */
		err = store_forget(g->parts.store, s->msisdn, s->code);
		s->stored = false;
	}
	if (err != ERR_NONE && err != ERR_WEAK && !queue_is_full(g, err))
		log_say(LOG_JOURNEY, error_class(err) == ERROR_STORE ? LOG_LEVEL_ERROR : LOG_LEVEL_NOTICE, "%s: %s", action->name, error_name(err));
	return err;
}

/* In this turn's group, though no screen waits for it: should it fail, they are asked again at the next call. */
static void keep_language(struct gateway *g, const struct session *s)
{
	if (!s->forget && store_begin(g->parts.store) == ERR_NONE)
		store_language_put(g->parts.store, s->msisdn, menu_tongue_code(s->menu.set, s->menu.language, s->menu.latin));
}

/* So, too. A name that the network shows in a number's place is nobody whom we would know again. */
static void keep_chosen(struct gateway *g, const struct session *s)
{
	if (!s->forget && !s->hidden && store_begin(g->parts.store) == ERR_NONE)
		store_chosen_put(g->parts.store, s->msisdn, menu_known_key(&s->menu));
}

void step_choose(struct gateway *g, struct session *s, uint8_t language, bool latin)
{
	s->offering = false;
	menu_choose(&s->menu, language, latin);
	keep_language(g, s);
}

/* The form was begun in other menus, and an editor has taken away what was chosen: nothing is done, nothing typed is lost, and its caller chooses anew.
 * False: there is nothing to choose. */
static bool mend(struct session *s, const struct menu_action *action)
{
	struct menu_lack lack = menu_lacks(&s->menu, action, s->opened[0] != '\0');
	if (lack.kind == LACKS_NOTHING)
		return false;
	log_say(LOG_JOURNEY, LOG_LEVEL_NOTICE, "%s: its caller lacks '%s', which other menus had, and is led back to it", action->name, lack.name);
	return menu_mend(&s->menu, &lack);
}

/* Runs the actions that a turn calls, until there is a screen. */
static void follow(struct gateway *g, struct session *s, struct step *step, enum menu_turn turn, const struct menu_action *action, struct moment now)
{
	while (turn == MENU_DO) {
		size_t outcome = 0;
		if (mend(s, action))
			return;
		if (step->doubtful && action == s->acted) {
			step->again = true;
			return;
		}
		step->acted = action->effect ? action : step->acted;
		if (action->effect)
			remember(step, s);
		if (step->error == ERR_NONE)
			step->error = run(g, s, step, action, &outcome, now);
		if (step->error == ERR_WEAK) { /* nothing was written */
			step->error = ERR_NONE;
			menu_ask_again(&s->menu, SLOT_PIN, MENU_HINT_WEAK_PIN);
			return;
		}
		if (step->error != ERR_NONE) {
			s->menu.pending = 0;
			return;
		}
		step->final = step->final || action->final;
		turn = menu_outcome(&s->menu, outcome, &action);
	}
}

/* The first screen of a call: that of the code which was dialled. Whoever has no language yet is asked for it before, and comes here after. */
static void stand_at_code(struct gateway *g, struct session *s, struct step *step, struct moment now)
{
	if (s->channel != SESSION_USSD || s->network >= g->parts.network_count || s->menu.language >= menu_language_count(s->menu.set))
		return;
	const char *name = dialplan_code(g->parts.networks[s->network].dialplan, s->code);
	uint16_t screen = name ? menu_screen_find(s->menu.set, name) : MENU_NONE;
	if (screen != MENU_NONE && screen != s->menu.place.screen) {
		const struct menu_action *action;
		enum menu_turn turn = menu_lead(&s->menu, screen, &action);
		follow(g, s, step, turn, action, now);
		s->menu.depth = 0; /* back leads to the first screen of all */
	}
}

void step_text(struct gateway *g, struct session *s, struct step *step, const char *text, size_t len, struct moment now)
{
	if (step->error != ERR_NONE)
		return;
	const struct menu_action *action = NULL;
	uint8_t language = s->menu.language;
	uint16_t known = s->menu.known;
	bool latin = s->menu.latin;
	enum menu_turn turn = menu_input(&s->menu, text, len, &action);
	follow(g, s, step, turn, action, now);
	if (step->error != ERR_NONE)
		return;
	if (s->menu.language != language || s->menu.latin != latin)
		keep_language(g, s);
	if (s->menu.known != known)
		keep_chosen(g, s);
}

bool step_waits(const struct session *s)
{
	return s->offering || s->menu.language >= menu_language_count(s->menu.set);
}

bool step_help(struct session *s, const char *text, size_t len)
{
	if (!menu_is_emergency(s->menu.set, text, len))
		return false;
	s->offering = false; /* `0` leads back to what was offered */
	s->parts[0] = '\0';
	menu_help(&s->menu);
	return true;
}

/* The answer to "go on, or begin anew?". Whatever leads away from that screen but "go on" begins anew. */
static void answer_offer(struct gateway *g, struct session *s, struct step *step, const char *text, size_t len, struct moment now)
{
	struct menu_state offer = offer_state(g, s);
	const struct menu_action *action = NULL;
	enum menu_turn turn = menu_input(&offer, text, len, &action);
	bool resume = turn == MENU_DO && strcmp(action->name, "session.resume") == 0;
	bool stays = turn == MENU_SHOW && offer.place.screen == stand_edition(g, s)->screen_resume;
	s->menu.hint = stays ? offer.hint : MENU_HINT_NONE;
	s->offering = stays;
	if (resume) {
		g->figures.resumed++;
		s->parts[0] = '\0'; /* they said where to now */
		menu_return(&s->menu);
	} else if (!stays) {
		s->opened[0] = '\0';
		stand_renew(g, s);
		menu_start(&s->menu);
		stand_at_code(g, s, step, now);
	}
	menu_state_fini(&offer);
}

void step_answer(struct gateway *g, struct session *s, struct step *step, const char *text, size_t len, struct moment now)
{
	g->figures.answered++;
	s->waiting = false;
	if (s->closing)
		return; /* the last screen is shown again */
	/* Who has gone on from the emergency screen is led on from the question for the language, and not to the first screen. */
	bool asked = s->menu.language >= menu_language_count(s->menu.set) && s->menu.depth == 0;
	if (step_waits(s) && step_help(s, text, len))
		return;
	if (s->offering)
		answer_offer(g, s, step, text, len, now);
	else
		step_text(g, s, step, text, len, now);
	if (asked)
		stand_at_code(g, s, step, now);
	deep_press(g, s, step, now);
}

void step_begin(struct gateway *g, struct session *s, struct step *step, struct moment now)
{
	g->figures.begun++;
	tally_begin(g, s);
	s->began_ms = now.mono_ms;
	s->waiting = false;
	s->menu.hint = MENU_HINT_NONE;
	if (!s->closing) {
		stand_renew(g, s);
		s->offering = menu_worth_resuming(&s->menu);
		if (!s->offering) {
			menu_start(&s->menu);
			stand_at_code(g, s, step, now);
		}
	}
	s->closing = false; /* and if it was: the last screen is shown again */
}

/* False: the store cannot even do that. */
static bool undo(struct gateway *g, struct step *step)
{
	if (!step->saved)
		return error_class(step->error) != ERROR_STORE || !step->remembered;
	step->saved = false;
	return store_savepoint_undo(g->parts.store) == ERR_NONE;
}

static void stand_as_before(struct gateway *g, struct session *s, struct step *step)
{
	if (!step->remembered)
		return;
	stand_again(g, s, &step->before);
	step->remembered = false;
}

/* What the others promised in this group stands, as long as the store does. */
static void give_up(struct gateway *g, struct session *s, struct step *step, struct moment now)
{
	if (undo(g, step)) {
		stand_as_before(g, s, step);
		channels[s->channel].later(g, s, now);
		return;
	}
	if (!step->remembered || promise_make(g, s, &step->before) != ERR_NONE)
		channels[s->channel].later(g, s, now);
	promise_break(g, now);
}

void step_doubt(struct session *s, struct step *step)
{
	remember(step, s);
	step->doubtful = step->remembered;
}

void step_back(struct gateway *g, struct session *s, struct step *step)
{
	stand_at(g, s, &step->before.menu);
	memcpy(s->opened, step->before.opened, sizeof s->opened);
}

bool step_close(struct gateway *g, struct session *s, struct step *step, struct moment now)
{
	const struct channel *channel = &channels[s->channel];
	s->acted = step->acted;
	if (step->error == ERR_NONE && channel->keep)
		step->error = channel->keep(g, s, step->final, now);
	if (step->error == ERR_NONE && step->saved)
		step->error = store_savepoint_keep(g->parts.store);
	if (step->error != ERR_NONE) {
		give_up(g, s, step, now);
		return false;
	}
	if (!channel->keep)
		behind_mark(g, s);
	if (!step->remembered) {
		channel->show(g, s, now);
		return true;
	}
	if (promise_make(g, s, &step->before) == ERR_NONE)
		return true;
	promise_break(g, now);
	return false;
}
