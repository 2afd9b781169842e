/* What a menu set is made of inside. Only the files of this room include it.
 *
 * A *phrase* is a finished string, kept in both scripts; one that tells a fact has a second form for the days after the fact has expired (phrase.h). A *template* is a list of pieces: phrases, slots, fields of kept records.
 * A *text* is one template a language. Screens hold texts and choices; a choice holds a move. All of it lies in the set's arena, and
 * every text and move remembers where it was written, for complaints made long after the files were read. */
#ifndef KOPURO_MENU_MODEL_H
#define KOPURO_MENU_MODEL_H

#include "menu/arena.h"
#include "menu/hours.h"
#include "menu/lexicon.h"
#include "menu/page.h"
#include "menu/phrase.h"
#include "menu/set.h"
#include "places/places.h"
#include "text/locale.h"

#define MENU_NAME_MAX 63      /* octets of a screen's, table's or record's name */
#define MENU_LINES_MAX 400    /* numbered lines of one screen */
#define MENU_BODY_MAX 16000   /* octets of a screen's body with all placeholders filled, in either script */
#define MENU_WHERE_MAX 4
#define EMERGENCY_DIGITS 6
#define MENU_UNSET 0xff       /* language: not chosen yet */

struct origin { const char *file; int line, column; }; /* file NULL: not written anywhere */

struct places { struct origin in[PAGE_SCRIPTS]; }; /* where each form of a phrase was written */

enum piece_kind { PIECE_PHRASE, PIECE_SLOT, PIECE_FIELD, PIECE_NOUN };
struct piece {
	enum piece_kind kind;
	struct phrase phrase;
	uint16_t slot;         /* of the contract */
	uint16_t noun;         /* in the form that stands beside the slot's number */
	uint16_t table, field; /* of the record kept from it, */
	uint16_t record;       /* or of this one: {helpline.mfa.phone}; MENU_NONE */
};
struct template {
	struct origin at;
	struct piece *pieces;
	size_t count;
	struct template *latin; /* written in its place where there is no Cyrillic; NULL: it is transliterated */
};
/* A noun in the forms that it takes beside numbers: those that its language has; the others are empty. */
struct noun { struct phrase forms[MENU_LANGUAGES][PLURALS]; };

/* A condition is a list of tests, all of which must hold: menu/condition.h. NULL in its place: always. */
enum test_kind { TEST_RECORD, TEST_LANGUAGE, TEST_SLOT, TEST_TIME, TEST_DAYS, TEST_OPEN, TEST_LISTED, TEST_ANY, TEST_KINDS };
/* What a list shows: nothing, all that go with it, or no more than it can. LISTED_NOT: the screen is no list. */
enum listed { LISTED_NOT, LISTED_NONE, LISTED_ALL, LISTED_CUT, LISTED };
extern const char *const listed_names[LISTED];
struct test {
	enum test_kind kind;
	bool negated;            /* a line of `unless` */
	uint16_t subject;        /* a table (RECORD, OPEN, ANY), a slot (SLOT) */
	uint16_t *numbers;       /* RECORD: its records, or MENU_NONE for none; LANGUAGE: languages, LISTED: enum listed: one of them; OPEN: that record instead of the kept one */
	const char **words;      /* SLOT: one of them */
	size_t count;
	const struct hours *hours; /* TIME */
	unsigned days;           /* DAYS: a bit for each, as hours_days() */
	int16_t zone_min;        /* TIME, DAYS: minutes before UTC */
};
struct condition { struct test *tests; size_t count; };

/* A text may have variants before it: the first whose condition holds is shown in its place. */
struct text_variant { const struct condition *when; struct template in[MENU_LANGUAGES]; };
struct text {
	struct template in[MENU_LANGUAGES]; /* all empty: the text was left out */
	struct text_variant *variants;
	size_t variant_count;
};

enum value_kind { VALUE_TEXT, VALUE_PLAIN, VALUE_REFERENCE, VALUE_FACT, VALUE_FACTS };
struct value {
	enum value_kind kind;
	struct origin at;
	struct phrase *items[MENU_LANGUAGES];  /* `count` of them; the same array where languages do not differ */
	struct places *places[MENU_LANGUAGES]; /* of each item */
	size_t count;
	const struct condition **when;         /* of each item; NULL: none has any */
	const struct hours *hours;             /* of the field `hours`: text is what is shown */
	int16_t zone_min;
	uint16_t *references;                  /* VALUE_REFERENCE: records of the table that bears the field's name, */
	size_t reference_count;
	const char *joined;                    /* and their keys, a line each */
};
struct record {
	const char *key;
	struct origin at;
	const struct condition *when; /* lists leave it out where this does not hold */
	struct value **fields; /* by the table's field numbers; NULL: it has none */
	uint16_t place;        /* PLACE_NONE: it is none, and lies in none */
};
/* The records of places whose texts take the most room, in a language and script: of each field, and as a line of a list, without and with the district. */
struct place_widest { uint16_t field[3], line[2]; };
/* Which field of which record. */
struct field_of { uint16_t table, record, field; };
/* The last day on which a fact is sure, and where that is written. `marked`: it says "not confirmed" today already. */
struct expiry { int32_t day; struct field_of in; uint16_t item; bool marked; struct origin at; };
/* A text of a table shows a field: {helpline.mfa.phone}. */
struct naming { struct field_of in, named; };
struct table {
	struct lexicon keys, fields;
	struct lexicon former;  /* keys that are no more, */
	uint16_t *heirs;        /* and the record that has taken each over */
	size_t heir_capacity;
	struct record *records; /* by key number */
	size_t record_capacity;
	uint16_t *refers;       /* by field number: the table that a field of this name refers to, or MENU_NONE */
	/* Its records are the places of a rank, and not in the lists above: menu/records.h. */
	bool places, measured;
	enum place_rank rank;
	struct place_widest widest[MENU_LANGUAGES][PAGE_SCRIPTS];
};

struct move_set { uint16_t slot; const char *value; size_t len; };
struct move_pick { uint16_t table, record; }; /* record MENU_NONE: none is kept any more */
struct move {
	struct origin at;
	uint16_t action;                 /* MENU_NONE: go to `to` */
	uint16_t to;
	uint16_t then[MENU_OUTCOMES];
	struct move_set *sets;
	size_t set_count;
	struct move_pick *picks;
	size_t pick_count;
};
struct choice {
	struct text text;
	struct move move;
	const struct condition *when;
	bool first; /* of a text: on the first page already; of a list: before the records */
};

enum screen_kind { SCREEN_CHOICES, SCREEN_TEXT, SCREEN_LIST, SCREEN_INPUT, SCREEN_CONFIRM, SCREEN_END, SCREEN_LANGUAGE, SCREEN_KINDS };

/* A page made at load: its layout and its octets on the wire. */
struct ready { struct page page; struct bytes text; };
/* The pages from 0 on of one screen, for one kept record, in one language and format, as they are on these days: before and after them a fact on them
 * says something else, and they are made when they are shown. None (count 0): so they are always, because a condition asks for more. */
struct rendition { const struct ready *pages; size_t count; struct days days; };

#define SCREEN_DEPENDS 4
struct screen {
	const char *name;
	struct origin at;
	enum screen_kind kind;
	struct text text;
	struct choice *choices; /* confirm: yes, no; language: one, for its `to` */
	size_t choice_count;
	struct move move;       /* list: after a record was chosen; input: after an answer was kept */
	uint16_t slot;          /* input */
	uint64_t least, most;   /* input of an amount */
	uint16_t from;          /* list: the table */
	uint16_t show;          /* list: the field */
	uint16_t where[MENU_WHERE_MAX]; /* list: a record must refer to the kept record of each of these tables */
	size_t where_count;
	uint16_t begins;        /* list of places: the slot with the first letters, or MENU_NONE */
	bool nearest;           /* list: records for the caller's own village come first, then of the district, of the region */
	bool skip_if_kept;      /* list: who comes here with a record of it kept goes on at once */
	/* What the pages depend on: the kept records of these tables, each combination of which is a *variant*; or more than can be made at load. */
	bool dynamic;
	uint16_t depends[SCREEN_DEPENDS];
	size_t depend_count;
	struct rendition *renditions; /* NULL when dynamic; see set_rendition() */
};

enum word {
	WORD_BACK, WORD_MORE, WORD_YES, WORD_NO, WORD_WRONG_CHOICE, WORD_WRONG_NUMBER, WORD_WRONG_PIN, WORD_WRONG_AMOUNT, WORD_TOO_LONG,
	WORD_EMPTY, WORD_UNCONFIRMED, WORD_UNREADABLE, /* may be left out: then it is WORD_EMPTY */
	WORD_WEAK_PIN, /* may be left out: then it is WORD_WRONG_PIN */
	WORDS_REQUIRED
};
extern const char *const word_names[WORDS_REQUIRED];

struct menu_set {
	struct arena arena;
	int32_t day; /* of the load: pages are made as they are on it */
	const struct menu_contract *contract;
	struct menu_slot slots[MENU_SLOTS]; /* the contract's, then the menus' own variables */
	size_t slot_count;
	struct lexicon variables[MENU_SLOTS]; /* by slot: the values that a variable may take */
	struct menu_format formats[MENU_FORMATS];
	size_t format_count;
	const char *language_codes[MENU_LANGUAGES], *latin_codes[MENU_LANGUAGES]; /* "ky", "ky-Latn" */
	struct phrase language_names[MENU_LANGUAGES];
	const struct locale *locales[MENU_LANGUAGES];
	size_t language_count;
	struct latin { uint16_t language; struct phrase name; } latins[MENU_LANGUAGES]; /* offered in Latin letters too: lines of the language screen */
	size_t latin_count;
	struct lexicon word_index;      /* the required words first, in the order of enum word */
	struct phrase (*words)[MENU_LANGUAGES];
	size_t word_capacity;
	struct lexicon noun_index;
	struct noun *nouns;
	size_t noun_capacity;
	struct lexicon table_index;
	struct table tables[MENU_TABLES];
	uint16_t regions;       /* the table whose records are regions by their `code`; MENU_NONE */
	struct lexicon screen_index;
	struct screen *screens;
	uint16_t entry, language_screen, resume_screen, later_screen; /* MENU_NONE only while loading */
	uint16_t remembered; /* the table whose kept record stays known over calls; MENU_NONE */
	struct emergency {
		struct lexicon numbers; /* "112"; empty: the menus have none */
		uint16_t screen;        /* where they lead; MENU_NONE */
	} emergency;
	struct menu_figures figures;
	struct expiry *expiries; /* of each fact, in the order of their days once all are loaded */
	size_t expiry_count, expiry_capacity;
	struct naming *namings; /* some more than once */
	size_t naming_count, naming_capacity;
};

enum page_script format_script(const struct menu_format *format);
/* `language` may be language_count on the language screen: not chosen yet. `kept`: a record of each table, or MENU_NONE. */
const struct rendition *set_rendition(const struct menu_set *set, const struct screen *screen, const uint16_t *kept, size_t language, size_t format);
size_t set_rendition_count(const struct menu_set *set, const struct screen *screen);
/* How many variants a screen has: 1 when it depends on nothing. The first is that of nothing kept. */
size_t set_variants(const struct menu_set *set, const struct screen *screen);
/* What is kept in a variant: of the tables that the screen depends on; the others are left as they are. */
void set_variant_keep(const struct menu_set *set, const struct screen *screen, size_t variant, uint16_t *kept);
/* The template, or what is written in its place in Latin letters. */
const struct template *template_in(const struct template *t, enum page_script script);
/* As it is written: "{number}", "{country.name}", "{givers:people}"; not of a phrase. */
#define PIECE_NAME (3 * MENU_NAME_MAX + 5)
void piece_name(const struct menu_set *set, const struct piece *piece, char out[PIECE_NAME]);
#define FIELD_HOURS "hours" /* the field of a record that is read as opening hours */
uint16_t set_slot(const struct menu_set *set, const char *name); /* MENU_NONE */
const struct menu_known_table *set_known_table(const struct menu_set *set, const char *name); /* of the contract; NULL */

#endif
