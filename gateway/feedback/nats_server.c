#include "feedback/nats_server.h"

#include <jansson.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define NAME "nats-server "
#define WAIT_S 2
#define GREETING_MAX 4096

/* scheme://[user[:password]@]host:port; an IPv6 address stands in brackets. */
static bool url_read(const char *url, char *host, size_t host_size, char *port, size_t port_size)
{
	const char *from = strstr(url, "://"), *at = strrchr(url, '@'), *colon = strrchr(url, ':');
	from = at ? at + 1 : from ? from + 3 : url;
	if (!colon || colon < from)
		return false;
	size_t len = (size_t)(colon - from);
	bool bracketed = len > 2 && *from == '[' && from[len - 1] == ']';
	return (size_t)snprintf(host, host_size, "%.*s", (int)(bracketed ? len - 2 : len), from + bracketed) < host_size &&
		(size_t)snprintf(port, port_size, "%.*s", (int)strcspn(colon + 1, "/"), colon + 1) < port_size;
}

static int connect_any(const char *host, const char *port)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	const struct timeval wait = {.tv_sec = WAIT_S};
	struct addrinfo *all = NULL;
	int fd = -1;
	if (getaddrinfo(host, port, &hints, &all) != 0)
		return -1;
	for (const struct addrinfo *a = all; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait); /* connect(2) heeds it */
		if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
			continue;
		close(fd);
		fd = -1;
	}
	freeaddrinfo(all);
	return fd;
}

/* "INFO {"version":"2.9.10",…}\r\n" */
static bool version_read(int fd, char *out, size_t capacity)
{
	char line[GREETING_MAX];
	size_t len = 0;
	for (ssize_t got = 1; got > 0 && len < sizeof line && !memchr(line, '\n', len); len += got > 0 ? (size_t)got : 0)
		got = recv(fd, line + len, sizeof line - len, 0);
	if (len < 5 || memcmp(line, "INFO ", 5) != 0)
		return false;
	json_t *info = json_loadb(line + 5, len - 5, JSON_DISABLE_EOF_CHECK, NULL);
	const char *version = json_string_value(json_object_get(info, "version"));
	snprintf(out, capacity, "%s", version ? version : "");
	json_decref(info);
	return out[0];
}

bool nats_server_greeting(const char *url, char *out, size_t capacity)
{
	char host[256], port[16], version[32];
	int fd = url_read(url, host, sizeof host, port, sizeof port) ? connect_any(host, port) : -1;
	if (fd < 0)
		return false;
	bool read = version_read(fd, version, sizeof version);
	close(fd);
	if (read)
		snprintf(out, capacity, NAME "%s at %.200s:%s", version, host, port);
	return read;
}

const char *nats_server_promise(const char *greeting)
{
	static const struct { int major, minor; const char *promise; } promises[] = {
		{2, 10, "acknowledges before its disk has an item, unless its configuration says 'sync_interval: always'"},
		{0, 0, "acknowledges before its disk has an item and knows no 'sync_interval: always': a power cut takes what came in the last two minutes; from 2.10 on it can be set"},
	};
	int major = 0, minor = 0;
	size_t row = 0;
	if (strncmp(greeting, NAME, sizeof NAME - 1) != 0 || sscanf(greeting + sizeof NAME - 1, "%d.%d", &major, &minor) != 2)
		return "its version is not known, nor what its acknowledgements are worth";
	while (major < promises[row].major || (major == promises[row].major && minor < promises[row].minor))
		row++;
	return promises[row].promise;
}
