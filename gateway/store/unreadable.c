#include "store/unreadable.h"

#include "store/statement.h"

#include <sodium.h>

enum error unreadable_put(struct store *s, const char *network, uint8_t data_coding, struct bytes octets, int64_t now_ms)
{
	if (octets.len == 0)
		return ERR_NONE;
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_UNREADABLE_ADD);
	query_bind_int(&q, now_ms);
	query_bind_text(&q, network);
	query_bind_int(&q, data_coding);
	query_bind_sealed(&q, (const char *)octets.at, octets.len < UNREADABLE_OCTETS ? octets.len : UNREADABLE_OCTETS);
	error = query_run(&q);
	if (error)
		return error;
	q = query_start(s, SQL_UNREADABLE_PRUNE);
	query_bind_int(&q, UNREADABLE_KEPT);
	return query_run(&q);
}

enum error unreadable_each(struct store *s, size_t most, unreadable_row *row, void *context)
{
	struct unreadable one;
	struct query q = query_start(s, SQL_UNREADABLE_EACH);
	query_bind_int(&q, (int64_t)most);
	while (query_row(&q)) {
		one.at_ms = query_int(&q, 0);
		query_text(&q, 1, one.network, sizeof one.network);
		one.data_coding = (uint8_t)query_int(&q, 2);
		one.len = query_sealed(&q, 3, (char *)one.octets, sizeof one.octets);
		if (!q.error)
			row(context, &one);
	}
	sodium_memzero(&one, sizeof one);
	return query_end(&q);
}
