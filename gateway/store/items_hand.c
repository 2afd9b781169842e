#include "store/items_hand.h"

#include "store/statement.h"

#include <string.h>

const char *item_row_state(const struct item_row *row)
{
	return row->parked ? "parked" : row->state;
}

static enum error row_read(struct query *q, struct item_row *out)
{
	char kind[24];
	*out = (struct item_row){ .row = query_int(q, 0) };
	item_id_write(out->id, (unsigned)query_int(q, 1), out->row);
	query_text(q, 2, kind, sizeof kind);
	out->restricted = query_int(q, 3);
	query_text(q, 4, out->subject, sizeof out->subject);
	out->at_ms = query_int(q, 5);
	query_text(q, 6, out->state, sizeof out->state);
	out->parked = query_int(q, 7);
	out->tries = (unsigned)query_int(q, 8);
	query_text(q, 9, out->why, sizeof out->why);
	out->stuck_ms = query_int(q, 10);
	out->next_ms = strcmp(out->state, "resting") == 0 ? query_int(q, 11) : 0;
	return item_kind_named(kind, &out->kind);
}

static enum error rows_read(struct query *q, struct item_row *out, size_t most, size_t *count)
{
	enum error error = ERR_NONE;
	for (*count = 0; !error && *count < most && query_row(q); ++*count)
		error = row_read(q, &out[*count]);
	enum error read_error = query_end(q);
	return read_error ? read_error : error;
}

enum error items_list(struct store *s, bool restricted, int64_t after, struct item_row *out, size_t most, size_t *count)
{
	struct query q = query_start(s, SQL_HAND_EACH);
	query_bind_int(&q, after);
	query_bind_int(&q, restricted);
	query_bind_int(&q, (int64_t)most);
	return rows_read(&q, out, most, count);
}

enum error items_of(struct store *s, bool restricted, const char *subject, struct item_row *out, size_t most, size_t *count)
{
	struct query q = query_start(s, SQL_HAND_OF);
	query_bind_text(&q, subject);
	query_bind_int(&q, restricted);
	query_bind_int(&q, (int64_t)most);
	return rows_read(&q, out, most, count);
}

/* Begins a statement about one item (?1, ?2), for who asks (?3). */
static enum error one_start(struct store *s, struct query *q, enum statement statement, const char *id, bool restricted)
{
	int64_t node, row;
	enum error error = item_id_read(id, &node, &row);
	if (error)
		return error;
	*q = query_start(s, statement);
	query_bind_int(q, row);
	query_bind_int(q, node);
	query_bind_int(q, restricted);
	return ERR_NONE;
}

enum error items_why(struct store *s, bool restricted, const char *id, struct item_row *out)
{
	struct query q;
	size_t count = 0;
	enum error error = one_start(s, &q, SQL_HAND_GET, id, restricted);
	if (!error)
		error = rows_read(&q, out, 1, &count);
	return error || count == 1 ? error : ERR_NOT_FOUND;
}

static enum error one_change(struct store *s, enum statement statement, const char *id, bool restricted)
{
	struct query q;
	enum error error = store_begin(s);
	if (!error)
		error = one_start(s, &q, statement, id, restricted);
	return error ? error : query_run_found(&q);
}

enum error items_retry(struct store *s, bool restricted, const char *id)
{
	return one_change(s, SQL_HAND_RETRY, id, restricted);
}

enum error items_park(struct store *s, bool restricted, const char *id)
{
	return one_change(s, SQL_HAND_PARK, id, restricted);
}

enum error items_drop(struct store *s, bool restricted, const char *id)
{
	return one_change(s, SQL_HAND_DROP, id, restricted);
}
