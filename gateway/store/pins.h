/* PINs and who may go on guessing. Five wrong PINs within a day of each other lock a number for a day, whoever asks and from wherever; the
 * right one forgets the wrong ones; a day without a wrong one does too. A number that was never given out is counted the same way, so
 * that nobody learns from a lock which numbers exist; and since every row goes after a day, guessing fills nothing without bound. */
#ifndef KOPURO_STORE_PINS_H
#define KOPURO_STORE_PINS_H

#include "store/store.h"

#define PIN_TRIES 5
#define PIN_LOCK_MS INT64_C(86400000)

enum pin_guards { PIN_GUARDS_APPEAL, PIN_GUARDS_PLEDGE };
enum pin_verdict { PIN_RIGHT, PIN_WRONG, PIN_LOCKED }; /* the fifth wrong one says PIN_LOCKED */

/* Counts, in the open group: to be committed whatever the verdict. `number` is eight digits. */
enum error pins_try(struct store *s, enum pin_guards guards, const char number[9], const char *pin, int64_t now_ms, enum pin_verdict *verdict);

/* The same, where another node's appeal is guarded by the hash that it told (store/tells.h). NULL: nobody has told of such a number. */
enum error pins_try_told(struct store *s, const char number[9], const char *pin, const uint8_t *told, int64_t now_ms, enum pin_verdict *verdict);

#endif
