#include "store/items.h"

#include "base/log.h"
#include "store/statement.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNREADABLE_MAX 16
#define UNREADABLE_WHY "it cannot be read from the store"

void items_set_max(struct store *s, size_t most)
{
	assert(most > 0);
	s->items_max = most;
}

static size_t most_of(const struct store *s)
{
	return s->items_max ? s->items_max : ITEMS_MAX;
}

bool items_are_full(const struct store *s)
{
	return s->items_full;
}

static enum error count_all(struct store *s, size_t *count)
{
	struct query q = query_start(s, SQL_ITEM_TOTAL);
	*count = query_row(&q) ? (size_t)query_int(&q, 0) : 0;
	return query_end(&q);
}

enum error items_room(struct store *s)
{
	return items_room_for(s, 1);
}

enum error items_room_for(struct store *s, size_t items)
{
	size_t count, most = most_of(s);
	enum error error = count_all(s, &count);
	if (error)
		return error;
	if (count + items > most) {
		s->items_refused++;
		if (!s->items_full)
			log_say(LOG_STORE, LOG_LEVEL_ERROR, "feedback: the queue is full (%zu items): callers are told to try later until items are taken from it",
				count);
		s->items_full = true;
		return ERR_FULL;
	}
	if (s->items_full && count <= most - most / 10) {
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback: the queue has room again (%zu items)", count);
		s->items_full = false;
	}
	return ERR_NONE;
}

static void contact_make(struct store *s, struct item *item)
{
	size_t len = 0;
	if (item->msisdn[0]) {
		enum error error = seal(&s->sealer, bytes_of(item->msisdn), item->contact, sizeof item->contact, &len);
		assert(!error);
		(void)error;
	}
	item->contact_len = (uint8_t)len;
}

/* Restricted items are numbered apart, from 2^40 on, so that no gap among the others tells of them. No number is given twice. */
static enum error row_next(struct store *s, bool restricted, int64_t *row)
{
	struct query q = query_start(s, SQL_SERIAL_NEXT);
	query_bind_text(&q, restricted ? "items-restricted" : "items");
	query_bind_int(&q, INT64_MAX);
	bool found = query_row(&q);
	*row = query_int(&q, 0);
	enum error error = query_end(&q);
	return error || found ? error : ERR_CORRUPT;
}

enum error items_add(struct store *s, struct item *item)
{
	assert(item->subject[0]);
	enum error error = items_room(s);
	if (!error)
		error = store_begin(s);
	if (error)
		return error;
	contact_make(s, item);
	error = row_next(s, item->restricted, &item->row);
	if (error)
		return error;
	struct query q = query_start(s, SQL_ITEM_ADD);
	query_bind_int(&q, s->node);
	query_bind_text(&q, item_kind_name(item->kind));
	query_bind_int(&q, item->restricted);
	query_bind_text(&q, item->subject);
	query_bind_int(&q, item->at_ms);
	query_bind_text(&q, item->language);
	query_bind_text(&q, item->channel);
	query_bind_text(&q, item->country);
	query_bind_text(&q, item->region);
	query_bind_text(&q, item->topic);
	query_bind_blob(&q, item->contact, item->contact_len);
	query_bind_sealed_text(&q, item->name);
	query_bind_sealed_text(&q, item->text);
	query_bind_text(&q, item->helpline);
	query_bind_text(&q, item->project);
	query_bind_text(&q, item->offer);
	query_bind_text(&q, item->rhythm);
	query_bind_text(&q, item->currency);
	query_bind_int(&q, item->amount);
	query_bind_int(&q, item->rating);
	query_bind_text(&q, item->outcome);
	query_bind_sealed_text(&q, item->place);
	query_bind_text(&q, item->hour);
	query_bind_int(&q, item->row);
	error = query_run(&q);
	item_id_write(item->id, s->node, item->row);
	return error;
}

static enum error row_read(struct query *q, struct item *out)
{
	char kind[24];
	*out = (struct item){ .row = query_int(q, 0) };
	item_id_write(out->id, (unsigned)query_int(q, 1), out->row);
	query_text(q, 2, kind, sizeof kind);
	out->restricted = query_int(q, 3);
	query_text(q, 4, out->subject, sizeof out->subject);
	out->at_ms = query_int(q, 5);
	query_text(q, 6, out->language, sizeof out->language);
	query_text(q, 7, out->channel, sizeof out->channel);
	query_text(q, 8, out->country, sizeof out->country);
	query_text(q, 9, out->region, sizeof out->region);
	query_text(q, 10, out->topic, sizeof out->topic);
	struct bytes contact = query_blob(q, 11);
	query_sealed_text(q, 12, out->name, sizeof out->name);
	query_sealed_text(q, 13, out->text, sizeof out->text);
	query_text(q, 14, out->helpline, sizeof out->helpline);
	query_text(q, 15, out->project, sizeof out->project);
	query_text(q, 16, out->offer, sizeof out->offer);
	query_text(q, 17, out->rhythm, sizeof out->rhythm);
	query_text(q, 18, out->currency, sizeof out->currency);
	out->amount = query_int(q, 19);
	out->rating = (int)query_int(q, 20);
	query_text(q, 21, out->outcome, sizeof out->outcome);
	query_sealed_text(q, 22, out->place, sizeof out->place);
	query_text(q, 23, out->hour, sizeof out->hour);
	if (contact.len > sizeof out->contact)
		return ERR_CORRUPT;
	if (contact.len > 0)
		memcpy(out->contact, contact.at, contact.len);
	out->contact_len = (uint8_t)contact.len;
	return item_kind_named(kind, &out->kind);
}

/* Rows that cannot be read do not count. They are taken out before the next are looked for, or they would stand in the way of all others. */
struct unreadable { int64_t rows[UNREADABLE_MAX]; size_t count; };

static enum error rows_read(struct query *q, struct item *out, size_t *count, struct unreadable *bad)
{
	while (bad->count < UNREADABLE_MAX && query_row(q)) {
		struct item *item = &out[*count];
		enum error error = row_read(q, item), row_error = query_row_end(q);
		if (error == ERR_CORRUPT || row_error == ERR_CORRUPT)
			bad->rows[bad->count++] = item->row;
		else
			++*count;
	}
	return query_end(q);
}

static enum error unreadable_park(struct store *s, const struct unreadable *bad, int64_t now_ms)
{
	enum error error = bad->count > 0 ? store_begin(s) : ERR_NONE;
	for (size_t i = 0; !error && i < bad->count; i++) {
		struct query q = query_start(s, SQL_ITEM_SET_ASIDE);
		query_bind_int(&q, bad->rows[i]);
		query_bind_text(&q, UNREADABLE_WHY);
		query_bind_int(&q, now_ms);
		error = query_run(&q);
		log_say(LOG_STORE, LOG_LEVEL_ERROR, "feedback: item %u-%" PRId64 " cannot be read from the store (damaged, or of a newer Kopuro); it is parked", s->node,
			bad->rows[i]);
	}
	return error;
}

/* What waits in one of the two queues, oldest first. */
static enum error queue_read(struct store *s, bool restricted, size_t most, struct item *out, size_t *count, struct unreadable *bad)
{
	struct query q = query_start(s, SQL_ITEM_WAITING);
	query_bind_int(&q, restricted);
	query_bind_int(&q, (int64_t)most);
	return rows_read(&q, out, count, bad);
}

static enum error rested_read(struct store *s, const struct items_wish *wish, int64_t now_ms, struct item *out, size_t *count, struct unreadable *bad)
{
	struct query q = query_start(s, SQL_ITEM_RESTED);
	query_bind_int(&q, wish->restricted);
	query_bind_int(&q, now_ms);
	query_bind_int(&q, (int64_t)wish->most);
	return rows_read(&q, out, count, bad);
}

/* Looks before it writes, so that a queue at rest costs no commit. */
static enum error leases_end(struct store *s, int64_t now_ms)
{
	struct query q = query_start(s, SQL_ITEM_LATE);
	query_bind_int(&q, now_ms);
	bool late = query_row(&q);
	enum error error = query_end(&q);
	if (error || !late)
		return error;
	error = store_begin(s);
	if (error)
		return error;
	q = query_start(s, SQL_ITEM_EXPIRE);
	query_bind_int(&q, now_ms);
	return query_run(&q);
}

static int64_t lease_end(int64_t now_ms, int64_t lease_ms)
{
	return lease_ms >= ITEMS_LEASE_ENDLESS - now_ms ? ITEMS_LEASE_ENDLESS : now_ms + lease_ms;
}

static enum error lease_mark(struct store *s, int64_t row, const struct items_wish *wish, int64_t now_ms)
{
	struct query q = query_start(s, SQL_ITEM_LEASE);
	query_bind_int(&q, row);
	query_bind_text(&q, wish->holder);
	query_bind_int(&q, lease_end(now_ms, wish->lease_ms));
	return query_run_found(&q);
}

static enum error wished_read(struct store *s, const struct items_wish *wish, int64_t now_ms, struct item *out, size_t *count, struct unreadable *bad)
{
	enum error error = ERR_NONE;
	*count = 0;
	bad->count = 0;
	if (wish->rested)
		return rested_read(s, wish, now_ms, out, count, bad);
	if (wish->restricted)
		error = queue_read(s, true, wish->most, out, count, bad);
	if (!error && wish->open && *count < wish->most)
		error = queue_read(s, false, wish->most - *count, out, count, bad);
	return error;
}

enum error items_lease(struct store *s, const struct items_wish *wish, int64_t now_ms, struct item *out, size_t *count)
{
	assert(wish->holder[0] && wish->lease_ms > 0);
	struct unreadable bad = { .count = 1 };
	*count = 0;
	enum error error = leases_end(s, now_ms);
	while (!error && bad.count > 0) {
		error = wished_read(s, wish, now_ms, out, count, &bad);
		if (!error)
			error = unreadable_park(s, &bad, now_ms);
	}
	if (!error && *count > 0)
		error = store_begin(s);
	for (size_t i = 0; !error && i < *count; i++)
		error = lease_mark(s, out[i].row, wish, now_ms);
	if (error)
		*count = 0;
	return error;
}

/* Begins a statement that is about one item and its holder. */
enum error items_held_start(struct store *s, struct query *q, enum statement statement, const char *id, const char *holder)
{
	int64_t node, row;
	enum error error = item_id_read(id, &node, &row);
	if (error)
		return error;
	*q = query_start(s, statement);
	query_bind_int(q, row);
	query_bind_int(q, node);
	query_bind_text(q, holder);
	return ERR_NONE;
}

static enum error held(struct store *s, enum statement statement, const char *id, const char *holder)
{
	struct query q;
	enum error error = items_held_start(s, &q, statement, id, holder);
	return error ? error : query_run_found(&q);
}

enum error items_ack(struct store *s, const char *const *ids, size_t id_count, const char *holder, size_t *count)
{
	assert(holder[0]);
	*count = 0;
	enum error error = store_begin(s);
	for (size_t i = 0; !error && i < id_count; i++) {
		error = held(s, SQL_ITEM_ACK, ids[i], holder);
		*count += !error;
		if (error == ERR_NOT_FOUND)
			error = ERR_NONE;
	}
	return error;
}

enum error items_release(struct store *s, const char *id, const char *holder)
{
	assert(holder[0]);
	enum error error = store_begin(s);
	return error ? error : held(s, SQL_ITEM_RELEASE, id, holder);
}

enum error items_release_all(struct store *s, const char *holder, size_t *count)
{
	assert(holder[0]);
	*count = 0;
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_ITEM_RELEASE_ALL);
	query_bind_text(&q, holder);
	error = query_run(&q);
	if (!error)
		*count = query_changes(&q);
	return error;
}

enum error items_recover(struct store *s, size_t *count)
{
	*count = 0;
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_ITEM_RECOVER);
	query_bind_int(&q, ITEMS_LEASE_ENDLESS);
	error = query_run(&q);
	if (!error)
		*count = query_changes(&q);
	return error;
}

enum error items_tried(struct store *s, const char *id, const char *holder, struct items_try *out)
{
	struct query q;
	enum error error = items_held_start(s, &q, SQL_ITEM_TRIED, id, holder);
	if (error)
		return error;
	bool found = query_row(&q);
	out->tries = (unsigned)query_int(&q, 0);
	query_text(&q, 1, out->why, sizeof out->why);
	error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error items_rest(struct store *s, const char *id, const char *holder, const char *why, int64_t now_ms, int64_t next_ms)
{
	struct query q;
	enum error error = store_begin(s);
	if (!error)
		error = items_held_start(s, &q, SQL_ITEM_REST, id, holder);
	if (error)
		return error;
	query_bind_text(&q, why);
	query_bind_int(&q, next_ms);
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}

enum error items_rest_end(struct store *s, int64_t *next_ms)
{
	struct query q = query_start(s, SQL_ITEM_REST_END);
	*next_ms = query_row(&q) ? query_int(&q, 0) : 0;
	return query_end(&q);
}

enum error items_wake(struct store *s)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_ITEM_WAKE);
	return query_run(&q);
}

static enum error counts_read(struct store *s, bool restricted, struct items_figures *out)
{
	struct query q = query_start(s, SQL_ITEM_COUNTS);
	while (query_row(&q)) {
		char state[16];
		size_t count = query_int(&q, 1) && !restricted ? 0 : (size_t)query_int(&q, 2);
		query_text(&q, 0, state, sizeof state);
		bool delivered = strcmp(state, "delivered") == 0;
		*(delivered ? &out->unsettled : strcmp(state, "leased") == 0 ? &out->leased : &out->waiting) += count;
		out->resting += strcmp(state, "resting") == 0 ? count : 0;
		out->restricted += query_int(&q, 1) && !delivered ? count : 0;
	}
	return query_end(&q);
}

static enum error figure_read(struct store *s, enum statement statement, bool restricted, int64_t *value)
{
	struct query q = query_start(s, statement);
	query_bind_int(&q, restricted);
	*value = query_row(&q) ? query_int(&q, 0) : 0;
	return query_end(&q);
}

static enum error figures_of(struct store *s, bool restricted, struct items_figures *out)
{
	int64_t parked = 0;
	*out = (struct items_figures){ .refused = s->items_refused, .full = s->items_full };
	enum error error = counts_read(s, restricted, out);
	if (!error)
		error = figure_read(s, SQL_ITEM_OLDEST, restricted, &out->oldest_ms);
	if (!error)
		error = figure_read(s, SQL_ITEM_STUCK, restricted, &out->stuck_ms);
	if (!error)
		error = figure_read(s, SQL_ITEM_PARKED, restricted, &parked);
	out->parked = (size_t)parked;
	return error;
}

enum error items_figures(struct store *s, struct items_figures *out)
{
	return figures_of(s, true, out);
}

enum error items_figures_open(struct store *s, struct items_figures *out)
{
	return figures_of(s, false, out);
}
