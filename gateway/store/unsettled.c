#include "store/unsettled.h"

#include "store/items.h"
#include "store/statement.h"

#define STREAM_META "stream_created_ms"

enum error unsettled_put(struct store *s, const char *id, const char *holder, uint64_t sequence, int64_t now_ms)
{
	struct query q;
	enum error error = store_begin(s);
	if (!error)
		error = items_held_start(s, &q, SQL_UNSETTLED_PUT, id, holder);
	if (error)
		return error;
	query_bind_int(&q, (int64_t)sequence);
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}

enum error unsettled_each(struct store *s, const struct unsettled *after, int64_t until_ms, struct unsettled *out, size_t most, size_t *count)
{
	*count = 0;
	struct query q = query_start(s, SQL_UNSETTLED_EACH);
	query_bind_int(&q, after->delivered_ms);
	query_bind_int(&q, after->row);
	query_bind_int(&q, until_ms);
	query_bind_int(&q, (int64_t)most);
	while (query_row(&q)) {
		struct unsettled *u = &out[(*count)++];
		*u = (struct unsettled){ .row = query_int(&q, 0), .sequence = (uint64_t)query_int(&q, 2), .delivered_ms = query_int(&q, 3) };
		item_id_write(u->id, (unsigned)query_int(&q, 1), u->row);
	}
	return query_end(&q);
}

enum error unsettled_full(struct store *s, bool *full)
{
	struct query q = query_start(s, SQL_UNSETTLED_COUNT);
	*full = query_row(&q) && query_int(&q, 0) >= (int64_t)(s->items_max ? s->items_max : ITEMS_MAX);
	return query_end(&q);
}

enum error unsettled_oldest(struct store *s, int64_t *delivered_ms)
{
	struct query q = query_start(s, SQL_UNSETTLED_OLDEST);
	*delivered_ms = query_row(&q) ? query_int(&q, 0) : 0;
	return query_end(&q);
}

static enum error run_of(struct store *s, enum statement statement, const struct unsettled *u)
{
	struct query q = query_start(s, statement);
	query_bind_int(&q, u->row);
	query_bind_int(&q, (int64_t)u->sequence);
	return query_run_found(&q);
}

enum error unsettled_drop(struct store *s, const struct unsettled *u)
{
	enum error error = store_begin(s);
	return error ? error : run_of(s, SQL_UNSETTLED_DROP, u);
}

static enum error run_of_row(struct store *s, enum statement statement, int64_t row)
{
	struct query q = query_start(s, statement);
	query_bind_int(&q, row);
	return query_run(&q);
}

enum error unsettled_offer(struct store *s, const struct unsettled *u)
{
	enum error error = store_begin(s);
	if (!error)
		error = run_of(s, SQL_UNSETTLED_LOST, u);
	if (!error)
		error = run_of_row(s, SQL_UNSETTLED_YIELD, u->row);
	return error ? error : run_of_row(s, SQL_UNSETTLED_OFFER, u->row);
}

enum error unsettled_drop_all(struct store *s, size_t *count)
{
	*count = 0;
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_UNSETTLED_DROP_ALL);
	error = query_run(&q);
	*count = error ? 0 : query_changes(&q);
	return error;
}

enum error unsettled_known(struct store *s, const char *id, const char *holder, uint64_t sequence, bool *known)
{
	struct query q;
	enum error error = items_held_start(s, &q, SQL_UNSETTLED_KNOWN, id, holder);
	*known = false;
	if (error)
		return error == ERR_NOT_FOUND ? ERR_NONE : error;
	*known = query_row(&q) && (uint64_t)query_int(&q, 0) == sequence;
	return query_end(&q);
}

enum error unsettled_stream(struct store *s, int64_t *created_ms)
{
	struct query q = query_start(s, SQL_META_GET);
	query_bind_text(&q, STREAM_META);
	*created_ms = query_row(&q) ? query_int(&q, 0) : 0;
	return query_end(&q);
}

enum error unsettled_stream_put(struct store *s, int64_t created_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_META_SET);
	query_bind_text(&q, STREAM_META);
	query_bind_int(&q, created_ms);
	return query_run(&q);
}
