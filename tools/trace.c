#include "trace.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool in_file(const char *path, const void *needle, size_t len)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	char *content = NULL;
	size_t size = 0, capacity = 0, got;
	do {
		capacity += 1 << 20;
		content = realloc(content, capacity);
		if (!content)
			abort();
		got = fread(content + size, 1, capacity - size, file);
		size += got;
	} while (got > 0);
	fclose(file);
	bool found = memmem(content, size, needle, len) != NULL;
	free(content);
	return found;
}

static bool in_sealed(const struct sealer *sealer, sqlite3_stmt *row, int column, const char *digits)
{
	struct bytes blob = {sqlite3_column_blob(row, column), (size_t)sqlite3_column_bytes(row, column)};
	uint8_t plain[16384];
	size_t len = 0;
	if (blob.len < SEAL_OVERHEAD || unseal(sealer, blob, plain, sizeof plain, &len) != ERR_NONE)
		return false;
	return memmem(plain, len, digits, strlen(digits)) != NULL;
}

static bool in_table(sqlite3 *db, const struct sealer *sealer, const char *table, const char *digits)
{
	char sql[256];
	snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
	sqlite3_stmt *row;
	if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) != SQLITE_OK)
		return false;
	bool found = false;
	while (!found && sqlite3_step(row) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(row) && !found; i++)
			found = sqlite3_column_type(row, i) == SQLITE_BLOB && in_sealed(sealer, row, i, digits);
	sqlite3_finalize(row);
	return found;
}

static bool in_any_table(const char *path, const struct sealer *sealer, const char *digits, char *where, size_t capacity)
{
	sqlite3 *db;
	sqlite3_stmt *tables = NULL;
	bool found = false;
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'table'", -1, &tables, NULL) == SQLITE_OK)
		while (!found && sqlite3_step(tables) == SQLITE_ROW) {
			const char *table = (const char *)sqlite3_column_text(tables, 0);
			found = in_table(db, sealer, table, digits);
			if (found)
				snprintf(where, capacity, "sealed in table %s", table);
		}
	sqlite3_finalize(tables);
	sqlite3_close(db);
	return found;
}

bool trace_find(const char *store_path, const struct sealer *sealer, const char *phone, char *where, size_t capacity)
{
	static const char *const suffixes[] = {"", "-wal"};
	const char *digits = phone + (*phone == '+');
	uint8_t hash[SEAL_HASH_OCTETS], guesser[SEAL_HASH_OCTETS];
	seal_number_hash(sealer, digits, hash);
	seal_guesser_hash(sealer, digits, "", guesser);
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		char path[512];
		snprintf(path, sizeof path, "%s%s", store_path, suffixes[i]);
		bool clear = in_file(path, digits, strlen(digits)), hashed = in_file(path, hash, sizeof hash) || in_file(path, guesser, sizeof guesser);
		if (clear || hashed) {
			snprintf(where, capacity, "%s in the store%s", clear ? "in clear" : "hashed", suffixes[i]);
			return true;
		}
	}
	return in_any_table(store_path, sealer, digits, where, capacity);
}
