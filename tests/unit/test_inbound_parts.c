/* Parts of people's SMS that wait for one another, who said stop, and the SMS that go with a nameless session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "store/inbound_parts.h"
#include "store/messages.h"
#include "store/screens.h"
#include "store/statement.h"
#include "store/stops.h"

#define NOW INT64_C(1795406400000)

static struct inbound_set set;

static enum inbound_verdict put_as(struct scratch *s, const char *msisdn, uint16_t reference, uint8_t index, uint8_t total, const char *text, int64_t now)
{
	struct inbound_part part = {.network = "sim", .scheme = 1, .reference = reference, .total = total, .index = index, .data_coding = 8,
		.len = strlen(text)};
	enum inbound_verdict verdict;
	strcpy(part.msisdn, msisdn);
	memcpy(part.text, text, part.len);
	assert_int_equal(inbound_parts_put(s->store, &part, now, &set, &verdict), ERR_NONE);
	scratch_commit(s);
	return verdict;
}

static enum inbound_verdict put(struct scratch *s, uint8_t index, uint8_t total, const char *text, int64_t now)
{
	return put_as(s, "996555123456", 7, index, total, text, now);
}

/* What the set holds, its parts with their numbers. */
static const char *took(struct scratch *s, int64_t now)
{
	static char out[1024];
	struct inbound_part parts[INBOUND_PARTS];
	size_t count, len = 0;
	assert_int_equal(inbound_parts_take(s->store, &set, now, parts, &count), ERR_NONE);
	scratch_commit(s);
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(parts[i].msisdn, "996555123456");
		assert_string_equal(parts[i].network, "sim");
		assert_int_equal(parts[i].data_coding, 8);
		len += (size_t)snprintf(out + len, sizeof out - len, "%u:%.*s ", parts[i].index, (int)parts[i].len, (const char *)parts[i].text);
	}
	return out;
}

static int64_t next(struct scratch *s)
{
	int64_t due;
	assert_int_equal(inbound_parts_next(s->store, &due), ERR_NONE);
	return due;
}

static enum error due(struct scratch *s, int64_t now)
{
	enum error error = inbound_parts_due(s->store, now, &set);
	scratch_commit(s);
	return error;
}

static void test_any_order(void **state)
{
	struct scratch *s = *state;
	assert_int_equal(put(s, 3, 3, "c", NOW), INBOUND_WAITING);
	assert_int_equal(put(s, 1, 3, "a", NOW + 10), INBOUND_WAITING);
	/* Others' parts, and another message of theirs, are no parts of it. */
	assert_int_equal(put_as(s, "996555123457", 7, 2, 3, "x", NOW), INBOUND_WAITING);
	assert_int_equal(put_as(s, "996555123456", 8, 2, 3, "x", NOW), INBOUND_WAITING);
	assert_int_equal(put(s, 2, 4, "x", NOW), INBOUND_WAITING);
	assert_int_equal(put(s, 2, 3, "b", NOW + 20), INBOUND_COMPLETE);
	assert_string_equal(took(s, NOW + 20), "1:a 2:b 3:c ");
	assert_string_equal(took(s, NOW + 20), "");
}

static void test_doubles(void **state)
{
	struct scratch *s = *state;
	assert_int_equal(put(s, 1, 2, "a", NOW), INBOUND_WAITING);
	assert_int_equal(put(s, 1, 2, "a", NOW + 1000), INBOUND_DOUBLE);
	assert_int_equal(put(s, 2, 2, "b", NOW + 2000), INBOUND_COMPLETE);
	assert_string_equal(took(s, NOW + 2000), "1:a 2:b ");
	/* Once more, after all is over. */
	assert_int_equal(put(s, 2, 2, "b", NOW + 3000), INBOUND_DOUBLE);
	assert_int_equal(due(s, NOW + 3000 + INBOUND_WAIT_MS), ERR_NOT_FOUND);
	/* Other words under the same name: a phone that always uses one reference. */
	assert_int_equal(put(s, 1, 2, "c", NOW + 4000), INBOUND_WAITING);
	assert_int_equal(put(s, 2, 2, "d", NOW + 5000), INBOUND_COMPLETE);
	assert_string_equal(took(s, NOW + 5000), "1:c 2:d ");
	/* The same words again are a new message once the old one is forgotten. */
	assert_int_equal(due(s, NOW + 5000 + INBOUND_USED_MS), ERR_NOT_FOUND);
	assert_int_equal(put(s, 1, 2, "c", NOW + 5000 + INBOUND_USED_MS), INBOUND_WAITING);
}

static void test_time_limit(void **state)
{
	struct scratch *s = *state;
	assert_int_equal(next(s), 0);
	put(s, 1, 3, "a", NOW);
	put(s, 3, 3, "c", NOW + 60000);
	assert_int_equal(next(s), NOW + 60000 + INBOUND_WAIT_MS);
	assert_int_equal(due(s, NOW + INBOUND_WAIT_MS), ERR_NOT_FOUND);
	assert_int_equal(due(s, NOW + 60000 + INBOUND_WAIT_MS), ERR_NONE);
	assert_string_equal(took(s, NOW + 60000 + INBOUND_WAIT_MS), "1:a 3:c ");
	assert_int_equal(due(s, NOW + 60000 + INBOUND_WAIT_MS), ERR_NOT_FOUND);
	assert_int_equal(next(s), NOW + 60000 + INBOUND_WAIT_MS + INBOUND_USED_MS);
	assert_int_equal(due(s, next(s)), ERR_NOT_FOUND);
	assert_int_equal(next(s), 0);
}

static void test_restart_and_seal(void **state)
{
	struct scratch *s = *state;
	static const char words[] = "Иван Петрович забрал паспорт";
	put(s, 1, 2, words, NOW);
	assert_false(scratch_holds(s, words, strlen(words)));
	assert_false(scratch_holds(s, "996555123456", 12));
	scratch_reopen(s);
	assert_int_equal(put(s, 2, 2, "b", NOW + 1), INBOUND_COMPLETE);
	assert_string_equal(took(s, NOW + 1), "1:Иван Петрович забрал паспорт 2:b ");
}

/* What was in a group that was not kept is not there, a part that was taken is there again. */
static void test_rollback(void **state)
{
	struct scratch *s = *state;
	struct inbound_part parts[INBOUND_PARTS];
	size_t count;
	put(s, 1, 2, "a", NOW);
	put(s, 2, 2, "b", NOW);
	assert_int_equal(inbound_parts_take(s->store, &set, NOW, parts, &count), ERR_NONE);
	assert_int_equal(count, 2);
	store_rollback(s->store);
	assert_string_equal(took(s, NOW), "1:a 2:b ");
}

static void test_bounds(void **state)
{
	struct scratch *s = *state;
	struct inbound_part part = {.msisdn = "996555123456", .network = "sim", .scheme = 1, .total = 2, .index = 1, .len = 1};
	enum inbound_verdict verdict;
	for (unsigned i = 0; i < INBOUND_PARTS_EACH; i++) {
		part.reference = (uint16_t)i;
		assert_int_equal(inbound_parts_put(s->store, &part, NOW, &set, &verdict), ERR_NONE);
	}
	part.reference++;
	assert_int_equal(inbound_parts_put(s->store, &part, NOW, &set, &verdict), ERR_FULL);
	/* Nobody else is hindered, and the group is good. */
	assert_int_equal(put_as(s, "996555123457", 7, 1, 2, "a", NOW), INBOUND_WAITING);
	while (due(s, NOW + INBOUND_WAIT_MS) == ERR_NONE) {
		struct inbound_part parts[INBOUND_PARTS];
		size_t count;
		assert_int_equal(inbound_parts_take(s->store, &set, NOW, parts, &count), ERR_NONE);
	}
	assert_int_equal(due(s, NOW + INBOUND_USED_MS), ERR_NOT_FOUND);
	assert_int_equal(inbound_parts_put(s->store, &part, NOW, &set, &verdict), ERR_NONE);
	scratch_commit(s);
}

/* A row that nobody can open costs only itself. */
static void test_damage(void **state)
{
	struct scratch *s = *state;
	put(s, 1, 3, "a", NOW);
	put(s, 2, 3, "b", NOW);
	assert_int_equal(sqlite3_exec(s->store->db, "UPDATE inbound_parts SET box = x'00' WHERE part = 1", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(put(s, 3, 3, "c", NOW), INBOUND_COMPLETE);
	assert_string_equal(took(s, NOW), "2:b 3:c ");
}

static bool stopped(struct scratch *s, const char *msisdn)
{
	bool is;
	assert_int_equal(stops_get(s->store, msisdn, &is), ERR_NONE);
	return is;
}

static void test_stops(void **state)
{
	struct scratch *s = *state;
	assert_false(stopped(s, "996555123456"));
	for (int i = 0; i < 2; i++)
		assert_int_equal(stops_put(s->store, "996555123456", true), ERR_NONE);
	scratch_commit(s);
	scratch_reopen(s);
	assert_true(stopped(s, "996555123456"));
	assert_true(stopped(s, "+996555123456"));
	assert_false(stopped(s, "996555123457"));
	assert_false(scratch_holds(s, "996555123456", 12));
	for (int i = 0; i < 2; i++)
		assert_int_equal(stops_put(s->store, "996555123456", false), ERR_NONE);
	scratch_commit(s);
	assert_false(stopped(s, "996555123456"));
	assert_int_equal(stops_put(s->store, "996555123456", true), ERR_NONE);
	store_rollback(s->store);
	assert_false(stopped(s, "996555123456"));
}

static int64_t message(struct scratch *s, const char *msisdn, bool screen)
{
	struct message m = {.message_class = MESSAGE_SCREEN, .text = "x", .text_len = 1, .parts = 2, .created_ms = NOW};
	strcpy(m.msisdn, msisdn);
	assert_int_equal(messages_add(s->store, &m), ERR_NONE);
	if (screen)
		assert_int_equal(screens_note(s->store, msisdn, m.id), ERR_NONE);
	scratch_commit(s);
	return m.id;
}

static bool there(struct scratch *s, int64_t id)
{
	struct message_part part;
	enum error error = messages_part_get(s->store, id, 1, &part);
	assert_true(error == ERR_NONE || error == ERR_NOT_FOUND);
	return error == ERR_NONE;
}

static void test_screens(void **state)
{
	struct scratch *s = *state;
	int64_t old = message(s, "996555123456", true);
	assert_int_equal(screens_settle(s->store, "996555123456"), ERR_NONE);
	int64_t first = message(s, "996555123456", true), second = message(s, "996555123456", true), letter = message(s, "996555123456", false);
	int64_t other = message(s, "996555123457", true);
	assert_int_equal(screens_forget(s->store, "996555123456"), ERR_NONE);
	scratch_commit(s);
	assert_false(there(s, first));
	assert_false(there(s, second));
	assert_true(there(s, old));
	assert_true(there(s, letter));
	assert_true(there(s, other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_any_order, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_doubles, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_time_limit, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_restart_and_seal, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_rollback, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_bounds, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_damage, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_stops, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_screens, scratch_set_up, scratch_tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
