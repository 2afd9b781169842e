/* Where somebody stands in the menus. A fixed struct; what a person typed lies in one small buffer that exists only once there is
 * something in it. Owned by a session; no pointer into the set but `set` itself (borrowed). */
#ifndef KOPURO_MENU_STATE_H
#define KOPURO_MENU_STATE_H

#include "base/bytes.h"
#include "menu/set.h"

#define MENU_DEPTH 12      /* how many screens `0` remembers; the oldest is forgotten */
#define MENU_TABLE(table) (UINT32_C(1) << (table))
#define MENU_VALUES_MAX 4096 /* octets of all slots together */

struct menu_place {
	uint16_t screen;
	uint16_t start; /* where in the screen's content the shown page begins: see menu/page.h */
};

struct menu_state {
	const struct menu_set *set;
	struct menu_place place;
	bool latin;       /* in Latin letters, whatever the network takes: the telephone has no other */
	uint8_t language; /* index into the set's languages; 0xff before the choice */
	uint8_t depth;
	uint8_t hint;     /* 0, or which hint stands above the page (enum menu_hint of engine.h) */
	uint8_t pending;  /* engine's own: an action awaits its outcome */
	uint16_t pending_move;
	uint32_t clock_min; /* unix minutes: menu_clock() of engine.h */
	uint32_t as_of_min; /* when the place was come to, or a page of it turned on a later day: conditions hold, and facts are sure, as of then */
	uint8_t format;   /* what the network takes: menu_speak() of engine.h */
	uint16_t kept[MENU_TABLES]; /* record kept of each table; MENU_NONE */
	uint32_t lost;    /* tables (MENU_TABLE) of which a record was chosen that these menus no longer have; until one is chosen anew */
	uint16_t mend;    /* the screen to which they are led back once they have chosen anew: menu/needs.h; MENU_NONE */
	uint16_t known;   /* record of the menus' `remembered` table, kept from the beginning of each call on; MENU_NONE */
	struct menu_place back[MENU_DEPTH];
	struct menu_values *values; /* owned; NULL while nothing was typed or set */
};

void menu_state_init(struct menu_state *s, const struct menu_set *set);
void menu_state_fini(struct menu_state *s); /* wipes and frees the values */
/* A copy that owns its own values: what to return to when a commit fails. ERR_NOMEM. */
enum error menu_state_copy(struct menu_state *to, const struct menu_state *from);

/* Slots. `slot` is an index into the contract's slots. get: "" when unset; valid until the next put. put: `text` is not what get gave;
 * ERR_LONG over the slot's max, ERR_FULL over all slots' room, ERR_BAD: not UTF-8, or a NUL in it, ERR_NOMEM; on an error the old value stays. */
const char *menu_get(const struct menu_state *s, size_t slot);
enum error menu_put(struct menu_state *s, size_t slot, const char *text, size_t len);
void menu_wipe(struct menu_state *s, size_t slot); /* overwritten, not only forgotten: for PINs */
/* Keeps a record, by names. ERR_NOT_FOUND. By numbers; MENU_NONE: none is kept any more. */
enum error menu_keep(struct menu_state *s, const char *table, const char *key);
void menu_keep_record(struct menu_state *s, uint16_t table, uint16_t record);
/* What is known of somebody before they say anything: the record of the `remembered` table with this key, from the next menu_start() on. False: the
 * menus remember nothing, or have no such record, and nothing is known. The key of what is known: "" when nothing is. */
bool menu_know(struct menu_state *s, const char *key);
const char *menu_known_key(const struct menu_state *s);
/* The key of the kept record of a table, "" when none (or no such table). */
const char *menu_kept_key(const struct menu_state *s, const char *table);
/* A field of the kept record in the state's language and letters, its items a line each, without those whose condition does not hold, with the word `unconfirmed` behind those that have expired by the clock. Puts at most `capacity`
 * octets with the NUL into `out`, cut at an item; returns the length, 0 when there is none. */
size_t menu_kept_text(const struct menu_state *s, const char *table, const char *field, char *out, size_t capacity);

/* To bytes and back, by names, so that it survives another version of the menus: all that was typed is kept. unpack: ERR_CORRUPT; in the place of a
 * screen that is no longer there comes one that asks for the same (it was renamed), else the nearest of the way back, else the entry screen; a record
 * that is no longer there is not kept, and told by `lost`. The octets hold all that a person typed: seal them. */
void menu_state_pack(const struct menu_state *s, struct writer *w);
enum error menu_state_unpack(struct menu_state *s, const struct menu_set *set, struct reader *r);

#endif
