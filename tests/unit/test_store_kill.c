/* Promise 1: whatever was told after a commit is in the store, though the process is killed at any moment; and no number is given twice.
 * A child lodges appeals, tells each group's numbers after its commit, and is killed; again and again over the same store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scratch.h"
#include "store/appeals.h"
#include "store/number.h"
#include "store/statement.h"

#define KILLS 50
#define GROUP 7
#define LONGEST_US 20000

struct numbers {
	char (*at)[9];
	size_t count, capacity;
};

static void numbers_add(struct numbers *n, const char number[9])
{
	if (n->count == n->capacity) {
		n->capacity = n->capacity ? n->capacity * 2 : 1024;
		n->at = realloc(n->at, n->capacity * sizeof *n->at);
		assert_non_null(n->at);
	}
	memcpy(n->at[n->count++], number, 9);
}

static int numbers_order(const void *a, const void *b)
{
	return memcmp(a, b, 9);
}

/* In the child: no cmocka, no return. The pipe carries whole groups: a write below PIPE_BUF is not torn. */
static void lodge_for_ever(const struct scratch *s, int out)
{
	struct store *store;
	char *why = NULL;
	if (store_open(s->path, &s->sealer, 1, &store, &why) != ERR_NONE)
		_exit(1);
	for (;;) {
		char told[GROUP][9];
		for (size_t i = 0; i < GROUP; i++) {
			struct appeal a = { .nameless = i % 2, .msisdn = "996555123456", .text = "Айлык", .topic = "work", .language = "ky",
				.channel = "ussd", .lodged_ms = 1 };
			if (appeals_lodge(store, &a, "1234") != ERR_NONE)
				_exit(2);
			memcpy(told[i], a.number, 9);
		}
		if (store_commit(store) != ERR_NONE)
			_exit(3);
		if (write(out, told, sizeof told) != sizeof told)
			_exit(4);
	}
}

/* Every second child is let live until it has told something; the others may die while they open the store. */
static void kill_once(const struct scratch *s, struct numbers *told, bool wait, unsigned delay_us)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		lodge_for_ever(s, ends[1]);
	}
	close(ends[1]);
	char number[9];
	if (wait) {
		assert_int_equal(read(ends[0], number, sizeof number), sizeof number);
		numbers_add(told, number);
	}
	usleep(delay_us);
	kill(child, SIGKILL);
	for (ssize_t got; (got = read(ends[0], number, sizeof number)) != 0;) {
		if (got < 0 && errno == EINTR)
			continue;
		assert_int_equal(got, sizeof number);
		numbers_add(told, number);
	}
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static int64_t scalar(struct store *store, const char *sql)
{
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static void test_what_was_told_is_there_after_each_kill(void **state)
{
	(void)state;
	struct scratch s;
	struct numbers told = { NULL, 0, 0 };
	scratch_open(&s);
	unsigned seed = (unsigned)time(NULL);
	print_message("# seed %u\n", seed);
	store_close(s.store);
	s.store = NULL;
	for (int i = 0; i < KILLS; i++)
		kill_once(&s, &told, i % 2, (unsigned)rand_r(&seed) % LONGEST_US);
	char *why;
	assert_int_equal(store_open(s.path, &s.sealer, 1, &s.store, &why), ERR_NONE);
	assert_true(told.count >= KILLS / 2 * GROUP);
	for (size_t i = 0; i < told.count; i++) {
		struct appeal_progress progress;
		assert_int_equal(appeals_progress(s.store, told.at[i], &progress), ERR_NONE);
		assert_string_equal(progress.status, "received");
	}
	qsort(told.at, told.count, sizeof *told.at, numbers_order);
	for (size_t i = 1; i < told.count; i++)
		assert_string_not_equal(told.at[i - 1], told.at[i]);
	/* Groups are there whole: what was committed but not told any more is at most one a kill. */
	int64_t kept = scalar(s.store, "SELECT COUNT(*) FROM appeals");
	assert_int_equal(kept % GROUP, 0);
	assert_in_range(kept, told.count, told.count + KILLS * GROUP);
	assert_int_equal(scalar(s.store, "SELECT COUNT(*) FROM appeal_history"), kept);
	assert_int_equal(scalar(s.store, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
	print_message("# %zu numbers told over %d kills\n", told.count, KILLS);
	free(told.at);
	scratch_close(&s);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_told_is_there_after_each_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
