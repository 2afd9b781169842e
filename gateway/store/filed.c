#include "store/filed.h"

#include "store/statement.h"

#include <string.h>

static const struct { const char *table; enum statement statement; } rows[] = {
	{ "topic", SQL_FILED_APPEALS },
	{ "region", SQL_FILED_APPEALS },
	{ "country", SQL_FILED_APPEALS },
	{ "project", SQL_FILED_PLEDGES },
	{ "offer", SQL_FILED_PLEDGES },
	{ "rhythm", SQL_FILED_PLEDGES },
	{ "currency", SQL_FILED_PLEDGES },
};
#define ROWS (sizeof rows / sizeof rows[0])

static size_t row_of(const char *table)
{
	size_t i = 0;
	while (i < ROWS && strcmp(rows[i].table, table) != 0)
		i++;
	return i;
}

bool filed_appeals(const char *table, bool *filed)
{
	size_t i = row_of(table);
	*filed = i < ROWS;
	return *filed && rows[i].statement == SQL_FILED_APPEALS;
}

enum error filed_count(struct store *s, const char *table, const char *key, bool restricted, size_t *count)
{
	size_t i = row_of(table);
	*count = 0;
	if (i == ROWS)
		return ERR_NONE;
	struct query q = query_start(s, rows[i].statement);
	query_bind_text(&q, table);
	query_bind_text(&q, key);
	query_bind_int(&q, restricted);
	*count = query_row(&q) ? (size_t)query_int(&q, 0) : 0;
	return query_end(&q);
}
