/* Strings that are finished at load, in both scripts, and what they say on which day. Pure.
 *
 * A fact is sure until the day on which it expires, with that day; from the next on the word `unconfirmed` stands behind it. So a phrase that tells a
 * fact has *forms*, each with the last day on which it is said; the last of them stays for ever, and is the longest. A text that names facts
 * ({helpline.mfa.phone}) has a form for each day on which one of them expires; a fact that names others is one fact with one mark: it is as sure as the
 * least sure of them. Days are those of base/calendar.h, Bishkek's.
 *
 *	fact ── until 2027-03-02 ──▶ "+996 312 000 000"
 *	      └─ then ──▶ "+996 312 000 000 (такталган эмес)"      bare ──▶ "+996 312 000 000" */
#ifndef KOPURO_MENU_PHRASE_H
#define KOPURO_MENU_PHRASE_H

#include "menu/arena.h"
#include "menu/page.h"

#define PHRASE_MAX 4000 /* octets: twenty pages; who reads more on a small screen? */
#define DAY_FIRST INT32_MIN /* before all facts expire */
#define DAY_LAST INT32_MAX  /* after all have: the forms of this day are the longest */

struct days { int32_t from, until; }; /* both among them */

struct phrase {
	const char *text[PAGE_SCRIPTS];
	uint16_t len[PAGE_SCRIPTS];
	bool by_hand;              /* its Latin form, or a part of it, is written in the files and not transliterated */
	int32_t until;             /* where there is a `then`: the last day on which it is said so */
	const struct phrase *then; /* said afterwards; NULL: this stays */
	const struct phrase *bare; /* of one with a mark: the same without any; NULL: it has none */
};

/* A phrase of `text` (with its Latin form) in the arena. */
struct phrase phrase_make(struct arena *arena, const char *text, size_t len);
/* Its Latin form by hand: only what GSM 7-bit has. */
void phrase_write_latin(struct arena *arena, struct phrase *phrase, const char *text, size_t len);
/* "… (not confirmed)": `word` behind a bare phrase, in brackets unless it has its own. False: it would be longer than a phrase may be. */
bool phrase_mark(struct arena *arena, const struct phrase *bare, const struct phrase *word, struct phrase *marked);

/* The form of a day. `days`, when not NULL, is narrowed to those days around it on which the same form is said. */
const struct phrase *phrase_on(const struct phrase *phrase, int32_t day, struct days *days);

#endif
