/* A version of the menus: all files of a directory, checked, and compiled into one immutable set whose pages are laid out and encoded.
 * The format of the files is told in docs/menus.md. What the files may call (actions) and ask for or show (slots) is handed in by the
 * journeys, so that this room knows none of them.
 *
 * Screens, tables, records and slots are small numbers within a set; across sets, and in the store, they are told by name. */
#ifndef KOPURO_MENU_SET_H
#define KOPURO_MENU_SET_H

#include "base/bytes.h"
#include "base/complaint.h"
#include "text/charset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MENU_LANGUAGES 6
#define MENU_FILE_TABLES 18
#define MENU_TABLES (MENU_FILE_TABLES + 2) /* with those that are there by themselves: menu/records.h */
#define MENU_SLOTS 64 /* the contract's and the menus' own variables together */
#define MENU_FORMATS 16
#define MENU_OUTCOMES 6
#define MENU_NONE UINT16_MAX

/* What a page is made for: an encoding and how many octets a network takes (160 octets: 80 UCS-2 characters, or 182 septets when packed). */
struct menu_format {
	enum charset charset; /* CHARSET_UCS2, CHARSET_GSM7 (text is transliterated) */
	uint16_t budget;      /* UCS-2: octets; GSM7: septets */
};

#define MENU_NEEDS 6 /* tables, NULL ends; and words of a slot */
#define MENU_SLOT(slot) (UINT64_C(1) << (slot))

/* What a choice may call: `do: appeal.lodge`. What it needs and gives is proved at load for every way that leads to it (check_needs.c), and asked
 * again before it is called (menu/needs.h). */
struct menu_action {
	const char *name;
	const char *outcomes[MENU_OUTCOMES]; /* names for `then:`; NULL ends */
	bool effect; /* it writes: its reply waits for the commit */
	bool final;  /* it is not to be done twice: `0` does not lead back before it */
	/* What it needs: slots that are filled (MENU_SLOT), a kept record of each of these tables, a number that a PIN has opened in this call; */
	uint64_t needs;
	const char *chosen[MENU_NEEDS];
	bool opened;
	/* and these, when that record is kept: a sum, of money. */
	struct { const char *table, *key; uint64_t needs; const char *chosen[MENU_NEEDS]; } also;
	const char *reads[MENU_NEEDS]; /* tables whose kept record it takes along, if there is one */
	/* What it gives when it comes to one of its first `good` outcomes (0: to any): slots that it fills, be it with "", tables of which it keeps a
	 * record, an opened number. */
	uint8_t good;
	uint64_t gives;
	const char *keeps[MENU_NEEDS];
	bool opens;
	uint64_t wipes; /* slots that it empties, whatever it comes to */
	/* The slot that decides the outcome, and with which words it comes to each. */
	struct { uint16_t slot; const char *words[MENU_OUTCOMES][MENU_NEEDS]; } by;
	/* Or the record that does: it comes to `outcome` if one of this table is kept, but that one, and else to another. */
	struct { const char *table, *but; uint8_t outcome; } by_kept;
};

/* A value that a person types, a choice sets, or an action fills in; shown by `{name}`. */
enum menu_slot_kind {
	MENU_SLOT_WORDS,  /* free text, `max` octets of UTF-8 */
	MENU_SLOT_NUMBER, /* eight digits with a check digit, typed with or without a dash or spaces; kept as 8 digits, shown as 4827-1930 */
	MENU_SLOT_PIN,    /* four digits */
	MENU_SLOT_AMOUNT, /* a whole number; shown as the language parts its thousands */
	MENU_SLOT_KEY,    /* a word set by `set:` or by an action; never typed */
	MENU_SLOT_COUNT,  /* a whole number that an action fills in; never typed, shown as an amount is */
	MENU_SLOT_DATE,   /* yyyy-MM-dd, filled in by an action; shown as the language writes dates */
};
struct menu_slot {
	const char *name;
	enum menu_slot_kind kind;
	uint16_t max;        /* octets */
	const char *longest; /* the longest that is ever kept (its text is the longest shown), for the proof that pages fit; NULL: never shown */
};

/* A table of which the journeys read something: what its records may say. Columns of these names are checked when the menus are loaded, so that whoever
 * reads a flag later finds `yes`, `no`, or none. Beside them a record may have `key`, `when`, `unless`, `hours`, references (columns with the
 * name of a table) and whatever columns the menus show somewhere; all else is a mistake. */
enum menu_column_kind {
	MENU_COLUMN_TEXT,
	MENU_COLUMN_FLAG,   /* yes or no; not written: no */
	MENU_COLUMN_REGION, /* the code of a region, which the record is */
	MENU_COLUMN_PLACE,  /* the code of a place, for which the record is */
};
struct menu_column {
	const char *name; /* NULL ends */
	enum menu_column_kind kind;
};
#define MENU_COLUMNS 6
#define MENU_KNOWN_KEYS 8
struct menu_known_table {
	const char *name;
	bool dated; /* its keys are days, yyyy-MM-dd */
	bool filed; /* appeals or pledges are filed under its keys: a record may say which keys it has taken over (`was`) */
	struct menu_column columns[MENU_COLUMNS];
	const char *keys[MENU_KNOWN_KEYS]; /* all that there may be; none: any word of Latin letters, digits, '-', '_', '.' */
};

struct menu_contract { /* const data of the journeys */
	const struct menu_action *actions;
	size_t action_count;
	const struct menu_slot *slots;
	size_t slot_count;
	const struct menu_known_table *tables;
	size_t table_count;
};
#define MENU_TABLE_HOLIDAY "holiday" /* asked by opening hours, too */
#define MENU_COLUMN_WORKS "works"

struct menu_set;
struct menu_source;
struct locale;

/* Loads every *.yaml under `directory`. NULL when there was an error among the complaints. Warnings leave the set usable.
 * `today` is "YYYY-MM-DD" in Bishkek: pages are made as they are on that day, and what has expired by then is told. The set is good for every other day. `contract` is borrowed and must outlive the set. */
struct menu_set *menu_load(const char *directory, const struct menu_contract *contract, const struct menu_format *formats,
	size_t format_count, const char *today, struct complaints *complaints);
/* The same for files that are in memory already (menu/source.h); they are not needed afterwards. */
struct menu_set *menu_load_source(const struct menu_source *source, const struct menu_contract *contract, const struct menu_format *formats,
	size_t format_count, const char *today, struct complaints *complaints);
void menu_free(struct menu_set *set);

/* Which of the set's formats this is; -1 when it was not loaded for it. */
struct menu_format menu_format_at(const struct menu_set *set, size_t format);
int menu_format_index(const struct menu_set *set, struct menu_format format);

const struct menu_contract *menu_contract(const struct menu_set *set);
size_t menu_language_count(const struct menu_set *set);
const char *menu_language_code(const struct menu_set *set, size_t language); /* "ky" */
int menu_language_find(const struct menu_set *set, const char *code);        /* -1 */
/* What somebody chose and is remembered by: a language, or a language in Latin letters (`ky-Latn`, BCP 47) for telephones without Cyrillic, which the
 * set need not offer. -1: no such language. */
int menu_tongue_find(const struct menu_set *set, const char *code, bool *latin);
const char *menu_tongue_code(const struct menu_set *set, size_t language, bool latin); /* "ky-Latn" */
bool menu_latin_offered(const struct menu_set *set, size_t language);
uint16_t menu_screen_find(const struct menu_set *set, const char *name);     /* MENU_NONE */
const char *menu_screen_name(const struct menu_set *set, uint16_t screen);
size_t menu_screen_count(const struct menu_set *set);
uint16_t menu_table_find(const struct menu_set *set, const char *table);     /* MENU_NONE */
const char *menu_table_name(const struct menu_set *set, uint16_t table);
uint16_t menu_remembered(const struct menu_set *set); /* the table of which a record stays known over calls; MENU_NONE */
/* Of a key that another record has taken over (`was: police`): that record. */
uint16_t menu_record_find(const struct menu_set *set, uint16_t table, const char *key);
/* The key under which that is shown now which was filed under `key`: of the record that has taken it over; else `key` itself. */
const char *menu_key_now(const struct menu_set *set, const char *table, const char *key);
const char *menu_record_former(const struct menu_set *set, uint16_t table, uint16_t record, size_t i); /* the keys that it has taken over; NULL: no more */
const char *menu_record_key(const struct menu_set *set, uint16_t table, uint16_t record);
size_t menu_record_count(const struct menu_set *set, uint16_t table);
/* A field of a record as text in a language (for an SMS, a report), as it is at that moment: "(not confirmed)" stands behind a fact that says so, or that
 * has expired. NULL when the record has no such field, or a list of facts. Lives as long as the set. */
const char *menu_record_text(const struct menu_set *set, uint16_t table, uint16_t record, const char *field, size_t language, int64_t unix_ms);
/* The same of a field that is one word for the gateway, the same in all languages: `restricted: yes`. */
const char *menu_record_word(const struct menu_set *set, uint16_t table, uint16_t record, const char *field);
bool menu_record_flag(const struct menu_set *set, uint16_t table, uint16_t record, const char *field); /* it says yes */
/* A sum or a date (yyyy-MM-dd) as the language writes it: text/locale.h. */
const struct locale *menu_locale(const struct menu_set *set, size_t language);
/* One of `words:`; NULL when unknown. Words beyond those that must be there may hold {slots}, left as they are written. */
const char *menu_word(const struct menu_set *set, const char *name, size_t language);
const char *menu_tongue_word(const struct menu_set *set, const char *name, size_t language, bool latin); /* as written by hand, or transliterated */

struct menu_figures { size_t screens, pages, records, facts, unreviewed_files; size_t octets; };
struct menu_figures menu_figures(const struct menu_set *set); /* for `show menus` */
/* How many of the facts have expired at that moment. */
size_t menu_expired(const struct menu_set *set, int64_t unix_ms);

#endif
