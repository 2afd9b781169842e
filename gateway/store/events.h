/* Which of the officers' events were applied already: whoever delivers them may deliver them twice. */
#ifndef KOPURO_STORE_EVENTS_H
#define KOPURO_STORE_EVENTS_H

#include "store/store.h"

#define EVENTS_KEPT_DAYS 90 /* no queue delivers again after so long */

enum error events_known(struct store *s, const char *id, bool *known);
enum error events_add(struct store *s, const char *id, int64_t now_ms); /* in the open group, with what the event does */
enum error events_forget(struct store *s, int64_t now_ms); /* those that are older than EVENTS_KEPT_DAYS */

#endif
