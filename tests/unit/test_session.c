#include "session/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The table asks nothing of the menus but that a state can be ended. */

static struct session_table *table(void)
{
	return session_table_new(1u << 20, (struct moment){.mono_ms = 1000000});
}

static struct session *add(struct session_table *t, unsigned number)
{
	char msisdn[22];
	snprintf(msisdn, sizeof msisdn, "9965%08u", number);
	return session_add(t, msisdn, "*500#");
}

static void test_found_by_subscriber_and_code(void **state)
{
	(void)state;
	struct session_table *t = table();
	struct session *a = session_add(t, "996555123456", "*500#"), *b = session_add(t, "996555123456", "*501#");
	assert_ptr_equal(session_find(t, "996555123456", "*500#"), a);
	assert_ptr_equal(session_find(t, "996555123456", "*501#"), b);
	assert_null(session_find(t, "996555123457", "*500#"));
	session_drop(t, a);
	assert_null(session_find(t, "996555123456", "*500#"));
	assert_int_equal(session_count(t), 1);
	session_table_free(t);
}

static void test_the_open_dialog_is_the_one_that_answers(void **state)
{
	(void)state;
	static const char *const codes[] = {"*500#", "*501#"};
	struct session_table *t = table();
	struct session *a = session_add(t, "996555123456", "*500#"), *b = session_add(t, "996555123456", "*501#");
	session_schedule(t, a, 1600000);
	session_schedule(t, b, 1060000);
	assert_ptr_equal(session_find_any(t, "996555123456", codes, 2), a);
	session_set_phase(t, b, SESSION_ASKED);
	assert_ptr_equal(session_find_any(t, "996555123456", codes, 2), b);
	session_table_free(t);
}

static void test_open_dialogs_are_counted(void **state)
{
	(void)state;
	struct session_table *t = table();
	struct session *a = add(t, 1), *b = add(t, 2);
	assert_int_equal(session_count_asked(t), 0);
	session_set_phase(t, a, SESSION_ASKED);
	session_set_phase(t, a, SESSION_ASKED);
	session_set_phase(t, b, SESSION_ASKED);
	assert_int_equal(session_count_asked(t), 2);
	session_set_phase(t, a, SESSION_PARKED);
	session_drop(t, b);
	assert_int_equal(session_count_asked(t), 0);
	assert_int_equal(session_count(t), 1);
	session_table_free(t);
}

static void test_a_reference_does_not_outlive_its_caller(void **state)
{
	(void)state;
	struct session_table *t = table();
	struct session *a = add(t, 1);
	uint64_t reference = session_reference(t, a);
	assert_true(reference < UINT64_C(1) << 44);
	assert_ptr_equal(session_of_reference(t, reference), a);
	session_drop(t, a);
	assert_null(session_of_reference(t, reference));
	struct session *b = add(t, 2);
	assert_ptr_equal(a, b); /* the same place, another caller */
	assert_null(session_of_reference(t, reference));
	assert_null(session_of_reference(t, UINT64_MAX));
	session_table_free(t);
}

/* Whatever the deadlines and however the clock jumps: each is due once, never early, and at most a tick late. */
static void test_wheel(void **state)
{
	(void)state;
	enum { MANY = 20000 };
	struct session_table *t = table();
	int64_t now = 1000000;
	srand(1);
	for (unsigned i = 0; i < MANY; i++)
		session_schedule(t, add(t, i), now + rand() % 2000000);
	size_t due = 0;
	while (due < MANY) {
		int64_t next = session_next_due(t);
		assert_true(next != MOMENT_NEVER);
		now = rand() % 50 == 0 ? now + 1500000 : now + rand() % 3000;
		struct session *s;
		while ((s = session_due(t, now))) {
			assert_true(s->deadline_ms <= now);
			session_drop(t, s);
			due++;
		}
	}
	assert_int_equal(session_count(t), 0);
	assert_true(session_next_due(t) == MOMENT_NEVER);
	assert_null(session_due(t, now + 10000000));
	session_table_free(t);
}

static void test_a_new_deadline_replaces_the_old(void **state)
{
	(void)state;
	struct session_table *t = table();
	struct session *s = add(t, 1);
	session_schedule(t, s, 1010000);
	session_schedule(t, s, 1090000);
	assert_null(session_due(t, 1080000));
	assert_ptr_equal(session_due(t, 1090000), s);
	assert_null(session_due(t, 1200000));
	session_schedule(t, s, 900000); /* already past */
	assert_ptr_equal(session_due(t, 1201000), s);
	session_table_free(t);
}

static void test_full(void **state)
{
	(void)state;
	struct session_table *t = session_table_new(2, (struct moment){0});
	assert_non_null(add(t, 1));
	struct session *s = add(t, 2);
	assert_non_null(s);
	assert_null(add(t, 3));
	session_drop(t, s);
	assert_non_null(add(t, 3));
	session_table_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found_by_subscriber_and_code),
		cmocka_unit_test(test_the_open_dialog_is_the_one_that_answers),
		cmocka_unit_test(test_open_dialogs_are_counted),
		cmocka_unit_test(test_a_reference_does_not_outlive_its_caller),
		cmocka_unit_test(test_wheel),
		cmocka_unit_test(test_a_new_deadline_replaces_the_old),
		cmocka_unit_test(test_full),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
