/* SMS on their way: what leaves when, what comes back, and what is told of it. */
#include "post_rig.h"

#include "store/items.h"
#include "store/messages.h"
#include "store/statement.h"
#include "store/stops.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static int set_up(void **state)
{
	struct rig *r = malloc(sizeof *r);
	assert_non_null(r);
	rig_open(r);
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	rig_close(*state);
	free(*state);
	return 0;
}

static uint32_t throttles(struct rig *r, size_t network, size_t message, uint8_t part)
{
	(void)r, (void)network, (void)message, (void)part;
	return ESME_RTHROTTLED;
}

static uint32_t always_full(struct rig *r, size_t network, size_t message, uint8_t part)
{
	(void)r, (void)network, (void)message, (void)part;
	return ESME_RMSGQFUL;
}

static uint32_t is_silent(struct rig *r, size_t network, size_t message, uint8_t part)
{
	(void)r, (void)network, (void)message, (void)part;
	return RIG_SILENT;
}

static uint32_t first_is_full(struct rig *r, size_t network, size_t message, uint8_t part)
{
	(void)r, (void)network, (void)part;
	return message == 0 ? ESME_RMSGQFUL : ESME_ROK;
}

static uint32_t refuses_second_parts(struct rig *r, size_t network, size_t message, uint8_t part)
{
	(void)r, (void)network, (void)message;
	return part == 1 ? ESME_RINVDSTADR : ESME_ROK;
}

static void receipt_for(struct rig *r, size_t network, size_t message, uint8_t part, const char *format, const char *stat)
{
	char id[24], text[128];
	snprintf(id, sizeof id, strcmp(format, "hex") == 0 ? "%08X" : strcmp(format, "bare") == 0 ? "%x" : "%010u", r->id[message][part]);
	snprintf(text, sizeof text, "id:%s sub:001 dlvrd:001 submit date:2611231000 done date:2611231001 stat:%s err:000 text:", id, stat);
	rig_receipt(r, network, message, text);
}

static void a_throttled_link_rests_as_a_whole_and_goes_on(void **state)
{
	struct rig *r = *state;
	for (int i = 0; i < 10; i++)
		rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	r->behaviour = throttles;
	rig_settle(r);
	assert_int_equal(r->submitted, 10);
	rig_wait(r, 999);
	assert_int_equal(r->submitted, 10); /* not one of them, for a second */
	rig_wait(r, 1);
	assert_int_equal(r->submitted, 11); /* then one, to see */
	rig_wait(r, 1999);
	assert_int_equal(r->submitted, 11);
	r->behaviour = NULL;
	rig_wait(r, 1);
	assert_int_equal(r->submitted, 21);
	for (size_t i = 0; i < 10; i++) {
		assert_int_equal(r->copies[i][0], 1);
		assert_int_equal(rig_state(r, i, 0), MESSAGE_ACCEPTED);
	}
	assert_int_equal(r->g.figures.sms_later, 11);
}

static void a_full_queue_holds_up_one_part_alone(void **state)
{
	struct rig *r = *state;
	rig_add(r, MESSAGE_INFORMATION, 1, RIG_KYRGYZ);
	rig_add(r, MESSAGE_INFORMATION, 1, RIG_KYRGYZ);
	r->behaviour = first_is_full;
	rig_settle(r);
	assert_int_equal(r->copies[1][0], 1);
	static const int64_t waits[] = { 5, 10, 20, 40, 80, 160, 320, 600, 600 };
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		unsigned before = r->submitted;
		int64_t from = r->now.mono_ms;
		while (r->submitted == before)
			rig_wait(r, 50);
		assert_in_range(r->now.mono_ms - from, waits[i] * SECOND * 3 / 4 - 50, waits[i] * SECOND + 50);
	}
	/* Bounded by the validity: then it has expired, and that is told. */
	rig_wait(r, DAY);
	unsigned tried = r->submitted;
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_EXPIRED);
	assert_string_equal(rig_outcome(r, 0), "expired");
	r->behaviour = NULL;
	rig_wait(r, HOUR);
	assert_int_equal(r->submitted, tried);
}

static void what_is_refused_has_failed_and_half_a_message_is_none(void **state)
{
	struct rig *r = *state;
	r->config.window = 1; /* one after the other */
	rig_crash(r);
	rig_add(r, MESSAGE_RECEIPT, 3, RIG_KYRGYZ);
	r->behaviour = refuses_second_parts;
	rig_wait(r, HOUR);
	assert_int_equal(r->submitted, 2);
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_ACCEPTED);
	assert_int_equal(rig_state(r, 0, 1), MESSAGE_FAILED);
	assert_int_equal(rig_state(r, 0, 2), MESSAGE_FAILED);
	assert_string_equal(rig_outcome(r, 0), "failed");
	receipt_for(r, 0, 0, 0, "hex", "DELIVRD");
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_DELIVERED);
	assert_string_equal(rig_outcome(r, 0), "failed"); /* told once */
}

static void a_receipt_delivers(void **state)
{
	struct rig *r = *state;
	static const char *const formats[] = { "hex", "bare", "decimal" };
	for (size_t i = 0; i < 6; i++) {
		r->decimal_ids = i >= 3;
		size_t m = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
		rig_settle(r);
		assert_int_equal(rig_state(r, m, 0), MESSAGE_ACCEPTED);
		receipt_for(r, 0, m, 0, formats[i % 3], "ENROUTE");
		assert_int_equal(rig_state(r, m, 0), MESSAGE_ACCEPTED);
		receipt_for(r, 0, m, 0, formats[i % 3], "DELIVRD");
		assert_int_equal(rig_state(r, m, 0), MESSAGE_DELIVERED);
		assert_string_equal(rig_outcome(r, m), "delivered");
	}
	assert_int_equal(r->g.figures.receipts, 12);
	assert_int_equal(r->g.figures.receipts_unmatched, 0);
}

static void each_part_has_its_own_receipt(void **state)
{
	struct rig *r = *state;
	rig_add(r, MESSAGE_ANSWER, 3, RIG_KYRGYZ);
	rig_settle(r);
	receipt_for(r, 0, 0, 2, "hex", "DELIVRD");
	receipt_for(r, 0, 0, 0, "hex", "DELIVRD");
	assert_string_equal(rig_outcome(r, 0), "");
	receipt_for(r, 0, 0, 1, "hex", "DELIVRD");
	assert_string_equal(rig_outcome(r, 0), "delivered");
}

static void the_first_receipt_counts(void **state)
{
	struct rig *r = *state;
	rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_settle(r);
	receipt_for(r, 0, 0, 0, "hex", "UNDELIV");
	receipt_for(r, 0, 0, 0, "hex", "UNDELIV");
	receipt_for(r, 0, 0, 0, "hex", "DELIVRD");
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_FAILED);
	assert_string_equal(rig_outcome(r, 0), "failed");
	assert_int_equal(r->g.figures.receipts_doubled, 2);
}

/* The transmitter's submit_sm_resp may be slower than the receiver's deliver_sm. */
static uint32_t receipt_first(struct rig *r, size_t network, size_t message, uint8_t part)
{
	char text[64];
	(void)part;
	snprintf(text, sizeof text, "id:%u stat:DELIVRD err:000", r->ids + 1);
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .sequence = ++r->side[network].sequence, .esm_class = 0x04, .source = { .ton = 1, .npi = 1 },
		.short_message = bytes_of(text) };
	snprintf(pdu.source.digits, sizeof pdu.source.digits, RIG_KYRGYZ "%07u", (unsigned)message);
	struct esme_event event = { .kind = ESME_DELIVER, .pdu = &pdu };
	assert_int_equal(gateway_event(&r->networks[network], r->side[network].esme, &event, r->now), ESME_ROK);
	assert_int_equal(r->g.figures.receipts_unmatched, 1);
	return ESME_ROK;
}

static void a_receipt_comes_before_the_response(void **state)
{
	struct rig *r = *state;
	rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	r->behaviour = receipt_first;
	rig_settle(r);
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_DELIVERED);
	assert_string_equal(rig_outcome(r, 0), "delivered");
	assert_int_equal(r->g.figures.receipts_unmatched, 0);
}

static void a_receipt_of_nobody_is_counted(void **state)
{
	struct rig *r = *state;
	static const char *const texts[] = { "id:ABCDEF stat:DELIVRD", "nonsense", "", "id:7 stat:NONSENSE" };
	for (size_t i = 0; i < 4; i++)
		rig_receipt(r, 0, 0, texts[i]);
	assert_int_equal(r->g.figures.receipts, 4);
	assert_int_equal(r->g.figures.receipts_unmatched, 4);
	assert_int_equal(r->g.figures.receipts_unreadable, 3); /* each is told at notice, with its first octets */
	assert_int_equal(r->g.figures.refused, 0);
}

/* Hexadecimal 10 is decimal 16: the number that it went to decides. */
static void ids_that_can_be_read_in_two_ways(void **state)
{
	struct rig *r = *state;
	for (int i = 0; i < 17; i++)
		rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_settle(r);
	assert_int_equal(r->id[15][0], 16); /* "00000010" */
	rig_receipt(r, 0, 15, "id:16 stat:DELIVRD");
	assert_int_equal(rig_state(r, 15, 0), MESSAGE_DELIVERED);
	rig_receipt(r, 0, 9, "id:10 stat:DELIVRD"); /* of message 10, whose id is 0000000A */
	assert_int_equal(rig_state(r, 9, 0), MESSAGE_DELIVERED);
	for (size_t i = 0; i < 17; i++)
		assert_int_equal(rig_state(r, i, 0), i == 9 || i == 15 ? MESSAGE_DELIVERED : MESSAGE_ACCEPTED);
}

static void a_receipt_on_another_network_needs_the_number(void **state)
{
	struct rig *r = *state;
	rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_settle(r);
	assert_int_equal(r->via[0][0], 0);
	rig_link(r, 1, true);
	receipt_for(r, 1, 0, 0, "hex", "DELIVRD");
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_DELIVERED);
	rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_settle(r);
	char text[64];
	snprintf(text, sizeof text, "id:%X stat:DELIVRD", r->id[1][0]);
	rig_receipt(r, 1 - r->via[1][0], 33, text); /* another number's */
	assert_int_equal(rig_state(r, 1, 0), MESSAGE_ACCEPTED);
	rig_receipt(r, r->via[1][0], 33, text); /* networks that mask numbers: the id on its own network is enough */
	assert_int_equal(rig_state(r, 1, 0), MESSAGE_DELIVERED);
}

static void no_receipt_in_time_is_unknown(void **state)
{
	struct rig *r = *state;
	rig_add(r, MESSAGE_RECEIPT, 1, RIG_KYRGYZ);
	rig_wait(r, message_rule(MESSAGE_RECEIPT)->validity_ms + MESSAGE_RECEIPT_GRACE_MS - MINUTE);
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_ACCEPTED);
	rig_wait(r, 2 * MINUTE);
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_UNKNOWN);
	assert_string_equal(rig_outcome(r, 0), "unknown");
	assert_int_equal(r->copies[0][0], 1); /* it was taken: not even a receipt is sent again for want of a receipt */
}

/* The rule of each class, whether the network is silent or the gateway dies before the answer. */
static void what_is_unknown_is_sent_again_if_its_class_says_so(void **state)
{
	struct rig *r = *state;
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++)
		rig_add(r, c, 1, RIG_KYRGYZ);
	r->behaviour = is_silent;
	rig_wait(r, HOUR);
	unsigned again = 0;
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++) {
		assert_int_equal(rig_state(r, c, 0), MESSAGE_UNKNOWN);
		assert_string_equal(rig_outcome(r, c), message_rule(c)->untold ? "" : "unknown");
		again += message_rule(c)->again;
	}
	assert_int_equal(r->submitted, MESSAGE_CLASSES + again);
	assert_int_equal(r->g.figures.sms_again, again);
}

static void a_crash_before_the_answer(void **state)
{
	struct rig *r = *state;
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++)
		rig_add(r, c, 1, RIG_KYRGYZ);
	rig_turn(r);
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++)
		assert_int_equal(rig_state(r, c, 0), MESSAGE_SENDING);
	rig_crash(r);
	rig_wait(r, HOUR);
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++) {
		bool again = message_rule(c)->again > 0;
		assert_int_equal(rig_state(r, c, 0), again ? MESSAGE_ACCEPTED : MESSAGE_UNKNOWN);
		assert_int_equal(r->copies[c][0], again);
		assert_string_equal(rig_outcome(r, c), again || message_rule(c)->untold ? "" : "unknown");
	}
}

/* The same while kopurod does not run, and before a minute has passed. The clock that never jumps goes on, but for a start of the machine: then only one that
 * was set back is found out. */
static void the_wall_clock_is_set_while_it_does_not_run(void **state)
{
	static const struct { const char *boot; int64_t by_ms; bool waits; } rows[] = {
		{ "one", -6 * HOUR, true }, { "one", -3 * 24 * HOUR, true }, { "one", 40 * 24 * HOUR, true }, { "two", -6 * HOUR, true }, { NULL, -6 * HOUR, true },
		{ NULL, 6 * HOUR, false }, { "three", 6 * HOUR, false },
	};
	struct rig *r = *state;
	r->boot = "one";
	rig_crash(r);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t message = rig_add(r, MESSAGE_RECEIPT, 1, RIG_KYRGYZ);
		r->behaviour = always_full;
		rig_settle(r);
		assert_int_equal(rig_state(r, message, 0), MESSAGE_QUEUED);
		r->now = moment_after(r->now, 1000);
		r->now.unix_ms += rows[i].by_ms;
		r->boot = rows[i].boot;
		r->behaviour = NULL;
		rig_crash(r);
		rig_settle(r);
		assert_int_equal(rig_state(r, message, 0), rows[i].waits ? MESSAGE_QUEUED : MESSAGE_ACCEPTED);
		rig_wait(r, INT64_C(5) * 60000);
		assert_int_equal(rig_state(r, message, 0), MESSAGE_ACCEPTED);
	}
}

/* What waits for the morning does not wait as long, but for the morning that the clock has now. */
static void the_hour_of_the_day_is_asked_anew_when_the_clock_is_set(void **state)
{
	struct rig *r = *state;
	r->now.unix_ms += 12 * HOUR; /* 22:00 in Bishkek */
	size_t reminder = rig_add(r, MESSAGE_REMINDER, 2, RIG_KYRGYZ);
	rig_settle(r);
	assert_int_equal(r->copies[reminder][0], 0);
	r->now.unix_ms += 8 * HOUR; /* 06:00 */
	rig_settle(r);
	assert_int_equal(r->copies[reminder][0], 0);
	rig_wait(r, 2 * HOUR - 1);
	assert_int_equal(r->copies[reminder][0], 0);
	rig_wait(r, 1);
	assert_int_equal(r->copies[reminder][0], 1);
	reminder = rig_add(r, MESSAGE_REMINDER, 2, RIG_KYRGYZ);
	r->now.unix_ms += 14 * HOUR; /* 22:00 */
	rig_settle(r);
	assert_int_equal(r->copies[reminder][0], 0);
	r->now.unix_ms -= 10 * HOUR; /* 12:00 */
	rig_settle(r);
	assert_int_equal(r->copies[reminder][0], 1);
}

static void reminders_wait_for_the_morning(void **state)
{
	struct rig *r = *state;
	r->now.unix_ms += 12 * HOUR; /* 22:00 in Bishkek */
	size_t reminder = rig_add(r, MESSAGE_REMINDER, 2, RIG_KYRGYZ), report = rig_add(r, MESSAGE_REPORT, 1, RIG_KYRGYZ),
		answer = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ), russia = rig_add(r, MESSAGE_REPORT, 1, "7916");
	rig_wait(r, 10 * HOUR - 1);
	assert_int_equal(r->copies[answer][0], 1);
	assert_int_equal(r->submitted, 1);
	rig_wait(r, 1);
	assert_int_equal(r->copies[reminder][0], 1);
	assert_int_equal(r->copies[reminder][1], 1);
	assert_int_equal(r->copies[report][0], 1);
	rig_wait(r, 4 * HOUR - 1);
	assert_int_equal(r->copies[russia][0], 0);
	rig_wait(r, 1);
	assert_int_equal(r->copies[russia][0], 1);
}

/* They said stop after it was queued, and before the morning. An answer to their own question comes all the same. */
static void stop_means_stop(void **state)
{
	struct rig *r = *state;
	r->now.unix_ms += 12 * HOUR; /* 22:00 in Bishkek */
	rig_add(r, MESSAGE_REMINDER, 2, RIG_KYRGYZ);
	rig_add(r, MESSAGE_REPORT, 1, RIG_KYRGYZ);
	rig_add(r, MESSAGE_REPORT, 1, RIG_KYRGYZ);
	rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	static const char *const stopped[] = { RIG_KYRGYZ "0000000", RIG_KYRGYZ "0000001", RIG_KYRGYZ "0000003" };
	rig_wait(r, HOUR);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(stops_put(r->scratch.store, stopped[i], true), ERR_NONE);
	size_t later = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_wait(r, DAY);
	static const unsigned copies[] = { 0, 0, 1, 1, 1 };
	for (size_t m = 0; m <= later; m++) {
		assert_int_equal(r->copies[m][0], copies[m]);
		assert_string_equal(rig_outcome(r, m), copies[m] ? "" : "failed");
	}
	assert_int_equal(r->submitted, 3);
}

static void a_network_that_is_up_takes_the_message(void **state)
{
	struct rig *r = *state;
	rig_link(r, 0, false);
	rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_wait(r, HOUR);
	assert_int_equal(r->submitted, 0);
	rig_link(r, 1, true);
	assert_int_equal(r->copies[0][0], 1);
	assert_int_equal(r->via[0][0], 1);
	rig_link(r, 0, true);
	size_t used[RIG_NETWORKS] = { 0 };
	for (int i = 0; i < 8; i++) {
		size_t m = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
		rig_settle(r);
		used[r->via[m][0]]++;
	}
	assert_true(used[0] > 0 && used[1] > 0);
}

static size_t sent_via(struct rig *r, const char *prefix)
{
	size_t m = rig_add(r, MESSAGE_ANSWER, 1, prefix);
	rig_settle(r);
	assert_int_equal(r->copies[m][0], 1);
	return r->via[m][0];
}

static void a_route_chooses_the_network_and_the_sender(void **state)
{
	struct rig *r = *state;
	rig_link(r, 1, true);
	rig_routes(r,
		"routes:\n"
		"  - {prefix: \"996\", network: second, preference: 10, sender: {address: \"1500\", ton: 3, npi: 1}}\n"
		"  - {prefix: \"996\", network: first, preference: 20}\n"
		"  - {prefix: \"79\", network: first}\n"
		"blocked: [\"99677\"]\n");
	for (int i = 0; i < 4; i++) {
		assert_int_equal(sent_via(r, RIG_KYRGYZ), 1);
		assert_string_equal(r->from[r->messages - 1], "1500");
		assert_int_equal(sent_via(r, "7916"), 0);
		assert_string_equal(r->from[r->messages - 1], "500");
	}
	size_t blocked = rig_add(r, MESSAGE_ANSWER, 1, "99677");
	rig_settle(r);
	assert_int_equal(r->copies[blocked][0], 0);
	assert_int_equal(rig_state(r, blocked, 0), MESSAGE_FAILED);
	assert_string_equal(rig_outcome(r, blocked), "failed");
}

/* The next network takes what the first cannot, and hands nothing back of what has left. */
static void what_waits_for_a_network_that_goes_down_is_free_again(void **state)
{
	struct rig *r = *state;
	rig_link(r, 1, true);
	rig_routes(r,
		"routes:\n"
		"  - {prefix: \"996\", network: second, preference: 10}\n"
		"  - {prefix: \"996\", network: first, preference: 20}\n"
		"  - {prefix: \"7\", network: second}\n");
	r->config.window = 100;
	size_t waits = rig_add(r, MESSAGE_ANSWER, 1, "7916");
	rig_settle(r);
	assert_int_equal(r->via[waits][0], 1);
	rig_link(r, 1, false);
	assert_int_equal(sent_via(r, RIG_KYRGYZ), 0);
	waits = rig_add(r, MESSAGE_ANSWER, 1, "7916");
	rig_wait(r, HOUR);
	assert_int_equal(r->copies[waits][0], 0); /* nobody else may take it */
	rig_link(r, 1, true);
	assert_int_equal(r->copies[waits][0], 1);
	assert_int_equal(r->via[waits][0], 1);
	assert_int_equal(sent_via(r, RIG_KYRGYZ), 1);
}

/* 153 letters a part fit 67 characters of UCS-2; Cyrillic fits more of a part in Latin letters. */
static void a_route_has_an_alphabet_of_its_own(void **state)
{
	struct rig *r = *state;
	rig_routes(r, "routes:\n  - {prefix: \"996\", network: first, alphabet: ucs2}\n  - {prefix: \"7\", network: first, alphabet: latin}\n");
	size_t wide = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ), long_one = rig_add(r, MESSAGE_ANSWER, 2, RIG_KYRGYZ);
	size_t latin = rig_add_text(r, MESSAGE_ANSWER, "7916", "Кайрылууңузга жооп берилди. Номери: 4827-1930. Мындан ары сурооңуздун жообун күтүңүз");
	rig_settle(r);
	assert_int_equal(r->coding[wide], 8);
	assert_int_equal(r->copies[wide][0], 1);
	assert_int_equal(r->coding[long_one], 8);
	size_t parts = 0;
	while (parts < RIG_PARTS && r->copies[long_one][parts] == 1)
		parts++;
	assert_int_equal(parts, 5); /* 306 letters, 67 each */
	assert_int_equal(r->coding[latin], 0);
	assert_int_equal(r->copies[latin][0], 1);
	assert_int_equal(r->copies[latin][1], 0);
	assert_string_equal(rig_outcome(r, latin), "");
	assert_int_equal(rig_state(r, latin, 0), MESSAGE_ACCEPTED);
}

/* The wall clock is set while an SMS waits for its next try: it waits as long as it would have, and is not out of date. */
static void the_wall_clock_is_set(void **state)
{
	static const int64_t by_ms[] = { INT64_C(-6) * 3600000, INT64_C(-3) * 86400000, INT64_C(40) * 86400000 };
	struct rig *r = *state;
	for (size_t i = 0; i < 3; i++) {
		size_t message = rig_add(r, MESSAGE_RECEIPT, 1, RIG_KYRGYZ);
		r->behaviour = always_full;
		rig_settle(r);
		assert_int_equal(rig_state(r, message, 0), MESSAGE_QUEUED);
		r->now.unix_ms += by_ms[i];
		r->behaviour = NULL;
		rig_settle(r);
		assert_int_equal(rig_state(r, message, 0), MESSAGE_QUEUED); /* not at once */
		rig_wait(r, INT64_C(5) * 60000);
		assert_int_equal(rig_state(r, message, 0), MESSAGE_ACCEPTED);
	}
}

static uint32_t second_throttles_part_0(struct rig *r, size_t network, size_t message, uint8_t part)
{
	(void)message;
	return network == 1 && part == 0 && r->submitted < 3 ? ESME_RMSGQFUL : ESME_ROK;
}

/* Its second part was taken by a network: the first one follows it there, though a better one has come up. */
static void parts_of_a_message_stay_together(void **state)
{
	struct rig *r = *state;
	rig_routes(r, "routes:\n  - {prefix: \"996\", network: first, preference: 10}\n  - {prefix: \"996\", network: second, preference: 20}\n");
	rig_link(r, 0, false);
	rig_link(r, 1, true);
	r->behaviour = second_throttles_part_0;
	size_t m = rig_add(r, MESSAGE_ANSWER, 2, RIG_KYRGYZ);
	rig_settle(r);
	assert_int_equal(r->copies[m][1], 1);
	assert_int_equal(r->copies[m][0], 0);
	rig_link(r, 0, true);
	rig_wait(r, HOUR);
	assert_int_equal(r->copies[m][0], 1);
	assert_int_equal(r->via[m][0], 1);
}

static void with_no_network_all_expires(void **state)
{
	struct rig *r = *state;
	rig_link(r, 0, false);
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++)
		rig_add(r, c, 2, RIG_KYRGYZ);
	rig_wait(r, 4 * DAY);
	for (enum message_class c = 0; c < MESSAGE_CLASSES; c++) {
		assert_int_equal(rig_state(r, c, 1), MESSAGE_EXPIRED);
		assert_string_equal(rig_outcome(r, c), message_rule(c)->untold ? "" : "expired");
	}
	rig_link(r, 0, true);
	assert_int_equal(r->submitted, 0);
}

static void an_outcome_waits_while_the_queue_is_full(void **state)
{
	struct rig *r = *state;
	items_set_max(r->scratch.store, 1);
	for (int i = 0; i < 3; i++)
		rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_settle(r);
	for (size_t i = 0; i < 3; i++)
		receipt_for(r, 0, i, 0, "hex", "DELIVRD");
	size_t told = 0;
	for (int minutes = 0; minutes < 5 && told < 3; minutes++) {
		told = 0;
		for (size_t i = 0; i < 3; i++)
			told += strcmp(rig_outcome(r, i), "delivered") == 0;
		assert_true(told <= (size_t)minutes + 1);
		rig_wait(r, 2 * MINUTE);
	}
	assert_int_equal(told, 3);
}

static void the_throughput_is_kept(void **state)
{
	struct rig *r = *state;
	r->networks[0].throughput = 5;
	for (int i = 0; i < 20; i++)
		rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	for (unsigned second = 1; second <= 3; second++) {
		rig_wait(r, SECOND);
		assert_in_range(r->submitted, second * 5, second * 5 + 1);
	}
	rig_wait(r, 2 * SECOND);
	assert_int_equal(r->submitted, 20);
}

static void a_row_that_cannot_be_read_does_not_stop_the_others(void **state)
{
	struct rig *r = *state;
	size_t bad = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ), good = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	assert_int_equal(store_commit(r->scratch.store), ERR_NONE);
	assert_int_equal(sqlite3_exec(r->scratch.store->db, "UPDATE messages SET text = x'00' WHERE id = 1", NULL, NULL, NULL), SQLITE_OK);
	rig_wait(r, MINUTE);
	assert_int_equal(rig_state(r, bad, 0), MESSAGE_FAILED);
	assert_int_equal(r->copies[good][0], 1);
}

/* The answer came, and could not be written down: nobody waits for it any more, so its fate is unknown like that of any other. */
static void an_answer_that_was_not_written_down(void **state)
{
	struct rig *r = *state;
	size_t answer = rig_add(r, MESSAGE_ANSWER, 1, RIG_KYRGYZ);
	rig_turn(r);
	rig_turn(r);
	rig_flush(r);
	assert_true(store_is_open(r->scratch.store));
	store_rollback(r->scratch.store);
	rig_wait(r, 3 * MINUTE);
	assert_int_equal(rig_state(r, answer, 0), MESSAGE_UNKNOWN);
	assert_string_equal(rig_outcome(r, answer), "unknown");
	assert_int_equal(r->copies[answer][0], 1);
}

static void what_is_over_is_forgotten(void **state)
{
	struct rig *r = *state;
	struct message_part part;
	rig_add(r, MESSAGE_ANSWER, 2, RIG_KYRGYZ);
	rig_settle(r);
	receipt_for(r, 0, 0, 0, "hex", "DELIVRD");
	receipt_for(r, 0, 0, 1, "hex", "DELIVRD");
	rig_wait(r, 29 * DAY);
	assert_int_equal(rig_state(r, 0, 0), MESSAGE_DELIVERED);
	rig_wait(r, 2 * DAY);
	assert_int_equal(messages_part_get(r->scratch.store, r->rows[0], 0, &part), ERR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		TEST(a_throttled_link_rests_as_a_whole_and_goes_on),
		TEST(a_full_queue_holds_up_one_part_alone),
		TEST(what_is_refused_has_failed_and_half_a_message_is_none),
		TEST(a_receipt_delivers),
		TEST(each_part_has_its_own_receipt),
		TEST(the_first_receipt_counts),
		TEST(the_wall_clock_is_set),
		TEST(a_receipt_comes_before_the_response),
		TEST(a_receipt_of_nobody_is_counted),
		TEST(ids_that_can_be_read_in_two_ways),
		TEST(a_receipt_on_another_network_needs_the_number),
		TEST(no_receipt_in_time_is_unknown),
		TEST(what_is_unknown_is_sent_again_if_its_class_says_so),
		TEST(a_crash_before_the_answer),
		TEST(the_wall_clock_is_set_while_it_does_not_run),
		TEST(the_hour_of_the_day_is_asked_anew_when_the_clock_is_set),
		TEST(reminders_wait_for_the_morning),
		TEST(stop_means_stop),
		TEST(a_network_that_is_up_takes_the_message),
		TEST(a_route_chooses_the_network_and_the_sender),
		TEST(what_waits_for_a_network_that_goes_down_is_free_again),
		TEST(parts_of_a_message_stay_together),
		TEST(a_route_has_an_alphabet_of_its_own),
		TEST(with_no_network_all_expires),
		TEST(an_outcome_waits_while_the_queue_is_full),
		TEST(the_throughput_is_kept),
		TEST(a_row_that_cannot_be_read_does_not_stop_the_others),
		TEST(an_answer_that_was_not_written_down),
		TEST(what_is_over_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
