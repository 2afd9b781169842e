#include "control/secret_file.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room for the end of a line, and for one more octet that tells a file that is too long. */
struct content { char text[SECRET_MOST + 4]; };

static const char *look(struct content *c, ssize_t len)
{
	while (len > 0 && (c->text[len - 1] == '\n' || c->text[len - 1] == '\r'))
		c->text[--len] = '\0';
	if (len < 0)
		return "cannot be read";
	if (len > SECRET_MOST || strlen(c->text) != (size_t)len || strpbrk(c->text, "\r\n"))
		return "is no secret; one line of 16 to 255 octets is right";
	return len < SECRET_LEAST ? "is too short; one line of 16 to 255 octets is right" : NULL;
}

bool secret_file_read(const char *path, char out[SECRET_MOST + 1], const char **why)
{
	struct content c = {""};
	struct stat s;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	*why = NULL;
	out[0] = '\0';
	if (fd < 0)
		*why = "cannot be opened; a file that this user may read is right";
	else if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode))
		*why = "is no file";
	else if (s.st_mode & 077)
		*why = "can be read by others; 'chmod 600' keeps it to this user";
	else
		*why = look(&c, read(fd, c.text, sizeof c.text - 1));
	if (fd >= 0)
		close(fd);
	if (!*why)
		memcpy(out, c.text, strlen(c.text) + 1);
	explicit_bzero(&c, sizeof c);
	return !*why;
}
