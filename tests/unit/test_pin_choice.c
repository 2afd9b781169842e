/* Which PINs may be chosen, and how another one is asked for. */
#include "journeys/pin_choice.h"
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_what_many_choose_is_refused(void **state)
{
	(void)state;
	static const char *const refused[] = {
		"0000", "1111", "9999",                                 /* one digit */
		"1212", "8080", "1122", "1221", "1112", "0001", "7877", /* two */
		"0123", "1234", "6789", "7890", "8901", "9012",         /* up */
		"9876", "4321", "3210", "2109", "1098", "0987",         /* down */
		"1900", "1987", "1999", "2000", "2026", "2099",         /* years */
		"2580", "0852", "1004", "5683",
	};
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (!pin_is_common(refused[i]))
			fail_msg("%s is taken", refused[i]);
}

static void test_others_are_taken(void **state)
{
	(void)state;
	static const char *const taken[] = { "4711", "7319", "2468", "1357", "1243", "1899", "2100", "0417", "5561", "2581", "1235", "8970" };
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		if (pin_is_common(taken[i]))
			fail_msg("%s is refused", taken[i]);
}

/* Whoever guesses is left with nine of ten PINs to try. */
static void test_nine_of_ten_are_left(void **state)
{
	(void)state;
	char pin[5];
	int refused = 0;
	for (int i = 0; i < 10000; i++) {
		snprintf(pin, sizeof pin, "%04d", i);
		refused += pin_is_common(pin);
	}
	assert_in_range(refused, 800, 900);
}

/* In the menus of tests/menus/good a yes stands between the PIN and what is done with it. */
static void test_another_one_is_asked_for_where_it_was_asked(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/good");
	struct menu_state s;
	menu_state_init(&s, set);
	s.language = 0;
	menu_start(&s);
	menu_enter(&s, menu_screen_find(set, "pin"));
	size_t depth = s.depth;
	menu_put(&s, FIXTURE_PIN, "1234", 4);
	menu_ask_again(&s, FIXTURE_PIN, MENU_HINT_WEAK_PIN);
	assert_string_equal(menu_get(&s, FIXTURE_PIN), "");
	assert_string_equal(menu_where(&s).screen, "pin");
	assert_int_equal(s.depth, depth);
	assert_string_equal(fixture_shown(&s, FIXTURE_UCS2), "PIN – 4 цифра\n0 Артка"); /* these menus have no `weak_pin` */
	/* It was asked for on a screen before: that one asks. */
	menu_enter(&s, menu_screen_find(set, "confirm"));
	menu_put(&s, FIXTURE_PIN, "1234", 4);
	menu_ask_again(&s, FIXTURE_PIN, MENU_HINT_WEAK_PIN);
	assert_string_equal(menu_where(&s).screen, "pin");
	assert_int_equal(s.depth, depth);
	/* None asked: where they stand. */
	menu_start(&s);
	menu_put(&s, FIXTURE_PIN, "1234", 4);
	menu_ask_again(&s, FIXTURE_PIN, MENU_HINT_WEAK_PIN);
	assert_string_equal(menu_where(&s).screen, "home");
	assert_string_equal(menu_get(&s, FIXTURE_PIN), "");
	menu_state_fini(&s);
	menu_free(set);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_many_choose_is_refused),
		cmocka_unit_test(test_others_are_taken),
		cmocka_unit_test(test_nine_of_ten_are_left),
		cmocka_unit_test(test_another_one_is_asked_for_where_it_was_asked),
	};
	return cmocka_run_group_tests_name("pin_choice", tests, NULL, NULL);
}
