/* Rows of appeals, with the history of their statuses and what was added later. All that writes works in the open commit group.
 * A PIN is checked by store/pins.h; these functions ask for none. */
#ifndef KOPURO_STORE_APPEALS_H
#define KOPURO_STORE_APPEALS_H

#include "journeys/appeal.h"
#include "store/store.h"

/* Gives it a number (a->number) and the status `received`. Of a nameless one neither number nor name is kept, and no time but the day. */
enum error appeals_lodge(struct store *s, struct appeal *a, const char *pin);
/* All of it as it was lodged, for whoever may read it. ERR_NOT_FOUND. */
enum error appeals_get(struct store *s, const char number[9], struct appeal *out);
/* ERR_NOT_FOUND. */
enum error appeals_progress(struct store *s, const char number[9], struct appeal_progress *out);
/* Appeals that an older Kopuro lodged do not say whether they are restricted, and count as such until somebody says so: the topic of some of them
 * (ERR_NOT_FOUND: there are none), and what is right for all of that topic; the latter in the open group. */
enum error appeals_unjudged(struct store *s, char topic[APPEAL_KEY_MAX + 1]);
enum error appeals_judge(struct store *s, const char *topic, bool restricted);
/* More words to an appeal. ERR_NOT_FOUND. */
enum error appeals_add(struct store *s, const char number[9], const char *text, int64_t now_ms);
/* The next step of its history; `text`: the answer or the reason, or "". ERR_UNKNOWN: no such status; ERR_LONG; ERR_NOT_FOUND. */
enum error appeals_step(struct store *s, const char number[9], const char *status, const char *text, int64_t now_ms);
/* The same with all that a step can tell; of a nameless appeal only the day is kept. */
enum error appeals_take_step(struct store *s, const char number[9], const struct appeal_step *step);
/* Its history in order, at most `most` steps of it, the last ones. ERR_NOT_FOUND. */
enum error appeals_history(struct store *s, const char number[9], struct appeal_step *out, size_t most, size_t *count);

#endif
