#include "store/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool directory_sync_above(const char *path)
{
	char *copy = strdup(path);
	if (!copy)
		return false;
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return false;
	bool synced = fsync(fd) == 0;
	close(fd);
	return synced;
}

static bool directory_make(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return directory_sync_above(path);
	return errno == EEXIST;
}

bool directory_make_above(const char *path)
{
	char *copy = strdup(path);
	bool made = copy && *copy;
	for (char *slash = made ? strchr(copy + 1, '/') : NULL; made && slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		made = directory_make(copy);
		*slash = '/';
	}
	int kept = errno;
	free(copy);
	errno = kept;
	return made;
}
