/* USSD over the wire, with two networks: what becomes of a call when a network refuses a screen for a moment, names its sessions in ways of its own, or
 * says the same thing twice, late, or for another network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway.h"
#include "journeys/contract.h"
#include "profile_fixture.h"
#include "scratch.h"
#include "small_menus.h"
#include "smpp/tlv.h"
#include "store/messages.h"
#include "text/charset.h"

#define MENUS \
	SMALL_MENUS \
	"  home:\n" \
	"    kind: choices\n" \
	"    text: {ky: Башкы, ru: Главное}\n" \
	"    choices:\n" \
	"      - {text: {ky: Бир, ru: Один}, to: one}\n" \
	"      - {text: {ky: Рахмат, ru: Спасибо}, to: thanks}\n" \
	"  one:\n" \
	"    kind: choices\n" \
	"    text: {ky: Бир, ru: Один}\n" \
	"    choices:\n" \
	"      - {text: {ky: Эки, ru: Два}, to: two}\n" \
	"  two:\n" \
	"    kind: choices\n" \
	"    text: {ky: Эки, ru: Два}\n" \
	"    choices:\n" \
	"      - {text: {ky: Үч, ru: Три}, to: three}\n" \
	"  three:\n" \
	"    kind: choices\n" \
	"    text: {ky: Үч, ru: Три}\n" \
	"    choices:\n" \
	"      - {text: {ky: Рахмат, ru: Спасибо}, to: thanks}\n" \
	"      - {text: {ky: SMS, ru: SMS}, pick: {notice: kept}, do: notice.sms, then: {sent: four}}\n" \
	"  four:\n" \
	"    kind: choices\n" \
	"    text: {ky: Төрт, ru: Четыре}\n" \
	"    choices:\n" \
	"      - {text: {ky: Рахмат, ru: Спасибо}, to: thanks}\n" \
	"      - {text: {ky: SMS, ru: SMS}, pick: {notice: kept}, do: notice.sms, then: {sent: four}}\n" \
	"  thanks: {kind: end, text: {ky: Рахмат, ru: Спасибо}}\n" \
	"tables:\n" \
	"  notice:\n" \
	"    - {key: kept, name: {ky: Эмне, ru: Что}, text: {ky: Кат, ru: Письмо}}\n"

#define NETWORKS 2
#define ASKED 2
#define LAST 17
#define ABORT 129

struct line {
	struct esme *esme;
	uint32_t sequence;
	uint32_t answer; /* with which screens are answered */
	bool silent;     /* they are not */
	size_t screens;  /* that came */
};

struct rig {
	struct scratch scratch;
	struct menu_set *menus;
	struct dialplan *plan;
	struct gateway *g;
	struct gateway_network networks[NETWORKS];
	struct line lines[NETWORKS];
	struct esme_config config;
	struct moment now;
	char said[4096];
};

static struct rig *rig;

static struct esme *sender(void *owner, unsigned number)
{
	(void)number;
	return ((struct line *)owner)->esme;
}

static void hear(size_t network, const struct smpp_pdu *pdu)
{
	uint8_t wire[1024];
	struct writer w = writer_over(wire, sizeof wire);
	assert_int_equal(pdu_encode(pdu, &w), ERR_NONE);
	esme_bytes(rig->lines[network].esme, writer_bytes(&w), rig->now);
}

static void turn(void)
{
	gateway_turn(rig->g, rig->now);
}

static size_t say_screen(const struct smpp_pdu *pdu, char *out, size_t capacity)
{
	uint32_t op = 0;
	struct bytes session;
	char text[512];
	size_t written, used;
	if (!tlv_find_integer(pdu->tlvs, TLV_USSD_SERVICE_OP, &op))
		return (size_t)snprintf(out, capacity, "SMS ");
	charset_decode(charset_of_data_coding(pdu->data_coding), pdu->short_message, text, sizeof text, &written);
	text[strcspn(text, "\n")] = '\0';
	used = (size_t)snprintf(out, capacity, "%s%s", text, op == LAST ? "." : op == ASKED ? "" : "?");
	if (tlv_find(pdu->tlvs, TLV_ITS_SESSION_INFO, &session)) {
		used += (size_t)snprintf(out + used, capacity - used, "/");
		for (size_t i = 0; i < session.len; i++)
			used += (size_t)snprintf(out + used, capacity - used, "%02x", session.at[i]);
	}
	return used + (size_t)snprintf(out + used, capacity - used, " ");
}

/* What the gateway sent to a network since it was last asked: the first line of each screen, or "SMS", "." behind the last of a call, "/" and its session; answers that
 * are not ESME_ROK as their number. Screens are answered as line.answer says. */
static const char *said(size_t network)
{
	struct line *line = &rig->lines[network];
	uint8_t copy[8192];
	size_t used = 0;
	turn();
	const struct esme_out *out = esme_out(line->esme);
	size_t len = out->len;
	assert_in_range(len, 0, sizeof copy);
	memcpy(copy, out->data, len);
	esme_sent(line->esme);
	rig->said[0] = '\0';
	for (size_t at = 0; at < len;) {
		struct smpp_pdu pdu;
		uint32_t length, status;
		assert_int_equal(pdu_length((struct bytes){copy + at, len - at}, &length), ERR_NONE);
		assert_int_equal(pdu_decode((struct bytes){copy + at, length}, &pdu, &status), ERR_NONE);
		at += length;
		if (pdu.command == (SMPP_DELIVER_SM | SMPP_RESPONSE) && pdu.status)
			used += (size_t)snprintf(rig->said + used, sizeof rig->said - used, "%02x ", pdu.status);
		if (pdu.command != SMPP_SUBMIT_SM)
			continue;
		line->screens++;
		used += say_screen(&pdu, rig->said + used, sizeof rig->said - used);
		struct smpp_pdu answer = pdu_response(&pdu, line->answer);
		if (!line->silent)
			hear(network, &answer);
	}
	used = strlen(rig->said);
	rig->said[used - (used > 0)] = '\0';
	return rig->said;
}

static void later(int64_t ms)
{
	rig->now = moment_after(rig->now, ms);
}

/* Time goes on in small steps, as the loop takes them. */
static const char *waited(size_t network, int64_t ms)
{
	for (int64_t end = rig->now.mono_ms + ms; rig->now.mono_ms < end;) {
		later(50);
		if (said(network)[0])
			return rig->said;
	}
	return "";
}

static void bind_now(size_t network)
{
	esme_connected(rig->lines[network].esme, rig->now);
	hear(network, &(struct smpp_pdu){.command = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, .sequence = 1});
	assert_int_equal(esme_state(rig->lines[network].esme), ESME_BOUND);
	said(network);
}

static void bind_again(size_t network)
{
	esme_disconnected(rig->lines[network].esme, rig->now);
	later(1000);
	bind_now(network);
	rig->lines[network].sequence = 0;
}

static void start(const char *profile)
{
	static const char *const names[NETWORKS] = {"here", "there"};
	for (size_t i = 0; i < NETWORKS; i++)
		rig->networks[i] = (struct gateway_network){.name = names[i], .profile = profile_shipped(profile), .dialplan = rig->plan, .sender = sender,
			.owner = &rig->lines[i]};
	struct gateway_setup setup = {.store = rig->scratch.store, .menus = rig->menus, .networks = rig->networks, .network_count = NETWORKS};
	rig->g = gateway_new(&setup, rig->now);
	assert_non_null(rig->g);
	for (size_t i = 0; i < NETWORKS; i++) {
		rig->lines[i] = (struct line){.esme = esme_new(&rig->config, gateway_event, &rig->networks[i])};
		bind_now(i);
	}
}

static void stop(void)
{
	gateway_free(rig->g, rig->now);
	for (size_t i = 0; i < NETWORKS; i++)
		esme_free(rig->lines[i].esme);
}

static int set_up(void **state)
{
	static const struct menu_format formats[] = {{CHARSET_UCS2, 160}, {CHARSET_UCS2, GATEWAY_SMS_BUDGET}, {CHARSET_GSM7, 182},
		{CHARSET_GSM7, GATEWAY_SMS_BUDGET_LATIN}};
	struct complaints complaints;
	char path[128];
	rig = calloc(1, sizeof *rig);
	assert_non_null(rig);
	scratch_open(&rig->scratch);
	complaints_init(&complaints);
	snprintf(path, sizeof path, "%s/menus.yaml", rig->scratch.directory);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(MENUS, file);
	fclose(file);
	rig->menus = menu_load(rig->scratch.directory, &journey_contract, formats, 4, "2026-11-23", &complaints);
	unlink(path);
	rig->plan = dialplan_load("dialplans/kyrgyzstan.yaml", &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(rig->menus);
	assert_non_null(rig->plan);
	rig->now = (struct moment){.mono_ms = 1000000, .unix_ms = INT64_C(1795406400000)};
	rig->config = (struct esme_config){.name = "rig", .bind = BIND_TRANSCEIVER, .interface_version = 0x34, .window = 10, .response_ms = 10000,
		.bind_ms = 10000, .enquire_ms = INT64_C(1) << 50, .enquire_answer_ms = 10000};
	start("standard");
	*state = rig;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stop();
	menu_free(rig->menus);
	dialplan_free(rig->plan);
	scratch_close(&rig->scratch);
	free(rig);
	return 0;
}

/* A deliver_sm with this operation, text, and session in hexadecimal ("": none). */
static void event(size_t network, uint8_t op, const char *text, const char *session)
{
	uint8_t tlvs[64], octets[16];
	struct writer w = writer_over(tlvs, sizeof tlvs);
	size_t len = 0;
	for (unsigned octet; sscanf(session + 2 * len, "%2x", &octet) == 1; len++)
		octets[len] = (uint8_t)octet;
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, op);
	if (len > 0)
		tlv_put(&w, TLV_ITS_SESSION_INFO, (struct bytes){octets, len});
	struct smpp_pdu pdu = {.command = SMPP_DELIVER_SM, .sequence = ++rig->lines[network].sequence, .service_type = "USSD", .source = {.ton = 1, .npi = 1},
		.source.digits = "996555123456", .destination.digits = "500", .short_message = bytes_of(text), .tlvs = writer_bytes(&w)};
	hear(network, &pdu);
}

static void dial(const char *session)
{
	event(0, 1, "*500#", session);
}

static void type(const char *text, const char *session)
{
	event(0, 18, text, session);
}

#define shows(expected) assert_string_equal(said(0), expected)

static void choose_language(void)
{
	dial("0100");
	shows("Тил/0102");
	type("1", "0104");
	shows("Башкы/0106");
}

/* SMS that people had sent to themselves. */
static size_t ordered(void)
{
	size_t by_state[MESSAGE_STATES], all = 0;
	assert_int_equal(messages_count(rig->scratch.store, by_state), ERR_NONE);
	for (size_t i = 0; i < MESSAGE_STATES; i++)
		all += by_state[i];
	return all;
}

/* ---- a screen refused for a moment ---- */

static void a_screen_refused_for_a_moment_is_sent_again(void **state)
{
	static const uint32_t statuses[] = {0x58, 0x14, 0x08, 0x64};
	(void)state;
	choose_language();
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		dial("0100");
		said(0);
		rig->lines[0].answer = statuses[i];
		type("1", "0108");
		shows("Бир/010a");
		shows(""); /* not at once */
		rig->lines[0].answer = ESME_ROK;
		assert_string_equal(waited(0, 1500), "Бир/010a");
		assert_string_equal(waited(0, 5000), "");
		type("1", "010c");
		shows("Эки/010e");
		event(0, ABORT, "", "0110");
		shows("");
		dial("0100");
		shows("1 Улантуу/0102");
		type("2", "0104");
		shows("Башкы/0106");
		event(0, ABORT, "", "0108");
		shows("");
	}
}

static void it_is_sent_at_a_slowing_pace_while_the_network_waits_and_then_the_call_is_parked(void **state)
{
	(void)state;
	choose_language();
	rig->lines[0].answer = 0x58;
	rig->lines[0].screens = 0;
	type("1", "0108");
	int64_t began = rig->now.mono_ms, last = 0;
	shows("Бир/010a");
	for (size_t i = 0; i < 20 * 90; i++) {
		later(50);
		if (said(0)[0])
			last = rig->now.mono_ms;
	}
	assert_in_range(rig->lines[0].screens, 5, 20);
	assert_true(last > began + 15000 && last <= began + 60000);
	assert_int_equal(gateway_figures(rig->g).dialogs, 0);
	rig->lines[0].answer = ESME_ROK;
	dial("0200");
	shows("1 Улантуу/0202");
	type("1", "0204");
	shows("Бир/0206");
}

/* The loop is not woken before the time has come. */
static void nothing_spins_meanwhile(void **state)
{
	(void)state;
	choose_language();
	rig->lines[0].answer = 0x14;
	type("1", "0108");
	shows("Бир/010a");
	turn();
	size_t turns = 0;
	for (int64_t end = rig->now.mono_ms + 60000; rig->now.mono_ms < end; turns++) {
		int64_t next = gateway_deadline(rig->g);
		later(next > rig->now.mono_ms ? next - rig->now.mono_ms : 0);
		said(0);
	}
	assert_in_range(turns, 1, 100);
}

static void the_last_screen_is_sent_again_too(void **state)
{
	(void)state;
	choose_language();
	rig->lines[0].answer = 0x64;
	type("2", "0108");
	shows("Рахмат./010b");
	rig->lines[0].answer = ESME_ROK;
	assert_string_equal(waited(0, 1500), "Рахмат./010b");
	assert_int_equal(gateway_figures(rig->g).ended, 1);
	dial("0200");
	shows("Башкы/0202");
}

static void what_the_caller_does_meanwhile_wins(void **state)
{
	(void)state;
	choose_language();
	rig->lines[0].answer = 0x08;
	type("1", "0108");
	shows("Бир/010a");
	rig->lines[0].answer = ESME_ROK;
	type("1", "010c"); /* it had arrived after all */
	shows("Эки/010e");
	assert_string_equal(waited(0, 20000), "");
	rig->lines[0].answer = 0x08;
	type("1", "0110");
	shows("Үч/0112");
	event(0, ABORT, "", "0114");
	assert_string_equal(waited(0, 20000), "");
	rig->lines[0].answer = ESME_ROK;
	dial("0200");
	shows("1 Улантуу/0202");
}

static void what_is_refused_for_good_is_not_sent_again(void **state)
{
	(void)state;
	choose_language();
	rig->lines[0].answer = 0x0b;
	type("1", "0108");
	shows("Бир/010a");
	rig->lines[0].answer = ESME_ROK;
	assert_string_equal(waited(0, 30000), "");
	assert_int_equal(gateway_figures(rig->g).dialogs, 0);
}

/* ---- session identity ---- */

static void a_begin_is_never_an_end(void **state)
{
	(void)state;
	choose_language();
	event(0, ABORT, "", "0108");
	for (unsigned call = 2; call < 8; call++) {
		char session[8];
		snprintf(session, sizeof session, "00%02x", call); /* a counter of 16 bits */
		dial(session);
		assert_non_null(strstr(said(0), "Башкы/00"));
		type("1", session);
		assert_non_null(strstr(said(0), "Бир/00"));
		type("1", session);
		assert_non_null(strstr(said(0), "Эки/00"));
		event(0, ABORT, "", session);
		shows("");
		assert_int_equal(gateway_figures(rig->g).dialogs, 0);
		dial(session);
		assert_non_null(strstr(said(0), "1 Улантуу/00"));
		type("2", session);
		assert_non_null(strstr(said(0), "Башкы/00"));
		event(0, ABORT, "", session);
		shows("");
	}
}

static void sessions_of_other_widths_go_back_as_they_came(void **state)
{
	static const char *const sessions[] = {"31", "310001", "31000000", "3100000000000000"};
	(void)state;
	choose_language();
	event(0, ABORT, "", "0108");
	for (size_t i = 0; i < sizeof sessions / sizeof *sessions; i++) {
		char expected[64];
		dial(sessions[i]);
		snprintf(expected, sizeof expected, "Башкы/%s", sessions[i]);
		shows(expected);
		type("1", sessions[i]);
		snprintf(expected, sizeof expected, "Бир/%s", sessions[i]);
		shows(expected);
		type("0", sessions[i]);
		snprintf(expected, sizeof expected, "Башкы/%s", sessions[i]);
		shows(expected);
	}
	assert_int_equal(rig->networks[0].told, 1); /* once: of the width */
}

static void huawei_has_no_session_or_another_with_each_message(void **state)
{
	static const uint8_t ends[] = {128, 129, 146};
	(void)state;
	stop();
	start("huawei");
	dial("");
	shows("Тил");
	type("1", "");
	shows("Башкы");
	type("1", "");
	shows("Бир");
	type("0", "");
	shows("Башкы");
	for (size_t i = 0; i < sizeof ends; i++) {
		dial("7f01");
		shows("Башкы/7f01");
		type("1", "0203");
		shows("Бир/0203");
		type("0", "1111");
		shows("Башкы/1111");
		event(0, ends[i], "", "");
		shows("");
		assert_int_equal(gateway_figures(rig->g).dialogs, 0);
	}
}

/* ---- an answer that comes again, or late ---- */

static void the_same_answer_after_a_rebind_shows_the_same_screen(void **state)
{
	static const struct { const char *profile, *begin, *first, *second, *third; } rows[] = {
		{"standard", "0100", "0102", "0104", "0106"}, {"standard", "0100", "0100", "0100", "0100"}, {"plain", "", "", "", ""},
		{"tata", "0100", "0100", "0100", "0100"}, {"huawei", "0100", "0731", "0994", "0213"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		stop();
		start(rows[i].profile);
		dial(rows[i].begin);
		if (!strstr(said(0), "Башкы"))
			type(strstr(rig->said, "Тил") ? "1" : "2", rows[i].first); /* the language; or to begin anew */
		said(0);
		later(3000);
		type("1", rows[i].second);
		assert_non_null(strstr(said(0), "Бир"));
		bind_again(0);
		type("1", rows[i].second);
		assert_non_null(strstr(said(0), "Бир"));
		later(5000);
		type("1", rows[i].third);
		assert_non_null(strstr(said(0), "Эки"));
	}
}

static void a_confirm_twice_is_one_step_in_its_place(void **state)
{
	(void)state;
	choose_language();
	type("1", "0108");
	shows("Бир/010a");
	later(500);
	type("1", "0108");
	shows("Бир/010a");
	type("1", "010c");
	shows("Эки/010e");
	later(20000);
	type("1", "010c");
	shows("Эки/010e");
	assert_int_equal(gateway_figures(rig->g).delivered_twice, 2);
	type("1", "0110");
	shows("Үч/0112");
}

static void it_is_one_step_before_the_screen_has_left_too(void **state)
{
	(void)state;
	choose_language();
	rig->lines[0].answer = 0x58;
	type("1", "0108");
	shows("Бир/010a");
	type("1", "0108");
	shows("");
	rig->lines[0].answer = ESME_ROK;
	assert_string_equal(waited(0, 1500), "Бир/010a");
	assert_string_equal(waited(0, 20000), "");
}

static void the_last_confirm_twice_ends_the_call_once(void **state)
{
	(void)state;
	choose_language();
	type("2", "0108");
	shows("Рахмат./010b");
	later(500);
	type("2", "0108");
	shows(""); /* the network has said that it took the screen */
	assert_int_equal(gateway_figures(rig->g).ended, 1);
	dial("0200");
	shows("Башкы/0202");
	rig->lines[0].silent = true;
	type("2", "0204");
	shows("Рахмат./0207");
	later(500);
	type("2", "0204");
	shows("Рахмат./0207");
	assert_int_equal(gateway_figures(rig->g).ended, 2);
}

/* Each answer is one: whether the network always says the same, or nothing at all, and however fast they come. */
static void networks_that_stamp_nothing_keep_working(void **state)
{
	static const struct { const char *profile, *begin, *answers; } rows[] = {
		{"standard", "0100", "0100"}, {"standard", "0001", "0001"}, {"standard", "", ""}, {"plain", "", ""}, {"tata", "1234", "1234"}, {"6d", "1235", "1235"},
		{"standard", "01", "01"}, {"huawei", "", ""}, {"huawei", "0101", "0101"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static const char *const screens[] = {"Бир", "Эки", "Үч", "Рахмат."};
		stop();
		start(rows[i].profile);
		dial(rows[i].begin);
		if (strstr(said(0), "Тил"))
			type("1", rows[i].answers);
		said(0);
		for (size_t k = 0; k < 4; k++) {
			type("1", rows[i].answers);
			assert_non_null(strstr(said(0), screens[k]));
		}
	}
}

/* Such networks bring an answer twice, too, in a PDU of its own: nobody reads a screen and answers it within a second. */
static void a_confirm_twice_is_one_step_where_nothing_is_stamped(void **state)
{
	static const struct { const char *profile, *begin, *answers; } rows[] = {
		{"standard", "0100", "0100"}, {"standard", "", ""}, {"plain", "", ""}, {"tata", "1234", "1234"}, {"6d", "1235", "1235"}, {"huawei", "", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static const struct { const char *answer, *screen; } steps[] = {{"1", "Бир"}, {"1", "Эки"}, {"1", "Үч"}, {"2", "Төрт"}, {"2", "Төрт"}};
		size_t before = ordered();
		stop();
		start(rows[i].profile);
		dial(rows[i].begin);
		if (!strstr(said(0), "Башкы")) {
			later(3000);
			type(strstr(rig->said, "Тил") ? "1" : "2", rows[i].answers); /* the language; or to begin anew */
			said(0);
		}
		for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
			later(3000);
			type(steps[k].answer, rows[i].answers);
			assert_non_null(strstr(said(0), steps[k].screen));
			later(500);
			type(steps[k].answer, rows[i].answers);
			assert_non_null(strstr(said(0), steps[k].screen));
		}
		assert_int_equal(ordered() - before, 2);
		event(0, ABORT, "", rows[i].answers);
		said(0);
	}
}

/* Where answers come faster than people type them, keys count as they come; but what was done is not done twice. */
static void what_was_ordered_is_not_ordered_twice_in_a_second(void **state)
{
	(void)state;
	dial("0100");
	shows("Тил/0102");
	for (size_t i = 0; i < 4; i++) {
		type("1", "0100");
		said(0);
	}
	for (size_t i = 0; i < 3; i++) {
		type("2", "0100");
		assert_non_null(strstr(said(0), "Төрт"));
		assert_int_equal(ordered(), i < 2 ? 1 : 2);
		later(i == 0 ? 500 : 1500);
	}
	type("2", "0100");
	assert_non_null(strstr(said(0), "Төрт"));
	type("1", "0100"); /* at once, to what the screen offers */
	assert_non_null(strstr(said(0), "Рахмат"));
}

/* A network whose answers all have one sequence, though not the begin's, is soon known. */
static void a_stamp_that_is_none_is_learned(void **state)
{
	(void)state;
	choose_language();
	dial("0200");
	shows("Башкы/0202");
	type("1", "0202");
	shows("Бир/0204");
	type("0", "0202");
	shows("Башкы/0206");
	type("1", "0202");
	shows("Бир/0208");
	type("1", "0202");
	shows("Эки/020a");
	type("1", "0202");
	shows("Үч/020c");
}

static void a_begin_twice_is_one(void **state)
{
	(void)state;
	choose_language();
	type("1", "0108");
	shows("Бир/010a");
	dial("0200");
	shows("1 Улантуу/0202");
	later(500);
	dial("0200");
	shows("1 Улантуу/0202");
	type("1", "0204");
	shows("Бир/0206");
	assert_int_equal(gateway_figures(rig->g).begun, 2);
}

static void what_is_of_another_call_moves_nothing(void **state)
{
	(void)state;
	choose_language();
	dial("0500");
	shows("Башкы/0502");
	type("1", "0504");
	shows("Бир/0506");
	dial("0600");
	shows("1 Улантуу/0602");
	type("1", "0604");
	shows("Бир/0606");
	type("1", "0508");
	shows("");
	event(0, ABORT, "", "050a");
	shows("");
	type("", "050b"); /* by the end bit */
	shows("");
	assert_int_equal(gateway_figures(rig->g).dialogs, 1);
	type("1", "0608");
	shows("Эки/060a");
	event(0, ABORT, "", "060c");
	type("1", "0608"); /* over by the network's word */
	type("1", "050c");
	shows("");
	dial("0700");
	shows("1 Улантуу/0702");
	type("1", "0704");
	shows("Эки/0706");
}

static void another_network_moves_nothing(void **state)
{
	(void)state;
	choose_language();
	type("1", "0108");
	shows("Бир/010a");
	event(1, ABORT, "", "010c");
	event(1, 18, "1", "010c");
	event(1, 18, "", "010d");
	assert_string_equal(said(1), "");
	shows("");
	assert_int_equal(gateway_figures(rig->g).dialogs, 1);
	type("1", "010c");
	shows("Эки/010e");
	event(0, ABORT, "", "0110");
	event(1, 18, "1", "010c");
	assert_string_equal(said(1), "");
	event(1, 1, "*500#", "0100"); /* they have gone there */
	assert_string_equal(said(1), "1 Улантуу/0102");
	event(0, ABORT, "", "0112");
	event(0, 18, "1", "0114");
	shows("");
	event(1, 18, "1", "0104");
	assert_string_equal(said(1), "Эки/0106");
}

/* The profile says that sessions stay, and they do not: after three calls that stood still this is told, and callers are served. */
static void sessions_that_change_against_the_profile_are_found_out(void **state)
{
	(void)state;
	dial("0100");
	shows("Тил/0102");
	for (size_t i = 0; i < 3; i++) {
		type("1", "7700");
		shows("");
	}
	type("1", "5500");
	shows("Башкы/5504");
	assert_int_equal(rig->networks[0].told, 4);
	type("1", "3300");
	shows("Бир/3306");
}

#define in_rig(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_rig(a_screen_refused_for_a_moment_is_sent_again),
		in_rig(it_is_sent_at_a_slowing_pace_while_the_network_waits_and_then_the_call_is_parked),
		in_rig(nothing_spins_meanwhile),
		in_rig(the_last_screen_is_sent_again_too),
		in_rig(what_the_caller_does_meanwhile_wins),
		in_rig(what_is_refused_for_good_is_not_sent_again),
		in_rig(a_begin_is_never_an_end),
		in_rig(sessions_of_other_widths_go_back_as_they_came),
		in_rig(huawei_has_no_session_or_another_with_each_message),
		in_rig(the_same_answer_after_a_rebind_shows_the_same_screen),
		in_rig(a_confirm_twice_is_one_step_in_its_place),
		in_rig(it_is_one_step_before_the_screen_has_left_too),
		in_rig(the_last_confirm_twice_ends_the_call_once),
		in_rig(networks_that_stamp_nothing_keep_working),
		in_rig(a_confirm_twice_is_one_step_where_nothing_is_stamped),
		in_rig(what_was_ordered_is_not_ordered_twice_in_a_second),
		in_rig(a_stamp_that_is_none_is_learned),
		in_rig(a_begin_twice_is_one),
		in_rig(what_is_of_another_call_moves_nothing),
		in_rig(another_network_moves_nothing),
		in_rig(sessions_that_change_against_the_profile_are_found_out),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("serve", tests, NULL, NULL);
}
