/* Thirty-two links of a real kopurod over loopback, to as many networks in small (tools/network.h); eight of them close each connection as soon as it is
 * bound. The calls over the other twenty-four go on: each key has its screen, and their links are bound at the end. How long a step takes, from the key to
 * the screen, in quiet and in flapping spans of time by turns, is told for `make bench`. The same in memory, without the sockets: test_many_networks.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/complaint.h"
#include "base/moment.h"
#include "network.h"

#define LINKS 32
#define FLAPPING 8 /* the last of them */
#define STEADY (LINKS - FLAPPING)
#define SPANS 6    /* by turns quiet and flapping */
#define SPAN_MS 500
#define PATIENCE_MS 20000
#define STEPS_MOST 100000

struct side {
	int listener, peer;
	struct network *network;
	unsigned screens;
	int64_t flaps;
};

struct rig {
	char directory[64];
	struct ussd_profiles *profiles;
	struct side sides[LINKS];
	bool flapping;
	pid_t gateway;
	int64_t *us[2];
	size_t count[2];
};

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct side *s = context;
	(void)phone;
	(void)text;
	(void)octets;
	(void)last;
	s->screens++;
}

static void on_other(void *context, const char *phone, const char *text)
{
	(void)context;
	(void)phone;
	(void)text;
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static const struct network_events events = {on_screen, on_other, on_other, on_bound, NULL};

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- the networks ---- */

static uint16_t listen_somewhere(int *fd)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof address;
	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_true(*fd >= 0 && bind(*fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(*fd, 8) == 0);
	assert_int_equal(getsockname(*fd, (struct sockaddr *)&address, &len), 0);
	return ntohs(address.sin_port);
}

static void drop(struct side *s)
{
	close(s->peer);
	s->peer = -1;
	network_cut(s->network);
}

static void take(struct side *s)
{
	int on = 1, fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	s->peer = fd;
	network_connected(s->network);
}

static void hear(struct side *s)
{
	uint8_t bytes[65536];
	ssize_t got = read(s->peer, bytes, sizeof bytes);
	if (got > 0)
		network_bytes(s->network, (struct bytes){bytes, (size_t)got});
	else if (got == 0)
		drop(s);
}

static void say(struct side *s)
{
	struct bytes out = network_out(s->network);
	ssize_t put = s->peer >= 0 && out.len ? write(s->peer, out.at, out.len) : 0;
	if (put > 0)
		network_sent(s->network, (size_t)put);
}

static void serve(struct rig *r, int wait_ms)
{
	struct pollfd fds[LINKS];
	for (size_t i = 0; i < LINKS; i++)
		fds[i] = (struct pollfd){.fd = r->sides[i].peer >= 0 ? r->sides[i].peer : r->sides[i].listener, .events = POLLIN};
	if (poll(fds, LINKS, wait_ms) <= 0)
		return;
	for (size_t i = 0; i < LINKS; i++) {
		struct side *s = &r->sides[i];
		if (!fds[i].revents)
			continue;
		if (s->peer < 0) {
			take(s);
			continue;
		}
		hear(s);
		say(s);
		if (i >= STEADY && r->flapping && network_is_bound(s->network)) {
			s->flaps++;
			drop(s);
		}
	}
}

static size_t bound(const struct rig *r)
{
	size_t count = 0;
	for (size_t i = 0; i < LINKS; i++)
		count += network_is_bound(r->sides[i].network);
	return count;
}

/* ---- kopurod ---- */

static void start(struct rig *r)
{
	char path[96], here[512], program[600];
	const char *build = getenv("BUILD");
	assert_non_null(getcwd(here, sizeof here));
	snprintf(program, sizeof program, "%s/kopurod", build ? build : "build");
	snprintf(path, sizeof path, "%s/kopuro.cfg", r->directory);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fprintf(out, "log stderr\n");
	for (size_t i = 0; i < LINKS; i++)
		fprintf(out, "smsc n%zu\n host 127.0.0.1\n port %u\n bind transceiver\n system-id kopuro\n password secret\n ussd-profile standard\n"
			" dialplan kyrgyzstan\n", i, listen_somewhere(&r->sides[i].listener));
	fprintf(out, "node 1\nstore %s/kopuro.db\nmenus %s/menus\ndialplans %s/dialplans\nprofiles %s/profiles\nfeedback local\n", r->directory, here, here, here);
	assert_int_equal(fclose(out), 0);
	r->gateway = fork();
	assert_true(r->gateway >= 0);
	if (r->gateway == 0) {
		char log[96];
		snprintf(log, sizeof log, "%s/log", r->directory);
		int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		dup2(fd, STDERR_FILENO);
		dup2(fd, STDOUT_FILENO);
		execl(program, "kopurod", "-c", path, (char *)NULL);
		_exit(127);
	}
}

static int open_rig(void **state)
{
	static struct rig r;
	struct complaints complaints;
	signal(SIGPIPE, SIG_IGN);
	snprintf(r.directory, sizeof r.directory, "/tmp/kopuro-links-XXXXXX");
	assert_non_null(mkdtemp(r.directory));
	complaints_init(&complaints);
	r.profiles = ussd_profiles_load("profiles", &complaints);
	complaints_fini(&complaints);
	for (int i = 0; i < 2; i++)
		r.us[i] = calloc(STEPS_MOST, sizeof(int64_t));
	for (size_t i = 0; i < LINKS; i++) {
		r.sides[i].peer = -1;
		r.sides[i].network = network_new(ussd_profile_find(r.profiles, "standard"), &events, &r.sides[i]);
	}
	*state = &r;
	start(&r);
	return 0;
}

static int close_rig(void **state)
{
	struct rig *r = *state;
	char command[128];
	kill(r->gateway, SIGKILL);
	waitpid(r->gateway, NULL, 0);
	for (size_t i = 0; i < LINKS; i++) {
		close(r->sides[i].listener);
		if (r->sides[i].peer >= 0)
			close(r->sides[i].peer);
		network_free(r->sides[i].network);
	}
	ussd_profiles_free(r->profiles);
	free(r->us[0]);
	free(r->us[1]);
	snprintf(command, sizeof command, "rm -rf %s", r->directory);
	return system(command);
}

/* ---- the calls ---- */

static void step(struct rig *r, size_t link, const char *key)
{
	struct side *s = &r->sides[link];
	char phone[16];
	unsigned before = s->screens;
	int64_t began = now_us();
	snprintf(phone, sizeof phone, "9965557000%02zu", link);
	if (network_in_dialog(s->network, phone))
		network_type(s->network, phone, key);
	else
		network_dial(s->network, phone, "*500#");
	say(s);
	while (s->screens == before && now_us() - began < PATIENCE_MS * 1000)
		serve(r, 100);
	if (s->screens == before)
		fail_msg("link %zu: no screen came", link);
	if (r->count[r->flapping] < STEPS_MOST)
		r->us[r->flapping][r->count[r->flapping]++] = now_us() - began;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int64_t median_us(struct rig *r, bool flapping)
{
	qsort(r->us[flapping], r->count[flapping], sizeof(int64_t), by_size);
	return r->us[flapping][r->count[flapping] / 2];
}

static void flapping_links_cost_the_others_nothing(void **state)
{
	struct rig *r = *state;
	int64_t began = now_us(), flaps = 0;
	while (bound(r) < LINKS && now_us() - began < PATIENCE_MS * 1000)
		serve(r, 100);
	assert_int_equal(bound(r), LINKS);
	for (int warm = 0; warm < 2; warm++) /* the language is chosen */
		for (size_t i = 0; i < STEADY; i++)
			step(r, i, "1");
	r->count[0] = 0;
	for (int span = 0; span < SPANS; span++) {
		r->flapping = span % 2 == 1;
		for (size_t i = STEADY; i < LINKS; i++)
			if (r->flapping && r->sides[i].peer >= 0)
				drop(&r->sides[i]);
		int64_t until = now_us() + SPAN_MS * 1000;
		for (size_t i = 0; now_us() < until; i++)
			step(r, i % STEADY, i / STEADY % 2 ? "00" : "3");
	}
	for (size_t i = STEADY; i < LINKS; i++)
		flaps += r->sides[i].flaps;
	int64_t quiet = median_us(r, false), flapping = median_us(r, true);
	print_message("# a step's median: %lld us with all quiet (%zu), %lld us with %d of %d flapping (%zu; %lld times)\n", (long long)quiet, r->count[0],
		(long long)flapping, FLAPPING, LINKS, r->count[1], (long long)flaps);
	assert_true(flaps >= FLAPPING);
	for (size_t i = 0; i < STEADY; i++)
		assert_true(network_is_bound(r->sides[i].network));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(flapping_links_cost_the_others_nothing, open_rig, close_rig)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("many_links", tests, NULL, NULL);
}
