/* A set of menus read as a map, for the tools of those who write them (graph, diff): what the screens say, where they lead, how many pages they take.
 * Nothing here is asked for by a dialog.
 *
 * A screen's moves are numbered from 0: its own (lists, inputs) first, then its choices as they stand in the file. Texts come as they are written, with
 * {placeholders}; with PAGE_LATIN as they are written in Latin letters by hand, and "" where they are not. Those that fill `out` end it with a NUL, cut at a character when it is too small, and return the length. */
#ifndef KOPURO_MENU_SURVEY_H
#define KOPURO_MENU_SURVEY_H

#include "menu/page.h"
#include "menu/set.h"

#define SURVEY_TEXT 16384

const char *survey_kind(const struct menu_set *set, uint16_t screen); /* "choices" */
size_t survey_text(const struct menu_set *set, uint16_t screen, size_t language, enum page_script script, char out[SURVEY_TEXT]);
/* The most pages that the screen takes, whatever record is kept, whatever was typed, and when all that is on it has expired. */
size_t survey_pages(const struct menu_set *set, uint16_t screen, size_t language, size_t format);

size_t survey_move_count(const struct menu_set *set, uint16_t screen);
/* What stands beside its key; of a list's or an input's own move "(country)", "(answer)". */
size_t survey_label(const struct menu_set *set, uint16_t screen, size_t move, size_t language, enum page_script script, char out[SURVEY_TEXT]);
bool survey_passed(const struct menu_set *set, uint16_t screen, size_t move); /* of a list's own move: it is taken at once when a record is kept */
/* All that it does: "documents", or "do appeal.lodge: named -> appeal-lodged, nameless -> appeal-nameless; pick need=wages; first". */
size_t survey_target(const struct menu_set *set, uint16_t screen, size_t move, char out[SURVEY_TEXT]);
/* Its ways one by one. `action` and `outcome` are NULL of a plain `to`. False: there is no such way. */
struct survey_way { const char *action, *outcome; uint16_t to; };
bool survey_way(const struct menu_set *set, uint16_t screen, size_t move, size_t i, struct survey_way *way);

/* The value that it sets this slot to; NULL: it does not. */
const char *survey_sets(const struct menu_set *set, uint16_t screen, size_t move, const char *slot);

/* When the choice is there: "country=ru; not open=helpline"; "" always. */
size_t survey_move_when(const struct menu_set *set, uint16_t screen, size_t move, char out[SURVEY_TEXT]);

const char *survey_remembered(const struct menu_set *set); /* the table that is remembered; NULL: none */
uint16_t survey_entry(const struct menu_set *set);
/* Where emergency numbers lead; `out`: "101, 112". MENU_NONE, and "": there are none. */
uint16_t survey_emergency(const struct menu_set *set, char out[SURVEY_TEXT]);
const char *survey_table(const struct menu_set *set, size_t i);                 /* NULL: no more */
const char *survey_field(const struct menu_set *set, uint16_t table, size_t i); /* NULL: no more */
struct survey_place { const char *file; int line, column; };
struct survey_place survey_screen_place(const struct menu_set *set, uint16_t screen); /* where its name is written */
struct survey_place survey_record_place(const struct menu_set *set, uint16_t table, uint16_t record); /* where its key is written */
/* When lists show a record: "country=ru; not open=helpline"; "" always. */
size_t survey_record_when(const struct menu_set *set, uint16_t table, uint16_t record, char out[SURVEY_TEXT]);
/* A field of a record; of a reference the keys, "ru, kz"; of opening hours with their zone; items with their conditions. NULL when it has none; else `out`.
 * Facts as they are on the day of the load. */
const char *survey_value(const struct menu_set *set, uint16_t table, uint16_t record, const char *field, size_t language, enum page_script script,
	char out[SURVEY_TEXT]);
const char *survey_word(const struct menu_set *set, size_t i);                  /* NULL: no more */
const char *survey_word_text(const struct menu_set *set, const char *word, size_t language, enum page_script script); /* NULL: there is no such word */

const char *survey_noun(const struct menu_set *set, size_t i);                  /* NULL: no more */
/* Its forms, "человек, человека, человек"; "" when there is no such noun. */
size_t survey_noun_forms(const struct menu_set *set, const char *noun, size_t language, enum page_script script, char out[SURVEY_TEXT]);

#endif
