#include "store/store.h"

#include "store/directory.h"
#include "store/number.h"
#include "store/schema.h"
#include "store/statement.h"
#include "store/why.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MS 1000 /* another program (a backup, a shell) has the file: the loop waits no longer than this */

/* SQLite would make the file readable by others; its log and shared memory take the mode from it. */
static bool file_make(const char *path, char **why)
{
	int fd = directory_make_above(path) ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd < 0) {
		why_say(why, "%s: cannot be opened or made: %s; let the user of kopurod own the directory, or give `store` another path", path,
			strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* Rows of appeals and snapshots fall on pages all over the file: the longer the log may grow (here 16 MB) before its pages go to their places,
 * the more of them meet there. Measured: a fifth more appeals a second than with SQLite's own 1000. */
#define SETTINGS \
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON;" \
	" PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY"

static enum error connection_open(struct store *s, const char *path)
{
	int result = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_busy_timeout(s->db, BUSY_MS);
	if (result == SQLITE_OK)
		result = sqlite3_exec(s->db, SETTINGS, NULL, NULL, NULL);
	return statement_error(s, result);
}

static enum error prepare(struct store *s, const char *path, char **why)
{
	enum error error = connection_open(s, path);
	if (error) {
		why_failed(why, s, path, error);
		return error;
	}
	error = schema_migrate(s, path, why);
	if (error)
		return error;
	error = statements_prepare(s);
	if (error) {
		why_failed(why, s, path, error);
		return error;
	}
	return schema_check_key(s, path, why);
}

enum error store_open(const char *path, const struct sealer *sealer, unsigned node, struct store **out, char **why)
{
	assert(node < NUMBER_NODES);
	*out = NULL;
	*why = NULL;
	if (strcmp(path, ":memory:") != 0 && !file_make(path, why))
		return ERR_IO;
	struct store *s = calloc(1, sizeof *s);
	if (!s)
		return ERR_NOMEM;
	s->sealer = *sealer;
	s->node = node;
	enum error error = prepare(s, path, why);
	if (error) {
		store_close(s);
		return error;
	}
	*out = s;
	return ERR_NONE;
}

void store_close(struct store *s)
{
	if (s->open)
		store_rollback(s);
	statements_finalize(s);
	int result = sqlite3_close(s->db);
	assert(result == SQLITE_OK);
	(void)result;
	sealer_wipe(&s->sealer);
	free(s);
}

const struct sealer *store_sealer(const struct store *s)
{
	return &s->sealer;
}

unsigned store_node(const struct store *s)
{
	return s->node;
}

const char *store_last_error(const struct store *s)
{
	return s->last_error;
}

bool store_is_open(const struct store *s)
{
	return s->open;
}

static enum error group_begin(struct store *s)
{
	struct query q = query_start(s, SQL_BEGIN);
	enum error error = query_run(&q);
	s->open = !error;
	return error;
}

/* SQLite takes it between transactions only. */
static enum error wait_for_disk(struct store *s, bool wait)
{
	if (s->hasty == !wait)
		return ERR_NONE;
	const char *pragma = wait ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
	enum error error = statement_error(s, sqlite3_exec(s->db, pragma, NULL, NULL, NULL));
	if (!error)
		s->hasty = !wait;
	return error;
}

enum error store_begin(struct store *s)
{
	if (s->open)
		return s->broken;
	enum error error = wait_for_disk(s, true);
	return error ? error : group_begin(s);
}

enum error store_begin_behind(struct store *s)
{
	assert(!s->open);
	enum error error = wait_for_disk(s, false);
	return error ? error : group_begin(s);
}

/* A reader of another program can hold the log; then the next commit tries again. */
static void log_empty(struct store *s)
{
	s->scrub = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK;
}

enum error store_commit(struct store *s)
{
	if (!s->open)
		return ERR_NONE;
	assert(!s->saved);
	struct query q = query_start(s, SQL_COMMIT);
	enum error error = query_run(&q);
	if (error)
		return error;
	s->open = false;
	if (s->scrub)
		log_empty(s);
	return ERR_NONE;
}

/* After some failures (a full disk) SQLite has rolled back by itself. Should its ROLLBACK fail, the next BEGIN says so. */
void store_rollback(struct store *s)
{
	s->broken = ERR_NONE;
	s->saved = false;
	if (!s->open)
		return;
	s->open = false;
	if (sqlite3_get_autocommit(s->db))
		return;
	struct query q = query_start(s, SQL_ROLLBACK);
	query_run(&q);
}

enum error store_savepoint(struct store *s)
{
	assert(!s->saved);
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_SAVEPOINT);
	error = query_run(&q);
	s->saved = !error;
	return error;
}

enum error store_savepoint_keep(struct store *s)
{
	if (!s->saved)
		return s->broken;
	struct query q = query_start(s, SQL_SAVEPOINT_KEEP);
	enum error error = query_run(&q);
	s->saved = error != ERR_NONE;
	return error;
}

/* ROLLBACK TO leaves the savepoint where it is. */
enum error store_savepoint_undo(struct store *s)
{
	if (!s->saved)
		return s->broken;
	struct query q = query_start(s, SQL_SAVEPOINT_UNDO);
	enum error error = query_run(&q);
	return error ? error : store_savepoint_keep(s);
}

enum error store_number_next(struct store *s, char number[9])
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_SERIAL_NEXT);
	query_bind_text(&q, "number");
	query_bind_int(&q, NUMBER_SERIALS);
	bool found = query_row(&q);
	uint32_t serial = (uint32_t)query_int(&q, 0);
	error = query_end(&q);
	if (error)
		return error;
	if (!found)
		return ERR_FULL;
	number_make(s->sealer.secret, serial, s->node, number);
	return ERR_NONE;
}

unsigned store_number_node(const struct store *s, const char number[9])
{
	return number_node(s->sealer.secret, number);
}
