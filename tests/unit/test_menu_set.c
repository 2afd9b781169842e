/* What a set tells about itself, the menus that ship, and how fast a large set is. */
#include "menu_fixture.h"

#include "journeys/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void names_lead_both_ways(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/good");
	assert_int_equal(menu_language_count(set), 2);
	assert_int_equal(menu_language_find(set, "ru"), 1);
	assert_int_equal(menu_language_find(set, "en"), -1);
	assert_string_equal(menu_language_code(set, 0), "ky");
	for (uint16_t i = 0; i < menu_screen_count(set); i++)
		assert_int_equal(menu_screen_find(set, menu_screen_name(set, i)), i);
	assert_int_equal(menu_screen_find(set, "nowhere"), MENU_NONE);
	uint16_t country = menu_table_find(set, "country");
	assert_string_equal(menu_table_name(set, country), "country");
	assert_int_equal(menu_table_find(set, "nothing"), MENU_NONE);
	assert_int_equal(menu_record_count(set, country), 6);
	assert_string_equal(menu_record_key(set, country, 2), "tr");
	assert_int_equal(menu_record_find(set, country, "tr"), 2);
	assert_int_equal(menu_record_find(set, country, "xx"), MENU_NONE);
	assert_string_equal(menu_record_text(set, country, 2, "name", 1, 0), "Турция");
	assert_null(menu_record_text(set, country, 2, "phone", 1, 0));
	assert_string_equal(menu_word(set, "more", 1), "Ещё");
	assert_string_equal(menu_word(set, "receipt", 0), "Номери: {number}");
	assert_string_equal(menu_tongue_word(set, "receipt", 0, false), "Номери: {number}");
	assert_string_equal(menu_tongue_word(set, "receipt", 0, true), "Nomer: {number}"); /* by hand */
	assert_string_equal(menu_tongue_word(set, "receipt", 1, true), "Nomer: {number}"); /* letter for letter */
	assert_null(menu_tongue_word(set, "nothing", 0, true));
	assert_null(menu_word(set, "nothing", 0));
	for (int i = 0; i < FIXTURE_FORMATS; i++)
		assert_int_equal(menu_format_index(set, fixture_formats[i]), i);
	assert_int_equal(menu_format_index(set, (struct menu_format){ CHARSET_UCS2, 100 }), -1);
	struct menu_figures figures = menu_figures(set);
	assert_int_equal(figures.screens, menu_screen_count(set));
	assert_int_equal(figures.records, 8);
	assert_int_equal(figures.facts, 4);
	assert_int_equal(menu_expired(set, INT64_C(1795200000000)), 0);
	assert_int_equal(figures.unreviewed_files, 1);
	assert_true(menu_contract(set) == &fixture_contract);
	menu_free(set);
	menu_free(NULL);
}

/* For every network that there is: UCS-2 of 160 and of 140 octets, 182 septets. */
static void the_shipped_menus_are_without_a_fault(void **state)
{
	(void)state;
	static const struct menu_format formats[] = { { CHARSET_UCS2, 160 }, { CHARSET_UCS2, 140 }, { CHARSET_GSM7, 182 }, { CHARSET_GSM7, 160 } };
	struct complaints complaints;
	complaints_init(&complaints);
	struct menu_set *set = menu_load("menus", &journey_contract, formats, 4, FIXTURE_TODAY, &complaints);
	complaints_print(&complaints, stderr);
	assert_int_equal(complaints.count, 0);
	assert_non_null(set);
	complaints_fini(&complaints);
	menu_free(set);
}

#define LARGE 1000

static void write_large(const char *path)
{
	FILE *out = fopen(path, "w");
	fputs("screens:\n  home:\n    kind: choices\n    choices:\n      - {text: {ky: Биринчи, ru: Первый}, to: screen-0}\n", out);
	for (int i = 0; i < LARGE; i++) {
		fprintf(out, "  screen-%d:\n    kind: text\n", i);
		for (int language = 0; language < 2; language++) {
			fprintf(out, "%s%s", language ? "" : "    text:\n", language ? "      ru: Экран" : "      ky: Экран");
			for (int word = 0; word < 30; word++)
				fprintf(out, " сөз%d", word * i % 977);
			fputs("\n", out);
		}
		fputs("    choices:\n", out);
		for (int j = 1; j <= 5; j++)
			fprintf(out, "      - {text: {ky: Тандоо %d, ru: Выбор %d}, to: screen-%d}\n", j, j, (i * 5 + j) % LARGE);
	}
	fclose(out);
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* How long it takes is told, and for `make bench` to judge. */
static void a_thousand_screens_load(void **state)
{
	(void)state;
	char directory[] = "/tmp/menu-set-XXXXXX", path[64], system[4096];
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/large.yaml", directory);
	write_large(path);
	char link[64];
	snprintf(link, sizeof(link), "%s/system.yaml", directory);
	assert_non_null(realpath("tests/menus/good/system.yaml", system));
	assert_int_equal(symlink(system, link), 0);
	double begin = seconds();
	struct complaints complaints;
	struct menu_set *set = fixture_load(directory, &complaints);
	double took = seconds() - begin;
	unlink(path);
	unlink(link);
	rmdir(directory);
	assert_non_null(set);
	assert_int_equal(menu_figures(set).screens, LARGE + 4);
	print_message("# %zu pages in %.0f ms\n", menu_figures(set).pages, took * 1e3);

	struct menu_state s;
	uint8_t scratch[512];
	struct menu_page page;
	const struct menu_action *action;
	menu_state_init(&s, set);
	menu_start(&s);
	menu_input(&s, "1", 1, &action);
	begin = seconds();
	for (int i = 0; i < 300000; i++) {
		menu_input(&s, &"199000"[i % 6], 1, &action); /* in, two pages on, and back */
		assert_int_equal(s.hint, MENU_HINT_NONE);
		menu_show(&s, FIXTURE_UCS2, scratch, sizeof(scratch), &page);
	}
	print_message("# %.0f ns a step\n", (seconds() - begin) * 1e9 / 300000);
	assert_null(s.values);
	menu_state_fini(&s);
	complaints_fini(&complaints);
	menu_free(set);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_lead_both_ways),
		cmocka_unit_test(the_shipped_menus_are_without_a_fault),
		cmocka_unit_test(a_thousand_screens_load),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
