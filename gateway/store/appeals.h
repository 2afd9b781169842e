/* Rows of appeals, with the history of their statuses and what was added later. All that writes works in the open commit group.
 * A PIN is checked by store/pins.h; these functions ask for none. */
#ifndef KOPURO_STORE_APPEALS_H
#define KOPURO_STORE_APPEALS_H

#include "journeys/appeal.h"
#include "store/store.h"

/* Gives it a number (a->number) and the status `received`. Of a nameless one neither number nor name is kept, and no time but the day. */
enum error appeals_lodge(struct store *s, struct appeal *a, const char *pin);
/* ERR_NOT_FOUND. */
enum error appeals_progress(struct store *s, const char number[9], struct appeal_progress *out);
/* More words to an appeal. ERR_NOT_FOUND. */
enum error appeals_add(struct store *s, const char number[9], const char *text, int64_t now_ms);
/* The next step of its history; `text`: the answer or the reason, or "". ERR_UNKNOWN: no such status; ERR_LONG; ERR_NOT_FOUND. */
enum error appeals_step(struct store *s, const char number[9], const char *status, const char *text, int64_t now_ms);

#endif
