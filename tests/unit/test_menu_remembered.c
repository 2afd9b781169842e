/* What is known of somebody at the beginning of a call, and what they make of it: tests/menus/remembered. */
#include "journeys/contract.h"
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct menu_set *set;
static struct menu_state s;

static struct menu_set *load(const char *directory)
{
	struct complaints complaints;
	complaints_init(&complaints);
	struct menu_set *loaded = menu_load(directory, &journey_contract, fixture_formats, FIXTURE_NARROW, FIXTURE_TODAY, &complaints); /* the wide ones */
	complaints_print(&complaints, stderr);
	assert_int_equal(complaints.count, 0);
	complaints_fini(&complaints);
	return loaded;
}

static int begin(void **state)
{
	(void)state;
	set = load("tests/menus/remembered");
	menu_state_init(&s, set);
	s.language = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	menu_state_fini(&s);
	menu_free(set);
	return 0;
}

static void assert_known(const struct menu_state *state, const char *known, const char *kept)
{
	assert_string_equal(menu_known_key(state), known);
	assert_string_equal(menu_kept_key(state, "country"), kept);
}

static void nothing_is_known_of_a_record_that_is_not_there(void **state)
{
	(void)state;
	assert_false(menu_know(&s, ""));
	assert_false(menu_know(&s, "us"));
	menu_start(&s);
	assert_known(&s, "", "");
	assert_true(menu_know(&s, "ru"));
	assert_false(menu_know(&s, "us")); /* and what was known before is no longer */
	menu_start(&s);
	assert_known(&s, "", "");
}

static void it_is_kept_from_the_first_screen_on_and_at_home_again(void **state)
{
	(void)state;
	assert_true(menu_know(&s, "ru"));
	menu_start(&s);
	assert_known(&s, "ru", "ru");
	fixture_type(&s, "1");
	fixture_type(&s, "1"); /* another country */
	assert_known(&s, "ru", "");
	fixture_type(&s, "00");
	assert_known(&s, "ru", "ru");
	fixture_type(&s, "3"); /* a pick is for this once */
	assert_known(&s, "ru", "kz");
	fixture_type(&s, "0");
	assert_known(&s, "ru", "ru");
}

static void what_is_chosen_in_a_list_is_known_from_then_on(void **state)
{
	(void)state;
	assert_true(menu_know(&s, "ru"));
	menu_start(&s);
	fixture_type(&s, "1");
	fixture_type(&s, "1");
	fixture_type(&s, "2");
	assert_known(&s, "kz", "kz");
	fixture_type(&s, "00");
	assert_known(&s, "kz", "kz");
}

static void pack(const struct menu_state *from, uint8_t *octets, size_t capacity, size_t *len)
{
	struct writer w = writer_over(octets, capacity);
	menu_state_pack(from, &w);
	assert_false(w.failed);
	*len = writer_len(&w);
}

static void it_is_packed_by_its_key(void **state)
{
	(void)state;
	uint8_t octets[512];
	size_t len;
	struct menu_state again;
	struct menu_set *other = load("tests/menus/danger"), *same = load("tests/menus/remembered");
	assert_true(menu_know(&s, "kz"));
	menu_start(&s);
	fixture_type(&s, "1");
	fixture_type(&s, "1");
	pack(&s, octets, sizeof(octets), &len);
	struct reader r = reader_over((struct bytes){ octets, len });
	assert_int_equal(menu_state_unpack(&again, same, &r), ERR_NONE);
	assert_known(&again, "kz", "");
	fixture_type(&again, "00");
	assert_known(&again, "kz", "kz");
	menu_state_fini(&again);
	r = reader_over((struct bytes){ octets, len }); /* these remember nothing */
	assert_int_equal(menu_state_unpack(&again, other, &r), ERR_NONE);
	assert_string_equal(menu_known_key(&again), "");
	menu_start(&again);
	assert_string_equal(menu_kept_key(&again, "country"), "");
	menu_state_fini(&again);
	menu_free(other);
	menu_free(same);
}

/* As it was packed before there was something known: without the two octets of "kz" and their length. */
static void cut(uint8_t *octets, size_t *len, size_t at, size_t count)
{
	memmove(octets + at, octets + at + count, *len - at - count);
	*len -= count;
}

static void what_an_older_version_packed_is_read(void **state)
{
	(void)state;
	uint8_t octets[512];
	size_t len, at = 1 + 4 + 1 + 2; /* version, moment, "ky" */
	struct menu_state again;
	assert_true(menu_know(&s, "kz"));
	menu_start(&s);
	pack(&s, octets, sizeof(octets), &len);
	assert_memory_equal(octets + at, "\2kz", 3);
	cut(octets, &len, at, 3);
	at += 1 + 2 + 1 + strlen("home") + 2; /* charset, budget, place */
	assert_memory_equal(octets + at, "\0\0", 2); /* errand, mend */
	cut(octets, &len, at, 2);
	at += 1 + 1 + 1 + strlen("country") + 1 + strlen("kz"); /* depth, kept */
	assert_memory_equal(octets + at, "\0", 1); /* lost */
	cut(octets, &len, at, 1);
	octets[0] = 2;
	struct reader r = reader_over((struct bytes){ octets, len });
	assert_int_equal(menu_state_unpack(&again, set, &r), ERR_NONE);
	assert_known(&again, "", "kz");
	assert_string_equal(menu_where(&again).screen, "home");
	menu_state_fini(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_known_of_a_record_that_is_not_there, begin, end),
		cmocka_unit_test_setup_teardown(it_is_kept_from_the_first_screen_on_and_at_home_again, begin, end),
		cmocka_unit_test_setup_teardown(what_is_chosen_in_a_list_is_known_from_then_on, begin, end),
		cmocka_unit_test_setup_teardown(it_is_packed_by_its_key, begin, end),
		cmocka_unit_test_setup_teardown(what_an_older_version_packed_is_read, begin, end),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
