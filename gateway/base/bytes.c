#include "base/bytes.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Arithmetic on a null pointer is undefined even by 0: an empty view gets an address. */
static uint8_t nowhere[1];

struct writer writer_over(uint8_t *buffer, size_t capacity)
{
	uint8_t *start = buffer ? buffer : nowhere;
	assert(buffer || capacity == 0);
	return (struct writer){ .start = start, .at = start, .end = start + capacity };
}

size_t writer_len(const struct writer *w)
{
	return (size_t)(w->at - w->start);
}

struct bytes writer_bytes(const struct writer *w)
{
	return (struct bytes){ .at = w->start, .len = writer_len(w) };
}

struct bytes bytes_of(const char *text)
{
	return (struct bytes){ .at = (const uint8_t *)text, .len = strlen(text) };
}

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool bytes_to_string(struct bytes bytes, char *out, size_t capacity)
{
	assert(capacity > 0);
	size_t len = bytes.len < capacity ? bytes.len : capacity - 1;
	if (len > 0)
		memcpy(out, bytes.at, len);
	out[len] = '\0';
	return len == bytes.len;
}

void bytes_head(struct bytes bytes, char out[BYTES_HEAD])
{
	size_t shown = bytes.len < 16 ? bytes.len : 16;
	int len = snprintf(out, BYTES_HEAD, "%zu:", bytes.len);
	for (size_t i = 0; i < shown; i++)
		len += snprintf(out + len, BYTES_HEAD - (size_t)len, " %02x", bytes.at[i]);
	if (shown < bytes.len)
		snprintf(out + len, BYTES_HEAD - (size_t)len, " ...");
}
