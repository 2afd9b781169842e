/* A network on loopback, a link to it, and one event_base for both: for the tests of links, each of which has its own. Nothing sleeps: the loop turns
 * until a condition holds, or too long. */
#ifndef KOPURO_TESTS_LINK_RIG_H
#define KOPURO_TESTS_LINK_RIG_H

#include "smpp/link.h"
#include "smpp/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CALLS_MAX 64
#define PATIENCE_S 10

/* ---- the network's side ---- */

struct call {
	struct bufferevent *bev;
	struct stream stream;
	uint32_t bind; /* the command that it came with */
	struct sockaddr_in from, to; /* the gateway's end, and ours */
	uint64_t submits;
	bool over; /* hangs up with its last word */
};

struct smsc {
	struct evconnlistener *listener;
	uint16_t port;
	bool mute;    /* accepts and answers nothing */
	bool hangs_up, binds_first; /* closes at once, or after the bind */
	bool lazy;    /* answers binds and unbinds only */
	unsigned calls;
	struct call *call[CALLS_MAX];
	struct bufferevent *(*accept)(int fd); /* NULL: in clear */
	uint64_t submits, delivered, enquiries, unbinds, nacks;
};

static struct event_base *base;
static struct moment now;
static struct smsc smsc;
static struct smpp_link *network;
static struct link_config config;
static struct {
	uint64_t delivers, responses, unanswered, ups, downs;
	bool flushes; /* the handler calls link_flush, which must do nothing */
	bool replies;
	char reason[64];
} told;

static inline void call_say(struct call *call, const struct smpp_pdu *pdu)
{
	uint8_t wire[1024];
	struct writer w = writer_over(wire, sizeof wire);
	assert_int_equal(pdu_encode(pdu, &w), ERR_NONE);
	bufferevent_write(call->bev, wire, writer_len(&w));
}

static inline void call_hear(struct call *call, const struct smpp_pdu *pdu)
{
	struct smpp_pdu response = pdu_response(pdu, ESME_ROK);
	bool session = pdu->command == SMPP_UNBIND;
	switch (pdu->command) {
	case SMPP_BIND_TRANSCEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_RECEIVER:
		call->bind = pdu->command;
		session = true;
		break;
	case SMPP_UNBIND:
		smsc.unbinds++;
		break;
	case SMPP_SUBMIT_SM:
	case SMPP_DATA_SM:
		assert_int_not_equal(call->bind, SMPP_BIND_RECEIVER);
		smsc.submits++;
		call->submits++;
		break;
	case SMPP_ENQUIRE_LINK:
		smsc.enquiries++;
		break;
	case SMPP_DELIVER_SM | SMPP_RESPONSE:
		smsc.delivered++;
		return;
	case SMPP_GENERIC_NACK:
		smsc.nacks++;
		return;
	default:
		return;
	}
	if (!smsc.mute && (session || !smsc.lazy))
		call_say(call, &response);
	call->over = smsc.hangs_up;
}

static inline void call_close(struct call *call)
{
	if (call->bev)
		bufferevent_free(call->bev);
	call->bev = NULL;
}

static inline void on_call_event(struct bufferevent *bev, short what, void *context)
{
	(void)bev;
	if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
		call_close(context);
}

static inline void on_call_written(struct bufferevent *bev, void *context)
{
	(void)bev;
	call_close(context);
}

static inline void on_call_read(struct bufferevent *bev, void *context)
{
	struct call *call = context;
	static uint8_t data[65536];
	size_t len;
	while ((len = bufferevent_read(bev, data, sizeof data)) > 0) {
		struct bytes bytes = { data, len }, wire;
		while (!stream_next(&call->stream, &bytes, &wire)) {
			struct smpp_pdu pdu;
			uint32_t status;
			assert_int_equal(pdu_decode(wire, &pdu, &status), ERR_NONE);
			call_hear(call, &pdu);
		}
	}
	if (call->over && evbuffer_get_length(bufferevent_get_output(bev)) > 0)
		bufferevent_setcb(bev, on_call_read, on_call_written, on_call_event, call);
}

static inline void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int len, void *context)
{
	(void)listener, (void)context;
	assert_true(smsc.calls < CALLS_MAX);
	struct call *call = calloc(1, sizeof *call);
	assert_non_null(call);
	smsc.call[smsc.calls++] = call;
	socklen_t room = sizeof call->to;
	getsockname(fd, (struct sockaddr *)&call->to, &room);
	memcpy(&call->from, address, (size_t)len < sizeof call->from ? (size_t)len : sizeof call->from);
	call->bev = smsc.accept ? smsc.accept(fd) : bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(call->bev, on_call_read, NULL, on_call_event, call);
	bufferevent_enable(call->bev, EV_READ | EV_WRITE);
	if (smsc.hangs_up && !smsc.binds_first)
		call_close(call);
}

/* On this address of IPv4, and a port of its own. */
static inline void smsc_open(const char *at)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr(at) };
	socklen_t len = sizeof address;
	smsc.listener = evconnlistener_new_bind(base, on_accept, NULL, LEV_OPT_CLOSE_ON_FREE, 16, (struct sockaddr *)&address, sizeof address);
	assert_non_null(smsc.listener);
	assert_int_equal(getsockname(evconnlistener_get_fd(smsc.listener), (struct sockaddr *)&address, &len), 0);
	smsc.port = ntohs(address.sin_port);
}

static inline void smsc_shut(void)
{
	if (smsc.listener)
		evconnlistener_free(smsc.listener);
	smsc.listener = NULL;
}

static inline struct call *last_call(void)
{
	assert_true(smsc.calls > 0);
	return smsc.call[smsc.calls - 1];
}

static inline void deliver(struct call *call, uint32_t sequence)
{
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .sequence = sequence, .short_message = bytes_of("*500#") };
	call_say(call, &pdu);
}

/* ---- our side ---- */

static inline enum error submit_by(unsigned number, uint64_t reference)
{
	struct smpp_pdu pdu = { .command = SMPP_SUBMIT_SM, .short_message = bytes_of("a screen") };
	struct esme *esme = link_sender(network, number);
	return esme ? esme_send(esme, &pdu, reference, now) : ERR_STATE;
}

static inline enum error submit(uint64_t reference)
{
	return submit_by(ESME_ANY, reference);
}

static inline uint32_t handler(void *context, struct esme *esme, const struct esme_event *event, struct moment at)
{
	assert_ptr_equal(context, &told);
	(void)at;
	told.ups += event->kind == ESME_UP;
	told.downs += event->kind == ESME_DOWN;
	told.delivers += event->kind == ESME_DELIVER;
	told.responses += event->kind == ESME_RESPONSE;
	told.unanswered += event->kind == ESME_UNANSWERED;
	if (event->kind == ESME_DOWN)
		snprintf(told.reason, sizeof told.reason, "%s", event->reason);
	if (event->kind == ESME_DELIVER && told.replies)
		submit_by(esme_number(esme), 1);
	if (told.flushes)
		link_flush(network);
	return ESME_ROK;
}

/* As the gateway's: the clock is read after the wait, and what was said leaves at the end. What the test itself said leaves before. */
static inline void turn(int flags)
{
	link_flush(network);
	event_base_loop(base, flags);
	now = moment_read();
	link_flush(network);
}

static inline void on_guard(evutil_socket_t fd, short what, void *late)
{
	(void)fd, (void)what;
	*(bool *)late = true;
}

/* Turns until `condition`; the guard ends a loop that would wait for ever. */
#define until_within(ms, condition) do { \
	bool late_ = false; \
	struct event *guard_ = evtimer_new(base, on_guard, &late_); \
	struct timeval delay_ = { (ms) / 1000, (ms) % 1000 * 1000 }; \
	evtimer_add(guard_, &delay_); \
	while (!(condition) && !late_) \
		turn(EVLOOP_ONCE); \
	event_free(guard_); \
} while (0)
#define until(condition) do { until_within(PATIENCE_S * 1000, condition); assert_true(condition); } while (0)

static inline int open_stage(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	memset(&smsc, 0, sizeof smsc);
	memset(&told, 0, sizeof told);
	base = event_base_new();
	smsc_open("127.0.0.1");
	now = moment_read();
	config = (struct link_config){ .name = "sim", .hosts = { "127.0.0.1" }, .host_count = 1, .port = smsc.port, .bind = LINK_TRANSCEIVER, .binds = 1,
		.esme = { .system_id = "kopuro", .password = "secret", .interface_version = 0x34, .window = WINDOW_MAX,
			.response_ms = 5000, .bind_ms = 5000, .enquire_ms = 30000, .enquire_answer_ms = 5000 } };
	return 0;
}

static inline void start(void)
{
	network = link_new(base, &config, handler, &told, &now);
	assert_non_null(network);
	assert_true(link_is_down(network));
	assert_string_equal(link_view(network).state, "down");
	link_start(network);
}

static inline int close_stage(void **state)
{
	(void)state;
	link_free(network);
	network = NULL;
	smsc_shut();
	for (unsigned i = 0; i < smsc.calls; i++) {
		call_close(smsc.call[i]);
		free(smsc.call[i]);
	}
	event_base_loop(base, EVLOOP_NONBLOCK); /* what libevent frees later */
	event_base_free(base);
	return 0;
}

#define in_stage(test) cmocka_unit_test_setup_teardown(test, open_stage, close_stage)

#endif
