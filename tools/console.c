#include "console.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define WAIT_S 30 /* menus are loaded meanwhile */
#define SAID_MAX 65536
#define IAC 0xff /* a telnet option: three octets */
#define END "the-end-of-it"

static int reach(const char *host, uint16_t port)
{
	char service[8];
	struct addrinfo *found, hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	snprintf(service, sizeof service, "%u", port);
	errno = EINVAL;
	if (getaddrinfo(host, service, &hints, &found) != 0)
		return -1;
	const struct timeval wait = {.tv_sec = WAIT_S};
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0 || connect(fd, found->ai_addr, found->ai_addrlen) != 0)) {
		int fault = errno;
		close(fd);
		fd = -1;
		errno = fault;
	}
	freeaddrinfo(found);
	return fd;
}

/* Without telnet's options and carriage returns; the length that is left. */
static size_t plain(char *said, size_t len)
{
	size_t kept = 0;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)said[i] == IAC)
			i += 2;
		else if (said[i] != '\r')
			said[kept++] = said[i];
	}
	said[kept] = '\0';
	return kept;
}

/* The console says each line again before it answers, and its prompt before each line. */
static void cut(const char *said, const char *line, char *out, size_t capacity)
{
	const char *begin = strstr(said, line);
	begin = begin ? begin + strlen(line) : said;
	begin += *begin == '\n';
	for (const char *at = begin, *end; (end = strchr(at, '\n')); at = end + 1) {
		const char *prompt = memmem(at, (size_t)(end - at), "> ", 2);
		if (!prompt || memchr(at, ' ', (size_t)(prompt - at)))
			continue;
		snprintf(out, capacity, "%.*s", (int)(at - begin), begin);
		return;
	}
	snprintf(out, capacity, "%s", begin);
}

enum error console_ask(const char *host, uint16_t port, const char *line, char *out, size_t capacity)
{
	char request[256], *said = malloc(SAID_MAX + 1);
	size_t len = 0;
	int fd = said ? reach(host, port) : -1;
	if (fd < 0) {
		free(said);
		return errno == ECONNREFUSED ? ERR_NOT_FOUND : ERR_IO;
	}
	snprintf(request, sizeof request, "terminal length 0\r\n%s\r\necho " END "\r\n", line);
	ssize_t got = send(fd, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request);
	while (got > 0 && len < SAID_MAX && !memmem(said, len, "\n" END, sizeof END)) {
		got = recv(fd, said + len, SAID_MAX - len, 0);
		len += got > 0 ? (size_t)got : 0;
	}
	int fault = got < 0 ? errno : ECONNRESET;
	bool whole = memmem(said, len, "\n" END, sizeof END);
	close(fd);
	if (whole) {
		plain(said, len);
		cut(said, line, out, capacity);
	}
	free(said);
	errno = fault;
	return whole ? ERR_NONE : ERR_IO;
}
