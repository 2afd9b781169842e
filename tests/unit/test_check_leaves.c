/* How far leaves are, counted by hand for small menus. */
#include "menu/check_leaves.h"
#include "menu_fixture.h"
#include "small_menus.h"

#include "menu/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOON_MS INT64_C(1795406400000)
#define FACT ", source: here, verified_on: 2026-01-01, expires: 2028-01-01}\n"
#define LONG "жетимиш тамга жетимиш тамга жетимиш тамга жетимиш тамга жетимиш тамга." /* 70: two do not stand on one page */

static char menus[] = SMALL_MENUS
	"  home: {kind: choices, choices: [{text: {ky: Тизме, ru: Список}, to: countries}, {text: {ky: Жазуу, ru: Письмо}, to: note},\n"
	"    {text: {ky: Өз, ru: Своя}, when: {country: [ru, kz]}, to: own}]}\n"
	"  own: {kind: text, text: {ky: Өз, ru: Своя}, choices: [{text: {ky: Баары, ru: Все}, to: all}]}\n"
	"  all: {kind: list, from: paper, to: paper}\n"
	"  countries: {kind: list, from: country, to: papers}\n"
	"  papers: {kind: list, from: paper, where: country, to: paper}\n"
	"  paper: {kind: text, text: {ky: \"{paper.items}\", ru: \"{paper.items}\"}, choices: [{text: {ky: SMS, ru: SMS}, do: letter.send, then: {sent: sent}}]}\n"
	"  note: {kind: input, text: {ky: Жаз, ru: Пиши}, ask: words, keep: note, to: confirm}\n"
	"  confirm: {kind: confirm, text: {ky: Сөз?, ru: Слово?}, yes: {do: letter.send, then: {sent: sent}}, no: {to: countries}}\n"
	"  sent: {kind: choices, choices: [{text: {ky: Бүттү, ru: Конец}, to: goodbye}]}\n"
	"  goodbye: {kind: end, text: {ky: Рахмат, ru: Спасибо}}\n"
	"  urgent: {kind: text, text: [{when: {country: \"\"}, ky: \"112\", ru: \"112\"}, {ky: \"112 {country.name}\", ru: \"112 {country.name}\"}]}\n"
	"emergency: {numbers: [\"112\"], to: urgent}\n"
	"remembered: country\n"
	"tables:\n"
	"  country:\n"
	"    - {key: ru, name: {ky: Россия, ru: Россия}}\n"
	"    - {key: kz, name: {ky: Казакстан, ru: Казахстан}}\n"
	"  paper:\n"
	"    - key: short\n"
	"      country: [ru, kz]\n"
	"      name: {ky: Келдим, ru: Приехал}\n"
	"      items:\n"
	"        - {text: {ky: Көчүрмө, ru: Копия}" FACT
	"    - key: long\n"
	"      country: kz\n"
	"      name: {ky: Кеттим, ru: Уехал}\n"
	"      items:\n"
	"        - {text: {ky: \"" LONG "\", ru: Копия}" FACT
	"        - {text: {ky: \"112 – " LONG "\", ru: Копия}" FACT
	"        - {text: {ky: \"" LONG "\", ru: Копия}" FACT;

static struct menu_set *load(void)
{
	char path[] = "menus.yaml";
	struct menu_source_file file = { .path = path, .text = menus, .len = strlen(menus) };
	struct menu_source source = { .name = path, .files = &file, .count = 1 };
	struct complaints complaints;
	complaints_init(&complaints);
	struct menu_set *set = menu_load_source(&source, &fixture_contract, fixture_formats, FIXTURE_FORMATS, FIXTURE_TODAY, &complaints);
	complaints_print(&complaints, stderr);
	assert_int_equal(complaints.errors, 0);
	complaints_fini(&complaints);
	return set;
}

static const struct leaf *find(const struct menu_set *set, const struct leaves *leaves, const char *name)
{
	const struct leaf *found = NULL;
	char told[256];
	for (size_t i = 0; i < leaves->count; i++) {
		menu_leaf_told(set, &leaves->list[i], told, sizeof(told));
		if (strcmp(told, name) != 0)
			continue;
		assert_null(found);
		found = &leaves->list[i];
	}
	return found;
}

static const struct leaf *named(const struct menu_set *set, const struct leaves *leaves, const char *name)
{
	const struct leaf *found = find(set, leaves, name);
	assert_non_null(found);
	return found;
}

/* home: "1 Тизме", "2 Жазуу": 15 characters with the line end. countries: "1 Россия", "2 Казакстан", "0 Артка": 28. papers: "1 Келдим", "0 Артка": 16.
 * paper: "Көчүрмө", "1 SMS", "0 Артка": 21. Three keys. */
static void answers_and_seconds_add_up(void **state)
{
	(void)state;
	struct menu_set *set = load();
	struct leaves *leaves = menu_leaves(set, 0, FIXTURE_UCS2, NOON_MS);
	const struct leaf *leaf = named(set, leaves, "paper country=ru paper=short");
	assert_true(leaves->whole);
	assert_int_equal(leaf->pages, 1);
	assert_int_equal(leaf->last.answers, 3);
	assert_int_equal(leaf->last.ms[TEMPO_USUAL], 4 * 2000 + 80 * 60 + 3 * 2000);
	assert_int_equal(leaf->last.ms[TEMPO_SLOW], 4 * 3000 + 80 * 143 + 3 * 3000);
	assert_memory_equal(&leaf->first, &leaf->last, sizeof(leaf->first));
	assert_true(leaf->sends);
	assert_true(named(set, leaves, "paper country=kz paper=short")->sends);
	menu_leaves_free(leaves);
	menu_free(set);
}

/* By each country there is a way to the short one, by one to the long one, too; and that is among all papers, for which no country is asked. */
static void leaves_are_told_apart_by_records(void **state)
{
	(void)state;
	struct menu_set *set = load();
	struct leaves *leaves = menu_leaves(set, 0, FIXTURE_UCS2, NOON_MS);
	size_t papers = 0, others = 0;
	for (size_t i = 0; i < leaves->count; i++) {
		papers += leaves->list[i].screen == menu_screen_find(set, "paper");
		others += !leaves->list[i].action && leaves->list[i].screen != menu_screen_find(set, "paper");
	}
	assert_int_equal(papers, 4);
	assert_int_equal(named(set, leaves, "paper paper=long")->last.answers, named(set, leaves, "paper country=kz paper=long")->last.answers);
	assert_int_equal(others, 4); /* own; 112 typed at home, by whom nothing is known of, or a country; elsewhere it is no choice */
	assert_int_equal(named(set, leaves, "urgent")->last.answers, 1);
	assert_int_not_equal(named(set, leaves, "urgent country=kz")->known, MENU_NONE);
	assert_null(find(set, leaves, "goodbye")); /* behind what was done */
	menu_leaves_free(leaves);
	menu_free(set);
}

/* Who is known to be somewhere has a choice more; what all come to is counted for those of whom nothing is known. */
static void what_is_known_opens_more(void **state)
{
	(void)state;
	struct menu_set *set = load();
	struct leaves *leaves = menu_leaves(set, 0, FIXTURE_UCS2, NOON_MS);
	const struct leaf *own = named(set, leaves, "own"), *papers = named(set, leaves, "paper country=kz paper=short");
	uint16_t country = menu_table_find(set, "country");
	assert_int_equal(own->last.answers, 1);
	assert_int_equal(own->known, menu_record_find(set, country, "ru"));
	assert_int_equal(papers->last.answers, 3);
	assert_int_equal(papers->known, MENU_NONE);
	menu_leaves_free(leaves);
	menu_free(set);
}

/* Each item fills a page. What sends it stands on the last. */
static void pages_are_turned(void **state)
{
	(void)state;
	struct menu_set *set = load();
	struct leaves *leaves = menu_leaves(set, 0, FIXTURE_UCS2, NOON_MS);
	const struct leaf *leaf = named(set, leaves, "paper country=kz paper=long");
	assert_true(leaf->pages > 1);
	assert_int_equal(leaf->first.answers, 3);
	assert_int_equal(leaf->last.answers, 3 + leaf->pages - 1);
	assert_true(leaf->last.ms[TEMPO_SLOW] > leaf->first.ms[TEMPO_SLOW]);
	assert_false(leaf->sends);
	menu_leaves_free(leaves);
	menu_free(set);
}

/* home, note: "Жаз", "0 Артка": 11; confirm: "Сөз?", "1 Ооба", "2 Жок", "0 Артка": 25; sent: "1 Бүттү", "0 Артка": 15. 80 letters at 560 ms.
 * Whoever says no is led to the lists, and has not come there by the fewest answers. */
static void what_is_done_is_a_leaf(void **state)
{
	(void)state;
	struct menu_set *set = load();
	struct leaves *leaves = menu_leaves(set, 0, FIXTURE_UCS2, NOON_MS);
	const struct leaf *written = named(set, leaves, "letter.send sent"), *asked = named(set, leaves, "letter.send sent country paper");
	assert_int_equal(written->last.answers, 3);
	assert_int_equal(written->last.ms[TEMPO_USUAL], 4 * 2000 + (15 + 11 + 25 + 15) * 60 + 2 * 2000 + 80 * 560);
	assert_int_equal(written->last.ms[TEMPO_SLOW], 4 * 3000 + (15 + 11 + 25 + 15) * 143 + 2 * 3000 + 80 * 560);
	assert_int_equal(asked->last.answers, 4);
	menu_leaves_free(leaves);
	menu_free(set);
}

static void narrow_pages_are_more(void **state)
{
	(void)state;
	struct menu_set *set = load();
	struct leaves *wide = menu_leaves(set, 0, FIXTURE_GSM7, NOON_MS), *narrow = menu_leaves(set, 0, FIXTURE_NARROW, NOON_MS);
	assert_true(named(set, narrow, "paper country=kz paper=long")->pages > named(set, wide, "paper country=kz paper=long")->pages);
	assert_int_equal(narrow->count, wide->count);
	menu_leaves_free(narrow);
	menu_leaves_free(wide);
	menu_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_and_seconds_add_up),
		cmocka_unit_test(leaves_are_told_apart_by_records),
		cmocka_unit_test(what_is_known_opens_more),
		cmocka_unit_test(pages_are_turned),
		cmocka_unit_test(what_is_done_is_a_leaf),
		cmocka_unit_test(narrow_pages_are_more),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
