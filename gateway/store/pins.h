/* PINs, and who may go on guessing. Wrong ones are counted, for a day:
 *
 *	by caller and number      five lock the number to that caller
 *	by caller, of all numbers ten lock every number to that caller
 *	by number, of all callers twenty from four callers lock it to everybody
 *	by network                store/pin_pauses.h: an alarm, and a pause in which nobody there is answered
 *
 * But the phone that lodged, or made the pledge, is locked out by its own five at its own number and by nothing else, and those count for nothing else:
 * nobody locks the owner out. A number of which no phone is known (nameless, or the network hid it) has no owner. Who hides their number is one caller
 * with all others on that network who do. What is said and done is the same for a number that was never given out: it has a PIN that nobody guesses.
 *
 * A row stands in the store from a wrong PIN until the same caller gives the right one, or for a day: the hour alone is kept, since a time beside a
 * network's records would tell who asked for a nameless number. The caller is a keyed hash that joins with no other table. There are never more
 * than PIN_ROWS_MAX: the oldest give way. */
#ifndef KOPURO_STORE_PINS_H
#define KOPURO_STORE_PINS_H

#include "store/pin_pauses.h"
#include "store/store.h"

#define PIN_TRIES 5
#define PIN_TRIES_CALLER 10
#define PIN_TRIES_NUMBER 20
#define PIN_CALLERS_NUMBER 4
#define PIN_LOCK_HOURS 24 /* begun ones: 23 to 24 hours */
#define PIN_ROWS_MAX 100000

enum pin_guards { PIN_GUARDS_APPEAL, PIN_GUARDS_PLEDGE };
enum pin_verdict { PIN_RIGHT, PIN_WRONG, PIN_LOCKED, PIN_VERDICTS }; /* the wrong one that locks says PIN_LOCKED */

struct pin_caller {
	const char *msisdn;  /* "" when the network hides it */
	const char *network; /* its name in the configuration */
};

/* What opens a number. */
struct pin_guard {
	uint8_t pin[SEAL_HASH_OCTETS];
	bool owned;
	uint8_t owner[SEAL_HASH_OCTETS]; /* if owned: seal_number_hash() of the phone that lodged it */
};
/* ERR_NOT_FOUND. */
enum error pins_guard(struct store *s, enum pin_guards guards, const char number[9], struct pin_guard *out);

struct pin_result {
	enum pin_verdict verdict;
	struct pin_alarm alarm; /* this try gave it, if alarm.pause_ms > 0 */
};

/* Counts, in the open group: to be committed whatever the verdict. `number` is eight digits; `told`: what another node of the cluster told of it
 * (store/tells.h), for numbers that are not here; NULL: nobody did. */
enum error pins_try(struct store *s, enum pin_guards guards, const char number[9], const char *pin, const struct pin_guard *told,
	const struct pin_caller *caller, int64_t now_ms, struct pin_result *out);

/* Drops what is older than a day. *next_ms: when there is something to drop again; as it was, when nothing is left. */
enum error pins_forget(struct store *s, int64_t now_ms, int64_t *next_ms);

/* Since the start, for the metrics. */
struct pin_figures {
	uint64_t verdicts[PIN_VERDICTS], alarms;
};

#endif
