/* Thirty-two networks at once, eight of which flap as hard as they can: they drop their sessions with dialogs open and SMS under way, and are back
 * at once. The dialogs of the other twenty-four do not notice. All in memory (tools/world.h); of a step is counted how many turns of the gateway it takes from the
 * key that is pressed to the screen that is shown. Quiet and flapping rounds alternate. How long a step takes is told for `make bench`, which compares;
 * here nothing depends on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/messages.h"
#include "world.h"

#define NETWORKS 32
#define FLAPPING 8 /* the last of them */
#define STEADY (NETWORKS - FLAPPING)
#define BLOCKS 20  /* by turns quiet and flapping */
#define ROUNDS 10  /* of a block; in each, a step on each steady network */
#define ROUND_MS 250
#define TURNS_MOST 6 /* of the gateway for a step, whatever others do in them */

struct crowd {
	struct world *world;
	unsigned screens[NETWORKS]; /* by the last two digits of the phone */
	int64_t ns[2][BLOCKS / 2 * ROUNDS * STEADY];
	size_t count[2];
	uint64_t turns[2], turns_most[2]; /* of all steps; of one */
	uint64_t flaps;
};

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct crowd *c = context;
	(void)text;
	(void)octets;
	(void)last;
	c->screens[atoi(phone + strlen(phone) - 2)]++;
}

static void on_sms(void *context, const char *phone, const char *text)
{
	(void)context;
	(void)phone;
	(void)text;
}

static void on_refused(void *context, const char *phone, const char *status)
{
	(void)context;
	fail_msg("%s was refused: %s", phone, status);
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static const struct network_events events = {on_screen, on_sms, on_refused, on_bound, NULL};

static const char *phone_of(size_t network)
{
	static char phone[16];
	snprintf(phone, sizeof phone, "9965557000%02zu", network);
	return phone;
}

static int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* one thread, nothing waits: what others do with the machine is left out */
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void open_world(struct crowd *c)
{
	struct complaints complaints;
	struct world_setup setup = {.menus = "menus", .dialplan = "dialplans/kyrgyzstan.yaml", .store = ":memory:", .profile = "standard",
		.unix_ms = WORLD_BEGINS_MS, .networks = NETWORKS, .enquire_ms = 30000};
	complaints_init(&complaints);
	c->world = world_new(&setup, &events, c, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(c->world);
	for (size_t i = 0; i < NETWORKS; i++)
		assert_true(world_language(c->world, phone_of(i), "ky"));
}

/* One step of the caller of this network: its screen comes before the clock has moved. */
static void step(struct crowd *c, size_t network, const char *key)
{
	struct network *n = world_line(c->world, network)->network;
	unsigned before = c->screens[network];
	if (key)
		assert_true(network_type(n, phone_of(network), key));
	else
		network_dial(n, phone_of(network), "*500#");
	world_settle(c->world);
	if (c->screens[network] != before + 1)
		fail_msg("network %zu: %u screens came for one key", network, c->screens[network] - before);
}

static void queue_sms(struct crowd *c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct message m = {.message_class = MESSAGE_RECEIPT, .parts = 1, .created_ms = world_now(c->world).unix_ms};
		snprintf(m.msisdn, sizeof m.msisdn, "99655580000%zu", i % 10);
		m.text_len = (size_t)snprintf(m.text, sizeof m.text, "number");
		assert_int_equal(messages_add(gateway_store(world_gateway(c->world)), &m), ERR_NONE);
	}
}

/* Every other time it is cut with a dialog open, a screen unanswered and whatever SMS it has; the other time it comes back. */
static void flap(struct crowd *c, size_t network)
{
	struct world_line *l = world_line(c->world, network);
	if (!line_is_bound(l)) {
		l->losses = 0;
		l->connect_ms = world_now(c->world).mono_ms;
		return;
	}
	network_hold(l->network);
	network_dial(l->network, phone_of(network), "*500#");
	world_settle(c->world);
	line_cut(l, world_now(c->world));
	c->flaps++;
}

static void round_of(struct crowd *c, bool flapping)
{
	queue_sms(c, NETWORKS);
	for (size_t i = 0; i < STEADY; i++) {
		const char *key = i % 2 ? "3" : "2";
		if (flapping)
			flap(c, STEADY + i % FLAPPING);
		step(c, i, "00");
		int64_t before = now_ns();
		if (flapping && i % 3 == 0) /* at the very moment at which the key is pressed */
			flap(c, STEADY + (i / 3 + 3) % FLAPPING);
		uint64_t turns = world_turns(c->world);
		step(c, i, key);
		turns = world_turns(c->world) - turns;
		c->turns[flapping] += turns;
		c->turns_most[flapping] = turns > c->turns_most[flapping] ? turns : c->turns_most[flapping];
		c->ns[flapping][c->count[flapping]++] = now_ns() - before;
	}
	world_wait(c->world, ROUND_MS);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static double quantile_us(const struct crowd *c, bool flapping, unsigned percent)
{
	return (double)c->ns[flapping][c->count[flapping] * percent / 100] / 1000;
}

static void flapping_networks_cost_the_others_nothing(void **state)
{
	static struct crowd c;
	(void)state;
	open_world(&c);
	for (size_t i = 0; i < STEADY; i++)
		step(&c, i, NULL);
	for (int block = 0; block < BLOCKS; block++)
		for (int i = 0; i < ROUNDS; i++)
			round_of(&c, block % 2 == 1);
	for (int i = 0; i < 2; i++)
		qsort(c.ns[i], c.count[i], sizeof(int64_t), by_size);
	double quiet = quantile_us(&c, false, 50), flapping = quantile_us(&c, true, 50), late = quantile_us(&c, false, 95),
		late_flapping = quantile_us(&c, true, 95);
	print_message("# a step, median and 95 of 100: %.1f and %.1f us with all quiet, %.1f and %.1f us with %d of %d flapping (%llu times)\n", quiet, late,
		flapping, late_flapping, FLAPPING, NETWORKS, (unsigned long long)c.flaps);
	assert_true(c.flaps > 1000);
	print_message("# turns of the gateway for a step: %.2f, at most %llu, with all quiet; %.2f, at most %llu, with %d flapping\n",
		(double)c.turns[0] / (double)c.count[0], (unsigned long long)c.turns_most[0], (double)c.turns[1] / (double)c.count[1],
		(unsigned long long)c.turns_most[1], FLAPPING);
	assert_int_equal(c.count[0], c.count[1]);
	assert_true(c.turns_most[0] <= TURNS_MOST && c.turns_most[1] <= TURNS_MOST);
	assert_int_equal(c.turns[0], c.turns[1]);
	for (size_t i = 0; i < STEADY; i++) {
		assert_true(line_is_bound(world_line(c.world, i)));
		assert_int_equal(world_line(c.world, i)->connects, 1);
	}
	world_free(c.world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(flapping_networks_cost_the_others_nothing)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("many_networks", tests, NULL, NULL);
}
