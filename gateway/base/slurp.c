#include "base/slurp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* The rest of `in`: by growing, since a pipe has no size. */
static char *read_all(FILE *in, size_t *len)
{
	char *data = NULL;
	size_t room = 16384;
	*len = 0;
	do {
		room *= 2;
		char *more = realloc(data, room);
		if (!more)
			break;
		data = more;
		*len += fread(data + *len, 1, room - 1 - *len, in);
		if (!ferror(in) && *len < room - 1) {
			data[*len] = '\0';
			return data;
		}
	} while (!ferror(in) && room <= SLURP_MAX);
	if (!ferror(in) && room > SLURP_MAX)
		errno = EFBIG;
	free(data);
	return NULL;
}

char *slurp(const char *path, size_t *len)
{
	FILE *in = fopen(path, "re");
	if (!in)
		return NULL;
	char *data = read_all(in, len);
	int fault = errno;
	fclose(in);
	errno = fault;
	return data;
}
