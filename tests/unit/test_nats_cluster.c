/* The NATS engine on a cluster of three: nodes are killed and cut off while load runs; nothing is lost. LONG=1: fifty times. */
#include "nats_place.h"
#include "nats_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <nats/nats.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UP_MS 60000   /* elections take their time */
#define STEP_MS 50

static struct place place, other; /* large */
static struct nats_server servers[3];
static char urls[256];

static int cluster_up(void **state)
{
	(void)state;
	nats_cluster_init(servers);
	for (size_t i = 0; i < 3; i++)
		nats_server_start(&servers[i]);
	snprintf(urls, sizeof urls, "%s %s %s", servers[0].url, servers[1].url, servers[2].url);
	return 0;
}

static int cluster_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++)
		nats_server_remove(&servers[i]);
	return 0;
}

static void load(int ms, size_t each)
{
	for (int done = 0; done < ms; done += STEP_MS) {
		place_offer(&place, each);
		place_run(&place, STEP_MS);
	}
}

static bool has_status(const struct place *p)
{
	return p->statuses > 0;
}

static bool has_told(const struct place *p)
{
	return p->told > 0;
}

static bool knows(const struct place *p)
{
	char text[32];
	return p->engine->look_up(p->engine, "48271930", text, sizeof text) && strcmp(text, "answered") == 0;
}

static void three_replicas(void)
{
	natsConnection *connection = NULL;
	jsCtx *js = NULL;
	jsStreamInfo *info = NULL;
	static const char *const names[] = {"KOPURO", "KV_KOPURO_STATUS"};
	assert_int_equal(natsConnection_ConnectTo(&connection, servers[0].url), NATS_OK);
	assert_int_equal(natsConnection_JetStream(&js, connection, NULL), NATS_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(js_GetStreamInfo(&info, js, names[i], NULL, NULL), NATS_OK);
		assert_int_equal(info->Config->Replicas, 3);
		assert_int_equal(info->Config->Storage, js_FileStorage);
		jsStreamInfo_Destroy(info);
	}
	jsCtx_Destroy(js);
	natsConnection_Destroy(connection);
}

/* One is killed, another is cut off: in some rounds while the first is away, so that there is no majority. */
static void harm(unsigned round, size_t each)
{
	struct nats_server *killed = &servers[round % 3], *cut = &servers[(round + 1 + (unsigned)rand() % 2) % 3];
	bool at_once = round % 2;
	nats_server_signal(killed, SIGKILL);
	load(200 + rand() % 600, each);
	if (at_once)
		nats_server_signal(cut, SIGSTOP);
	load(200 + rand() % 600, each);
	nats_server_start(killed);
	nats_server_signal(cut, SIGSTOP);
	load(1000 + rand() % 2000, each);
	nats_server_signal(cut, SIGCONT);
	load(200 + rand() % 400, each);
}

static void nodes_come_and_go(void **state)
{
	bool is_long = getenv("LONG");
	(void)state;
	place_up(&place, urls, 1);
	place_up(&other, urls, 2);
	assert_true(place_until(&place, place_is_up, UP_MS));
	assert_true(place_until(&other, place_is_up, UP_MS));
	three_replicas();
	for (unsigned round = 0; round < (is_long ? 50 : 3); round++)
		harm(round, is_long ? 4 : 40);
	bool all = place_until(&place, place_all_taken, UP_MS);
	if (!all)
		fail_msg("%zu of %zu taken; %s", place.taken, place.count, place.why);
	print_message("# %zu items, %u refusals, %u times down, %zu doubles, longest turn %.1f ms (machine %d)\n", place.count, place.refusals, place.downs,
		place_read_back(urls, place.count), place.longest_ms, place.pulse_late_ms);
	assert_int_equal(place.strangers, 0);
	place_assert_loop_free(&place);
	/* And back: a decision, and what one node tells. */
	place_officer(urls, "48271930", "{\"specversion\":\"1.0\",\"id\":\"a\",\"type\":\"kg.kopuro.status\",\"data\":{\"number\":\"48271930\",\"status\":\"answered\"}}");
	assert_true(place_until(&place, has_status, UP_MS));
	assert_true(place_until(&other, has_status, UP_MS));
	assert_true(place_until(&place, place_is_up, UP_MS));
	assert_int_equal(place.engine->tell(place.engine, "48271930", "answered"), ERR_NONE);
	assert_true(place_until(&place, has_told, UP_MS));
	assert_true(place_until(&other, knows, UP_MS));
	place_down(&place);
	place_down(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nodes_come_and_go, cluster_up, cluster_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	if (!nats_server_is_installed()) {
		printf("1..0 # SKIP there is no nats-server; scripts/setup check installs it\n");
		return 0;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	nats_CloseAndWait(2000);
	return failed;
}
