/* 32 links in one loop: 8 that flap leave the other 24 alone: each answers what it is asked, and all are bound at the end. How long it takes is told
 * for `make bench`. */
#include "link_rig.h"

#include <dlfcn.h>
#include <time.h>

#define STABLE 24
#define FLAPPING 8
#define ROUNDS 300
#define TRIES 5
#define FASTER 50 /* back-off passes so much sooner, and more flaps come into a measurement */
#define ATTEMPTS (FLAPPING * 3) /* of those that flap, at the least, while it is measured */

static struct many {
	struct link_config config;
	struct smpp_link *link;
} many[STABLE + FLAPPING];

static struct evconnlistener *flapper;
static unsigned flaps;

/* In the link's own calls, not in the library's. */
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

static void on_flap(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int len, void *context)
{
	(void)listener, (void)address, (void)len, (void)context;
	flaps++;
	evutil_closesocket(fd);
}

static uint32_t on_many(void *context, struct esme *esme, const struct esme_event *event, struct moment at)
{
	struct smpp_pdu pdu = { .command = SMPP_SUBMIT_SM, .short_message = bytes_of("a screen") };
	(void)context;
	if (event->kind == ESME_DELIVER)
		assert_int_equal(esme_send(esme, &pdu, 1, at), ERR_NONE);
	return ESME_ROK;
}

static void turn_many(void)
{
	event_base_loop(base, EVLOOP_ONCE);
	now = moment_read();
	for (size_t i = 0; i < STABLE + FLAPPING; i++)
		if (many[i].link)
			link_flush(many[i].link);
}

static int64_t clock_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A word from every caller of the 24, a screen for each, many times: how long all of it takes, in microseconds. */
static int64_t measure(const char *words)
{
	int64_t began = clock_us();
	unsigned before = flaps;
	for (size_t round = 0; round < ROUNDS; round++) {
		uint64_t answered = smsc.submits + STABLE;
		for (size_t i = 0; i < STABLE; i++)
			deliver(smsc.call[i], (uint32_t)round + 1);
		while (smsc.submits < answered)
			turn_many();
	}
	int64_t took = clock_us() - began;
	print_message("# %s: %lld us, %u flaps\n", words, (long long)took, flaps - before);
	return took;
}

static unsigned ups(void)
{
	unsigned up = 0;
	for (size_t i = 0; i < STABLE; i++)
		up += link_is_up(many[i].link);
	return up;
}

static void link_make(size_t i)
{
	link_free(many[i].link);
	many[i].link = link_new(base, &many[i].config, on_many, NULL, &now);
	assert_non_null(many[i].link);
	link_start(many[i].link);
}

static void flapping_links_leave_the_others_alone(void **state)
{
	(void)state;
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;
	flapper = evconnlistener_new_bind(base, on_flap, NULL, LEV_OPT_CLOSE_ON_FREE, 16, (struct sockaddr *)&address, sizeof address);
	assert_non_null(flapper);
	assert_int_equal(getsockname(evconnlistener_get_fd(flapper), (struct sockaddr *)&address, &len), 0);
	for (size_t i = 0; i < STABLE + FLAPPING; i++) {
		many[i].config = config;
		snprintf(many[i].config.name, sizeof many[i].config.name, "n%zu", i);
		if (i >= STABLE)
			many[i].config.port = ntohs(address.sin_port);
	}
	for (size_t i = 0; i < STABLE; i++)
		link_make(i);
	while (ups() < STABLE)
		turn_many();
	int64_t alone = INT64_MAX, beside = INT64_MAX;
	/* The best of some measurements: this machine may have other work in one of them. */
	for (int i = 0; i < TRIES; i++) {
		int64_t took = measure("24 alone");
		alone = took < alone ? took : alone;
	}
	for (int i = 0; i < TRIES; i++) {
		for (size_t j = STABLE; j < STABLE + FLAPPING; j++)
			link_make(j); /* its back-off begins anew */
		unsigned before = flaps;
		int64_t took = measure("beside 8 that flap");
		assert_true(flaps - before >= ATTEMPTS);
		beside = took < beside ? took : beside;
	}
	assert_int_equal(ups(), STABLE);
	print_message("# best: %lld us alone, %lld us beside %d that flap\n", (long long)alone, (long long)beside, FLAPPING);
	for (size_t i = 0; i < STABLE + FLAPPING; i++)
		link_free(many[i].link);
	evconnlistener_free(flapper);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		in_stage(flapping_links_leave_the_others_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
