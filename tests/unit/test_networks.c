/* Networks that come and go in the slots of a running gateway (gateway/networks.c): whose calls end, who is not disturbed, and what a slot that is free
 * again still knows of the network before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "editions.h"
#include "gateway.h"
#include "journeys/contract.h"
#include "profile_fixture.h"
#include "scratch.h"
#include "smpp/tlv.h"
#include "store/messages.h"
#include "text/charset.h"

#define SLOTS 3
#define TODAY "2026-11-23"

struct rig;

struct side {
	struct rig *rig;
	struct esme *esme;
	uint32_t sequence;
	char screen[512]; /* the first line of the last submit_sm; "" */
	uint32_t op;      /* of it; 0: it was an SMS */
};

struct rig {
	struct scratch scratch;
	struct menu_set *menus;
	struct dialplan *plan;
	struct gateway *g;
	struct gateway_network networks[SLOTS];
	struct side side[SLOTS];
	struct esme_config config;
	struct moment now;
};

static struct esme *sender(void *owner, unsigned number)
{
	const struct side *side = owner;
	(void)number;
	return side->esme && esme_state(side->esme) == ESME_BOUND ? side->esme : NULL;
}

static void hear(struct side *n, const struct smpp_pdu *pdu)
{
	uint8_t wire[1024];
	struct writer w = writer_over(wire, sizeof wire);
	assert_int_equal(pdu_encode(pdu, &w), ERR_NONE);
	esme_bytes(n->esme, writer_bytes(&w), n->rig->now);
}

static void take_submit(struct side *n, const struct smpp_pdu *pdu)
{
	size_t header = pdu->esm_class & 0x40 ? 6 : 0, written;
	enum charset charset = pdu->data_coding == 8 ? CHARSET_UCS2 : CHARSET_GSM7;
	n->op = 0;
	tlv_find_integer(pdu->tlvs, TLV_USSD_SERVICE_OP, &n->op);
	charset_decode(charset, (struct bytes){ pdu->short_message.at + header, pdu->short_message.len - header }, n->screen, sizeof n->screen, &written);
	n->screen[strcspn(n->screen, "\n")] = '\0';
	struct smpp_pdu answer = pdu_response(pdu, ESME_ROK);
	snprintf(answer.message_id, sizeof answer.message_id, "%u", pdu->sequence);
	hear(n, &answer);
}

/* What the gateway has to say goes out, and is answered; a bind, too. */
static void turn(struct rig *r)
{
	gateway_turn(r->g, r->now);
	for (size_t i = 0; i < SLOTS; i++) {
		const struct esme_out *out = r->side[i].esme ? esme_out(r->side[i].esme) : NULL;
		uint8_t copy[8192];
		size_t len = out ? out->len : 0;
		assert_in_range(len, 0, sizeof copy);
		if (len)
			memcpy(copy, out->data, len);
		if (out)
			esme_sent(r->side[i].esme);
		for (size_t at = 0; at < len;) {
			struct smpp_pdu pdu;
			uint32_t length, status;
			assert_int_equal(pdu_length((struct bytes){ copy + at, len - at }, &length), ERR_NONE);
			assert_int_equal(pdu_decode((struct bytes){ copy + at, length }, &pdu, &status), ERR_NONE);
			at += length;
			if (pdu.command == SMPP_BIND_TRANSCEIVER)
				hear(&r->side[i], &(struct smpp_pdu){ .command = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, .sequence = pdu.sequence });
			if (pdu.command == SMPP_SUBMIT_SM)
				take_submit(&r->side[i], &pdu);
		}
	}
}

static void line_up(struct rig *r, size_t slot)
{
	struct side *n = &r->side[slot];
	n->esme = esme_new(&r->config, gateway_event, &r->networks[slot]);
	assert_non_null(n->esme);
	esme_connected(n->esme, r->now);
	turn(r);
	assert_int_equal(esme_state(n->esme), ESME_BOUND);
}

static void line_down(struct rig *r, size_t slot)
{
	struct side *n = &r->side[slot];
	esme_disconnected(n->esme, r->now);
	esme_free(n->esme);
	n->esme = NULL;
}

static void fill(struct rig *r, size_t slot, const char *name)
{
	r->networks[slot] = (struct gateway_network){ .name = name, .profile = profile_shipped("standard"), .dialplan = r->plan, .sender = sender,
		.owner = &r->side[slot] };
}

static int set_up(void **state)
{
	static const struct menu_format formats[] = { { CHARSET_UCS2, 160 }, { CHARSET_UCS2, GATEWAY_SMS_BUDGET }, { CHARSET_GSM7, 182 },
		{ CHARSET_GSM7, GATEWAY_SMS_BUDGET_LATIN } };
	struct rig *r = calloc(1, sizeof *r);
	struct complaints complaints;
	assert_non_null(r);
	scratch_open(&r->scratch);
	complaints_init(&complaints);
	r->menus = menu_load("menus", &journey_contract, formats, 4, TODAY, &complaints);
	r->plan = dialplan_load("dialplans/kyrgyzstan.yaml", &complaints);
	complaints_fini(&complaints);
	assert_non_null(r->menus);
	assert_non_null(r->plan);
	r->now = (struct moment){ .mono_ms = 1000000, .unix_ms = INT64_C(1795406400000) };
	r->config = (struct esme_config){ .name = "rig", .bind = BIND_TRANSCEIVER, .interface_version = 0x34, .window = 10, .response_ms = 10000,
		.bind_ms = 10000, .enquire_ms = INT64_C(1) << 50, .enquire_answer_ms = 10000 };
	for (size_t i = 0; i < SLOTS; i++)
		r->side[i].rig = r;
	fill(r, 0, "first");
	struct gateway_setup setup = { .store = r->scratch.store, .menus = r->menus, .networks = r->networks, .network_count = SLOTS };
	r->g = gateway_new(&setup, r->now);
	assert_non_null(r->g);
	line_up(r, 0);
	fill(r, 1, "second");
	assert_true(gateway_network_open(r->g, 1));
	line_up(r, 1);
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	struct rig *r = *state;
	gateway_free(r->g, r->now);
	for (size_t i = 0; i < SLOTS; i++)
		esme_free(r->side[i].esme);
	menu_free(r->menus);
	dialplan_free(r->plan);
	scratch_close(&r->scratch);
	free(r);
	return 0;
}

/* By USSD, of the `phone`th subscriber; the op of what comes back. */
static uint32_t says(struct rig *r, size_t slot, unsigned phone, uint32_t op, const char *text)
{
	struct side *n = &r->side[slot];
	uint8_t room[64], tlvs[16];
	size_t len;
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .sequence = ++n->sequence, .service_type = "USSD", .source = { .ton = 1, .npi = 1 },
		.destination.digits = "500" };
	snprintf(pdu.source.digits, sizeof pdu.source.digits, "99655500000%u", phone);
	assert_int_equal(charset_encode(CHARSET_GSM7, text, strlen(text), room, sizeof room, &len), ERR_NONE);
	pdu.short_message = (struct bytes){ room, len };
	struct writer w = writer_over(tlvs, sizeof tlvs);
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, op);
	pdu.tlvs = writer_bytes(&w);
	n->screen[0] = '\0';
	n->op = 0;
	hear(n, &pdu);
	turn(r);
	return n->op;
}

enum { OP_BEGIN = 1, OP_ASK = 2, OP_END = 17, OP_ANSWER = 18 };

static void leads_into_the_menus(struct rig *r, size_t slot, unsigned phone)
{
	assert_int_equal(says(r, slot, phone, OP_BEGIN, "*500#"), OP_ASK);
	assert_int_equal(says(r, slot, phone, OP_ANSWER, "1"), OP_ASK);
	assert_int_equal(says(r, slot, phone, OP_ANSWER, "3"), OP_ASK);
}

static void test_one_that_comes_is_served_like_the_others(void **state)
{
	struct rig *r = *state;
	leads_into_the_menus(r, 0, 1);
	leads_into_the_menus(r, 1, 2);
	assert_int_equal(gateway_figures(r->g).dialogs, 2);
}

static void test_one_that_closes_ends_its_own_calls_alone(void **state)
{
	struct rig *r = *state;
	leads_into_the_menus(r, 0, 1);
	leads_into_the_menus(r, 1, 2);
	gateway_network_close(r->g, 1, r->now);
	turn(r);
	assert_int_equal(r->side[1].op, OP_END);
	assert_string_equal(r->side[1].screen, "Азыр иштебей жатат. Кийинчерээк кайра чалыңыз");
	assert_int_equal(gateway_figures(r->g).dialogs, 1);
	assert_int_equal(gateway_figures(r->g).parked, 1);
	assert_int_equal(says(r, 0, 1, OP_ANSWER, "1"), OP_ASK); /* as if nothing had been */
}

static void test_nothing_begins_on_a_closed_one_and_what_ended_is_offered_by_another(void **state)
{
	struct rig *r = *state;
	leads_into_the_menus(r, 1, 2);
	gateway_network_close(r->g, 1, r->now);
	turn(r);
	assert_int_equal(says(r, 1, 3, OP_BEGIN, "*500#"), 0);
	assert_int_equal(says(r, 0, 2, OP_BEGIN, "*500#"), OP_ASK);
	assert_string_equal(r->side[0].screen, "Токтогон жерден улантасызбы?");
}

static void test_a_slot_that_is_left_is_another_s_at_once(void **state)
{
	struct rig *r = *state;
	leads_into_the_menus(r, 1, 2);
	gateway_network_close(r->g, 1, r->now);
	turn(r);
	line_down(r, 1);
	assert_true(gateway_network_leave(r->g, 1, r->now));
	assert_string_equal(r->networks[1].name, "");
	turn(r); /* nobody is sent to */
	fill(r, 1, "third");
	assert_true(gateway_network_open(r->g, 1));
	line_up(r, 1);
	leads_into_the_menus(r, 1, 4);
	assert_int_equal(says(r, 0, 2, OP_BEGIN, "*500#"), OP_ASK);
	assert_string_equal(r->side[0].screen, "Токтогон жерден улантасызбы?");
}

static void test_the_same_one_again_goes_on_with_its_callers(void **state)
{
	struct rig *r = *state;
	leads_into_the_menus(r, 1, 2);
	gateway_network_close(r->g, 1, r->now);
	turn(r);
	line_down(r, 1);
	assert_true(gateway_network_open(r->g, 1));
	line_up(r, 1);
	assert_int_equal(says(r, 1, 2, OP_BEGIN, "*500#"), OP_ASK);
	assert_string_equal(r->side[1].screen, "Токтогон жерден улантасызбы?");
}

static void test_sms_that_wait_for_it_leave_by_whoever_is_next(void **state)
{
	struct rig *r = *state;
	struct message m = { .msisdn = "996555000009", .message_class = MESSAGE_RECEIPT, .text = "Salam", .text_len = 5, .parts = 1,
		.created_ms = r->now.unix_ms };
	assert_int_equal(store_begin(r->scratch.store), ERR_NONE);
	assert_int_equal(messages_add(r->scratch.store, &m), ERR_NONE);
	assert_int_equal(messages_bind(r->scratch.store, m.id, "second"), ERR_NONE);
	gateway_network_close(r->g, 1, r->now);
	line_down(r, 1);
	turn(r);
	assert_string_equal(r->side[0].screen, "");
	assert_true(gateway_network_leave(r->g, 1, r->now));
	turn(r);
	turn(r);
	assert_string_equal(r->side[0].screen, "Salam");
}

static struct ussd_profile narrow(void)
{
	struct ussd_profile profile = *profile_shipped("standard");
	profile.octets = 140;
	return profile;
}

static void test_screens_that_the_menus_do_not_have_are_refused_until_they_do(void **state)
{
	static const struct menu_format formats[] = { { CHARSET_UCS2, 160 }, { CHARSET_UCS2, GATEWAY_SMS_BUDGET }, { CHARSET_GSM7, 182 },
		{ CHARSET_GSM7, GATEWAY_SMS_BUDGET_LATIN }, { CHARSET_UCS2, 140 }, { CHARSET_GSM7, 160 } };
	struct rig *r = *state;
	struct ussd_profile profile = narrow();
	struct complaints complaints;
	leads_into_the_menus(r, 0, 1);
	fill(r, 2, "narrow");
	r->networks[2].profile = &profile;
	assert_false(gateway_network_open(r->g, 2));
	assert_int_equal(says(r, 0, 1, OP_ANSWER, "1"), OP_ASK);
	complaints_init(&complaints);
	struct menu_set *menus = menu_load("menus", &journey_contract, formats, 4, TODAY, &complaints);
	assert_null(gateway_network_prepare(r->g, menus, 2, &profile, r->now));
	menus = menu_load("menus", &journey_contract, formats, 6, TODAY, &complaints);
	complaints_fini(&complaints);
	struct edition *edition = gateway_network_prepare(r->g, menus, 2, &profile, r->now);
	assert_non_null(edition);
	gateway_menus_live(r->g, edition);
	assert_true(gateway_network_open(r->g, 2));
	line_up(r, 2);
	leads_into_the_menus(r, 2, 5);
	assert_int_equal(says(r, 0, 1, OP_ANSWER, "1"), OP_ASK); /* in the menus that it began with */
}

static void test_without_any_network_nothing_spins(void **state)
{
	struct rig *r = *state;
	for (size_t i = 0; i < 2; i++) {
		gateway_network_close(r->g, i, r->now);
		line_down(r, i);
		assert_true(gateway_network_leave(r->g, i, r->now));
	}
	r->now = moment_after(r->now, 3600000);
	turn(r);
	assert_true(gateway_deadline(r->g) > r->now.mono_ms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_that_comes_is_served_like_the_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_one_that_closes_ends_its_own_calls_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing_begins_on_a_closed_one_and_what_ended_is_offered_by_another, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_slot_that_is_left_is_another_s_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_same_one_again_goes_on_with_its_callers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sms_that_wait_for_it_leave_by_whoever_is_next, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_screens_that_the_menus_do_not_have_are_refused_until_they_do, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_without_any_network_nothing_spins, set_up, tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
