#include "post_rig.h"

#include "profile_fixture.h"
#include "store/items.h"
#include "store/messages.h"
#include "text/segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct esme *sender(void *owner, unsigned number)
{
	(void)number;
	struct rig_network *n = owner;
	return n->esme && esme_state(n->esme) == ESME_BOUND ? n->esme : NULL;
}

static void encode_into(struct rig_network *n, const struct smpp_pdu *pdu)
{
	uint8_t wire[512];
	struct writer w = writer_over(wire, sizeof wire);
	assert_int_equal(pdu_encode(pdu, &w), ERR_NONE);
	esme_bytes(n->esme, writer_bytes(&w), n->rig->now);
}

static void connect(struct rig_network *n)
{
	n->esme = esme_new(&n->rig->config, gateway_event, &n->rig->networks[n->index]);
	assert_non_null(n->esme);
	stream_init(&n->stream);
	esme_connected(n->esme, n->rig->now);
}

static void start(struct rig *r)
{
	memset(&r->g, 0, sizeof r->g);
	for (size_t i = 0; i < RIG_NETWORKS; i++) {
		r->networks[i] = (struct gateway_network){ .name = i ? "second" : "first", .profile = profile_shipped("standard"), .dialplan = r->plan,
			.sender = sender, .owner = &r->side[i], .gateway = &r->g };
	}
	r->g.parts = (struct gateway_setup){ .store = r->scratch.store, .networks = r->networks, .network_count = RIG_NETWORKS,
		.boot = r->boot, .dialplans = r->plans.routes ? &r->plans : NULL };
	jump_recall(&r->g, r->now);
	assert_int_equal(post_recover(&r->g, r->now), ERR_NONE);
	for (size_t i = 0; i < RIG_NETWORKS; i++) {
		if (!r->side[i].down)
			connect(&r->side[i]);
	}
	rig_flush(r);
}

void rig_open(struct rig *r)
{
	struct complaints complaints;
	memset(r, 0, sizeof *r);
	scratch_open(&r->scratch);
	complaints_init(&complaints);
	r->plan = dialplan_load("dialplans/kyrgyzstan.yaml", &complaints);
	assert_non_null(r->plan);
	complaints_fini(&complaints);
	r->now = (struct moment){ .mono_ms = 1000000, .unix_ms = RIG_UNIX_MS };
	r->config = (struct esme_config){ .name = "rig", .bind = BIND_TRANSCEIVER, .interface_version = 0x34, .window = 100, .response_ms = 10000,
		.bind_ms = 10000, .enquire_ms = INT64_C(1) << 50, .enquire_answer_ms = 10000 };
	for (size_t i = 0; i < RIG_NETWORKS; i++)
		r->side[i] = (struct rig_network){ .rig = r, .index = i, .down = i > 0 };
	start(r);
}

static void cut(struct rig_network *n)
{
	esme_free(n->esme); /* tells nothing */
	n->esme = NULL;
}

void rig_close(struct rig *r)
{
	for (size_t i = 0; i < RIG_NETWORKS; i++)
		cut(&r->side[i]);
	scratch_close(&r->scratch);
	dialplan_free(r->plan);
	dialplans_fini(&r->plans);
}

void rig_crash(struct rig *r)
{
	for (size_t i = 0; i < RIG_NETWORKS; i++)
		cut(&r->side[i]);
	scratch_reopen(&r->scratch);
	start(r);
}

void rig_link(struct rig *r, size_t network, bool up)
{
	struct rig_network *n = &r->side[network];
	n->down = !up;
	if (up) {
		connect(n);
	} else {
		esme_disconnected(n->esme, r->now);
		cut(n);
	}
	rig_settle(r);
}

void rig_routes(struct rig *r, const char *text)
{
	char path[] = "/tmp/kopuro-rig-XXXXXX";
	struct complaints complaints;
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
	complaints_init(&complaints);
	r->plans.routes = routes_load(path, &complaints);
	assert_non_null(r->plans.routes);
	complaints_fini(&complaints);
	unlink(path);
	r->g.parts.dialplans = &r->plans;
}

static size_t add(struct rig *r, struct message *m, const char *prefix)
{
	struct segments segments;
	size_t index = r->messages++;
	assert_in_range(index, 0, RIG_MESSAGES - 1);
	snprintf(m->msisdn, sizeof m->msisdn, "%s%07u", prefix, (unsigned)index);
	assert_int_equal(segment_text(m->text, m->text_len, &segments), ERR_NONE);
	m->parts = (uint8_t)segments.count;
	assert_int_equal(messages_add(r->scratch.store, m), ERR_NONE);
	r->rows[index] = m->id;
	return index;
}

size_t rig_add(struct rig *r, enum message_class c, uint8_t parts, const char *prefix)
{
	struct message m = { .message_class = c, .created_ms = r->now.unix_ms };
	m.text_len = parts == 1 ? 5 : (size_t)153 * parts;
	memset(m.text, 'x', m.text_len);
	return add(r, &m, prefix);
}

size_t rig_add_text(struct rig *r, enum message_class c, const char *prefix, const char *text)
{
	struct message m = { .message_class = c, .created_ms = r->now.unix_ms, .text_len = strlen(text) };
	memcpy(m.text, text, m.text_len);
	return add(r, &m, prefix);
}

static size_t message_of(const struct smpp_pdu *pdu)
{
	const char *digits = pdu->destination.digits;
	return (size_t)atoi(digits + strlen(digits) - 7);
}

static void on_submit(struct rig_network *n, const struct smpp_pdu *pdu)
{
	struct rig *r = n->rig;
	size_t message = message_of(pdu);
	uint8_t part = pdu->esm_class & 0x40 ? (uint8_t)(pdu->short_message.at[5] - 1) : 0;
	assert_true(message < r->messages && part < RIG_PARTS);
	r->submitted++;
	r->via[message][part] = n->index;
	r->coding[message] = pdu->data_coding;
	bytes_to_string(bytes_of(pdu->source.digits), r->from[message], sizeof r->from[message]);
	uint32_t status = r->behaviour ? r->behaviour(r, n->index, message, part) : ESME_ROK;
	if (status == RIG_SILENT)
		return;
	struct smpp_pdu answer = pdu_response(pdu, status);
	if (status == ESME_ROK) {
		r->copies[message][part]++;
		r->id[message][part] = ++r->ids;
		snprintf(answer.message_id, sizeof answer.message_id, r->decimal_ids ? "%010u" : "%08X", r->ids);
	}
	encode_into(n, &answer);
}

static void on_pdu(struct rig_network *n, const struct smpp_pdu *pdu)
{
	if (pdu->command == SMPP_SUBMIT_SM) {
		on_submit(n, pdu);
	} else if (pdu->command == SMPP_BIND_TRANSCEIVER) {
		struct smpp_pdu answer = pdu_response(pdu, ESME_ROK);
		encode_into(n, &answer);
	}
}

static void flush(struct rig_network *n)
{
	const struct esme_out *out = n->esme ? esme_out(n->esme) : NULL;
	if (!out || out->len == 0)
		return;
	struct bytes said = { malloc(out->len), out->len }, wire;
	assert_non_null(said.at);
	memcpy((void *)said.at, out->data, out->len);
	esme_sent(n->esme);
	struct bytes left = said;
	while (stream_next(&n->stream, &left, &wire) == ERR_NONE) {
		struct smpp_pdu pdu;
		uint32_t status;
		assert_int_equal(pdu_decode(wire, &pdu, &status), ERR_NONE);
		on_pdu(n, &pdu);
	}
	free((void *)said.at);
}

void rig_flush(struct rig *r)
{
	for (size_t i = 0; i < RIG_NETWORKS; i++)
		flush(&r->side[i]);
}

void rig_turn(struct rig *r)
{
	jump_look(&r->g, r->now);
	promise_settle(&r->g, r->now);
	post_pump(&r->g, r->now);
}

static bool something_said(const struct rig *r)
{
	for (size_t i = 0; i < RIG_NETWORKS; i++) {
		if (r->side[i].esme && esme_out(r->side[i].esme)->len > 0)
			return true;
	}
	return false;
}

void rig_settle(struct rig *r)
{
	for (int turns = 0;; turns++) {
		rig_turn(r);
		if (!something_said(r) && post_deadline(&r->g) > r->now.mono_ms && !store_is_open(r->scratch.store))
			return;
		rig_flush(r);
		assert_in_range(turns, 0, 2000); /* it must come to rest */
	}
}

void rig_wait(struct rig *r, int64_t ms)
{
	int64_t until = r->now.mono_ms + ms;
	rig_settle(r);
	while (r->now.mono_ms < until) {
		int64_t next = post_deadline(&r->g);
		for (size_t i = 0; i < RIG_NETWORKS; i++) {
			int64_t due = r->side[i].esme ? esme_deadline(r->side[i].esme) : MOMENT_NEVER;
			next = due < next ? due : next;
		}
		next = next < until ? next : until;
		r->now = moment_after(r->now, next > r->now.mono_ms ? next - r->now.mono_ms : 1);
		for (size_t i = 0; i < RIG_NETWORKS; i++) {
			if (r->side[i].esme && esme_deadline(r->side[i].esme) <= r->now.mono_ms)
				esme_tick(r->side[i].esme, r->now);
		}
		rig_settle(r);
	}
}

void rig_receipt(struct rig *r, size_t network, size_t message, const char *text)
{
	struct rig_network *n = &r->side[network];
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .sequence = ++n->sequence, .esm_class = 0x04, .source = { .ton = 1, .npi = 1 },
		.short_message = bytes_of(text) };
	snprintf(pdu.source.digits, sizeof pdu.source.digits, RIG_KYRGYZ "%07u", (unsigned)message);
	encode_into(n, &pdu);
	rig_settle(r);
}

enum message_state rig_state(struct rig *r, size_t message, uint8_t part)
{
	struct message_part state;
	assert_int_equal(messages_part_get(r->scratch.store, r->rows[message], part, &state), ERR_NONE);
	return state.state;
}

const char *rig_outcome(struct rig *r, size_t message)
{
	static struct item items[16];
	struct items_wish wish = { .most = 16, .open = true, .restricted = true, .lease_ms = 1000, .holder = "rig" };
	size_t count, gone;
	do {
		assert_int_equal(items_lease(r->scratch.store, &wish, r->now.unix_ms, items, &count), ERR_NONE);
		for (size_t i = 0; i < count; i++) {
			const char *id = items[i].id;
			for (size_t m = 0; m < r->messages; m++) {
				char subject[16];
				snprintf(subject, sizeof subject, "sms-%lld", (long long)r->rows[m]);
				if (strcmp(items[i].subject, subject) == 0)
					snprintf(r->outcome[m], sizeof r->outcome[m], "%s", r->outcome[m][0] ? "twice" : items[i].outcome);
			}
			assert_int_equal(items[i].kind, ITEM_SMS_OUTCOME);
			assert_int_equal(items_ack(r->scratch.store, &id, 1, "rig", &gone), ERR_NONE);
		}
		assert_int_equal(store_commit(r->scratch.store), ERR_NONE);
	} while (count > 0);
	return r->outcome[message];
}
