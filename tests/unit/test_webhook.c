/* The webhook engine against a real HTTP server (libevent's) on loopback. */
#include "feedback/engine.h"
#include "feedback/webhook_sign.h"

#include "tls_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECRET "a secret of the two"
static const char *const secrets[] = {SECRET, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};

struct place {
	struct event_base *base;
	struct evhttp *server;
	struct engine *engine;
	char url[64];
	int status;      /* what the server answers */
	bool silent;     /* it takes the request and never answers */
	unsigned posts;
	bool signed_well;
	char body[256], type[64];
	unsigned accepted, refused;
	char done_id[40], why[128];
	char retry_after[64]; /* header of the answer; "": none */
	int64_t retry_ms;
	bool up;
};

/* As the receiver of a webhook would check it. */
static bool signature_holds(const char *header, const char *body)
{
	char stamp[32], hex[65], signed_text[512], expected[65];
	unsigned char mac[32];
	if (!header || sscanf(header, "t=%31[0-9],v1=%64[0-9a-f]", stamp, hex) != 2 || llabs(atoll(stamp) - (long long)time(NULL)) > 5)
		return false;
	int len = snprintf(signed_text, sizeof signed_text, "%s.%s", stamp, body);
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, (const unsigned char *)SECRET, strlen(SECRET));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)signed_text, (unsigned long long)len);
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_bin2hex(expected, sizeof expected, mac, sizeof mac);
	return strcmp(hex, expected) == 0;
}

static void on_request(struct evhttp_request *request, void *context)
{
	struct place *p = context;
	struct evbuffer *in = evhttp_request_get_input_buffer(request);
	size_t len = evbuffer_get_length(in);
	p->posts++;
	evbuffer_copyout(in, p->body, len < sizeof p->body - 1 ? len : sizeof p->body - 1);
	p->body[len < sizeof p->body - 1 ? len : sizeof p->body - 1] = '\0';
	const char *type = evhttp_find_header(evhttp_request_get_input_headers(request), "Content-Type");
	snprintf(p->type, sizeof p->type, "%s", type ? type : "");
	p->signed_well = signature_holds(evhttp_find_header(evhttp_request_get_input_headers(request), "X-Kopuro-Signature"), p->body);
	if (p->retry_after[0])
		evhttp_add_header(evhttp_request_get_output_headers(request), "Retry-After", p->retry_after);
	if (!p->silent)
		evhttp_send_reply(request, p->status, "as told", NULL);
}

static void on_done(void *context, const struct engine_done *done)
{
	struct place *p = context;
	p->accepted += done->accepted;
	p->refused += !done->accepted;
	snprintf(p->done_id, sizeof p->done_id, "%s", done->id);
	snprintf(p->why, sizeof p->why, "%s", done->why);
	p->retry_ms = done->retry_ms;
	assert_int_equal(done->sequence, 0);
}

static bool on_status(void *context, const struct officer_event *event, struct officer_answer *answer)
{
	(void)context;
	(void)event;
	(void)answer;
	return false;
}

static void on_state(void *context, bool up, const char *why)
{
	struct place *p = context;
	(void)why;
	p->up = up;
}

static const struct engine_events events = {.done = on_done, .status = on_status, .state = on_state, .stream = NULL, .confirmed = NULL};

static void place_up(struct place *p, bool with_server)
{
	*p = (struct place){.status = 200, .up = true};
	p->base = event_base_new();
	p->server = evhttp_new(p->base);
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(p->server, "127.0.0.1", 0);
	struct sockaddr_storage address;
	socklen_t address_len = sizeof address;
	assert_int_equal(getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &address_len), 0);
	unsigned port = (unsigned)((uint8_t *)&address)[2] << 8 | ((uint8_t *)&address)[3];
	snprintf(p->url, sizeof p->url, "http://127.0.0.1:%u/items", port);
	evhttp_set_gencb(p->server, on_request, p);
	if (!with_server) {
		evhttp_free(p->server);
		p->server = NULL;
	}
	const char *why;
	p->engine = engine_webhook(p->base, p->url, secrets, 2, NULL, &events, p, &why);
	assert_non_null(p->engine);
}

static void place_down(struct place *p)
{
	p->engine->close(p->engine);
	if (p->server)
		evhttp_free(p->server);
	event_base_free(p->base);
}

/* Turns of the loop until so many posts are over, or ten seconds. */
static void until(struct place *p, unsigned over)
{
	time_t end = time(NULL) + 10;
	while (p->accepted + p->refused < over && time(NULL) < end) {
		struct timeval tick = {0, 100000};
		event_base_loopexit(p->base, &tick);
		event_base_dispatch(p->base);
	}
	assert_int_equal(p->accepted + p->refused, over);
}

static const struct item item = {.id = "1-42"};

static void test_delivered(void **state)
{
	struct place p;
	(void)state;
	place_up(&p, true);
	assert_int_equal(p.engine->publish(p.engine, &item, "{\"id\":\"1-42\"}"), ERR_NONE);
	until(&p, 1);
	assert_int_equal(p.accepted, 1);
	assert_string_equal(p.done_id, "1-42");
	assert_string_equal(p.body, "{\"id\":\"1-42\"}");
	assert_string_equal(p.type, "application/cloudevents+json; charset=utf-8");
	assert_true(p.signed_well);
	place_down(&p);
}

/* The example of the specification, and two secrets. */
static void test_standard_signatures(void **state)
{
	static const char *const wrong[] = {"whsec_", "whsec_!", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw!", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"};
	static const char *const turned[] = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SECRET};
	struct webhook_signer signer;
	struct webhook_key key;
	char headers[WEBHOOK_HEADERS][WEBHOOK_HEADER_MAX];
	(void)state;
	assert_true(webhook_signer_init(&signer, turned, 1));
	webhook_sign(&signer, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", headers);
	assert_string_equal(headers[0], "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek");
	assert_string_equal(headers[1], "webhook-timestamp: 1614265330");
	assert_string_equal(headers[2], "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	assert_true(webhook_signer_init(&signer, turned, 2));
	webhook_sign(&signer, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", headers);
	assert_memory_equal(headers[2], "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,", 70);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(webhook_key_read(&key, wrong[i]));
}

static void test_refused_and_taken_later(void **state)
{
	struct place p;
	(void)state;
	place_up(&p, true);
	p.status = 503;
	p.engine->publish(p.engine, &item, "{}");
	until(&p, 1);
	assert_int_equal(p.refused, 1);
	assert_non_null(strstr(p.why, "503"));
	p.status = 302; /* a redirect is no answer that counts */
	p.engine->publish(p.engine, &item, "{}");
	until(&p, 2);
	assert_int_equal(p.refused, 2);
	p.status = 204;
	p.engine->publish(p.engine, &item, "{}");
	until(&p, 3);
	assert_int_equal(p.accepted, 1);
	place_down(&p);
}

static int64_t wish_after(struct place *p, int status, const char *retry_after)
{
	unsigned before = p->accepted + p->refused;
	p->status = status;
	snprintf(p->retry_after, sizeof p->retry_after, "%s", retry_after);
	p->engine->publish(p->engine, &item, "{}");
	until(p, before + 1);
	return p->retry_ms;
}

static void test_retry_after(void **state)
{
	struct place p;
	char date[64];
	time_t later = time(NULL) + 600;
	struct tm utc;
	(void)state;
	place_up(&p, true);
	assert_int_equal(wish_after(&p, 429, "7"), 7000);
	assert_int_equal(wish_after(&p, 503, "120"), 120000);
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&later, &utc));
	assert_in_range(wish_after(&p, 503, date), 500000, 600000);
	assert_int_equal(wish_after(&p, 503, "99999999999999999999999"), ENGINE_RETRY_MAX_MS);
	assert_int_equal(wish_after(&p, 503, "4000000000"), ENGINE_RETRY_MAX_MS);
	assert_int_equal(wish_after(&p, 503, "Fri, 31 Dec 2999 23:59:59 GMT"), ENGINE_RETRY_MAX_MS);
	static const char *const nothing[] = {"", "0", "-5", "soon", "Sat, 01 Jan 2000 00:00:00 GMT", "1e3", "0x7"};
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		assert_int_equal(wish_after(&p, 503, nothing[i]), 0);
	assert_int_equal(wish_after(&p, 200, "60"), 0); /* it was taken */
	place_down(&p);
}

static void test_nobody_there(void **state)
{
	struct place p;
	(void)state;
	place_up(&p, false);
	assert_int_equal(p.engine->publish(p.engine, &item, "{}"), ERR_NONE);
	until(&p, 1);
	assert_int_equal(p.refused, 1);
	assert_true(p.why[0]);
	assert_false(p.up);
	assert_false(p.engine->is_up(p.engine));
	place_down(&p);
}

static void test_full_and_closed_in_the_middle(void **state)
{
	struct place p;
	(void)state;
	place_up(&p, true);
	p.silent = true;
	for (size_t i = 0; i < p.engine->in_flight_max; i++)
		assert_int_equal(p.engine->publish(p.engine, &item, "{}"), ERR_NONE);
	assert_int_equal(p.engine->publish(p.engine, &item, "{}"), ERR_FULL);
	event_base_loop(p.base, EVLOOP_ONCE);
	place_down(&p); /* nothing is leaked: run under valgrind */
}

/* ---- TLS ---- */

/* One item to a server with a certificate for `name`. Returns whether it was taken. */
static bool posted_by_tls(struct place *p, const char *name, bool with_ca)
{
	struct tls tls;
	char url[80];
	const char *why;
	tls_make(&tls, name);
	place_up(p, true);
	evhttp_set_bevcb(p->server, tls_accept, tls.context);
	snprintf(url, sizeof url, "https%s", p->url + strlen("http"));
	p->engine->close(p->engine);
	p->engine = engine_webhook(p->base, url, secrets, 1, with_ca ? tls.certificate : NULL, &events, p, &why);
	assert_non_null(p->engine);
	assert_int_equal(p->engine->publish(p->engine, &item, "{\"id\":\"1-42\"}"), ERR_NONE);
	until(p, 1);
	place_down(p);
	tls_remove(&tls);
	return p->accepted == 1;
}

static void test_tls_is_verified(void **state)
{
	struct place p;
	(void)state;
	assert_true(posted_by_tls(&p, "IP:127.0.0.1", true));
	assert_int_equal(p.posts, 1);
	assert_true(p.signed_well);
	assert_string_equal(p.body, "{\"id\":\"1-42\"}");
	/* Nothing is said to a server that is not the one. */
	assert_false(posted_by_tls(&p, "IP:127.0.0.1", false));
	assert_int_equal(p.posts, 0);
	assert_non_null(strstr(p.why, "certificate"));
	assert_false(p.up);
	assert_false(posted_by_tls(&p, "DNS:queue.example", true));
	assert_int_equal(p.posts, 0);
	assert_non_null(strstr(p.why, "127.0.0.1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_delivered),
		cmocka_unit_test(test_standard_signatures),
		cmocka_unit_test(test_refused_and_taken_later),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_full_and_closed_in_the_middle),
		cmocka_unit_test(test_tls_is_verified),
	};
	signal(SIGPIPE, SIG_IGN); /* as the daemon does */
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
