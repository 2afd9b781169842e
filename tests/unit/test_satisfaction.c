/* Did the answer help? Asked when the appeal is opened after an answer, taken once, and told to the queue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "journeys/journey.h"
#include "journeys/satisfaction.h"
#include "office_fixture.h"
#include "store/items.h"

/* One call of somebody, over one way. */
struct call_of {
	struct office *o;
	struct menu_state state;
	struct journey_caller caller;
	char opened[9];
	bool forget;
};

static void call_begin(struct call_of *c, struct office *o, const char *msisdn, const char *channel)
{
	*c = (struct call_of){ .o = o };
	menu_state_init(&c->state, o->menus);
	c->state.language = 0;
	c->caller = (struct journey_caller){ .msisdn = msisdn, .channel = channel, .opened = &c->opened, .forget = &c->forget };
}

static const char *run(struct call_of *c, const char *name)
{
	for (size_t i = 0; i < journey_contract.action_count; i++) {
		const struct menu_action *action = &journey_contract.actions[i];
		size_t outcome;
		if (strcmp(action->name, name) != 0)
			continue;
		assert_int_equal(journey_run(c->o->store, action, &c->state, &c->caller, c->o->now, &outcome), ERR_NONE);
		scratch_commit(&c->o->scratch);
		return action->outcomes[outcome];
	}
	fail_msg("no action %s", name);
	return "";
}

static void put(struct call_of *c, enum journey_slot slot, const char *text)
{
	assert_int_equal(menu_put(&c->state, slot, text, strlen(text)), ERR_NONE);
}

static const char *opens(struct call_of *c, const char *number)
{
	put(c, SLOT_NUMBER, number);
	put(c, SLOT_PIN, "1234");
	return run(c, "appeal.find");
}

static const char *rates(struct call_of *c, const char *rating)
{
	put(c, SLOT_RATING, rating);
	return run(c, "satisfaction.answer");
}

static void call_end(struct call_of *c)
{
	menu_state_fini(&c->state);
}

/* The items of the queue, and the first of them. */
static size_t items(struct office *o, struct item *first)
{
	struct item out[8];
	size_t count = 0;
	struct items_wish wish = { .most = 8, .open = true, .restricted = true, .lease_ms = 1000, .holder = "test" };
	assert_int_equal(items_lease(o->store, &wish, o->now.unix_ms, out, &count), ERR_NONE);
	store_rollback(o->store);
	*first = out[0];
	return count;
}

static void test_asked_once_on_the_screen(void **state)
{
	struct office *o = *state;
	struct call_of c;
	char number[9];
	office_lodge(o, false, MSISDN, number);
	call_begin(&c, o, "996700111222", "ussd");
	assert_string_equal(opens(&c, number), "found");
	assert_string_equal(menu_get(&c.state, SLOT_STEP), "");
	office_set(o, number, "answered", "Төлөнөт");
	assert_string_equal(opens(&c, number), "answered");
	assert_string_equal(menu_get(&c.state, SLOT_ANSWER), "Төлөнөт");
	assert_string_equal(menu_get(&c.state, SLOT_STEP), "кадам: 02.03.2026, жооп берилди");
	assert_string_equal(opens(&c, number), "found");
	office_set(o, number, "answered", "Төлөндү"); /* another answer is another question */
	office_set(o, number, "closed", "");
	assert_string_equal(opens(&c, number), "answered");
	call_end(&c);
}

static void test_a_refusal_is_not_asked_about(void **state)
{
	struct office *o = *state;
	struct call_of c;
	char number[9];
	office_lodge(o, false, MSISDN, number);
	office_set(o, number, "refused", "Биздин иш эмес");
	call_begin(&c, o, MSISDN, "ussd");
	assert_string_equal(opens(&c, number), "found");
	assert_string_equal(rates(&c, "1"), "thanks");
	struct item item;
	assert_int_equal(items(o, &item), 0);
	call_end(&c);
}

static void test_what_is_told_to_the_queue(void **state)
{
	struct office *o = *state;
	struct call_of c;
	struct item item;
	char number[9];
	office_lodge(o, false, MSISDN, number);
	office_set(o, number, "answered", "Төлөнөт");
	call_begin(&c, o, "996700111222", "ussd");
	opens(&c, number);
	assert_string_equal(rates(&c, "3"), "again");
	assert_int_equal(items(o, &item), 1);
	assert_int_equal(item.kind, ITEM_SATISFACTION);
	assert_int_equal(item.rating, 3);
	assert_string_equal(item.subject, number);
	assert_string_equal(item.topic, "work");
	assert_string_equal(item.channel, "ussd");
	assert_int_equal(item.at_ms, o->now.unix_ms);
	rates(&c, "1");
	assert_int_equal(items(o, &item), 1);
	assert_int_equal(office_scalar(o, "SELECT rating FROM ratings"), 3);
	call_end(&c);
}

/* By SMS nothing was opened: it is the appeal that this telephone was asked about. */
static void test_a_reply_by_sms(void **state)
{
	struct office *o = *state;
	struct call_of c;
	struct item item;
	char first[9], second[9], found[9];
	office_lodge(o, false, MSISDN, first);
	office_lodge(o, false, MSISDN, second);
	office_set(o, first, "answered", "Төлөнөт");
	office_set(o, second, "answered", "Төлөндү");
	call_begin(&c, o, MSISDN, "sms");
	assert_int_equal(satisfaction_pending(o->store, MSISDN, found), ERR_NONE);
	assert_string_equal(found, second);
	assert_string_equal(rates(&c, "2"), "thanks");
	assert_string_equal(c.opened, second);
	c.opened[0] = '\0';
	assert_string_equal(rates(&c, "3"), "again");
	assert_string_equal(c.opened, first);
	c.opened[0] = '\0';
	assert_string_equal(rates(&c, "3"), "thanks"); /* nothing is left to rate, or to add to */
	assert_string_equal(c.opened, "");
	assert_int_equal(items(o, &item), 2);
	assert_string_equal(item.channel, "sms");
	call_end(&c);
	call_begin(&c, o, "996700111222", "sms");
	assert_string_equal(rates(&c, "1"), "thanks");
	assert_int_equal(items(o, &item), 2);
	call_end(&c);
}

static void test_the_nameless_rate_too_and_leave_nothing(void **state)
{
	struct office *o = *state;
	struct call_of c;
	struct item item;
	char number[9];
	office_lodge(o, true, "", number);
	office_set(o, number, "answered", "Төлөнөт");
	o->now.unix_ms += DAY_MS;
	call_begin(&c, o, MSISDN, "ussd");
	assert_string_equal(opens(&c, number), "answered");
	assert_string_equal(rates(&c, "1"), "thanks");
	assert_int_equal(items(o, &item), 1);
	assert_int_equal(item.contact_len, 0);
	assert_int_equal(item.at_ms, MONDAY_MS + DAY_MS);
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&o->scratch.sealer, MSISDN, hash);
	assert_false(scratch_holds(&o->scratch, hash, sizeof hash));
	call_end(&c);
}

/* Neither the rating nor the item is there when the queue is full; the person is told to try later, and may. */
static void test_a_full_queue(void **state)
{
	struct office *o = *state;
	struct call_of c;
	char before[9], number[9];
	size_t outcome;
	struct item item;
	office_lodge(o, false, MSISDN, before);
	office_set(o, before, "answered", "Төлөнөт");
	office_lodge(o, false, MSISDN, number);
	office_set(o, number, "answered", "Төлөнөт");
	call_begin(&c, o, MSISDN, "ussd");
	opens(&c, before);
	rates(&c, "1");
	opens(&c, number);
	items_set_max(o->store, 1);
	put(&c, SLOT_RATING, "1");
	for (size_t i = 0; i < journey_contract.action_count; i++) {
		const struct menu_action *action = &journey_contract.actions[i];
		if (strcmp(action->name, "satisfaction.answer") == 0)
			assert_int_equal(journey_run(o->store, action, &c.state, &c.caller, o->now, &outcome), ERR_FULL);
	}
	store_rollback(o->store);
	items_set_max(o->store, ITEMS_MAX);
	assert_string_equal(rates(&c, "1"), "thanks");
	assert_int_equal(items(o, &item), 2);
	call_end(&c);
}

#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, office_set_up, office_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		OFFICE_TEST(test_asked_once_on_the_screen),
		OFFICE_TEST(test_a_refusal_is_not_asked_about),
		OFFICE_TEST(test_what_is_told_to_the_queue),
		OFFICE_TEST(test_a_reply_by_sms),
		OFFICE_TEST(test_the_nameless_rate_too_and_leave_nothing),
		OFFICE_TEST(test_a_full_queue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
