#include "control/place_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, text, len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		text += done;
		len -= (size_t)done;
	}
	return true;
}

/* The name is on disk once its directory is. */
static void sync_above(const char *path)
{
	char copy[PATH_MAX];
	snprintf(copy, sizeof(copy), "%s", path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* As the one before: its mode, and its owner where that may be given. */
static bool dress(int fd, const char *path)
{
	struct stat before;
	if (stat(path, &before) != 0)
		return errno == ENOENT;
	if (fchown(fd, before.st_uid, before.st_gid) != 0 && errno != EPERM)
		return false;
	return fchmod(fd, before.st_mode & 07777) == 0;
}

bool place_file(const char *path, const char *text, size_t len, const char **why)
{
	char real[PATH_MAX], beside[PATH_MAX + 8];
	if (!realpath(path, real))
		snprintf(real, sizeof(real), "%s", path);
	snprintf(beside, sizeof(beside), "%s.XXXXXX", real);
	int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		*why = strerror(errno);
		return false;
	}
	bool good = write_all(fd, text, len) && dress(fd, real) && fsync(fd) == 0;
	int fault = errno;
	if (close(fd) != 0 && good) {
		fault = errno;
		good = false;
	}
	if (good && rename(beside, real) != 0) {
		fault = errno;
		good = false;
	}
	if (good) {
		sync_above(real);
		return true;
	}
	unlink(beside);
	*why = strerror(fault);
	return false;
}
