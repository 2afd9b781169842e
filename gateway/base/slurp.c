#include "base/slurp.h"

#include "base/wording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The rest of `fd`: by growing, since a file may do so while it is read. */
static char *read_all(int fd, size_t *len)
{
	char *data = NULL;
	size_t room = 16384;
	ssize_t got = 0;
	*len = 0;
	for (;;) {
		char *more = realloc(data, room *= 2);
		if (!more)
			break;
		data = more;
		while (*len < room - 1 && (got = read(fd, data + *len, room - 1 - *len)) > 0)
			*len += (size_t)got;
		if (got < 0)
			break;
		if (*len > SLURP_MAX) {
			errno = EFBIG;
			break;
		}
		if (got == 0) {
			data[*len] = '\0';
			return data;
		}
	}
	free(data);
	return NULL;
}

/* Opening a FIFO would wait for its writer, but for O_NONBLOCK; a socket does not open (ENXIO), a device is not asked. */
static int open_file(const char *path)
{
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -1;
	int fault = fstat(fd, &about) != 0 ? errno : S_ISDIR(about.st_mode) ? EISDIR : !S_ISREG(about.st_mode) ? ENXIO : 0;
	if (!fault)
		return fd;
	close(fd);
	errno = fault;
	return -1;
}

bool slurp_is_file(const char *path)
{
	int fd = open_file(path);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

char *slurp(const char *path, size_t *len)
{
	int fd = open_file(path);
	if (fd < 0)
		return NULL;
	char *data = read_all(fd, len);
	int fault = errno;
	close(fd);
	errno = fault;
	return data;
}

FILE *slurp_stream(const char *path)
{
	int fd = open_file(path);
	struct stat about;
	if (fd >= 0 && fstat(fd, &about) == 0 && about.st_size > (off_t)SLURP_MAX) {
		close(fd);
		errno = EFBIG;
		return NULL;
	}
	FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;
	if (fd >= 0 && !in)
		close(fd);
	return in;
}

const char *slurp_why(int fault)
{
	static const struct { int fault; const char *why; } reasons[] = {
		{ ENOENT, WORDING("there is no such file or folder") },
		{ ENOTDIR, WORDING("there is no such file or folder") },
		{ EISDIR, WORDING("it is a folder, not a file") },
		{ ENXIO, WORDING("it is no file but a pipe, a socket or a device") },
		{ EFBIG, WORDING("it is longer than 4 MiB") },
		{ EACCES, WORDING("this user has no right to read it") },
		{ ELOOP, WORDING("its links lead round in a circle") },
	};
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (reasons[i].fault == fault)
			return reasons[i].why;
	}
	return strerror(fault);
}
