#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "store/fates.h"
#include "store/statement.h"

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

static struct message due(struct scratch *s, const char *network, int64_t now_ms)
{
	static struct message m;
	memset(&m, 0, sizeof m);
	enum error error = messages_due(s->store, network, now_ms, &m);
	assert_true(error == ERR_NONE || error == ERR_NOT_FOUND);
	return m;
}

static int64_t add_class(struct scratch *s, enum message_class c, uint8_t parts)
{
	struct message m = { .msisdn = "79161234567", .message_class = c, .parts = parts, .created_ms = 1000, .text_len = 1, .text = "x",
		.about = "48271930", .restricted = true };
	assert_int_equal(messages_add(s->store, &m), ERR_NONE);
	assert_int_equal(m.expires_ms, 1000 + message_rule(c)->validity_ms);
	scratch_commit(s);
	return m.id;
}

/* A report to a thousand givers does not stand before the number that somebody waits for. */
static void test_who_asked_comes_first(void **state)
{
	struct scratch *s = *state;
	int64_t report = add_class(s, MESSAGE_REPORT, 1), answer = add_class(s, MESSAGE_ANSWER, 1);
	struct message m = due(s, "a", 5000);
	assert_int_equal(m.id, answer);
	assert_int_equal(m.expires_ms, 1000 + message_rule(MESSAGE_ANSWER)->validity_ms);
	assert_string_equal(m.about, "48271930");
	assert_true(m.restricted);
	set(s, answer, 0, MESSAGE_SENDING);
	assert_int_equal(due(s, "a", 5000).id, report);
}

static void test_what_waits_is_due_when_its_time_comes(void **state)
{
	struct scratch *s = *state;
	int64_t id = add(s, "бир", 2), next;
	struct message_part counts;
	set(s, id, 0, MESSAGE_SENDING);
	assert_int_equal(messages_part_get(s->store, id, 0, &counts), ERR_NONE);
	assert_int_equal(counts.state, MESSAGE_SENDING);
	assert_int_equal(counts.message_class, MESSAGE_RECEIPT);
	assert_string_equal(counts.msisdn, "79161234567");
	counts.attempts = 3;
	counts.again = 1;
	assert_int_equal(messages_requeue(s->store, id, 0, &counts, 0x14, 9000, 2000), ERR_NONE);
	assert_int_equal(due(s, "a", 8999).next_part, 1);
	set(s, id, 1, MESSAGE_ACCEPTED);
	assert_int_equal(due(s, "a", 8999).id, 0);
	assert_int_equal(messages_next_due(s->store, &next), ERR_NONE);
	assert_int_equal(next, 9000);
	assert_int_equal(due(s, "a", 9000).id, id);
	assert_int_equal(messages_part_get(s->store, id, 0, &counts), ERR_NONE);
	assert_int_equal(counts.attempts, 3);
	assert_int_equal(counts.again, 1);
	assert_int_equal(messages_postpone(s->store, id, 20000), ERR_NONE);
	assert_int_equal(due(s, "a", 19999).id, 0);
	assert_int_equal(due(s, "a", 20000).id, id);
	set(s, id, 0, MESSAGE_DELIVERED);
	assert_int_equal(messages_next_due(s->store, &next), ERR_NONE);
	assert_true(next == INT64_MAX);
	assert_int_equal(messages_part_get(s->store, id, 7, &counts), ERR_NOT_FOUND);
	scratch_commit(s);
}

/* Another network may have another number of the service, and the handset would not join the parts. One part alone may go anywhere. */
static void test_parts_of_a_message_stay_with_one_network(void **state)
{
	struct scratch *s = *state;
	int64_t many = add_class(s, MESSAGE_RECEIPT, 2), one = add_class(s, MESSAGE_RECEIPT, 1);
	struct message m = due(s, "a", 5000);
	struct message_part counts = { 0 };
	assert_int_equal(messages_sending(s->store, &m, 0, "a", 2000), ERR_NONE);
	assert_int_equal(due(s, "a", 5000).id, many);
	m = due(s, "b", 5000);
	assert_int_equal(m.id, one);
	assert_int_equal(messages_sending(s->store, &m, 0, "b", 2000), ERR_NONE);
	assert_int_equal(messages_requeue(s->store, one, 0, &counts, 0x58, 0, 2000), ERR_NONE);
	set(s, many, 1, MESSAGE_ACCEPTED);
	assert_int_equal(due(s, "a", 5000).id, one);
}

static void test_what_is_sending_too_long_is_found(void **state)
{
	struct scratch *s = *state;
	struct part_name parts[8];
	size_t count, by_state[MESSAGE_STATES];
	int64_t id = add(s, "үч бөлүк", 3);
	set(s, id, 0, MESSAGE_ACCEPTED);
	set(s, id, 1, MESSAGE_SENDING); /* at 2000 */
	scratch_reopen(s);
	assert_int_equal(fates_lost(s->store, 1999, parts, 8, &count), ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(fates_lost(s->store, 2000, parts, 8, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(parts[0].id, id);
	assert_int_equal(parts[0].part, 1);
	assert_int_equal(messages_count(s->store, by_state), ERR_NONE);
	assert_int_equal(by_state[MESSAGE_ACCEPTED], 1);
	assert_int_equal(by_state[MESSAGE_QUEUED], 1);
	assert_int_equal(by_state[MESSAGE_SENDING], 1);
	assert_int_equal(by_state[MESSAGE_FAILED], 0);
}

/* By the letters of enum message_state, in its order; '-': open. */
static enum message_state lettered(char letter)
{
	static const char letters[] = "QSADFXU";
	const char *at = strchr(letters, letter);
	return at ? (enum message_state)(at - letters) : MESSAGE_STATES;
}

/* The states of three parts, and what the message came to. */
static void test_an_outcome_is_what_the_parts_are(void **state)
{
	struct scratch *s = *state;
	static const struct { const char *parts; char outcome; } rows[] = {
		{ "DDD", 'D' }, { "DDA", '-' }, { "DQD", '-' }, { "SDD", '-' }, { "DUD", 'U' }, { "UUA", '-' }, { "FQQ", 'F' }, { "DFA", 'F' },
		{ "DXD", 'X' }, { "XFU", 'F' }, { "XUQ", 'X' },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct message_fate fate;
		struct message_part part;
		int64_t id = add_class(s, MESSAGE_ANSWER, 3);
		for (uint8_t p = 0; p < 3; p++)
			set(s, id, p, lettered(rows[i].parts[p]));
		enum error error = fates_outcome(s->store, id, &fate);
		if (rows[i].outcome == '-') {
			assert_int_equal(error, ERR_NOT_FOUND);
			continue;
		}
		assert_int_equal(error, ERR_NONE);
		assert_int_equal(fate.outcome, lettered(rows[i].outcome));
		assert_int_equal(fate.message_class, MESSAGE_ANSWER);
		assert_string_equal(fate.about, "48271930");
		assert_true(fate.restricted);
		assert_int_equal(fates_close(s->store, id, fate.outcome, 3000), ERR_NONE);
		assert_int_equal(fates_outcome(s->store, id, &fate), ERR_NOT_FOUND);
		assert_int_equal(fates_close(s->store, id, MESSAGE_DELIVERED, 3000), ERR_NOT_FOUND);
		for (uint8_t p = 0; p < 3; p++) {
			assert_int_equal(messages_part_get(s->store, id, p, &part), ERR_NONE);
			assert_int_equal(part.state, lettered(rows[i].parts[p] == 'Q' ? rows[i].outcome : rows[i].parts[p]));
		}
		scratch_commit(s);
	}
}

static void test_messages_are_looked_at_and_forgotten(void **state)
{
	struct scratch *s = *state;
	int64_t ids[4], id = add_class(s, MESSAGE_INFORMATION, 2), end = 1000 + message_rule(MESSAGE_INFORMATION)->validity_ms, expires;
	size_t count;
	assert_int_equal(fates_look(s->store, end - 1, ids, 4, &count), ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(fates_look(s->store, end, ids, 4, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(ids[0], id);
	assert_int_equal(fates_expiry(s->store, id, &expires), ERR_NONE);
	assert_int_equal(expires, end);
	assert_int_equal(fates_look_again(s->store, id, end + 500), ERR_NONE);
	assert_int_equal(fates_look(s->store, end + 499, ids, 4, &count), ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(fates_end(s->store, id, MESSAGE_QUEUED, MESSAGE_EXPIRED, end), ERR_NONE);
	assert_int_equal(fates_close(s->store, id, MESSAGE_EXPIRED, end), ERR_NONE);
	assert_int_equal(fates_look(s->store, INT64_MAX, ids, 4, &count), ERR_NONE);
	assert_int_equal(count, 0);
	int64_t open = add_class(s, MESSAGE_INFORMATION, 1);
	assert_int_equal(fates_forget(s->store, end, 10, &count), ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(fates_forget(s->store, INT64_MAX, 10, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(fates_expiry(s->store, id, &expires), ERR_NOT_FOUND);
	assert_int_equal(fates_expiry(s->store, open, &expires), ERR_NONE);
	scratch_commit(s);
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

/* The queue is looked into at each turn of the loop, and receipts come as fast as messages go: never by reading all that was ever sent. */
static void test_what_is_asked_often_is_found_by_an_index(void **state)
{
	struct scratch *s = *state;
	static const enum statement often[] = { SQL_MESSAGE_DUE, SQL_MESSAGE_NEXT_DUE, SQL_FATE_LOOK, SQL_FATE_OUTCOME, SQL_FATE_LOST, SQL_RECEIPT_MATCH };
	for (size_t i = 0; i < sizeof often / sizeof *often; i++) {
		sqlite3_stmt *plan;
		char sql[1024];
		snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", sqlite3_sql(s->store->statements[often[i]]));
		assert_int_equal(sqlite3_prepare_v2(s->store->db, sql, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *step = (const char *)sqlite3_column_text(plan, 3);
			if (strstr(step, "SCAN") || strstr(step, "TEMP B-TREE"))
				fail_msg("%zu: %s", i, step);
		}
		sqlite3_finalize(plan);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		TEST(test_parts_go_out_in_order),
		TEST(test_who_asked_comes_first),
		TEST(test_what_waits_is_due_when_its_time_comes),
		TEST(test_parts_of_a_message_stay_with_one_network),
		TEST(test_what_is_sending_too_long_is_found),
		TEST(test_an_outcome_is_what_the_parts_are),
		TEST(test_messages_are_looked_at_and_forgotten),
		TEST(test_a_part_that_is_not_there),
		TEST(test_the_longest_text),
		TEST(test_what_is_asked_often_is_found_by_an_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
