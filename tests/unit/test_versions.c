/* Versions of the menus in the store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "store/versions.h"

static struct version add(struct scratch *s, const char *author, int64_t at_ms, const char *files)
{
	struct version v = {.at_ms = at_ms, .screens = 7};
	strcpy(v.author, author);
	assert_int_equal(versions_add(s->store, &v, bytes_of(files)), ERR_NONE);
	scratch_commit(s);
	return v;
}

static void go_live(struct scratch *s, int64_t number, const char *who, int64_t at_ms)
{
	struct version_live live = {.number = number, .since_ms = at_ms};
	strcpy(live.who, who);
	assert_int_equal(versions_go_live(s->store, &live), ERR_NONE);
	scratch_commit(s);
}

static void the_same_files_are_kept_once(void **state)
{
	struct scratch *s = *state;
	struct version out[4];
	size_t count;
	assert_int_equal(add(s, "start", 1000, "first").number, 1);
	assert_int_equal(add(s, "aigul", 2000, "second").number, 2);
	struct version again = add(s, "console", 3000, "first");
	assert_int_equal(again.number, 1);
	assert_string_equal(again.author, "start");
	assert_int_equal(again.at_ms, 1000);
	assert_int_equal(versions_list(s->store, INT64_MAX, out, 4, &count), ERR_NONE);
	assert_int_equal(count, 2);
	assert_int_equal(out[0].number, 2);
	assert_string_equal(out[0].author, "aigul");
	assert_int_equal(out[0].at_ms, 2000);
	assert_int_equal(out[0].screens, 7);
	assert_int_equal(versions_list(s->store, 2, out, 4, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(out[0].number, 1);
	assert_memory_equal(out[0].digest, again.digest, VERSION_DIGEST);
	assert_int_equal(versions_get(s->store, 3, out), ERR_NOT_FOUND);
}

static void what_is_live_is_known_after_a_restart(void **state)
{
	struct scratch *s = *state;
	struct version_live live;
	assert_int_equal(versions_live(s->store, &live), ERR_NOT_FOUND);
	add(s, "start", 1000, "first");
	add(s, "aigul", 2000, "second");
	go_live(s, 1, "start", 1000);
	go_live(s, 2, "aigul", 2000);
	go_live(s, 1, "console", 3000);
	go_live(s, 1, "signal", 4000); /* it is already */
	scratch_reopen(s);
	assert_int_equal(versions_live(s->store, &live), ERR_NONE);
	assert_int_equal(live.number, 1);
	assert_string_equal(live.who, "console");
	assert_int_equal(live.since_ms, 3000);
}

static void files_come_back_whole_or_not_at_all(void **state)
{
	struct scratch *s = *state;
	uint8_t *files;
	size_t len;
	sqlite3 *db;
	add(s, "start", 1000, "octets of files");
	assert_int_equal(versions_files(s->store, 1, &files, &len), ERR_NONE);
	assert_int_equal(len, 15);
	assert_memory_equal(files, "octets of files", 15);
	free(files);
	assert_int_equal(versions_files(s->store, 2, &files, &len), ERR_NOT_FOUND);
	assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE menu_versions SET files = CAST('octets of filez' AS BLOB)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(versions_files(s->store, 1, &files, &len), ERR_CORRUPT);
	assert_null(files);
}

static void the_folder_that_was_last_taken_is_known(void **state)
{
	struct scratch *s = *state;
	uint8_t one[VERSION_DIGEST] = {1}, other[VERSION_DIGEST] = {2};
	assert_false(versions_taken(s->store, one));
	assert_int_equal(versions_take(s->store, one), ERR_NONE);
	scratch_commit(s);
	scratch_reopen(s);
	assert_true(versions_taken(s->store, one));
	assert_false(versions_taken(s->store, other));
	assert_int_equal(versions_take(s->store, other), ERR_NONE);
	store_rollback(s->store);
	assert_true(versions_taken(s->store, one));
	assert_int_equal(versions_take(s->store, other), ERR_NONE);
	scratch_commit(s);
	assert_true(versions_taken(s->store, other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_same_files_are_kept_once, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(what_is_live_is_known_after_a_restart, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(files_come_back_whole_or_not_at_all, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(the_folder_that_was_last_taken_is_known, scratch_set_up, scratch_tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
