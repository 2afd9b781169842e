#include "base/moment.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>

static int64_t clock_ms(clockid_t id)
{
	struct timespec now;
	int failed = clock_gettime(id, &now);
	assert(!failed);
	(void)failed;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct moment moment_read(void)
{
	return (struct moment){ .mono_ms = clock_ms(CLOCK_MONOTONIC), .unix_ms = clock_ms(CLOCK_REALTIME) };
}

void moment_boot(char out[MOMENT_BOOT])
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	if (!file || fscanf(file, "%39s", out) != 1)
		out[0] = '\0';
	if (file)
		fclose(file);
}

struct moment moment_after(struct moment now, int64_t ms)
{
	return (struct moment){ .mono_ms = now.mono_ms + ms, .unix_ms = now.unix_ms + ms };
}
