#include "nats_place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <event2/event.h>
#include <nats/nats.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TICK_MS 5
#define AGAIN_MS 100
#define TURN_MS 50 /* no turn of the loop may be longer */

static double now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A thread that does nothing but sleep for a tick: how late it wakes is the machine's doing, not ours. */
static void *pulse(void *context)
{
	struct place *p = context;
	while (!atomic_load(&p->pulse_stop)) {
		const struct timespec tick = {.tv_nsec = TICK_MS * 1000000};
		double began = now_ms();
		nanosleep(&tick, NULL);
		int late = (int)(now_ms() - began - TICK_MS);
		if (late > atomic_load(&p->pulse_late_ms))
			atomic_store(&p->pulse_late_ms, late);
	}
	return NULL;
}

void place_assert_loop_free(struct place *p)
{
	double most = TURN_MS + 4 * atomic_load(&p->pulse_late_ms);
	if (!getenv("VALGRIND") && p->longest_ms > most)
		fail_msg("a turn of the loop took %.1f ms; %.1f are the most on a machine as busy as this", p->longest_ms, most);
}

struct item place_item(size_t n)
{
	struct item item = {.kind = n % 3 == 0 ? ITEM_SATISFACTION : ITEM_APPEAL_LODGED, .restricted = n % 10 == 7};
	snprintf(item.id, sizeof item.id, "1-%zu", n);
	return item;
}

static void body_of(size_t n, char out[64])
{
	snprintf(out, 64, "{\"id\":\"1-%zu\",\"data\":\"жардам\"}", n);
}

/* ---- the engine's events ---- */

static void on_done(void *context, const struct engine_done *done)
{
	struct place *p = context;
	bool accepted = done->accepted;
	assert_int_equal(done->sequence > 0, accepted);
	if (strncmp(done->id, ENGINE_TOLD, strlen(ENGINE_TOLD)) == 0) {
		p->told += accepted;
		p->untold += !accepted;
		return;
	}
	size_t n = strtoull(done->id + 2, NULL, 10);
	assert_true(n >= 1 && n <= p->count);
	struct place_item *item = &p->items[n];
	p->strangers += item->state != PLACE_OUT;
	item->state = accepted ? PLACE_TAKEN : PLACE_WAITS;
	item->due_ms = (int64_t)now_ms() + AGAIN_MS;
	p->taken += accepted;
	p->refusals += !accepted;
	if (!accepted)
		snprintf(p->why, sizeof p->why, "%s", done->why);
}

static bool on_status(void *context, const struct officer_event *event, struct officer_answer *answer)
{
	struct place *p = context;
	const char *why;
	if (event_to_status(event->json, event->len, &p->last, &why) != ERR_NONE)
		return true;
	p->statuses++;
	answer->accepted = true;
	answer->json = p->answers ? strdup("{\"done\":true}") : NULL;
	return p->commits;
}

static void on_state(void *context, bool up, const char *why)
{
	struct place *p = context;
	assert_true(p->up != up);
	p->up = up;
	p->ups += up;
	p->downs += !up;
	if (!up)
		snprintf(p->why, sizeof p->why, "%s", why);
}

static void on_stream(void *context, const struct engine_stream *stream)
{
	struct place *p = context;
	p->looks++;
	p->made += stream->made;
	p->stream = *stream;
}

static void on_confirmed(void *context, const char *id, enum engine_kept kept)
{
	struct place *p = context;
	assert_int_equal(strncmp(id, "1-", 2), 0);
	p->kept += kept == ENGINE_KEPT;
	p->lost += kept == ENGINE_LOST;
	p->unsure += kept == ENGINE_UNSURE;
}

static const struct engine_events events = {on_done, on_status, on_state, on_stream, on_confirmed};

/* ---- the loop ---- */

static void offer(struct place *p)
{
	char json[64];
	int64_t now = (int64_t)now_ms();
	for (size_t n = 1; n <= p->count; n++) {
		struct place_item *waiting = &p->items[n];
		if (waiting->state != PLACE_WAITS || waiting->due_ms > now)
			continue;
		struct item item = place_item(n);
		body_of(n, json);
		waiting->state = PLACE_OUT;
		if (p->engine->publish(p->engine, &item, json) == ERR_NONE)
			continue;
		waiting->state = PLACE_WAITS; /* full, or not connected: so will it be for the rest */
		return;
	}
}

static void on_tick(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
}

static void turn(struct place *p)
{
	double began = now_ms();
	event_base_loop(p->base, EVLOOP_ONCE);
	if (p->engine)
		offer(p);
	double took = now_ms() - began;
	if (took > p->longest_ms)
		p->longest_ms = took;
}

void place_run(struct place *p, int ms)
{
	for (double end = now_ms() + ms; now_ms() < end;)
		turn(p);
}

bool place_until(struct place *p, bool (*is)(const struct place *p), int ms)
{
	for (double end = now_ms() + ms; !is(p) && now_ms() < end;)
		turn(p);
	return is(p);
}

bool place_is_up(const struct place *p)
{
	assert_int_equal(p->engine->is_up(p->engine), p->up);
	return p->up;
}

bool place_is_down(const struct place *p)
{
	return !place_is_up(p);
}

bool place_all_taken(const struct place *p)
{
	return p->taken == p->count;
}

static void engine_begin(struct place *p, const char *urls, const char *ca, unsigned node)
{
	const char *why;
	p->up = false;
	p->engine = engine_nats(p->base, urls, ca, node, 900000, &events, p, &why);
	assert_non_null(p->engine);
}

static void begin(struct place *p, const char *urls, const char *ca, unsigned node)
{
	struct timeval tick = {.tv_usec = TICK_MS * 1000};
	memset(p, 0, sizeof *p);
	p->commits = true;
	p->base = event_base_new();
	p->tick = event_new(p->base, -1, EV_PERSIST, on_tick, p);
	event_add(p->tick, &tick);
	assert_int_equal(pthread_create(&p->pulse, NULL, pulse, p), 0);
	engine_begin(p, urls, ca, node);
}

void place_up(struct place *p, const char *urls, unsigned node)
{
	begin(p, urls, NULL, node);
}

void place_up_verifying(struct place *p, const char *urls, const char *ca)
{
	begin(p, urls, ca, 1);
}

double place_close(struct place *p)
{
	double began = now_ms();
	if (p->engine)
		p->engine->close(p->engine);
	p->engine = NULL;
	for (size_t n = 1; n <= p->count; n++)
		if (p->items[n].state == PLACE_OUT)
			p->items[n].state = PLACE_WAITS;
	return now_ms() - began;
}

void place_restart(struct place *p, const char *urls, unsigned node)
{
	place_close(p);
	engine_begin(p, urls, NULL, node);
}

void place_down(struct place *p)
{
	place_close(p);
	atomic_store(&p->pulse_stop, true);
	pthread_join(p->pulse, NULL);
	event_free(p->tick);
	event_base_free(p->base);
}

void place_offer(struct place *p, size_t more)
{
	p->count += more;
	assert_true(p->count <= PLACE_ITEMS);
}

/* ---- the others at the queue ---- */

struct reader {
	natsConnection *connection;
	jsCtx *js;
};

static bool reader_open(struct reader *r, const char *urls)
{
	char copy[512];
	const char *servers[5];
	int count = 0;
	natsOptions *options = NULL;
	snprintf(copy, sizeof copy, "%s", urls);
	for (char *left = copy, *url; count < 5 && (url = strtok_r(left, " ", &left));)
		servers[count++] = url;
	natsOptions_Create(&options);
	natsOptions_SetServers(options, servers, count);
	natsStatus s = natsConnection_Connect(&r->connection, options);
	natsOptions_Destroy(options);
	return s == NATS_OK && natsConnection_JetStream(&r->js, r->connection, NULL) == NATS_OK;
}

static void reader_close(struct reader *r)
{
	jsCtx_Destroy(r->js);
	natsConnection_Destroy(r->connection);
	*r = (struct reader){0};
}

static void check_message(natsMsg *message, size_t n)
{
	char body[64], subject[80];
	struct item item = place_item(n);
	body_of(n, body);
	snprintf(subject, sizeof subject, "kopuro.%s.%s", item.restricted ? "restricted" : "items", item_kind_name(item.kind));
	assert_string_equal(natsMsg_GetSubject(message), subject);
	assert_int_equal(natsMsg_GetDataLength(message), strlen(body));
	assert_memory_equal(natsMsg_GetData(message), body, strlen(body));
}

/* One pass over the stream. False: it could not be read to its end. */
static bool read_stream(struct reader *r, size_t count, unsigned char *seen, size_t *distinct, size_t *doubles)
{
	natsSubscription *subscription = NULL;
	jsSubOptions options;
	jsStreamInfo *info = NULL;
	memset(seen, 0, count + 1);
	*distinct = *doubles = 0;
	jsSubOptions_Init(&options);
	options.Stream = "KOPURO";
	options.Ordered = true;
	bool good = js_GetStreamInfo(&info, r->js, "KOPURO", NULL, NULL) == NATS_OK;
	uint64_t left = good ? info->State.Msgs : 0;
	jsStreamInfo_Destroy(info);
	good = good && js_SubscribeSync(&subscription, r->js, "kopuro.>", NULL, &options, NULL) == NATS_OK;
	while (good && left > 0) {
		natsMsg *message = NULL;
		const char *id = NULL;
		good = natsSubscription_NextMsg(&message, subscription, 3000) == NATS_OK;
		if (!good)
			break;
		left--;
		if (natsMsgHeader_Get(message, "Nats-Msg-Id", &id) == NATS_OK && strncmp(id, "1-", 2) == 0) {
			size_t n = strtoull(id + 2, NULL, 10);
			assert_true(n >= 1 && n <= count);
			check_message(message, n);
			*distinct += !seen[n];
			*doubles += seen[n];
			seen[n] = 1;
		}
		natsMsg_Destroy(message);
	}
	natsSubscription_Destroy(subscription);
	return good;
}

size_t place_read_back(const char *urls, size_t count)
{
	size_t distinct = 0, doubles = 0;
	unsigned char *seen = calloc(1, count + 1);
	double end = now_ms() + 30000;
	bool read = false;
	while (!read && now_ms() < end) {
		struct reader r = {0};
		read = reader_open(&r, urls) && read_stream(&r, count, seen, &distinct, &doubles);
		reader_close(&r);
	}
	assert_true(read);
	for (size_t n = 1; n <= count; n++)
		if (!seen[n])
			fail_msg("item %zu of %zu is lost; %zu are there", n, count, distinct);
	free(seen);
	return doubles;
}

void place_officer(const char *urls, const char *number, const char *json)
{
	struct reader r = {0};
	char subject[64];
	snprintf(subject, sizeof subject, "kopuro.status.%s", number);
	assert_true(reader_open(&r, urls));
	assert_int_equal(js_Publish(NULL, r.js, subject, json, (int)strlen(json), NULL, NULL), NATS_OK);
	reader_close(&r);
}
