/* The SQL of the store: one table of statements (statement.c), each prepared once when the store is opened, and the only way to run them.
 * Only for the files of this room.
 *
 * A query is used from its start to its end, once. Like a cursor over bytes it is sticky: after the first failure every further call
 * does nothing, and query_end() says what it was.
 *
 *	struct query q = query_start(s, SQL_SUBSCRIBER_GET);
 *	query_blob(&q, hash, sizeof hash);
 *	if (query_row(&q))
 *		query_text(&q, 0, language, 9);
 *	return query_end(&q);
 *
 * A failure of SQLite inside an open group (class ERROR_STORE) breaks the group: nothing more can be done in it, and it cannot be committed. A value
 * that is damaged, or a row that a constraint keeps out, is the query's alone: whoever wrote before it decides what becomes of that. */
#ifndef KOPURO_STORE_STATEMENT_H
#define KOPURO_STORE_STATEMENT_H

#include "base/bytes.h"
#include "store/store.h"

#include <sqlite3.h>

enum statement {
	SQL_BEGIN, SQL_COMMIT, SQL_ROLLBACK, SQL_SAVEPOINT, SQL_SAVEPOINT_KEEP, SQL_SAVEPOINT_UNDO,
	SQL_META_GET, SQL_META_PUT, SQL_META_SET, SQL_SETTING, SQL_SERIAL_NEXT,
	SQL_SUBSCRIBER_GET, SQL_LANGUAGE_PUT, SQL_CHOSEN_PUT, SQL_SUBSCRIBER_DROP,
	SQL_SNAPSHOT_PUT, SQL_SNAPSHOT_DROP, SQL_SNAPSHOT_GET, SQL_SNAPSHOT_REACH, SQL_SNAPSHOT_SWEEP,
	SQL_MESSAGE_ADD, SQL_MESSAGE_PART_ADD, SQL_MESSAGE_DUE, SQL_MESSAGE_NEXT_DUE, SQL_MESSAGE_NETWORK, SQL_MESSAGE_BIND, SQL_MESSAGE_RELEASE, SQL_MESSAGE_RECUT, SQL_MESSAGE_PUSHED,
	SQL_MESSAGE_PARTS_LESS, SQL_MESSAGE_PART_LIKE, SQL_MESSAGE_SENDING, SQL_MESSAGE_PART,
	SQL_MESSAGE_ACCEPTED, SQL_MESSAGE_PART_GET, SQL_MESSAGE_REQUEUE, SQL_MESSAGE_POSTPONE, SQL_MESSAGE_COUNT,
	SQL_FATE_OUTCOME, SQL_FATE_CLOSE, SQL_FATE_LOOK, SQL_FATE_LOOK_AGAIN, SQL_FATE_EXPIRY, SQL_FATE_END, SQL_FATE_LOST, SQL_FATE_FORGET_PARTS,
	SQL_FATE_FORGET,
	SQL_RECEIPT_MATCH, SQL_RECEIPT_APPLY,
	SQL_APPEAL_ADD, SQL_APPEAL_GET, SQL_APPEAL_UNJUDGED, SQL_APPEAL_JUDGE, SQL_FILED_APPEALS, SQL_FILED_PLEDGES, SQL_APPEAL_STEP, SQL_APPEAL_PIN, SQL_HISTORY_ADD, SQL_HISTORY_EACH, SQL_ADDITION_ADD,
	SQL_PLEDGE_ADD, SQL_PLEDGE_GET, SQL_PLEDGE_PIN, SQL_PLEDGE_CANCEL, SQL_PLEDGE_FIGURES,
	SQL_CALLBACK_ADD,
	SQL_PIN_EXPIRE, SQL_PIN_BY_PAIR, SQL_PIN_BY_CALLER, SQL_PIN_BY_NUMBER, SQL_PIN_WRONG, SQL_PIN_TRIM, SQL_PIN_RIGHT, SQL_PIN_NEXT,
	SQL_PIN_PAUSE_GET, SQL_PIN_PAUSE_PUT, SQL_PIN_PAUSE_FORGET, SQL_PIN_PAUSE_EACH,
	SQL_EVENT_GET, SQL_EVENT_ADD, SQL_EVENT_FORGET,
	SQL_HOLIDAY_PUT, SQL_HOLIDAY_DROP, SQL_HOLIDAY_BETWEEN,
	SQL_OVERDUE_COUNT, SQL_OVERDUE_EACH, SQL_DISTRICT_COUNT,
	SQL_RATING_OPEN, SQL_RATING_NEWEST, SQL_RATING_ASKED, SQL_RATING_PUT, SQL_RATING_CLOSE,
	SQL_RATING_FORGET, SQL_RATING_OF_SUBSCRIBER,
	SQL_REMINDER_NEXT, SQL_REMINDER_PUT,
	SQL_PAYMENT_ADD, SQL_PLEDGE_PAID,
	SQL_REPORT_ADD, SQL_REPORT_NEWEST, SQL_REPORT_UNTOLD, SQL_REPORT_TOLD, SQL_REPORT_PLEDGE, SQL_REPORT_GIVER, SQL_REPORT_GIVERS_DROP,
	SQL_ITEM_ADD, SQL_ITEM_WAITING, SQL_ITEM_LATE, SQL_ITEM_EXPIRE, SQL_ITEM_LEASE, SQL_ITEM_ACK, SQL_ITEM_RELEASE, SQL_ITEM_RELEASE_ALL,
	SQL_ITEM_RECOVER, SQL_ITEM_RESTED, SQL_ITEM_TRIED, SQL_ITEM_REST, SQL_ITEM_REST_END, SQL_ITEM_WAKE,
	SQL_ITEM_TOTAL, SQL_ITEM_COUNTS, SQL_ITEM_OLDEST, SQL_ITEM_PARKED, SQL_ITEM_STUCK, SQL_ITEM_SET_ASIDE,
	SQL_UNSETTLED_PUT, SQL_UNSETTLED_KNOWN, SQL_UNSETTLED_EACH, SQL_UNSETTLED_COUNT, SQL_UNSETTLED_OLDEST, SQL_UNSETTLED_DROP, SQL_UNSETTLED_DROP_ALL, SQL_UNSETTLED_LOST,
	SQL_UNSETTLED_YIELD, SQL_UNSETTLED_OFFER,
	SQL_HAND_EACH, SQL_HAND_OF, SQL_HAND_GET, SQL_HAND_RETRY, SQL_HAND_PARK, SQL_HAND_DROP,
	SQL_STOP_PUT, SQL_STOP_DROP, SQL_STOP_GET,
	SQL_FRESH_PUT, SQL_FRESH_GET, SQL_FRESH_DROP, SQL_FRESH_FORGET, SQL_FRESH_NEXT,
	SQL_INBOUND_DIGEST, SQL_INBOUND_PUT, SQL_INBOUND_WAIT, SQL_INBOUND_EACH, SQL_INBOUND_USED, SQL_INBOUND_PRUNE, SQL_INBOUND_DUE, SQL_INBOUND_NEXT,
	SQL_SCREEN_NOTE, SQL_SCREEN_PARTS_DROP, SQL_SCREEN_MESSAGES_DROP, SQL_SCREEN_SETTLE,
	SQL_TOKEN_ADD, SQL_TOKEN_COUNT, SQL_TOKEN_DROP, SQL_TOKEN_EACH, SQL_TOKEN_FIND,
	SQL_REPLY_EXPIRE, SQL_REPLY_GET, SQL_REPLY_PUT, SQL_AUDIT_ADD, SQL_AUDIT_EACH, SQL_AUDIT_ALL, SQL_AUDIT_JUDGE,
	SQL_LISTING_ALL, SQL_LISTING_STATUS, SQL_LISTING_ONE, SQL_ADDITION_EACH,
	SQL_TELL_MARK, SQL_TELL_MARK_ALL, SQL_TELL_NEXT, SQL_TELL_DONE,
	SQL_TRAFFIC_ADD, SQL_TRAFFIC_FORGET,
	SQL_VERSION_ADD, SQL_VERSION_OF_DIGEST, SQL_VERSION_GET, SQL_VERSION_FILES, SQL_VERSION_EACH, SQL_VERSION_LIVE, SQL_VERSION_GO_LIVE,
	SQL_UNREADABLE_ADD, SQL_UNREADABLE_PRUNE, SQL_UNREADABLE_EACH,
	SQL_SHIFT_PARTS, SQL_SHIFT_SENDING, SQL_SHIFT_MESSAGES, SQL_SHIFT_INBOUND, SQL_SHIFT_SNAPSHOTS, SQL_SHIFT_LEASES, SQL_SHIFT_FRESH,
	SQL_SHIFT_UNTRIED, SQL_SHIFT_RESTS, SQL_SHIFT_STUCK, SQL_SHIFT_UNSETTLED,
	SQL_COUNT
};

struct store {
	sqlite3 *db;
	struct sealer sealer;
	unsigned node;
	bool open;         /* a group is open */
	bool saved;        /* and a savepoint in it: see store_savepoint() */
	bool hasty;        /* commits do not wait for the disk now: see store_begin_behind() */
	bool scrub;        /* empty the write-ahead log after the next commit: see store_forget() */
	enum error broken; /* what failed in the open group */
	size_t items_max;  /* see store/items.h; 0: ITEMS_MAX */
	bool items_full;   /* that the queue is full was said */
	uint64_t items_refused;
	char last_error[160];
	sqlite3_stmt *statements[SQL_COUNT];
};

enum error statements_prepare(struct store *s);
void statements_finalize(struct store *s);
/* What an SQLite result means here; remembers SQLite's words. SQLITE_OK, _ROW, _DONE: ERR_NONE. */
enum error statement_error(struct store *s, int result);

struct query {
	struct store *store;
	sqlite3_stmt *statement;
	int bound;
	bool row; /* it stands on one; without, columns are 0 and empty */
	enum error error;
};

struct query query_start(struct store *s, enum statement statement);
/* Parameters, in their order. What is bound must live until query_end(). */
void query_bind_int(struct query *q, int64_t value);
void query_bind_text(struct query *q, const char *text);
void query_bind_blob(struct query *q, const uint8_t *at, size_t len);
void query_bind_sealed(struct query *q, const char *at, size_t len);
void query_bind_sealed_text(struct query *q, const char *text); /* NULL in the table when "" */
bool query_row(struct query *q); /* true: a row; false: no more, or a failure */
int64_t query_int(struct query *q, int column);
void query_text(struct query *q, int column, char *out, size_t capacity); /* ERR_CORRUPT when it does not fit */
struct bytes query_blob(struct query *q, int column); /* valid until the next row or the end */
/* Unsealed; returns its length, 0 for NULL. ERR_CORRUPT: damaged, or longer than it can be. */
size_t query_sealed(struct query *q, int column, char *out, size_t capacity);
void query_sealed_text(struct query *q, int column, char *out, size_t capacity); /* and NUL-terminated */
/* ERR_CORRUPT: a column of this row cannot be read; the next row may be. Other failures stay, for query_end(). */
enum error query_row_end(struct query *q);
enum error query_end(struct query *q);
enum error query_run(struct query *q); /* one that gives no row: steps and ends */
size_t query_changes(const struct query *q); /* rows that the write which just ended has changed */
enum error query_run_found(struct query *q); /* the same; ERR_NOT_FOUND when it changed no row */
/* Of store/items.c: a statement about one item (?1, ?2) and who holds it (?3). ERR_NOT_FOUND: no id of ours; nothing is started. */
enum error items_held_start(struct store *s, struct query *q, enum statement statement, const char *id, const char *holder);

#endif
