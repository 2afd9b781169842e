/* The actions of the menus against a real store: what they read, what they fill in, what they come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journeys/journey.h"
#include "menu/engine.h"
#include "scratch.h"
#include "store/appeals.h"
#include "store/fresh.h"
#include "store/items.h"
#include "store/listing.h"
#include "store/messages.h"
#include "store/number.h"
#include "store/pins.h"
#include "store/pledges.h"
#include "store/statement.h"

#define MONDAY_MS INT64_C(1772388000000) /* 2026-03-02, midnight in Bishkek */
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define MSISDN "996555123456"

static const char menus[] =
	"languages: {ky: Кыргызча, ru: Русский}\n"
	"entry: home\n"
	"words:\n"
	"  back: {ky: Артка, ru: Назад}\n"
	"  more: {ky: Дагы, ru: Ещё}\n"
	"  yes: {ky: Ооба, ru: Да}\n"
	"  no: {ky: Жок, ru: Нет}\n"
	"  wrong_choice: {ky: Жок, ru: Нет}\n"
	"  wrong_number: {ky: Жок, ru: Нет}\n"
	"  wrong_pin: {ky: Жок, ru: Нет}\n"
	"  wrong_amount: {ky: Жок, ru: Нет}\n"
	"  too_long: {ky: Узун, ru: Длинно}\n"
	"  empty: {ky: Бош, ru: Пусто}\n"
	"  unconfirmed: {ky: такталбаган, ru: не проверено}\n"
	"  sms_number: {ky: \"Номери:\", ru: \"Номер:\"}\n"
	"screens:\n"
	"  language: {kind: language, text: {ky: Тил, ru: Язык}, to: home}\n"
	"  home: {kind: end, text: {ky: Үй, ru: Дом}}\n"
	"  later: {kind: end, text: {ky: Кийин, ru: Позже}}\n"
	"  resume:\n"
	"    kind: choices\n"
	"    choices:\n"
	"      - {text: {ky: Улантуу, ru: Дальше}, do: session.resume, then: {resumed: home}}\n"
	"      - {text: {ky: Башынан, ru: Сначала}, do: session.restart, then: {restarted: home}}\n"
	"tables:\n"
	"  topic: [{key: work, name: {ky: Жумуш, ru: Работа}}, {key: money, name: {ky: Акча, ru: Деньги}}]\n"
	"  region: [{key: osh, name: {ky: Ош, ru: Ош}}]\n"
	"  country: [{key: ru, name: {ky: Россия, ru: Россия}}, {key: kz, name: {ky: Казакстан, ru: Казахстан}}]\n"
	"  status:\n"
	"    - {key: received, name: {ky: кабыл алынды, ru: принято}}\n"
	"    - {key: answered, name: {ky: жооп берилди, ru: дан ответ}}\n"
	"  project: [{key: school, name: {ky: Мектеп, ru: Школа}}]\n"
	"  offer: [{key: money, name: {ky: акча, ru: деньги}}, {key: skills, name: {ky: билим, ru: знания}}]\n"
	"  rhythm: [{key: once, name: {ky: бир жолу, ru: один раз}}]\n"
	"  currency: [{key: kgs, name: {ky: сом, ru: сом}}, {key: rub, name: {ky: рубль, ru: руб.}}]\n"
	"  checklist:\n"
	"    - key: lost\n"
	"      name: {ky: Паспортум жоголду, ru: Потерян паспорт}\n"
	"      items:\n"
	"        - {text: {ky: Туулгандык күбөлүк, ru: Свидетельство}, source: elchi.ru, verified_on: 2026-01-01, expires: 2027-01-01}\n"
	"        - {text: {ky: Полиция кагазы, ru: Справка}, source: elchi.ru, verified_on: 2026-01-01, expires: 2027-01-01}\n"
	"  hour: [{key: evening, name: {ky: кечинде, ru: вечером}}]\n"
	"  helpline:\n"
	"    - key: mfa\n"
	"      country: [kz, ru]\n"
	"      name: {ky: Консулдук, ru: Консульство}\n"
	"      phone: {value: \"+996 999 312 002\", source: 24.kg, verified_on: 2026-01-01, expires: 2027-01-01}\n";

#define EXPIRED_MS INT64_C(1798826400000) /* 2027-01-02, midnight in Bishkek: the day after */

struct play {
	struct scratch scratch;
	struct menu_set *set;
	struct menu_state state;
	struct journey_caller caller;
	char opened[9];
	bool forget;
	struct moment now;
};

static int set_up(void **state)
{
	struct play *p = calloc(1, sizeof *p);
	assert_non_null(p);
	scratch_open(&p->scratch);
	char path[128];
	snprintf(path, sizeof path, "%s/menus.yaml", p->scratch.directory);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(menus, file);
	fclose(file);
	struct complaints complaints;
	complaints_init(&complaints);
	static const struct menu_format format = { CHARSET_UCS2, 160 };
	p->set = menu_load(p->scratch.directory, &journey_contract, &format, 1, "2026-03-02", &complaints);
	if (!p->set)
		complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(p->set);
	unlink(path);
	menu_state_init(&p->state, p->set);
	p->state.language = 0;
	p->caller = (struct journey_caller){ .msisdn = MSISDN, .channel = "ussd", .opened = &p->opened, .forget = &p->forget };
	p->now = (struct moment){ 0, MONDAY_MS + 9 * HOUR_MS };
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct play *p = *state;
	menu_state_fini(&p->state);
	menu_free(p->set);
	scratch_close(&p->scratch);
	free(p);
	return 0;
}

static const struct menu_action *action_named(const char *name)
{
	for (size_t i = 0; i < journey_contract.action_count; i++)
		if (strcmp(journey_contract.actions[i].name, name) == 0)
			return &journey_contract.actions[i];
	fail_msg("no action %s", name);
	return NULL;
}

/* Runs it and commits, as the gateway does. */
static void runs(struct play *p, const char *name, const char *expected)
{
	size_t outcome;
	const struct menu_action *action = action_named(name);
	enum error error = journey_run(p->scratch.store, action, &p->state, &p->caller, p->now, &outcome);
	if (error)
		fail_msg("%s: %s, %s", name, error_name(error), store_last_error(p->scratch.store));
	assert_string_equal(action->outcomes[outcome], expected);
	scratch_commit(&p->scratch);
}

static void fails(struct play *p, const char *name, enum error expected)
{
	size_t outcome;
	assert_int_equal(journey_run(p->scratch.store, action_named(name), &p->state, &p->caller, p->now, &outcome), expected);
	store_rollback(p->scratch.store);
}

static void put(struct play *p, enum journey_slot slot, const char *text)
{
	assert_int_equal(menu_put(&p->state, slot, text, strlen(text)), ERR_NONE);
}

static void keep(struct play *p, const char *table, const char *key)
{
	assert_int_equal(menu_keep(&p->state, table, key), ERR_NONE);
}

static void shows(struct play *p, enum journey_slot slot, const char *expected)
{
	assert_string_equal(menu_get(&p->state, slot), expected);
}

static int64_t scalar(struct play *p, const char *sql)
{
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(p->scratch.store->db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static void fill_appeal(struct play *p, const char *anonymous)
{
	keep(p, "topic", "work");
	keep(p, "region", "osh");
	put(p, SLOT_TEXT, "Айлыгымды төлөбөй жатышат");
	put(p, SLOT_ANONYMOUS, anonymous);
	put(p, SLOT_NAME, "Асан уулу Үсөн");
	put(p, SLOT_PIN, "4711");
}

static void test_a_named_appeal(void **state)
{
	struct play *p = *state;
	fill_appeal(p, "no");
	runs(p, "appeal.lodge", "named");
	assert_true(number_valid(menu_get(&p->state, SLOT_NUMBER)));
	shows(p, SLOT_PIN, "");
	shows(p, SLOT_TEXT, "");
	shows(p, SLOT_NAME, "");
	assert_false(p->forget);
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeals WHERE msisdn NOT NULL AND name NOT NULL AND topic = 'work' AND country = ''"), 1);
	assert_int_equal(scalar(p, "SELECT lodged_ms FROM appeals"), MONDAY_MS + 9 * HOUR_MS);
	assert_false(scratch_holds(&p->scratch, MSISDN, strlen(MSISDN)));
	assert_false(scratch_holds(&p->scratch, "Айлыгымды", strlen("Айлыгымды")));
}

/* After the session nothing of the number is left: neither sealed nor hashed, nor could an SMS tie it to the appeal. */
/* A village brings its district with it; the code of the village is as little to be read in the store as a name. */
static void test_an_appeal_from_a_place(void **state)
{
	struct play *p = *state;
	static const struct { const char *table, *key, *place, *district; } rows[] = {
		{ "village", "41705236842040", "41705236842040", "41705236000000" },
		{ "district", "41705214000000", "41705214000000", "41705214000000" },
		{ "region", "osh", "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct appeal a;
		memset(p->state.kept, 0xff, sizeof p->state.kept);
		fill_appeal(p, "no");
		keep(p, rows[i].table, rows[i].key);
		runs(p, "appeal.lodge", "named");
		assert_int_equal(appeals_get(p->scratch.store, menu_get(&p->state, SLOT_NUMBER), &a), ERR_NONE);
		assert_string_equal(a.place, rows[i].place);
		assert_string_equal(a.district, rows[i].district);
	}
	assert_true(scratch_holds(&p->scratch, "41705236000000", 14));
	assert_false(scratch_holds(&p->scratch, "41705236842040", 14));
}

static void test_a_nameless_appeal_leaves_no_number(void **state)
{
	struct play *p = *state;
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&p->scratch.sealer, MSISDN, hash);
	char number[9];
	assert_int_equal(store_language_put(p->scratch.store, MSISDN, "ky"), ERR_NONE);
	assert_int_equal(fresh_put(p->scratch.store, MSISDN, "48271930", p->now.unix_ms), ERR_NONE); /* one with a name, a moment ago */
	assert_int_equal(store_snapshot_put(p->scratch.store, MSISDN, "*500#", p->now.unix_ms, (const uint8_t *)"words", 5), ERR_NONE);
	scratch_commit(&p->scratch);
	fill_appeal(p, "yes");
	runs(p, "appeal.lodge", "nameless");
	assert_true(p->forget);
	fails(p, "number.sms", ERR_STATE);
	assert_int_equal(store_forget(p->scratch.store, MSISDN, "*500#"), ERR_NONE);
	scratch_commit(&p->scratch);
	assert_false(scratch_holds(&p->scratch, hash, sizeof hash));
	assert_int_equal(fresh_get(p->scratch.store, MSISDN, p->now.unix_ms, number), ERR_NOT_FOUND);
	assert_int_equal(scalar(p, "SELECT (SELECT COUNT(*) FROM subscribers) + (SELECT COUNT(*) FROM snapshots) + (SELECT COUNT(*) FROM messages)"
		" + (SELECT COUNT(*) FROM appeals WHERE msisdn NOT NULL OR name NOT NULL)"), 0);
	assert_int_equal(scalar(p, "SELECT lodged_ms FROM appeals"), MONDAY_MS);
}

static void test_an_appeal_that_lacks_something(void **state)
{
	struct play *p = *state;
	static const enum journey_slot needed[] = { SLOT_PIN, SLOT_TEXT, SLOT_ANONYMOUS };
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		fill_appeal(p, "no");
		menu_wipe(&p->state, needed[i]);
		fails(p, "appeal.lodge", ERR_STATE);
	}
	fill_appeal(p, "no");
	p->state.kept[menu_table_find(p->set, "topic")] = MENU_NONE;
	fails(p, "appeal.lodge", ERR_STATE);
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeals"), 0);
}

/* Nothing of it is written, and nothing that was typed is lost. One that was chosen before such PINs were refused opens as ever. */
static void test_a_pin_that_many_choose(void **state)
{
	struct play *p = *state;
	fill_appeal(p, "no");
	put(p, SLOT_PIN, "1234");
	fails(p, "appeal.lodge", ERR_WEAK);
	shows(p, SLOT_TEXT, "Айлыгымды төлөбөй жатышат");
	assert_int_equal(scalar(p, "SELECT (SELECT COUNT(*) FROM appeals) + (SELECT COUNT(*) FROM items)"), 0);
	struct appeal a = { .text = "мурда", .topic = "work", .language = "ky", .channel = "ussd", .lodged_ms = MONDAY_MS };
	assert_int_equal(appeals_lodge(p->scratch.store, &a, "1234"), ERR_NONE);
	scratch_commit(&p->scratch);
	put(p, SLOT_NUMBER, a.number);
	put(p, SLOT_PIN, "1234");
	runs(p, "appeal.find", "found");
}

static void lodge(struct play *p, char number[9])
{
	fill_appeal(p, "no");
	runs(p, "appeal.lodge", "named");
	memcpy(number, menu_get(&p->state, SLOT_NUMBER), 9);
}

/* From another telephone: number and PIN are all it takes. */
static void open_with(struct play *p, const char *number, const char *pin)
{
	put(p, SLOT_NUMBER, number);
	put(p, SLOT_PIN, pin);
}

static void test_the_status_is_told_by_number_and_pin(void **state)
{
	struct play *p = *state;
	char number[9];
	lodge(p, number);
	keep(p, "topic", "money");
	p->caller.msisdn = "79161234567";
	p->now.unix_ms = MONDAY_MS + 8 * DAY_MS + HOUR_MS; /* Tuesday of the next week */
	open_with(p, number, "4711");
	runs(p, "appeal.find", "found");
	assert_string_equal(p->opened, number);
	assert_string_equal(menu_kept_key(&p->state, "status"), "received");
	assert_string_equal(menu_kept_key(&p->state, "topic"), "work");
	shows(p, SLOT_DAY, "6");
	shows(p, SLOT_DAYS, "14");
	shows(p, SLOT_DATE, "2026-03-02");
	shows(p, SLOT_ANSWER, "");
	shows(p, SLOT_PIN, "");

	/* Registered on the next day, answered on Wednesday: the days stand still from then on. */
	assert_int_equal(appeals_step(p->scratch.store, number, "registered", "", MONDAY_MS + DAY_MS), ERR_NONE);
	assert_int_equal(appeals_step(p->scratch.store, number, "answered", "Иш берүүчүгө эскертүү берилди", MONDAY_MS + 2 * DAY_MS), ERR_NONE);
	scratch_commit(&p->scratch);
	open_with(p, number, "4711");
	runs(p, "appeal.find", "found");
	shows(p, SLOT_DAY, "1");
	shows(p, SLOT_ANSWER, "Иш берүүчүгө эскертүү берилди");
	assert_string_equal(menu_kept_key(&p->state, "status"), "answered");
}

/* To who typed them; the telephone that lodged it opens it, hidden or named networks beside. */
static void test_wrong_pins_are_counted_and_lock(void **state)
{
	struct play *p = *state;
	struct pin_figures figures = { .alarms = 0 };
	char number[9];
	p->caller.pins = &figures;
	p->caller.network = "sim";
	lodge(p, number);
	p->caller.msisdn = "79161234567";
	open_with(p, number, "4711");
	runs(p, "appeal.find", "found");
	for (int i = 1; i < 5; i++) {
		open_with(p, number, "9999");
		runs(p, "appeal.find", "wrong");
		assert_string_equal(p->opened, "");
		shows(p, SLOT_PIN, "");
	}
	open_with(p, number, "9999");
	runs(p, "appeal.find", "locked");
	open_with(p, number, "4711");
	runs(p, "appeal.find", "locked");
	assert_string_equal(p->opened, "");
	p->caller.msisdn = MSISDN;
	open_with(p, number, "4711");
	runs(p, "appeal.find", "found");
	p->caller.msisdn = ""; /* whoever hides it is a stranger */
	open_with(p, number, "9999");
	runs(p, "appeal.find", "wrong");
	p->caller.msisdn = "79161234567";
	p->now.unix_ms += DAY_MS;
	open_with(p, number, "4711");
	runs(p, "appeal.find", "found");
	assert_int_equal(figures.verdicts[PIN_RIGHT], 3);
	assert_int_equal(figures.verdicts[PIN_WRONG], 5);
	assert_int_equal(figures.verdicts[PIN_LOCKED], 2);
}

static void test_what_cannot_be_found(void **state)
{
	struct play *p = *state;
	open_with(p, "00000000", "4711");
	runs(p, "appeal.find", "wrong");
	open_with(p, "00000000", "4711");
	runs(p, "pledge.find", "wrong");
	fails(p, "appeal.find", ERR_STATE); /* the PIN is gone */
	put(p, SLOT_PIN, "4711");
	menu_wipe(&p->state, SLOT_NUMBER);
	fails(p, "appeal.find", ERR_STATE);
	fails(p, "pledge.find", ERR_STATE);
}

static void test_words_are_added(void **state)
{
	struct play *p = *state;
	char number[9];
	lodge(p, number);
	put(p, SLOT_ADDITION, "Үч ай болду");
	fails(p, "appeal.add", ERR_STATE); /* nothing was opened */
	open_with(p, number, "4711");
	runs(p, "appeal.find", "found");
	runs(p, "appeal.add", "added");
	shows(p, SLOT_ADDITION, "");
	fails(p, "appeal.add", ERR_STATE);
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeal_additions"), 1);
}

/* What came by SMS is added without a PIN: from the telephone that lodged it, and from no other. */
static void test_the_rest_is_joined(void **state)
{
	struct play *p = *state;
	char number[9], fresh[9];
	lodge(p, number);
	assert_int_equal(fresh_get(p->scratch.store, MSISDN, p->now.unix_ms + HOUR_MS - 1, fresh), ERR_NONE);
	assert_string_equal(fresh, number);
	fails(p, "appeal.join", ERR_STATE); /* of nothing */
	put(p, SLOT_REST, "Үч ай болду");
	p->caller.msisdn = "79161234567";
	runs(p, "appeal.join", "gone");
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeal_additions"), 0);
	p->caller.msisdn = "";
	put(p, SLOT_REST, "Үч ай болду");
	runs(p, "appeal.join", "gone");
	p->caller.msisdn = MSISDN;
	put(p, SLOT_REST, "Үч ай болду");
	runs(p, "appeal.join", "added");
	shows(p, SLOT_REST, "");
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeal_additions"), 1);
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM items WHERE kind = 'appeal-added'"), 1);
}

/* One of the nameless is nobody's, whatever number is told. */
static void test_nothing_is_joined_to_the_nameless(void **state)
{
	struct play *p = *state;
	char number[9];
	fill_appeal(p, "yes");
	runs(p, "appeal.lodge", "nameless");
	memcpy(number, menu_get(&p->state, SLOT_NUMBER), 9);
	assert_int_equal(fresh_get(p->scratch.store, MSISDN, p->now.unix_ms, number), ERR_NOT_FOUND);
	put(p, SLOT_REST, "Үч ай болду");
	runs(p, "appeal.join", "gone");
	put(p, SLOT_NUMBER, "48271930");
	put(p, SLOT_REST, "Үч ай болду");
	runs(p, "appeal.join", "gone");
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeal_additions"), 0);
}

/* In as many additions as it takes, in order, cut between words; a word that is too long for one is cut anywhere. */
static void test_a_long_rest_is_joined_in_pieces(void **state)
{
	struct play *p = *state;
	static struct listing_addition pieces[LISTING_ADDITIONS];
	char number[9], text[2001] = "", joined[2100] = "";
	size_t len = 0, count;
	lodge(p, number);
	for (unsigned i = 0; i < 240; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, i == 100 ? "\n" : "сөз%u ", i % 10);
	put(p, SLOT_REST, text);
	runs(p, "appeal.join", "added");
	assert_int_equal(listing_additions(p->scratch.store, number, pieces, &count), ERR_NONE);
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++) {
		assert_true(strlen(pieces[i].text) > APPEAL_ADDITION_MAX - 10 || i == count - 1);
		strcat(strcat(joined, pieces[i].text), " ");
	}
	len = strlen(joined);
	assert_true(len > 100 && strncmp(joined, text, 100) == 0);
	for (char *at = joined; (at = strchr(at, '\n')) || (at = strstr(joined, "  ")); )
		memmove(at, at + 1, strlen(at));
	for (char *at = text; (at = strchr(at, '\n')) || (at = strstr(text, "  ")); )
		memmove(at, at + 1, strlen(at));
	assert_string_equal(joined, text);
	memset(text, 'a', 1000);
	text[1000] = '\0';
	put(p, SLOT_REST, text);
	runs(p, "appeal.join", "added");
	assert_int_equal(listing_additions(p->scratch.store, number, pieces, &count), ERR_NONE);
	assert_int_equal(count, 8);
	assert_int_equal(strlen(pieces[5].text) + strlen(pieces[6].text) + strlen(pieces[7].text), 1000);
}

/* All or nothing: with room for fewer items than it takes nothing is written. */
static void test_a_rest_for_which_there_is_no_room(void **state)
{
	struct play *p = *state;
	char number[9], text[1001];
	lodge(p, number);
	memset(text, 'a', 1000);
	text[1000] = '\0';
	items_set_max(p->scratch.store, 3); /* one is the appeal's */
	put(p, SLOT_REST, text);
	size_t outcome;
	assert_int_equal(journey_run(p->scratch.store, action_named("appeal.join"), &p->state, &p->caller, p->now, &outcome), ERR_FULL);
	scratch_commit(&p->scratch); /* the promises of others stand in the same group */
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeal_additions"), 0);
	shows(p, SLOT_REST, text);
	items_set_max(p->scratch.store, 4);
	runs(p, "appeal.join", "added");
}

static void test_a_text_grows_until_it_is_full(void **state)
{
	struct play *p = *state;
	char part[APPEAL_ADDITION_MAX + 1];
	memset(part, 'a', sizeof part);
	part[APPEAL_ADDITION_MAX] = '\0';
	put(p, SLOT_ADDITION, "биринчи");
	runs(p, "text.append", "added");
	shows(p, SLOT_TEXT, "биринчи");
	put(p, SLOT_ADDITION, "экинчи");
	runs(p, "text.append", "added");
	shows(p, SLOT_TEXT, "биринчи экинчи");
	put(p, SLOT_ADDITION, part);
	runs(p, "text.append", "added");
	put(p, SLOT_ADDITION, part);
	runs(p, "text.append", "full");
	shows(p, SLOT_ADDITION, "");
	assert_int_equal(strlen(menu_get(&p->state, SLOT_TEXT)), strlen("биринчи экинчи ") + APPEAL_ADDITION_MAX);
}

static void make_pledge(struct play *p, char number[9])
{
	keep(p, "project", "school");
	keep(p, "offer", "money");
	keep(p, "rhythm", "once");
	keep(p, "currency", "kgs");
	put(p, SLOT_AMOUNT, "3000");
	put(p, SLOT_NAME, "Айгүл эже");
	put(p, SLOT_PIN, "7402");
	runs(p, "pledge.make", "made");
	memcpy(number, menu_get(&p->state, SLOT_NUMBER), 9);
}

static void test_a_pledge_and_the_figures(void **state)
{
	struct play *p = *state;
	char number[9];
	make_pledge(p, number);
	shows(p, SLOT_PIN, "");
	shows(p, SLOT_NAME, "");
	runs(p, "project.figures", "shown");
	shows(p, SLOT_PLEDGED, "3000");
	shows(p, SLOT_COLLECTED, "0");
	shows(p, SLOT_GIVERS, "1");
	assert_false(scratch_holds(&p->scratch, "Айгүл", strlen("Айгүл")));
}

/* Somebody first typed a sum, then went back and offered skills. */
static void test_skills_have_no_sum(void **state)
{
	struct play *p = *state;
	char number[9];
	struct pledge made;
	make_pledge(p, number);
	keep(p, "offer", "skills");
	put(p, SLOT_PIN, "7402");
	runs(p, "pledge.make", "made");
	assert_int_equal(pledges_get(p->scratch.store, menu_get(&p->state, SLOT_NUMBER), &made), ERR_NONE);
	assert_int_equal(made.amount, 0);
	assert_string_equal(made.currency, "");
	assert_string_equal(made.name, "");
	runs(p, "project.figures", "shown");
	shows(p, SLOT_PLEDGED, "3000");
	shows(p, SLOT_GIVERS, "2");
}

static void test_a_pledge_is_cancelled_within_a_day(void **state)
{
	struct play *p = *state;
	char number[9];
	make_pledge(p, number);
	fails(p, "pledge.cancel", ERR_STATE);
	p->now.unix_ms += DAY_MS - 1;
	put(p, SLOT_AMOUNT, "7");
	open_with(p, number, "7402");
	runs(p, "pledge.find", "open");
	shows(p, SLOT_AMOUNT, "3000");
	assert_string_equal(menu_kept_key(&p->state, "project"), "school");
	runs(p, "pledge.cancel", "cancelled");
	runs(p, "pledge.cancel", "cancelled");
	p->now.unix_ms += 10;
	open_with(p, number, "7402");
	runs(p, "pledge.find", "cancelled");
	runs(p, "project.figures", "shown");
	shows(p, SLOT_GIVERS, "0");
}

static void test_after_a_day_it_stands(void **state)
{
	struct play *p = *state;
	char number[9];
	make_pledge(p, number);
	p->now.unix_ms += DAY_MS - 1;
	open_with(p, number, "7402");
	runs(p, "pledge.find", "open");
	p->now.unix_ms += 1; /* while they think about it */
	runs(p, "pledge.cancel", "over");
	open_with(p, number, "7402");
	runs(p, "pledge.find", "over");
	runs(p, "project.figures", "shown");
	shows(p, SLOT_GIVERS, "1");
	open_with(p, number, "4711");
	runs(p, "pledge.find", "wrong");
	fails(p, "pledge.cancel", ERR_STATE);
}

static void test_a_pledge_that_lacks_something(void **state)
{
	struct play *p = *state;
	char number[9];
	fails(p, "project.figures", ERR_STATE);
	fails(p, "pledge.make", ERR_STATE);
	make_pledge(p, number);
	fails(p, "pledge.make", ERR_STATE); /* no PIN */
	static const char *const amounts[] = { "0", "1000000000001", "99999999999999" };
	for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
		put(p, SLOT_PIN, "7402");
		if (menu_put(&p->state, SLOT_AMOUNT, amounts[i], strlen(amounts[i])) == ERR_NONE)
			fails(p, "pledge.make", ERR_STATE);
	}
	put(p, SLOT_AMOUNT, "1000");
	put(p, SLOT_PIN, "2580");
	fails(p, "pledge.make", ERR_WEAK);
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM pledges"), 1);
}

static void sms_is(struct play *p, enum message_class message_class, const char *text)
{
	struct message m;
	assert_int_equal(messages_next(p->scratch.store, &m), ERR_NONE);
	assert_string_equal(m.msisdn, MSISDN);
	assert_int_equal(m.message_class, message_class);
	assert_int_equal(m.created_ms, p->now.unix_ms);
	assert_int_equal(m.parts, 1);
	m.text[m.text_len] = '\0';
	assert_string_equal(m.text, text);
	assert_int_equal(messages_part(p->scratch.store, m.id, 0, MESSAGE_ACCEPTED, "1", 0, 0), ERR_NONE);
	scratch_commit(&p->scratch);
}

static void test_what_is_sent_by_sms(void **state)
{
	struct play *p = *state;
	keep(p, "checklist", "lost");
	runs(p, "checklist.sms", "sent");
	sms_is(p, MESSAGE_INFORMATION, "Паспортум жоголду\nТуулгандык күбөлүк\nПолиция кагазы");
	keep(p, "helpline", "mfa");
	runs(p, "helpline.sms", "sent");
	sms_is(p, MESSAGE_INFORMATION, "Консулдук\n+996 999 312 002");
	keep(p, "country", "ru");
	runs(p, "helpline.sms", "sent");
	sms_is(p, MESSAGE_INFORMATION, "Россия: Консулдук\n+996 999 312 002");
	runs(p, "checklist.sms", "sent"); /* of no country */
	sms_is(p, MESSAGE_INFORMATION, "Паспортум жоголду\nТуулгандык күбөлүк\nПолиция кагазы");
	menu_clock(&p->state, EXPIRED_MS - 60000);
	runs(p, "helpline.sms", "sent");
	sms_is(p, MESSAGE_INFORMATION, "Россия: Консулдук\n+996 999 312 002");
	menu_clock(&p->state, EXPIRED_MS);
	runs(p, "helpline.sms", "sent");
	sms_is(p, MESSAGE_INFORMATION, "Россия: Консулдук\n+996 999 312 002 (такталбаган)");
	put(p, SLOT_NUMBER, "48271934");
	fails(p, "number.sms", ERR_STATE); /* its check digit is wrong */
	char number[9];
	make_pledge(p, number);
	runs(p, "number.sms", "sent");
	char expected[64];
	snprintf(expected, sizeof expected, "Номери: %.4s-%s", number, number + 4);
	sms_is(p, MESSAGE_RECEIPT, expected);
}

static void test_without_a_number_nothing_can_be_sent(void **state)
{
	struct play *p = *state;
	p->caller.msisdn = "";
	keep(p, "checklist", "lost");
	keep(p, "helpline", "mfa");
	fails(p, "checklist.sms", ERR_STATE);
	fails(p, "helpline.sms", ERR_STATE);
	fails(p, "callback.ask", ERR_STATE);
	fill_appeal(p, "no");
	runs(p, "appeal.lodge", "named");
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM appeals WHERE msisdn IS NULL AND name NOT NULL"), 1);
}

static void test_sms_of_nothing(void **state)
{
	struct play *p = *state;
	fails(p, "checklist.sms", ERR_STATE);
	fails(p, "helpline.sms", ERR_STATE);
	fails(p, "number.sms", ERR_STATE);
}

static void test_a_callback(void **state)
{
	struct play *p = *state;
	runs(p, "callback.ask", "asked");
	keep(p, "country", "ru");
	keep(p, "helpline", "mfa");
	keep(p, "hour", "evening");
	runs(p, "callback.ask", "asked");
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM callbacks WHERE country = 'ru' AND helpline = 'mfa' AND hour = 'evening' AND language = 'ky'"), 1);
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM callbacks"), 2);
}

/* Whatever the contract says that an action needs: without it nothing is done. */
static void test_what_lacks_something_is_not_done(void **state)
{
	struct play *p = *state;
	size_t seen = 0;
	for (size_t i = 0; i < journey_contract.action_count; i++) {
		const struct menu_action *action = &journey_contract.actions[i];
		if (!action->needs && !action->chosen[0] && !action->opened)
			continue;
		fails(p, action->name, ERR_STATE);
		seen++;
	}
	assert_true(seen >= 14);
	assert_int_equal(scalar(p, "SELECT (SELECT COUNT(*) FROM appeals) + (SELECT COUNT(*) FROM items) + (SELECT COUNT(*) FROM pledges)"
		" + (SELECT COUNT(*) FROM messages) + (SELECT COUNT(*) FROM callbacks)"), 0);
}

static void test_actions_of_the_session_are_not_ours(void **state)
{
	struct play *p = *state;
	fails(p, "session.resume", ERR_UNKNOWN);
	fails(p, "session.restart", ERR_UNKNOWN);
}

/* The disk is full: no number is given out. */
static void test_a_failure_gives_no_number(void **state)
{
	struct play *p = *state;
	assert_int_equal(sqlite3_exec(p->scratch.store->db, "PRAGMA max_page_count = 1", NULL, NULL, NULL), SQLITE_OK);
	enum error error = ERR_NONE;
	for (int i = 0; !error && i < 500; i++) {
		size_t outcome;
		fill_appeal(p, "no");
		menu_wipe(&p->state, SLOT_NUMBER);
		error = journey_run(p->scratch.store, action_named("appeal.lodge"), &p->state, &p->caller, p->now, &outcome);
		if (!error)
			error = store_commit(p->scratch.store);
	}
	assert_int_equal(error, ERR_DISK);
	shows(p, SLOT_NUMBER, "");
	store_rollback(p->scratch.store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		TEST(test_a_named_appeal),
		TEST(test_an_appeal_from_a_place),
		TEST(test_a_nameless_appeal_leaves_no_number),
		TEST(test_an_appeal_that_lacks_something),
		TEST(test_a_pin_that_many_choose),
		TEST(test_the_status_is_told_by_number_and_pin),
		TEST(test_wrong_pins_are_counted_and_lock),
		TEST(test_what_cannot_be_found),
		TEST(test_words_are_added),
		TEST(test_the_rest_is_joined),
		TEST(test_nothing_is_joined_to_the_nameless),
		TEST(test_a_long_rest_is_joined_in_pieces),
		TEST(test_a_rest_for_which_there_is_no_room),
		TEST(test_a_text_grows_until_it_is_full),
		TEST(test_a_pledge_and_the_figures),
		TEST(test_skills_have_no_sum),
		TEST(test_a_pledge_is_cancelled_within_a_day),
		TEST(test_after_a_day_it_stands),
		TEST(test_a_pledge_that_lacks_something),
		TEST(test_what_is_sent_by_sms),
		TEST(test_without_a_number_nothing_can_be_sent),
		TEST(test_sms_of_nothing),
		TEST(test_a_callback),
		TEST(test_what_lacks_something_is_not_done),
		TEST(test_actions_of_the_session_are_not_ours),
		TEST(test_a_failure_gives_no_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
