#include "nats_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START_MS 20000

static const char *const places[] = {"/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"};

static const char *program(void)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

bool nats_server_is_installed(void)
{
	return program();
}

static int socket_at(unsigned port, int (*fn)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (fn(fd, (struct sockaddr *)&at, sizeof at) == 0)
		return fd;
	close(fd);
	return -1;
}

unsigned nats_port_free(void)
{
	static unsigned next;
	if (next == 0)
		next = (unsigned)getpid() * 37;
	for (int tries = 0; tries < 1000; tries++) {
		unsigned port = 12000 + next++ % 18000;
		int fd = socket_at(port, bind);
		if (fd < 0)
			continue;
		close(fd);
		return port;
	}
	fail_msg("no port is free");
	return 0;
}

void nats_server_init(struct nats_server *s, const char *name)
{
	const char *base = getenv("TMPDIR");
	*s = (struct nats_server){.port = nats_port_free()};
	snprintf(s->name, sizeof s->name, "%s", name);
	snprintf(s->directory, sizeof s->directory, "%s/kopuro-nats-XXXXXX", base && strlen(base) < 40 ? base : "/tmp");
	snprintf(s->url, sizeof s->url, "nats://127.0.0.1:%u", s->port);
	assert_non_null(mkdtemp(s->directory));
}

void nats_cluster_init(struct nats_server servers[3])
{
	static const char *const names[] = {"one", "two", "three"};
	for (size_t i = 0; i < 3; i++) {
		nats_server_init(&servers[i], names[i]);
		servers[i].route_port = nats_port_free();
	}
	for (size_t i = 0; i < 3; i++)
		snprintf(servers[i].routes, sizeof servers[i].routes, "nats://127.0.0.1:%u,nats://127.0.0.1:%u", servers[(i + 1) % 3].route_port,
			servers[(i + 2) % 3].route_port);
}

static int entry_remove(const char *path, const struct stat *stat, int kind, struct FTW *at)
{
	(void)stat;
	(void)kind;
	(void)at;
	return remove(path);
}

void nats_server_wipe(struct nats_server *s)
{
	char store[128];
	snprintf(store, sizeof store, "%s/jetstream", s->directory);
	nftw(store, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

void nats_server_remove(struct nats_server *s)
{
	nats_server_signal(s, SIGKILL);
	nftw(s->directory, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static void become_server(const struct nats_server *s)
{
	char port[16], log[128], cluster[64];
	const char *arguments[32] = {"nats-server", "-a", "127.0.0.1", "-js", "-sd", s->directory, "-n", s->name, "-p", port, "-l", log};
	size_t count = 12;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(port, sizeof port, "%u", s->port);
	snprintf(log, sizeof log, "%s/log", s->directory);
	snprintf(cluster, sizeof cluster, "nats://127.0.0.1:%u", s->route_port);
	if (s->routes[0]) {
		const char *more[] = {"--cluster_name", "kopuro", "--cluster", cluster, "--routes", s->routes};
		for (size_t i = 0; i < 6; i++)
			arguments[count++] = more[i];
	}
	for (size_t i = 0; i < 8 && s->options[i]; i++)
		arguments[count++] = s->options[i];
	execv(program(), (char *const *)arguments);
	_exit(127);
}

/* It greets whoever connects. */
static bool greets(unsigned port)
{
	char head[4] = "";
	int fd = socket_at(port, connect);
	if (fd < 0)
		return false;
	struct pollfd in = {.fd = fd, .events = POLLIN};
	bool good = poll(&in, 1, 500) == 1 && recv(fd, head, sizeof head, MSG_WAITALL) == 4 && memcmp(head, "INFO", 4) == 0;
	close(fd);
	return good;
}

void nats_server_start(struct nats_server *s)
{
	assert_int_equal(s->pid, 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0)
		become_server(s);
	for (int waited = 0; !greets(s->port); waited += 20) {
		const struct timespec tick = {.tv_nsec = 20000000};
		if (waited > START_MS || waitpid(s->pid, NULL, WNOHANG) != 0)
			fail_msg("nats-server %s does not start; %s/log says why", s->name, s->directory);
		nanosleep(&tick, NULL);
	}
}

void nats_server_signal(struct nats_server *s, int signal)
{
	if (s->pid == 0)
		return;
	kill(s->pid, signal);
	if (signal != SIGKILL)
		return;
	waitpid(s->pid, NULL, 0);
	s->pid = 0;
}
