#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "scratch.h"
#include "store/appeals.h"
#include "store/number.h"
#include "store/settings.h"
#include "store/statement.h"

#define MONDAY_MS INT64_C(1772388000000) /* 2026-03-02, midnight in Bishkek */

static struct appeal an_appeal(void)
{
	return (struct appeal){ .msisdn = "996555123456", .name = "Асан уулу Үсөн", .text = "Айлыгымды төлөбөй жатышат", .topic = "work", .region = "osh",
		.country = "ru", .language = "ky", .channel = "ussd", .lodged_ms = MONDAY_MS };
}

static void execute(struct scratch *s, const char *sql)
{
	assert_int_equal(sqlite3_exec(s->store->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void test_a_group_rolled_back_leaves_nothing(void **state)
{
	struct scratch *s = *state;
	struct appeal a = an_appeal();
	struct appeal_progress progress;
	char language[9];
	assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_NONE);
	assert_int_equal(store_language_put(s->store, a.msisdn, "ky"), ERR_NONE);
	assert_true(store_is_open(s->store));
	assert_int_equal(appeals_progress(s->store, a.number, &progress), ERR_NONE);
	store_rollback(s->store);
	assert_false(store_is_open(s->store));
	assert_int_equal(appeals_progress(s->store, a.number, &progress), ERR_NOT_FOUND);
	assert_int_equal(store_language_get(s->store, a.msisdn, language), ERR_NONE);
	assert_string_equal(language, "");
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeal_history"), 0);

	assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_NONE);
	scratch_commit(s);
	scratch_reopen(s);
	assert_int_equal(appeals_progress(s->store, a.number, &progress), ERR_NONE);
	assert_string_equal(progress.status, "received");
}

static void test_commit_and_rollback_of_nothing(void **state)
{
	struct scratch *s = *state;
	scratch_commit(s);
	store_rollback(s->store);
	assert_int_equal(store_begin(s->store), ERR_NONE);
	assert_int_equal(store_begin(s->store), ERR_NONE);
	scratch_commit(s);
}

static void test_how_the_file_is_kept(void **state)
{
	struct scratch *s = *state;
	struct stat about;
	assert_int_equal(stat(s->path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_int_equal(scratch_scalar(s, "PRAGMA synchronous"), 2);
	assert_int_equal(scratch_scalar(s, "PRAGMA secure_delete"), 1);
	assert_int_equal(scratch_scalar(s, "PRAGMA foreign_keys"), 1);
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(s->store->db, "PRAGMA journal_mode", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "wal");
	sqlite3_finalize(statement);
}

static void test_languages(void **state)
{
	struct scratch *s = *state;
	char language[9];
	assert_int_equal(store_language_put(s->store, "996555123456", "ky"), ERR_NONE);
	assert_int_equal(store_language_put(s->store, "+996555123456", "ru"), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(store_language_get(s->store, "996555123456", language), ERR_NONE);
	assert_string_equal(language, "ru");
	assert_int_equal(store_language_get(s->store, "996555123457", language), ERR_NONE);
	assert_string_equal(language, "");
}

static void test_what_was_chosen_stands_beside_the_language(void **state)
{
	struct scratch *s = *state;
	struct subscriber known;
	assert_int_equal(store_chosen_put(s->store, "79161234567", "ru"), ERR_NONE);
	assert_int_equal(store_language_put(s->store, "79161234567", "ky"), ERR_NONE);
	assert_int_equal(store_chosen_put(s->store, "+79161234567", "kz"), ERR_NONE);
	assert_int_equal(store_language_put(s->store, "996555123456", "ru"), ERR_NONE);
	scratch_commit(s);
	scratch_reopen(s);
	assert_int_equal(store_subscriber_get(s->store, "79161234567", &known), ERR_NONE);
	assert_string_equal(known.language, "ky");
	assert_string_equal(known.chosen, "kz");
	assert_int_equal(store_subscriber_get(s->store, "996555123456", &known), ERR_NONE);
	assert_string_equal(known.language, "ru");
	assert_string_equal(known.chosen, "");
	assert_int_equal(store_subscriber_get(s->store, "996555123457", &known), ERR_NONE);
	assert_string_equal(known.language, "");
	assert_string_equal(known.chosen, "");
	assert_int_equal(store_forget(s->store, "79161234567", "*500#"), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(store_subscriber_get(s->store, "79161234567", &known), ERR_NONE);
	assert_string_equal(known.language, "");
	assert_string_equal(known.chosen, "");
}

static void test_numbers_run_out_one_day(void **state)
{
	struct scratch *s = *state;
	char number[9], again[9];
	assert_int_equal(store_number_next(s->store, number), ERR_NONE);
	assert_true(number_valid(number));
	store_rollback(s->store);
	assert_int_equal(store_number_next(s->store, again), ERR_NONE);
	assert_string_equal(number, again);
	execute(s, "UPDATE serials SET next = 999999");
	assert_int_equal(store_number_next(s->store, number), ERR_NONE);
	assert_int_equal(store_number_next(s->store, number), ERR_FULL);
}

struct seen {
	size_t count, damaged;
	char last[16];
};

static void snapshot_see(void *context, const uint8_t *blob, size_t len, int64_t expires_unix_ms)
{
	struct seen *seen = context;
	seen->count++;
	if (len == 0) {
		seen->damaged++;
		return;
	}
	assert_int_equal(expires_unix_ms, 2000);
	assert_true(bytes_to_string((struct bytes){ blob, len }, seen->last, sizeof seen->last));
}

static struct seen snapshot_of(struct scratch *s, const char *msisdn, int64_t now_ms)
{
	struct seen seen = { 0, 0, "" };
	enum error error = store_snapshot_get(s->store, msisdn, "*500#", now_ms, snapshot_see, &seen);
	assert_int_equal(error, seen.count ? ERR_NONE : ERR_NOT_FOUND);
	return seen;
}

static void test_snapshots(void **state)
{
	struct scratch *s = *state;
	assert_int_equal(store_snapshot_put(s->store, "996555123456", "*500#", 1000, (const uint8_t *)"old", 3), ERR_NONE);
	assert_int_equal(store_snapshot_put(s->store, "996555123456", "*500#", 2000, (const uint8_t *)"newer", 5), ERR_NONE);
	assert_int_equal(store_snapshot_put(s->store, "996555123458", "*500#", 2000, (const uint8_t *)"gone", 4), ERR_NONE);
	assert_int_equal(store_snapshot_drop(s->store, "996555123458", "*500#"), ERR_NONE);
	scratch_commit(s);
	scratch_reopen(s);
	assert_string_equal(snapshot_of(s, "996555123456", 1999).last, "newer");
	assert_int_equal(snapshot_of(s, "996555123456", 2000).count, 0);
	assert_int_equal(snapshot_of(s, "996555123458", 1000).count, 0);

	execute(s, "UPDATE snapshots SET state = zeroblob(60)");
	assert_int_equal(snapshot_of(s, "996555123456", 1000).damaged, 1);
}

static void test_expired_snapshots_are_swept_in_passes(void **state)
{
	struct scratch *s = *state;
	assert_false(store_has_snapshots(s->store));
	for (int i = 0; i < 100; i++) {
		char msisdn[16];
		snprintf(msisdn, sizeof msisdn, "99655512%04d", i);
		assert_int_equal(store_snapshot_put(s->store, msisdn, "*500#", i < 30 ? 1000 : 2000, (const uint8_t *)"x", 1), ERR_NONE);
	}
	scratch_commit(s);
	assert_true(store_has_snapshots(s->store));
	struct snapshot_sweep sweep = { .over = false };
	size_t calls = 0;
	for (; !sweep.over; calls++)
		assert_int_equal(store_snapshot_sweep(s->store, &sweep, 10, 1000), ERR_NONE);
	scratch_commit(s);
	assert_in_range(calls, 10, 12);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM snapshots"), 70);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM snapshots WHERE expires_ms <= 1000"), 0);
}

static void test_only_a_group_behind_does_not_wait_for_the_disk(void **state)
{
	struct scratch *s = *state;
	assert_int_equal(store_begin_behind(s->store), ERR_NONE);
	assert_int_equal(scratch_scalar(s, "PRAGMA synchronous"), 1);
	assert_int_equal(store_snapshot_put(s->store, "996555123456", "*500#", 2000, (const uint8_t *)"x", 1), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(store_language_put(s->store, "996555123456", "ky"), ERR_NONE);
	assert_int_equal(scratch_scalar(s, "PRAGMA synchronous"), 2);
	scratch_commit(s);
	scratch_reopen(s);
	assert_int_equal(snapshot_of(s, "996555123456", 1000).count, 1);
}

/* What whoever takes the files away finds in them. */
static void test_the_files_tell_nothing_of_people(void **state)
{
	struct scratch *s = *state;
	struct appeal a = an_appeal();
	assert_int_equal(appeals_lodge(s->store, &a, "9071"), ERR_NONE);
	assert_int_equal(appeals_step(s->store, a.number, "answered", "Прокуратурага жиберилди", MONDAY_MS), ERR_NONE);
	assert_int_equal(appeals_add(s->store, a.number, "Үч ай болду", MONDAY_MS), ERR_NONE);
	assert_int_equal(store_snapshot_put(s->store, a.msisdn, "*500#", 2000, (const uint8_t *)a.text, strlen(a.text)), ERR_NONE);
	assert_int_equal(store_language_put(s->store, a.msisdn, "ky"), ERR_NONE);
	scratch_commit(s);
	const char *words[] = { a.msisdn, "555123456", a.name, "Үсөн", a.text, "төлөбөй", "Прокуратурага", "Үч ай", "9071" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		assert_false(scratch_holds(s, words[i], strlen(words[i])));
	assert_true(scratch_holds(s, "received", strlen("received"))); /* the search itself works */
	scratch_reopen(s);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		assert_false(scratch_holds(s, words[i], strlen(words[i])));
}

static void test_forgetting_leaves_not_even_the_hash(void **state)
{
	struct scratch *s = *state;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, "996555123456", hash);
	assert_int_equal(store_language_put(s->store, "996555123456", "ky"), ERR_NONE);
	assert_int_equal(store_snapshot_put(s->store, "996555123456", "*500#", 2000, (const uint8_t *)"words", 5), ERR_NONE);
	scratch_commit(s);
	assert_true(scratch_holds(s, hash, sizeof hash));

	struct appeal a = an_appeal();
	a.nameless = true;
	assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(store_forget(s->store, "996555123456", "*500#"), ERR_NONE);
	scratch_commit(s);
	assert_false(scratch_holds(s, hash, sizeof hash));
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals WHERE msisdn IS NOT NULL OR name IS NOT NULL"), 0);
}

/* Somebody reads the file with another program: the log cannot be emptied now, but after the next commit. */
static void test_forgetting_while_somebody_reads(void **state)
{
	struct scratch *s = *state;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, "996555123456", hash);
	assert_int_equal(store_language_put(s->store, "996555123456", "ky"), ERR_NONE);
	scratch_commit(s);
	sqlite3 *reader;
	assert_int_equal(sqlite3_open(s->path, &reader), SQLITE_OK);
	assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT COUNT(*) FROM appeals", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(s->store->db, 10), SQLITE_OK);
	assert_int_equal(store_forget(s->store, "996555123456", "*500#"), ERR_NONE);
	scratch_commit(s);
	assert_true(scratch_holds(s, hash, sizeof hash));
	sqlite3_close(reader);
	assert_int_equal(store_language_put(s->store, "996555000000", "ky"), ERR_NONE);
	scratch_commit(s);
	assert_false(scratch_holds(s, hash, sizeof hash));
}

/* Lodges until it fails; what was committed before stays, and nothing of the rest. */
static enum error lodge_until_failure(struct scratch *s, size_t *lodged)
{
	enum error error = ERR_NONE;
	*lodged = 0;
	while (!error && *lodged < 5000) {
		struct appeal a = an_appeal();
		error = appeals_lodge(s->store, &a, "1234");
		if (!error)
			error = store_commit(s->store);
		if (!error)
			(*lodged)++;
	}
	return error;
}

/* So many more than the file has, however many its tables take. */
static void pages_allow(struct scratch *s, int more)
{
	char sql[64];
	snprintf(sql, sizeof sql, "PRAGMA max_page_count = %d", (int)scratch_scalar(s, "PRAGMA page_count") + more);
	execute(s, sql);
}

static void test_a_full_disk_is_said_and_survived(void **state)
{
	struct scratch *s = *state;
	size_t before, after;
	struct appeal a = an_appeal();
	pages_allow(s, 12);
	assert_int_equal(lodge_until_failure(s, &before), ERR_DISK);
	assert_true(before > 0);
	assert_string_not_equal(store_last_error(s->store), "");
	assert_null(strstr(store_last_error(s->store), "996555"));
	/* The group is broken: nothing can be slipped in behind the failure. */
	assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_DISK);
	assert_int_equal(store_language_put(s->store, a.msisdn, "ky"), ERR_DISK);
	assert_int_equal(store_commit(s->store), ERR_DISK);
	store_rollback(s->store);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals"), before);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeal_history"), before);

	pages_allow(s, 20);
	assert_int_equal(lodge_until_failure(s, &after), ERR_DISK);
	assert_true(after > 0);
	store_rollback(s->store);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals"), before + after);
}

/* Two callers in one group: what the one cannot have is undone for that one alone. */
static void test_one_callers_failure_is_undone_alone(void **state)
{
	struct scratch *s = *state;
	struct appeal a = an_appeal(), read;
	struct appeal b = an_appeal();
	assert_int_equal(store_savepoint(s->store), ERR_NONE);
	assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_NONE);
	assert_int_equal(store_savepoint_keep(s->store), ERR_NONE);

	assert_int_equal(store_savepoint(s->store), ERR_NONE);
	assert_int_equal(appeals_lodge(s->store, &b, "1234"), ERR_NONE);
	assert_int_equal(store_savepoint_undo(s->store), ERR_NONE);
	assert_true(store_is_open(s->store));
	scratch_commit(s);
	assert_int_equal(appeals_get(s->store, a.number, &read), ERR_NONE);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals"), 1);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeal_history"), 1);

	/* A value that is damaged is a failure of whoever reads it; the group is not. */
	execute(s, "UPDATE appeals SET text = x'00112233'");
	assert_int_equal(store_savepoint(s->store), ERR_NONE);
	assert_int_equal(appeals_lodge(s->store, &b, "1234"), ERR_NONE);
	assert_int_equal(store_savepoint_keep(s->store), ERR_NONE);
	assert_int_equal(store_savepoint(s->store), ERR_NONE);
	assert_int_equal(appeals_get(s->store, a.number, &read), ERR_CORRUPT);
	assert_int_equal(store_savepoint_undo(s->store), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals"), 2);
}

static void test_a_full_disk_is_everybodys(void **state)
{
	struct scratch *s = *state;
	struct appeal a = an_appeal();
	execute(s, "PRAGMA max_page_count = 60");
	enum error error = ERR_NONE;
	while (!error) {
		assert_int_equal(store_savepoint(s->store), ERR_NONE);
		error = appeals_lodge(s->store, &a, "1234");
		if (!error)
			error = store_savepoint_keep(s->store);
	}
	assert_int_equal(error, ERR_DISK);
	assert_int_equal(error_class(error), ERROR_STORE);
	assert_int_equal(store_savepoint_undo(s->store), ERR_DISK);
	store_rollback(s->store);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals"), 0);
	assert_int_equal(store_savepoint(s->store), ERR_NONE);
	assert_int_equal(store_savepoint_undo(s->store), ERR_NONE);
	scratch_commit(s);
}

/* The operating system refuses to let a file grow, as a quota does: it is the log that fails, at the commit. */
static void test_a_failed_write_is_said_and_survived(void **state)
{
	struct scratch *s = *state;
	size_t before, after;
	struct rlimit usual, tight;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
	tight = usual;
	tight.rlim_cur = 400000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	enum error error = lodge_until_failure(s, &before);
	setrlimit(RLIMIT_FSIZE, &usual);
	assert_true(error == ERR_IO || error == ERR_DISK);
	assert_true(before > 0);
	assert_int_equal(store_commit(s->store), error);
	store_rollback(s->store);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals"), before);

	struct appeal a = an_appeal();
	for (after = 0; after < 100; after++) {
		assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_NONE);
		scratch_commit(s);
	}
	scratch_reopen(s);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals"), before + after);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

/* Opening. */
static void refused(const char *path, const struct sealer *sealer, enum error expected, const char *said)
{
	struct store *store;
	char *why = NULL;
	assert_int_equal(store_open(path, sealer, 1, &store, &why), expected);
	assert_null(store);
	assert_non_null(why);
	if (!strstr(why, said) || !strstr(why, path))
		fail_msg("said: %s", why);
	free(why);
}

static void test_another_key_is_found_out(void **state)
{
	struct scratch *s = *state;
	struct sealer wrong;
	sealer_from(&wrong, (const uint8_t *)"thirty-two octets of another key");
	refused(s->path, &wrong, ERR_DENIED, "another key; bring back the key file");
}

static void test_what_cannot_be_opened(void **state)
{
	struct scratch *s = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/other", s->directory);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	for (size_t i = 0; i < 1000; i++)
		fputs("not a database ", file);
	fclose(file);
	refused(path, &s->sealer, ERR_CORRUPT, "move it away");

	char below[160];
	snprintf(below, sizeof below, "%s/under/a/file.db", path);
	refused(below, &s->sealer, ERR_IO, "own the directory");
	refused("/proc/kopuro/kopuro.db", &s->sealer, ERR_IO, "own the directory");
	refused(s->directory, &s->sealer, ERR_IO, "Is a directory");

	snprintf(path, sizeof path, "%s/foreign", s->directory);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE books(title TEXT)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	refused(path, &s->sealer, ERR_CORRUPT, "another program");

	execute(s, "PRAGMA user_version = 1000");
	refused(s->path, &s->sealer, ERR_CORRUPT, "newer Kopuro");
}

static void test_directories_are_made(void **state)
{
	struct scratch *s = *state;
	char path[128];
	struct store *store;
	char *why = NULL;
	struct stat about;
	store_close(s->store);
	s->store = NULL;
	snprintf(path, sizeof path, "%s/var/lib/kopuro.db", s->directory);
	assert_int_equal(store_open(path, &s->sealer, 1, &store, &why), ERR_NONE);
	store_close(store);
	remove(path);
	snprintf(path, sizeof path, "%s/var/lib", s->directory);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0700);
	remove(path);
	snprintf(path, sizeof path, "%s/var", s->directory);
	remove(path);
	assert_int_equal(store_open(":memory:", &s->sealer, 1, &store, &why), ERR_NONE);
	store_close(store);
}

static void test_settings_hold_from_their_day(void **state)
{
	struct scratch *s = *state;
	int64_t days, monday = MONDAY_MS / 86400000 + 1;
	assert_int_equal(settings_get(s->store, SETTING_ANSWER_DAYS, monday, &days), ERR_NONE);
	assert_int_equal(days, 14);
	execute(s, "INSERT INTO settings(name, valid_from, value) VALUES('answer_working_days', '2026-03-03', 10)");
	assert_int_equal(settings_get(s->store, SETTING_ANSWER_DAYS, monday, &days), ERR_NONE);
	assert_int_equal(days, 14);
	assert_int_equal(settings_get(s->store, SETTING_ANSWER_DAYS, monday + 1, &days), ERR_NONE);
	assert_int_equal(days, 10);
	assert_int_equal(settings_get(s->store, "no such", monday, &days), ERR_CORRUPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		TEST(test_a_group_rolled_back_leaves_nothing),
		TEST(test_commit_and_rollback_of_nothing),
		TEST(test_how_the_file_is_kept),
		TEST(test_languages),
		TEST(test_what_was_chosen_stands_beside_the_language),
		TEST(test_numbers_run_out_one_day),
		TEST(test_snapshots),
		TEST(test_expired_snapshots_are_swept_in_passes),
		TEST(test_only_a_group_behind_does_not_wait_for_the_disk),
		TEST(test_the_files_tell_nothing_of_people),
		TEST(test_forgetting_leaves_not_even_the_hash),
		TEST(test_forgetting_while_somebody_reads),
		TEST(test_one_callers_failure_is_undone_alone),
		TEST(test_a_full_disk_is_everybodys),
		TEST(test_a_full_disk_is_said_and_survived),
		TEST(test_a_failed_write_is_said_and_survived),
		TEST(test_another_key_is_found_out),
		TEST(test_what_cannot_be_opened),
		TEST(test_directories_are_made),
		TEST(test_settings_hold_from_their_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
