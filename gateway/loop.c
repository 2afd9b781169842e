/* A turn: wait until a descriptor is ready or something is due; read the clock; run libevent's callbacks, then libosmocore's; run `turn`.
 *
 * The wait is our own poll() over the descriptors of both libraries, asked for through their public functions, and not libevent's: only so can
 * the clock be read between the wait and the first callback. After an idle minute every callback would else take the time of a minute ago for
 * now, and call a request that it has just sent unanswered. The libraries then run without waiting. What a turn costs grows with the number
 * of descriptors, which are few: two a network, and the console's and HTTP's. */
#include "loop.h"

#include <event2/event.h>
#include <event2/util.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>

/* libevent tells its timeouts in wall-clock time: should that be set back, no timeout is overslept by more. */
#define WAIT_MAX_MS 1000

struct loop {
	struct event_base *base;
	struct moment clock;
	bool stopping;
	struct pollfd *fds; /* grown as needed; the same for every turn */
	size_t count, capacity;
	size_t osmo_first;  /* fds[osmo_first..count) are libosmocore's */
	bool osmo_due;      /* its timer is */
	struct timeval real; /* wall clock of this turn, that libevent tells its timeouts in */
	int64_t wait_ms;
	int64_t tick_ms;    /* libevent's clock stands still for so long, and is behind by up to it */
	bool failed;        /* no memory for the descriptors: do not sleep, try again */
};

struct loop *loop_new(void)
{
	struct loop *l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	l->base = event_base_new();
	if (!l->base) {
		free(l);
		return NULL;
	}
	struct timespec tick = { 0 };
	clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
	l->tick_ms = (tick.tv_nsec + 999999) / 1000000;
	l->clock = moment_read();
	return l;
}

struct event_base *loop_base(struct loop *l)
{
	return l->base;
}

const struct moment *loop_clock(const struct loop *l)
{
	return &l->clock;
}

void loop_stop(struct loop *l)
{
	l->stopping = true;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	event_base_free(l->base);
	free(l->fds);
	free(l);
}

static void wait_at_most(struct loop *l, int64_t ms)
{
	if (ms < 0)
		ms = 0;
	if (ms < l->wait_ms)
		l->wait_ms = ms;
}

static void watch(struct loop *l, int fd, short events)
{
	if (events == 0)
		return;
	if (l->count == l->capacity) {
		size_t capacity = l->capacity ? l->capacity * 2 : 64;
		struct pollfd *fds = reallocarray(l->fds, capacity, sizeof(*fds));
		if (!fds) {
			l->failed = true;
			return;
		}
		l->fds = fds;
		l->capacity = capacity;
	}
	l->fds[l->count++] = (struct pollfd){ .fd = fd, .events = events };
}

static int watch_event(const struct event_base *base, const struct event *event, void *context)
{
	struct loop *l = context;
	struct timeval due, left;
	short wanted = event_get_events(event);
	(void)base;
	if (event_get_fd(event) >= 0 && !(wanted & EV_SIGNAL))
		watch(l, event_get_fd(event), (short)((wanted & EV_READ ? POLLIN : 0) | (wanted & EV_WRITE ? POLLOUT : 0)));
	if (event_pending(event, EV_TIMEOUT, &due)) {
		evutil_timersub(&due, &l->real, &left);
		wait_at_most(l, (int64_t)left.tv_sec * 1000 + (left.tv_usec + 999) / 1000 + l->tick_ms);
	}
	return 0;
}

/* The library has no list of its descriptors to offer but these sets; it aborts on a descriptor of 1024 or more, so main.c bounds them. */
static void watch_osmo(struct loop *l)
{
	fd_set reads, writes, excepts;
	FD_ZERO(&reads);
	FD_ZERO(&writes);
	FD_ZERO(&excepts);
	int highest = osmo_fd_fill_fds(&reads, &writes, &excepts);
	l->osmo_first = l->count;
	for (int fd = 0; fd <= highest; fd++) {
		short events = 0;
		events |= FD_ISSET(fd, &reads) ? POLLIN : 0;
		events |= FD_ISSET(fd, &writes) ? POLLOUT : 0;
		events |= FD_ISSET(fd, &excepts) ? POLLPRI : 0;
		watch(l, fd, events);
	}
}

static bool osmo_is_ready(const struct loop *l)
{
	for (size_t i = l->osmo_first; i < l->count; i++) {
		if (l->fds[i].revents)
			return true;
	}
	return l->osmo_due;
}

static void wait_for_turn(struct loop *l, int64_t deadline)
{
	l->count = 0;
	l->wait_ms = WAIT_MAX_MS;
	l->failed = false;
	gettimeofday(&l->real, NULL);
	event_base_foreach_event(l->base, watch_event, l);
	watch_osmo(l);
	osmo_timers_prepare();
	int osmo_ms = osmo_timers_nearest_ms();
	if (osmo_ms >= 0)
		wait_at_most(l, osmo_ms + 1); /* its milliseconds are cut, not rounded up */
	if (deadline != MOMENT_NEVER)
		wait_at_most(l, deadline - moment_read().mono_ms);
	if (l->failed || event_base_get_num_events(l->base, EVENT_BASE_COUNT_ACTIVE) > 0)
		wait_at_most(l, 0);
	int ready = poll(l->fds, l->count, (int)l->wait_ms);
	if (ready < 0)
		l->osmo_first = l->count; /* interrupted: nothing in `revents` was written */
	osmo_timers_prepare();
	l->osmo_due = osmo_timers_nearest_ms() == 0;
}

void loop_run(struct loop *l, loop_turn *turn, void *context)
{
	l->stopping = false;
	l->clock = moment_read();
	int64_t deadline = turn(context, l->clock);
	while (!l->stopping) {
		wait_for_turn(l, deadline);
		l->clock = moment_read();
		event_base_loop(l->base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
		if (osmo_is_ready(l))
			osmo_select_main_ctx(1);
		deadline = turn(context, l->clock);
	}
}
