/* Which of the officers' events were applied already: whoever delivers them may deliver them twice. */
#ifndef KOPURO_STORE_EVENTS_H
#define KOPURO_STORE_EVENTS_H

#include "store/store.h"

#define EVENTS_KEPT_DAYS 90 /* no queue delivers again after so long */

/* In the open group, with what the event does. *doubled: it was there before. */
enum error events_apply(struct store *s, const char *id, int64_t now_ms, bool *doubled);
enum error events_forget(struct store *s, int64_t now_ms); /* those that are older than EVENTS_KEPT_DAYS */

#endif
