#include "sms/message.h"
#include "sms/pace.h"
#include "sms/schedule.h"
#include "smpp/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define MIDNIGHT INT64_C(1795392000000) /* 2026-11-23 00:00 UTC */
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

/* When it is day, by UTC. "9" and "15": from 09:00 to 15:00. */
static const struct { const char *msisdn; int opens_h, closes_h; const char *where; } days[] = {
	{ "996555123456", 2, 15, "Bishkek, +6" },
	{ "905321234567", 5, 18, "Istanbul, +3" },
	{ "77011234567", 3, 16, "Almaty, +5" },
	{ "821012345678", 23, 36, "Seoul, +9: from the day before" },
	{ "971501234567", 4, 17, "Dubai, +4" },
	{ "79161234567", 6, 9, "Kaliningrad +2 to Kamchatka +12: 09:00 to 12:00 in Moscow" },
	{ "4915112345678", 7, 19, "Berlin, +1 or +2" },
	{ "12125550100", 18, 23, "Hawaii to Newfoundland" },
	{ "35312345678", 8, 12, "no row: Britain to Korea" },
};

/* Every quarter of an hour of two days. */
static void quiet_hours_end_where_the_reader_lives(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		for (int64_t t = 0; t < 48 * HOUR; t += 15 * MINUTE) {
			int64_t since = (t - days[i].opens_h * HOUR % (24 * HOUR) + 24 * HOUR) % (24 * HOUR);
			bool day = since < (days[i].closes_h - days[i].opens_h) * HOUR;
			int64_t got = schedule_day(days[i].msisdn, MIDNIGHT + t) - MIDNIGHT;
			if (got != (day ? t : t - since + 24 * HOUR))
				fail_msg("%s: %d minutes after midnight gives %d", days[i].where, (int)(t / MINUTE), (int)(got / MINUTE));
		}
	}
}

static void russia_is_awake_from_end_to_end(void **state)
{
	(void)state;
	for (int64_t t = 0; t < 24 * HOUR; t += MINUTE) {
		int64_t leaves = (schedule_day("79161234567", MIDNIGHT + t) - MIDNIGHT) % (24 * HOUR);
		for (int offset = 2; offset <= 12; offset++) {
			int64_t local = (leaves + offset * HOUR) % (24 * HOUR);
			assert_in_range(local, 8 * HOUR, 21 * HOUR - 1);
		}
	}
}

/* Each class that waits for the day must live longer than the longest night. */
static void no_class_sleeps_past_its_end(void **state)
{
	(void)state;
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++) {
		assert_true(!message_rule(c)->quiet || message_rule(c)->validity_ms >= 24 * HOUR);
		assert_true(!message_rule(c)->quiet || message_rule(c)->rank == 1);
		assert_int_equal(message_class_named(message_class_name(c)), c);
	}
	/* Only a number that was promised is worth saying twice. */
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++)
		assert_int_equal(message_rule(c)->again > 0, c == MESSAGE_RECEIPT);
	for (enum message_state s = 0; s < MESSAGE_STATES; s++)
		assert_int_equal(message_state_named(message_state_name(s)), s);
	assert_int_equal(message_state_named("lost"), MESSAGE_STATES);
	assert_int_equal(message_class_named(""), MESSAGE_CLASSES);
}

static void back_off_doubles_to_ten_minutes(void **state)
{
	(void)state;
	int64_t last = 0;
	for (unsigned attempts = 1; attempts < 100; attempts++) {
		int64_t full = schedule_retry_ms(attempts, 0);
		int64_t wanted = attempts > 7 ? 10 * MINUTE : INT64_C(5000) << (attempts - 1);
		assert_int_equal(full, wanted < 10 * MINUTE ? wanted : 10 * MINUTE);
		assert_true(full >= last);
		last = full;
		for (uint64_t salt = 1; salt < 50; salt++)
			assert_in_range(schedule_retry_ms(attempts, salt), full - full / 4, full);
	}
	assert_int_not_equal(schedule_retry_ms(8, 1), schedule_retry_ms(8, 2));
}

static struct moment at(int64_t ms)
{
	return (struct moment){ .mono_ms = 1000000 + ms };
}

/* How many leave within `ms`, when whoever may go goes. */
static unsigned sent_within(struct pace *p, uint32_t throughput, int64_t from, int64_t ms)
{
	unsigned sent = 0;
	for (int64_t t = from; t < from + ms; t++) {
		while (pace_room(p, throughput, at(t)) > 0) {
			pace_sent(p);
			pace_answered(p, ESME_ROK, at(t));
			sent++;
		}
		if (pace_deadline(p, throughput, at(t)) <= at(t).mono_ms)
			fail_msg("%d: no room, and the deadline has passed", (int)t);
	}
	return sent;
}

static void a_second_has_no_more_than_the_throughput(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 1, 3, 10, 30, 100, 999 };
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct pace p = { 0 };
		sent_within(&p, rates[i], 0, 3000);
		unsigned one = sent_within(&p, rates[i], 3000, 1000), ten = sent_within(&p, rates[i], 4000, 10000);
		assert_in_range(one, rates[i] - rates[i] / 50 - 1 + (rates[i] == 1), rates[i] + 1);
		assert_in_range(ten, rates[i] * 10 - rates[i] / 5 - 1, rates[i] * 10 + 1);
	}
	struct pace idle = { 0 };
	assert_int_equal(pace_room(&idle, 100, at(0)), 10); /* a tenth of a second's worth, however long it was idle */
	assert_int_equal(pace_room(&idle, 1, at(0)), 1);
	assert_int_equal(pace_room(&idle, 0, at(0)), UINT32_MAX);
}

static void a_throttled_network_is_left_alone(void **state)
{
	(void)state;
	struct pace p = { 0 };
	for (int i = 0; i < 50; i++)
		pace_sent(&p);
	for (int i = 0; i < 50; i++)
		pace_answered(&p, ESME_RTHROTTLED, at(i)); /* fifty answers to one haste */
	assert_int_equal(pace_room(&p, 0, at(999)), 0);
	assert_int_equal(pace_deadline(&p, 0, at(999)), at(1000).mono_ms);
	assert_int_equal(pace_room(&p, 0, at(1000)), 1);
	pace_sent(&p);
	assert_int_equal(pace_room(&p, 0, at(1000)), 0);
	assert_true(pace_deadline(&p, 0, at(1000)) == MOMENT_NEVER);
	int64_t t = 1000, wait = 1000;
	for (int i = 0; i < 10; i++) {
		pace_answered(&p, ESME_RTHROTTLED, at(t));
		wait = wait * 2 < 60000 ? wait * 2 : 60000;
		assert_int_equal(pace_room(&p, 0, at(t + wait - 1)), 0);
		t += wait;
		assert_int_equal(pace_room(&p, 0, at(t)), 1);
		pace_sent(&p);
	}
}

static void it_is_trusted_again_little_by_little(void **state)
{
	(void)state;
	struct pace p = { 0 };
	pace_sent(&p);
	pace_answered(&p, ESME_RTHROTTLED, at(0));
	for (uint32_t i = 1; i < 100; i++) {
		assert_int_equal(pace_room(&p, 0, at(1000)), i);
		pace_sent(&p);
		pace_answered(&p, ESME_ROK, at(1000));
	}
	assert_int_equal(pace_room(&p, 0, at(1000)), UINT32_MAX);
	pace_sent(&p);
	pace_answered(&p, ESME_RINVDSTADR, at(1000)); /* a wrong number says nothing of the pace */
	assert_int_equal(pace_room(&p, 0, at(1000)), UINT32_MAX);
	pace_sent(&p);
	pace_answered(&p, ESME_RTHROTTLED, at(2000)); /* forgotten: a second again */
	assert_int_equal(pace_room(&p, 0, at(3000)), 1);
}

static void a_congested_network_gets_less(void **state)
{
	(void)state;
	struct pace p = { 0 };
	static const struct { uint32_t congestion; unsigned a_second, window; } cases[] = {
		{ 0, 100, 40 }, { 79, 100, 40 }, { 80, 50, 20 }, { 89, 50, 20 }, { 90, 10, 4 }, { 99, 10, 4 }, { 5, 100, 40 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t t = (int64_t)i * 20000;
		pace_congested(&p, cases[i].congestion, at(t));
		assert_int_equal(pace_window(&p, 40, at(t)), cases[i].window);
		sent_within(&p, 100, t, 1000);
		assert_in_range(sent_within(&p, 100, t + 1000, 10000), cases[i].a_second * 10 - 20, cases[i].a_second * 10 + 1);
	}
	pace_congested(&p, 95, at(200000));
	assert_int_equal(pace_window(&p, 5, at(200000)), 1);
	assert_int_equal(pace_window(&p, 5, at(229999)), 1);
	assert_int_equal(pace_window(&p, 5, at(230000)), 5); /* nothing more was heard of it */
	struct pace slow = { 0 }; /* a tenth of one a second is one in ten seconds, not none and not all */
	sent_within(&slow, 1, 0, 1000);
	for (int64_t t = 1000; t < 51000; t += 10000) {
		pace_congested(&slow, 99, at(t));
		assert_in_range(sent_within(&slow, 1, t, 10000), 1, 1);
	}
}

static void one_that_wants_nothing_is_left_alone(void **state)
{
	(void)state;
	struct pace p = { 0 };
	int64_t t = 0, wait = 1000;
	for (int i = 0; i < 10; i++) {
		pace_congested(&p, i % 2 ? 100 : 255, at(t));
		pace_congested(&p, 100, at(t)); /* two answers to one haste */
		assert_int_equal(pace_room(&p, 0, at(t + wait - 1)), 0);
		assert_int_equal(pace_deadline(&p, 0, at(t)), at(t + wait).mono_ms);
		t += wait;
		wait = wait * 2 < 60000 ? wait * 2 : 60000;
		assert_int_equal(pace_room(&p, 0, at(t)), 1);
	}
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiet_hours_end_where_the_reader_lives),
		cmocka_unit_test(russia_is_awake_from_end_to_end),
		cmocka_unit_test(no_class_sleeps_past_its_end),
		cmocka_unit_test(back_off_doubles_to_ten_minutes),
		cmocka_unit_test(a_second_has_no_more_than_the_throughput),
		cmocka_unit_test(a_throttled_network_is_left_alone),
		cmocka_unit_test(it_is_trusted_again_little_by_little),
		cmocka_unit_test(a_congested_network_gets_less),
		cmocka_unit_test(one_that_wants_nothing_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
