/* A network that calls us: who is bound, and who is sent away. */
#include "link_rig.h"
#include "smpp/connection.h"

#include <unistd.h>

/* The network calls from this address; it answers the bind as a listener of the rig does. */
static struct call *call_from(const char *source)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr(source) };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(config.outbind) };
	struct call *call = calloc(1, sizeof *call);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_non_null(call);
	assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof from), 0);
	smsc.call[smsc.calls++] = call;
	call->bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(call->bev, on_call_read, NULL, on_call_event, call);
	bufferevent_enable(call->bev, EV_READ | EV_WRITE);
	assert_int_equal(bufferevent_socket_connect(call->bev, (struct sockaddr *)&to, sizeof to), 0);
	return call;
}

static struct call *outbind_from(const char *source, const char *system_id, const char *password)
{
	struct call *call = call_from(source);
	struct smpp_pdu pdu = { .command = SMPP_OUTBIND, .sequence = 1 };
	strcpy(pdu.system_id, system_id);
	strcpy(pdu.password, password);
	call_say(call, &pdu);
	return call;
}

static int open_outbind(void **state)
{
	open_stage(state);
	config.outbind = smsc.port; /* which is free then */
	config.esme.bind_ms = 1000;
	smsc_shut();
	return 0;
}

static void refused(struct call *call, const char *reason)
{
	until(!call->bev);
	assert_string_equal(link_view(network).last_error, reason);
	assert_false(link_is_up(network));
	assert_string_equal(link_view(network).state, "waiting for an outbind");
	assert_int_equal(link_view(network).counters.sent, 0);
}

static void an_outbind_is_bound_on_its_connection(void **state)
{
	(void)state;
	start();
	assert_string_equal(link_view(network).state, "waiting for an outbind");
	struct call *call = outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_is_up(network));
	assert_int_equal(call->bind, SMPP_BIND_TRANSCEIVER);
	assert_int_equal(link_view(network).connects, 0);
	told.replies = true;
	deliver(call, 1);
	until(told.responses == 1);
	assert_int_equal(smsc.submits, 1);
}

static void after_a_loss_the_next_one_is_waited_for(void **state)
{
	(void)state;
	start();
	call_close(outbind_from("127.0.0.1", "kopuro", "secret"));
	struct call *call = outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_is_up(network));
	call_close(call);
	until(!link_is_up(network));
	assert_string_equal(link_view(network).state, "waiting for an outbind");
	until_within(300, false);
	assert_int_equal(link_view(network).connects, 0);
	outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_is_up(network));
}

static void wrong_words_are_refused(void **state)
{
	(void)state;
	start();
	refused(outbind_from("127.0.0.1", "kopuro", "sesame"), "outbind from 127.0.0.1 refused: its system_id or password is another");
	refused(outbind_from("127.0.0.1", "kopuro", ""), "outbind from 127.0.0.1 refused: its system_id or password is another");
	refused(outbind_from("127.0.0.1", "kopur", "secret"), "outbind from 127.0.0.1 refused: its system_id or password is another");
}

static void strangers_are_refused(void **state)
{
	(void)state;
	start();
	refused(outbind_from("127.0.0.9", "kopuro", "secret"), "outbind from 127.0.0.9 refused: it is none of the hosts");
}

static void each_host_may_call_also_by_name(void **state)
{
	(void)state;
	strcpy(config.hosts[0], "127.0.0.9");
	strcpy(config.hosts[1], "localhost");
	config.host_count = 2;
	start();
	outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_is_up(network));
}

static void another_pdu_is_refused(void **state)
{
	(void)state;
	start();
	struct call *call = call_from("127.0.0.1");
	call_say(call, &(struct smpp_pdu){ .command = SMPP_BIND_TRANSCEIVER, .sequence = 1, .system_id = "kopuro", .password = "secret" });
	refused(call, "outbind from 127.0.0.1 refused: it began with another PDU");
	call = call_from("127.0.0.1");
	bufferevent_write(call->bev, "GET / HTTP/1.1\r\n\r\n", 18);
	refused(call, "outbind from 127.0.0.1 refused: it speaks no SMPP");
}

static void silence_is_not_waited_for(void **state)
{
	(void)state;
	config.esme.bind_ms = 50;
	start();
	struct call *call = call_from("127.0.0.1");
	until(link_view(network).last_error[0]);
	refused(call, "outbind from 127.0.0.1 refused: it said nothing in time");
}

static void an_outbind_comes_in_pieces(void **state)
{
	(void)state;
	uint8_t wire[64];
	struct writer w = writer_over(wire, sizeof wire);
	assert_int_equal(pdu_encode(&(struct smpp_pdu){ .command = SMPP_OUTBIND, .sequence = 1, .system_id = "kopuro", .password = "secret" }, &w), ERR_NONE);
	start();
	struct call *call = call_from("127.0.0.1");
	for (size_t i = 0; i < writer_len(&w); i++) {
		bufferevent_write(call->bev, wire + i, 1);
		turn(EVLOOP_NONBLOCK);
	}
	until(link_is_up(network));
}

static void each_bind_wants_an_outbind(void **state)
{
	(void)state;
	config.binds = 2;
	start();
	outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_view(network).bound == 1);
	outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_view(network).bound == 2);
	struct call *third = outbind_from("127.0.0.1", "kopuro", "secret");
	until(!third->bev);
	assert_string_equal(link_view(network).last_error, "outbind from 127.0.0.1 refused: all sessions are there already");
	assert_int_equal(link_view(network).bound, 2);
}

static void nobody_is_heard_when_it_is_stopped(void **state)
{
	(void)state;
	start();
	struct call *call = outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_is_up(network));
	struct call *guest = call_from("127.0.0.1");
	turn(EVLOOP_ONCE);
	link_stop(network);
	until(link_is_down(network));
	until(!guest->bev && !call->bev);
	struct call *late = call_from("127.0.0.1");
	until(!late->bev);
	assert_int_equal(told.ups, 1);
	link_start(network);
	outbind_from("127.0.0.1", "kopuro", "secret");
	until(link_is_up(network));
}

static void a_taken_port_is_told(void **state)
{
	(void)state;
	smsc_open("0.0.0.0");
	config.outbind = smsc.port;
	start();
	char expected[96];
	snprintf(expected, sizeof expected, "outbind: port %u cannot be had: Address already in use", config.outbind);
	assert_string_equal(link_view(network).last_error, expected);
}

#define calling(test) cmocka_unit_test_setup_teardown(test, open_outbind, close_stage)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		calling(an_outbind_is_bound_on_its_connection),
		calling(after_a_loss_the_next_one_is_waited_for),
		calling(wrong_words_are_refused),
		calling(strangers_are_refused),
		calling(each_host_may_call_also_by_name),
		calling(another_pdu_is_refused),
		calling(silence_is_not_waited_for),
		calling(an_outbind_comes_in_pieces),
		calling(each_bind_wants_an_outbind),
		calling(nobody_is_heard_when_it_is_stopped),
		calling(a_taken_port_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
