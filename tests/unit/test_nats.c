/* The NATS engine with a real nats-server: killed, stopped, wiped; nothing lost, nothing doubled. The cluster: test_nats_cluster.c. */
#include "nats_place.h"
#include "nats_server.h"
#include "tls_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <nats/nats.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define UP_MS 15000
#define CLOSE_MS 5000.0

static struct place place, other; /* large */
static size_t taken_wanted;

static bool has_taken_enough(const struct place *p)
{
	return p->taken >= taken_wanted;
}

static bool all_untaken_refused(const struct place *p)
{
	return p->refusals >= p->count;
}

static bool has_status(const struct place *p)
{
	return p->statuses > 0;
}

static bool has_told(const struct place *p)
{
	return p->told > 0;
}

static int server_up(void **state)
{
	struct nats_server *s = calloc(1, sizeof *s);
	nats_server_init(s, "alone");
	nats_server_start(s);
	*state = s;
	return 0;
}

static int server_down(void **state)
{
	struct nats_server *s = *state;
	nats_server_remove(s);
	free(s);
	return 0;
}

static void urls_that_mean_nothing_are_refused(void **state)
{
	static const char *const wrong[] = {"", " ", "127.0.0.1:4222", "://x", "nats://a nats://b nats://c nats://d nats://e nats://f", "nats://a b"};
	static const struct engine_events none;
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *why = NULL;
		assert_null(engine_nats(NULL, wrong[i], NULL, 1, &none, NULL, &why));
		assert_non_null(strstr(why, "nats://127.0.0.1:4222"));
	}
}

static void items_are_taken(void **state)
{
	struct nats_server *s = *state;
	struct item item = place_item(1);
	place_up(&place, s->url, 1);
	assert_int_equal(place.engine->publish(place.engine, &item, "{}"), ERR_STATE);
	assert_true(place_until(&place, place_is_up, UP_MS));
	place_offer(&place, 200);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	assert_int_equal(place_read_back(s->url, 200), 0);
	/* Another process offers the same: it did not know that they were taken. */
	place_down(&place);
	place_up(&place, s->url, 1);
	place_offer(&place, 200);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	assert_int_equal(place_read_back(s->url, 200), 0);
	assert_int_equal(place.refusals + place.strangers, 0);
	place_assert_loop_free(&place);
	place_down(&place);
}

static void a_full_engine_takes_no_more(void **state)
{
	struct nats_server *s = *state;
	struct item item = place_item(1);
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	nats_server_signal(s, SIGSTOP);
	place_offer(&place, place.engine->in_flight_max + 1);
	place_run(&place, 200);
	assert_int_equal(place.engine->publish(place.engine, &item, "{}"), ERR_FULL);
	assert_int_equal(place.engine->tell(place.engine, "48271930", "x"), ERR_FULL);
	nats_server_signal(s, SIGCONT);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	assert_int_equal(place_read_back(s->url, place.count), 0);
	place_down(&place);
}

static void it_connects_when_the_server_comes(void **state)
{
	struct nats_server *s = *state;
	nats_server_signal(s, SIGKILL);
	place_up(&place, s->url, 1);
	place_offer(&place, 10);
	place_run(&place, 1500);
	assert_int_equal(place.ups + place.taken, 0);
	nats_server_start(s);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	assert_int_equal(place_read_back(s->url, 10), 0);
	place_assert_loop_free(&place);
	place_down(&place);
}

static void a_server_that_is_killed_costs_nothing(void **state)
{
	struct nats_server *s = *state;
	place_up(&place, s->url, 1);
	for (int times = getenv("LONG") ? 50 : 3; times > 0; times--) {
		assert_true(place_until(&place, place_is_up, UP_MS));
		place_offer(&place, 400);
		taken_wanted = place.taken + (size_t)rand() % 400;
		assert_true(place_until(&place, has_taken_enough, UP_MS));
		nats_server_signal(s, SIGKILL); /* with up to 64 of them on their way */
		place_offer(&place, 100);
		assert_true(place_until(&place, place_is_down, UP_MS));
		place_run(&place, rand() % 300);
		nats_server_start(s);
	}
	assert_true(place_until(&place, place_all_taken, 2 * UP_MS));
	assert_true(place.refusals > 0);
	print_message("# %u refusals, %zu doubles, longest turn %.1f ms (machine %d)\n", place.refusals, place_read_back(s->url, place.count), place.longest_ms,
		place.pulse_late_ms);
	assert_int_equal(place.strangers, 0);
	place_assert_loop_free(&place);
	place_down(&place);
}

static void a_server_that_hangs_does_not_hold_the_loop(void **state)
{
	struct nats_server *s = *state;
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	nats_server_signal(s, SIGSTOP);
	place_offer(&place, 100);
	assert_true(place_until(&place, place_is_down, UP_MS));
	place_run(&place, 300);
	assert_true(place.refusals >= 64);
	nats_server_signal(s, SIGCONT);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	assert_int_equal(place_read_back(s->url, 100), 0);
	place_assert_loop_free(&place);
	place_down(&place);
}

static void what_is_missing_is_made_anew(void **state)
{
	struct nats_server *s = *state;
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	nats_server_signal(s, SIGKILL);
	nats_server_wipe(s);
	nats_server_start(s);
	assert_true(place_until(&place, place_is_down, UP_MS));
	assert_true(place_until(&place, place_is_up, UP_MS));
	place_offer(&place, 20);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	place_officer(s->url, "48271930", "{\"specversion\":\"1.0\",\"id\":\"a\",\"type\":\"kg.kopuro.status\",\"data\":{\"number\":\"48271930\",\"status\":\"in-work\"}}");
	assert_true(place_until(&place, has_status, UP_MS));
	assert_int_equal(place_read_back(s->url, 20), 0);
	place_down(&place);
}

/* Takes the stream away, or gives it another shape, as an administrator would. */
static void administer(const char *url, bool make, const char *subject, bool no_ack)
{
	natsConnection *connection = NULL;
	jsCtx *js = NULL;
	jsStreamConfig config;
	jsStreamConfig_Init(&config);
	config.Name = "KOPURO";
	config.Subjects = &subject;
	config.SubjectsLen = 1;
	config.NoAck = no_ack;
	assert_int_equal(natsConnection_ConnectTo(&connection, url), NATS_OK);
	assert_int_equal(natsConnection_JetStream(&js, connection, NULL), NATS_OK);
	assert_int_equal(make ? js_AddStream(NULL, js, &config, NULL, NULL) : js_DeleteStream(js, "KOPURO", NULL, NULL), NATS_OK);
	jsCtx_Destroy(js);
	natsConnection_Destroy(connection);
}

static void a_stream_taken_away_is_made_again(void **state)
{
	struct nats_server *s = *state;
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	administer(s->url, false, "", false);
	place_offer(&place, 5);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	assert_true(place.refusals > 0);
	assert_string_equal(place.why, "no stream takes it");
	assert_int_equal(place.downs, 0);
	assert_int_equal(place_read_back(s->url, 5), 0);
	place_down(&place);
}

static void an_answer_that_never_comes_is_a_refusal(void **state)
{
	struct nats_server *s = *state;
	if (!getenv("LONG"))
		return; /* ten seconds */
	administer(s->url, true, "kopuro.>", true);
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	place_offer(&place, 3);
	assert_true(place_until(&place, all_untaken_refused, UP_MS));
	assert_string_equal(place.why, "no answer");
	assert_int_equal(place_read_back(s->url, 3), 0);
	place_down(&place);
}

/* ---- statuses ---- */

#define ANSWERED "{\"specversion\":\"1.0\",\"id\":\"e1\",\"type\":\"kg.kopuro.status\",\"data\":{\"number\":\"48271930\",\"status\":\"answered\",\"text\":\"Жооп\"}}"

static void a_decision_comes_until_it_is_committed(void **state)
{
	struct nats_server *s = *state;
	place_up(&place, s->url, 1);
	place.commits = false;
	assert_true(place_until(&place, place_is_up, UP_MS));
	place_officer(s->url, "48271930", "no JSON");
	place_officer(s->url, "48271930", "");
	place_officer(s->url, "48271930", ANSWERED);
	assert_true(place_until(&place, has_status, UP_MS));
	assert_string_equal(place.last.number, "48271930");
	assert_string_equal(place.last.status, "answered");
	assert_string_equal(place.last.text, "Жооп");
	assert_string_equal(place.last.id, "e1");
	place.statuses = 0;
	place.commits = true;
	assert_true(place_until(&place, has_status, UP_MS)); /* again */
	place.statuses = 0;
	place_run(&place, 2500);
	assert_int_equal(place.statuses, 0);
	place_restart(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	place_run(&place, 500);
	assert_int_equal(place.statuses, 0);
	/* The server's restart brings it back neither; a new one does come. */
	nats_server_signal(s, SIGKILL);
	nats_server_start(s);
	place_officer(s->url, "48271930", ANSWERED);
	assert_true(place_until(&place, has_status, UP_MS));
	assert_int_equal(place.statuses, 1);
	place_down(&place);
}

static void each_node_hears_what_was_decided_while_it_was_away(void **state)
{
	struct nats_server *s = *state;
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	place_down(&place);
	place_officer(s->url, "48271930", ANSWERED);
	place_up(&place, s->url, 1);
	place_up(&other, s->url, 2);
	assert_true(place_until(&place, has_status, UP_MS));
	assert_true(place_until(&other, has_status, UP_MS));
	place_run(&place, 300);
	assert_int_equal(place.statuses, 1);
	place_down(&place);
	place_down(&other);
}

/* ---- told ---- */

static bool other_knows_answered(const struct place *p)
{
	char text[64];
	return p->engine->look_up(p->engine, "48271930", text, sizeof text) && strcmp(text, "answered|Жооп") == 0;
}

static bool other_knows_closed(const struct place *p)
{
	char text[64];
	return p->engine->look_up(p->engine, "48271930", text, sizeof text) && strcmp(text, "closed|") == 0;
}

static void tell(struct place *p, const char *text)
{
	p->told = 0;
	assert_int_equal(p->engine->tell(p->engine, "48271930", text), ERR_NONE);
	assert_true(place_until(p, has_told, UP_MS));
}

static void what_one_node_tells_all_know(void **state)
{
	struct nats_server *s = *state;
	char text[64];
	place_up(&place, s->url, 1);
	place_up(&other, s->url, 2);
	assert_int_equal(place.engine->tell(place.engine, "48271930", "x"), ERR_STATE);
	assert_true(place_until(&place, place_is_up, UP_MS));
	assert_true(place_until(&other, place_is_up, UP_MS));
	assert_false(other.engine->look_up(other.engine, "48271930", text, sizeof text));
	tell(&place, "registered|");
	tell(&place, "answered|Жооп");
	assert_true(place_until(&other, other_knows_answered, UP_MS));
	assert_true(place_until(&place, other_knows_answered, UP_MS));
	/* One that comes later knows it as well, and who lost the server hears the news. */
	place_restart(&other, s->url, 3);
	assert_true(place_until(&other, other_knows_answered, UP_MS));
	nats_server_signal(s, SIGKILL);
	nats_server_start(s);
	assert_true(place_until(&place, place_is_down, UP_MS));
	assert_true(place_until(&place, place_is_up, UP_MS));
	tell(&place, "closed|");
	assert_true(place_until(&other, other_knows_closed, 2 * UP_MS));
	place_down(&place);
	place_down(&other);
}

/* ---- to the end ---- */

static void a_close_takes_no_longer_than_it_may(void **state)
{
	struct nats_server *s = *state;
	double took[6];
	place_up(&place, s->url, 1);
	took[0] = place_close(&place); /* at once */
	place_down(&place);
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	took[1] = place_close(&place); /* connected */
	place_down(&place);
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	nats_server_signal(s, SIGSTOP);
	place_offer(&place, 64);
	place_run(&place, 50);
	took[2] = place_close(&place); /* the server hangs */
	place_down(&place);
	place_up(&place, s->url, 1);
	place_run(&place, 200);
	took[3] = place_close(&place); /* the server hangs, never connected */
	place_down(&place);
	nats_server_signal(s, SIGCONT);
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	nats_server_signal(s, SIGKILL);
	assert_true(place_until(&place, place_is_down, UP_MS));
	took[4] = place_close(&place); /* it is gone */
	place_down(&place);
	place_up(&place, s->url, 1);
	place_run(&place, 200);
	took[5] = place_close(&place); /* it has never been */
	place_down(&place);
	for (size_t i = 0; i < 6; i++)
		if (took[i] > CLOSE_MS)
			fail_msg("close %zu took %.0f ms", i, took[i]);
	print_message("# closes: %.0f %.0f %.0f %.0f %.0f %.0f ms\n", took[0], took[1], took[2], took[3], took[4], took[5]);
}

static void a_wrong_password_is_said_and_tried_again(void **state)
{
	struct nats_server *s = *state;
	char right[96], wrong[96];
	snprintf(right, sizeof right, "nats://kopuro:secret@127.0.0.1:%u", s->port);
	snprintf(wrong, sizeof wrong, "nats://kopuro:guess@127.0.0.1:%u", s->port);
	place_up(&place, wrong, 1);
	assert_true(place_until(&place, place_is_up, UP_MS)); /* nobody asks for one yet */
	nats_server_signal(s, SIGKILL);
	s->options[0] = "--user=kopuro";
	s->options[1] = "--pass=secret";
	nats_server_start(s);
	assert_true(place_until(&place, place_is_down, UP_MS));
	place_run(&place, 1800); /* the library gives up; the engine does not */
	assert_false(place_is_up(&place));
	nats_server_signal(s, SIGKILL);
	s->options[0] = NULL;
	nats_server_start(s);
	assert_true(place_until(&place, place_is_up, UP_MS));
	nats_server_signal(s, SIGKILL);
	s->options[0] = "--user=kopuro";
	nats_server_start(s);
	place_restart(&place, right, 1);
	place_offer(&place, 5);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	place_down(&place);
}

/* With a certificate for `name`, and what the engine verifies it by. */
static bool is_up_by_tls(struct nats_server *s, const char *name, bool with_ca, int within_ms)
{
	struct tls tls;
	char url[64], certificate[128], key[128];
	tls_make(&tls, name);
	snprintf(url, sizeof url, "tls://127.0.0.1:%u", s->port);
	snprintf(certificate, sizeof certificate, "--tlscert=%s", tls.certificate);
	snprintf(key, sizeof key, "--tlskey=%s", tls.key);
	nats_server_signal(s, SIGKILL);
	s->options[0] = "--tls";
	s->options[1] = certificate;
	s->options[2] = key;
	nats_server_start(s);
	place_up_verifying(&place, url, with_ca ? tls.certificate : NULL);
	place_offer(&place, 3);
	bool up = place_until(&place, place_is_up, within_ms);
	if (up)
		assert_true(place_until(&place, place_all_taken, UP_MS));
	place_down(&place);
	tls_remove(&tls);
	return up;
}

static void a_server_is_verified(void **state)
{
	assert_true(is_up_by_tls(*state, "IP:127.0.0.1", true, UP_MS));
	assert_false(is_up_by_tls(*state, "IP:127.0.0.1", false, 1200));
	assert_false(is_up_by_tls(*state, "DNS:queue.example", true, 1200));
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, server_up, server_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_that_mean_nothing_are_refused),
		WITH_SERVER(items_are_taken),
		WITH_SERVER(a_full_engine_takes_no_more),
		WITH_SERVER(it_connects_when_the_server_comes),
		WITH_SERVER(a_server_that_is_killed_costs_nothing),
		WITH_SERVER(a_server_that_hangs_does_not_hold_the_loop),
		WITH_SERVER(what_is_missing_is_made_anew),
		WITH_SERVER(a_stream_taken_away_is_made_again),
		WITH_SERVER(an_answer_that_never_comes_is_a_refusal),
		WITH_SERVER(a_decision_comes_until_it_is_committed),
		WITH_SERVER(each_node_hears_what_was_decided_while_it_was_away),
		WITH_SERVER(what_one_node_tells_all_know),
		WITH_SERVER(a_close_takes_no_longer_than_it_may),
		WITH_SERVER(a_wrong_password_is_said_and_tried_again),
		WITH_SERVER(a_server_is_verified),
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
