#include "store/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum error claim_take(const char *path, int *claim)
{
	*claim = open(path, O_RDONLY | O_CLOEXEC);
	if (*claim < 0)
		return ERR_IO;
	if (flock(*claim, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	return errno == EWOULDBLOCK ? ERR_LOCKED : ERR_IO;
}

void claim_drop(int claim)
{
	if (claim >= 0)
		close(claim);
}
