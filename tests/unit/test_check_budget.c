/* What screens cost, counted by hand for menus under tests/menus. */
#include "menu/check_budget.h"
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct budget_screen of(const struct menu_set *set, enum fixture_format format, const char *name)
{
	struct budget_screen *rows = calloc(menu_screen_count(set), sizeof(*rows)), row;
	menu_budget(set, 0, format, rows);
	row = rows[menu_screen_find(set, name)];
	free(rows);
	assert_string_equal(row.name, name);
	return row;
}

/* Language, then home: "1 Чыгуу", "2 Ал" and no footer, 12 characters. The language screen: "Тилди тандаңыз", "Выберите язык",
 * "1 Кыргызча", "2 Русский": 49 characters. Then 1 on home: "Жoк". */
static void answers_and_seconds_add_up(void **state)
{
	(void)state;
	struct complaints complaints;
	struct menu_set *set = fixture_load("tests/menus/broken/lint-latin-letter", &complaints);
	struct budget_screen home = of(set, FIXTURE_UCS2, "home"), goodbye = of(set, FIXTURE_UCS2, "goodbye");
	assert_int_equal(home.pages, 1);
	assert_int_equal(home.fullest, 2 * 12);
	assert_int_equal(home.cost.answers, 1);
	assert_int_equal(home.cost.ms[TEMPO_USUAL], 2000 + 60 * 49 + 2000 + 2000 + 60 * 12);
	assert_false(home.leaf);
	assert_true(goodbye.leaf);
	assert_int_equal(goodbye.cost.answers, 2);
	assert_int_equal(goodbye.cost.ms[TEMPO_USUAL], home.cost.ms[TEMPO_USUAL] + 2000 + 2000 + 60 * 3);
	complaints_fini(&complaints);
	menu_free(set);
}

static void no_way_is_no_cost(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/good");
	assert_false(of(set, FIXTURE_UCS2, "resume").reached);
	assert_false(of(set, FIXTURE_UCS2, "later").reached);
	assert_true(of(set, FIXTURE_UCS2, "papers").reached);
	menu_free(set);
}

static void a_narrow_page_costs_more_of_them(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/good");
	struct budget_screen wide = of(set, FIXTURE_UCS2, "home"), narrow = of(set, FIXTURE_NARROW, "home");
	assert_true(wide.fullest <= 160 && narrow.fullest <= 120);
	assert_true(narrow.pages > wide.pages);
	menu_free(set);
}

/* The longest of {number} is 9 characters. */
static void sms_are_counted_in_parts(void **state)
{
	(void)state;
	struct complaints complaints;
	struct menu_set *set = fixture_load("tests/menus/sms", &complaints);
	struct budget_sms sms;
	assert_true(menu_budget_sms(set, 0, 0, &sms));
	assert_string_equal(sms.name, "sms_exact");
	assert_int_equal(sms.characters, 70);
	assert_int_equal(sms.parts, 1);
	assert_false(sms.open);
	assert_true(menu_budget_sms(set, 0, 1, &sms));
	assert_int_equal(sms.characters, 71);
	assert_int_equal(sms.parts, 2);
	assert_false(menu_budget_sms(set, 1, 0, &sms));
	complaints_fini(&complaints);
	menu_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_and_seconds_add_up),
		cmocka_unit_test(no_way_is_no_cost),
		cmocka_unit_test(a_narrow_page_costs_more_of_them),
		cmocka_unit_test(sms_are_counted_in_parts),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
