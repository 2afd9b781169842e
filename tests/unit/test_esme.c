/* Transcripts of a session: what the SMSC says, what must go out (`sent`), what the owner is told (`told`). The clock is moved by hand. */
#include "smpp/esme.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct stage {
	struct esme_config config;
	struct esme *esme;
	struct moment now;
	char told[8192], sent[8192];
	uint32_t status;       /* what the handler answers a message with */
	bool replies;          /* the handler submits inside DELIVER */
	bool unbinds;          /* the handler unbinds inside DELIVER */
	const uint8_t *text;   /* where the last message's text lay */
	uint8_t wire[16384];
	size_t wire_len;
};

static struct stage stage;

static void add(char *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char *to, const char *format, ...)
{
	size_t len = strlen(to);
	va_list args;
	va_start(args, format);
	vsnprintf(to + len, sizeof stage.told - len, format, args);
	va_end(args);
}

static struct smpp_pdu submit(const char *text)
{
	struct smpp_pdu pdu = { .command = SMPP_SUBMIT_SM, .short_message = bytes_of(text) };
	strcpy(pdu.destination.digits, "996700000001");
	return pdu;
}

static enum error send_text(const char *text, uint64_t reference)
{
	struct smpp_pdu pdu = submit(text);
	return esme_send(stage.esme, &pdu, reference, stage.now);
}

static uint32_t handler(void *context, struct esme *esme, const struct esme_event *event, struct moment now)
{
	assert_ptr_equal(context, &stage);
	assert_true(now.mono_ms == stage.now.mono_ms);
	switch (event->kind) {
	case ESME_UP:
		add(stage.told, "up(%s) ", event->pdu->system_id);
		break;
	case ESME_DOWN:
		add(stage.told, "down(%s) ", event->reason);
		break;
	case ESME_CONGESTION:
		add(stage.told, "congestion(%" PRIu32 ") ", event->congestion);
		break;
	case ESME_ALERT:
		add(stage.told, "alert(%s) ", event->pdu->source.digits);
		break;
	case ESME_RESPONSE:
		add(stage.told, "response(%" PRIu64 ",%s,%s,%s) ", event->reference, pdu_name(event->command), status_name(event->pdu->status),
			event->pdu->message_id);
		break;
	case ESME_UNANSWERED:
		add(stage.told, "unanswered(%" PRIu64 ",%s) ", event->reference, pdu_name(event->command));
		break;
	case ESME_DELIVER:
		add(stage.told, "deliver(%.*s) ", (int)event->pdu->short_message.len, (const char *)event->pdu->short_message.at);
		stage.text = event->pdu->short_message.at;
		if (stage.replies)
			assert_int_equal(send_text("screen", 500), ERR_NONE);
		if (stage.unbinds)
			esme_unbind(esme, now);
		return stage.status;
	}
	return ESME_ROK;
}

/* What the session has to say, as names, sequence numbers and statuses; taken from it as a link does. */
static void sent_take(void)
{
	const struct esme_out *out = esme_out(stage.esme);
	struct bytes rest = { out->data, out->len };
	uint32_t length, status;
	while (rest.len > 0) {
		struct smpp_pdu pdu;
		assert_int_equal(pdu_length(rest, &length), ERR_NONE);
		assert_int_equal(pdu_decode((struct bytes){ rest.at, length }, &pdu, &status), ERR_NONE);
		add(stage.sent, "%s#%" PRIu32, pdu_name(pdu.command), pdu.sequence);
		if (pdu.status)
			add(stage.sent, ":%s", status_name(pdu.status));
		add(stage.sent, " ");
		rest = (struct bytes){ rest.at + length, rest.len - length };
	}
	esme_sent(stage.esme);
}

#define expect_sent(text) (sent_take(), assert_string_equal(stage.sent, text), (void)(stage.sent[0] = '\0'))
#define expect_told(text) (assert_string_equal(stage.told, text), (void)(stage.told[0] = '\0'))

/* The SMSC's side: PDUs are gathered in `wire`, and go to the session together. */
static void wire_pdu(const struct smpp_pdu *pdu)
{
	struct writer w = writer_over(stage.wire + stage.wire_len, sizeof stage.wire - stage.wire_len);
	assert_int_equal(pdu_encode(pdu, &w), ERR_NONE);
	stage.wire_len += writer_len(&w);
}

static void wire_raw(uint32_t length, uint32_t command, uint32_t status, uint32_t sequence, const char *body, size_t len)
{
	struct writer w = writer_over(stage.wire + stage.wire_len, sizeof stage.wire - stage.wire_len);
	writer_u32(&w, length);
	writer_u32(&w, command);
	writer_u32(&w, status);
	writer_u32(&w, sequence);
	writer_put(&w, (struct bytes){ (const uint8_t *)body, len });
	assert_false(w.failed);
	stage.wire_len += writer_len(&w);
}

static void wire_deliver(uint32_t sequence, const char *text)
{
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .sequence = sequence, .short_message = bytes_of(text) };
	strcpy(pdu.source.digits, "996700000001");
	wire_pdu(&pdu);
}

static void wire_header(uint32_t command, uint32_t sequence, uint32_t status)
{
	wire_pdu(&(struct smpp_pdu){ .command = command, .sequence = sequence, .status = status });
}

static void wire_submit_resp(uint32_t sequence, uint32_t status, const char *id)
{
	struct smpp_pdu pdu = { .command = SMPP_SUBMIT_SM | SMPP_RESPONSE, .sequence = sequence, .status = status };
	strcpy(pdu.message_id, id);
	wire_pdu(&pdu);
}

static void wire_bind_resp(uint32_t sequence, uint32_t status)
{
	struct smpp_pdu pdu = { .command = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, .sequence = sequence, .status = status };
	strcpy(pdu.system_id, "smsc");
	wire_pdu(&pdu);
}

static void hear(void)
{
	size_t len = stage.wire_len;
	stage.wire_len = 0;
	esme_bytes(stage.esme, (struct bytes){ stage.wire, len }, stage.now);
}

static void pass(int64_t ms)
{
	stage.now = moment_after(stage.now, ms);
}

static void tick_at_deadline(void)
{
	int64_t deadline = esme_deadline(stage.esme);
	assert_true(deadline != MOMENT_NEVER);
	if (deadline > stage.now.mono_ms)
		pass(deadline - stage.now.mono_ms);
	esme_tick(stage.esme, stage.now);
}

static void open_stage(enum esme_bind bind)
{
	memset(&stage, 0, sizeof stage);
	stage.config = (struct esme_config){ .name = "sim", .bind = bind, .system_id = "kopuro", .password = "secret", .interface_version = 0x34,
		.window = 3, .response_ms = 10000, .bind_ms = 10000, .enquire_ms = 30000, .enquire_answer_ms = 10000 };
	stage.now = (struct moment){ 1000000, 1700000000000 };
	stage.esme = esme_new(&stage.config, handler, &stage);
	assert_non_null(stage.esme);
	esme_connected(stage.esme, stage.now);
}

static int connected(void **state)
{
	(void)state;
	open_stage(BIND_TRANSCEIVER);
	return 0;
}

static int bound(void **state)
{
	(void)state;
	open_stage(BIND_TRANSCEIVER);
	wire_bind_resp(1, ESME_ROK);
	hear();
	sent_take();
	stage.sent[0] = stage.told[0] = '\0';
	return esme_state(stage.esme) == ESME_BOUND ? 0 : -1;
}

static int closed(void **state)
{
	(void)state;
	esme_free(stage.esme);
	return 0;
}

/* ---- binding ---- */

static void binds(void **state)
{
	(void)state;
	struct smpp_pdu pdu;
	uint32_t status;
	const struct esme_out *out = esme_out(stage.esme);
	assert_int_equal(pdu_decode((struct bytes){ out->data, out->len }, &pdu, &status), ERR_NONE);
	assert_string_equal(pdu.system_id, "kopuro");
	assert_string_equal(pdu.password, "secret");
	assert_int_equal(pdu.interface_version, 0x34);
	expect_sent("bind_transceiver#1 ");
	assert_int_equal(esme_state(stage.esme), ESME_BINDING);
	assert_string_equal(esme_peer(stage.esme), "");
	assert_false(esme_can_send(stage.esme));
	assert_int_equal(send_text("early", 1), ERR_STATE);
	wire_bind_resp(1, ESME_ROK);
	hear();
	expect_told("up(smsc) ");
	assert_string_equal(esme_peer(stage.esme), "smsc");
	assert_true(esme_can_send(stage.esme));
}

static void a_refused_bind_is_down_with_its_status(void **state)
{
	(void)state;
	wire_bind_resp(1, ESME_RINVPASWD);
	wire_deliver(9, "not heard any more");
	hear();
	/* With its number, and what to do. */
	expect_told("down(the bind was refused with ESME_RINVPASWD (0Eh); compare `password` with the network's letter; ask it whether the account is locked) ");
	expect_sent("bind_transceiver#1 ");
	assert_int_equal(esme_state(stage.esme), ESME_CLOSED);
	assert_true(esme_deadline(stage.esme) == MOMENT_NEVER);
	esme_disconnected(stage.esme, stage.now);
	expect_told("");
}

static void a_nacked_bind_is_down(void **state)
{
	(void)state;
	wire_header(SMPP_GENERIC_NACK, 1, ESME_RINVCMDID);
	hear();
	expect_told("down(the bind was refused with ESME_RINVCMDID (03h); ask the network what this status means for a bind of this account) ");
}

static void a_bind_response_without_body_binds(void **state)
{
	(void)state;
	wire_raw(16, SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, 0, 1, NULL, 0);
	hear();
	expect_told("up() ");
	assert_true(esme_can_send(stage.esme));
}

static void an_answer_to_another_bind_is_none(void **state)
{
	(void)state;
	wire_bind_resp(2, ESME_ROK);
	wire_raw(16, SMPP_BIND_RECEIVER | SMPP_RESPONSE, ESME_ROK, 1, NULL, 0);
	hear();
	expect_told("");
	assert_int_equal(esme_counters(stage.esme)->unexpected, 2);
	assert_int_equal(esme_state(stage.esme), ESME_BINDING);
}

static void an_unanswered_bind_is_down(void **state)
{
	(void)state;
	pass(9999);
	esme_tick(stage.esme, stage.now);
	expect_told("");
	assert_true(esme_deadline(stage.esme) == 1010000);
	pass(1);
	esme_tick(stage.esme, stage.now);
	expect_told("down(bind unanswered) ");
}

static void before_bound_messages_are_refused(void **state)
{
	(void)state;
	expect_sent("bind_transceiver#1 ");
	wire_deliver(7, "early");
	wire_header(SMPP_ENQUIRE_LINK, 8, 0);
	wire_pdu(&(struct smpp_pdu){ .command = SMPP_OUTBIND, .sequence = 9 });
	wire_pdu(&(struct smpp_pdu){ .command = SMPP_ALERT_NOTIFICATION, .sequence = 10 });
	hear();
	expect_told("");
	expect_sent("deliver_sm_resp#7:ESME_RINVBNDSTS enquire_link_resp#8 ");
	wire_bind_resp(1, ESME_ROK);
	hear();
	expect_told("up(smsc) ");
}

static void binds_again_on_the_next_connection(void **state)
{
	(void)state;
	assert_int_equal(send_text("lost", 42), ERR_NONE);
	wire_raw(60, SMPP_DELIVER_SM, 0, 5, "half", 4); /* the rest never comes */
	hear();
	esme_disconnected(stage.esme, stage.now);
	expect_told("unanswered(42,submit_sm) ");
	assert_int_equal(esme_open_requests(stage.esme), 0);
	assert_int_equal(esme_out(stage.esme)->len, 0);
	pass(500);
	esme_connected(stage.esme, stage.now);
	expect_sent("bind_transceiver#1 ");
	wire_bind_resp(1, ESME_ROK);
	hear();
	expect_told("up(smsc) ");
}

/* ---- messages in ---- */

static void answers_a_message_before_the_handlers_own_words(void **state)
{
	(void)state;
	stage.replies = true;
	wire_deliver(70, "*500#");
	hear();
	expect_told("deliver(*500#) ");
	expect_sent("deliver_sm_resp#70 submit_sm#2 ");
}

static void answers_with_the_handlers_status(void **state)
{
	(void)state;
	stage.replies = true;
	stage.status = ESME_RX_T_APPN;
	wire_deliver(70, "one");
	wire_pdu(&(struct smpp_pdu){ .command = SMPP_DATA_SM, .sequence = 71 });
	hear();
	expect_told("deliver(one) deliver() ");
	expect_sent("deliver_sm_resp#70:ESME_RX_T_APPN submit_sm#2 data_sm_resp#71:ESME_RX_T_APPN submit_sm#3 ");
}

/* Nothing is answered in the callback; what the handler sends there stands all the same, and the answers come in the owner's order. */
static void an_answer_can_be_given_later(void **state)
{
	(void)state;
	uint64_t sent = esme_counters(stage.esme)->sent;
	stage.replies = true;
	stage.status = ESME_ANSWER_LATER;
	wire_deliver(70, "one");
	wire_pdu(&(struct smpp_pdu){ .command = SMPP_DATA_SM, .sequence = 71 });
	hear();
	expect_told("deliver(one) deliver() ");
	expect_sent("submit_sm#2 submit_sm#3 ");
	esme_answer(stage.esme, SMPP_DATA_SM, 71, ESME_ROK, stage.now);
	esme_answer(stage.esme, SMPP_DELIVER_SM, 70, ESME_RX_T_APPN, stage.now);
	expect_sent("data_sm_resp#71 deliver_sm_resp#70:ESME_RX_T_APPN ");
	assert_int_equal(esme_counters(stage.esme)->sent - sent, 4);
}

/* The network delivers again what it has no answer to; a new session knows nothing of it. */
static void an_answer_does_not_outlive_its_session(void **state)
{
	(void)state;
	stage.status = ESME_ANSWER_LATER;
	wire_deliver(70, "one");
	hear();
	esme_unbind(stage.esme, stage.now);
	expect_sent("unbind#2 ");
	esme_answer(stage.esme, SMPP_DELIVER_SM, 70, ESME_ROK, stage.now);
	expect_sent("deliver_sm_resp#70 ");
	esme_disconnected(stage.esme, stage.now);
	esme_answer(stage.esme, SMPP_DELIVER_SM, 70, ESME_ROK, stage.now);
	expect_sent("");
	esme_connected(stage.esme, stage.now);
	esme_answer(stage.esme, SMPP_DELIVER_SM, 70, ESME_ROK, stage.now);
	expect_sent("bind_transceiver#1 ");
}

static void the_answer_stays_first_when_the_buffer_grows(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 200; i++)
		wire_deliver(1000 + i, "x");
	hear();
	assert_int_equal(esme_counters(stage.esme)->received, 201);
	sent_take();
	assert_non_null(strstr(stage.sent, "deliver_sm_resp#1000 deliver_sm_resp#1001 "));
	assert_non_null(strstr(stage.sent, "deliver_sm_resp#1199 "));
}

static void an_alert_is_told(void **state)
{
	(void)state;
	struct smpp_pdu pdu = { .command = SMPP_ALERT_NOTIFICATION, .sequence = 3 };
	strcpy(pdu.source.digits, "996700000001");
	wire_pdu(&pdu);
	hear();
	expect_told("alert(996700000001) ");
	expect_sent("");
}

static void what_an_smsc_should_answer_is_refused(void **state)
{
	(void)state;
	struct smpp_pdu pdu = submit("wrong way");
	pdu.sequence = 20;
	wire_pdu(&pdu);
	wire_header(SMPP_BIND_RECEIVER, 21, 0);
	hear();
	expect_told("");
	expect_sent("submit_sm_resp#20:ESME_RINVBNDSTS bind_receiver_resp#21:ESME_RINVBNDSTS ");
}

static void a_transmitter_gets_no_messages(void **state)
{
	(void)state;
	open_stage(BIND_TRANSMITTER);
	expect_sent("bind_transmitter#1 ");
	wire_raw(17, SMPP_BIND_TRANSMITTER | SMPP_RESPONSE, 0, 1, "", 1);
	wire_deliver(2, "astray");
	hear();
	expect_told("up() ");
	expect_sent("deliver_sm_resp#2:ESME_RINVBNDSTS ");
	assert_int_equal(send_text("out", 1), ERR_NONE);
	expect_sent("submit_sm#2 ");
}

static void a_receiver_sends_nothing(void **state)
{
	(void)state;
	open_stage(BIND_RECEIVER);
	expect_sent("bind_receiver#1 ");
	wire_raw(17, SMPP_BIND_RECEIVER | SMPP_RESPONSE, 0, 1, "", 1);
	wire_deliver(2, "in");
	hear();
	expect_told("up() deliver(in) ");
	assert_false(esme_can_send(stage.esme));
	assert_int_equal(send_text("out", 1), ERR_STATE);
	expect_sent("deliver_sm_resp#2 ");
}

/* ---- requests out ---- */

static void responses_find_their_requests_in_any_order(void **state)
{
	(void)state;
	send_text("a", 100), send_text("b", 200), send_text("c", 300);
	expect_sent("submit_sm#2 submit_sm#3 submit_sm#4 ");
	assert_int_equal(send_text("d", 400), ERR_FULL);
	assert_false(esme_can_send(stage.esme));
	wire_submit_resp(4, ESME_ROK, "idc");
	wire_submit_resp(2, ESME_RTHROTTLED, "");
	wire_header(SMPP_GENERIC_NACK, 3, ESME_RINVCMDLEN);
	hear();
	expect_told("response(300,submit_sm,ESME_ROK,idc) response(100,submit_sm,ESME_RTHROTTLED,) response(200,submit_sm,ESME_RINVCMDLEN,) ");
	assert_int_equal(esme_open_requests(stage.esme), 0);
	assert_int_equal(send_text("d", 400), ERR_NONE);
	expect_sent("submit_sm#5 ");
}

static void doubled_invented_and_wrong_answers_are_counted(void **state)
{
	(void)state;
	send_text("a", 100), send_text("b", 200);
	wire_submit_resp(2, ESME_ROK, "ida");
	wire_submit_resp(2, ESME_ROK, "ida");
	wire_submit_resp(999, ESME_ROK, "idx");
	wire_header(SMPP_GENERIC_NACK, 0, ESME_RINVCMDLEN);
	wire_raw(16, SMPP_CANCEL_SM | SMPP_RESPONSE, 0, 3, NULL, 0); /* 3 is a submit_sm */
	hear();
	expect_told("response(100,submit_sm,ESME_ROK,ida) ");
	assert_int_equal(esme_counters(stage.esme)->unexpected, 4);
	assert_int_equal(esme_open_requests(stage.esme), 1);
	expect_sent("submit_sm#2 submit_sm#3 ");
}

static void a_message_too_long_takes_no_slot(void **state)
{
	(void)state;
	static char text[300];
	memset(text, 'x', sizeof text - 1);
	assert_int_equal(send_text(text, 1), ERR_LONG);
	static uint8_t huge[SMPP_PDU_MAX];
	struct smpp_pdu pdu = submit("");
	pdu.tlvs = (struct bytes){ huge, sizeof huge };
	assert_int_equal(esme_send(stage.esme, &pdu, 1, stage.now), ERR_LONG);
	pdu.tlvs.len = sizeof huge - 4; /* 4-octet TLVs of tag 0 without a value: a whole area, only the PDU is too long */
	assert_int_equal(esme_send(stage.esme, &pdu, 1, stage.now), ERR_LONG);
	assert_int_equal(esme_open_requests(stage.esme), 0);
	expect_sent("");
}

static void a_timed_out_request_is_unanswered_and_its_late_answer_unexpected(void **state)
{
	(void)state;
	send_text("a", 100);
	pass(4000);
	send_text("b", 200);
	pass(6000);
	esme_tick(stage.esme, stage.now);
	expect_told("unanswered(100,submit_sm) ");
	wire_submit_resp(2, ESME_ROK, "late");
	wire_submit_resp(3, ESME_ROK, "idb");
	hear();
	expect_told("response(200,submit_sm,ESME_ROK,idb) ");
	assert_int_equal(esme_counters(stage.esme)->unanswered, 1);
	assert_int_equal(esme_counters(stage.esme)->unexpected, 1);
	assert_int_equal(esme_state(stage.esme), ESME_BOUND);
}

static void all_that_is_due_is_told_after_a_jump(void **state)
{
	(void)state;
	send_text("a", 100), send_text("b", 200), send_text("c", 300);
	pass(3600 * 1000);
	esme_tick(stage.esme, stage.now);
	expect_told("unanswered(100,submit_sm) unanswered(200,submit_sm) unanswered(300,submit_sm) ");
	expect_sent("submit_sm#2 submit_sm#3 submit_sm#4 enquire_link#5 ");
}

/* ---- enquire_link ---- */

static void asks_when_idle_and_only_then(void **state)
{
	(void)state;
	assert_true(esme_deadline(stage.esme) == stage.now.mono_ms + 30000);
	pass(29000);
	wire_deliver(5, "x");
	hear();
	expect_sent("deliver_sm_resp#5 ");
	pass(29999);
	esme_tick(stage.esme, stage.now);
	expect_sent("");
	tick_at_deadline();
	expect_sent("enquire_link#2 ");
	esme_tick(stage.esme, stage.now);
	expect_sent(""); /* once */
	wire_header(SMPP_ENQUIRE_LINK | SMPP_RESPONSE, 2, 0);
	hear();
	tick_at_deadline();
	expect_sent("enquire_link#3 ");
	wire_header(SMPP_GENERIC_NACK, 3, ESME_RINVCMDID); /* does not know it, but lives */
	hear();
	assert_true(esme_deadline(stage.esme) == stage.now.mono_ms + 30000);
	assert_int_equal(esme_counters(stage.esme)->unexpected, 0);
}

static void asks_also_when_the_window_is_full(void **state)
{
	(void)state;
	stage.config.response_ms = 100000;
	send_text("a", 1), send_text("b", 2), send_text("c", 3);
	sent_take();
	stage.sent[0] = '\0';
	tick_at_deadline();
	expect_sent("enquire_link#5 ");
}

static void an_unanswered_enquiry_is_down(void **state)
{
	(void)state;
	tick_at_deadline();
	assert_true(esme_deadline(stage.esme) == stage.now.mono_ms + 10000);
	tick_at_deadline();
	expect_told("down(enquire_link unanswered) ");
	assert_true(esme_deadline(stage.esme) == MOMENT_NEVER);
	esme_tick(stage.esme, stage.now);
	expect_told("");
}

static void answers_the_peers_enquiry(void **state)
{
	(void)state;
	wire_header(SMPP_ENQUIRE_LINK, 0x7fffffff, 0);
	hear();
	expect_sent("enquire_link_resp#2147483647 ");
}

/* ---- unbind ---- */

static void unbinds_and_hears_late_answers(void **state)
{
	(void)state;
	send_text("a", 100), send_text("b", 200);
	esme_unbind(stage.esme, stage.now);
	esme_unbind(stage.esme, stage.now); /* once */
	expect_sent("submit_sm#2 submit_sm#3 unbind#4 ");
	assert_int_equal(send_text("c", 300), ERR_STATE);
	wire_submit_resp(2, ESME_ROK, "ida");
	wire_deliver(50, "keep it");
	wire_header(SMPP_ENQUIRE_LINK, 51, 0);
	hear();
	expect_told("response(100,submit_sm,ESME_ROK,ida) ");
	expect_sent("deliver_sm_resp#50:ESME_RX_T_APPN enquire_link_resp#51 ");
	wire_header(SMPP_UNBIND | SMPP_RESPONSE, 4, 0);
	hear();
	expect_told("down(unbound) ");
	esme_disconnected(stage.esme, stage.now);
	expect_told("unanswered(200,submit_sm) ");
}

static void an_unanswered_unbind_is_down(void **state)
{
	(void)state;
	esme_unbind(stage.esme, stage.now);
	tick_at_deadline();
	expect_told("down(unbind unanswered) ");
}

static void unbind_before_bound_is_down_at_once(void **state)
{
	(void)state;
	esme_unbind(stage.esme, stage.now);
	expect_told("down(stopped before bound) ");
	esme_unbind(stage.esme, stage.now);
	expect_told("");
}

static void the_peers_unbind_is_answered_then_down(void **state)
{
	(void)state;
	send_text("a", 100);
	wire_header(SMPP_UNBIND, 9, 0);
	wire_deliver(10, "too late");
	hear();
	expect_sent("submit_sm#2 unbind_resp#9 ");
	expect_told("down(unbound by the peer) ");
	esme_disconnected(stage.esme, stage.now);
	expect_told("unanswered(100,submit_sm) ");
}

static void the_handler_may_unbind(void **state)
{
	(void)state;
	stage.unbinds = true;
	wire_deliver(10, "x");
	wire_deliver(11, "y");
	hear();
	expect_told("deliver(x) ");
	expect_sent("deliver_sm_resp#10 unbind#2 deliver_sm_resp#11:ESME_RX_T_APPN ");
}

/* ---- bad input ---- */

static void a_length_out_of_range_is_nacked_then_down(void **state)
{
	static const uint32_t lengths[] = { 0, 1, 15, SMPP_PDU_MAX + 1, 0x80000000u, UINT32_MAX };
	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		wire_raw(lengths[i], SMPP_ENQUIRE_LINK, 0, 5, NULL, 0);
		wire_deliver(6, "after it");
		hear();
		expect_sent("generic_nack#0:ESME_RINVCMDLEN ");
		expect_told("down(bad PDU length) ");
		assert_int_equal(esme_counters(stage.esme)->malformed, i + 1);
		esme_disconnected(stage.esme, stage.now);
		esme_connected(stage.esme, stage.now);
		wire_bind_resp(1, ESME_ROK);
		hear();
		expect_told("up(smsc) ");
		expect_sent("bind_transceiver#1 ");
	}
}

static void an_unknown_command_is_nacked_and_the_session_lives(void **state)
{
	(void)state;
	wire_raw(20, 0x00000777, 0, 5, "junk", 4);
	wire_raw(20, 0x80000777, 0, 6, "junk", 4); /* an answer is never answered */
	wire_deliver(7, "fine");
	hear();
	expect_sent("generic_nack#5:ESME_RINVCMDID deliver_sm_resp#7 ");
	expect_told("deliver(fine) ");
	assert_int_equal(esme_counters(stage.esme)->malformed, 2);
}

/* 5.0, 4.4: not for an ESME that asked for no broadcasts. */
static void broadcasts_are_refused_and_the_session_lives(void **state)
{
	(void)state;
	wire_raw(20, 0x00000111, 0, 5, "junk", 4);
	wire_raw(16, 0x00000112, 0, 6, NULL, 0);
	wire_raw(16, 0x00000113, 0, 7, NULL, 0);
	wire_raw(16, 0x80000111, 0, 8, NULL, 0);
	wire_deliver(9, "fine");
	hear();
	expect_sent("generic_nack#5:ESME_RINVCMDID generic_nack#6:ESME_RINVCMDID generic_nack#7:ESME_RINVCMDID deliver_sm_resp#9 ");
	expect_told("deliver(fine) ");
	assert_int_equal(esme_state(stage.esme), ESME_BOUND);
}

static void wire_congested(uint32_t command, uint32_t sequence, const char *tlv)
{
	struct smpp_pdu pdu = { .command = command | SMPP_RESPONSE, .sequence = sequence, .tlvs = { (const uint8_t *)tlv, 5 } };
	wire_pdu(&pdu);
}

static void any_answer_may_tell_congestion(void **state)
{
	(void)state;
	assert_int_equal(send_text("a", 7), ERR_NONE);
	wire_congested(SMPP_SUBMIT_SM, 2, "\x04\x28\x00\x01\x5a");
	wire_congested(SMPP_SUBMIT_SM, 2, "\x04\x28\x00\x01\x00"); /* nobody waits for this one */
	hear();
	expect_told("congestion(90) response(7,submit_sm,ESME_ROK,) ");
	pass(30000);
	esme_tick(stage.esme, stage.now);
	wire_congested(SMPP_ENQUIRE_LINK, 3, "\x04\x28\x00\x01\x64");
	hear();
	expect_told("congestion(100) ");
	esme_disconnected(stage.esme, stage.now);
	esme_connected(stage.esme, stage.now);
	wire_congested(SMPP_BIND_TRANSCEIVER, 1, "\x04\x28\x00\x01\x07");
	hear();
	expect_told("congestion(7) up() ");
}

static void a_malformed_body_is_answered_and_the_session_lives(void **state)
{
	(void)state;
	wire_raw(20, SMPP_DELIVER_SM, 0, 5, "cut!", 4);
	wire_raw(16, SMPP_ALERT_NOTIFICATION, 0, 6, NULL, 0);
	wire_deliver(9, "fine");
	hear();
	expect_told("deliver(fine) ");
	sent_take();
	assert_non_null(strstr(stage.sent, "deliver_sm_resp#5:ESME_R"));
	assert_non_null(strstr(stage.sent, "generic_nack#6:ESME_RINVCMDLEN "));
	assert_non_null(strstr(stage.sent, "deliver_sm_resp#9 "));
	assert_int_equal(esme_counters(stage.esme)->malformed, 2);
}

static void octets_behind_a_pdu_cost_nothing(void **state)
{
	(void)state;
	wire_raw(18, SMPP_ENQUIRE_LINK, 0, 7, "\0\0", 2);
	wire_deliver(9, "fine");
	send_text("a", 100);
	wire_raw(22, SMPP_SUBMIT_SM | SMPP_RESPONSE, ESME_ROK, 2, "abc\0\0\0", 6);
	wire_raw(17, SMPP_UNBIND, 0, 8, "x", 1);
	hear();
	expect_told("deliver(fine) response(100,submit_sm,ESME_ROK,abc) down(unbound by the peer) ");
	expect_sent("submit_sm#2 enquire_link_resp#7 deliver_sm_resp#9 unbind_resp#8 ");
	assert_int_equal(esme_counters(stage.esme)->malformed, 0);
	assert_int_equal(esme_counters(stage.esme)->spare, 3);
}

static void of_a_malformed_answer_the_status_counts(void **state)
{
	(void)state;
	send_text("a", 100);
	wire_raw(19, SMPP_QUERY_SM | SMPP_RESPONSE, ESME_ROK, 9, "abc", 3); /* nobody asked; its date is missing */
	wire_raw(19, SMPP_SUBMIT_SM | SMPP_RESPONSE, ESME_ROK, 2, "abc", 3); /* the id has no end, and counts */
	hear();
	expect_told("response(100,submit_sm,ESME_ROK,abc) ");
	expect_sent("submit_sm#2 ");
	assert_int_equal(esme_counters(stage.esme)->malformed, 1);
	assert_int_equal(esme_open_requests(stage.esme), 0);
}

static void a_peers_name_is_made_printable(void **state)
{
	(void)state;
	wire_raw(22, SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, 0, 1, "a\x1b[\nb", 6);
	hear();
	assert_string_equal(esme_peer(stage.esme), "a?[?b");
}

/* ---- the stream ---- */

static void script(void)
{
	wire_bind_resp(1, ESME_ROK);
	wire_deliver(10, "one");
	wire_header(SMPP_ENQUIRE_LINK, 11, 0);
	wire_raw(20, 0x00000777, 0, 12, "junk", 4);
	wire_deliver(13, "two");
	wire_raw(15, 0, 0, 0, NULL, 0);
}

static void any_pieces_make_the_same_session(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 300; piece++) {
		open_stage(BIND_TRANSCEIVER);
		script();
		for (size_t at = 0; at < stage.wire_len; at += piece) {
			size_t len = stage.wire_len - at < piece ? stage.wire_len - at : piece;
			uint8_t *exact = malloc(len); /* so that a sanitizer sees each octet read beyond */
			assert_non_null(exact);
			memcpy(exact, stage.wire + at, len);
			esme_bytes(stage.esme, (struct bytes){ exact, len }, stage.now);
			free(exact);
		}
		expect_told("up(smsc) deliver(one) deliver(two) down(bad PDU length) ");
		expect_sent("bind_transceiver#1 deliver_sm_resp#10 enquire_link_resp#11 generic_nack#12:ESME_RINVCMDID deliver_sm_resp#13 "
			"generic_nack#0:ESME_RINVCMDLEN ");
		if (piece < 299)
			esme_free(stage.esme);
	}
}

static void a_whole_pdu_is_not_copied(void **state)
{
	(void)state;
	wire_deliver(10, "first");
	wire_deliver(11, "second");
	hear();
	assert_in_range((uintptr_t)stage.text, (uintptr_t)stage.wire, (uintptr_t)(stage.wire + sizeof stage.wire));
	expect_told("deliver(first) deliver(second) ");
}

static void no_bytes_are_no_harm(void **state)
{
	(void)state;
	esme_bytes(stage.esme, (struct bytes){ NULL, 0 }, stage.now);
	wire_deliver(10, "x");
	stage.wire_len--;
	hear();
	esme_bytes(stage.esme, (struct bytes){ NULL, 0 }, stage.now);
	expect_told("");
	esme_bytes(stage.esme, (struct bytes){ (const uint8_t *)"x", 1 }, stage.now);
	expect_told("deliver(x) ");
}

static void the_largest_pdu_passes_in_pieces(void **state)
{
	(void)state;
	static uint8_t big[SMPP_PDU_MAX];
	struct writer w = writer_over(big, sizeof big);
	writer_u32(&w, SMPP_PDU_MAX);
	writer_u32(&w, 0x777);
	writer_u32(&w, 0);
	writer_u32(&w, 5);
	esme_bytes(stage.esme, (struct bytes){ big, 3 }, stage.now);
	esme_bytes(stage.esme, (struct bytes){ big + 3, sizeof big - 4 }, stage.now);
	expect_sent("");
	esme_bytes(stage.esme, (struct bytes){ big + sizeof big - 1, 1 }, stage.now);
	expect_sent("generic_nack#5:ESME_RINVCMDID ");
}

/* A peer that says anything, at any time: nothing breaks, and each request is told of exactly once. */
static void no_peer_can_break_it(void **state)
{
	(void)state;
	uint32_t random = 2463534242u, sent = 0, told = 0;
	for (int round = 0; round < 20000; round++) {
		script();
		wire_submit_resp(2 + random % 8, ESME_ROK, "id");
		wire_header(SMPP_ENQUIRE_LINK | SMPP_RESPONSE, 1 + random % 8, 0);
		for (int i = 0; i < 3; i++) {
			random ^= random << 13, random ^= random >> 17, random ^= random << 5;
			if (random & 0x300)
				stage.wire[(random >> 10) % stage.wire_len] = (uint8_t)random;
		}
		size_t from = random % 7 ? 0 : random % stage.wire_len;
		esme_bytes(stage.esme, (struct bytes){ stage.wire + from, stage.wire_len - from }, stage.now);
		stage.wire_len = 0;
		if (esme_can_send(stage.esme))
			sent += send_text("x", 1) == ERR_NONE;
		pass(random % 20000);
		esme_tick(stage.esme, stage.now);
		if (esme_state(stage.esme) == ESME_CLOSED) {
			esme_disconnected(stage.esme, stage.now);
			esme_connected(stage.esme, stage.now);
		}
		for (const char *at = stage.told; (at = strpbrk(at, "ru")); at++)
			told += !strncmp(at, "response(", 9) || !strncmp(at, "unanswered(", 11);
		stage.told[0] = '\0';
		esme_sent(stage.esme);
	}
	assert_true(sent > 100);
	assert_int_equal(told + esme_open_requests(stage.esme), sent);
}

/* A screen with an appeal's number, to a person's number: after it was sent the buffer has neither, nor has what it grew out of. */
static void what_was_sent_is_wiped(void **state)
{
	(void)state;
	size_t len = 0;
	for (int i = 0; i < 3; i++)
		assert_int_equal(send_text("48271930", 8), ERR_NONE);
	const struct esme_out *out = esme_out(stage.esme);
	len = out->len;
	assert_non_null(memmem(out->data, len, "48271930", 8));
	esme_sent(stage.esme);
	assert_int_equal(out->len, 0);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(out->data[i], 0);
}

#define in(setup, test) cmocka_unit_test_setup_teardown(test, setup, closed)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		in(connected, binds),
		in(connected, a_refused_bind_is_down_with_its_status),
		in(connected, a_nacked_bind_is_down),
		in(connected, a_bind_response_without_body_binds),
		in(connected, an_answer_to_another_bind_is_none),
		in(connected, an_unanswered_bind_is_down),
		in(connected, before_bound_messages_are_refused),
		in(bound, binds_again_on_the_next_connection),
		in(bound, answers_a_message_before_the_handlers_own_words),
		in(bound, answers_with_the_handlers_status),
		in(bound, an_answer_can_be_given_later),
		in(bound, an_answer_does_not_outlive_its_session),
		in(bound, the_answer_stays_first_when_the_buffer_grows),
		in(bound, an_alert_is_told),
		in(bound, what_an_smsc_should_answer_is_refused),
		in(NULL, a_transmitter_gets_no_messages),
		in(NULL, a_receiver_sends_nothing),
		in(bound, responses_find_their_requests_in_any_order),
		in(bound, doubled_invented_and_wrong_answers_are_counted),
		in(bound, a_message_too_long_takes_no_slot),
		in(bound, a_timed_out_request_is_unanswered_and_its_late_answer_unexpected),
		in(bound, all_that_is_due_is_told_after_a_jump),
		in(bound, asks_when_idle_and_only_then),
		in(bound, asks_also_when_the_window_is_full),
		in(bound, an_unanswered_enquiry_is_down),
		in(bound, answers_the_peers_enquiry),
		in(bound, unbinds_and_hears_late_answers),
		in(bound, an_unanswered_unbind_is_down),
		in(connected, unbind_before_bound_is_down_at_once),
		in(bound, the_peers_unbind_is_answered_then_down),
		in(bound, the_handler_may_unbind),
		in(bound, a_length_out_of_range_is_nacked_then_down),
		in(bound, an_unknown_command_is_nacked_and_the_session_lives),
		in(bound, broadcasts_are_refused_and_the_session_lives),
		in(bound, what_was_sent_is_wiped),
		in(bound, any_answer_may_tell_congestion),
		in(bound, a_malformed_body_is_answered_and_the_session_lives),
		in(bound, octets_behind_a_pdu_cost_nothing),
		in(bound, of_a_malformed_answer_the_status_counts),
		in(connected, a_peers_name_is_made_printable),
		in(NULL, any_pieces_make_the_same_session),
		in(bound, a_whole_pdu_is_not_copied),
		in(bound, no_bytes_are_no_harm),
		in(bound, the_largest_pdu_passes_in_pieces),
		in(bound, no_peer_can_break_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
