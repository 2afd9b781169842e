#include "journeys/contract.h"

#define S(slot) MENU_SLOT(SLOT_##slot)
#define APPEAL_FOUND (S(DAY) | S(DAYS) | S(ANSWER) | S(DATE) | S(OFFICE) | S(REGISTRATION) | S(STEP))
#define PROJECT_SHOWN (S(PLEDGED) | S(ROUBLES) | S(COLLECTED) | S(GIVERS) | S(REPORT))

static const struct menu_action actions[] = {
	{ .name = "session.resume", .outcomes = { "resumed" } },
	{ .name = "session.restart", .outcomes = { "restarted" } },
	{ .name = "text.append", .outcomes = { "added", "full" }, .needs = S(ADDITION), .gives = S(TEXT), .wipes = S(ADDITION) },
	{ .name = "appeal.place", .outcomes = { "unknown", "known" }, .by_kept = { "country", "kg", 1 } },
	{ .name = "appeal.lodge", .outcomes = { "named", "nameless" }, .effect = true, .final = true, .needs = S(TEXT) | S(PIN) | S(ANONYMOUS),
		.chosen = { "topic" }, .reads = { "region", "country", "district", "village" }, .gives = S(NUMBER) | S(DAYS),
		.wipes = S(PIN) | S(TEXT) | S(ADDITION) | S(NAME), .by = { SLOT_ANONYMOUS, { { "no" }, { "yes" } } } },
	{ .name = "appeal.days", .outcomes = { "told" }, .gives = S(DAYS) },
	{ .name = "appeal.find", .outcomes = { "found", "answered", "wrong", "locked" }, .effect = true, .needs = S(NUMBER) | S(PIN), .good = 2,
		.gives = APPEAL_FOUND, .keeps = { "status", "topic" }, .opens = true, .wipes = S(PIN) },
	{ .name = "appeal.add", .outcomes = { "added" }, .effect = true, .final = true, .needs = S(ADDITION), .opened = true, .wipes = S(ADDITION) },
	{ .name = "appeal.join", .outcomes = { "added", "gone" }, .effect = true, .final = true, .needs = S(NUMBER) | S(REST), .wipes = S(REST) },
	{ .name = "satisfaction.answer", .outcomes = { "thanks", "again" }, .effect = true, .final = true, .needs = S(RATING), .opens = true,
		.by = { SLOT_RATING, { { "1", "2", "3" }, { "3" } } } },
	{ .name = "pledge.make", .outcomes = { "made" }, .effect = true, .final = true, .needs = S(PIN), .chosen = { "project", "offer" },
		.also = { "offer", "money", S(AMOUNT), { "currency", "rhythm" } }, .reads = { "country", "region" }, .gives = S(NUMBER),
		.wipes = S(PIN) | S(NAME) },
	{ .name = "pledge.find", .outcomes = { "open", "over", "cancelled", "wrong", "locked" }, .effect = true, .needs = S(NUMBER) | S(PIN), .good = 3,
		.gives = S(AMOUNT) | S(HOURS), .keeps = { "project", "offer" }, .opens = true, .wipes = S(PIN) },
	{ .name = "pledge.cancel", .outcomes = { "cancelled", "over" }, .effect = true, .final = true, .opened = true },
	{ .name = "project.figures", .outcomes = { "shown" }, .chosen = { "project" }, .gives = PROJECT_SHOWN },
	{ .name = "callback.ask", .outcomes = { "asked" }, .effect = true, .final = true, .reads = { "country", "helpline", "hour", "need" } },
	{ .name = "checklist.sms", .outcomes = { "sent" }, .effect = true, .final = true, .chosen = { "checklist" } },
	{ .name = "helpline.sms", .outcomes = { "sent" }, .effect = true, .final = true, .chosen = { "helpline" } },
	{ .name = "notice.sms", .outcomes = { "sent" }, .effect = true, .final = true, .chosen = { "notice" } },
	{ .name = "number.sms", .outcomes = { "sent" }, .effect = true, .final = true, .needs = S(NUMBER) },
};

/* The longest that is ever shown: figures at what the whole country could give, names at thirty Cyrillic letters. Free text flows over
 * pages, so that its length is no matter of proof; a sample stands for it. */
static const struct menu_slot slots[SLOT_COUNT] = {
	[SLOT_NUMBER] = { "number", MENU_SLOT_NUMBER, 8, "48271930" },
	[SLOT_PIN] = { "pin", MENU_SLOT_PIN, 4, NULL },
	[SLOT_TEXT] = { "text", MENU_SLOT_WORDS, 800, "Жумуш берүүчү үч айдан бери айлыгымды төлөбөй жатат" },
	[SLOT_ADDITION] = { "addition", MENU_SLOT_WORDS, 400, "Жумуш берүүчү үч айдан бери айлыгымды төлөбөй жатат" },
	[SLOT_REST] = { "rest", MENU_SLOT_WORDS, 2000, NULL },
	[SLOT_NAME] = { "name", MENU_SLOT_WORDS, 60, "Шаршембиева Жаңылмырза Жүсүпова" },
	[SLOT_ANONYMOUS] = { "anonymous", MENU_SLOT_KEY, 3, NULL },
	[SLOT_AMOUNT] = { "amount", MENU_SLOT_AMOUNT, 13, "1000000000" },
	[SLOT_DAY] = { "day", MENU_SLOT_COUNT, 4, "9999" },
	[SLOT_DAYS] = { "days", MENU_SLOT_COUNT, 3, "999" },
	[SLOT_DATE] = { "date", MENU_SLOT_DATE, 10, "2026-12-31" },
	[SLOT_ANSWER] = { "answer", MENU_SLOT_WORDS, 1200, "Өтүнүчүңүз каралып, жумуш берүүчүгө эскертүү берилди" },
	[SLOT_OFFICE] = { "office", MENU_SLOT_WORDS, 63, "Жалал-Абад облустук администрация" },
	[SLOT_REGISTRATION] = { "registration", MENU_SLOT_WORDS, 63, "№ 02-14/4827-К" },
	[SLOT_STEP] = { "step", MENU_SLOT_WORDS, 800, "Акыркы кадам: 31.12.2026, каралууда. Мекеме: Жалал-Абад облусу" },
	[SLOT_RATING] = { "rating", MENU_SLOT_KEY, 1, NULL },
	[SLOT_HOURS] = { "hours", MENU_SLOT_COUNT, 2, "24" },
	[SLOT_PLEDGED] = { "pledged", MENU_SLOT_AMOUNT, 15, "999999999999" },
	[SLOT_ROUBLES] = { "roubles", MENU_SLOT_AMOUNT, 15, "999999999999" },
	[SLOT_COLLECTED] = { "collected", MENU_SLOT_AMOUNT, 15, "999999999999" },
	[SLOT_GIVERS] = { "givers", MENU_SLOT_AMOUNT, 9, "9999999" },
	[SLOT_REPORT] = { "report", MENU_SLOT_WORDS, 1220, "31.12.2026: Сууну айылга жеткирүүчү түтүктөр төшөлүп бүттү" },
	[SLOT_LETTERS] = { "letters", MENU_SLOT_WORDS, 40, "Суйменкула Чокморова" },
};

#define NAME { "name", MENU_COLUMN_TEXT }

const struct menu_known_table journey_tables[JOURNEY_TABLES] = {
	{ .name = "status", .columns = { NAME }, .keys = { "received", "registered", "in-work", "answered", "closed", "refused" } },
	{ .name = TABLE_TOPIC, .filed = true, .columns = { NAME, { COLUMN_RESTRICTED, MENU_COLUMN_FLAG } } },
	{ .name = "region", .filed = true, .columns = { NAME, { "code", MENU_COLUMN_REGION } } },
	{ .name = "country", .filed = true, .columns = { NAME } },
	{ .name = "checklist", .columns = { NAME, { "items", MENU_COLUMN_TEXT } } },
	{ .name = "helpline", .columns = { NAME, { "phone", MENU_COLUMN_TEXT } } },
	{ .name = "notice", .columns = { NAME, { "text", MENU_COLUMN_TEXT } } },
	{ .name = TABLE_NEED, .columns = { NAME, { COLUMN_RESTRICTED, MENU_COLUMN_FLAG } } },
	{ .name = "hour", .columns = { NAME } },
	{ .name = TABLE_PROJECT, .filed = true,
		.columns = { NAME, { COLUMN_PLACE, MENU_COLUMN_PLACE }, { "about", MENU_COLUMN_TEXT }, { "report", MENU_COLUMN_TEXT } } },
	{ .name = "offer", .filed = true, .columns = { NAME }, .keys = { "money", "skills", "time" } },
	{ .name = "rhythm", .filed = true, .columns = { NAME }, .keys = { "once", "monthly" } },
	{ .name = "currency", .filed = true, .columns = { NAME }, .keys = { "kgs", "rub" } },
	{ .name = MENU_TABLE_HOLIDAY, .dated = true, .columns = { NAME, { MENU_COLUMN_WORKS, MENU_COLUMN_FLAG } } },
};

const struct menu_contract journey_contract = {
	.actions = actions,
	.action_count = sizeof(actions) / sizeof(actions[0]),
	.slots = slots,
	.slot_count = SLOT_COUNT,
	.tables = journey_tables,
	.table_count = JOURNEY_TABLES,
};
