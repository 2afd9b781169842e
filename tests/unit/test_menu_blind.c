/* What may be typed unseen, and where somebody stands: on tests/menus/good. */
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct call { struct menu_set *set; struct menu_state state; };
static struct call call;

static int dial(void **state)
{
	call.set = fixture_good("tests/menus/good");
	menu_state_init(&call.state, call.set);
	menu_start(&call.state);
	fixture_type(&call.state, "1");
	*state = &call.state;
	return 0;
}

static int hang_up(void **state)
{
	menu_state_fini(*state);
	menu_free(call.set);
	return 0;
}

static bool blind(const struct menu_state *s, const char *text)
{
	struct menu_place before = s->place;
	bool may = menu_blind(s, text, strlen(text));
	assert_memory_equal(&before, &s->place, sizeof before);
	return may;
}

static void keys_that_only_lead_somewhere_may_be_pressed(void **state)
{
	struct menu_state *s = *state;
	static const char *const keys[] = {"1", "9", "0", "00", "7", ""};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_true(blind(s, keys[i]));
	fixture_type(s, "1");
	assert_true(blind(s, "1"));
	assert_true(blind(s, "9"));
}

static void words_a_pin_and_a_yes_are_for_those_who_see(void **state)
{
	struct menu_state *s = *state;
	static const char *const keys[] = {"1", "2", "4711", "0", "00"};
	static const char *const typed[] = {"2", "Салам", "4711"}; /* to the words, to the PIN, to the yes */
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		fixture_type(s, typed[i]);
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
			assert_false(blind(s, keys[k]));
	}
}

static void numbers_and_sums_may_be_typed(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "3");
	assert_true(blind(s, "48271930")); /* letter.find writes nothing */
	assert_true(blind(s, "1"));
	fixture_type(s, "00");
	fixture_type(s, "5");
	assert_true(blind(s, "500"));
	assert_string_equal(menu_get(s, FIXTURE_SUM), "");
}

static void the_end_takes_no_key(void **state)
{
	struct menu_state *s = *state;
	menu_enter(s, menu_screen_find(call.set, "goodbye"));
	assert_false(blind(s, "1"));
	assert_false(blind(s, "9"));
}

static void assert_where(const struct menu_state *s, const char *screen, size_t page, size_t pages)
{
	struct menu_where where = menu_where(s);
	assert_string_equal(where.screen, screen);
	assert_int_equal(where.page, page);
	assert_int_equal(where.pages, pages);
}

static void screens_and_pages_are_told(void **state)
{
	struct menu_state *s = *state;
	assert_where(s, "home", 1, 1);
	fixture_type(s, "1");
	assert_where(s, "countries", 1, 2);
	fixture_type(s, "8");
	assert_where(s, "countries", 1, 2); /* the hint does not count */
	fixture_type(s, "9");
	assert_where(s, "countries", 2, 2);
	fixture_type(s, "0");
	assert_where(s, "countries", 1, 2);
	menu_speak(s, FIXTURE_GSM7);
	assert_where(s, "countries", 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keys_that_only_lead_somewhere_may_be_pressed, dial, hang_up),
		cmocka_unit_test_setup_teardown(words_a_pin_and_a_yes_are_for_those_who_see, dial, hang_up),
		cmocka_unit_test_setup_teardown(numbers_and_sums_may_be_typed, dial, hang_up),
		cmocka_unit_test_setup_teardown(the_end_takes_no_key, dial, hang_up),
		cmocka_unit_test_setup_teardown(screens_and_pages_are_told, dial, hang_up),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
