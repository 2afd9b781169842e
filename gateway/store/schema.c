/* Which revision a file has, and the way to the newest: store/revisions.c has what each makes of the one before. */
#include "store/schema.h"

#include "store/revisions.h"
#include "store/why.h"

#include <stdio.h>
#include <string.h>

#define APPLICATION_ID 0x4b4f5055 /* "KOPU": tells our file from another program's */

#define NEWEST ((int64_t)revision_count)

static enum error pragma_int(struct store *s, const char *sql, int64_t *value)
{
	sqlite3_stmt *statement;
	enum error error = statement_error(s, sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL));
	if (error)
		return error;
	int result = sqlite3_step(statement);
	error = statement_error(s, result);
	*value = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return error;
}

static enum error execute(struct store *s, const char *sql)
{
	return statement_error(s, sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

static enum error revisions_apply(struct store *s, int64_t from)
{
	char stamp[96];
	snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT", APPLICATION_ID, (int)NEWEST);
	enum error error = execute(s, "BEGIN IMMEDIATE");
	for (int64_t i = from; !error && i < NEWEST; i++)
		error = execute(s, revisions[i]);
	if (!error)
		error = execute(s, stamp);
	if (error && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return error;
}

enum error schema_revision(struct store *s, const char *path, int64_t *revision, char **why)
{
	int64_t application = 0, tables = 0;
	enum error error = pragma_int(s, "PRAGMA user_version", revision);
	if (!error)
		error = pragma_int(s, "PRAGMA application_id", &application);
	if (!error)
		error = pragma_int(s, "SELECT COUNT(*) FROM sqlite_schema", &tables);
	if (!error && tables > 0 && application != APPLICATION_ID) {
		why_say(why, "%s: is a database of another program; give `store` a path of its own", path);
		return ERR_CORRUPT;
	}
	if (!error && *revision > NEWEST) {
		why_say(why, "%s: was written by a newer Kopuro (schema revision %d, this one knows %d); start that version, or bring back a copy from before",
			path, (int)*revision, (int)NEWEST);
		return ERR_CORRUPT;
	}
	if (error)
		why_failed(why, s, path, error);
	return error;
}

enum error schema_migrate(struct store *s, const char *path, char **why)
{
	int64_t revision = 0;
	enum error error = schema_revision(s, path, &revision, why);
	if (error || revision == NEWEST)
		return error;
	error = revisions_apply(s, revision);
	if (error)
		why_failed(why, s, path, error);
	return error;
}

bool schema_is_old(int64_t revision)
{
	return revision < NEWEST;
}

/* A sealed word: it opens with the right key only. */
#define CHECK_NAME "key-check"
#define CHECK_WORD "kopuro"

static enum error check_put(struct store *s)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_META_PUT);
	query_bind_text(&q, CHECK_NAME);
	query_bind_sealed_text(&q, CHECK_WORD);
	error = query_run(&q);
	return error ? error : store_commit(s);
}

enum error schema_check_key(struct store *s, const char *path, char **why)
{
	char word[16] = "";
	struct query q = query_start(s, SQL_META_GET);
	query_bind_text(&q, CHECK_NAME);
	bool found = query_row(&q);
	if (found)
		query_sealed_text(&q, 0, word, sizeof word);
	enum error error = query_end(&q);
	if (!found && !error)
		error = check_put(s);
	else if (found && error == ERR_CORRUPT) {
		why_say(why, "%s: was sealed with another key; bring back the key file that belongs to it", path);
		return ERR_DENIED;
	}
	if (error)
		why_failed(why, s, path, error);
	return error;
}
