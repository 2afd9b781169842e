#include "store/traffic.h"

#include "base/calendar.h"
#include "store/schema.h"
#include "store/statement.h"
#include "store/why.h"

#define BUSY_MS 1000

enum error traffic_add(struct store *s, const char *way, const char *screen, const struct traffic *more, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_TRAFFIC_ADD);
	query_bind_int(&q, calendar_day(now_ms));
	query_bind_text(&q, way);
	query_bind_text(&q, screen);
	query_bind_int(&q, (int64_t)more->shown);
	query_bind_int(&q, (int64_t)more->dropped);
	query_bind_int(&q, (int64_t)more->ended);
	return query_run(&q);
}

enum error traffic_forget(struct store *s, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_TRAFFIC_FORGET);
	query_bind_int(&q, calendar_day(now_ms) - TRAFFIC_KEPT_DAYS);
	return query_run(&q);
}

/* ---- from a file, without its key ---- */

static const char sums[] = "SELECT screen, SUM(shown), SUM(dropped), SUM(ended) FROM traffic WHERE day >= ?1 AND way = ?2"
	" GROUP BY screen ORDER BY screen";

static enum error rows_read(struct store *s, const char *way, int64_t from_day, traffic_row *row, void *context)
{
	sqlite3_stmt *q = NULL;
	int result = sqlite3_prepare_v2(s->db, sums, -1, &q, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_bind_int64(q, 1, from_day);
	if (result == SQLITE_OK)
		result = sqlite3_bind_text(q, 2, way, -1, SQLITE_STATIC);
	if (result == SQLITE_OK)
		while ((result = sqlite3_step(q)) == SQLITE_ROW) {
			const char *screen = (const char *)sqlite3_column_text(q, 0);
			const struct traffic traffic = {(uint64_t)sqlite3_column_int64(q, 1), (uint64_t)sqlite3_column_int64(q, 2),
				(uint64_t)sqlite3_column_int64(q, 3)};
			if (screen)
				row(context, screen, &traffic);
		}
	enum error error = statement_error(s, result);
	sqlite3_finalize(q);
	return error;
}

bool traffic_read(const char *path, const char *way, int64_t from_day, traffic_row *row, void *context, char **why)
{
	struct store s = {0};
	int64_t revision = 0;
	*why = NULL;
	int result = sqlite3_open_v2(path, &s.db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_busy_timeout(s.db, BUSY_MS);
	enum error error = statement_error(&s, result);
	if (!error)
		error = schema_revision(&s, path, &revision, why);
	if (!error && schema_is_old(revision)) {
		why_say(why, "%s: an older Kopuro wrote it; start this version of kopurod on it once", path);
		error = ERR_STATE;
	}
	if (!error)
		error = rows_read(&s, way, from_day, row, context);
	if (error && !*why)
		why_say(why, "%s: cannot be read: %s; name the file that kopuro.cfg names as `store`, and be its user", path, s.last_error);
	sqlite3_close(s.db);
	return !error;
}
