/* What only shows when all names are known. */
#include "menu/engine.h"
#include "menu/load.h"

#include <stdlib.h>
#include <string.h>

#define CHOICES_MANY 9

void check_words(struct loading *l)
{
	static const struct { enum word word, instead; } spare[] = { { WORD_UNREADABLE, WORD_EMPTY }, { WORD_WEAK_PIN, WORD_WRONG_PIN } };
	bool may_lack[WORDS_REQUIRED] = { false };
	for (size_t i = 0; i < sizeof(spare) / sizeof(spare[0]); i++) {
		may_lack[spare[i].word] = true;
		if (!l->word_nodes[spare[i].word])
			memcpy(l->set->words[spare[i].word], l->set->words[spare[i].instead], sizeof(l->set->words[0]));
	}
	for (size_t i = 0; i < WORDS_REQUIRED; i++) {
		if (!l->word_nodes[i] && !may_lack[i])
			load_complain(l, SEVERITY_ERROR, l->words_at.file ? l->words_at : l->languages_at, "the word '%s' is missing under `words`", word_names[i]);
	}
}

/* A screen that the gateway itself asks for. */
static uint16_t required(struct loading *l, const char *name, enum screen_kind kind, const char *kind_name)
{
	uint16_t number = menu_screen_find(l->set, name);
	if (number == MENU_NONE)
		complaints_add(l->complaints, SEVERITY_ERROR, l->directory, 0, 0, "the screen '%s' is missing; the gateway asks for it itself", name);
	else if (l->set->screens[number].kind != kind)
		load_complain(l, SEVERITY_ERROR, l->set->screens[number].at, "the screen '%s' must be of the kind `%s`", name, kind_name);
	else
		return number;
	return MENU_NONE;
}

const char *const check_led_to[] = { MENU_SCREEN_RATE, MENU_SCREEN_NEWS, MENU_SCREEN_DANGER, MENU_SCREEN_DANGER_LANGUAGE,
	MENU_SCREEN_STRAYS, MENU_SCREEN_STRAYS_LANGUAGE, MENU_SCREEN_WAGES, MENU_SCREEN_PASSPORT, MENU_SCREEN_ADDITION,
	MENU_SCREEN_ADDITION_DANGER, NULL };

static bool calls(const struct menu_set *set, const struct screen *screen, const char *action)
{
	for (size_t i = 0; i < screen->choice_count; i++) {
		uint16_t number = screen->choices[i].move.action;
		if (number != MENU_NONE && strcmp(set->contract->actions[number].name, action) == 0)
			return true;
	}
	return false;
}

static void check_resume(struct loading *l)
{
	static const char *const actions[] = { "session.resume", "session.restart" };
	const struct menu_set *set = l->set;
	for (size_t i = 0; set->resume_screen != MENU_NONE && i < 2; i++) {
		const struct screen *screen = &set->screens[set->resume_screen];
		if (!calls(set, screen, actions[i]))
			load_complain(l, SEVERITY_ERROR, screen->at, "a choice of the screen '%s' must have `do: %s`", screen->name, actions[i]);
	}
}

/* Facts of which each has a condition. */
static bool can_vanish(const struct value *value)
{
	size_t i = 0;
	while (value && value->when && i < value->count && value->when[i])
		i++;
	return value && value->when && i == value->count;
}

static bool piece_can_vanish(const struct menu_set *set, const struct piece *piece)
{
	const struct table *table = piece->kind == PIECE_FIELD ? &set->tables[piece->table] : NULL;
	if (piece->kind == PIECE_PHRASE)
		return strspn(piece->phrase.text[PAGE_OWN], " \n") == piece->phrase.len[PAGE_OWN];
	if (!table || piece->record != MENU_NONE)
		return table && can_vanish(table->records[piece->record].fields[piece->field]);
	size_t i = 0;
	while (i < table->keys.count && !can_vanish(table->records[i].fields[piece->field]))
		i++;
	return i < table->keys.count;
}

static bool template_can_vanish(const struct menu_set *set, const struct template *t)
{
	size_t i = 0;
	while (i < t->count && piece_can_vanish(set, &t->pieces[i]))
		i++;
	return t->count > 0 && i == t->count;
}

static void check_blank(struct loading *l, const struct screen *screen)
{
	bool blank = template_can_vanish(l->set, &screen->text.in[0]);
	for (size_t i = 0; i < screen->text.variant_count; i++)
		blank |= template_can_vanish(l->set, &screen->text.variants[i].in[0]);
	if (blank)
		load_complain(l, SEVERITY_WARNING, screen->at,
			"the text of '%s' is but facts of which each has a condition, so that there may be none to show; add one without [condition]", screen->name);
}

/* The list has a text for the time when it has nothing to show: `when: {listed: none}`. */
static bool tells_of_nothing(const struct screen *screen)
{
	for (size_t i = 0; i < screen->text.variant_count; i++) {
		const struct condition *when = screen->text.variants[i].when;
		for (size_t j = 0; when && j < when->count; j++) {
			const struct test *test = &when->tests[j];
			if (test->kind == TEST_LISTED && !test->negated && test->numbers[0] == LISTED_NONE)
				return true;
		}
	}
	return false;
}

/* With all its lines gone a screen would be a blank one. */
static void check_empty(struct loading *l, const struct screen *screen)
{
	size_t conditional = 0;
	while (conditional < screen->choice_count && screen->choices[conditional].when)
		conditional++;
	if (conditional < screen->choice_count)
		return;
	if (screen->kind == SCREEN_TEXT || screen->kind == SCREEN_END)
		check_blank(l, screen);
	if (screen->kind == SCREEN_CHOICES && screen->choice_count > 0)
		load_complain(l, SEVERITY_WARNING, screen->at,
			"every choice of the screen '%s' has a condition, so that there may be none to show; add one without [condition]", screen->name);
	if (screen->kind != SCREEN_LIST || screen->from == MENU_NONE || l->set->tables[screen->from].places)
		return;
	const struct table *table = &l->set->tables[screen->from];
	const char *name = l->set->table_index.list[screen->from];
	size_t i = 0;
	while (i < table->keys.count && table->records[i].when)
		i++;
	if (table->keys.count == 0 && !tells_of_nothing(screen))
		load_complain(l, SEVERITY_WARNING, screen->at,
			"the table '%s' has no record, so that the list '%s' is empty; add one, or give the list `choices`, or a text for then [dead-end]", name,
			screen->name);
	else if (i == table->keys.count && i > 0)
		load_complain(l, SEVERITY_WARNING, screen->at,
			"every record of '%s' has a condition, so that the list '%s' may be empty; give it `choices` that lead on [condition]", name, screen->name);
}

/* Pages hold as many as there are, but nobody who listens to a menu being read aloud remembers them. Of choices with conditions only some are there. */
static void check_crowd(struct loading *l, const struct screen *screen)
{
	size_t always = 0;
	for (size_t i = 0; i < screen->choice_count; i++)
		always += !screen->choices[i].when;
	if (always > CHOICES_MANY)
		load_complain(l, SEVERITY_WARNING, screen->at,
			"the screen '%s' has %zu choices, and nobody keeps more than %d in mind; make several screens of it, or a list [crowded]", screen->name,
			always, CHOICES_MANY);
}

/* Whoever typed the number reads it there, and goes on from there: to help lines, or back to where they were. */
static void check_emergency(struct loading *l)
{
	const struct menu_set *set = l->set;
	const struct screen *screen = set->emergency.screen == MENU_NONE ? NULL : &set->screens[set->emergency.screen];
	if (screen && screen->kind != SCREEN_CHOICES && screen->kind != SCREEN_TEXT)
		load_complain(l, SEVERITY_ERROR, screen->at, "`emergency` leads to '%s', which must be of the kind `choices` or `text`", screen->name);
}

void check_screens(struct loading *l)
{
	struct menu_set *set = l->set;
	set->language_screen = required(l, MENU_SCREEN_LANGUAGE, SCREEN_LANGUAGE, "language");
	set->resume_screen = required(l, MENU_SCREEN_RESUME, SCREEN_CHOICES, "choices");
	set->later_screen = required(l, MENU_SCREEN_LATER, SCREEN_END, "end");
	check_resume(l);
	const char *const speak_all[] = { MENU_SCREEN_DANGER_LANGUAGE, MENU_SCREEN_STRAYS_LANGUAGE };
	for (size_t i = 0; i < sizeof(speak_all) / sizeof(speak_all[0]); i++) {
		if (menu_screen_find(set, speak_all[i]) != MENU_NONE)
			required(l, speak_all[i], SCREEN_LANGUAGE, "language");
	}
	for (size_t i = 0; i < set->screen_index.count; i++) {
		check_empty(l, &set->screens[i]);
		check_crowd(l, &set->screens[i]);
	}
	check_emergency(l);
	check_skips(l);
	if (set->entry == MENU_NONE)
		return;
	check_ways(l);
	check_lists(l);
}
