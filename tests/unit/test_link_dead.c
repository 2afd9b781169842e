/* A minute of a dead network, of every kind, costs less than 50 ms of the processor. Time passes fifty times as fast: the clock that the link is
 * given, and the timers that it sets. */
#include "link_rig.h"

#include <dlfcn.h>
#include <sys/resource.h>

#define FASTER 50
#define MINUTE_MS 60000
#define COST_MS 50

/* In the link's own calls, not in the library's: those of the loop itself and of its sockets are not made faster. */
int event_add(struct event *event, const struct timeval *delay)
{
	static int (*real)(struct event *, const struct timeval *);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "event_add");
	if (!delay)
		return real(event, NULL);
	int64_t us = ((int64_t)delay->tv_sec * 1000000 + delay->tv_usec) / FASTER;
	return real(event, &(struct timeval){ .tv_sec = us / 1000000, .tv_usec = us % 1000000 });
}

static int64_t processor_us(void)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return (int64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000 + r.ru_utime.tv_usec + r.ru_stime.tv_usec;
}

/* What a minute costs, in microseconds. The network's side is in this process too, and counts. */
static int64_t a_minute(void)
{
	bool over = false;
	struct event *guard = evtimer_new(base, on_guard, &over);
	struct timeval minute = { .tv_sec = MINUTE_MS / 1000 };
	int64_t before = processor_us();
	struct moment began = now;
	start();
	evtimer_add(guard, &minute);
	while (!over) {
		link_flush(network);
		event_base_loop(base, EVLOOP_ONCE);
		now = moment_after(began, (moment_read().mono_ms - began.mono_ms) * FASTER);
		link_flush(network);
	}
	int64_t cost = processor_us() - before;
	event_free(guard);
	print_message("# %u attempts, %.1f ms\n", (unsigned)link_view(network).connects, (double)cost / 1000);
	return cost;
}

static void one_that_refuses(void **state)
{
	(void)state;
	smsc_shut();
	assert_in_range(a_minute(), 0, COST_MS * 1000);
	assert_in_range(link_view(network).connects, 8, 14); /* at 0, 0.1, 0.3, 0.7, 1.5 .. 51.1 s, and every half minute */
}

static void one_that_refuses_at_eight_hosts(void **state)
{
	(void)state;
	smsc_shut();
	config.host_count = LINK_HOSTS;
	for (size_t i = 0; i < LINK_HOSTS; i++)
		snprintf(config.hosts[i], sizeof config.hosts[i], "127.0.1.%zu", i + 1);
	assert_in_range(a_minute(), 0, COST_MS * 1000);
	assert_in_range(link_view(network).connects, 8 * 8, 14 * 8);
}

static void one_that_accepts_and_says_nothing(void **state)
{
	(void)state;
	smsc.mute = true;
	assert_in_range(a_minute(), 0, COST_MS * 1000);
	assert_in_range(link_view(network).connects, 4, 9);
}

static void one_that_accepts_and_closes(void **state)
{
	(void)state;
	smsc.hangs_up = true;
	assert_in_range(a_minute(), 0, COST_MS * 1000);
	assert_in_range(link_view(network).connects, 8, 14);
}

static void one_that_binds_and_closes(void **state)
{
	(void)state;
	smsc.hangs_up = true;
	smsc.binds_first = true;
	assert_in_range(a_minute(), 0, COST_MS * 1000);
	assert_in_range(link_view(network).connects, 8, 14);
	assert_int_equal(told.ups, smsc.calls);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		in_stage(one_that_refuses),
		in_stage(one_that_refuses_at_eight_hosts),
		in_stage(one_that_accepts_and_says_nothing),
		in_stage(one_that_accepts_and_closes),
		in_stage(one_that_binds_and_closes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
