/* Walks through tests/menus/good as a caller sees them. */
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
	*state = &call.state;
	return 0;
}

/* Past the language. */
static int dial_ky(void **state)
{
	dial(state);
	fixture_type(*state, "1");
	return 0;
}

static int hang_up(void **state)
{
	menu_state_fini(*state);
	menu_free(call.set);
	return 0;
}

#define SHOWS(s, text) assert_string_equal(fixture_shown(s, (s)->format), text)
#define TYPES(s, input, text) assert_string_equal(fixture_type(s, input), text)

static const char home[] = "1 Документтер\n2 Кат жазуу\n3 Катты табуу\n4 Тил\n5 Акча\n6 Россия";

static void the_language_is_asked_first_and_can_be_changed(void **state)
{
	struct menu_state *s = *state;
	SHOWS(s, "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский");
	TYPES(s, "7", "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский");
	TYPES(s, "0", "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский");
	TYPES(s, "00", "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский");
	TYPES(s, "2", "1 Документы\n2 Написать\n3 Найти письмо\n4 Язык\n5 Деньги\n6 Россия");
	TYPES(s, "4", "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский\n0 Назад");
	TYPES(s, "1", home);
	assert_int_equal(s->language, 0);
	assert_int_equal(s->depth, 0);
}

static void lists_are_paged_and_numbers_go_on(void **state)
{
	struct menu_state *s = *state;
	static const char first[] = "Өлкөнү тандаңыз\n1 Россия\n2 Казакстан\n3 Түркия\n4 Түштүк Корея\n9 Дагы 0 Артка";
	static const char second[] = "5 БАЭ\n6 Кыргызстан\n7 Башкы бет\n0 Артка";
	TYPES(s, "1", first);
	TYPES(s, "9", second);
	TYPES(s, "9", "Мындай тандоо жок\n5 БАЭ\n6 Кыргызстан\n7 Башкы бет\n0 Артка");
	TYPES(s, "5", "БАЭ: кайсы учур?\n1 Жаңы келдим\n0 Артка");
	assert_string_equal(menu_kept_key(s, "country"), "ae");
	assert_string_equal(fixture_kept(s, "country", "name"), "БАЭ");
	TYPES(s, "0", second);
	TYPES(s, "0", first);
	TYPES(s, "0", home);
	TYPES(s, "0", "Мындай тандоо жок\n1 Документтер\n2 Кат жазуу\n3 Катты табуу\n4 Тил\n5 Акча\n6 Россия");
}

static void every_number_is_taken_on_every_page(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "1");
	TYPES(s, "6", "Кыргызстан: кайсы учур?\n1 Жаңы келдим\n0 Артка");
	fixture_type(s, "0");
	fixture_type(s, "9");
	TYPES(s, "2", "Казакстан: кайсы учур?\n1 Жаңы келдим\n0 Артка");
	fixture_type(s, "0");
	fixture_type(s, "0");
	TYPES(s, "7", home);
}

/* What somebody presses after a slip is what they read before it. */
static void a_wrong_key_moves_no_page(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "1");
	const char *first = "Өлкөнү тандаңыз\n1 Россия\n2 Казакстан\n3 Түркия\n4 Түштүк Корея\n9 Дагы 0 Артка";
	TYPES(s, "8", first); /* no room for the hint */
	assert_int_equal(s->hint, MENU_HINT_CHOICE);
	assert_int_equal(menu_where(s).page, 1);
	TYPES(s, "9", "5 БАЭ\n6 Кыргызстан\n7 Башкы бет\n0 Артка");
	TYPES(s, "112", "Мындай тандоо жок\n5 БАЭ\n6 Кыргызстан\n7 Башкы бет\n0 Артка");
	struct menu_where where = menu_where(s);
	assert_int_equal(where.page, 2);
	assert_int_equal(where.pages, 2);
	TYPES(s, "0", first);
	fixture_type(s, "112");
	TYPES(s, "4", "Түштүк Корея: кайсы учур?\n1 Жаңы келдим\n0 Артка");
}

static void facts_stay_whole_and_say_what_is_unconfirmed(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "6");
	SHOWS(s, "Россия: кайсы учур?\n1 Жаңы келдим\n2 Паспортум жоголду\n0 Артка");
	TYPES(s, "1", "Каттоого 30 күндө туруңуз\n9 Дагы 0 Артка");
	TYPES(s, "9", "Каттоо кагазын жаныңыздан калтырбаңыз (такталган эмес)\n9 Дагы 0 Артка");
	TYPES(s, "9", "Медициналык күбөлүк бир жыл жарактуу\n1 Башка учур\n2 Башкы бет\n0 Артка");
	TYPES(s, "1", "Россия: кайсы учур?\n1 Жаңы келдим\n2 Паспортум жоголду\n0 Артка");
	assert_int_equal(s->depth, 1); /* back to the list, not on from it */
	TYPES(s, "2", "+996999312002\n1 Башка учур\n2 Башкы бет\n0 Артка");
	TYPES(s, "2", home);
	assert_string_equal(menu_kept_key(s, "country"), "");
}

static void an_effect_cuts_the_way_back(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "2", "Кыскача жазыңыз\n0 Артка");
	TYPES(s, "  \n ", "Бош жооп\nКыскача жазыңыз\n0 Артка");
	TYPES(s, " Үйүм\x01 жок ", "PIN ойлоп табыңыз\n0 Артка");
	assert_string_equal(menu_get(s, FIXTURE_NOTE), "Үйүм жок");
	TYPES(s, "123", "PIN – 4 цифра\nPIN ойлоп табыңыз\n0 Артка");
	TYPES(s, "٠١٢٣", "Жөнөтөбүзбү? Үйүм жок\n1 Ооба\n2 Жок\n0 Артка");
	assert_string_equal(menu_get(s, FIXTURE_PIN), "0123");
	fixture_do(s, "1", "letter.send");
	SHOWS(s, "Жөнөтөбүзбү? Үйүм жок\n1 Ооба\n2 Жок\n0 Артка");
	assert_int_equal(menu_put(s, FIXTURE_NUMBER, "48271930", 8), ERR_NONE);
	menu_wipe(s, FIXTURE_PIN);
	fixture_outcome(s, 0);
	SHOWS(s, "Номери: 4827-1930\n1 Чыгуу\n0 Артка");
	assert_int_equal(s->depth, 0);
	TYPES(s, "0", home);
	assert_string_equal(menu_get(s, FIXTURE_NOTE), "");
}

static void a_failed_action_leaves_the_place(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "2");
	fixture_type(s, "a");
	fixture_type(s, "1234");
	fixture_do(s, "1", "letter.send");
	menu_enter(s, menu_screen_find(call.set, MENU_SCREEN_LATER));
	SHOWS(s, "Кийинчерээк чалыңыз");
	assert_false(menu_worth_resuming(s));
}

static void a_wrong_number_does_not_leave_the_screen(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "3");
	TYPES(s, "48271931", "Номер туура эмес\nНомерин жазыңыз\n0 Артка");
	TYPES(s, "4827193", "Номер туура эмес\nНомерин жазыңыз\n0 Артка");
	fixture_do(s, "*4827-1930 #", "letter.find");
	assert_string_equal(menu_get(s, FIXTURE_NUMBER), "48271930");
	fixture_outcome(s, 1);
	SHOWS(s, "4827-1930 табылган жок\n1 Кайра жазуу\n0 Артка");
	TYPES(s, "1", "Номерин жазыңыз\n0 Артка");
	assert_int_equal(s->depth, 1);
}

static void an_answer_of_any_length_is_read_over_pages(void **state)
{
	struct menu_state *s = *state;
	char answer[1201] = "", seen[2400] = "";
	while (strlen(answer) < 1150)
		strcat(answer, "Сөз жана иш. ");
	fixture_type(s, "3");
	fixture_do(s, "48271930", "letter.find");
	assert_int_equal(menu_put(s, FIXTURE_ANSWER, answer, strlen(answer)), ERR_NONE);
	fixture_outcome(s, 0);
	const char *page = fixture_shown(s, FIXTURE_UCS2);
	for (int pages = 0;; pages++) {
		bool more = strstr(page, "\n9 Дагы 0 Артка");
		assert_in_range(pages, 0, 20);
		strncat(seen, page, (size_t)(strstr(page, more ? "\n9 Дагы" : "\n0 Артка") - page));
		if (!more)
			break;
		strcat(seen, " ");
		page = fixture_type(s, "9");
	}
	assert_memory_equal(seen, "Жооп: ", strlen("Жооп: "));
	assert_memory_equal(seen + strlen("Жооп: "), answer, strlen(answer) - 1);
	for (int i = 0; s->place.start > 0; i++) {
		assert_in_range(i, 0, 20);
		fixture_type(s, "0");
	}
	assert_string_equal(menu_screen_name(call.set, s->place.screen), "answer");
}

static void amounts_have_bounds(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "5", "Канча сом?\n0 Артка");
	assert_string_equal(menu_get(s, FIXTURE_MARK), "money");
	TYPES(s, "9", "Сумма туура эмес\nКанча сом?\n0 Артка");
	TYPES(s, "1 000 001", "Сумма туура эмес\nКанча сом?\n0 Артка");
	TYPES(s, "99999999999999999999999", "Сумма туура эмес\nКанча сом?\n0 Артка");
	TYPES(s, "25 000", "25 000 сом, туурабы?\n1 Ооба\n2 Жок\n0 Артка");
	assert_string_equal(menu_get(s, FIXTURE_SUM), "25000");
	TYPES(s, "2", "Канча сом?\n0 Артка");
	TYPES(s, "0", home);
}

static void words_that_are_too_long_are_not_kept(void **state)
{
	struct menu_state *s = *state;
	char words[10000];
	const struct menu_action *action;
	fixture_type(s, "2");
	memset(words, 'a', sizeof(words));
	menu_input(s, words, 401, &action);
	SHOWS(s, "Өтө узун\nКыскача жазыңыз\n0 Артка");
	menu_input(s, words, sizeof(words), &action);
	SHOWS(s, "Өтө узун\nКыскача жазыңыз\n0 Артка");
	assert_string_equal(menu_get(s, FIXTURE_NOTE), "");
	menu_input(s, "\xff\xfe", 2, &action);
	SHOWS(s, "Бош жооп\nКыскача жазыңыз\n0 Артка");
	menu_input(s, words, 400, &action);
	SHOWS(s, "PIN ойлоп табыңыз\n0 Артка");
}

static void an_end_has_no_way_on(void **state)
{
	struct menu_state *s = *state;
	uint8_t scratch[512];
	struct menu_page page;
	menu_enter(s, menu_screen_find(call.set, "goodbye"));
	static const char first[] = "Рахмат. Катыңыз жарандардын кайрылуусу катары каралат. Жооп он төрт жумуш\n9 Дагы";
	SHOWS(s, first);
	menu_show(s, FIXTURE_UCS2, scratch, sizeof(scratch), &page);
	assert_false(page.ends);
	TYPES(s, "0", first);
	assert_int_equal(s->hint, MENU_HINT_CHOICE);
	TYPES(s, "9", "күнүнүн ичинде берилет, аны ушул эле номерге чалып, каттын номери жана\n9 Дагы");
	TYPES(s, "9", "PIN менен билсеңиз болот.");
	menu_show(s, FIXTURE_UCS2, scratch, sizeof(scratch), &page);
	assert_true(page.ends);
	TYPES(s, "anything", home);
}

static void the_latin_format_has_its_own_pages(void **state)
{
	struct menu_state *s = *state;
	menu_speak(s, FIXTURE_GSM7);
	TYPES(s, "1",
		"Ölkönü tandangyz\n1 Rossiya\n2 Kazakstan\n3 Türkiya\n4 Tüshtük Koreya\n5 BAE\n6 Kyrgyzstan\n7 Bashky bet\n0 Artka");
}

/* An offset into Cyrillic text says nothing of the Latin one. */
static void another_alphabet_begins_screens_anew(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "1");
	fixture_type(s, "9");
	fixture_type(s, "1");
	menu_speak(s, FIXTURE_GSM7);
	assert_memory_equal(fixture_type(s, "0"), "Ölkönü tandangyz\n1 Rossiya", 26);
	menu_speak(s, FIXTURE_UCS2);
	fixture_type(s, "9");
	menu_speak(s, FIXTURE_GSM7);
	assert_int_equal(s->place.start, 0);
}

static void resuming_is_offered_past_the_entry_only(void **state)
{
	struct menu_state *s = *state;
	assert_false(menu_worth_resuming(s));
	fixture_type(s, "2");
	assert_true(menu_worth_resuming(s));
	menu_enter(s, menu_screen_find(call.set, MENU_SCREEN_RESUME));
	SHOWS(s, "Улантасызбы?\n1 Улантуу\n2 Башынан баштоо");
	assert_false(menu_worth_resuming(s));
	fixture_do(s, "1", "session.resume");
}

static void loops_do_not_fill_the_way_back(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "6");
	for (int i = 0; i < 100; i++) {
		fixture_type(s, "2");
		fixture_type(s, "1");
	}
	assert_int_equal(s->depth, 1);
}

/* Whatever stands on the handset: the same place in that language, from the start of its text; as an answer where it is asked for. */
static void a_language_can_be_chosen_from_anywhere(void **state)
{
	struct menu_state *s = *state;
	menu_choose(s, 1, false);
	SHOWS(s, "1 Документы\n2 Написать\n3 Найти письмо\n4 Язык\n5 Деньги\n6 Россия");
	fixture_type(s, "1");
	fixture_type(s, "9");
	assert_true(s->place.start > 0);
	fixture_type(s, "x");
	menu_choose(s, 0, false);
	SHOWS(s, "Өлкөнү тандаңыз\n1 Россия\n2 Казакстан\n3 Түркия\n4 Түштүк Корея\n9 Дагы 0 Артка");
	fixture_type(s, "0");
	fixture_type(s, "4");
	menu_choose(s, 1, false);
	SHOWS(s, "1 Документы\n2 Написать\n3 Найти письмо\n4 Язык\n5 Деньги\n6 Россия");
}

static void what_is_asked_for(void **state)
{
	struct menu_state *s = *state;
	assert_int_equal(menu_asks(s), MENU_NONE);
	fixture_type(s, "2");
	assert_int_equal(menu_asks(s), FIXTURE_NOTE);
	fixture_type(s, "a");
	assert_int_equal(menu_asks(s), FIXTURE_PIN);
	fixture_type(s, "1234");
	assert_int_equal(menu_asks(s), MENU_NONE);
}

#define WALK(name, setup) cmocka_unit_test_setup_teardown(name, setup, hang_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WALK(the_language_is_asked_first_and_can_be_changed, dial),
		WALK(lists_are_paged_and_numbers_go_on, dial_ky),
		WALK(every_number_is_taken_on_every_page, dial_ky),
		WALK(a_wrong_key_moves_no_page, dial_ky),
		WALK(facts_stay_whole_and_say_what_is_unconfirmed, dial_ky),
		WALK(an_effect_cuts_the_way_back, dial_ky),
		WALK(a_failed_action_leaves_the_place, dial_ky),
		WALK(a_wrong_number_does_not_leave_the_screen, dial_ky),
		WALK(an_answer_of_any_length_is_read_over_pages, dial_ky),
		WALK(amounts_have_bounds, dial_ky),
		WALK(words_that_are_too_long_are_not_kept, dial_ky),
		WALK(an_end_has_no_way_on, dial_ky),
		WALK(the_latin_format_has_its_own_pages, dial_ky),
		WALK(another_alphabet_begins_screens_anew, dial_ky),
		WALK(resuming_is_offered_past_the_entry_only, dial_ky),
		WALK(loops_do_not_fill_the_way_back, dial_ky),
		WALK(a_language_can_be_chosen_from_anywhere, dial),
		WALK(a_language_can_be_chosen_from_anywhere, dial_ky),
		WALK(what_is_asked_for, dial_ky),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
