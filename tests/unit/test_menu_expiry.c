/* What facts say before and after they expire (tests/menus/expiry): each is sure with its last day, and marked from the next midnight in Bishkek on. */
#include "menu_fixture.h"

#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NEAR "+996111"
#define OLD "+996222 (такталган эмес)"
#define MINUTE_MS INT64_C(60000)

/* A moment in Bishkek. */
static int64_t at(const char *date, int hours, int minutes)
{
	int64_t day = 0;
	assert_true(calendar_parse(date, &day));
	return calendar_day_start(day) + (hours * 60 + minutes) * MINUTE_MS;
}

static struct menu_set *set;

static int set_up(void **state)
{
	(void)state;
	set = fixture_good("tests/menus/expiry");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	menu_free(set);
	return 0;
}

/* A call on a day: what stands after these keys. */
static const char *dialled(struct menu_state *s, int64_t now, enum fixture_format format, const char *keys)
{
	const char *shown = NULL;
	char key[2] = "";
	menu_state_init(s, set);
	menu_speak(s, format);
	menu_clock(s, now);
	menu_start(s);
	for (; (key[0] = *keys) != '\0'; keys++)
		shown = fixture_type(s, key);
	return shown;
}

static void a_fact_is_sure_with_its_last_day(void **state)
{
	(void)state;
	static const struct { const char *date; int hours, minutes; const char *shown; } rows[] = {
		{ "2026-11-21", 10, 0, "Чалыңыз: +996111. Бекер, күнү-түнү\n1 +996111\n0 Артка" },
		{ "2027-03-02", 23, 59, "Чалыңыз: +996111. Бекер, күнү-түнү\n1 +996111\n0 Артка" },
		{ "2027-03-03", 0, 0, "Чалыңыз: +996111 (такталган эмес). Бекер, күнү-түнү\n9 Дагы 0 Артка" },
		{ "2027-06-02", 12, 0, "Чалыңыз: +996111 (такталган эмес). Бекер, күнү-түнү\n9 Дагы 0 Артка" },
		{ "2026-01-01", 12, 0, "Чалыңыз: +996111. Бекер, күнү-түнү\n1 +996111\n0 Артка" }, /* before the day of the load */
	};
	struct menu_state s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(dialled(&s, at(rows[i].date, rows[i].hours, rows[i].minutes), FIXTURE_UCS2, "12"), rows[i].shown);
		menu_state_fini(&s);
	}
}

static void a_line_of_a_list_and_a_question_say_so(void **state)
{
	(void)state;
	struct menu_state s;
	assert_string_equal(dialled(&s, at("2027-03-02", 12, 0), FIXTURE_UCS2, "13"), "1 +996111\n2 " OLD "\n3 +996333\n0 Артка");
	menu_state_fini(&s);
	assert_string_equal(dialled(&s, at("2027-03-03", 12, 0), FIXTURE_UCS2, "13"), "1 +996111 (такталган эмес)\n2 " OLD "\n3 +996333\n0 Артка");
	menu_state_fini(&s);
	assert_string_equal(dialled(&s, at("2027-03-03", 12, 0), FIXTURE_UCS2, "14"), "+996111 (такталган эмес)?\n0 Артка");
	menu_state_fini(&s);
	assert_string_equal(dialled(&s, at("2026-12-31", 12, 0), FIXTURE_UCS2, "15"), "Mo-Fr 09:00-18:00\n0 Артка");
	menu_state_fini(&s);
	assert_string_equal(dialled(&s, at("2027-01-01", 12, 0), FIXTURE_UCS2, "15"), "Mo-Fr 09:00-18:00 (такталган эмес)\n0 Артка");
	menu_state_fini(&s);
}

/* A text that names facts says so behind each; so it is in Latin letters by hand. */
static void a_text_marks_each_fact_that_it_names(void **state)
{
	(void)state;
	static const struct { const char *date; enum fixture_format format; const char *shown; } rows[] = {
		{ "2027-03-02", FIXTURE_UCS2, "Бири +996111, бири +996333, экөө тең\n0 Артка" },
		{ "2027-03-03", FIXTURE_UCS2, "Бири +996111 (такталган эмес), бири +996333, экөө тең\n0 Артка" },
		{ "2027-03-03", FIXTURE_GSM7, "Biri +996111 (taktalgan emes), biri +996333, ekoo ten\n0 Artka" },
		{ "2027-04-02", FIXTURE_GSM7, "Biri +996111 (taktalgan emes), biri +996333 (taktalgan emes), ekoo ten\n0 Artka" },
	};
	struct menu_state s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(dialled(&s, at(rows[i].date, 12, 0), rows[i].format, "16"), rows[i].shown);
		menu_state_fini(&s);
	}
}

/* An item is as sure as the least sure of what it names, and has one mark at most, behind it. What an SMS says. */
static void a_fact_is_as_sure_as_what_it_names(void **state)
{
	(void)state;
#define SAYS(card, call, copy, topic) "ID-карта" card "\nАлгач +996111 чалыңыз" call "\nЖе +996222 чалыңыз" MARK "\nКөчүрмө" copy \
	"\nТема: Бири +996111, бири +996333, экөө тең" topic
#define MARK " (такталган эмес)"
	static const struct { const char *date, *text; } rows[] = {
		{ "2026-12-06", SAYS("", "", "", "") },       { "2026-12-07", SAYS(MARK, "", "", "") },
		{ "2027-01-16", SAYS(MARK, "", MARK, "") },   { "2027-03-02", SAYS(MARK, "", MARK, "") },
		{ "2027-03-03", SAYS(MARK, MARK, MARK, MARK) }, { "2027-06-01", SAYS(MARK, MARK, MARK, MARK) },
		{ "2028-02-01", SAYS(MARK, MARK, MARK, MARK) },
	};
	struct menu_state s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dialled(&s, at(rows[i].date, 12, 0), FIXTURE_UCS2, "111");
		assert_string_equal(fixture_kept(&s, "papers", "items"), rows[i].text);
		menu_state_fini(&s);
	}
	dialled(&s, at("2027-03-03", 12, 0), FIXTURE_UCS2, "211");
	assert_non_null(strstr(fixture_kept(&s, "papers", "items"), "Сначала звоните +996111 (не подтверждено)\nИли +996222 (не подтверждено)\nТема"));
	s.latin = true;
	assert_non_null(strstr(fixture_kept(&s, "papers", "items"), "\nTema: Odin +996111, drugoy +996333, oba (ne podtverjdeno)"));
	menu_state_fini(&s);
}

/* Who looks at a page over midnight finds the next where it was; who comes there again, by whatever way, sees how it is now. */
static void a_call_goes_on_over_midnight(void **state)
{
	(void)state;
	struct menu_state s;
	const struct menu_action *action;
	dialled(&s, at("2027-03-02", 23, 59), FIXTURE_UCS2, "12");
	menu_clock(&s, at("2027-03-03", 0, 1));
	assert_string_equal(fixture_shown(&s, FIXTURE_UCS2), "Чалыңыз: +996111. Бекер, күнү-түнү\n1 +996111\n0 Артка");
	assert_string_equal(fixture_type(&s, "1"), "Рахмат"); /* the key that was shown; the page of today has none on it */
	menu_input(&s, "00", 2, &action);
	assert_string_equal(fixture_type(&s, "2"), "Чалыңыз: +996111 (такталган эмес). Бекер, күнү-түнү\n9 Дагы 0 Артка");
	menu_state_fini(&s);

	dialled(&s, at("2027-03-02", 23, 59), FIXTURE_UCS2, "111");
	menu_clock(&s, at("2027-03-03", 0, 1));
	assert_null(strstr(fixture_shown(&s, FIXTURE_UCS2), "Алгач +996111 чалыңыз" MARK));
	menu_return(&s);
	assert_non_null(strstr(fixture_shown(&s, FIXTURE_UCS2), "Алгач +996111 чалыңыз" MARK));
	menu_state_fini(&s);
	dialled(&s, at("2027-03-02", 23, 59), FIXTURE_UCS2, "111"); /* what is sent is read later */
	menu_clock(&s, at("2027-03-03", 0, 1));
	assert_non_null(strstr(fixture_kept(&s, "papers", "items"), "Алгач +996111 чалыңыз" MARK));
	menu_state_fini(&s);
}

/* Puts what a page shows of the text behind `read`, without white space. */
static void read_on(char *read, const char *page)
{
	static const char *const rest[] = { "\n9 Дагы", "\n1 Аягы", "\n0 Артка" };
	size_t len = strlen(page), at = strlen(read);
	for (size_t i = 0; i < 3; i++) {
		const char *footer = strstr(page, rest[i]);
		len = footer && (size_t)(footer - page) < len ? (size_t)(footer - page) : len;
	}
	for (size_t i = 0; i < len; i++) {
		if (page[i] != ' ' && page[i] != '\n')
			read[at++] = page[i];
	}
	read[at] = '\0';
}

static size_t without_marks(char *text)
{
	static const char mark[] = "(такталганэмес)";
	for (char *at; (at = strstr(text, mark)) != NULL;)
		memmove(at, at + strlen(mark), strlen(at + strlen(mark)) + 1);
	return strlen(text);
}

static bool ends_in(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

/* Who turns a page on another day (by SMS they may be hours apart) reads on without a gap, and nothing as sure that is not. */
static void a_page_is_turned_over_midnight(void **state)
{
	(void)state;
	struct menu_state s;
	for (size_t turned = 0, pages = 1; turned < pages; turned++) {
		char before[2048] = "", after[2048] = "", all[2048] = "";
		read_on(before, dialled(&s, at("2027-03-02", 23, 59), FIXTURE_NARROW, "111"));
		for (pages = 0; strstr(fixture_shown(&s, FIXTURE_NARROW), "9 Дагы"); pages++) {
			if (pages == turned)
				menu_clock(&s, at("2027-03-03", 0, 1));
			read_on(pages < turned ? before : after, fixture_type(&s, "9"));
		}
		assert_in_range(pages, 3, 12);
		read_on(all, fixture_kept(&s, "papers", "items"));
		assert_true(ends_in(all, after));
		assert_true(without_marks(before) + without_marks(after) >= without_marks(all));
		menu_state_fini(&s);
	}
	dialled(&s, at("2027-03-02", 23, 59), FIXTURE_NARROW, "111");
	assert_string_equal(fixture_type(&s, "9"), "Алгач +996111 чалыңыз\n9 Дагы 0 Артка");
	fixture_type(&s, "9");
	menu_clock(&s, at("2027-03-03", 0, 1));
	assert_string_equal(fixture_type(&s, "0"), "Алгач +996111 чалыңыз" MARK "\n9 Дагы 0 Артка"); /* back, too */
	menu_state_fini(&s);
}

/* Whoever reads all pages of a screen reads all of it, with its marks, whatever the day. */
static void nothing_is_lost_on_any_day(void **state)
{
	(void)state;
	static const char *const dates[] = { "2026-11-21", "2026-12-07", "2027-01-16", "2027-03-03", "2027-06-01" };
	struct menu_state s;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		char read[2048];
		snprintf(read, sizeof(read), "%s", dialled(&s, at(dates[i], 12, 0), FIXTURE_NARROW, "111"));
		for (size_t page = 0; strstr(fixture_shown(&s, FIXTURE_NARROW), "9 Дагы"); page++) {
			assert_true(page < 10);
			size_t len = strlen(read);
			snprintf(read + len, sizeof(read) - len, "\n%s", fixture_type(&s, "9"));
		}
		char kept[2048], *save = NULL;
		snprintf(kept, sizeof(kept), "%s", fixture_kept(&s, "papers", "items"));
		const char *from = read;
		for (char *word = strtok_r(kept, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
			from = strstr(from, word);
			assert_non_null(from);
			from += strlen(word);
		}
		menu_state_fini(&s);
	}
}

static void the_figure_is_that_of_the_day(void **state)
{
	(void)state;
	assert_int_equal(menu_figures(set).facts, 9);
	assert_int_equal(menu_expired(set, at("2026-12-06", 23, 59)), 0);
	assert_int_equal(menu_expired(set, at("2026-12-07", 0, 0)), 1);
	assert_int_equal(menu_expired(set, at("2027-03-03", 0, 0)), 4);
	assert_int_equal(menu_expired(set, at("2030-01-01", 0, 0)), 9);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fact_is_sure_with_its_last_day),
		cmocka_unit_test(a_line_of_a_list_and_a_question_say_so),
		cmocka_unit_test(a_text_marks_each_fact_that_it_names),
		cmocka_unit_test(a_fact_is_as_sure_as_what_it_names),
		cmocka_unit_test(a_call_goes_on_over_midnight),
		cmocka_unit_test(a_page_is_turned_over_midnight),
		cmocka_unit_test(nothing_is_lost_on_any_day),
		cmocka_unit_test(the_figure_is_that_of_the_day),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
