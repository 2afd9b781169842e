/* What matters on a screen, of what is kept and set: by its texts, its lists and conditions, and by what follows. */
#include "menu/live.h"
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

static char menus[] = SMALL_MENUS
	"  home: {kind: choices, choices: [{text: {ky: Тизме, ru: Список}, to: countries}, {text: {ky: Жазуу, ru: Письмо}, to: topics}]}\n"
	"  countries: {kind: list, from: country, to: papers}\n"
	"  papers: {kind: list, from: paper, where: country, to: paper}\n"
	"  paper: {kind: text, text: {ky: \"{paper.name}\", ru: \"{paper.name}\"}, choices: [{text: {ky: Үй, ru: Домой}, to: home}]}\n"
	"  topics: {kind: list, from: topic, to: far}\n"
	"  far:\n"
	"    kind: choices\n"
	"    choices:\n"
	"      - {text: {ky: Алыс, ru: Далеко}, set: {distance: far}, to: note}\n"
	"      - {text: {ky: Жакын, ru: Близко}, set: {distance: near}, to: note}\n"
	"  note: {kind: input, text: {ky: Жаз, ru: Пиши}, ask: words, keep: note, to: sure}\n"
	"  sure:\n"
	"    kind: text\n"
	"    text: [{when: {distance: far}, ky: \"{topic.name}: {note}\", ru: \"{topic.name}: {note}\"}, {ky: Жакын, ru: Близко}]\n"
	"variables: {distance: [near, far]}\n"
	"tables:\n"
	"  country: [{key: ru, name: {ky: Россия, ru: Россия}}]\n"
	"  paper: [{key: one, country: ru, name: {ky: Бир, ru: Один}}]\n"
	"  topic: [{key: work, name: {ky: Иш, ru: Работа}}]\n";

static struct menu_set *set;
static struct live *live;

static int load(void **state)
{
	(void)state;
	char path[] = "menus.yaml";
	struct menu_source_file file = { .path = path, .text = menus, .len = strlen(menus) };
	struct menu_source source = { .name = path, .files = &file, .count = 1 };
	struct complaints complaints;
	complaints_init(&complaints);
	set = menu_load_source(&source, &fixture_contract, fixture_formats, FIXTURE_FORMATS, FIXTURE_TODAY, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	live = set ? live_find(set) : NULL;
	return live ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	free(live);
	menu_free(set);
	return 0;
}

static bool table(const char *screen, const char *name)
{
	return live[menu_screen_find(set, screen)].tables[menu_table_find(set, name)];
}

static void what_a_screen_shows_matters(void **state)
{
	(void)state;
	assert_true(table("papers", "country"));
	assert_true(table("paper", "paper"));
	assert_true(table("sure", "topic"));
	assert_true(live[menu_screen_find(set, "sure")].slots[FIXTURE_NOTE]);
	assert_false(table("paper", "country"));
	assert_false(table("sure", "paper"));
}

static void and_before_it_up_to_where_it_is_kept(void **state)
{
	(void)state;
	assert_true(table("note", "topic"));
	assert_true(table("far", "topic"));
	assert_false(table("topics", "topic"));
	assert_false(table("countries", "country"));
	assert_false(live[menu_screen_find(set, "note")].slots[FIXTURE_NOTE]);
	assert_false(table("home", "topic"));
}

/* The menus' own variables come behind the contract's slots. */
static void what_a_choice_sets_matters_behind_it(void **state)
{
	(void)state;
	size_t distance = FIXTURE_SLOTS;
	assert_true(live[menu_screen_find(set, "sure")].slots[distance]);
	assert_true(live[menu_screen_find(set, "note")].slots[distance]);
	assert_false(live[menu_screen_find(set, "far")].slots[distance]);
}

/* Whoever comes home has nothing kept. */
static void nothing_is_carried_home(void **state)
{
	(void)state;
	assert_false(table("paper", "topic"));
	assert_false(table("paper", "country"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_screen_shows_matters),
		cmocka_unit_test(and_before_it_up_to_where_it_is_kept),
		cmocka_unit_test(what_a_choice_sets_matters_behind_it),
		cmocka_unit_test(nothing_is_carried_home),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, load, unload);
}
