/* What the central queue is told of each step of a person, with the shipped menus and projects for tests: the item stands in the same commit, and tells no more than it may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "journeys/journey.h"
#include "menu/source.h"
#include "scratch.h"
#include "small_menus.h"
#include "store/items.h"
#include "store/statement.h"

#define MONDAY_MS INT64_C(1772388000000) /* 2026-03-02, midnight in Bishkek */
#define HOUR_MS INT64_C(3600000)
#define MSISDN "996555123456"

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
	struct complaints complaints;
	complaints_init(&complaints);
	static const struct menu_format format = { CHARSET_UCS2, 160 };
	struct menu_source source;
	assert_true(menu_source_folder(&source, "menus", &complaints) && menu_source_add(&source, "tests/menus/projects", &complaints));
	p->set = menu_load_source(&source, &journey_contract, &format, 1, "2026-03-02", &complaints);
	menu_source_fini(&source);
	complaints_fini(&complaints);
	assert_non_null(p->set);
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

static enum error run(struct play *p, const char *name)
{
	size_t outcome;
	for (size_t i = 0; i < journey_contract.action_count; i++)
		if (strcmp(journey_contract.actions[i].name, name) == 0)
			return journey_run(p->scratch.store, &journey_contract.actions[i], &p->state, &p->caller, p->now, &outcome);
	fail_msg("no action %s", name);
	return ERR_UNKNOWN;
}

static void runs(struct play *p, const char *name)
{
	assert_int_equal(run(p, name), ERR_NONE);
	scratch_commit(&p->scratch);
}

static void type(struct play *p, enum journey_slot slot, const char *text)
{
	assert_int_equal(menu_put(&p->state, slot, text, strlen(text)), ERR_NONE);
}

static void pick(struct play *p, const char *table, const char *key)
{
	assert_int_equal(menu_keep(&p->state, table, key), ERR_NONE);
}

static struct items_figures figures(struct play *p)
{
	struct items_figures f;
	assert_int_equal(items_figures(p->scratch.store, &f), ERR_NONE);
	return f;
}

/* The next item of the queue, taken out of it. */
static struct item item_next(struct play *p)
{
	struct item item;
	const struct items_wish wish = { .most = 1, .open = true, .restricted = true, .lease_ms = 1000, .holder = "test" };
	size_t count;
	assert_int_equal(items_lease(p->scratch.store, &wish, p->now.unix_ms, &item, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(items_ack(p->scratch.store, &(const char *){ item.id }, 1, "test", &count), ERR_NONE);
	assert_int_equal(count, 1);
	scratch_commit(&p->scratch);
	return item;
}

static void appeal_write(struct play *p, const char *topic, const char *anonymous)
{
	type(p, SLOT_TEXT, "Айлыгымды төлөбөй жатышат");
	type(p, SLOT_PIN, "4711");
	type(p, SLOT_ANONYMOUS, anonymous);
	type(p, SLOT_NAME, "Үсөн");
	pick(p, "topic", topic);
	pick(p, "region", "osh");
}

static void test_an_appeal(void **state)
{
	struct play *p = *state;
	appeal_write(p, "work", "no");
	runs(p, "appeal.lodge");
	struct item item = item_next(p);
	assert_int_equal(item.kind, ITEM_APPEAL_LODGED);
	assert_false(item.restricted);
	assert_string_equal(item.subject, menu_get(&p->state, SLOT_NUMBER));
	assert_int_equal(item.at_ms, p->now.unix_ms);
	assert_string_equal(item.language, "ky");
	assert_string_equal(item.channel, "ussd");
	assert_string_equal(item.region, "osh");
	assert_string_equal(item.topic, "work");
	assert_string_equal(item.name, "Үсөн");
	assert_string_equal(item.text, "Айлыгымды төлөбөй жатышат");
	assert_true(item.contact_len > 0);
}

static void test_a_nameless_appeal_has_no_name_no_contact_and_no_time(void **state)
{
	struct play *p = *state;
	appeal_write(p, "work", "yes");
	runs(p, "appeal.lodge");
	struct item item = item_next(p);
	assert_string_equal(item.name, "");
	assert_int_equal(item.contact_len, 0);
	assert_int_equal(item.at_ms, MONDAY_MS);
}

static void test_who_hides_the_number_has_no_contact(void **state)
{
	struct play *p = *state;
	p->caller.msisdn = "";
	appeal_write(p, "work", "no");
	runs(p, "appeal.lodge");
	assert_int_equal(item_next(p).contact_len, 0);
}

static void add_to(struct play *p, const char *number)
{
	memcpy(p->opened, number, sizeof p->opened);
	type(p, SLOT_ADDITION, "Дагы бир ай өттү");
	runs(p, "appeal.add");
}

static void test_an_addition_is_of_its_appeal_and_not_of_its_phone(void **state)
{
	struct play *p = *state;
	appeal_write(p, "police", "no");
	runs(p, "appeal.lodge");
	struct item lodged = item_next(p);
	p->caller.msisdn = "79161234567";
	p->state.language = 1;
	pick(p, "topic", "work"); /* of something else that was looked at in this call */
	add_to(p, lodged.subject);
	struct item added = item_next(p);
	assert_int_equal(added.kind, ITEM_APPEAL_ADDED);
	assert_string_equal(added.subject, lodged.subject);
	assert_string_equal(added.topic, "police");
	assert_true(added.restricted);
	assert_string_equal(added.language, "ky");
	assert_string_equal(added.text, "Дагы бир ай өттү");
	assert_string_equal(added.name, "");
	assert_int_equal(added.contact_len, 0);
	assert_int_equal(added.at_ms, p->now.unix_ms);
}

static void test_an_addition_to_a_nameless_appeal_has_no_time(void **state)
{
	struct play *p = *state;
	appeal_write(p, "work", "yes");
	runs(p, "appeal.lodge");
	struct item lodged = item_next(p);
	add_to(p, lodged.subject);
	assert_int_equal(item_next(p).at_ms, MONDAY_MS);
}

static void test_which_topics_are_restricted(void **state)
{
	struct play *p = *state;
	static const struct { const char *topic; bool restricted; } rows[] = {
		{ "housing", false }, { "work", false }, { "money", false }, { "parcels", false }, { "school", false }, { "diaspora", false },
		{ "registration", false }, { "authorities", true }, { "police", true }, { "death", false }, { "other", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		appeal_write(p, rows[i].topic, "no");
		runs(p, "appeal.lodge");
		struct item item = item_next(p);
		assert_string_equal(item.topic, rows[i].topic);
		assert_int_equal(item.restricted, rows[i].restricted);
	}
}

static void test_an_addition_is_as_restricted_as_its_appeal(void **state)
{
	struct play *p = *state;
	appeal_write(p, "work", "no");
	runs(p, "appeal.lodge");
	struct item lodged = item_next(p);
	/* Whatever has become of its topic; where nobody has judged it yet, it is. */
	static const struct { const char *change; bool restricted; } rows[] = {
		{ "UPDATE appeals SET topic = 'work-abroad'", false },
		{ "UPDATE appeals SET topic = 'police'", false },
		{ "UPDATE appeals SET topic = 'work', restricted = 1", true },
		{ "UPDATE appeals SET restricted = NULL", true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(sqlite3_exec(p->scratch.store->db, rows[i].change, NULL, NULL, NULL), SQLITE_OK);
		add_to(p, lodged.subject);
		assert_int_equal(item_next(p).restricted, rows[i].restricted);
	}
}

/* Somebody is in a call while menus go live that restrict what they are about to lodge. */
static void test_what_is_restricted_meanwhile_is_restricted(void **state)
{
	struct play *p = *state;
	static const struct { const char *topics; bool restricted; } rows[] = {
		{ "[{key: work, name: {ky: Жумуш, ru: Работа}}]", false },
		{ "[{key: work, restricted: yes, name: {ky: Жумуш, ru: Работа}}]", true },
		{ "[{key: labour, was: work, restricted: yes, name: {ky: Жумуш, ru: Работа}}]", true },
		{ "[{key: labour, was: work, name: {ky: Жумуш, ru: Работа}}]", false },
		{ "[{key: other, name: {ky: Башка, ru: Другое}}]", true }, /* it is no more, and nobody has taken it over */
	};
	static const struct menu_format format = { CHARSET_UCS2, 160 };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[4096];
		int len = snprintf(text, sizeof text, SMALL_MENUS "  home: {kind: end, text: {ky: Үй, ru: Дом}}\ntables:\n  topic: %s\n", rows[i].topics);
		struct menu_source_file file = { "menu.yaml", text, (size_t)len };
		struct menu_source source = { .name = "newest", .files = &file, .count = 1 };
		struct complaints complaints;
		complaints_init(&complaints);
		struct menu_set *newest = menu_load_source(&source, &journey_contract, &format, 1, "2026-03-02", &complaints);
		complaints_fini(&complaints);
		assert_non_null(newest);
		p->caller.newest = newest;
		appeal_write(p, "work", "no");
		runs(p, "appeal.lodge");
		assert_int_equal(item_next(p).restricted, rows[i].restricted);
		p->caller.newest = NULL;
		menu_free(newest);
	}
}

static void test_a_callback(void **state)
{
	struct play *p = *state;
	static const struct { const char *need; bool restricted; } rows[] = {
		{ "danger", false }, { "wages", false }, { "violence", true }, { "trafficking", true }, { "papers", false }, { "death", false },
		{ "other", false },
	};
	pick(p, "country", "ru");
	pick(p, "helpline", "mfa");
	pick(p, "hour", "evening");
	runs(p, "callback.ask"); /* by country: for what, was not asked */
	struct item item = item_next(p);
	assert_int_equal(item.kind, ITEM_CALLBACK_ASKED);
	assert_memory_equal(item.subject, "callback-", 9);
	assert_true(strlen(item.subject) <= 15 && strspn(item.subject + 9, "0123456789") == strlen(item.subject) - 9);
	assert_string_equal(item.country, "ru");
	assert_string_equal(item.helpline, "mfa");
	assert_string_equal(item.hour, "evening");
	assert_string_equal(item.topic, "");
	assert_true(item.contact_len > 0);
	assert_false(item.restricted);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		pick(p, "need", rows[i].need);
		runs(p, "callback.ask");
		item = item_next(p);
		assert_string_equal(item.topic, rows[i].need);
		assert_int_equal(item.restricted, rows[i].restricted);
	}
}

static void pledge_write(struct play *p)
{
	type(p, SLOT_PIN, "4711");
	type(p, SLOT_AMOUNT, "5000");
	type(p, SLOT_NAME, "Үсөн");
	pick(p, "region", "osh");
	pick(p, "project", "water-channel");
	pick(p, "offer", "money");
	pick(p, "rhythm", "monthly");
	pick(p, "currency", "rub");
}

static void test_a_pledge_and_its_end(void **state)
{
	struct play *p = *state;
	pledge_write(p);
	runs(p, "pledge.make");
	struct item made = item_next(p);
	assert_int_equal(made.kind, ITEM_PLEDGE_MADE);
	assert_string_equal(made.subject, menu_get(&p->state, SLOT_NUMBER));
	assert_string_equal(made.project, "water-channel");
	assert_string_equal(made.rhythm, "monthly");
	assert_string_equal(made.currency, "rub");
	assert_int_equal(made.amount, 5000);
	assert_string_equal(made.name, "Үсөн");
	assert_true(made.contact_len > 0);
	memcpy(p->opened, made.subject, 9);
	runs(p, "pledge.cancel");
	struct item cancelled = item_next(p);
	assert_int_equal(cancelled.kind, ITEM_PLEDGE_CANCELLED);
	assert_string_equal(cancelled.subject, made.subject);
	assert_string_equal(cancelled.project, "water-channel");
	assert_int_equal(cancelled.contact_len, 0);
	runs(p, "pledge.cancel"); /* once is enough */
	assert_int_equal(figures(p).waiting, 0);
}

static void test_what_is_rolled_back_tells_nothing(void **state)
{
	struct play *p = *state;
	appeal_write(p, "work", "no");
	assert_int_equal(run(p, "appeal.lodge"), ERR_NONE);
	assert_int_equal(figures(p).waiting, 1);
	store_rollback(p->scratch.store);
	assert_int_equal(figures(p).waiting, 0);
}

/* What fails for want of room leaves the group as it was: others' promises in it are kept. */
static void test_a_full_queue_writes_nothing_of_a_step(void **state)
{
	struct play *p = *state;
	appeal_write(p, "work", "no");
	runs(p, "appeal.lodge");
	items_set_max(p->scratch.store, 1);
	static const char *const actions[] = { "appeal.lodge", "appeal.add", "callback.ask", "pledge.make" };
	memcpy(p->opened, menu_get(&p->state, SLOT_NUMBER), 9);
	type(p, SLOT_ADDITION, "Дагы");
	appeal_write(p, "work", "no");
	pledge_write(p);
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
		assert_int_equal(run(p, actions[i]), ERR_FULL);
		assert_false(store_is_open(p->scratch.store));
	}
	assert_string_equal(menu_get(&p->state, SLOT_TEXT), "Айлыгымды төлөбөй жатышат"); /* to be sent later */
	assert_int_equal(figures(p).refused, 4);
	assert_int_equal(figures(p).waiting, 1);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_an_appeal),
		TEST(test_a_nameless_appeal_has_no_name_no_contact_and_no_time),
		TEST(test_who_hides_the_number_has_no_contact),
		TEST(test_an_addition_is_of_its_appeal_and_not_of_its_phone),
		TEST(test_an_addition_to_a_nameless_appeal_has_no_time),
		TEST(test_which_topics_are_restricted),
		TEST(test_an_addition_is_as_restricted_as_its_appeal),
		TEST(test_what_is_restricted_meanwhile_is_restricted),
		TEST(test_a_callback),
		TEST(test_a_pledge_and_its_end),
		TEST(test_what_is_rolled_back_tells_nothing),
		TEST(test_a_full_queue_writes_nothing_of_a_step),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
