/* The tables `district` and `village`, which every set has by itself: tests/menus/places. */
#include "menu_fixture.h"

#include "menu/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct menu_set *set;

static int dial(void **state)
{
	static struct menu_state s;
	set = fixture_good("tests/menus/places");
	menu_state_init(&s, set);
	menu_start(&s);
	fixture_type(&s, "1");
	*state = &s;
	return 0;
}

static int hang_up(void **state)
{
	menu_state_fini(*state);
	menu_free(set);
	return 0;
}

#define SHOWS(s, text) assert_string_equal(fixture_shown(s, (s)->format), text)
#define TYPES(s, input, text) assert_string_equal(fixture_type(s, input), text)

static void a_village_is_named_by_its_first_letters(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "1", "1 Чүй\n2 Баткен\n3 Жалал-Абад\n4 Бишкек\n5 Ош шаары\n6 Айтпайм\n0 Артка");
	TYPES(s, "2", "Районуңуз\n1 Баткен р-ну\n2 Кадамжай р-ну\n3 Лейлек р-ну\n4 Баткен\n9 Дагы 0 Артка");
	TYPES(s, "3", "Айылдын биринчи тамгалары\n0 Артка");
	TYPES(s, "ай", "Айыл\n1 Айбике\n2 Ай-Кол\n3 Башка тамгалар\n4 Тизмеде жок\n0 Артка");
	TYPES(s, "1", "Айыл Айбике, Лейлек району. Район Лейлек району, Баткен облусу.\n9 Дагы 0 Артка");
	assert_string_equal(menu_kept_key(s, "village"), "41705236842040");
	assert_string_equal(menu_kept_key(s, "district"), "41705236000000");
	assert_string_equal(fixture_kept(s, "village", "name"), "Айбике");
	assert_string_equal(fixture_kept(s, "village", "district"), "Лейлек району");
	assert_string_equal(fixture_kept(s, "village", "region"), "Баткен облусу");
}

/* A former name leads to the place that bears it no longer. */
static void by_a_former_name(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "1");
	fixture_type(s, "2");
	fixture_type(s, "3");
	TYPES(s, "Чапаева", "Айыл\n1 Арча-Бешик\n2 Башка тамгалар\n3 Тизмеде жок\n0 Артка");
	fixture_type(s, "2");
	TYPES(s, "Isfana", "Айыл\n1 Раззаков\n2 Башка тамгалар\n3 Тизмеде жок\n0 Артка");
}

/* Without a region and a district the lines say where each village lies, and choosing one keeps what lies above it. */
static void among_all_villages(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "2");
	TYPES(s, "кызыл-токой", "Айыл\n1 Кызыл-Токой (Каныш-Кыянский а/а), Чаткал р-ну\n9 Дагы 0 Артка");
	fixture_type(s, "1");
	assert_string_equal(menu_kept_key(s, "village"), menu_record_key(set, menu_table_find(set, "village"), s->kept[menu_table_find(set, "village")]));
	assert_string_equal(menu_kept_key(s, "district"), "41703230000000");
	assert_string_equal(menu_kept_key(s, "region"), "jalal-abad");
}

static void nothing_is_found(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "2");
	TYPES(s, "Жокайыл", "Жокайыл: табылган жок\n1 Башка тамгалар\n2 Тизмеде жок\n0 Артка");
	TYPES(s, "1", "Айылдын биринчи тамгалары\n0 Артка");
}

/* Never more than forty, and the text says so. */
static void a_long_list_is_cut(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "2");
	const char *page = fixture_type(s, "к");
	size_t villages = 0;
	assert_non_null(strstr(page, "Көп. Тагы тамга жазыңыз"));
	for (bool more = true; more; page = more ? fixture_type(s, "9") : page) {
		for (const char *at = page; (at = strstr(at, " р-н")); at++)
			villages++;
		more = strstr(page, "9 Дагы") != NULL;
	}
	assert_int_equal(villages, 40);
	assert_non_null(strstr(page, "Башка тамгалар"));
	assert_null(strstr(page, "Тизмеде жок"));
}

static void a_district_of_another_region_is_forgotten(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "5", "Район Сузак району, Жалал-Абад облусу. Аймак Жалал-Абад\n9 Дагы 0 Артка");
	fixture_type(s, "00");
	assert_int_equal(menu_keep(s, "village", "41705236842040"), ERR_NONE);
	assert_string_equal(menu_kept_key(s, "region"), "batken");
	assert_int_equal(menu_keep(s, "district", "41705214000000"), ERR_NONE);
	assert_string_equal(menu_kept_key(s, "village"), "");
	assert_string_equal(menu_kept_key(s, "region"), "batken");
	assert_int_equal(menu_keep(s, "region", "chui"), ERR_NONE);
	assert_string_equal(menu_kept_key(s, "district"), "");
	assert_int_equal(menu_keep(s, "village", "41705236000000"), ERR_NOT_FOUND); /* a district is no village */
	assert_int_equal(menu_keep(s, "district", "41705236842040"), ERR_NOT_FOUND);
}

/* A village that is kept is listed, though it stands behind the fortieth; and only where its district is kept. */
static void a_village_that_is_kept_passes_its_list(void **state)
{
	struct menu_state *s = *state;
	uint16_t own = menu_screen_find(set, "own");
	const struct menu_action *action;
	assert_int_equal(menu_keep(s, "village", "41703220863050"), ERR_NONE);
	assert_int_equal(menu_lead(s, own, &action), MENU_SHOW);
	assert_string_equal(menu_where(s).screen, "where");
	assert_string_equal(fixture_kept(s, "village", "district"), "Сузак району");
	fixture_type(s, "00");
	assert_int_equal(menu_keep(s, "district", "41703220000000"), ERR_NONE);
	assert_int_equal(menu_lead(s, own, &action), MENU_SHOW);
	assert_string_equal(menu_where(s).screen, "own");
}

static void cities_and_the_districts_of_bishkek(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "1");
	TYPES(s, "4", "Районуңуз\n1 Биринчи Май р-ну\n2 Ленин р-ну\n3 Октябрь р-ну\n9 Дагы 0 Артка");
	fixture_type(s, "0");
	TYPES(s, "5", "Район жок\n1 Айтпайм\n0 Артка");
	fixture_type(s, "0");
	fixture_type(s, "2");
	const char *more = fixture_type(s, "9");
	assert_non_null(strstr(more, "Кызыл-Кыя\n"));
	assert_non_null(strstr(more, "Айтпайм"));
}

/* What is for one's own village first; those that are as near as each other in the order of the file. */
static void own_village_first(void **state)
{
	struct menu_state *s = *state;
	static const struct { const char *table, *key, *order; } rows[] = {
		{ NULL, NULL, "bridge road school library well water park" },
		{ "village", "41705236842040", "water library well road school bridge park" },
		{ "district", "41705236000000", "library well water road school bridge park" },
		{ "region", "batken", "road school library well water bridge park" },
		{ "region", "bishkek", "park bridge road school library well water" },
		{ "district", "41705410000010", "road school library well water bridge park" },
	};
	uint16_t projects = menu_screen_find(set, "projects"), table = menu_table_find(set, "project");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char order[128] = "";
		menu_start(s);
		if (rows[i].table)
			assert_int_equal(menu_keep(s, rows[i].table, rows[i].key), ERR_NONE);
		menu_enter(s, projects);
		for (char line[2] = "1"; line[0] <= '7'; line[0]++) {
			fixture_type(s, line);
			assert_string_equal(menu_where(s).screen, "project");
			snprintf(order + strlen(order), sizeof(order) - strlen(order), "%s%s", line[0] > '1' ? " " : "", menu_record_key(set, table, s->kept[table]));
			fixture_type(s, "0");
		}
		assert_string_equal(order, rows[i].order);
	}
}

static void in_latin_letters(void **state)
{
	struct menu_state *s = *state;
	menu_speak(s, FIXTURE_GSM7);
	TYPES(s, "1", "1 Chüy\n2 Batken\n3 Jalal-Abad\n4 Bishkek\n5 Osh shaary\n6 Aytpaym\n0 Artka");
	TYPES(s, "1", "Rayonunguz\n1 Alamüdün r-nu\n2 Jayyl r-nu\n3 Kemin r-nu\n4 Moskva r-nu\n5 Panfilov r-nu\n6 Sokuluk r-nu\n7 Chüy r-nu\n8 Ysyk-Ata r-nu\n9 Dagy 0 Artka");
}

static void packed_by_code(void **state)
{
	struct menu_state *s = *state, back;
	uint8_t octets[1024];
	assert_int_equal(menu_keep(s, "village", "41705236842040"), ERR_NONE);
	struct writer w = writer_over(octets, sizeof(octets));
	menu_state_pack(s, &w);
	assert_false(w.failed);
	struct reader r = reader_over(writer_bytes(&w));
	assert_int_equal(menu_state_unpack(&back, set, &r), ERR_NONE);
	assert_memory_equal(back.kept, s->kept, sizeof(back.kept));
	assert_string_equal(menu_kept_key(&back, "village"), "41705236842040");
	menu_state_fini(&back);
}

/* Every record by number, key and texts; no field but its own. */
static void the_tables(void **state)
{
	(void)state;
	static const struct { const char *name; size_t count; } rows[] = { { "district", 57 }, { "village", 1918 } };
	for (size_t i = 0; i < 2; i++) {
		uint16_t table = menu_table_find(set, rows[i].name);
		assert_int_not_equal(table, MENU_NONE);
		assert_int_equal(menu_record_count(set, table), rows[i].count);
		for (uint16_t k = 0; k < rows[i].count; k++) {
			assert_int_equal(menu_record_find(set, table, menu_record_key(set, table, k)), k);
			assert_non_null(menu_record_text(set, table, k, "name", 1, 0));
			assert_non_null(menu_record_text(set, table, k, "region", 0, 0));
			assert_true((i == 1) == (menu_record_text(set, table, k, "district", 0, 0) != NULL));
			assert_null(menu_record_text(set, table, k, "phone", 0, 0));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_village_is_named_by_its_first_letters, dial, hang_up),
		cmocka_unit_test_setup_teardown(by_a_former_name, dial, hang_up),
		cmocka_unit_test_setup_teardown(among_all_villages, dial, hang_up),
		cmocka_unit_test_setup_teardown(nothing_is_found, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_long_list_is_cut, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_district_of_another_region_is_forgotten, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_village_that_is_kept_passes_its_list, dial, hang_up),
		cmocka_unit_test_setup_teardown(cities_and_the_districts_of_bishkek, dial, hang_up),
		cmocka_unit_test_setup_teardown(own_village_first, dial, hang_up),
		cmocka_unit_test_setup_teardown(in_latin_letters, dial, hang_up),
		cmocka_unit_test_setup_teardown(packed_by_code, dial, hang_up),
		cmocka_unit_test_setup_teardown(the_tables, dial, hang_up),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
