#include "menu_fixture.h"

#include "journeys/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct menu_action actions[] = {
	{ .name = "session.resume", .outcomes = { "resumed" } },
	{ .name = "session.restart", .outcomes = { "restarted" } },
	{ .name = "letter.send", .outcomes = { "sent" }, .effect = true, .final = true, .gives = MENU_SLOT(FIXTURE_NUMBER) },
	{ .name = "letter.find", .outcomes = { "found", "wrong" }, .good = 1, .gives = MENU_SLOT(FIXTURE_ANSWER) | MENU_SLOT(FIXTURE_NOTE) },
};

static const struct menu_slot slots[FIXTURE_SLOTS] = {
	[FIXTURE_NUMBER] = { "number", MENU_SLOT_NUMBER, 8, "48271930" },
	[FIXTURE_PIN] = { "pin", MENU_SLOT_PIN, 4, NULL },
	[FIXTURE_NOTE] = { "note", MENU_SLOT_WORDS, 400, "Жумуш" },
	[FIXTURE_SUM] = { "sum", MENU_SLOT_AMOUNT, 13, "1000000" },
	[FIXTURE_MARK] = { "mark", MENU_SLOT_KEY, 8, NULL },
	[FIXTURE_ANSWER] = { "answer", MENU_SLOT_WORDS, 1200, "Каралды" },
	[FIXTURE_LETTERS] = { "letters", MENU_SLOT_WORDS, 40, "Суйменкула Чокморова" },
};

const struct menu_contract fixture_contract = { actions, sizeof(actions) / sizeof(actions[0]), slots, FIXTURE_SLOTS, journey_tables, JOURNEY_TABLES };

const struct menu_format fixture_formats[FIXTURE_FORMATS] = {
	[FIXTURE_UCS2] = { CHARSET_UCS2, 160 },
	[FIXTURE_GSM7] = { CHARSET_GSM7, 182 },
	[FIXTURE_NARROW] = { CHARSET_UCS2, 120 },
};

struct menu_set *fixture_load(const char *directory, struct complaints *complaints)
{
	complaints_init(complaints);
	return menu_load(directory, &fixture_contract, fixture_formats, FIXTURE_FORMATS, FIXTURE_TODAY, complaints);
}

struct menu_set *fixture_good(const char *directory)
{
	struct complaints complaints;
	struct menu_set *set = fixture_load(directory, &complaints);
	complaints_print(&complaints, stderr);
	assert_int_equal(complaints.count, 0);
	assert_non_null(set);
	complaints_fini(&complaints);
	return set;
}

const char *fixture_kept(const struct menu_state *s, const char *table, const char *field)
{
	static char text[2048];
	menu_kept_text(s, table, field, text, sizeof(text));
	return text;
}

const char *fixture_shown(const struct menu_state *s, enum fixture_format format)
{
	static char text[2048];
	uint8_t scratch[512];
	struct menu_page page;
	size_t len;
	menu_show(s, format, scratch, sizeof(scratch), &page);
	assert_in_range(page.text.len, 1, fixture_formats[format].budget);
	assert_int_equal(charset_decode(fixture_formats[format].charset, page.text, text, sizeof(text), &len), ERR_NONE);
	return text;
}

const char *fixture_type(struct menu_state *s, const char *text)
{
	const struct menu_action *action;
	assert_int_equal(menu_input(s, text, strlen(text), &action), MENU_SHOW);
	assert_null(action);
	return fixture_shown(s, s->format);
}

void fixture_do(struct menu_state *s, const char *text, const char *action_name)
{
	const struct menu_action *action;
	assert_int_equal(menu_input(s, text, strlen(text), &action), MENU_DO);
	assert_string_equal(action->name, action_name);
}

void fixture_outcome(struct menu_state *s, size_t outcome)
{
	const struct menu_action *action;
	assert_int_equal(menu_outcome(s, outcome, &action), MENU_SHOW);
}
