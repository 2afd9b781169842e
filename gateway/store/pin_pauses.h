/* Wrong PINs by network, from phones that did not lodge what they asked for. A hundred in an hour are no people who mistype: an alarm is given, and for a
 * minute nobody on that network opens a number from a phone that did not lodge it. Each ten more, until an hour has passed without an alarm, give the next
 * alarm and a pause of twice the length, up to sixteen minutes. All that writes works in the open commit group. */
#ifndef KOPURO_STORE_PIN_PAUSES_H
#define KOPURO_STORE_PIN_PAUSES_H

#include "store/store.h"

#define PIN_ALARM_TRIES 100
#define PIN_ALARM_NEXT 10
#define PIN_ALARM_MS INT64_C(3600000)
#define PIN_PAUSE_MS INT64_C(60000)
#define PIN_PAUSE_MAX_MS INT64_C(960000)

struct pin_alarm {
	int64_t pause_ms; /* from now on; 0: no alarm */
	int64_t wrong;    /* counted until now */
};

/* Whether the network is paused. */
enum error pin_pauses_get(struct store *s, const char *network, int64_t now_ms, bool *paused);
/* One wrong PIN more. */
enum error pin_pauses_count(struct store *s, const char *network, int64_t now_ms, struct pin_alarm *alarm);
/* Drops the rows of networks where nothing was wrong for an hour. */
enum error pin_pauses_forget(struct store *s, int64_t now_ms);

/* For the metrics: each network with wrong PINs. `left_ms`: of its pause, 0 when there is none. */
typedef void pin_pauses_row(void *context, const char *network, int64_t wrong, int64_t left_ms);
enum error pin_pauses_each(struct store *s, int64_t now_ms, pin_pauses_row *row, void *context);

#endif
