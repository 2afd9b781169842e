/* What is shown to whom, and when: tests/menus/when. */
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MIN_MS INT64_C(60000)
/* Monday 2026-03-02, midnight in Bishkek. */
#define MONDAY_MS (INT64_C(1772388000000))
#define AT(day, hour, minute) (MONDAY_MS + (((day) * 24 + (hour)) * 60 + (minute)) * MIN_MS)

static struct menu_set *set;

static int dial(void **state)
{
	static struct menu_state s;
	set = fixture_good("tests/menus/when");
	menu_state_init(&s, set);
	menu_clock(&s, AT(0, 10, 0));
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

static void choices_come_and_go_with_the_clock(void **state)
{
	struct menu_state *s = *state;
	static const struct { int day, hour, minute; const char *shown; } rows[] = {
		{ 0, 9, 0, "1 Иштөө\n2 Окуу\n3 Кызматкер чалсын\n4 Русча" },
		{ 0, 12, 30, "1 Иштөө\n2 Окуу\n3 Русча" },
		{ 0, 18, 0, "1 Иштөө\n2 Окуу\n3 Түнкү линия\n4 Русча" },
		{ 0, 8, 59, "1 Иштөө\n2 Окуу\n3 Түнкү линия\n4 Русча" },
		{ 2, 10, 0, "1 Иштөө\n2 Окуу\n3 Дем алыш\n4 Русча" },           /* a holiday */
		{ 5, 10, 0, "1 Иштөө\n2 Окуу\n3 Кызматкер чалсын\n4 Русча" },   /* a Saturday on which people work */
		{ 6, 23, 0, "1 Иштөө\n2 Окуу\n3 Түнкү линия\n4 Дем алыш\n5 Русча" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		menu_clock(s, AT(rows[i].day, rows[i].hour, rows[i].minute));
		TYPES(s, "00", rows[i].shown);
	}
}

/* The office closed while the screen stood on the handset: 3 is still what it said. */
static void a_key_means_what_was_shown(void **state)
{
	struct menu_state *s = *state;
	menu_clock(s, AT(0, 12, 29));
	TYPES(s, "00", "1 Иштөө\n2 Окуу\n3 Кызматкер чалсын\n4 Русча");
	menu_clock(s, AT(0, 12, 31));
	TYPES(s, "8", "Мындай тандоо жок\n1 Иштөө\n2 Окуу\n3 Кызматкер чалсын\n4 Русча");
	TYPES(s, "3", "Жабык\n1 Чыгуу\n2 Толугураак\n0 Артка");
	TYPES(s, "0", "1 Иштөө\n2 Окуу\n3 Русча");
}

static void a_language_has_choices_of_its_own(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "4", "Тилди тандаңыз\nВыберите язык\n1 Кыргызча\n2 Русский\n0 Артка");
	TYPES(s, "2", "1 Работать\n2 Учиться\n3 Позвоните мне");
}

static void variables_and_records_decide_what_is_listed(void **state)
{
	struct menu_state *s = *state;
	TYPES(s, "1", "Өлкө\n1 Россия\n2 Казакстан\n0 Артка");
	TYPES(s, "1", "Россияда иш\nПаспорт\nРоссияда каттоо\n1 Каттоо\n2 Чыгуу\n0 Артка");
	assert_string_equal(fixture_kept(s, "office", "items"), "Паспорт\nРоссияда каттоо");
	TYPES(s, "00", "1 Иштөө\n2 Окуу\n3 Кызматкер чалсын\n4 Русча");
	TYPES(s, "2", "Өлкө\n1 Россия\n2 Казакстан\n3 Кыргызстан\n0 Артка");
	TYPES(s, "3", "Паспорт\nОкуу кагазы\n1 Чыгуу\n0 Артка");
	assert_string_equal(fixture_kept(s, "office", "items"), "Паспорт\nОкуу кагазы");
	assert_string_equal(fixture_kept(s, "office", "hours"), "Дш-Жм 09:00-12:30,13:30-18:00; майрам жабык");
}

/* After a restart, and in the same menus loaded anew, the screen is the one that was shown, whatever the time is now. */
static void a_restart_changes_nothing(void **state)
{
	struct menu_state *s = *state, again;
	uint8_t octets[512];
	char before[512];
	menu_clock(s, AT(0, 18, 30));
	fixture_type(s, "00");
	fixture_type(s, "2");
	fixture_type(s, "1");
	snprintf(before, sizeof(before), "%s", fixture_shown(s, FIXTURE_UCS2));
	struct writer w = writer_over(octets, sizeof(octets));
	menu_state_pack(s, &w);
	struct menu_set *other = fixture_good("tests/menus/when");
	struct reader r = reader_over(writer_bytes(&w));
	assert_int_equal(menu_state_unpack(&again, other, &r), ERR_NONE);
	assert_int_equal(again.as_of_min, s->as_of_min);
	assert_string_equal(fixture_shown(&again, FIXTURE_UCS2), before);
	assert_string_equal(fixture_kept(&again, "office", "items"), "Паспорт\nРоссияда каттоо\nОкуу кагазы");
	menu_state_fini(&again);
	menu_free(other);
}

/* One of the pages that a reader from the start sees at that time. */
static bool is_a_page_of(const char *screen, int64_t at, const char *shown)
{
	struct menu_state s;
	struct menu_where where = { 0 };
	bool found = false;
	menu_state_init(&s, set);
	s.language = 0;
	menu_clock(&s, at);
	menu_enter(&s, menu_screen_find(set, screen));
	for (size_t i = 0; !found && (i == 0 || i < where.pages); i++) {
		found = strcmp(i == 0 ? fixture_shown(&s, s.format) : fixture_type(&s, "9"), shown) == 0;
		where = menu_where(&s);
	}
	menu_state_fini(&s);
	return found;
}

/* On the last page of a long text, which is another one by the time that they come back: it is not begun in the middle of a word. */
static void read_to_the_end(struct menu_state *s, int64_t at)
{
	char page[512];
	menu_clock(s, at);
	fixture_type(s, "00");
	menu_enter(s, menu_screen_find(set, "more"));
	while (menu_where(s).page < menu_where(s).pages)
		snprintf(page, sizeof(page), "%s", fixture_type(s, "9"));
	assert_true(s->place.start > 0 && is_a_page_of("more", at, page));
}

static void the_way_back_leads_to_a_page_as_it_is_now(void **state)
{
	struct menu_state *s = *state;
	read_to_the_end(s, AT(0, 18, 30));
	assert_string_equal(fixture_type(s, "2"), "Жабык\n1 Чыгуу\n2 Толугураак\n0 Артка");
	menu_clock(s, AT(1, 10, 0));
	assert_true(is_a_page_of("more", AT(1, 10, 0), fixture_type(s, "0")));
}

static void whoever_goes_on_sees_it_as_it_is_now(void **state)
{
	struct menu_state *s = *state;
	read_to_the_end(s, AT(0, 9, 30));
	menu_clock(s, AT(0, 18, 30));
	assert_true(is_a_page_of("more", AT(0, 9, 30), fixture_shown(s, s->format)));
	menu_return(s);
	assert_true(is_a_page_of("more", AT(0, 18, 30), fixture_shown(s, s->format)));
}

/* Whether the page was made at load. */
static bool is_ready(const struct menu_state *s)
{
	uint8_t scratch[512];
	struct menu_page page;
	menu_show(s, s->format, scratch, sizeof(scratch), &page);
	return page.text.at != scratch;
}

/* Only the record of which the clock decides is laid out when it is shown. */
static void what_no_condition_asks_for_is_made_at_load(void **state)
{
	struct menu_state *s = *state;
	menu_clock(s, AT(0, 18, 30));
	menu_enter(s, menu_screen_find(set, "offices"));
	TYPES(s, "2", "Почта\n0 Артка");
	assert_true(is_ready(s));
	TYPES(s, "0", "1 Борбор\n2 Почта\n0 Артка");
	TYPES(s, "1", "Борбор: азыр жабык\n0 Артка");
	assert_false(is_ready(s));
	menu_clock(s, AT(1, 9, 0));
	TYPES(s, "0", "1 Борбор\n2 Почта\n0 Артка");
	TYPES(s, "1", "Борбор\n0 Артка");
}

/* Of a state that was packed before there was a moment in it. */
static void without_a_moment_it_is_now(void **state)
{
	struct menu_state *s = *state;
	fixture_type(s, "00");
	s->as_of_min = 0;
	menu_clock(s, AT(0, 18, 30));
	SHOWS(s, "1 Иштөө\n2 Окуу\n3 Түнкү линия\n4 Русча");
}

/* tests/menus/any: of a table without a record screens show what they like, and say that there is none; of one with records, that
 * there are some. */
static void any_record_or_none(void **state)
{
	(void)state;
	struct menu_set *some = fixture_good("tests/menus/any");
	struct menu_state s;
	menu_state_init(&s, some);
	menu_start(&s);
	assert_string_equal(fixture_type(&s, "1"), "1 Белектер\n2 Кудуктар");
	assert_string_equal(fixture_type(&s, "1"), "Азырынча жок\n0 Артка");
	fixture_type(&s, "0");
	assert_string_equal(fixture_type(&s, "2"), "Аймак\n1 Ош\n2 Нарын\n0 Артка");
	assert_string_equal(fixture_type(&s, "1"), "Бул жерде жок\n1 Чыгуу\n0 Артка");
	fixture_type(&s, "0");
	assert_string_equal(fixture_type(&s, "2"), "Кудукту тандаңыз\n1 Булак\n2 Чыгуу\n0 Артка");
	menu_state_fini(&s);
	menu_free(some);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(choices_come_and_go_with_the_clock, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_key_means_what_was_shown, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_language_has_choices_of_its_own, dial, hang_up),
		cmocka_unit_test_setup_teardown(variables_and_records_decide_what_is_listed, dial, hang_up),
		cmocka_unit_test_setup_teardown(a_restart_changes_nothing, dial, hang_up),
		cmocka_unit_test_setup_teardown(the_way_back_leads_to_a_page_as_it_is_now, dial, hang_up),
		cmocka_unit_test_setup_teardown(whoever_goes_on_sees_it_as_it_is_now, dial, hang_up),
		cmocka_unit_test_setup_teardown(what_no_condition_asks_for_is_made_at_load, dial, hang_up),
		cmocka_unit_test_setup_teardown(without_a_moment_it_is_now, dial, hang_up),
		cmocka_unit_test(any_record_or_none),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
