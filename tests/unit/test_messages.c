#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "store/messages.h"
#include "store/statement.h"

static int set_up(void **state)
{
	struct scratch *s = malloc(sizeof *s);
	assert_non_null(s);
	scratch_open(s);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	scratch_close(*state);
	free(*state);
	return 0;
}

static int64_t add(struct scratch *s, const char *text, uint8_t parts)
{
	struct message m = { .msisdn = "79161234567", .message_class = MESSAGE_RECEIPT, .parts = parts, .created_ms = 1000, .next_part = 9 };
	m.text_len = strlen(text);
	memcpy(m.text, text, m.text_len);
	assert_int_equal(messages_add(s->store, &m), ERR_NONE);
	assert_int_equal(m.next_part, 0);
	scratch_commit(s);
	return m.id;
}

static void set(struct scratch *s, int64_t id, uint8_t part, enum message_state to)
{
	assert_int_equal(messages_part(s->store, id, part, to, to == MESSAGE_ACCEPTED ? "0A1B" : "", 0, 2000), ERR_NONE);
	scratch_commit(s);
}

static void test_parts_go_out_in_order(void **state)
{
	struct scratch *s = *state;
	struct message m;
	assert_int_equal(messages_next(s->store, &m), ERR_NOT_FOUND);
	int64_t first = add(s, "Кайрылуунун номери: 4827-1930", 2), second = add(s, "экинчи", 1);
	assert_true(second > first);
	static const struct { int message; uint8_t part; } order[] = { { 0, 0 }, { 0, 1 }, { 1, 0 } };
	uint8_t reference = 0;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(messages_next(s->store, &m), ERR_NONE);
		assert_int_equal(m.id, order[i].message ? second : first);
		assert_int_equal(m.next_part, order[i].part);
		assert_string_equal(m.msisdn, "79161234567");
		assert_int_equal(m.message_class, MESSAGE_RECEIPT);
		assert_int_equal(m.created_ms, 1000);
		if (i == 0) {
			assert_int_equal(m.text_len, strlen("Кайрылуунун номери: 4827-1930"));
			assert_memory_equal(m.text, "Кайрылуунун номери: 4827-1930", m.text_len);
			reference = m.reference;
		} else if (i == 1) {
			assert_int_equal(m.reference, reference);
		} else {
			assert_int_not_equal(m.reference, reference);
		}
		set(s, m.id, m.next_part, MESSAGE_SENDING);
	}
	assert_int_equal(messages_next(s->store, &m), ERR_NOT_FOUND);
	set(s, first, 1, MESSAGE_QUEUED);
	assert_int_equal(messages_next(s->store, &m), ERR_NONE);
	assert_int_equal(m.next_part, 1);
}

static void test_what_was_on_its_way_is_unknown_after_a_restart(void **state)
{
	struct scratch *s = *state;
	size_t count, by_state[MESSAGE_STATES];
	int64_t id = add(s, "үч бөлүк", 3);
	set(s, id, 0, MESSAGE_ACCEPTED);
	set(s, id, 1, MESSAGE_SENDING);
	scratch_reopen(s);
	assert_int_equal(messages_recover(s->store, &count), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(count, 1);
	assert_int_equal(messages_count(s->store, by_state), ERR_NONE);
	assert_int_equal(by_state[MESSAGE_ACCEPTED], 1);
	assert_int_equal(by_state[MESSAGE_UNKNOWN], 1);
	assert_int_equal(by_state[MESSAGE_QUEUED], 1);
	assert_int_equal(by_state[MESSAGE_SENDING], 0);
	assert_int_equal(by_state[MESSAGE_FAILED], 0);
	assert_int_equal(messages_recover(s->store, &count), ERR_NONE);
	assert_int_equal(count, 0);
}

static void test_a_part_that_is_not_there(void **state)
{
	struct scratch *s = *state;
	int64_t id = add(s, "бир", 1);
	assert_int_equal(messages_part(s->store, id, 1, MESSAGE_SENDING, "", 0, 1), ERR_NOT_FOUND);
	assert_int_equal(messages_part(s->store, id + 1, 0, MESSAGE_SENDING, "", 0, 1), ERR_NOT_FOUND);
	scratch_commit(s);
}

static void test_the_longest_text(void **state)
{
	struct scratch *s = *state;
	struct message m = { .msisdn = "996555123456", .parts = 255, .text_len = MESSAGE_TEXT_MAX }, out;
	memset(m.text, 'x', sizeof m.text);
	assert_int_equal(messages_add(s->store, &m), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(messages_next(s->store, &out), ERR_NONE);
	assert_int_equal(out.text_len, MESSAGE_TEXT_MAX);
	assert_int_equal(out.parts, 255);
	assert_memory_equal(out.text, m.text, sizeof m.text);
	assert_false(scratch_holds(s, "xxxxxxxxxx", 10));
	assert_false(scratch_holds(s, "996555123456", 12));
}

/* The queue is looked into at each turn of the loop: never by reading all that was ever sent. */
static void test_the_next_is_found_by_an_index(void **state)
{
	struct scratch *s = *state;
	sqlite3_stmt *plan;
	char sql[512];
	snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", sqlite3_sql(s->store->statements[SQL_MESSAGE_NEXT]));
	assert_int_equal(sqlite3_prepare_v2(s->store->db, sql, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(plan, 3);
		if (strstr(step, "SCAN") || strstr(step, "TEMP B-TREE"))
			fail_msg("%s", step);
	}
	sqlite3_finalize(plan);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		TEST(test_parts_go_out_in_order),
		TEST(test_what_was_on_its_way_is_unknown_after_a_restart),
		TEST(test_a_part_that_is_not_there),
		TEST(test_the_longest_text),
		TEST(test_the_next_is_found_by_an_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
