/* The NATS engine with a real nats-server: killed, stopped, wiped; nothing lost, nothing doubled. The cluster: test_nats_cluster.c. */
#include "feedback/nats_server.h"
#include "feedback/nats_stream.h"
#include "feedback/notes.h"
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
		assert_null(engine_nats(NULL, wrong[i], NULL, 1, 900000, &none, NULL, &why));
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
static void administer(const char *url, bool make, const char *words, bool no_ack)
{
	char copy[128];
	const char *subjects[4];
	int count = 0;
	natsConnection *connection = NULL;
	jsCtx *js = NULL;
	jsStreamConfig config;
	jsStreamConfig_Init(&config);
	config.Name = "KOPURO";
	snprintf(copy, sizeof copy, "%s", words);
	for (char *left = copy, *subject; count < 4 && (subject = strtok_r(left, " ", &left));)
		subjects[count++] = subject;
	config.Subjects = subjects;
	config.SubjectsLen = count;
	config.Duplicates = INT64_C(86400000000000);
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
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	administer(s->url, false, "", false);
	administer(s->url, true, "kopuro.>", true); /* between two looks */
	place_offer(&place, 3);
	assert_true(place_until(&place, all_untaken_refused, UP_MS));
	assert_string_equal(place.why, "no answer");
	assert_int_equal(place_read_back(s->url, 3), 0);
	place_down(&place);
}

/* ---- the stream that is there ---- */

/* A configuration that is right, to be spoiled by the caller. */
static jsStreamConfig stream_like_ours(void)
{
	static const char *const subjects[] = {"kopuro.>"};
	jsStreamConfig config;
	jsStreamConfig_Init(&config);
	config.Name = "KOPURO";
	config.Subjects = (const char **)subjects;
	config.SubjectsLen = 1;
	config.Storage = js_FileStorage;
	config.Duplicates = INT64_C(1800000000000);
	return config;
}

static const char *unfit_of(const jsStreamConfig *config)
{
	static char unfit[NOTE_WHY];
	bool fit = nats_stream_is_fit(config, INT64_C(900000000000), unfit, sizeof unfit);
	assert_true(fit == (unfit[0] == '\0'));
	assert_true(strlen(unfit) < sizeof unfit - 1);
	return unfit;
}

static void what_would_lose_items_is_named(void **state)
{
	jsStreamConfig c = stream_like_ours();
	(void)state;
	assert_string_equal(unfit_of(&c), "");
	c.Storage = js_MemoryStorage;
	assert_non_null(strstr(unfit_of(&c), "memory"));
	c = stream_like_ours();
	c.Retention = js_WorkQueuePolicy;
	assert_non_null(strstr(unfit_of(&c), "retention"));
	c.Retention = js_InterestPolicy;
	assert_non_null(strstr(unfit_of(&c), "retention"));
	c = stream_like_ours();
	c.NoAck = true;
	assert_non_null(strstr(unfit_of(&c), "no_ack"));
	c = stream_like_ours();
	c.Sealed = true;
	assert_non_null(strstr(unfit_of(&c), "sealed"));
	c = stream_like_ours();
	c.Duplicates = INT64_C(899999999999);
	assert_non_null(strstr(unfit_of(&c), "feedback-settle"));
	c.Duplicates++;
	assert_string_equal(unfit_of(&c), "");
	c.MaxAge = INT64_C(3600000000000);
	assert_non_null(strstr(unfit_of(&c), "max_age"));
	c.MaxAge *= 24 * 30;
	assert_string_equal(unfit_of(&c), "");
	c.MaxBytes = 1 << 20;
	assert_non_null(strstr(unfit_of(&c), "discard"));
	c.Discard = js_DiscardNew;
	assert_string_equal(unfit_of(&c), "");
	c.MaxMsgsPerSubject = 1;
	assert_non_null(strstr(unfit_of(&c), "max_msgs_per_subject"));
	c.DiscardNewPerSubject = true;
	assert_string_equal(unfit_of(&c), "");
}

static void what_a_stream_must_take(void **state)
{
	static const struct { const char *subjects[3]; bool fit; } rows[] = {
		{{"kopuro.>"}, true}, {{">"}, true}, {{"kopuro.*.*"}, true}, {{"*.*.*"}, true}, {{"*.>"}, true},
		{{"kopuro.items.*", "kopuro.restricted.*", "kopuro.status.*"}, true}, {{"kopuro.items.>", "kopuro.restricted.>", "kopuro.status.>"}, true},
		{{"kopuro.items.>", "kopuro.status.>"}, false}, {{"kopuro.items.appeal-lodged", "kopuro.restricted.>", "kopuro.status.>"}, false},
		{{"kopuro"}, false}, {{"kopuro.*"}, false}, {{"kopuro.*.*.*"}, false}, {{"kopuros.>"}, false}, {{"kopur.>"}, false}, {{NULL}, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		jsStreamConfig c = stream_like_ours();
		c.Subjects = (const char **)rows[i].subjects;
		for (c.SubjectsLen = 0; c.SubjectsLen < 3 && rows[i].subjects[c.SubjectsLen];)
			c.SubjectsLen++;
		const char *unfit = unfit_of(&c);
		if (rows[i].fit != (unfit[0] == '\0'))
			fail_msg("row %zu: '%s'", i, unfit);
	}
}

static void what_a_server_promises_hangs_on_its_version(void **state)
{
	static const struct { const char *greeting, *said; } rows[] = {
		{"nats-server 2.9.10 at 127.0.0.1:4222", "from 2.10 on"}, {"nats-server 2.2 at x:1", "from 2.10 on"}, {"nats-server 1.4.1 at x:1", "from 2.10 on"},
		{"nats-server 2.10.0 at x:1", "unless its configuration says"}, {"nats-server 2.12.1 at x:1", "unless its configuration says"},
		{"nats-server 3.0.0-beta at x:1", "unless its configuration says"}, {"nats-server next at x:1", "not known"}, {"", "not known"},
	};
	char said[64];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!strstr(nats_server_promise(rows[i].greeting), rows[i].said))
			fail_msg("'%s': %s", rows[i].greeting, nats_server_promise(rows[i].greeting));
	assert_false(nats_server_greeting("no url", said, sizeof said));
	assert_false(nats_server_greeting("nats://127.0.0.1:1", said, sizeof said));
	assert_false(nats_server_greeting("nats://user:password@[::1]:1", said, sizeof said));
}

static void change(const char *url, const jsStreamConfig *config, bool make)
{
	natsConnection *connection = NULL;
	jsCtx *js = NULL;
	assert_int_equal(natsConnection_ConnectTo(&connection, url), NATS_OK);
	assert_int_equal(natsConnection_JetStream(&js, connection, NULL), NATS_OK);
	assert_int_equal((make ? js_AddStream : js_UpdateStream)(NULL, js, (jsStreamConfig *)config, NULL, NULL), NATS_OK);
	jsCtx_Destroy(js);
	natsConnection_Destroy(connection);
}

static bool says_unfit(const struct place *p)
{
	return strstr(p->engine->words(p->engine), "stream KOPURO: ") != NULL;
}

static void a_stream_that_would_lose_items_is_refused_until_it_is_changed(void **state)
{
	struct nats_server *s = *state;
	jsStreamConfig config = stream_like_ours();
	config.Duplicates = 60 * INT64_C(1000000000);
	change(s->url, &config, true);
	place_up(&place, s->url, 1);
	place_offer(&place, 5);
	assert_true(place_until(&place, says_unfit, UP_MS));
	assert_int_equal(place.ups + place.taken, 0);
	config.Duplicates *= 60;
	change(s->url, &config, false);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	assert_non_null(strstr(place.engine->words(place.engine), "nats-server 2."));
	assert_non_null(strstr(place.engine->words(place.engine), "acknowledges before its disk has an item"));
	place_down(&place);
}

static bool has_confirmed(const struct place *p)
{
	return p->kept + p->lost + p->unsure == 4;
}

static void confirm(struct place *p, const char *const ids[4], const uint64_t sequences[4])
{
	p->kept = p->lost = p->unsure = 0;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(p->engine->confirm(p->engine, ids[i], sequences[i]), ERR_NONE);
	assert_true(place_until(p, has_confirmed, UP_MS));
}

/* The stream is looked at on each connection, and asked whether it has an item where it said so. */
static void a_stream_that_has_forgotten_is_found_out(void **state)
{
	struct nats_server *s = *state;
	static const char *const ids[4] = {"1-1", "1-20", "1-2", "1-1"};
	static const uint64_t sequences[4] = {1, 20, 1, 21};
	static const uint64_t first[4] = {1, 1, 1, 1};
	char command[512];
	place_up(&place, s->url, 1);
	assert_true(place_until(&place, place_is_up, UP_MS));
	assert_int_equal(place.looks, 1);
	assert_true(place.stream.made && place.stream.connected && place.stream.created_ms > 0);
	place_offer(&place, 1);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	nats_server_signal(s, SIGKILL);
	snprintf(command, sizeof command, "cp -r '%s' '%s.before'", s->directory, s->directory);
	assert_int_equal(system(command), 0);
	nats_server_start(s);
	assert_true(place_until(&place, place_is_up, UP_MS));
	place_offer(&place, 19);
	assert_true(place_until(&place, place_all_taken, UP_MS));
	confirm(&place, ids, sequences); /* there; there; another's place; behind the end */
	assert_int_equal(place.kept, 2);
	assert_int_equal(place.lost, 2);
	int64_t created_ms = place.stream.created_ms;
	nats_server_signal(s, SIGKILL); /* and its disk is as it was */
	snprintf(command, sizeof command, "rm -r '%s' && mv '%s.before' '%s'", s->directory, s->directory, s->directory);
	assert_int_equal(system(command), 0);
	nats_server_start(s);
	assert_true(place_until(&place, place_is_down, UP_MS));
	assert_true(place_until(&place, place_is_up, UP_MS));
	assert_int_equal(place.stream.created_ms, created_ms);
	assert_int_equal(place.stream.last, 1);
	assert_int_equal(place.stream.known, 20);
	confirm(&place, ids, sequences);
	assert_int_equal(place.kept, 1);
	assert_int_equal(place.lost, 3);
	/* Nothing is left: it is made anew, and says so. */
	nats_server_signal(s, SIGKILL);
	nats_server_wipe(s);
	nats_server_start(s);
	assert_true(place_until(&place, place_is_down, UP_MS));
	assert_true(place_until(&place, place_is_up, UP_MS));
	assert_true(place.stream.made && place.stream.told_made);
	assert_true(place.stream.created_ms > created_ms);
	confirm(&place, (const char *const[4]){"1-1", "1-2", "1-3", "1-4"}, first);
	assert_int_equal(place.lost, 4);
	/* Who cannot be asked says nothing. */
	nats_server_signal(s, SIGSTOP);
	confirm(&place, (const char *const[4]){"1-1", "1-2", "1-3", "1-4"}, first);
	assert_int_equal(place.unsure, 4);
	nats_server_signal(s, SIGCONT);
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

/* The stream's messages on this subject; -1: it keeps none. */
static int kept_on(const char *url, const char *subject)
{
	natsConnection *connection = NULL;
	jsCtx *js = NULL;
	natsSubscription *subscription = NULL;
	natsMsg *message = NULL;
	jsSubOptions options;
	int count = 0;
	jsSubOptions_Init(&options);
	options.Stream = "KOPURO";
	options.Ordered = true;
	assert_int_equal(natsConnection_ConnectTo(&connection, url), NATS_OK);
	assert_int_equal(natsConnection_JetStream(&js, connection, NULL), NATS_OK);
	if (js_SubscribeSync(&subscription, js, subject, NULL, &options, NULL) != NATS_OK)
		count = -1;
	for (; count >= 0 && natsSubscription_NextMsg(&message, subscription, 500) == NATS_OK; count++) {
		assert_string_equal(natsMsg_GetData(message), "{\"done\":true}");
		natsMsg_Destroy(message);
	}
	natsSubscription_Destroy(subscription);
	jsCtx_Destroy(js);
	natsConnection_Destroy(connection);
	return count;
}

static const char *kept_url;
static int kept_wanted;
static unsigned statuses_wanted;

static bool has_kept(const struct place *p)
{
	(void)p;
	return kept_on(kept_url, "kopuro.accepted.48271930") == kept_wanted;
}

static bool has_statuses(const struct place *p)
{
	return p->statuses == statuses_wanted;
}

static void each_event_is_answered(void **state)
{
	struct nats_server *s = *state;
	kept_url = s->url;
	administer(s->url, true, "kopuro.items.> kopuro.restricted.> kopuro.status.>", false); /* as it was made before there were answers */
	assert_int_equal(kept_on(s->url, "kopuro.accepted.>"), -1);
	place_up(&place, s->url, 1);
	place.answers = true;
	assert_true(place_until(&place, place_is_up, UP_MS));
	for (kept_wanted = 1; kept_wanted <= 2; kept_wanted++) {
		place_officer(s->url, "48271930", ANSWERED);
		assert_true(place_until(&place, has_kept, UP_MS));
	}
	/* What is not committed is not answered, and comes again; then it is. */
	place.commits = false;
	statuses_wanted = place.statuses + 1;
	place_officer(s->url, "48271930", ANSWERED);
	assert_true(place_until(&place, has_statuses, UP_MS));
	assert_int_equal(kept_on(s->url, "kopuro.accepted.48271930"), 2);
	place.commits = true;
	assert_true(place_until(&place, has_kept, UP_MS));
	assert_int_equal(place.statuses, statuses_wanted + 1);
	place_down(&place);
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
		WITH_SERVER(what_would_lose_items_is_named),
		WITH_SERVER(what_a_stream_must_take),
		WITH_SERVER(what_a_server_promises_hangs_on_its_version),
		WITH_SERVER(a_stream_that_would_lose_items_is_refused_until_it_is_changed),
		WITH_SERVER(a_stream_that_has_forgotten_is_found_out),
		WITH_SERVER(a_decision_comes_until_it_is_committed),
		WITH_SERVER(each_event_is_answered),
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
