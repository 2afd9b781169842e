/* A store that an older Kopuro wrote: what stood in it means the same afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "scratch.h"
#include "store/appeals.h"
#include "store/overdue.h"
#include "store/pledges.h"

#define MONDAY_MS INT64_C(1772388000000) /* 2026-03-02, midnight in Bishkek: when all of it was written */
#define DAY_MS INT64_C(86400000)
#define RECEIVED "57675090"
#define CLOSED "57432839"
#define TAKEN_UP_AGAIN "59950090"
#define REFUSED "29507496"
#define MONEY "88128469"
#define SKILLS "49443221"
#define CANCELLED "65874253"
#define SUBSCRIBER "996555123456"

static char *file_read(const char *path)
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	char *text = calloc(1, 65536);
	assert_non_null(text);
	assert_in_range(fread(text, 1, 65535, file), 1, 65534);
	fclose(file);
	return text;
}

/* Whose number this is has chosen a language. */
static void subscriber_add(const struct scratch *s, sqlite3 *db)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	sqlite3_stmt *statement;
	seal_number_hash(&s->sealer, SUBSCRIBER, hash);
	assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO subscribers(subscriber, language) VALUES(?1, 'ru')", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_bind_blob(statement, 1, hash, sizeof hash, SQLITE_STATIC), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
	sqlite3_finalize(statement);
}

static int set_up(void **state)
{
	struct scratch *s = calloc(1, sizeof *s);
	sqlite3 *db;
	assert_non_null(s);
	scratch_open(s);
	store_close(s->store);
	unlink(s->path);
	char *sql = file_read("tests/store/revision-1.sql");
	assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	free(sql);
	subscriber_add(s, db);
	sqlite3_close(db);
	char *why = NULL;
	assert_int_equal(store_open(s->path, &s->sealer, 1, &s->store, &why), ERR_NONE);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	scratch_close(*state);
	free(*state);
	return 0;
}

static void test_appeals_have_come_as_far_as_their_history(void **state)
{
	struct scratch *s = *state;
	static const struct { const char *number, *status; int64_t registered_ms, concluded_ms; } rows[] = {
		{ RECEIVED, "received", 0, 0 },
		{ CLOSED, "closed", MONDAY_MS + DAY_MS, MONDAY_MS + 2 * DAY_MS },
		{ TAKEN_UP_AGAIN, "in-work", MONDAY_MS + DAY_MS, 0 },
		{ REFUSED, "refused", 0, MONDAY_MS + DAY_MS },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct appeal_progress p;
		struct appeal a;
		assert_int_equal(appeals_progress(s->store, rows[i].number, &p), ERR_NONE);
		assert_string_equal(p.status, rows[i].status);
		assert_int_equal(p.registered_ms, rows[i].registered_ms);
		assert_int_equal(p.concluded_ms, rows[i].concluded_ms);
		assert_string_equal(p.office, "");
		assert_int_equal(appeals_get(s->store, rows[i].number, &a), ERR_NONE);
		assert_string_equal(a.text, "Айлык");
		assert_string_equal(a.place, "");
		assert_string_equal(a.district, "");
		assert_true(a.restricted);
	}
}

/* What was lodged before counts as restricted until the menus of a start say what its topic is. */
static void test_restriction_is_judged_once(void **state)
{
	struct scratch *s = *state;
	struct appeal a;
	char topic[APPEAL_KEY_MAX + 1];
	size_t topics = 0;
	while (appeals_unjudged(s->store, topic) == ERR_NONE) {
		assert_int_equal(appeals_judge(s->store, topic, false), ERR_NONE);
		topics++;
	}
	assert_int_equal(topics, 1);
	assert_int_equal(store_commit(s->store), ERR_NONE);
	assert_int_equal(appeals_get(s->store, RECEIVED, &a), ERR_NONE);
	assert_false(a.restricted);
	assert_int_equal(appeals_judge(s->store, topic, true), ERR_NONE); /* nothing is left to judge */
	assert_int_equal(store_commit(s->store), ERR_NONE);
	assert_int_equal(appeals_get(s->store, RECEIVED, &a), ERR_NONE);
	assert_false(a.restricted);
}

/* The columns that the overdue are found by say the same as the history. */
static void test_the_overdue_are_found(void **state)
{
	struct scratch *s = *state;
	struct overdue_figures figures;
	struct overdue list[4];
	size_t count;
	assert_int_equal(overdue_count(s->store, true, MONDAY_MS + 60 * DAY_MS, &figures), ERR_NONE);
	assert_int_equal(figures.open, 2);
	assert_int_equal(figures.unregistered, 1);
	assert_int_equal(figures.unanswered, 1);
	assert_int_equal(overdue_list(s->store, true, MONDAY_MS + 60 * DAY_MS, list, 4, &count), ERR_NONE);
	assert_int_equal(count, 2);
	assert_string_equal(list[0].number, RECEIVED);
	assert_string_equal(list[0].status, "received");
	assert_string_equal(list[1].number, TAKEN_UP_AGAIN);
	assert_string_equal(list[1].status, "in-work");
}

static void test_pledges_are_reminded_of(void **state)
{
	struct scratch *s = *state;
	static const struct { const char *number; int64_t remind_ms; } rows[] = {
		{ MONEY, MONDAY_MS + 3 * DAY_MS }, { SKILLS, 0 }, { CANCELLED, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pledge p;
		assert_int_equal(pledges_get(s->store, rows[i].number, &p), ERR_NONE);
		assert_int_equal(p.remind_ms, rows[i].remind_ms);
		assert_int_equal(p.paid_kgs, 0);
	}
}

static void test_a_language_is_known_and_nothing_was_chosen(void **state)
{
	struct scratch *s = *state;
	struct subscriber known;
	assert_int_equal(store_subscriber_get(s->store, SUBSCRIBER, &known), ERR_NONE);
	assert_string_equal(known.language, "ru");
	assert_string_equal(known.chosen, "");
	assert_int_equal(store_chosen_put(s->store, SUBSCRIBER, "kz"), ERR_NONE);
	assert_int_equal(store_subscriber_get(s->store, SUBSCRIBER, &known), ERR_NONE);
	assert_string_equal(known.language, "ru");
	assert_string_equal(known.chosen, "kz");
}

static void test_it_can_be_opened_again(void **state)
{
	struct scratch *s = *state;
	struct appeal_progress p;
	assert_int_equal(appeals_step(s->store, RECEIVED, "registered", "", MONDAY_MS + 5 * DAY_MS), ERR_NONE);
	scratch_commit(s);
	scratch_reopen(s);
	assert_int_equal(appeals_progress(s->store, RECEIVED, &p), ERR_NONE);
	assert_string_equal(p.status, "registered");
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_appeals_have_come_as_far_as_their_history, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_restriction_is_judged_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_overdue_are_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pledges_are_reminded_of, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_language_is_known_and_nothing_was_chosen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_it_can_be_opened_again, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
