/* Menus for tests: a contract of their own, the sets under tests/menus, and a handset that shows what a state shows. */
#ifndef KOPURO_TESTS_MENU_FIXTURE_H
#define KOPURO_TESTS_MENU_FIXTURE_H

#include "menu/engine.h"

enum fixture_slot { FIXTURE_NUMBER, FIXTURE_PIN, FIXTURE_NOTE, FIXTURE_SUM, FIXTURE_MARK, FIXTURE_ANSWER, FIXTURE_LETTERS, FIXTURE_SLOTS };
enum fixture_format { FIXTURE_UCS2, FIXTURE_GSM7, FIXTURE_NARROW, FIXTURE_FORMATS };

#define FIXTURE_TODAY "2026-11-21"
extern const struct menu_contract fixture_contract;
extern const struct menu_format fixture_formats[FIXTURE_FORMATS];

/* NULL when it has errors; *complaints then holds them (to be finished by the caller). */
struct menu_set *fixture_load(const char *directory, struct complaints *complaints);
/* menu_kept_text(), in a buffer of its own. */
const char *fixture_kept(const struct menu_state *s, const char *table, const char *field);
/* A set that must be without a complaint. */
struct menu_set *fixture_good(const char *directory);
/* What the handset shows; the text is valid until the next call. Fails the test when it is over the budget. */
const char *fixture_shown(const struct menu_state *s, enum fixture_format format);
/* Types `text`, which must not call an action; what is shown then, in the state's own format. */
const char *fixture_type(struct menu_state *s, const char *text);
/* Types `text`, which must call `action`. */
void fixture_do(struct menu_state *s, const char *text, const char *action);
void fixture_outcome(struct menu_state *s, size_t outcome);

#endif
