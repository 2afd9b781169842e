/* One fault each: the menus under tests/menus/broken, and what must be said of them. `system.yaml` there is the good one's, but where the
 * fault is in it. */
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct fault {
	const char *directory;
	size_t count;         /* of all complaints: one more for each language or format in which it is wrong */
	const char *expected; /* the first of them, without the directory */
} faults[] = {
	{ "bound-no-number", 1,
		"menu.yaml:15:10: error: `max` is a whole number up to 1000000000000, without spaces" },
	{ "bounds-crossed", 1,
		"menu.yaml:16:10: error: no amount is between 100 and 10" },
	{ "bounds-for-words", 1,
		"menu.yaml:15:10: error: `min` and `max` are for `ask: amount` only" },
	{ "brace-close", 1,
		"menu.yaml:8:16: error: a } without its {" },
	{ "brace-open", 1,
		"menu.yaml:8:16: error: a { without its }" },
	{ "choice-too-long", 2,
		"menu.yaml:6:21: error: this choice takes 132 octets of UCS-2 ('ky'), and a page has room for 130; shorten it" },
	{ "choice-too-long-in-latin", 2,
		"menu.yaml:6:21: error: this choice takes 202 septets of GSM 7-bit ('ky'), and a page has room for 167; shorten it" },
	{ "choice-without-text", 1,
		"menu.yaml:6:9: error: `text` is missing here" },
	{ "confirm-without-no", 1,
		"menu.yaml:10:3: error: `no` is missing here" },
	{ "crowded", 1,
		"menu.yaml:2:3: warning: the screen 'home' has 10 choices, and nobody keeps more than 9 in mind; make several screens of it, or a list [crowded]" },
	{ "dead-end", 1,
		"menu.yaml:7:3: warning: every way from the screen 'room' leads back to it; let one lead to a text or an end [dead-end]" },
	{ "dead-end-confirm", 1,
		"menu.yaml:7:3: warning: every way from the screen 'sure' leads back to it; let one lead to a text or an end [dead-end]" },
	{ "dead-end-list", 1,
		"menu.yaml:7:3: warning: every way from the screen 'places' leads back to it; let one lead to a text or an end [dead-end]" },
	{ "empty-list-by-condition", 1,
		"menu.yaml:7:3: warning: every record of 'place' has a condition, so that the list 'places' may be empty; give it `choices` that lead on [condition]" },
	{ "empty-list-for-two", 1,
		"menu.yaml:11:3: warning: the list 'towns' is empty for place 'c', kind 'study'; add a record for it, or give the list `choices` [dead-end]" },
	{ "empty-table", 1,
		"menu.yaml:7:3: warning: the table 'place' has no record, so that the list 'places' is empty; add one, or give the list `choices` [dead-end]" },
	{ "loop", 1,
		"menu.yaml:7:3: warning: from the screen 'first' people go round through 'second', 'third', and come to no text, no end, and nothing that is done; let one of them lead there [loop]" },
	{ "misnamed-file", 1,
		"extra.yaml.txt: warning: this file is passed over; if it is a menu file, call it 'extra.yaml' [file]" },
	{ "duplicate-key-in-file", 1,
		"menu.yaml:9:3: error: the key 'goodbye' stands twice, also in line 6; keep one of them" },
	{ "duplicate-languages", 20,
		"system.yaml:1:12: error: `languages` stands also in tests/menus/broken/duplicate-languages/menu.yaml:1; keep one of them" },
	{ "duplicate-record", 1,
		"menu.yaml:18:13: error: the key 'a' stands also in tests/menus/broken/duplicate-record/menu.yaml:16; keep one of them" },
	{ "duplicate-screen", 1,
		"system.yaml:29:3: error: the screen 'later' stands also in tests/menus/broken/duplicate-screen/menu.yaml:9; keep one of them" },
	{ "duplicate-word", 1,
		"system.yaml:5:3: error: the word 'back' stands also in tests/menus/broken/duplicate-word/menu.yaml:10; keep one of them" },
	{ "empty-text", 1,
		"menu.yaml:8:16: error: an empty text; fill it in, or leave the whole key out" },
	{ "fact-bad-date", 1,
		"menu.yaml:18:60: error: `verified_on` is no date; write it as YYYY-MM-DD" },
	{ "fact-confirmed-maybe", 1,
		"menu.yaml:18:104: error: `confirmed` is yes or no" },
	{ "fact-expires-first", 1,
		"menu.yaml:18:81: error: this fact expires before it was verified, on 2026-01-01" },
	{ "fact-text-and-value", 1,
		"menu.yaml:18:13: error: a fact has either `text`, in all languages, or `value`" },
	{ "fact-unknown-key", 1,
		"menu.yaml:18:93: error: unknown key 'surce'; did you mean 'source'?" },
	{ "fact-without-expires", 1,
		"menu.yaml:18:13: error: a fact without `expires`; write the date as YYYY-MM-DD" },
	{ "fact-without-source", 1,
		"menu.yaml:18:13: error: a fact without `source`; say where it was seen" },
	{ "fact-without-verified", 1,
		"menu.yaml:18:13: error: a fact without `verified_on`; write the date as YYYY-MM-DD" },
	{ "footer-too-long", 2,
		"system.yaml:5:3: error: the words `more` and `back` leave no room on a page of 160 octets of UCS-2 in 'ky'; shorten them" },
	{ "keep-of-another-kind", 1,
		"menu.yaml:14:11: error: the slot 'number' does not keep what `ask: pin` asks for" },
	{ "missing-entry", 1,
		": error: no file says which screen is the first; write `entry: SCREEN` in one of them" },
	{ "missing-kind", 1,
		"menu.yaml:6:3: error: `kind` is missing here" },
	{ "missing-language", 1,
		"menu.yaml:8:11: error: this text is missing in the language 'ru'" },
	{ "missing-languages", 1,
		": error: no file names the languages; write `languages: {ky: Кыргызча, ru: Русский}` in one of them" },
	{ "missing-outcome", 1,
		"menu.yaml:6:57: error: 'letter.find' can come to 'wrong': say in `then` which screen follows" },
	{ "missing-required-screen", 1,
		": error: the screen 'later' is missing; the gateway asks for it itself" },
	{ "missing-text", 1,
		"menu.yaml:6:3: error: `text` is missing here" },
	{ "missing-word", 1,
		"system.yaml:5:3: error: the word 'more' is missing under `words`" },
	{ "no-choices", 1,
		"menu.yaml:10:3: error: `choices` is missing here" },
	{ "no-move", 1,
		"menu.yaml:6:9: error: nothing follows here; say which screen with `to:`, or what to do with `do:`" },
	{ "placeholder-in-field", 1,
		"menu.yaml:17:18: error: only a field of a record that is named can stand here, as {helpline.mfa.phone}" },
	{ "question-too-long", 2,
		"menu.yaml:12:16: error: with its footer and its longest hint ('4 сан жазыңыз') this question takes 168 octets of UCS-2 ('ky'), and a page has 160; shorten it" },
	{ "question-too-long-with-record", 1,
		"menu.yaml:16:16: error: with its footer and its longest hint ('4 сан жазыңыз') this question takes 128 octets of UCS-2 ('ky'), and a page has 120; shorten it" },
	{ "question-too-long-with-slot", 1,
		"menu.yaml:12:16: error: with its footer and its longest hint ('4 сан жазыңыз') this question takes 124 octets of UCS-2 ('ky'), and a page has 120; shorten it" },
	{ "record-too-long", 4,
		"menu.yaml:17:27: error: this choice takes 144 octets of UCS-2 ('ky'), and a page has room for 130; shorten it" },
	{ "record-without-key", 1,
		"menu.yaml:18:7: error: a record of the table 'place' without `key`" },
	{ "record-without-show", 1,
		"menu.yaml:18:13: error: this record has no 'name', which the list 'places' shows" },
	{ "reference-in-text", 2,
		"menu.yaml:8:16: error: '{town.place}' is a reference, not a text; show a field of 'place'" },
	{ "required-screen-of-another-kind", 2,
		"system.yaml:29:3: error: the screen 'later' must be of the kind `end`" },
	{ "resume-without-restart", 1,
		"system.yaml:23:3: error: a choice of the screen 'resume' must have `do: session.restart`" },
	{ "latin-cyrillic", 1,
		"menu.yaml:8:33: error: GSM 7-bit has no 'а'; write 'a'" },
	{ "latin-language-alone", 1,
		"system.yaml:1:40: error: 'uz-Latn' is in Latin letters what no language here is; name that language too" },
	{ "latin-language-name", 1,
		"system.yaml:1:49: error: GSM 7-bit has no 'К'; write 'K'" },
	{ "latin-of-no-language", 1,
		"menu.yaml:8:37: error: unknown key 'uz-Latn'; did you mean 'ky-Latn'?" },
	{ "latin-placeholder", 1,
		"menu.yaml:16:44: warning: '{number}' is missing in Latin letters" },
	{ "latin-too-long", 1,
		"menu.yaml:5:37: error: this choice takes 211 septets of GSM 7-bit ('ky'), and a page has room for 167; shorten it" },
	{ "named-in-fact-unknown", 1,
		"menu.yaml:7:23: error: unknown table 'ofice'; did you mean 'office'?" },
	{ "named-itself", 2,
		"menu.yaml:4:18: error: '{office.a.name}' leads back to itself; write it out in one place" },
	{ "named-list", 2,
		"menu.yaml:8:18: error: '{office.a.items}' is a list, not a text; name one that is" },
	{ "named-in-a-round", 2,
		"menu.yaml:6:18: error: '{office.a.name}' leads back to itself; write it out in one place" },
	{ "named-without-field", 2,
		"menu.yaml:16:16: error: 'b' of 'office' has no 'phone'; add it there, or show another field" },
	{ "named-reference", 2,
		"menu.yaml:16:16: error: '{office.a.town}' is a reference, not a text; show a field of 'town'" },
	{ "named-in-one-language", 1,
		"menu.yaml:6:55: warning: '{office.a.phone}' stands in the language 'ky' only" },
	{ "brace-close-in-field", 1,
		"menu.yaml:4:18: error: a } without its {" },
	{ "field-in-a-word", 2,
		"menu.yaml:2:22: error: a word shows slots only, as {number}; fields of records stand in the texts of screens and of tables" },
	{ "placeholder-in-a-word", 1,
		"system.yaml:14:15: error: no {placeholder} can stand here; take it out" },
	{ "latin-unknown-letter", 1,
		"menu.yaml:8:33: error: GSM 7-bit has no 'ş'; write 's'" },
	{ "latin-missing-form", 1,
		"menu.yaml:4:14: error: the form 'other' is missing; 'ky' needs one, other" },
	{ "latin-in-fact", 1,
		"menu.yaml:6:60: warning: '{office.a.phone}' is missing in Latin letters" },
	{ "latin-record-too-long", 1,
		"menu.yaml:4:35: error: this choice takes 211 septets of GSM 7-bit ('ky'), and a page has room for 167; shorten it" },
	{ "named-unknown-field", 1,
		"menu.yaml:16:16: error: unknown field 'fone'" },
	{ "named-unknown-record", 1,
		"menu.yaml:16:16: error: unknown office 'b'" },
	{ "plural-in-a-word", 2,
		"menu.yaml:6:21: error: no noun is counted in a word; only the texts of screens count" },
	{ "plural-missing-form", 1,
		"menu.yaml:4:9: error: the form 'many' is missing; 'ru' needs one, few, many" },
	{ "plural-of-no-number", 2,
		"menu.yaml:12:16: error: 'note' is no number, so that no noun can be counted by it" },
	{ "plural-surplus-form", 1,
		"menu.yaml:3:20: error: 'ky' has no form 'few'; its forms are one, other" },
	{ "plural-twice", 1,
		"twice.yaml:2:3: error: the noun 'letters' stands also in tests/menus/broken/plural-twice/menu.yaml:2; keep one of them" },
	{ "plural-unknown-noun", 2,
		"menu.yaml:12:16: error: unknown noun under `plurals` 'leters'; did you mean 'letters'?" },
	{ "hours-fault", 1,
		"menu.yaml:8:22: error: 'Mo-Fr 09:00-1800', at its character 15: a time is expected here, as 09:00" },
	{ "hours-without-zone", 1,
		"menu.yaml:8:14: error: `hours` have a `value`, as \"Mo-Fr 09:00-18:00\", and the `zone` of the place, as \"+06:00\"" },
	{ "set-unknown-value", 1,
		"menu.yaml:17:52: error: unknown purpose 'fun'" },
	{ "variable-twice", 1,
		"menu.yaml:3:3: error: there is a slot 'number' already; take another name" },
	{ "variable-value-twice", 1,
		"menu.yaml:2:19: error: the value 'work' stands twice; keep one of them" },
	{ "variable-without-values", 1,
		"menu.yaml:2:12: error: the values of a variable are a list of one to 64 words, as [work, study]" },
	{ "variant-last-conditional", 1,
		"menu.yaml:22:9: error: the last variant has a condition, so that there may be none to show; write one without after it" },
	{ "variant-unconditional", 1,
		"menu.yaml:21:9: error: this variant has no `when`, so that those after it are never shown" },
	{ "when-days", 1,
		"menu.yaml:17:50: error: 'Mo-Fri', at its character 6: nothing more is expected here" },
	{ "when-empty", 1,
		"menu.yaml:17:43: error: `when` is a map of conditions, as {country: ru}" },
	{ "when-empty-list", 1,
		"menu.yaml:17:52: error: an empty list: this never holds; name one or several" },
	{ "when-every-choice", 1,
		"menu.yaml:13:3: warning: every choice of the screen 'home' has a condition, so that there may be none to show; add one without [condition]" },
	{ "when-no-map", 1,
		"menu.yaml:17:45: error: `unless` is a map of conditions, as {country: ru}" },
	{ "when-of-a-fact", 1,
		"menu.yaml:8:14: error: a condition is for an item of a list, or for the whole record" },
	{ "when-open-unknown", 1,
		"menu.yaml:17:50: error: unknown office 'c'" },
	{ "when-open-without-hours", 1,
		"menu.yaml:17:50: error: 'office.b' has no `hours`; write them into the table, or take this line out" },
	{ "when-pin", 1,
		"menu.yaml:17:44: error: no condition asks for a PIN" },
	{ "when-time", 1,
		"menu.yaml:17:50: error: '9:00-18:00', at its character 1: a time is expected here, as 09:00" },
	{ "when-unknown-language", 1,
		"menu.yaml:17:54: error: unknown language 'kg'" },
	{ "when-unknown-line", 1,
		"menu.yaml:17:44: error: unknown condition 'ofice'; did you mean 'office'?" },
	{ "when-unknown-record", 1,
		"menu.yaml:17:56: error: unknown office 'c'" },
	{ "when-unknown-value", 1,
		"menu.yaml:17:53: error: unknown purpose 'works'; did you mean 'work'?" },
	{ "when-zone", 1,
		"menu.yaml:17:71: error: a zone is the difference to UTC, as \"+06:00\" for Bishkek" },
	{ "zone-of-a-fact", 1,
		"menu.yaml:11:35: error: `zone` is for the field `hours` only; take it out" },
	{ "set-too-long", 1,
		"menu.yaml:6:46: error: 'mark' takes one word of at most 8 octets, and no PIN" },
	{ "slot-never-shown", 2,
		"menu.yaml:8:16: error: '{pin}' is never shown; take it out of the text" },
	{ "tab-in-text", 1,
		"menu.yaml:8:16: error: a control character (a tab?) in a text; put a space" },
	{ "text-not-a-map", 1,
		"menu.yaml:8:11: error: a text has one line for each language, as {ky: …}" },
	{ "then-without-do", 1,
		"menu.yaml:6:53: error: `then` without `do`; write `to: SCREEN`" },
	{ "unknown-action", 1,
		"menu.yaml:6:38: error: unknown action 'letter.sned'; did you mean 'letter.send'?" },
	{ "unknown-ask", 1,
		"menu.yaml:13:10: error: unknown way to ask 'nmber'; did you mean 'number'?" },
	{ "unknown-entry", 1,
		"system.yaml:2:8: error: unknown screen 'hom'; did you mean 'home'?" },
	{ "unknown-field", 3,
		"menu.yaml:8:36: error: unknown field 'nam'; did you mean 'name'?" },
	{ "unknown-keep", 1,
		"menu.yaml:14:11: error: unknown slot 'pni'; did you mean 'pin'?" },
	{ "unknown-key", 1,
		"menu.yaml:8:5: error: unknown key 'txet'; did you mean 'text'?" },
	{ "unknown-kind", 1,
		"menu.yaml:7:11: error: unknown kind 'ned'; did you mean 'end'?" },
	{ "unknown-language", 1,
		"menu.yaml:8:37: error: unknown key 'uz'; known here: ky, ky-Latn, ru, ru-Latn" },
	{ "unknown-outcome", 1,
		"menu.yaml:6:74: error: unknown outcome 'wrnog'; did you mean 'wrong'?" },
	{ "unknown-outcome-target", 1,
		"menu.yaml:6:64: error: unknown screen 'godbye'; did you mean 'goodbye'?" },
	{ "unknown-pick", 1,
		"menu.yaml:6:48: error: unknown place 'z'" },
	{ "unknown-pick-table", 1,
		"menu.yaml:6:41: error: unknown table 'plac'; did you mean 'place'?" },
	{ "unknown-reference", 1,
		"menu.yaml:19:27: error: unknown place 'z'" },
	{ "unknown-root-key", 1,
		"menu.yaml:9:1: error: unknown key 'screns'; did you mean 'screens'?" },
	{ "unknown-set", 1,
		"menu.yaml:6:40: error: unknown slot 'mrak'; did you mean 'mark'?" },
	{ "unknown-show", 1,
		"menu.yaml:13:11: error: unknown field 'nmae'; did you mean 'name'?" },
	{ "unknown-slot", 1,
		"menu.yaml:8:16: error: unknown placeholder 'numbr'; did you mean 'number'?" },
	{ "unknown-table", 1,
		"menu.yaml:12:11: error: unknown table 'plase'; did you mean 'place'?" },
	{ "unknown-table-in-text", 1,
		"menu.yaml:8:16: error: unknown table 'plce'; did you mean 'place'?" },
	{ "unknown-target", 1,
		"menu.yaml:6:38: error: unknown screen 'goodbey'; did you mean 'goodbye'?" },
	{ "unknown-target-far", 1,
		"menu.yaml:6:38: error: unknown screen 'xyzzy'" },
	{ "unknown-where", 1,
		"menu.yaml:13:12: error: unknown table 'region'" },
	{ "warn-empty-list", 1,
		"menu.yaml:14:3: warning: the screen 'towns' has nothing to show for 'b' of the table 'place'" },
	{ "warn-expired", 1,
		"menu.yaml:18:81: warning: this fact has expired; verify it anew" },
	{ "warn-placeholder-in-one-language", 1,
		"menu.yaml:8:39: warning: '{number}' stands in the language 'ky' only" },
	{ "warn-unreachable", 1,
		"menu.yaml:9:3: warning: no way leads to the screen 'island'" },
	{ "where-without-field", 1,
		"menu.yaml:13:12: error: no record of 'place' has a field 'place'" },
};
#define FAULTS (sizeof(faults) / sizeof(faults[0]))

/* The complaint as a person sees it. */
static void print_to(char *out, size_t capacity, const struct complaints *complaints, const char *directory)
{
	FILE *file = fmemopen(out, capacity, "w");
	complaints_print(complaints, file);
	fclose(file);
	out[strcspn(out, "\n")] = '\0';
	size_t skip = strlen(directory);
	assert_memory_equal(out, directory, skip);
	skip += out[skip] == '/';
	memmove(out, out + skip, strlen(out + skip) + 1);
}

static void is_told(void **state)
{
	const struct fault *fault = *state;
	struct complaints complaints;
	char directory[128], said[8192];
	snprintf(directory, sizeof(directory), "tests/menus/broken/%s", fault->directory);
	struct menu_set *set = fixture_load(directory, &complaints);
	print_to(said, sizeof(said), &complaints, directory);
	assert_string_equal(said, fault->expected);
	assert_int_equal(complaints.count, fault->count);
	assert_int_equal(set == NULL, complaints.errors > 0);
	assert_int_equal(complaints.errors > 0, strstr(fault->expected, "error: ") != NULL);
	complaints_fini(&complaints);
	menu_free(set);
}

static void a_missing_folder_is_told(void **state)
{
	(void)state;
	struct complaints complaints;
	assert_null(fixture_load("tests/menus/nowhere", &complaints));
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.list[0].file, "tests/menus/nowhere");
	complaints_fini(&complaints);
}

int main(void)
{
	struct CMUnitTest tests[FAULTS + 1] = { cmocka_unit_test(a_missing_folder_is_told) };
	for (size_t i = 0; i < FAULTS; i++)
		tests[i + 1] = (struct CMUnitTest){ .name = faults[i].directory, .test_func = is_told, .initial_state = (void *)&faults[i] };
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
