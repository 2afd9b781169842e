/* Promises 1 and 2 as a property: messages of every class, a network that throttles, refuses, answers late or not at all, and a gateway that is
 * killed at random points: between the commit and the socket, between the socket and the answer, between the answer and its commit. At the end no
 * message is lost: each has an outcome, told once, that does not say more than happened; and none was said twice unless its class says so. */
#include "post_rig.h"

#include "store/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES 20
#define STEPS 150
#define DAY INT64_C(86400000)

static uint64_t random_state;

static uint32_t random_below(uint32_t most)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 11) % most;
}

/* Of a hundred: what a part meets. A silent network may have taken it all the same. */
static uint32_t is_moody(struct rig *r, size_t network, size_t message, uint8_t part)
{
	uint32_t mood = random_below(100);
	(void)network;
	if (mood < 8)
		return ESME_RTHROTTLED;
	if (mood < 14)
		return ESME_RMSGQFUL;
	if (mood < 17)
		return ESME_RINVDSTADR;
	if (mood < 30) {
		r->copies[message][part] += random_below(2);
		return RIG_SILENT;
	}
	return ESME_ROK;
}

static void receipt(struct rig *r)
{
	static const char *const states[] = { "DELIVRD", "DELIVRD", "DELIVRD", "UNDELIV", "ENROUTE" };
	size_t message = random_below((uint32_t)r->messages);
	uint8_t part = (uint8_t)random_below(RIG_PARTS);
	if (r->id[message][part] == 0 || r->side[0].down || esme_state(r->side[0].esme) != ESME_BOUND)
		return;
	char text[64];
	bool decimal = random_below(2);
	int len = decimal ? snprintf(text, sizeof text, "id:%u", r->id[message][part]) : snprintf(text, sizeof text, "id:%x", r->id[message][part]);
	snprintf(text + len, sizeof text - (size_t)len, " stat:%s err:000", states[random_below(5)]);
	rig_receipt(r, 0, message, text);
}

static void step(struct rig *r, unsigned *crashes)
{
	switch (random_below(9)) {
	case 0:
		if (r->messages < MESSAGES) {
			rig_add(r, (enum message_class)random_below(MESSAGE_CLASSES), (uint8_t)(1 + random_below(3)), RIG_KYRGYZ);
			assert_int_equal(store_commit(r->scratch.store), ERR_NONE);
		}
		break;
	case 1:
		rig_flush(r);
		break;
	case 2:
		rig_wait(r, random_below(20000));
		break;
	case 3:
		if (r->messages > 0)
			receipt(r);
		break;
	case 4:
		if (random_below(3) == 0) {
			rig_crash(r);
			++*crashes;
		}
		break;
	default:
		rig_turn(r);
		break;
	}
}

/* What may be said of a message, by how many copies of its parts reached the handset. */
static void check(struct rig *r, size_t m)
{
	struct message_part part;
	const char *outcome = rig_outcome(r, m);
	bool all = true;
	assert_int_equal(messages_part_get(r->scratch.store, r->rows[m], 0, &part), ERR_NONE);
	bool untold = message_rule(part.message_class)->untold;
	if (!*outcome != untold || strcmp(outcome, "twice") == 0)
		fail_msg("message %zu: its outcome was told %s", m, *outcome ? "twice" : "never");
	for (uint8_t p = 0; p < RIG_PARTS && messages_part_get(r->scratch.store, r->rows[m], p, &part) == ERR_NONE; p++) {
		unsigned most = 1u + message_rule(part.message_class)->again;
		if (r->copies[m][p] > most)
			fail_msg("message %zu part %u of class %s was said %u times", m, p, message_class_name(part.message_class), r->copies[m][p]);
		/* Only of a message that is known to be broken a receipt is not waited for. */
		bool broken = untold || strcmp(outcome, "failed") == 0 || strcmp(outcome, "expired") == 0;
		if (!message_state_is_final(part.state) && !(broken && part.state == MESSAGE_ACCEPTED))
			fail_msg("message %zu part %u stays %s", m, p, message_state_name(part.state));
		if (part.state == MESSAGE_DELIVERED && r->copies[m][p] == 0)
			fail_msg("message %zu part %u never came, and is called delivered", m, p);
		all = all && part.state == MESSAGE_DELIVERED;
	}
	assert_true(untold || all == (strcmp(outcome, "delivered") == 0));
}

static void one_life(uint64_t seed, unsigned *crashes)
{
	static struct rig r;
	random_state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	rig_open(&r);
	r.behaviour = is_moody;
	r.decimal_ids = random_below(2);
	for (int i = 0; i < STEPS; i++)
		step(&r, crashes);
	r.behaviour = NULL;
	rig_wait(&r, 5 * DAY); /* until the last validity has ended, and the last receipt is not waited for */
	for (size_t m = 0; m < r.messages; m++)
		check(&r, m);
	rig_close(&r);
}

static void nothing_is_lost_and_nothing_said_twice(void **state)
{
	(void)state;
	const char *most = getenv("LONG");
	unsigned crashes = 0;
	for (uint64_t seed = 1; seed <= (most ? 100 : 12); seed++)
		one_life(seed, &crashes);
	print_message("# %u crashes\n", crashes);
	assert_true(crashes > 20);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = { cmocka_unit_test(nothing_is_lost_and_nothing_said_twice) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
