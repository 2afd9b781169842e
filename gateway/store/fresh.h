/* Which appeal somebody has just lodged with their name: for an hour, what they write by SMS may belong to it. The subscriber's keyed hash and the
 * number of the appeal, the newest alone; gone when the hour is over. A nameless appeal is never here, and store_forget() takes away what is. */
#ifndef KOPURO_STORE_FRESH_H
#define KOPURO_STORE_FRESH_H

#include "store/store.h"

#define FRESH_MS (INT64_C(60) * 60 * 1000)

enum error fresh_put(struct store *s, const char *msisdn, const char number[9], int64_t now_ms); /* in the open group */
/* ERR_NOT_FOUND: none. */
enum error fresh_get(struct store *s, const char *msisdn, int64_t now_ms, char number[9]);
/* Those whose hour is over. *next_ms: when the next one's is; not changed when there is none. */
enum error fresh_forget(struct store *s, int64_t now_ms, int64_t *next_ms);

#endif
