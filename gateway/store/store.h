/* The store: one SQLite file in WAL mode with synchronous=FULL and secure_delete, one connection, one thread. The schema has a revision
 * (PRAGMA user_version) and migrations that only go forward; statements are prepared once from one enum-indexed table (store/statement.c).
 *
 * The commit group: whatever a loop turn writes stands in one transaction. store_begin() opens it if it is not open; store_commit() makes it
 * durable. Replies that promise something are held back until store_commit() said ERR_NONE: this is promise 1. All that writes opens the group by
 * itself. After a failure of the disk in a group (class ERROR_STORE) everything else in it fails with the same error until store_rollback(), and
 * nothing of the group is there; then the store works again as soon as the disk does.
 *
 * Several callers share a group, and each writes behind a savepoint of its own. Whoever fails undoes to it, and what the others wrote stands:
 *
 *	error = store_savepoint(s);
 *	if (!error)
 *		error = what the caller asked for;
 *	if (!error)
 *		error = store_savepoint_keep(s);
 *	if (error && store_savepoint_undo(s) != ERR_NONE)
 *		store_rollback(s);                       the store's own failure: everybody's */
#ifndef KOPURO_STORE_STORE_H
#define KOPURO_STORE_STORE_H

#include "base/error.h"
#include "store/seal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* Opens or creates (the directory too). `path` may be ":memory:". `node` (0..9) is part of each number given out. The sealer is copied.
 * On failure *why tells a person what to do (owned by the caller, free()). */
enum error store_open(const char *path, const struct sealer *sealer, unsigned node, struct store **out, char **why);
void store_close(struct store *s); /* rolls back an open group; checkpoints */

enum error store_begin(struct store *s);
/* The same for what nobody was promised (no group may be open): its commit does not wait for the disk. A crash of the process costs nothing of
 * it, a power failure may; the next commit that waits has it too. */
enum error store_begin_behind(struct store *s);
bool store_is_open(const struct store *s); /* a group is open */
enum error store_commit(struct store *s);
void store_rollback(struct store *s); /* the savepoint too */
/* One at a time; opens the group. keep, undo: without one nothing happens. An error: the group is broken, or was never opened. */
enum error store_savepoint(struct store *s);
enum error store_savepoint_keep(struct store *s);
enum error store_savepoint_undo(struct store *s);
const struct sealer *store_sealer(const struct store *s);
unsigned store_node(const struct store *s); /* of this gateway: 0..9 */
/* SQLite's own words for the last error, for the log: never a person's data. */
const char *store_last_error(const struct store *s);

/* A number for an appeal or a pledge, in the open group: seven digits that are a keyed permutation of node and serial (neither consecutive
 * nor guessable, and never given twice by nodes that share a key), and a Damm digit: store/number.h. ERR_FULL: this node has used all. */
enum error store_number_next(struct store *s, char number[9]);
unsigned store_number_node(const struct store *s, const char number[9]); /* the node that gave out this valid number, or would have */

/* What a subscriber has chosen, "" when nothing: a language, and the key of a record of the menus' `remembered` table. */
#define SUBSCRIBER_CHOSEN 64
struct subscriber { char language[9], chosen[SUBSCRIBER_CHOSEN]; };
enum error store_subscriber_get(struct store *s, const char *msisdn, struct subscriber *out);
enum error store_language_get(struct store *s, const char *msisdn, char language[9]); /* of these, the language */
enum error store_language_put(struct store *s, const char *msisdn, const char *language);
enum error store_chosen_put(struct store *s, const char *msisdn, const char *key);

/* Session snapshots: a sealed blob for each subscriber and code, behind the memory by up to a second. `key` is the subscriber's hash.
 * They are written in groups of their own. */
enum error store_snapshot_put(struct store *s, const char *msisdn, const char *code, int64_t expires_unix_ms, const uint8_t *blob, size_t len);
enum error store_snapshot_drop(struct store *s, const char *msisdn, const char *code);
/* After a nameless appeal: drops the subscriber's snapshot, fresh appeal and what they have chosen, and when the group is committed the write-ahead log is emptied too, so
 * that no file holds even the hash of the number (wrong PINs stay counted for their day: store/pins.h). At the next call they are asked for their language again. */
enum error store_forget(struct store *s, const char *msisdn, const char *code);
typedef void store_snapshot_fn(void *context, const uint8_t *blob, size_t len, int64_t expires_unix_ms);
bool store_has_snapshots(struct store *s); /* true also when that cannot be read */
/* Snapshots lie in the file in this order of their subscribers: many at once are written several times as quickly in it. */
uint64_t store_snapshot_place(const struct store *s, const char *msisdn);
/* Hands on the snapshot of one caller, if it has not expired: ERR_NOT_FOUND when there is none. One that is damaged is handed on empty. A group
 * may be open; `fn` must not write to the store. */
enum error store_snapshot_get(struct store *s, const char *msisdn, const char *code, int64_t now_unix_ms, store_snapshot_fn *fn, void *context);
/* A pass over all snapshots, a few at a time, that drops the expired: begin with a zeroed one, go on until `over`. */
struct snapshot_sweep {
	uint8_t after[SEAL_HASH_OCTETS];
	bool over;
};
enum error store_snapshot_sweep(struct store *s, struct snapshot_sweep *sweep, size_t most, int64_t now_unix_ms);

#endif
