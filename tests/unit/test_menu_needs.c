/* What actions need, outcomes that never come, texts with holes: the menus tests/menus/broken/needs-* and hole-*, with the contract that is shipped; and
 * what is right must pass. */
#include "menu_fixture.h"

#include "journeys/contract.h"
#include "menu/source.h"
#include "small_menus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct fault {
	const char *directory;
	size_t count;         /* of all complaints */
	const char *expected; /* the first of them, without the directory */
} faults[] = {
	{ "hole-after-wrong", 1,
		"menu.yaml:16:16: error: '{answer}' is empty for who comes this way: home > ask > pin > answer; fill it before, or let another text stand here then: `when: {answer: \"\"}`" },
	{ "hole-back", 1,
		"menu.yaml:9:16: error: '{country.name}' is empty for who comes this way: home > countries > papers > elsewhere > papers; fill it before, or let another text stand here then: `when: {country: \"\"}`" },
	{ "hole-field", 1,
		"menu.yaml:10:16: error: '{country.name}' is empty for who comes this way: home > call; fill it before, or let another text stand here then: `when: {country: \"\"}`" },
	{ "hole-slot", 1,
		"menu.yaml:10:16: error: '{number}' is empty for who comes this way: home > goodbye; fill it before, or let another text stand here then: `when: {number: \"\"}`" },
	{ "needs-anonymous", 1,
		"menu.yaml:13:3: error: `appeal.lodge` needs 'anonymous', and on this way nothing sets it: home > topics > words > pin; let a choice before it say `set: {anonymous: ...}`" },
	{ "needs-nameless", 1,
		"menu.yaml:14:3: error: `appeal.lodge` never comes to 'nameless', so that nobody sees the screen 'done-nameless': on no way is 'anonymous' then 'yes'; write `set: {anonymous: yes}` where people choose that, or leave 'nameless' out of `then`" },
	{ "needs-nameless-aside", 2,
		"menu.yaml:24:3: error: `appeal.lodge` comes to 'named' on this way: home > topics > words > who > pin-nameless; say in `then` which screen follows" },
	{ "needs-number", 1,
		"menu.yaml:5:9: error: `number.sms` needs 'number', and on this way nobody is asked for it: home; put a question with `keep: number` before" },
	{ "needs-one-way", 1,
		"menu.yaml:19:3: error: `appeal.lodge` needs a record of 'topic', and on this way none is chosen: home > topics > words > pin; let it lead over a list `from: topic`, or write `pick: {topic: KEY}`" },
	{ "needs-opened", 1,
		"menu.yaml:6:3: error: `appeal.add` needs a number that was opened with its PIN, and on this way none is: home > addition; let the action that finds it come before" },
	{ "needs-other-word", 1,
		"menu.yaml:12:22: error: unknown anonymous 'nil'" },
	{ "needs-screen-of-nameless", 1,
		"menu.yaml:14:3: error: `appeal.lodge` comes to 'nameless' on this way: home > topics > words > who > pin; say in `then` which screen follows" },
	{ "needs-sum", 1,
		"menu.yaml:7:3: error: `pledge.make` needs 'amount', and on this way nobody is asked for it: home > pin; put a question with `keep: amount` before" },
	{ "needs-table", 1,
		"menu.yaml:13:3: error: `appeal.lodge` needs a record of the table 'topic', which these menus do not have; write the table, and a list `from: topic` on the way" },
	{ "needs-topic", 1,
		"menu.yaml:13:3: error: `appeal.lodge` needs a record of 'topic', and on this way none is chosen: home > words > pin; let it lead over a list `from: topic`, or write `pick: {topic: KEY}`" },
	{ "needs-words", 1,
		"menu.yaml:7:3: error: `appeal.lodge` needs 'text', and on this way nobody is asked for it: home > topics > pin; put a question with `keep: text` before" },
};
#define FAULTS (sizeof(faults) / sizeof(faults[0]))

static void is_told(void **state)
{
	const struct fault *fault = *state;
	struct complaints complaints;
	char directory[128], said[8192], expected[8192];
	snprintf(directory, sizeof(directory), "tests/menus/broken/%s", fault->directory);
	snprintf(expected, sizeof(expected), "%s/%s", directory, fault->expected);
	complaints_init(&complaints);
	struct menu_set *set = menu_load(directory, &journey_contract, fixture_formats, FIXTURE_FORMATS, FIXTURE_TODAY, &complaints);
	FILE *out = fmemopen(said, sizeof(said), "w");
	complaints_print(&complaints, out);
	fclose(out);
	said[strcspn(said, "\n")] = '\0';
	assert_string_equal(said, expected);
	assert_int_equal(complaints.count, fault->count);
	assert_null(set);
	complaints_fini(&complaints);
}

/* ---- what is right ---- */

#define LODGE "  words: {kind: input, text: {ky: Жаз, ru: Пиши}, ask: words, keep: text, set: {anonymous: no}, to: pin}\n" \
	"  done: {kind: end, text: {ky: \"{number}\", ru: \"{number}\"}}\n" \
	"tables: {topic: [{key: road, name: {ky: Жол, ru: Дорога}}, {key: water, name: {ky: Суу, ru: Вода}}]}\n"

/* Two ways, each with its words; a list that is passed; a choice that is only there when something is chosen; a text for those who have nothing. */
static const char *const right[] = {
	/* one who has chosen is led past the list */
	"  home: {kind: choices, choices: [{text: {ky: А, ru: А}, to: topics}, {text: {ky: Б, ru: Б}, pick: {topic: road}, to: topics}]}\n"
	"  topics: {kind: list, from: topic, skip_if_kept: yes, to: words}\n"
	"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, do: appeal.lodge, then: {named: done}}\n" LODGE,
	/* the choice that lacks something is not there */
	"  home: {kind: choices, choices: [{text: {ky: А, ru: А}, to: more}, {text: {ky: Б, ru: Б}, pick: {topic: road}, to: more}]}\n"
	"  more: {kind: choices, choices: [{text: {ky: А, ru: А}, unless: {topic: \"\"}, to: words}, {text: {ky: Б, ru: Б}, to: goodbye}]}\n"
	"  goodbye: {kind: end, text: {ky: Рахмат, ru: Спасибо}}\n"
	"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, do: appeal.lodge, then: {named: done}}\n" LODGE,
	/* the outcome that does not come is `to`, and a screen of its own is none */
	"  home: {kind: choices, choices: [{text: {ky: А, ru: А}, pick: {topic: water}, to: words}]}\n"
	"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, do: appeal.lodge, to: done}\n" LODGE,
	/* the text tells of a topic to those alone who have chosen it */
	"  home: {kind: choices, choices: [{text: {ky: А, ru: А}, to: told}, {text: {ky: Б, ru: Б}, pick: {topic: road}, to: told}]}\n"
	"  told:\n"
	"    kind: choices\n"
	"    text: [{when: {topic: [road, water]}, ky: \"{topic.name}\", ru: \"{topic.name}\"}, {ky: Эч нерсе, ru: Ничего}]\n"
	"    choices: [{text: {ky: А, ru: А}, pick: {topic: water}, to: words}]\n"
	"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, do: appeal.lodge, then: {named: done}}\n" LODGE,
};

static void what_is_right_passes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		char text[8192], path[] = "menus.yaml";
		struct complaints complaints;
		complaints_init(&complaints);
		int len = snprintf(text, sizeof(text), "%s%s", SMALL_MENUS, right[i]);
		struct menu_source_file file = { .path = path, .text = text, .len = (size_t)len };
		struct menu_source source = { .name = path, .files = &file, .count = 1 };
		struct menu_set *set = menu_load_source(&source, &journey_contract, fixture_formats, FIXTURE_FORMATS, FIXTURE_TODAY, &complaints);
		complaints_print(&complaints, stderr);
		assert_non_null(set);
		menu_free(set);
		complaints_fini(&complaints);
	}
}

int main(void)
{
	struct CMUnitTest tests[FAULTS + 1] = { cmocka_unit_test(what_is_right_passes) };
	for (size_t i = 0; i < FAULTS; i++)
		tests[i + 1] = (struct CMUnitTest){ .name = faults[i].directory, .test_func = is_told, .initial_state = (void *)&faults[i] };
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
