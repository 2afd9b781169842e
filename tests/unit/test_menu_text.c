/* What stands in a text beside its words: sums, dates, and nouns that are counted. */
#include "menu_fixture.h"

#include "menu/slot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void nouns_stand_in_the_form_of_their_number(void **state)
{
	(void)state;
	static const struct { const char *language, *sum, *shown; } rows[] = {
		{ "2", "1", "Пришло: 1 письмо" }, { "2", "2", "Пришло: 2 письма" }, { "2", "5", "Пришло: 5 писем" }, { "2", "11", "Пришло: 11 писем" },
		{ "2", "21", "Пришло: 21 письмо" }, { "2", "1000002", "Пришло: 1 000 002 письма" }, { "1", "1", "Келди: 1 кат" }, { "1", "7", "Келди: 7 кат" },
	};
	struct menu_set *set = fixture_good("tests/menus/text");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct menu_state s;
		menu_state_init(&s, set);
		menu_start(&s);
		fixture_type(&s, rows[i].language);
		fixture_type(&s, "1");
		assert_string_equal(fixture_type(&s, rows[i].sum), rows[i].shown);
		menu_state_fini(&s);
	}
	menu_free(set);
}

/* On a network without Cyrillic the noun is written in Latin letters, like the rest; without a number there is neither. */
static void nouns_are_transliterated_and_not_shown_alone(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/text");
	struct menu_state s;
	menu_state_init(&s, set);
	menu_speak(&s, FIXTURE_GSM7);
	menu_start(&s);
	fixture_type(&s, "2");
	assert_string_equal(fixture_type(&s, "2"), "Ne prishlo");
	menu_put(&s, FIXTURE_SUM, "21", 2);
	assert_string_equal(fixture_shown(&s, FIXTURE_GSM7), "Prishlo: 21 pismo");
	menu_state_fini(&s);
	menu_free(set);
}

static void what_is_kept_is_shown_as_it_is_read(void **state)
{
	(void)state;
	static const struct { enum menu_slot_kind kind; const char *kept, *shown; } rows[] = {
		{ MENU_SLOT_NUMBER, "48271930", "4827-1930" }, { MENU_SLOT_NUMBER, "4827", "4827" }, { MENU_SLOT_AMOUNT, "600000", "600 000" },
		{ MENU_SLOT_COUNT, "14", "14" }, { MENU_SLOT_DATE, "2026-12-31", "31.12.2026" }, { MENU_SLOT_DATE, "31.12.2026", "31.12.2026" },
		{ MENU_SLOT_WORDS, "Акча 600000", "Акча 600000" }, { MENU_SLOT_WORDS, "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[SLOT_SHOWN];
		size_t len = slot_show(rows[i].kind, locale_find("ky"), rows[i].kept, out);
		out[len] = '\0';
		assert_string_equal(out, rows[i].shown);
	}
}

/* A number that is written in one place stands in many; what is better said in Latin letters by hand is. */
static void a_named_record_is_shown_whatever_is_kept(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/text");
	struct menu_state s;
	menu_state_init(&s, set);
	menu_start(&s);
	fixture_type(&s, "1");
	assert_string_equal(fixture_type(&s, "3"), "+996999312002\nЧалыңыз: +996999312002\nЭкинчи, Борбор\n0 Артка");
	menu_speak(&s, FIXTURE_GSM7);
	assert_string_equal(fixture_shown(&s, FIXTURE_GSM7), "Chalyngyz: +996999312002\nEkinchi, Bishkek borboru\nTelefon: +996999312002\n0 Artka");
	assert_string_equal(fixture_type(&s, "00"), "1 Kat\n2 Kayra\n3 Nomerler\n4 Ubakyt");
	menu_choose(&s, 1, false);
	assert_string_equal(fixture_type(&s, "3"), "+996999312002\nZvonite! +996999312002\nVtoroy, Tsentr\n0 Nazad");
	menu_state_fini(&s);
	menu_free(set);
}

/* A fact in a fact is shown as it is by itself: hours with the names of days, what is not confirmed with that word, Latin letters by hand. */
static void a_fact_in_a_fact_is_shown_as_it_is(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/text");
	struct menu_state s;
	menu_state_init(&s, set);
	menu_start(&s);
	fixture_type(&s, "1");
	assert_string_equal(fixture_type(&s, "4"), "Иштейт: Дш-Жм 09:00-18:00\nЖе 102 (такталган эмес)\n0 Артка");
	menu_speak(&s, FIXTURE_GSM7);
	assert_string_equal(fixture_shown(&s, FIXTURE_GSM7), "Ishteyt: Du-Jm 09:00-18:00\nJe 102 (taktalgan emes)\n0 Artka");
	menu_state_fini(&s);
	menu_free(set);
}

static void nouns_have_latin_forms_by_hand(void **state)
{
	(void)state;
	struct menu_set *set = fixture_good("tests/menus/text");
	struct menu_state s;
	menu_state_init(&s, set);
	menu_speak(&s, FIXTURE_GSM7);
	menu_start(&s);
	fixture_type(&s, "1");
	fixture_type(&s, "1");
	assert_string_equal(fixture_type(&s, "7"), "Keldi: 7 kattar");
	menu_state_fini(&s);
	menu_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nouns_stand_in_the_form_of_their_number),
		cmocka_unit_test(nouns_are_transliterated_and_not_shown_alone),
		cmocka_unit_test(what_is_kept_is_shown_as_it_is_read),
		cmocka_unit_test(a_named_record_is_shown_whatever_is_kept),
		cmocka_unit_test(a_fact_in_a_fact_is_shown_as_it_is),
		cmocka_unit_test(nouns_have_latin_forms_by_hand),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
