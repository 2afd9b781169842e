/* Appeals, pledges and callbacks in the store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "store/appeals.h"
#include "store/callbacks.h"
#include "store/pledges.h"
#include "store/statement.h"

#define MONDAY_MS INT64_C(1772388000000) /* 2026-03-02, midnight in Bishkek */
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

static void lodge(struct scratch *s, bool nameless, char number[9])
{
	struct appeal a = { .nameless = nameless, .msisdn = "996555123456", .name = "Үсөн", .text = "Айлык", .topic = "work", .region = "osh",
		.country = "ru", .language = "ky", .channel = "ussd", .lodged_ms = MONDAY_MS + 9 * HOUR_MS };
	assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_NONE);
	scratch_commit(s);
	memcpy(number, a.number, 9);
}

static void test_the_history_of_an_appeal(void **state)
{
	struct scratch *s = *state;
	char number[9];
	struct appeal_progress p;
	lodge(s, false, number);
	assert_int_equal(appeals_progress(s->store, number, &p), ERR_NONE);
	assert_string_equal(p.status, "received");
	assert_string_equal(p.topic, "work");
	assert_string_equal(p.answer, "");
	assert_int_equal(p.lodged_ms, MONDAY_MS + 9 * HOUR_MS);
	assert_int_equal(p.registered_ms, 0);
	assert_int_equal(p.concluded_ms, 0);
	assert_int_equal(p.days, 14);

	assert_int_equal(appeals_step(s->store, number, "registered", "№ 17", MONDAY_MS + DAY_MS), ERR_NONE);
	assert_int_equal(appeals_step(s->store, number, "answered", "Жооп", MONDAY_MS + 2 * DAY_MS), ERR_NONE);
	assert_int_equal(appeals_step(s->store, number, "closed", "", MONDAY_MS + 3 * DAY_MS), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(appeals_progress(s->store, number, &p), ERR_NONE);
	assert_string_equal(p.status, "closed");
	assert_string_equal(p.answer, "Жооп");
	assert_int_equal(p.registered_ms, MONDAY_MS + DAY_MS);
	assert_int_equal(p.concluded_ms, MONDAY_MS + 2 * DAY_MS);

	assert_int_equal(appeals_step(s->store, number, "in-work", "", MONDAY_MS + 4 * DAY_MS), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(appeals_progress(s->store, number, &p), ERR_NONE);
	assert_int_equal(p.concluded_ms, 0);
	assert_string_equal(p.answer, "Жооп");
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeal_history"), 5);
}

static void test_steps_that_are_refused(void **state)
{
	struct scratch *s = *state;
	char number[9], longest[APPEAL_ANSWER_MAX + 2];
	memset(longest, 'a', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	struct appeal_progress p;
	lodge(s, false, number);
	assert_int_equal(appeals_step(s->store, number, "lost", "", MONDAY_MS), ERR_UNKNOWN);
	assert_int_equal(appeals_step(s->store, number, "answered", longest, MONDAY_MS), ERR_LONG);
	assert_int_equal(appeals_step(s->store, "00000000", "answered", "", MONDAY_MS), ERR_NOT_FOUND);
	assert_int_equal(appeals_add(s->store, "00000000", "words", MONDAY_MS), ERR_NOT_FOUND);
	assert_int_equal(appeals_progress(s->store, "00000000", &p), ERR_NOT_FOUND);
	longest[APPEAL_ANSWER_MAX] = '\0';
	assert_int_equal(appeals_step(s->store, number, "answered", longest, MONDAY_MS), ERR_NONE);
	assert_int_equal(appeals_progress(s->store, number, &p), ERR_NONE);
	assert_string_equal(p.answer, longest);
}

/* No number, no name, no hour: a network's own records say who called when. */
static void test_a_nameless_appeal_keeps_the_day_only(void **state)
{
	struct scratch *s = *state;
	char number[9];
	lodge(s, true, number);
	assert_int_equal(appeals_add(s->store, number, "дагы", MONDAY_MS + DAY_MS + 5 * HOUR_MS), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM appeals WHERE msisdn IS NULL AND name IS NULL AND nameless"), 1);
	assert_int_equal(scratch_scalar(s, "SELECT lodged_ms FROM appeals"), MONDAY_MS);
	assert_int_equal(scratch_scalar(s, "SELECT at_ms FROM appeal_history"), MONDAY_MS);
	assert_int_equal(scratch_scalar(s, "SELECT at_ms FROM appeal_additions"), MONDAY_MS + DAY_MS);
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, "996555123456", hash);
	assert_false(scratch_holds(s, hash, sizeof hash));
}

static void pledge(struct scratch *s, const char *offer, const char *currency, int64_t amount, char number[9])
{
	struct pledge p = { .msisdn = "79161234567", .name = "Айгүл эже", .project = "school", .amount = amount, .language = "ky", .channel = "ussd",
		.made_ms = MONDAY_MS };
	strcpy(p.offer, offer);
	strcpy(p.currency, currency);
	strcpy(p.rhythm, amount ? "once" : "");
	assert_int_equal(pledges_make(s->store, &p, "1234"), ERR_NONE);
	scratch_commit(s);
	memcpy(number, p.number, 9);
}

static void test_figures_of_a_project(void **state)
{
	struct scratch *s = *state;
	char number[9], som[9];
	struct pledge_figures f;
	assert_int_equal(pledges_figures(s->store, "school", &f), ERR_NONE);
	assert_int_equal(f.givers, 0);
	pledge(s, "money", "kgs", 3000, som);
	pledge(s, "money", "kgs", 300, number);
	pledge(s, "money", "rub", 1000, number);
	pledge(s, "skills", "", 0, number);
	assert_int_equal(pledges_figures(s->store, "school", &f), ERR_NONE);
	assert_int_equal(f.pledged_kgs, 3300);
	assert_int_equal(f.pledged_rub, 1000);
	assert_int_equal(f.collected, 0);
	assert_int_equal(f.givers, 4);
	assert_int_equal(pledges_cancel(s->store, som, MONDAY_MS + 1), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(pledges_figures(s->store, "school", &f), ERR_NONE);
	assert_int_equal(f.pledged_kgs, 300);
	assert_int_equal(f.givers, 3);
	assert_int_equal(pledges_figures(s->store, "well", &f), ERR_NONE);
	assert_int_equal(f.givers, 0);
}

static void test_a_pledge_is_kept_and_cancelled_once(void **state)
{
	struct scratch *s = *state;
	char number[9];
	struct pledge p;
	pledge(s, "money", "kgs", 3000, number);
	assert_int_equal(pledges_get(s->store, number, &p), ERR_NONE);
	assert_string_equal(p.number, number);
	assert_string_equal(p.msisdn, "79161234567");
	assert_string_equal(p.name, "Айгүл эже");
	assert_string_equal(p.project, "school");
	assert_string_equal(p.rhythm, "once");
	assert_int_equal(p.amount, 3000);
	assert_int_equal(p.cancelled_ms, 0);
	assert_false(scratch_holds(s, "Айгүл", strlen("Айгүл")));
	assert_false(scratch_holds(s, "9161234567", 10));
	assert_int_equal(pledges_cancel(s->store, number, MONDAY_MS + 1), ERR_NONE);
	assert_int_equal(pledges_cancel(s->store, number, MONDAY_MS + 2), ERR_NOT_FOUND);
	assert_int_equal(pledges_get(s->store, number, &p), ERR_NONE);
	assert_int_equal(p.cancelled_ms, MONDAY_MS + 1);
	assert_int_equal(pledges_get(s->store, "00000000", &p), ERR_NOT_FOUND);
}

static void test_callbacks(void **state)
{
	struct scratch *s = *state;
	struct callback c = { .msisdn = "79161234567", .country = "ru", .helpline = "mfa", .hour = "evening", .language = "ky", .channel = "ussd", .asked_ms = MONDAY_MS };
	assert_int_equal(callbacks_add(s->store, &c), ERR_NONE);
	uint32_t first = c.mask;
	assert_int_equal(callbacks_add(s->store, &c), ERR_NONE);
	assert_true(first != c.mask && first < 1000000 && c.mask < 1000000);
	scratch_commit(s);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM callbacks WHERE helpline = 'mfa' AND hour = 'evening'"), 2);
	assert_false(scratch_holds(s, "79161234567", 11));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		TEST(test_the_history_of_an_appeal),
		TEST(test_steps_that_are_refused),
		TEST(test_a_nameless_appeal_keeps_the_day_only),
		TEST(test_figures_of_a_project),
		TEST(test_a_pledge_is_kept_and_cancelled_once),
		TEST(test_callbacks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
