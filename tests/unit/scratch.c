#include "scratch.h"

#include "store/statement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void start(struct scratch *s)
{
	char *why = NULL;
	enum error error = store_open(s->path, &s->sealer, 1, &s->store, &why);
	if (error)
		fail_msg("%s: %s", error_name(error), why ? why : "");
}

void scratch_open(struct scratch *s)
{
	static const uint8_t key[SEAL_KEY_OCTETS] = "thirty-two octets of a test key";
	memset(s, 0, sizeof *s);
	sealer_from(&s->sealer, key);
	const char *base = getenv("TMPDIR");
	snprintf(s->directory, sizeof s->directory, "%s/kopuro-XXXXXX", base && strlen(base) < 40 ? base : "/tmp");
	assert_non_null(mkdtemp(s->directory));
	snprintf(s->path, sizeof s->path, "%s/kopuro.db", s->directory);
	start(s);
}

void scratch_reopen(struct scratch *s)
{
	store_close(s->store);
	start(s);
}

/* Calls `fn` with the path of each file until it says true. */
static bool each_file(const struct scratch *s, bool (*fn)(const char *path, const void *at, size_t len), const void *at, size_t len)
{
	DIR *directory = opendir(s->directory);
	assert_non_null(directory);
	bool stopped = false;
	for (struct dirent *entry; !stopped && (entry = readdir(directory));) {
		char path[sizeof s->directory + sizeof entry->d_name];
		snprintf(path, sizeof path, "%s/%s", s->directory, entry->d_name);
		stopped = entry->d_name[0] != '.' && fn(path, at, len);
	}
	closedir(directory);
	return stopped;
}

static bool file_remove(const char *path, const void *at, size_t len)
{
	(void)at;
	(void)len;
	unlink(path);
	return false;
}

static bool file_holds(const char *path, const void *at, size_t len)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	fseek(file, 0, SEEK_END);
	size_t size = (size_t)ftell(file);
	rewind(file);
	char *content = malloc(size + 1);
	assert_non_null(content);
	assert_int_equal(fread(content, 1, size, file), size);
	fclose(file);
	bool found = memmem(content, size, at, len);
	free(content);
	return found;
}

bool scratch_holds(const struct scratch *s, const void *at, size_t len)
{
	return each_file(s, file_holds, at, len);
}

void scratch_close(struct scratch *s)
{
	if (s->store)
		store_close(s->store);
	each_file(s, file_remove, NULL, 0);
	rmdir(s->directory);
}

void scratch_commit(struct scratch *s)
{
	assert_int_equal(store_commit(s->store), ERR_NONE);
}

int64_t scratch_scalar(const struct scratch *s, const char *sql)
{
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(s->store->db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

int scratch_set_up(void **state)
{
	struct scratch *s = malloc(sizeof *s);
	assert_non_null(s);
	scratch_open(s);
	*state = s;
	return 0;
}

int scratch_tear_down(void **state)
{
	scratch_close(*state);
	free(*state);
	return 0;
}
