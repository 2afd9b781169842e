/* SMS from people over the wire: when the network is told that one was taken, and what a crash at any moment costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "gateway.h"
#include "journeys/contract.h"
#include "profile_fixture.h"
#include "scratch.h"
#include "smpp/tlv.h"
#include "store/unreadable.h"
#include "text/charset.h"

struct rig {
	struct scratch scratch;
	struct menu_set *menus;
	struct dialplan *plan;
	struct gateway *g;
	struct gateway_network network;
	struct esme_config config;
	struct esme *esme;
	struct moment now;
	char said[4096]; /* of what the gateway sent */
	uint32_t answers; /* SMS are answered with this */
};

static struct esme *sender(void *owner, unsigned number)
{
	(void)number;
	struct rig *r = owner;
	return r->esme;
}

static void hear(struct rig *r, const struct smpp_pdu *pdu)
{
	uint8_t wire[1024];
	struct writer w = writer_over(wire, sizeof wire);
	assert_int_equal(pdu_encode(pdu, &w), ERR_NONE);
	esme_bytes(r->esme, writer_bytes(&w), r->now);
}

/* What stands in `out`: "taken#7 " and "refused#7 " for answers, and the first lines of SMS, whose submit_sm are answered. */
static const char *said(struct rig *r)
{
	const struct esme_out *out = esme_out(r->esme);
	uint8_t copy[8192];
	size_t len = out->len, used = 0;
	assert_in_range(len, 0, sizeof copy);
	memcpy(copy, out->data, len);
	esme_sent(r->esme);
	r->said[0] = '\0';
	for (size_t at = 0; at < len;) {
		struct smpp_pdu pdu;
		uint32_t length, status;
		char text[512];
		size_t written;
		assert_int_equal(pdu_length((struct bytes){copy + at, len - at}, &length), ERR_NONE);
		assert_int_equal(pdu_decode((struct bytes){copy + at, length}, &pdu, &status), ERR_NONE);
		at += length;
		if (pdu.command == (SMPP_DELIVER_SM | SMPP_RESPONSE))
			used += (size_t)snprintf(r->said + used, sizeof r->said - used, "%s#%u ", pdu.status ? "refused" : "taken", pdu.sequence);
		if (pdu.command != SMPP_SUBMIT_SM)
			continue;
		size_t header = pdu.esm_class & 0x40 ? 6 : 0;
		charset_decode(charset_of_data_coding(pdu.data_coding), (struct bytes){pdu.short_message.at + header, pdu.short_message.len - header}, text,
			sizeof text, &written);
		text[strcspn(text, "\n")] = '\0';
		if (!header || pdu.short_message.at[5] == 1)
			used += (size_t)snprintf(r->said + used, sizeof r->said - used, "%s ", text);
		struct smpp_pdu answer = pdu_response(&pdu, r->answers);
		snprintf(answer.message_id, sizeof answer.message_id, "%u", pdu.sequence);
		hear(r, &answer);
	}
	return r->said;
}

static void turn(struct rig *r)
{
	gateway_turn(r->g, r->now);
}

static void bind_now(struct rig *r)
{
	esme_connected(r->esme, r->now);
	hear(r, &(struct smpp_pdu){.command = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, .sequence = 1});
	assert_int_equal(esme_state(r->esme), ESME_BOUND);
	turn(r);
	said(r);
}

static void start(struct rig *r)
{
	r->network = (struct gateway_network){.name = "rig", .profile = profile_shipped("standard"), .dialplan = r->plan, .sender = sender, .owner = r};
	struct gateway_setup setup = {.store = r->scratch.store, .menus = r->menus, .networks = &r->network, .network_count = 1};
	r->g = gateway_new(&setup, r->now);
	assert_non_null(r->g);
	r->esme = esme_new(&r->config, gateway_event, &r->network);
	bind_now(r);
}

/* What was not committed is gone, and what was not read from `out` was never sent. */
static void crash(struct rig *r)
{
	store_rollback(r->scratch.store);
	gateway_free(r->g, r->now);
	esme_free(r->esme);
	scratch_reopen(&r->scratch);
	r->now = moment_after(r->now, 5000);
	start(r);
}

static int set_up(void **state)
{
	static const struct menu_format formats[] = {{CHARSET_UCS2, 160}, {CHARSET_UCS2, GATEWAY_SMS_BUDGET}, {CHARSET_GSM7, 182},
		{CHARSET_GSM7, GATEWAY_SMS_BUDGET_LATIN}};
	struct rig *r = calloc(1, sizeof *r);
	struct complaints complaints;
	assert_non_null(r);
	scratch_open(&r->scratch);
	complaints_init(&complaints);
	r->menus = menu_load("menus", &journey_contract, formats, 4, "2026-11-23", &complaints);
	r->plan = dialplan_load("dialplans/kyrgyzstan.yaml", &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(r->menus);
	assert_non_null(r->plan);
	r->now = (struct moment){.mono_ms = 1000000, .unix_ms = INT64_C(1795406400000)};
	r->config = (struct esme_config){.name = "rig", .bind = BIND_TRANSCEIVER, .interface_version = 0x34, .window = 10, .response_ms = 10000,
		.bind_ms = 10000, .enquire_ms = INT64_C(1) << 50, .enquire_answer_ms = 10000};
	start(r);
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	struct rig *r = *state;
	gateway_free(r->g, r->now);
	esme_free(r->esme);
	menu_free(r->menus);
	dialplan_free(r->plan);
	scratch_close(&r->scratch);
	free(r);
	return 0;
}

static struct smpp_pdu sms(uint32_t sequence, const char *text, uint8_t room[256])
{
	struct smpp_pdu pdu = {.command = SMPP_DELIVER_SM, .sequence = sequence, .data_coding = 8, .source = {.ton = 1, .npi = 1},
		.source.digits = "996555123456", .destination.digits = "500"};
	size_t len;
	assert_int_equal(charset_encode(CHARSET_UCS2, text, strlen(text), room, 256, &len), ERR_NONE);
	pdu.short_message = (struct bytes){room, len};
	return pdu;
}

static void text(struct rig *r, uint32_t sequence, const char *words)
{
	uint8_t room[256];
	struct smpp_pdu pdu = sms(sequence, words, room);
	hear(r, &pdu);
}

static void part(struct rig *r, uint32_t sequence, const char *words, uint8_t index, uint8_t total)
{
	uint8_t room[256], tlvs[64];
	struct smpp_pdu pdu = sms(sequence, words, room);
	struct writer w = writer_over(tlvs, sizeof tlvs);
	tlv_put_integer(&w, TLV_SAR_MSG_REF_NUM, 7);
	tlv_put_integer(&w, TLV_SAR_TOTAL_SEGMENTS, total);
	tlv_put_integer(&w, TLV_SAR_SEGMENT_SEQNUM, index);
	pdu.tlvs = writer_bytes(&w);
	hear(r, &pdu);
}

static void says(struct rig *r, uint32_t sequence, const char *words, const char *reply)
{
	char expected[256];
	text(r, sequence, words);
	turn(r);
	snprintf(expected, sizeof expected, "taken#%u %s ", sequence, reply);
	assert_string_equal(said(r), expected);
}

static void test_taken_after_the_commit(void **state)
{
	struct rig *r = *state;
	text(r, 10, "РУССКИЙ");
	assert_string_equal(said(r), "");
	turn(r);
	assert_string_equal(said(r), "taken#10 1 Документы ");
	part(r, 11, "1", 1, 2);
	assert_string_equal(said(r), "");
	turn(r);
	assert_string_equal(said(r), "taken#11 ");
}

/* The same PDU once more at once is the network's mistake, and is told what the first was told; a moment later, from a network that numbers nothing, it
 * is another. What was refused comes again by right. */
static void test_twice_at_once(void **state)
{
	struct rig *r = *state;
	struct rlimit limit;
	says(r, 10, "РУССКИЙ", "1 Документы");
	text(r, 11, "3");
	text(r, 11, "3");
	turn(r);
	assert_string_equal(said(r), "taken#11 taken#11 1 Есть ли ответ? ");
	assert_int_equal(gateway_figures(r->g).delivered_twice, 1);
	r->now = moment_after(r->now, 1000);
	says(r, 11, "3", "Где это?");
	esme_disconnected(r->esme, r->now); /* the same person, words and number in a session of its own */
	r->now = moment_after(r->now, 1);
	bind_now(r);
	text(r, 11, "3");
	turn(r);
	said(r);
	assert_int_equal(gateway_figures(r->g).delivered_twice, 1);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	rlim_t room = limit.rlim_cur;
	limit.rlim_cur = 1; /* the disk is full */
	setrlimit(RLIMIT_FSIZE, &limit);
	text(r, 12, "0");
	text(r, 12, "0");
	turn(r);
	limit.rlim_cur = room;
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_string_equal(said(r), "refused#12 refused#12 ");
	says(r, 12, "0", "1 Есть ли ответ?");
}

/* The number of a nameless appeal leaves from memory, and is nowhere else: a network that has no room for it now is asked again. Then nothing of its
 * writer is left. */
/* In two PDUs of one session, at once: words are not the answer to what is asked behind them. Keys count as they come. */
static void test_words_twice_at_once(void **state)
{
	struct rig *r = *state;
	says(r, 10, "РУССКИЙ", "1 Документы");
	says(r, 11, "3", "1 Есть ли ответ?");
	says(r, 12, "2", "Где это?");
	says(r, 13, "1", "Напишите своими словами, что случилось");
	says(r, 14, "Хозяин не возвращает залог", "Ваше имя?");
	r->now = moment_after(r->now, 500);
	text(r, 15, "Хозяин не возвращает залог");
	turn(r);
	assert_string_equal(said(r), "taken#15 ");
	says(r, 16, "Бакыт", "Придумайте PIN из 4 цифр: отправит, откроет ответ");
}

static void test_the_number_of_a_nameless_appeal_is_sent_again(void **state)
{
	static const char *const words[] = {"РУССКИЙ", "3", "2", "1", "Хозяин не возвращает залог", "1"};
	struct rig *r = *state;
	uint32_t sequence = 10;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		text(r, sequence++, words[i]);
		turn(r);
		said(r);
		r->now = moment_after(r->now, 2000);
	}
	text(r, sequence++, "7731");
	r->answers = ESME_RTHROTTLED;
	turn(r);
	assert_non_null(strstr(said(r), "Принято"));
	r->answers = ESME_ROK;
	turn(r);
	assert_string_equal(said(r), "");
	assert_int_equal(gateway_figures(r->g).parked, 1);
	size_t waited = 0;
	do {
		r->now = moment_after(r->now, 250);
		turn(r);
	} while (!strstr(said(r), "Принято") && waited++ < 20);
	assert_in_range(waited, 0, 4);
	assert_int_equal(gateway_figures(r->g).parked, 0);
}

/* One commit for all of a turn; a second SMS of one person within it is a step after the first. */
static void test_many_in_one_turn(void **state)
{
	struct rig *r = *state;
	says(r, 10, "РУССКИЙ", "1 Документы");
	uint64_t commits = gateway_figures(r->g).commits;
	for (uint32_t i = 0; i < 3; i++) {
		uint8_t room[256];
		struct smpp_pdu pdu = sms(20 + i, "ПРИВЕТ", room);
		pdu.source.digits[11] = (char)('0' + i);
		hear(r, &pdu);
	}
	turn(r);
	const char *all = said(r);
	assert_non_null(strstr(all, "taken#20 taken#21 taken#22 "));
	assert_int_equal(gateway_figures(r->g).commits, commits + 1);
	text(r, 30, "3");
	text(r, 31, "2");
	turn(r);
	assert_string_equal(said(r), "taken#30 taken#31 1 Есть ли ответ? Где это? ");
}

/* Before the commit nothing has happened: the network delivers it again, and it is one step. */
static void test_crash_before_the_commit(void **state)
{
	struct rig *r = *state;
	says(r, 10, "РУССКИЙ", "1 Документы");
	text(r, 11, "3");
	crash(r);
	says(r, 2, "3", "1 Есть ли ответ?");
	says(r, 3, "2", "Где это?");
}

/* After it, all has: what the network then delivers once more is taken, and is no second step. */
static void test_crash_before_the_answer(void **state)
{
	struct rig *r = *state;
	says(r, 10, "РУССКИЙ", "1 Документы");
	says(r, 11, "3", "1 Есть ли ответ?");
	text(r, 12, "2");
	assert_true(gateway_commit(r->g, r->now));
	crash(r);
	text(r, 2, "2");
	turn(r);
	assert_string_equal(said(r), "taken#2 ");
	/* Within a session of the network the same words are said anew. */
	says(r, 3, "2", "В какой стране?");
	says(r, 4, "2", "Напишите своими словами, что случилось");
}

static void test_parts_outlive_a_crash(void **state)
{
	struct rig *r = *state;
	says(r, 10, "РУССКИЙ", "1 Документы");
	part(r, 11, "00", 1, 2);
	turn(r);
	assert_string_equal(said(r), "taken#11 ");
	part(r, 12, "0", 2, 2);
	crash(r);
	part(r, 2, "", 2, 2);
	turn(r);
	assert_string_equal(said(r), "taken#2 1 Документы ");
}

/* The last part is one commit with the step that it leads to, though another SMS of theirs came in the same turn: so its words are never used
 * up without that step. */
static void test_the_last_part_and_its_step(void **state)
{
	struct rig *r = *state;
	says(r, 10, "РУССКИЙ", "1 Документы");
	says(r, 11, "3", "1 Есть ли ответ?");
	part(r, 12, "0", 1, 2);
	turn(r);
	assert_string_equal(said(r), "taken#12 ");
	text(r, 13, "1");
	part(r, 14, "0", 2, 2);
	crash(r);
	text(r, 2, "1"); /* its answer was lost, its commit was not */
	part(r, 3, "0", 2, 2);
	turn(r);
	assert_string_equal(said(r), "taken#2 taken#3 1 Документы ");
}

/* Services with names and short numbers would answer our answers. */
static void test_no_telephone_no_answer(void **state)
{
	struct rig *r = *state;
	static const struct smpp_address senders[] = {{5, 0, "MegaCom"}, {0, 1, "500"}, {3, 1, "1234"}, {0, 0, ""}};
	for (uint32_t i = 0; i < sizeof senders / sizeof *senders; i++) {
		uint8_t room[256];
		struct smpp_pdu pdu = sms(10 + i, "Привет", room);
		char expected[16];
		pdu.source = senders[i];
		hear(r, &pdu);
		turn(r);
		snprintf(expected, sizeof expected, "taken#%u ", 10 + i);
		assert_string_equal(said(r), expected);
	}
}

/* Whatever octets a message holds: it is answered, and the gateway lives. */
static void test_anything(void **state)
{
	struct rig *r = *state;
	uint32_t random = 5;
	for (uint32_t i = 0; i < 3000; i++) {
		uint8_t octets[140];
		for (size_t k = 0; k < sizeof octets; k++) {
			random = random * 1664525 + 1013904223;
			octets[k] = k < 6 ? (uint8_t)((random >> 24) % 8) : (uint8_t)(random >> 24);
		}
		struct smpp_pdu pdu = {.command = SMPP_DELIVER_SM, .sequence = 10 + i, .source = {.ton = 1, .npi = 1}, .source.digits = "996555123456",
			.esm_class = random & 0x100 ? 0x40 : 0, .data_coding = (uint8_t)(random >> 12) % 9, .short_message = {octets, random % sizeof octets}};
		hear(r, &pdu);
		turn(r);
		char expected[16];
		snprintf(expected, sizeof expected, "taken#%u ", 10 + i);
		assert_memory_equal(said(r), expected, strlen(expected));
		r->now = moment_after(r->now, 1000);
	}
}

static void unreadable_compare(void *context, const struct unreadable *one)
{
	size_t *at = context;
	static const struct unreadable expected[] = {
		{.network = "rig", .data_coding = 0xc9, .octets = {0xfe, 0x01}, .len = 2}, {.network = "rig", .data_coding = 0x44, .octets = {0xff, 0x00, 0x80}, .len = 3}};
	assert_in_range(*at, 0, 1);
	assert_string_equal(one->network, expected[*at].network);
	assert_int_equal(one->data_coding, expected[*at].data_coding);
	assert_int_equal(one->len, expected[*at].len);
	assert_memory_equal(one->octets, expected[*at].octets, one->len);
	++*at;
}

/* Octets in a data_coding that nobody knows outlive a crash; whoever sent them is told, above the menu. */
static void test_unreadable(void **state)
{
	struct rig *r = *state;
	says(r, 10, "РУССКИЙ", "1 Документы");
	struct smpp_pdu pdu = {.command = SMPP_DELIVER_SM, .sequence = 11, .data_coding = 0x44, .source = {.ton = 1, .npi = 1},
		.source.digits = "996555123456", .destination.digits = "500", .short_message = {(const uint8_t *)"\xff\x00\x80", 3}};
	hear(r, &pdu);
	turn(r);
	assert_string_equal(said(r), "taken#11 Не прочли ");
	uint8_t tlvs[16];
	struct writer w = writer_over(tlvs, sizeof tlvs);
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, 1);
	pdu.sequence = 12;
	pdu.data_coding = 0xc9;
	strcpy(pdu.service_type, "USSD");
	pdu.short_message = (struct bytes){(const uint8_t *)"\xfe\x01", 2};
	pdu.tlvs = writer_bytes(&w);
	hear(r, &pdu);
	turn(r);
	assert_non_null(strstr(said(r), "1 Документы"));
	crash(r);
	size_t count = 0;
	assert_int_equal(unreadable_each(r->scratch.store, 10, unreadable_compare, &count), ERR_NONE);
	assert_int_equal(count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_taken_after_the_commit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_twice_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_words_twice_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_number_of_a_nameless_appeal_is_sent_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_in_one_turn, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_crash_before_the_commit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_crash_before_the_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_parts_outlive_a_crash, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_last_part_and_its_step, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_telephone_no_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unreadable, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_anything, set_up, tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
