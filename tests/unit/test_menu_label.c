/* A label, which ends with ':', does not stay at the end of a page without what it names (menu/page.h). That no page more is made by it is a property in
 * test_menu_page.c. */
#include "menu/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct page_frame frame = { .script = PAGE_OWN, .budget = 140, .more = "Дагы", .back = "Артка" };

static const char *page_at(const struct page_content *c, uint16_t start, struct page *page)
{
	static char text[PAGE_TEXT_MAX + 1];
	page_lay(c, &frame, start, page);
	text[page_write(c, &frame, page, text)] = '\0';
	assert_int_equal(page->used, page_cost(frame.script, text, strlen(text)));
	assert_in_range(page->used, 1, frame.budget);
	return text;
}

static struct page_content body_of(const char *text)
{
	return (struct page_content){ .body = text, .body_len = (uint16_t)strlen(text) };
}

static struct page_line line_of(const char *text)
{
	return (struct page_line){ .text = text, .len = (uint16_t)strlen(text) };
}

static void a_label_goes_over_with_what_it_names(void **state)
{
	(void)state;
	static const struct { const char *body, *pages[3]; } cases[] = {
		/* a line of its own, and the end of a line */
		{ "Биз түшүнбөдүк, дагы жазыңыз\nКонсулдукка чалыңыз:\n+996999312002 (такталбаган)",
			{ "Биз түшүнбөдүк, дагы жазыңыз\n9 Дагы 0 Артка", "Консулдукка чалыңыз:\n+996999312002 (такталбаган)\n0 Артка" } },
		{ "Кайрылуу: жумуш, айлык, документ. Жөнөтүлгөн күнү: 31.12.2026\nАкыркы кадам: 31.12.2026",
			{ "Кайрылуу: жумуш, айлык, документ.\n9 Дагы 0 Артка", "Жөнөтүлгөн күнү: 31.12.2026\nАкыркы кадам: 31.12.2026\n0 Артка" } },
		/* an entry behind one with its number */
		{ "Менюдан чыгып чалыңыз: Кыргызстан 102, Германияда: +996999312002",
			{ "Менюдан чыгып чалыңыз: Кыргызстан 102,\n9 Дагы 0 Артка", "Германияда: +996999312002\n0 Артка" } },
		/* a label of a label */
		{ "Биз түшүнбөдүк, жазыңыз\nТелефондор:\nТүркия:\n+996999312002 (такталбаган)",
			{ "Биз түшүнбөдүк, жазыңыз\n9 Дагы 0 Артка", "Телефондор:\nТүркия:\n+996999312002 (такталбаган)\n0 Артка" } },
		/* no label */
		{ "Биз түшүнбөдүк, дагы жазыңыз\nКонсулдук 9:00\n+996999312002 (такталбаган)",
			{ "Биз түшүнбөдүк, дагы жазыңыз\nКонсулдук 9:00\n9 Дагы 0 Артка", "+996999312002 (такталбаган)\n0 Артка" } },
		/* it would be a page more */
		{ "Биз түшүнбөдүк, дагы жазыңыз\nКонсулдукка чалыңыз:\nМосквадагы номери +996999312002 (такталбаган), чалыңыз",
			{ "Биз түшүнбөдүк, дагы жазыңыз\nКонсулдукка чалыңыз:\n9 Дагы 0 Артка", "Москвадагы номери +996999312002 (такталбаган), чалыңыз\n0 Артка" } },
		/* the page is nothing but the label */
		{ "Консулдуктун кабыл алуу бөлмөсүнө түз чалсаңыз болот:\n+996999312002",
			{ "Консулдуктун кабыл алуу бөлмөсүнө түз чалсаңыз болот:\n9 Дагы 0 Артка", "+996999312002\n0 Артка" } },
		/* the next page would begin with what seems to be a choice */
		{ "Биз түшүнбөдүк, дагы бир жолу жазыңыз. 2 телефон:\n+996999312002",
			{ "Биз түшүнбөдүк, дагы бир жолу жазыңыз. 2 телефон:\n9 Дагы 0 Артка", "+996999312002\n0 Артка" } },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct page_content c = body_of(cases[i].body);
		struct page page = { .next = 0 };
		for (size_t j = 0; cases[i].pages[j]; j++)
			assert_string_equal(page_at(&c, page.next, &page), cases[i].pages[j]);
		assert_false(page.more);
	}
}

static void a_label_of_choices_stands_above_the_first(void **state)
{
	(void)state;
	struct page page;
	struct page_line lines[] = { line_of("Россия: 112"), line_of("Кыргызстан: 102") };
	struct page_content c = body_of("Биз түшүнбөдүк, дагы бир жолу жазыңыз\nАзыр чалыңыз:");
	c.lines = lines;
	c.line_count = 2;
	assert_string_equal(page_at(&c, 0, &page), "Биз түшүнбөдүк, дагы бир жолу жазыңыз\n9 Дагы 0 Артка");
	assert_string_equal(page_at(&c, page.next, &page), "Азыр чалыңыз:\n1 Россия: 112\n2 Кыргызстан: 102\n0 Артка");
	assert_false(page.more);
}

static void a_label_breaks_no_whole_range(void **state)
{
	(void)state;
	struct page page;
	struct page_content c = body_of("Түшүнбөдүк\nКонсулдук бар. Чалыңыз:\nМосквадагы номери +996999312002");
	const char *fact = strstr(c.body, "Консулдук");
	struct page_span span = { (uint16_t)(fact - c.body), (uint16_t)(strstr(c.body, "\nМосква") - c.body) };
	c.whole = &span;
	c.whole_count = 1;
	assert_string_equal(page_at(&c, 0, &page), "Түшүнбөдүк\n9 Дагы 0 Артка");
	assert_string_equal(page_at(&c, page.next, &page), "Консулдук бар. Чалыңыз:\nМосквадагы номери +996999312002\n0 Артка");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_label_goes_over_with_what_it_names),
		cmocka_unit_test(a_label_of_choices_stands_above_the_first),
		cmocka_unit_test(a_label_breaks_no_whole_range),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
