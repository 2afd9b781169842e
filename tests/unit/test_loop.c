/* The loop with both libraries in it: who wakes it, when, and what time it is then. */
#include "loop.h"

#include <event2/event.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/socket.h>
#include <unistd.h>

/* What is asserted of time is only what a busy machine cannot change: nothing wakes too early, the turn's clock was read after the wait, and
 * there are few turns: a loop that spins takes thousands. */
#define FEW 20

struct scene {
	struct loop *loop;
	int pair[2]; /* [0] is watched */
	int64_t began, woken; /* mono_ms */
	unsigned turns, calls;
	int64_t deadline;
	unsigned stop_after; /* turns; 0: a callback stops it */
};

static int64_t now(void)
{
	return moment_read().mono_ms;
}

static void woken(struct scene *s)
{
	s->woken = now();
	s->calls++;
	assert_true(loop_clock(s->loop)->mono_ms <= s->woken);
	loop_stop(s->loop);
}

static int64_t on_turn(void *context, struct moment moment)
{
	struct scene *s = context;
	assert_int_equal(moment.mono_ms, loop_clock(s->loop)->mono_ms);
	if (++s->turns == s->stop_after)
		loop_stop(s->loop);
	return s->deadline;
}

static int set_up(void **state)
{
	static struct scene s;
	s = (struct scene){ .loop = loop_new(), .deadline = MOMENT_NEVER, .began = now() };
	assert_non_null(s.loop);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s.pair), 0);
	*state = &s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;
	loop_free(s->loop);
	close(s->pair[0]);
	close(s->pair[1]);
	return 0;
}

static void on_event(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	woken(context);
}

static void a_timer_of_libevent(void **state)
{
	struct scene *s = *state;
	struct event *timer = event_new(loop_base(s->loop), -1, EV_TIMEOUT, on_event, s);
	event_add(timer, &(struct timeval){ .tv_usec = 150000 });
	loop_run(s->loop, on_turn, s);
	assert_true(loop_clock(s->loop)->mono_ms - s->began >= 149);
	event_free(timer);
}

/* The library's clock is behind by up to a tick: it is not asked again and again until it has caught up. */
static void timers_of_libevent_do_not_spin(void **state)
{
	struct scene *s = *state;
	struct event *timer = event_new(loop_base(s->loop), -1, EV_TIMEOUT, on_event, s);
	for (int i = 0; i < 10; i++) {
		s->turns = 0;
		event_add(timer, &(struct timeval){ .tv_usec = 10000 + i * 500 });
		loop_run(s->loop, on_turn, s);
		assert_in_range(s->turns, 2, FEW);
	}
	event_free(timer);
}

static void a_descriptor_of_libevent(void **state)
{
	struct scene *s = *state;
	struct event *readable = event_new(loop_base(s->loop), s->pair[0], EV_READ, on_event, s);
	event_add(readable, NULL);
	assert_int_equal(write(s->pair[1], "x", 1), 1);
	loop_run(s->loop, on_turn, s);
	assert_in_range(s->turns, 1, 2); /* a second without anything to do would be one more */
	assert_int_equal(s->calls, 1);
	event_free(readable);
}

static void on_osmo_timer(void *context)
{
	woken(context);
}

static void a_timer_of_libosmocore(void **state)
{
	struct scene *s = *state;
	struct osmo_timer_list timer = { 0 };
	osmo_timer_setup(&timer, on_osmo_timer, s);
	osmo_timer_schedule(&timer, 0, 150000);
	loop_run(s->loop, on_turn, s);
	assert_true(loop_clock(s->loop)->mono_ms - s->began >= 149);
	assert_in_range(s->turns, 2, FEW);
}

static int on_osmo_fd(struct osmo_fd *fd, unsigned what)
{
	(void)what;
	woken(fd->data);
	return 0;
}

static void a_descriptor_of_libosmocore(void **state)
{
	struct scene *s = *state;
	struct osmo_fd fd = { 0 };
	osmo_fd_setup(&fd, s->pair[0], OSMO_FD_READ, on_osmo_fd, s, 0);
	assert_int_equal(osmo_fd_register(&fd), 0);
	assert_int_equal(write(s->pair[1], "x", 1), 1);
	loop_run(s->loop, on_turn, s);
	assert_in_range(s->turns, 1, 2);
	osmo_fd_unregister(&fd);
}

static void the_deadline_of_a_turn(void **state)
{
	struct scene *s = *state;
	s->deadline = s->began + 150;
	s->stop_after = 2;
	loop_run(s->loop, on_turn, s);
	assert_true(now() - s->began >= 149);
}

/* Nothing at all to do: it sleeps, and looks up once a second for the sake of a wall clock that was set back. */
static void nothing_to_do(void **state)
{
	struct scene *s = *state;
	s->stop_after = 3;
	loop_run(s->loop, on_turn, s);
	assert_true(now() - s->began >= 1900);
}

/* A peer that never stops talking does not keep `turn` from running: what others wait for leaves. */
static void on_endless(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	((struct scene *)context)->calls++;
}

static void an_endless_talker(void **state)
{
	struct scene *s = *state;
	struct event *readable = event_new(loop_base(s->loop), s->pair[0], EV_READ | EV_PERSIST, on_endless, s);
	event_add(readable, NULL);
	assert_int_equal(write(s->pair[1], "x", 1), 1);
	s->stop_after = 11;
	loop_run(s->loop, on_turn, s);
	assert_int_equal(s->calls, 10);
	event_free(readable);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_timer_of_libevent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(timers_of_libevent_do_not_spin, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_descriptor_of_libevent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_timer_of_libosmocore, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_descriptor_of_libosmocore, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_deadline_of_a_turn, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_to_do, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_endless_talker, set_up, tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
