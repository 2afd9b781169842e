/* From files to a set: what the loaders of one menu set share while they work.
 *
 *	source.c       the files, from a folder or from the store
 *	load.c         languages, entry, words, and the order of all
 *	load_phrase.c  strings that are finished at load
 *	load_text.c    texts and their placeholders        load_plural.c  nouns beside numbers
 *	load_slot.c    slots by name, and the menus' own variables
 *	load_table.c   tables, records, references       load_fact.c   facts, their dates, and what they say after them
 *	load_place.c   the tables of places, and the places of records
 *	load_screen.c  screens                           load_move.c   what a choice does
 *	load_condition.c  when something is shown       load_hours.c   opening hours
 *	load_emergency.c  numbers that are understood everywhere
 *	check.c        what only shows when all is known: required screens, empty ones
 *	check_ways.c   screens that nobody comes to, and those that nobody gets on from
 *	check_lists.c  lists that are empty for some of those who come to them
 *	check_tables.c  columns, flags and keys of the tables that the gateway reads
 *	check_skips.c  lists that are passed, and passed again, for ever
 *	check_needs.c  actions that lack something on some way (ways.c), outcomes that never come, texts with holes
 *	compile.c      pages, and the proof that they fit
 *
 * Names come first (screens, tables, keys), then what refers to them, so that the order of files does not matter. Every loader goes on
 * after a fault, so that one run finds all. */
#ifndef KOPURO_MENU_LOAD_H
#define KOPURO_MENU_LOAD_H

#include "base/yaml.h"
#include "menu/model.h"

struct loading {
	struct menu_set *set;
	struct complaints *complaints;
	const char *directory;
	struct yaml_file **files;
	size_t file_count, file_capacity;
	const char *path_from, *path; /* the path of the file read last, and its copy in the set */
	struct origin languages_at, words_at, emergency_at, remembered_at;
	const struct yaml *entry;
	const struct yaml **word_nodes;   /* by word number; NULL: not written */
	size_t word_node_capacity;
	const struct yaml **noun_nodes;   /* by number of the noun */
	size_t noun_node_capacity;
	const struct yaml **screen_nodes; /* by screen number */
	const struct yaml **screen_keys;  /* their names */
	size_t screen_node_capacity, screen_key_capacity;
	const struct yaml **record_nodes[MENU_TABLES]; /* by record number */
	size_t record_node_capacity[MENU_TABLES];
	size_t errors_before;             /* among the complaints */
	bool in_list;                     /* the texts that are being loaded are those of a list */
	const struct field_chain *chain;  /* the fields that are being loaded: each shows the one before it, */
	struct field_of field;            /* and the last of them */
};

struct origin load_origin(struct loading *l, const struct yaml *node);
/* False: it was told already. */
bool load_complain(struct loading *l, enum severity severity, struct origin at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* "unknown screen 'x'; did you mean 'y'?" */
void load_unknown(struct loading *l, const struct yaml *node, const char *what, const char *word, const char *const *known, size_t count);
/* False after a complaint: longer than a name may be, or empty. */
bool load_name(struct loading *l, const struct yaml *node, const char *what);

/* A string's text without white space at its ends; whether it is one (else it was complained of); whether GSM 7-bit has its letters (else …). */
const char *load_trimmed(const char *text, size_t *len);
bool load_string(struct loading *l, const struct yaml *node);
bool load_latin_letters(struct loading *l, const struct yaml *node);
/* The node of `ky-Latn` beside `ky`, or NULL. */
const struct yaml *load_latin_of(const struct loading *l, const struct yaml *node, size_t language);
/* Puts `table.key.field` into `piece`; `name` is written to. False after a complaint: there is no such field, or it is a reference. */
bool load_named(struct loading *l, const struct yaml *node, char *name, struct piece *piece);
/* The node of each language; NULL, and a complaint, of one that is missing. False after complaints. `conditional`: `when` and
 * `unless` may stand beside them. */
bool load_languages_of(struct loading *l, const struct yaml *node, bool conditional, const struct yaml *nodes[MENU_LANGUAGES]);
/* One text, or a list of variants. Languages must be known. False after complaints; `text` is then as complete as it could be. */
bool load_text(struct loading *l, const struct yaml *node, struct text *text);
/* Which placeholders a text may have: none; slots; fields of named records; these, fields of kept records and nouns too. */
enum holds { HOLDS_NOTHING, HOLDS_SLOTS, HOLDS_NAMED, HOLDS_ALL, HOLDS };
bool load_templates(struct loading *l, const struct yaml *node, bool conditional, enum holds holds, struct template in[MENU_LANGUAGES]);
/* A text that is finished at load, one phrase a language; `holds`: HOLDS_NOTHING or HOLDS_NAMED. */
bool load_phrases(struct loading *l, const struct yaml *node, enum holds holds, struct phrase phrases[MENU_LANGUAGES], struct places places[MENU_LANGUAGES]);
/* A text whose {slots} are checked and kept as they are written: whoever asks for such a word fills them in. */
bool load_sentence(struct loading *l, const struct yaml *node, struct phrase phrases[MENU_LANGUAGES]);
/* One string without placeholders. */
bool load_phrase(struct loading *l, const struct yaml *node, struct phrase *phrase);

/* `plurals:` of one file: nouns, each in the forms of each language. */
void load_plurals(struct loading *l, const struct yaml *plurals);

/* The words that an outcome hangs on are all that `set` may put into their slot. */
void load_outcome_words(struct loading *l);
/* `variables:` of one file. */
void load_variables(struct loading *l, const struct yaml *variables);
/* The slot of this name; MENU_NONE after a complaint about an unknown `what`. */
uint16_t load_slot(struct loading *l, const struct yaml *node, const char *what, const char *name);

void load_table_names(struct loading *l, const struct yaml *tables);
void load_tables(struct loading *l);
/* The tables `district` and `village`, behind those of the files; the names that are theirs. */
void load_place_tables(struct loading *l);
bool load_is_place_table(const char *name);
bool load_bears_place(const struct menu_set *set, const char *table); /* its records may say for which place they are */
/* The place that a record says it is or lies in, by its `code` or `place`; complains of one that is none. */
void load_record_place(struct loading *l, uint16_t table, uint16_t record);
/* A record's value, which it has in the files; it is loaded if it was not yet. NULL: it is being loaded, so that who asks leads back to it. */
const struct value *load_field(struct loading *l, uint16_t table, uint16_t record, uint16_t field);
/* The number of a field, of whatever name, of a table that has no record. */
uint16_t load_field_unseen(struct loading *l, uint16_t table, const char *name);
/* A fact, or a list of them. `told`, when not NULL, puts in a language's place of each what is shown of it, before it gets its mark. */
typedef void fact_told(struct loading *l, size_t language, struct phrase *phrase);
struct value *load_facts(struct loading *l, const struct yaml *node, fact_told *told);

/* `when` and `unless` of a map; NULL: it has none. Tables and slots must be known by name. */
const struct condition *load_condition(struct loading *l, const struct yaml *node);
bool load_is_condition(const char *name); /* it begins a line of `when` that asks for no table and no slot */
bool load_zone(struct loading *l, const struct yaml *node, int16_t *zone_min); /* "+06:00" */
/* A fact whose value is opening hours, with their `zone`. */
bool load_hours_fault(struct loading *l, const struct yaml *node, const struct hours_fault *fault); /* complains; false */
struct value *load_hours(struct loading *l, const struct yaml *node);

void load_screen_names(struct loading *l, const struct yaml *screens);
void load_screens(struct loading *l);
/* `at`: whose move it is, for what is missing. The map's other keys are not looked at. */
void load_move(struct loading *l, const struct yaml *at, const struct yaml *map, struct move *move);
uint16_t load_target(struct loading *l, const struct yaml *node); /* a screen's name */

/* `emergency:` of one file; screens must be known by name. */
void load_emergency(struct loading *l, const struct yaml *emergency);

void check_words(struct loading *l);
void check_screens(struct loading *l);
/* Screens that the gateway leads to of itself, if the menus have them; NULL ends. */
extern const char *const check_led_to[];
/* `entry` and what the gateway asks for are known. */
void check_ways(struct loading *l);
void check_lists(struct loading *l);
void check_skips(struct loading *l);
/* What records of the contract's tables say; screens must be loaded. */
void check_tables(struct loading *l);
/* A table that is nearly called as one that the gateway reads. */
void check_table_name(struct loading *l, const struct yaml *name);
void check_needs(struct loading *l); /* of menus in which no error was found so far */
void compile_pages(struct loading *l);

#endif
