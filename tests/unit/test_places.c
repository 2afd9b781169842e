#include "places/place_fold.h"
#include "places/place_search.h"
#include "places/places.h"
#include "text/gsm7.h"
#include "text/translit.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void by_code(void **state)
{
	(void)state;
	for (uint16_t p = 0; p < place_count(); p++)
		assert_int_equal(place_find(place_code(p)), p);
	static const char *const unknown[] = { "", "4170220580501", "417022058050100", "41700000000021", "99999999999999", "Ош" };
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_int_equal(place_find(unknown[i]), PLACE_NONE);
	uint16_t p = place_find("41702205805010");
	assert_string_equal(place_name(p, "ky"), "Ак-Булуң");
	assert_string_equal(place_name(p, "ru"), "Ак-Булун");
	assert_string_equal(place_name(place_district(p), "ky"), "Ак-Суу району");
	assert_string_equal(place_name(place_region(p), "ru"), "Иссык-Кульская область");
	assert_int_equal(place_level(place_parent(p)), PLACE_AIMAK);
}

static void where_the_kyrgyz_name_is_not_sure_the_russian_one_stands(void **state)
{
	(void)state;
	uint16_t p = place_find("41702205805040");
	assert_false(place_is_sure(p));
	assert_string_equal(place_name(p, "ky"), "Тюрген");
	assert_string_equal(place_name(place_find("41702205805020"), "uz"), "Ак-Булак");
}

/* Every place is in the list of its district and of its region, once, and in no other. */
static void lists_are_the_tree(void **state)
{
	(void)state;
	size_t listed[PLACE_RANKS] = { 0 };
	for (int rank = PLACES_DISTRICTS; rank < PLACE_RANKS; rank++) {
		struct place_range upper = rank == PLACES_DISTRICTS ? place_list(PLACES_REGIONS, PLACE_NONE) : place_list(PLACES_DISTRICTS, PLACE_NONE);
		for (uint16_t u = upper.from; u < upper.to; u++) {
			struct place_range list = place_list((enum place_rank)rank, u);
			listed[rank] += (size_t)(list.to - list.from);
			for (uint16_t p = list.from; p < list.to; p++) {
				assert_int_equal(place_rank(p), rank);
				assert_true(place_is_in(p, u));
				assert_int_equal(rank == PLACES_DISTRICTS ? place_region(p) : place_district(p), u);
			}
		}
		struct place_range all = place_list((enum place_rank)rank, PLACE_NONE);
		assert_int_equal(listed[rank], all.to - all.from);
	}
	assert_int_equal(listed[PLACES_DISTRICTS], 44 + 13);
	assert_int_equal(listed[PLACES_VILLAGES], 1902 + 16);
	struct place_range empty = place_list(PLACES_REGIONS, place_find("41702205000000"));
	assert_int_equal(empty.from, empty.to);
	struct place_range bishkek = place_list(PLACES_DISTRICTS, place_find("41711000000000")), osh = place_list(PLACES_DISTRICTS, place_find("41721000000000"));
	assert_int_equal(bishkek.to - bishkek.from, 4);
	assert_int_equal(osh.to - osh.from, 0);
}

/* No two lines of one list read the same. */
static void labels_tell_apart(void **state)
{
	(void)state;
	struct place_range districts = place_list(PLACES_DISTRICTS, PLACE_NONE);
	char labels[200][PLACE_LABEL];
	for (int ky = 0; ky < 2; ky++) {
		for (uint16_t d = districts.from; d < districts.to; d++) {
			struct place_range list = place_list(PLACES_VILLAGES, d);
			assert_true(list.to - list.from <= 200);
			for (uint16_t i = 0; i < list.to - list.from; i++) {
				size_t len = place_label((uint16_t)(list.from + i), ky ? "ky" : "ru", false, labels[i]);
				assert_int_equal(len, strlen(labels[i]));
				for (uint16_t j = 0; j < i; j++)
					assert_string_not_equal(labels[i], labels[j]);
			}
		}
	}
}

static void a_name_that_stands_twice_has_its_aimak_behind_it(void **state)
{
	(void)state;
	struct place_found found;
	char label[PLACE_LABEL];
	size_t with = 0;
	uint16_t suzak = place_find("41703220000000");
	place_search(place_list(PLACES_VILLAGES, suzak), "Арал", strlen("Арал"), &found);
	for (uint16_t p = place_found_next(&found, PLACE_NONE); p != PLACE_NONE; p = place_found_next(&found, p)) {
		place_label(p, "ky", false, label);
		with += strcmp(label, "Арал (Кара-Дарыя а/а)") == 0 || strcmp(label, "Арал (Таш-Булак а/а)") == 0 ||
			strcmp(label, "Арал (Сузакский а/а)") == 0;
		place_label(p, "ky", true, label);
		assert_non_null(strstr(label, ", Сузак р-ну"));
	}
	assert_int_equal(with, 3);
}

static void what_is_folded(void **state)
{
	(void)state;
	static const struct { const char *name, *folded; } rows[] = {
		{ "Жаңы-Жол", "janijol" }, { "Джаны-Джол", "janijol" }, { "Джангы джол айылы", "janijol" }, { "с. Өөрүктү", "oruktu" }, { "Ак-Суу району", "aksu" },
		{ "Кызыл-Кыя", "kizilkiy" }, { "Хун Чи (Часть)", "hunqi" }, { "Им. Кирова", "kirova" }, { "а/а", "a" }, { "Эсеналы Дайракунов айыл аймагы", "esenalidairakunov" },
		{ "Жашасын-2", "jawasin2" }, { "", "" }, { "айылы", "aili" }, { "Подъёмное", "podomnoe" },
	};
	char out[PLACE_FOLDED];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(place_fold_name(rows[i].name, out));
		assert_string_equal(out, rows[i].folded);
	}
	assert_false(place_fold_name("Jany-Jol", out));
}

static bool finds(const char *typed, uint16_t within, uint16_t wanted, size_t *count)
{
	struct place_found found;
	place_search(place_list(PLACES_VILLAGES, within), typed, strlen(typed), &found);
	assert_true(found.steps <= 1000);
	*count = found.count;
	for (uint16_t p = place_found_next(&found, PLACE_NONE); p != PLACE_NONE; p = place_found_next(&found, p)) {
		if (p == wanted)
			return true;
	}
	return false;
}

/* README of the list: what is typed, and what must be found by it. */
static void every_spelling(void **state)
{
	(void)state;
	static const struct { const char *code, *typed[24]; } rows[] = {
		{ "41702205812030", { "Кара-Жал", "кара жал", "КАРАЖАЛ", "Кара-Джал", "karajal", "Kara-Zhal", "Kara Djal", "kara-dzhal", "Karadzhal", "с. Кара-Жал", "село Кара-Жал",
			"Кара-Жал айылы", "kara jal ayyly", "кара жал айыл", "selo Kara-Jal", "s.karajal", "Карра-Жжал", "qara jal", "kaража" } },
		{ "41702205812020", { "Жаңы-Арык", "жаны арык", "Джаны-Арык", "Джангы-Арык", "жанги арик", "Jany-Aryk", "Jangy Aryk", "zhany aryk", "jaңyaryk", "jani arik",
			"jañı arık", "жаhы-арык", "janyarik" } },
	};
	static const struct { const char *name_ru, *name_ky, *typed[16]; } by_name[] = {
		{ "Кетмен-Тебе", "Кетмен-Төбө", { "Кетмен-Төбө", "кетмен тобо", "Кетмен-Тебе", "ketmen-töbö", "ketmen tobo", "ketmen tqbq", "ketmen t8b8", "Кетмен-Тёбё", "кетмен-тъбъ",
			"Ketmen Tebe" } },
		{ "Первое Мая", "Биринчи Май", { "Биринчи Май", "биринчи-май", "Первое Мая", "pervoe maya", "birinchi may", "Biringchi" } },
		{ "Кара-Суу", "Кара-Суу", { "Карасу", "кара суу шаары", "г. Кара-Су", "Kara-Su", "kapa-cyy", "KAPACY", "KAPA-CYY" } },
	};
	size_t count;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint16_t wanted = place_find(rows[i].code);
		for (size_t k = 0; k < 24 && rows[i].typed[k]; k++) {
			if (!finds(rows[i].typed[k], place_district(wanted), wanted, &count) || count > 3)
				fail_msg("'%s' finds %zu, and not %s alone", rows[i].typed[k], count, place_name(wanted, "ky"));
		}
	}
	struct place_range all = place_list(PLACES_VILLAGES, PLACE_NONE);
	for (size_t i = 0; i < sizeof(by_name) / sizeof(by_name[0]); i++) {
		uint16_t wanted = all.from;
		while (wanted < all.to && (strcmp(place_name(wanted, "ru"), by_name[i].name_ru) != 0 || strcmp(place_name(wanted, "ky"), by_name[i].name_ky) != 0))
			wanted++;
		assert_true(wanted < all.to);
		for (size_t k = 0; k < 16 && by_name[i].typed[k]; k++) {
			if (!finds(by_name[i].typed[k], PLACE_NONE, wanted, &count))
				fail_msg("'%s' finds %zu, but not %s", by_name[i].typed[k], count, by_name[i].name_ky);
		}
	}
}

static void found_by(const char *typed, uint16_t place, unsigned *most)
{
	struct place_found found;
	place_search(place_list(PLACES_VILLAGES, PLACE_NONE), typed, strlen(typed), &found);
	*most = found.steps > *most ? found.steps : *most;
	if (!(found.bits[place / 64] >> place % 64 & 1))
		fail_msg("'%s' does not find %s %s", typed, place_code(place), place_name(place, "ru"));
}

/* In its own letters and in Latin ones, as our own pages write it. */
static void found_in_both(const char *typed, uint16_t place, unsigned *most)
{
	char latin[PLACE_LABEL];
	size_t len;
	found_by(typed, place, most);
	assert_int_equal(translit_latin(typed, strlen(typed), latin, sizeof(latin), &len), ERR_NONE);
	found_by(latin, place, most);
}

/* Names as they are shown, whole with the words that stand around them, and their first letters from the second on. */
static void every_name_finds_its_place(void **state)
{
	(void)state;
	static const char *const frames[] = { "%s", "с. %s", "%s айылы", "село %s", " %s.", "айыл %s", "%s кыштагы" };
	struct place_range all = place_list(PLACES_VILLAGES, PLACE_NONE);
	unsigned most = 0;
	for (uint16_t p = all.from; p < all.to; p++) {
		for (size_t language = 0; language < 2; language++) {
			const char *name = place_name(p, language ? "ru" : "ky");
			char typed[PLACE_LABEL];
			for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
				snprintf(typed, sizeof(typed), frames[i], name);
				found_in_both(typed, p, &most);
			}
			for (size_t cut = utf8_floor(name, strlen(name), strlen(name) - 1); cut > 3; cut = utf8_floor(name, strlen(name), cut - 1)) {
				snprintf(typed, sizeof(typed), "%.*s", (int)cut, name);
				if (strncmp(name, "Им.", strlen("Им.")) != 0 || cut > 8)
					found_in_both(typed, p, &most);
			}
		}
	}
	print_message("# at most %u steps\n", most);
	assert_true(most <= 1000);
}

static void what_finds_nothing(void **state)
{
	(void)state;
	static const char *const typed[] = { "", " ", "...", "---", "\xff\xfe", "цыц", "Жок мындай айыл", "أ", "айылайыл", "Кара-Суу-Кара-Суу-Кара-Суу-Кара-Суу-Кара-Суу-Кара-Суу" };
	size_t count;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		finds(typed[i], PLACE_NONE, PLACE_NONE, &count);
		if (count > 0)
			fail_msg("'%s' finds %zu", typed[i], count);
	}
}

/* No text takes long, whatever is in it: the letters that can be read in most ways. */
static void no_text_takes_long(void **state)
{
	(void)state;
	static const char *const letters[] = { "y", "i", "u", "j", "o", "e", "h", "s", "c", "z", "ё", "ъ", "а", "к", "-", " ", "8", "нг", "дж", "s.", "айыл ", "\xd0" };
	unsigned most = 0;
	srand(9);
	for (size_t i = 0; i < 20000; i++) {
		char typed[128] = "";
		size_t parts = (size_t)rand() % 20;
		struct place_found found;
		for (size_t k = 0; k < parts; k++)
			strcat(typed, letters[(size_t)rand() % (sizeof(letters) / sizeof(letters[0]))]);
		place_search(place_list(PLACES_VILLAGES, PLACE_NONE), typed, strlen(typed), &found);
		most = found.steps > most ? found.steps : most;
	}
	print_message("# at most %u steps\n", most);
	assert_true(most <= 2500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_code),
		cmocka_unit_test(where_the_kyrgyz_name_is_not_sure_the_russian_one_stands),
		cmocka_unit_test(lists_are_the_tree),
		cmocka_unit_test(labels_tell_apart),
		cmocka_unit_test(a_name_that_stands_twice_has_its_aimak_behind_it),
		cmocka_unit_test(what_is_folded),
		cmocka_unit_test(every_spelling),
		cmocka_unit_test(every_name_finds_its_place),
		cmocka_unit_test(what_finds_nothing),
		cmocka_unit_test(no_text_takes_long),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
