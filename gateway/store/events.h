/* What became of the officers' events: whoever delivers them may deliver them twice, and one that comes again is answered as it was. Two offices may
 * number theirs alike: only source and id together are one event's. */
#ifndef KOPURO_STORE_EVENTS_H
#define KOPURO_STORE_EVENTS_H

#include "store/seal.h"
#include "store/store.h"

#define EVENTS_KEPT_DAYS 90 /* no queue delivers again after so long */
#define EVENT_SOURCE_SIZE 128 /* octets, with the NUL */
#define EVENT_ID_SIZE 80
#define EVENT_REASON_SIZE 24
#define EVENT_DETAIL_SIZE 128

struct event_fate {
	uint8_t digest[SEAL_HASH_OCTETS]; /* seal_event_digest(): the same source and id with another one is another event */
	char reason[EVENT_REASON_SIZE];   /* why it was refused, a word; "": it was applied */
	char detail[EVENT_DETAIL_SIZE];   /* the same for a person; never words of theirs */
};

/* *found: false when it is unknown. One that a Kopuro applied which did not keep the source is found under any, with a digest of zeros. */
enum error events_find(struct store *s, const char *source, const char *id, struct event_fate *out, bool *found);
enum error events_add(struct store *s, const char *source, const char *id, const struct event_fate *fate, int64_t now_ms); /* in the open group, with what it does */
enum error events_forget(struct store *s, int64_t now_ms); /* those that are older than EVENTS_KEPT_DAYS */

#endif
