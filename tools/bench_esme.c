#include "bench_esme.h"
#include "bench.h"
#include "bench_wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIND_MS 120000

static int listen_on(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 8) == 0)
		return fd;
	fprintf(stderr, "kopuro bench: 127.0.0.1 port %u: %s\n", port, strerror(errno));
	return -1;
}

static pid_t spawn(char **command)
{
	pid_t child = fork();
	if (child != 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execvp(command[0], command);
	fprintf(stderr, "kopuro bench: %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

void bench_esme_answer(struct bench_esme *e, const uint8_t *request)
{
	static const uint8_t message_id[] = "1", none[] = "";
	uint32_t command = (uint32_t)request[4] << 24 | (uint32_t)request[5] << 16 | (uint32_t)request[6] << 8 | request[7];
	bool bare = command == SMPP_ENQUIRE_LINK || command == SMPP_UNBIND;
	struct bytes body = bare ? (struct bytes){none, 0} : command == SMPP_SUBMIT_SM ? (struct bytes){message_id, 2} : (struct bytes){none, 1};
	struct writer w = writer_over(pipe_room(&e->pipe, SMPP_HEADER_OCTETS + body.len), SMPP_HEADER_OCTETS + body.len);
	writer_u32(&w, (uint32_t)(SMPP_HEADER_OCTETS + body.len));
	writer_u32(&w, command | SMPP_RESPONSE);
	writer_u32(&w, ESME_ROK);
	writer_put(&w, (struct bytes){request + 12, 4});
	writer_put(&w, body);
}

static bool accept_peer(struct bench_esme *e)
{
	int64_t end_us = e->started_us + BIND_MS * INT64_C(1000);
	struct pollfd fd = {.fd = e->listener, .events = POLLIN};
	while (bench_us() < end_us && waitpid(e->child, NULL, WNOHANG) == 0) {
		if (poll(&fd, 1, 100) != 1)
			continue;
		pipe_open(&e->pipe, accept(e->listener, NULL, NULL));
		return e->pipe.fd >= 0;
	}
	return false;
}

static bool await_bind(struct bench_esme *e)
{
	int64_t end_us = e->started_us + BIND_MS * INT64_C(1000);
	while (bench_us() < end_us && pipe_wait(&e->pipe, 100)) {
		size_t at = 0;
		struct bytes pdu;
		if (!pipe_pdu(&e->pipe, &at, &pdu))
			continue;
		e->bound_us = bench_us();
		bench_esme_answer(e, pdu.at);
		pipe_used(&e->pipe, at);
		return pipe_wait(&e->pipe, 0);
	}
	return false;
}

bool bench_esme_start(struct bench_esme *e, uint16_t port, char **command)
{
	signal(SIGPIPE, SIG_IGN);
	pipe_init(&e->pipe);
	e->listener = listen_on(port);
	if (e->listener < 0)
		return false;
	e->started_us = bench_us();
	e->child = spawn(command);
	if (e->child > 0 && accept_peer(e) && await_bind(e))
		return true;
	fprintf(stderr, "kopuro bench: %s did not bind\n", command[0]);
	if (e->child > 0)
		kill(e->child, SIGTERM);
	return false;
}

/* Its unbind is answered, and its last submit_sm are not. */
int64_t bench_esme_stop(struct bench_esme *e)
{
	int64_t began_us = bench_us();
	int status = 0;
	kill(e->child, SIGTERM);
	while (pipe_wait(&e->pipe, 1000)) {
		size_t at = 0;
		struct bytes pdu;
		struct wire_message m;
		while (pipe_pdu(&e->pipe, &at, &pdu))
			if (wire_read(pdu, &m) && m.command == SMPP_UNBIND)
				bench_esme_answer(e, pdu.at);
		pipe_used(&e->pipe, at);
	}
	close(e->listener);
	waitpid(e->child, &status, 0);
	pipe_fini(&e->pipe);
	bool good = (WIFEXITED(status) && WEXITSTATUS(status) == 0) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	return good ? bench_us() - began_us : -1;
}

long bench_esme_rss_kib(const struct bench_esme *e)
{
	char path[64], line[256];
	long kib = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)e->child);
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib;
}

int64_t bench_esme_cpu_us(const struct bench_esme *e)
{
	char path[64];
	unsigned long user = 0, kernel = 0;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)e->child);
	FILE *file = fopen(path, "r");
	if (!file)
		return 0;
	if (fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2)
		user = kernel = 0;
	fclose(file);
	return (int64_t)(user + kernel) * (1000000 / sysconf(_SC_CLK_TCK));
}
