/* Moves that ask for less: tests/menus/moves. */
#include "menu/walk.h"
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct menu_set *set;

static int dial(void **state)
{
	static struct menu_state s;
	set = fixture_good("tests/menus/moves");
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

static const char home[] = "1 Документтер\n2 Россия\n3 Омск\n4 Жаңылыш\n5 Каттар\n6 Аты";
static const char countries[] = "Өлкө\n1 Россия\n2 Казакстан\n0 Артка";
static const char towns[] = "Шаар\n1 Москва\n2 Омск\n3 Башка өлкө\n0 Артка";
static const char omsk[] = "Россия, Омск\n1 Башка өлкө\n2 Башка шаар\n3 Дагы\n0 Артка";
static const char more[] = "1 Табуу\n2 Жөнөтүү\n3 Өлкөдөн табуу\n4 Табып жөнөтүү\n5 Документтер\n0 Артка";

static void what_is_not_kept_is_asked(void **state)
{
	struct menu_state *s = *state;
	SHOWS(s, home);
	TYPES(s, "1", countries);
	TYPES(s, "1", towns);
	TYPES(s, "2", omsk);
	TYPES(s, "0", towns);
	TYPES(s, "0", countries);
	TYPES(s, "0", home);
}

static void what_is_kept_is_passed_and_back_leads_to_before(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "2", towns);
	TYPES(s, "0", home);
	TYPES(s, "3", omsk);
	assert_int_equal(s->depth, 1);
	TYPES(s, "0", home);
}

static void a_record_that_the_list_does_not_show_is_no_answer(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "4", "Шаар\n1 Астана\n2 Башка өлкө\n0 Артка");
	assert_string_equal(menu_kept_key(s, "town"), "omsk");
}

static void an_empty_pick_forgets(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "3");
	TYPES(s, "2", towns); /* the country is passed, the town is asked anew */
	TYPES(s, "0", "Шаар жок\n1 Башка өлкө\n2 Дагы\n0 Артка");
	assert_string_equal(menu_kept_key(s, "country"), "ru");
	fixture_type(s, "00");
	fixture_type(s, "2");
	TYPES(s, "3", countries);
	assert_string_equal(menu_kept_key(s, "country"), "");
	TYPES(s, "2", "Шаар\n1 Астана\n2 Башка өлкө\n0 Артка");
}

/* The way: home, papers, more. The list leads back to papers. */
static void a_screen_on_the_way_is_returned_to(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "3");
	TYPES(s, "3", more);
	TYPES(s, "5", omsk);
	assert_int_equal(s->depth, 1);
	TYPES(s, "0", home);
}

static void the_move_of_a_passed_list_may_do_something(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "5", more);
	fixture_do(s, "1", "letter.find");
	fixture_outcome(s, 0);
	SHOWS(s, towns);
	TYPES(s, "0", more);
	fixture_do(s, "1", "letter.find");
	fixture_outcome(s, 1);
	TYPES(s, "0", more);
}

static void an_outcome_may_lead_to_a_list_that_is_passed(void **state)
{
	struct menu_state *s = *state;
	const struct menu_action *action;
	fixture_type(s, "3");
	TYPES(s, "3", more);
	fixture_do(s, "3", "letter.find");
	assert_int_equal(menu_outcome(s, 0, &action), MENU_DO);
	assert_string_equal(action->name, "letter.find");
	fixture_outcome(s, 0);
	SHOWS(s, omsk);
	assert_int_equal(s->depth, 1);
	TYPES(s, "3", more);
	fixture_do(s, "2", "letter.send"); /* final: countries, towns, papers, and no way back before it */
	fixture_outcome(s, 0);
	SHOWS(s, omsk);
	assert_int_equal(s->depth, 0);
	TYPES(s, "0", home);
}

static void a_code_leads_like_a_move(void **state)
{
	struct menu_state *s = *state;
	const struct menu_action *action;
	assert_int_equal(menu_keep(s, "country", "ru"), ERR_NONE);
	menu_enter(s, menu_screen_find(set, "countries"));
	SHOWS(s, countries);
	assert_int_equal(menu_keep(s, "country", "ru"), ERR_NONE);
	assert_int_equal(menu_lead(s, menu_screen_find(set, "countries"), &action), MENU_SHOW);
	SHOWS(s, towns);
	assert_int_equal(menu_lead(s, menu_screen_find(set, "send"), &action), MENU_DO);
	assert_string_equal(action->name, "letter.send");
}

static bool blind(const struct menu_state *s, const char *text)
{
	return menu_blind(s, text, strlen(text));
}

static void nothing_is_done_unseen_by_a_list_that_is_passed(void **state)
{
	struct menu_state *s = *state;
	assert_true(blind(s, "3"));
	fixture_type(s, "5");
	assert_true(blind(s, "1"));
	assert_false(blind(s, "2"));
	assert_true(blind(s, "3"));
	assert_false(blind(s, "4")); /* what it finds decides whether the list is passed that sends */
}

static const char name[] = "Атыңыз\n1 Атсыз\n2 Каттар\n0 Артка";

static void a_question_takes_words_or_a_number_of_its_choices(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "6", name);
	assert_int_equal(menu_asks(s), FIXTURE_NOTE);
	TYPES(s, "Айгүл", "Рахмат, Айгүл\n1 Россия\n0 Артка");
	TYPES(s, "0", name);
	TYPES(s, " *1# ", "Рахмат\n1 Россия\n0 Артка");
	assert_string_equal(menu_get(s, FIXTURE_MARK), "nameless");
	assert_string_equal(menu_get(s, FIXTURE_NOTE), "");
	TYPES(s, "0", name);
	TYPES(s, "1 уул", "Рахмат, 1 уул\n1 Россия\n0 Артка"); /* no number alone */
	TYPES(s, "0", name);
	TYPES(s, "３", "Рахмат, ３\n1 Россия\n0 Артка"); /* no choice has it now */
	TYPES(s, "1", "Атыңыз\n1 Атсыз\n2 Орус\n3 Каттар\n0 Артка");
	TYPES(s, " ", "Бош жооп\nАтыңыз\n1 Атсыз\n2 Орус\n3 Каттар\n0 Артка");
	TYPES(s, "３", more);
	TYPES(s, "0", "Атыңыз\n1 Атсыз\n2 Орус\n3 Каттар\n0 Артка");
}

static void words_and_their_choices_are_not_typed_unseen(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "6", name);
	assert_false(blind(s, "1"));
	assert_false(blind(s, "Айгүл"));
	assert_false(blind(s, "0"));
}

static const char somewhere[] = "Россия: 112, Корея: 119\n1 Жардам\n2 Табуу\n3 Башкы бет\n0 Артка";
static const char in_russia[] = "Чалыңыз: 112\n1 Жардам\n2 Табуу\n3 Башкы бет\n0 Артка";
static const char help[] = "Жардам: Россия\n1 PIN\n2 Сумма\n3 Кат\n4 Чыгуу\n0 Артка";

static void an_emergency_number_is_understood_however_it_is_typed(void **state)
{
	struct menu_state *s = *state;
	static const char *const typed[] = { "112", " 1 1 2 ", "１１２", "*112#", "11-2", "112!", "١١٢", "(911)" };
	TYPES(s, "1", countries);
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		TYPES(s, typed[i], somewhere);
		TYPES(s, "112", somewhere);
		TYPES(s, "0", countries);
	}
	static const char *const others[] = { "1122", "12", "1 12 2", "112a", "999" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		fixture_type(s, others[i]);
		assert_string_equal(menu_where(s).screen, "countries");
		assert_int_equal(s->hint, MENU_HINT_CHOICE);
	}
}

static void what_is_kept_and_typed_stays(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "3");
	TYPES(s, "101", in_russia);
	TYPES(s, "0", omsk);
	fixture_type(s, "00");
	fixture_type(s, "6");
	fixture_type(s, "Айгүл");
	TYPES(s, "1", "Атыңыз\n1 Атсыз\n2 Орус\n3 Каттар\n0 Артка");
	TYPES(s, "112", in_russia);
	assert_string_equal(menu_get(s, FIXTURE_NOTE), "Айгүл");
	TYPES(s, "0", "Атыңыз\n1 Атсыз\n2 Орус\n3 Каттар\n0 Артка");
	TYPES(s, "112 чалдым", "Рахмат, 112 чалдым\n1 Россия\n0 Артка"); /* not the whole answer */
}

static void digits_that_are_asked_for_are_the_answer(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "112");
	TYPES(s, "1", help);
	TYPES(s, "2", "Сумма\n0 Артка");
	TYPES(s, "112", help);
	assert_string_equal(menu_get(s, FIXTURE_SUM), "112");
	fixture_type(s, "1");
	TYPES(s, "112", "PIN – 4 цифра\nPIN\n0 Артка");
	fixture_type(s, "0");
	fixture_type(s, "3");
	TYPES(s, "112", "Номер туура эмес\nНомери\n0 Артка");
	menu_help(s); /* the gateway may lead there from anywhere */
	TYPES(s, "0", "Номери\n0 Артка");
}

static void after_an_end_back_leads_to_the_first_screen(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "112");
	fixture_type(s, "1");
	TYPES(s, "4", "Рахмат");
	TYPES(s, "112", in_russia);
	TYPES(s, "0", home);
}

static void nobody_is_asked_for_a_language_first(void **state)
{
	struct menu_state *s = *state;
	static const char asked[] = "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский";
	menu_state_fini(s);
	menu_state_init(s, set);
	menu_start(s);
	SHOWS(s, asked);
	TYPES(s, "112", somewhere);
	TYPES(s, "7", "Мындай тандоо жок\nРоссия: 112, Корея: 119\n1 Жардам\n2 Табуу\n3 Башкы бет\n0 Артка");
	assert_false(menu_worth_resuming(s));
	TYPES(s, "0", asked);
	fixture_type(s, "112");
	TYPES(s, "1", asked);
	TYPES(s, "101", in_russia);
	TYPES(s, "0", asked);
	TYPES(s, "112", somewhere); /* begun anew */
	TYPES(s, "1", asked);
	TYPES(s, "2", "Помощь: Россия\n1 PIN\n2 Сумма\n3 Письмо\n4 Выход\n0 Назад");
	TYPES(s, "0", "1 Документы\n2 Россия\n3 Омск\n4 Ошибка\n5 Письма\n6 Имя");
}

static void nothing_is_done_before_there_is_a_language(void **state)
{
	struct menu_state *s = *state;
	menu_state_fini(s);
	menu_state_init(s, set);
	menu_start(s);
	fixture_type(s, "112");
	fixture_type(s, "2");
	TYPES(s, "1", somewhere);
	fixture_do(s, "2", "letter.find");
	fixture_outcome(s, 1);
	SHOWS(s, home);
}

static void a_restart_leaves_whoever_has_no_language_there(void **state)
{
	struct menu_state *s = *state, again;
	uint8_t octets[512];
	menu_state_fini(s);
	menu_state_init(s, set);
	menu_start(s);
	fixture_type(s, "112");
	struct writer w = writer_over(octets, sizeof(octets));
	menu_state_pack(s, &w);
	struct reader r = reader_over(writer_bytes(&w));
	assert_int_equal(menu_state_unpack(&again, set, &r), ERR_NONE);
	SHOWS(&again, somewhere);
	TYPES(&again, "0", "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский");
	menu_state_fini(&again);
}

static void emergency_numbers_may_be_dialled_unseen(void **state)
{
	struct menu_state *s = *state;
	assert_true(blind(s, "112"));
	fixture_type(s, "6");
	assert_true(blind(s, "112"));
	assert_false(blind(s, "113"));
	fixture_type(s, "112");
	fixture_type(s, "1");
	fixture_type(s, "1");
	assert_false(blind(s, "112")); /* a PIN is asked for */
}

struct visited { size_t search, towns; };

static void visit(void *context, const struct walk_place *place)
{
	struct visited *v = context;
	bool search = strcmp(menu_where(place->state).screen, "search") == 0;
	v->search += search;
	v->towns += strcmp(menu_where(place->state).screen, "towns") == 0 && place->action && strcmp(place->action->name, "letter.find") == 0;
	if (search) /* the list is shown to those alone whose country is not known */
		assert_string_equal(menu_kept_key(place->state, "country"), "");
}

/* The walk of check --budget goes on through lists that are passed, also behind an action. */
static void a_walk_stands_on_no_list_that_is_passed(void **state)
{
	struct visited v = { 0 };
	(void)state;
	assert_true(menu_walk(set, 0, FIXTURE_UCS2, 0, visit, &v));
	assert_int_equal(v.search, 1);
	assert_true(v.towns > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_not_kept_is_asked, dial, hang_up),
		cmocka_unit_test_setup_teardown(what_is_kept_is_passed_and_back_leads_to_before, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_record_that_the_list_does_not_show_is_no_answer, dial, hang_up),
		cmocka_unit_test_setup_teardown(an_empty_pick_forgets, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_screen_on_the_way_is_returned_to, dial, hang_up),
		cmocka_unit_test_setup_teardown(the_move_of_a_passed_list_may_do_something, dial, hang_up),
		cmocka_unit_test_setup_teardown(an_outcome_may_lead_to_a_list_that_is_passed, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_code_leads_like_a_move, dial, hang_up),
		cmocka_unit_test_setup_teardown(nothing_is_done_unseen_by_a_list_that_is_passed, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_question_takes_words_or_a_number_of_its_choices, dial, hang_up),
		cmocka_unit_test_setup_teardown(words_and_their_choices_are_not_typed_unseen, dial, hang_up),
		cmocka_unit_test_setup_teardown(an_emergency_number_is_understood_however_it_is_typed, dial, hang_up),
		cmocka_unit_test_setup_teardown(what_is_kept_and_typed_stays, dial, hang_up),
		cmocka_unit_test_setup_teardown(digits_that_are_asked_for_are_the_answer, dial, hang_up),
		cmocka_unit_test_setup_teardown(after_an_end_back_leads_to_the_first_screen, dial, hang_up),
		cmocka_unit_test_setup_teardown(nobody_is_asked_for_a_language_first, dial, hang_up),
		cmocka_unit_test_setup_teardown(nothing_is_done_before_there_is_a_language, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_restart_leaves_whoever_has_no_language_there, dial, hang_up),
		cmocka_unit_test_setup_teardown(emergency_numbers_may_be_dialled_unseen, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_walk_stands_on_no_list_that_is_passed, dial, hang_up),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
