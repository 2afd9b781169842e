/* All callers: a hash table by subscriber and code, slabs to take them from, and one timing wheel of a quarter of a second a slot for their deadlines. */
#ifndef KOPURO_SESSION_TABLE_H
#define KOPURO_SESSION_TABLE_H

#include "session/session.h"

struct session_table;

struct session_table *session_table_new(size_t most, struct moment now); /* at most so many callers at once */
void session_table_free(struct session_table *t);

struct session *session_find(const struct session_table *t, const char *msisdn, const char *code);
/* The caller of a dialog for which the network no longer names the code: the one whose deadline is last among this subscriber's. */
struct session *session_find_any(const struct session_table *t, const char *msisdn, const char *const *codes, size_t code_count);
/* Makes one (not there yet). NULL: `most` is reached, or no memory. Phase PARKED, no deadline yet. */
struct session *session_add(struct session_table *t, const char *msisdn, const char *code);
void session_drop(struct session_table *t, struct session *s);

/* A caller's name in a reference: survives its end without pointing at another. */
uint64_t session_reference(const struct session_table *t, const struct session *s); /* below 2^44 */
struct session *session_of_reference(const struct session_table *t, uint64_t reference); /* NULL: gone */

/* Sets the deadline (mono_ms). */
void session_schedule(struct session_table *t, struct session *s, int64_t deadline_ms);
/* Takes one caller whose deadline has passed; it has none then. NULL: nothing is due. */
struct session *session_due(struct session_table *t, int64_t now_ms);
int64_t session_next_due(const struct session_table *t); /* a lower bound; MOMENT_NEVER when empty */

void session_set_phase(struct session_table *t, struct session *s, enum session_phase phase); /* ASKED or PARKED */
size_t session_count(const struct session_table *t);
size_t session_count_asked(const struct session_table *t); /* those with an open dialog */
/* Calls `each` for every caller. It must not add or drop. */
typedef void session_fn(void *context, struct session *s);
void session_each(const struct session_table *t, session_fn *each, void *context);

#endif
