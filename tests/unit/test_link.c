/* A link against a real listener on loopback (link_rig.h). */
#include "link_rig.h"
#include "smpp/connection.h"
#include "smpp/refusal.h"
#include "smpp/status.h"

#include <netinet/tcp.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned sends, nodelays; /* system calls of the link */
static size_t send_most;         /* what the socket takes at once; 0: whatever it likes */

ssize_t send(int fd, const void *data, size_t len, int flags)
{
	sends++;
	if (send_most && len > send_most)
		len = send_most;
	return syscall(SYS_sendto, fd, data, len, flags, NULL, 0);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	nodelays += level == IPPROTO_TCP && name == TCP_NODELAY && *(const int *)value == 1;
	return (int)syscall(SYS_setsockopt, fd, level, name, value, len);
}

/* ---- the tests ---- */

static void binds(void **state)
{
	(void)state;
	nodelays = 0;
	start();
	assert_string_equal(link_view(network).state, "connecting");
	until(link_is_up(network));
	assert_string_equal(link_view(network).state, "bound");
	assert_string_equal(link_view(network).last_error, "");
	assert_int_equal(link_view(network).connects, 1);
	assert_int_equal(smsc.calls, 1);
	assert_int_equal(nodelays, 1);
	assert_int_equal(told.ups, 1);
	deliver(last_call(), 1);
	until(smsc.delivered == 1);
	assert_int_equal(told.delivers, 1);
}

static void binds_again_when_the_peer_closes(void **state)
{
	(void)state;
	smsc.lazy = true;
	start();
	until(link_is_up(network));
	assert_int_equal(submit(7), ERR_NONE);
	until(smsc.submits == 1);
	call_close(last_call());
	until(told.unanswered == 1);
	assert_string_equal(link_view(network).last_error, "closed by the peer");
	assert_memory_equal(link_view(network).state, "waiting 0.", 10);
	until(link_is_up(network));
	assert_int_equal(link_view(network).connects, 2);
	assert_int_equal(told.downs, 0); /* nobody had to be told to close */
}

static void binds_again_after_the_peers_unbind(void **state)
{
	(void)state;
	start();
	until(link_is_up(network));
	call_say(last_call(), &(struct smpp_pdu){ .command = SMPP_UNBIND, .sequence = 5 });
	until(told.downs == 1);
	assert_string_equal(told.reason, "unbound by the peer");
	until(link_is_up(network));
	assert_int_equal(link_view(network).connects, 2);
}

static void nacks_a_bad_length_and_binds_again(void **state)
{
	(void)state;
	start();
	until(link_is_up(network));
	bufferevent_write(last_call()->bev, "\xff\xff\xff\xff garbage", 12);
	until(told.downs == 1);
	until(smsc.nacks == 1); /* the last word arrives before the end */
	until(link_is_up(network));
	assert_int_equal(link_view(network).connects, 2);
	assert_int_equal(link_view(network).counters.malformed, 1);
}

static void does_not_spin_when_refused(void **state)
{
	(void)state;
	smsc_shut();
	start();
	until_within(1000, false);
	assert_in_range(link_view(network).connects, 3, 5); /* at 0, 100, 300, 700 ms, each +-25 % */
	assert_string_equal(link_view(network).last_error, "Connection refused");
	assert_false(link_is_up(network));
	assert_int_equal(told.ups + told.downs + told.unanswered, 0);
}

static void does_not_spin_when_the_bind_is_unanswered(void **state)
{
	(void)state;
	smsc.mute = true;
	config.esme.bind_ms = 50;
	start();
	until(told.downs == 2);
	assert_string_equal(told.reason, "bind unanswered");
	assert_string_equal(link_view(network).last_error, "bind unanswered");
	assert_int_equal(smsc.calls, 2);
	smsc.mute = false;
	until(link_is_up(network));
}

static void asks_an_idle_peer_and_leaves_a_dead_one(void **state)
{
	(void)state;
	config.esme.enquire_ms = 30;
	config.esme.enquire_answer_ms = 100;
	start();
	until(smsc.enquiries == 5);
	assert_true(link_is_up(network));
	assert_int_equal(link_view(network).connects, 1);
	smsc.lazy = true;
	until(told.downs == 1);
	assert_string_equal(told.reason, "enquire_link unanswered");
	until(link_view(network).connects == 2);
}

static void a_request_times_out(void **state)
{
	(void)state;
	smsc.lazy = true;
	config.esme.response_ms = 50;
	start();
	until(link_is_up(network));
	submit(1);
	until(told.unanswered == 1);
	assert_true(link_is_up(network));
	assert_int_equal(link_view(network).counters.unanswered, 1);
}

static void sends_and_receives_on_two_sessions(void **state)
{
	(void)state;
	config.bind = LINK_TRANSMITTER_RECEIVER;
	start();
	until(link_is_up(network));
	assert_int_equal(told.ups, 2);
	assert_int_equal(smsc.calls, 2);
	struct call *receiver = smsc.call[smsc.call[0]->bind == SMPP_BIND_RECEIVER ? 0 : 1];
	struct call *transmitter = smsc.call[receiver == smsc.call[0] ? 1 : 0];
	assert_int_equal(receiver->bind, SMPP_BIND_RECEIVER);
	assert_int_equal(transmitter->bind, SMPP_BIND_TRANSMITTER);
	told.replies = true;
	deliver(receiver, 1);
	until(told.responses == 1);
	assert_int_equal(smsc.delivered, 1);
	assert_int_equal(smsc.submits, 1);
	call_close(receiver);
	until(!link_is_up(network));
	assert_true(esme_can_send(link_sender(network, ESME_ANY))); /* the other goes on */
	assert_memory_equal(link_view(network).state, "waiting", 7);
	until(link_is_up(network));
	assert_int_equal(smsc.calls, 3);
}

static void what_is_sent_is_shared_by_the_binds(void **state)
{
	(void)state;
	smsc.lazy = true;
	config.binds = 3;
	start();
	until(link_view(network).bound == 3);
	assert_string_equal(link_session(network, 2).name, "sim/3");
	assert_string_equal(link_session(network, 2).state, "bound");
	for (uint64_t i = 0; i < 30; i++)
		assert_int_equal(submit(i), ERR_NONE);
	until(smsc.submits == 30);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(smsc.call[i]->submits, 10);
		assert_int_equal(link_session(network, i).open_requests, 10);
	}
	assert_int_equal(link_view(network).open_requests, 30);
}

static void a_screen_leaves_by_the_bind_that_its_caller_came_by(void **state)
{
	(void)state;
	smsc.lazy = told.replies = true;
	config.binds = 3;
	config.esme.window = 2;
	start();
	until(link_view(network).bound == 3);
	deliver(smsc.call[1], 1);
	deliver(smsc.call[1], 2);
	until(smsc.submits == 2);
	assert_int_equal(smsc.call[1]->submits, 2);
	deliver(smsc.call[1], 3); /* its window is full: by another */
	until(smsc.submits == 3);
	assert_int_equal(smsc.call[1]->submits, 2);
	assert_int_equal(link_view(network).open_requests, 3);
}

static void the_other_binds_go_on_when_one_is_gone(void **state)
{
	(void)state;
	config.binds = 2;
	start();
	until(link_view(network).bound == 2);
	smsc_shut();
	call_close(smsc.call[1]);
	until(link_view(network).bound == 1);
	assert_true(link_is_up(network));
	assert_memory_equal(link_view(network).state, "waiting", 7);
	assert_int_equal(submit_by(0, 1), ERR_NONE);
	assert_int_equal(submit_by(1, 2), ERR_NONE);
	until(told.responses == 2);
	assert_int_equal(smsc.submits, 2);
	call_close(smsc.call[0]);
	until(!link_is_up(network));
	assert_int_equal(submit_by(1, 2), ERR_STATE);
}

static void a_pair_has_one_number(void **state)
{
	(void)state;
	told.replies = true;
	config.bind = LINK_TRANSMITTER_RECEIVER;
	config.binds = 2;
	start();
	until(link_view(network).bound == 4);
	assert_string_equal(link_session(network, 3).name, "sim/2/rx");
	assert_int_equal(smsc.call[2]->bind, SMPP_BIND_TRANSMITTER);
	assert_int_equal(smsc.call[3]->bind, SMPP_BIND_RECEIVER);
	deliver(smsc.call[3], 1);
	until(told.responses == 1);
	assert_int_equal(smsc.call[2]->submits, 1);
	call_close(smsc.call[1]); /* one receiver is enough, and so is one transmitter */
	call_close(smsc.call[2]);
	until(link_view(network).bound == 2);
	assert_true(link_is_up(network));
	deliver(smsc.call[3], 2);
	until(told.responses == 2);
	assert_int_equal(smsc.call[0]->submits, 1);
}

static void one_direction_alone_is_enough(void **state)
{
	(void)state;
	config.bind = LINK_RECEIVER;
	start();
	until(link_is_up(network));
	assert_int_equal(last_call()->bind, SMPP_BIND_RECEIVER);
	assert_null(link_sender(network, ESME_ANY));
	assert_null(link_sender(network, 0));
	deliver(last_call(), 1);
	until(smsc.delivered == 1);
	link_stop(network);
	until(link_is_down(network));
	link_free(network);
	config.bind = LINK_TRANSMITTER;
	start();
	until(link_is_up(network));
	assert_int_equal(last_call()->bind, SMPP_BIND_TRANSMITTER);
	assert_int_equal(submit(1), ERR_NONE);
	until(told.responses == 1);
}

static void many_sends_are_one_write(void **state)
{
	(void)state;
	start();
	until(link_is_up(network));
	sends = 0;
	for (uint64_t i = 0; i < 100; i++)
		assert_int_equal(submit(i), ERR_NONE);
	assert_int_equal(link_view(network).open_requests, 100);
	assert_int_equal(sends, 0);
	link_flush(network);
	link_flush(network);
	assert_int_equal(sends, 1);
	until(told.responses == 100);
	assert_int_equal(smsc.submits, 100);
	assert_int_equal(sends, 1);
}

static void a_handler_cannot_split_what_a_turn_says(void **state)
{
	(void)state;
	told.flushes = told.replies = true;
	start();
	until(link_is_up(network));
	sends = 0;
	for (uint32_t i = 1; i <= 20; i++)
		deliver(last_call(), i);
	until(told.delivers == 20);
	assert_int_equal(sends, 1);
	until(told.responses == 20);
	assert_int_equal(smsc.delivered, 20);
}

/* More than a bufferevent reads at once: still few turns, and so few commits. */
static void a_burst_takes_few_turns(void **state)
{
	(void)state;
	start();
	until(link_is_up(network));
	sends = 0;
	for (uint32_t i = 1; i <= 5000; i++)
		deliver(last_call(), i);
	until(smsc.delivered == 5000);
	assert_int_equal(told.delivers, 5000);
	assert_in_range(sends, 1, 40); /* 300 KB, 20 KB a write of the other side at the least */
}

static void a_peer_that_does_not_read_is_left(void **state)
{
	(void)state;
	static uint8_t payload[60000] = { 0x04, 0x24, (sizeof payload - 4) >> 8, (sizeof payload - 4) & 0xff };
	start();
	until(link_is_up(network));
	bufferevent_disable(last_call()->bev, EV_READ);
	unsigned sent = 0;
	while (link_view(network).connects == 1 && sent < WINDOW_MAX) {
		struct smpp_pdu pdu = { .command = SMPP_DATA_SM, .tlvs = { payload, sizeof payload } };
		if (!link_is_up(network))
			break;
		assert_int_equal(esme_send(link_sender(network, ESME_ANY), &pdu, sent++, now), ERR_NONE);
		turn(EVLOOP_NONBLOCK);
	}
	assert_string_equal(link_view(network).last_error, "the peer does not read");
	assert_int_equal(told.unanswered, sent);
	until(link_is_up(network));
}

/* The bytes that the socket did not take at once follow, whole and in order, also when more is said meanwhile. */
static void what_the_socket_does_not_take_follows(void **state)
{
	(void)state;
	send_most = 1001;
	start();
	until(link_is_up(network));
	sends = 0;
	for (unsigned i = 0; i < 200; i++) {
		assert_int_equal(submit(i), ERR_NONE);
		if (i % 50 == 49)
			link_flush(network);
	}
	assert_int_equal(sends, 1); /* the other three stand behind its rest */
	until(told.responses == 200);
	assert_int_equal(smsc.submits, 200);
	assert_int_equal(link_view(network).counters.unexpected, 0);
	send_most = 0;
}

static void stops_with_an_unbind(void **state)
{
	(void)state;
	config.bind = LINK_TRANSMITTER_RECEIVER;
	start();
	until(link_is_up(network));
	link_stop(network);
	assert_false(link_is_down(network));
	until(link_is_down(network));
	assert_int_equal(smsc.unbinds, 2);
	assert_string_equal(told.reason, "unbound");
	until_within(300, false);
	assert_int_equal(smsc.calls, 2); /* and stays so */
	link_start(network);
	until(link_is_up(network));
}

static void stops_without_an_answer(void **state)
{
	(void)state;
	config.esme.response_ms = 50;
	start();
	until(link_is_up(network));
	smsc.mute = true;
	link_stop(network);
	until(link_is_down(network));
	assert_string_equal(told.reason, "unbind unanswered");
}

static void stops_from_any_state(void **state)
{
	(void)state;
	start(); /* connecting */
	link_stop(network);
	assert_true(link_is_down(network));
	smsc.mute = true;
	link_start(network); /* binding */
	until(link_view(network).counters.sent == 1);
	link_stop(network);
	until(link_is_down(network));
	smsc_shut();
	link_start(network); /* waiting */
	until(!strncmp(link_view(network).state, "waiting", 7));
	link_stop(network);
	assert_true(link_is_down(network));
	link_stop(network);
	assert_int_equal(link_view(network).connects, 3);
}

static void costs_nothing_when_idle(void **state)
{
	(void)state;
	start();
	until(link_is_up(network));
	deliver(last_call(), 1);
	until(smsc.delivered == 1);
	unsigned turns = 0;
	until_within(500, (turns++, false));
	assert_in_range(turns, 1, 2); /* the guard's own, and the condition asked once more */
}

static void finds_a_name_in_the_hosts_file(void **state)
{
	(void)state;
	strcpy(config.hosts[0], "localhost");
	start();
	until(link_is_up(network));
	assert_int_equal(link_view(network).connects, 1);
}

/* Whatever the resolver of this machine does with it, nothing waits for it. */
static void a_name_that_nobody_knows_blocks_nothing(void **state)
{
	(void)state;
	strcpy(config.hosts[0], "smsc.invalid");
	struct moment before = moment_read();
	start();
	assert_true(moment_read().mono_ms - before.mono_ms < 1000);
	until_within(300, false);
	assert_false(link_is_up(network));
	link_stop(network);
	assert_true(link_is_down(network));
}

static void backs_off_by_doubling_with_jitter(void **state)
{
	(void)state;
	static const int64_t steps[] = { 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000 };
	for (unsigned losses = 0; losses < sizeof steps / sizeof *steps; losses++) {
		int64_t least = INT64_MAX, most = 0;
		for (uint32_t random = 0; random < 100000; random++) {
			int64_t ms = connection_backoff_ms(losses, losses % 3, random * 2654435761u);
			least = ms < least ? ms : least;
			most = ms > most ? ms : most;
		}
		assert_in_range(least, steps[losses] * 3 / 4, steps[losses] * 3 / 4 + steps[losses] / 50);
		assert_in_range(most, steps[losses] * 5 / 4 - steps[losses] / 50, steps[losses] * 5 / 4);
	}
	assert_in_range(connection_backoff_ms(UINT32_MAX, 0, 0), 22500, 37500);
	/* After three wrong passwords: minutes, or the network locks the account. */
	assert_in_range(connection_backoff_ms(2, 3, 0), 200000, 400000);
	assert_in_range(connection_backoff_ms(9, 50, 7), 200000, 400000);
}

static void what_a_starting_smsc_says_costs_no_minutes(void **state)
{
	(void)state;
	static const uint32_t passing[] = { ESME_RBINDFAIL, ESME_RALYBND, ESME_RINVBNDSTS, ESME_RSYSERR, ESME_RTHROTTLED, 1375 };
	static const uint32_t ours[] = { ESME_RINVPASWD, ESME_RINVSYSID, ESME_RINVSYSTYP };
	for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
		assert_false(refusal_is_ours(passing[i]));
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		assert_true(refusal_is_ours(ours[i]));
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		in_stage(binds),
		in_stage(binds_again_when_the_peer_closes),
		in_stage(binds_again_after_the_peers_unbind),
		in_stage(nacks_a_bad_length_and_binds_again),
		in_stage(does_not_spin_when_refused),
		in_stage(does_not_spin_when_the_bind_is_unanswered),
		in_stage(asks_an_idle_peer_and_leaves_a_dead_one),
		in_stage(a_request_times_out),
		in_stage(sends_and_receives_on_two_sessions),
		in_stage(what_is_sent_is_shared_by_the_binds),
		in_stage(a_screen_leaves_by_the_bind_that_its_caller_came_by),
		in_stage(the_other_binds_go_on_when_one_is_gone),
		in_stage(a_pair_has_one_number),
		in_stage(one_direction_alone_is_enough),
		in_stage(many_sends_are_one_write),
		in_stage(a_handler_cannot_split_what_a_turn_says),
		in_stage(a_burst_takes_few_turns),
		in_stage(a_peer_that_does_not_read_is_left),
		in_stage(what_the_socket_does_not_take_follows),
		in_stage(stops_with_an_unbind),
		in_stage(stops_without_an_answer),
		in_stage(stops_from_any_state),
		in_stage(costs_nothing_when_idle),
		in_stage(finds_a_name_in_the_hosts_file),
		in_stage(a_name_that_nobody_knows_blocks_nothing),
		cmocka_unit_test(backs_off_by_doubling_with_jitter),
		cmocka_unit_test(what_a_starting_smsc_says_costs_no_minutes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
