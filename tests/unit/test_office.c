/* What an officer decides about an appeal: which step may follow which, what is refused, who is told, and how long an event is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "office_fixture.h"
#include "store/appeals.h"
#include "store/events.h"
#include "store/number.h"
#include "store/ratings.h"
#include "store/stops.h"

static void test_every_step_after_every_other(void **state)
{
	struct office *o = *state;
	static const char *const names[] = { "received", "registered", "in-work", "answered", "closed", "refused" };
	/* Each row: how it came to this status; then which of the six may follow. */
	static const struct { const char *way[3]; const char *follows; } rows[] = {
		{ { NULL }, "-rwack" },
		{ { "registered" }, "-rwack" },
		{ { "registered", "in-work" }, "-rwack" },
		{ { "registered", "answered" }, "--wac-" },
		{ { "registered", "answered", "closed" }, "------" },
		{ { "registered", "refused" }, "--w-c-" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (size_t next = 0; next < 6; next++) {
			char number[9];
			office_lodge(o, true, "", number);
			for (size_t j = 0; j < 3 && rows[i].way[j]; j++)
				assert_int_equal(office_set(o, number, rows[i].way[j], "жооп"), ERR_NONE);
			enum error error = office_set(o, number, names[next], "жооп");
			if (error != (rows[i].follows[next] == '-' ? ERR_STATE : ERR_NONE))
				fail_msg("%s after row %zu: %s", names[next], i, error_name(error));
		}
	}
}

static void test_the_history_keeps_every_change(void **state)
{
	struct office *o = *state;
	struct status_event event = { .status = "registered", .office = "Эмгек инспекциясы", .registration = "02-14/17", .by = "Асанова" };
	struct appeal_step steps[8];
	struct appeal_progress progress;
	size_t count;
	office_lodge(o, false, MSISDN, event.number);
	assert_int_equal(office_status(o->store, o->menus, &event, o->now), ERR_NONE);
	scratch_commit(&o->scratch);
	o->now.unix_ms += DAY_MS;
	office_set(o, event.number, "in-work", "Текшерүү башталды");
	assert_int_equal(appeals_history(o->store, event.number, steps, 8, &count), ERR_NONE);
	assert_int_equal(count, 3);
	assert_string_equal(steps[1].office, "Эмгек инспекциясы");
	assert_string_equal(steps[1].registration, "02-14/17");
	assert_string_equal(steps[1].by, "Асанова");
	assert_string_equal(steps[2].text, "Текшерүү башталды");
	assert_int_equal(appeals_progress(o->store, event.number, &progress), ERR_NONE);
	assert_string_equal(progress.office, "Эмгек инспекциясы");
	assert_string_equal(progress.note, "Текшерүү башталды");
	assert_string_equal(progress.answer, "");
	assert_int_equal(progress.changed_ms, o->now.unix_ms);
	assert_int_equal(appeals_history(o->store, event.number, steps, 2, &count), ERR_NONE);
	assert_string_equal(steps[1].status, "in-work");
	assert_int_equal(appeals_history(o->store, "00000000", steps, 2, &count), ERR_NOT_FOUND);
	assert_false(scratch_holds(&o->scratch, "Асанова", strlen("Асанова")));
	assert_false(scratch_holds(&o->scratch, "02-14/17", 8));
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM appeals WHERE status = 'in-work' AND registered_ms NOT NULL AND concluded_ms IS NULL"), 1);
	office_set(o, event.number, "answered", "Төлөнөт");
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM appeals WHERE status = 'answered' AND concluded_ms NOT NULL"), 1);
}

static void test_what_is_refused_changes_nothing(void **state)
{
	struct office *o = *state;
	char number[9], longest[1300];
	office_lodge(o, false, MSISDN, number);
	memset(longest, 'a', sizeof longest);
	longest[1200] = '\0';
	static const struct { const char *status, *text; enum error error; } rows[] = {
		{ "lost", "", ERR_UNKNOWN },
		{ "", "", ERR_UNKNOWN },
		{ "answered", "", ERR_BAD },
		{ "answered", " \n\t ", ERR_BAD },
		{ "refused", "", ERR_BAD },
		{ "answered", "\xd0", ERR_BAD },
		{ "answered", "Жакшы \xf0\x9f\x98\x80", ERR_BAD }, /* U+1F600 */
		{ "answered", "\xed\xa0\x80", ERR_BAD },            /* a lone surrogate */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(office_set(o, number, rows[i].status, rows[i].text), rows[i].error);
	assert_int_equal(office_set(o, "48271930", "closed", ""), ERR_NOT_FOUND);
	assert_int_equal(office_set(o, "1", "closed", ""), ERR_NOT_FOUND);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM appeal_history"), 1);
	assert_int_equal(office_set(o, number, "answered", longest), ERR_NONE);
}

/* Two offices number theirs alike, and what came is known for ninety days. */
static void test_an_event_is_known_by_source_and_id(void **state)
{
	struct office *o = *state;
	struct event_fate fate = { .digest = { 7 }, .reason = "state", .detail = "the appeal is closed" }, found;
	bool known;
	int64_t next_ms;
	assert_int_equal(events_add(o->store, "/office/osh", "1", &fate, o->now.unix_ms), ERR_NONE);
	assert_int_equal(events_add(o->store, "/office/bishkek", "1", &(struct event_fate){ .digest = { 8 } }, o->now.unix_ms), ERR_NONE);
	assert_int_equal(office_scalar(o, "INSERT INTO events(source, id, reason, detail, day) VALUES('', 'of before', '', '', 20514) RETURNING 1"), 1);
	scratch_commit(&o->scratch);
	assert_int_equal(events_find(o->store, "/office/osh", "1", &found, &known), ERR_NONE);
	assert_true(known);
	assert_memory_equal(&found, &fate, sizeof fate);
	assert_int_equal(events_find(o->store, "/office/bishkek", "1", &found, &known), ERR_NONE);
	assert_true(known && !found.reason[0] && found.digest[0] == 8);
	assert_int_equal(events_find(o->store, "/office/naryn", "1", &found, &known), ERR_NONE);
	assert_false(known);
	assert_int_equal(events_find(o->store, "/office/naryn", "of before", &found, &known), ERR_NONE);
	assert_true(known);
	o->now.unix_ms += 90 * DAY_MS;
	office_chores_all(o, &next_ms);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM events"), 3);
	o->now.unix_ms += DAY_MS;
	office_chores_all(o, &next_ms);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM events"), 0);
}

static void test_the_person_is_told(void **state)
{
	struct office *o = *state;
	char number[9], shown[NUMBER_SHOWN], expected[256];
	office_lodge(o, false, MSISDN, number);
	number_format(number, shown);
	office_set(o, number, "registered", "");
	snprintf(expected, sizeof expected, "катталды %s", shown); /* the empty note leaves no space behind */
	assert_string_equal(office_sms(o), expected);
	assert_string_equal(office_sms_to(), MSISDN);
	office_set(o, number, "answered", "Төлөнөт");
	snprintf(expected, sizeof expected, "жооп %s: Төлөнөт\nжардам бердиби?", shown);
	assert_string_equal(office_sms(o), expected);
	office_set(o, number, "closed", ""); /* these menus have no word for it */
	assert_string_equal(office_sms(o), "");
}

static void test_a_long_answer_is_one_message_of_many_parts(void **state)
{
	struct office *o = *state;
	char number[9], text[1201] = "";
	office_lodge(o, false, MSISDN, number);
	for (size_t i = 0; i < 600; i++)
		memcpy(text + 2 * i, "ж", 2);
	assert_int_equal(office_set(o, number, "answered", text), ERR_NONE);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM messages"), 1);
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM message_parts"), 10);
	assert_non_null(strstr(office_sms(o), text));
}

static void test_the_nameless_and_the_hidden_get_no_sms(void **state)
{
	struct office *o = *state;
	char nameless[9], hidden[9];
	struct appeal_progress progress;
	office_lodge(o, true, "", nameless);
	office_lodge(o, false, "", hidden);
	office_set(o, nameless, "answered", "Төлөнөт");
	office_set(o, hidden, "answered", "Төлөнөт");
	assert_string_equal(office_sms(o), "");
	assert_int_equal(appeals_progress(o->store, nameless, &progress), ERR_NONE);
	assert_string_equal(progress.answer, "Төлөнөт");
	assert_int_equal(progress.concluded_ms, MONDAY_MS); /* and only the day is kept */
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM ratings WHERE subscriber NOT NULL OR day NOT NULL"), 0);
}

/* Stop means stop: but an answer is the answer to their own question. And then they are asked nothing. */
static void test_who_said_stop_gets_the_answer_only(void **state)
{
	struct office *o = *state;
	char number[9], found[9], shown[NUMBER_SHOWN], expected[256];
	office_lodge(o, false, MSISDN, number);
	assert_int_equal(stops_put(o->store, MSISDN, true), ERR_NONE);
	office_set(o, number, "registered", "");
	office_set(o, number, "in-work", "");
	assert_string_equal(office_sms(o), "");
	office_set(o, number, "answered", "Төлөнөт");
	number_format(number, shown);
	snprintf(expected, sizeof expected, "жооп %s: Төлөнөт", shown);
	assert_string_equal(office_sms(o), expected);
	assert_string_equal(office_sms(o), "");
	assert_int_equal(ratings_of(o->store, MSISDN, found), ERR_NOT_FOUND);
	assert_int_equal(stops_put(o->store, MSISDN, false), ERR_NONE);
	office_set(o, number, "in-work", "");
	assert_non_null(strstr(office_sms(o), "каралууда"));
	char other[9];
	office_lodge(o, false, MSISDN, other);
	assert_int_equal(stops_put(o->store, MSISDN, true), ERR_NONE);
	office_set(o, other, "refused", "Биздин иш эмес");
	assert_non_null(strstr(office_sms(o), "Биздин иш эмес"));
}

static void test_an_answer_is_rated_once(void **state)
{
	struct office *o = *state;
	char number[9], found[9];
	struct rating rating;
	bool given;
	office_lodge(o, false, MSISDN, number);
	assert_int_equal(ratings_newest(o->store, number, &rating), ERR_NOT_FOUND);
	assert_int_equal(ratings_give(o->store, number, 1, &given), ERR_NOT_FOUND);
	office_set(o, number, "answered", "Төлөнөт");
	assert_int_equal(ratings_of(o->store, MSISDN, found), ERR_NONE);
	assert_string_equal(found, number);
	/* A second answer is what is asked about then. */
	office_set(o, number, "answered", "Төлөндү");
	assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM ratings WHERE subscriber NOT NULL"), 1);
	assert_int_equal(ratings_give(o->store, number, 2, &given), ERR_NONE);
	assert_true(given);
	assert_int_equal(ratings_give(o->store, number, 3, &given), ERR_NONE);
	assert_false(given);
	scratch_commit(&o->scratch);
	assert_int_equal(ratings_newest(o->store, number, &rating), ERR_NONE);
	assert_int_equal(rating.rating, 2);
	assert_int_equal(ratings_of(o->store, MSISDN, found), ERR_NOT_FOUND);
}

static void test_a_reply_is_waited_for_thirty_days(void **state)
{
	struct office *o = *state;
	char number[9], found[9];
	int64_t next_ms;
	office_lodge(o, false, MSISDN, number);
	office_set(o, number, "answered", "Төлөнөт");
	o->now.unix_ms += RATINGS_REPLY_DAYS * DAY_MS;
	office_chores_all(o, &next_ms);
	assert_int_equal(ratings_of(o->store, MSISDN, found), ERR_NONE);
	o->now.unix_ms += DAY_MS;
	office_chores_all(o, &next_ms);
	assert_int_equal(ratings_of(o->store, MSISDN, found), ERR_NOT_FOUND);
}

#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, office_set_up, office_tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		OFFICE_TEST(test_every_step_after_every_other),
		OFFICE_TEST(test_the_history_keeps_every_change),
		OFFICE_TEST(test_what_is_refused_changes_nothing),
		OFFICE_TEST(test_an_event_is_known_by_source_and_id),
		OFFICE_TEST(test_the_person_is_told),
		OFFICE_TEST(test_a_long_answer_is_one_message_of_many_parts),
		OFFICE_TEST(test_the_nameless_and_the_hidden_get_no_sms),
		OFFICE_TEST(test_who_said_stop_gets_the_answer_only),
		OFFICE_TEST(test_an_answer_is_rated_once),
		OFFICE_TEST(test_a_reply_is_waited_for_thirty_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
