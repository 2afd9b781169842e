#include "base/bytes.h"

#include <assert.h>
#include <string.h>

/* Arithmetic on a null pointer is undefined even by 0: an empty view gets an address. */
static uint8_t nowhere[1];

struct reader reader_over(struct bytes bytes)
{
	const uint8_t *at = bytes.at ? bytes.at : nowhere;
	assert(bytes.at || bytes.len == 0);
	return (struct reader){ .at = at, .end = at + bytes.len };
}

size_t reader_left(const struct reader *r)
{
	return r->failed ? 0 : (size_t)(r->end - r->at);
}

/* The next `len` octets, or NULL and a failed reader. */
static const uint8_t *reader_step(struct reader *r, size_t len)
{
	if (r->failed || len > (size_t)(r->end - r->at)) {
		r->failed = true;
		return NULL;
	}
	const uint8_t *here = r->at;
	r->at += len;
	return here;
}

static uint64_t reader_integer(struct reader *r, size_t octets)
{
	const uint8_t *at = reader_step(r, octets);
	uint64_t value = 0;
	for (size_t i = 0; at && i < octets; i++)
		value = value << 8 | at[i];
	return value;
}

uint8_t reader_u8(struct reader *r)
{
	return (uint8_t)reader_integer(r, 1);
}

uint16_t reader_u16(struct reader *r)
{
	return (uint16_t)reader_integer(r, 2);
}

uint32_t reader_u32(struct reader *r)
{
	return (uint32_t)reader_integer(r, 4);
}

uint64_t reader_u64(struct reader *r)
{
	return reader_integer(r, 8);
}

struct bytes reader_take(struct reader *r, size_t len)
{
	const uint8_t *at = reader_step(r, len);
	return (struct bytes){ .at = at, .len = at ? len : 0 };
}

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

/* Room for `len` octets, or NULL and a failed writer. */
static uint8_t *writer_step(struct writer *w, size_t len)
{
	if (w->failed || len > (size_t)(w->end - w->at)) {
		w->failed = true;
		return NULL;
	}
	uint8_t *here = w->at;
	w->at += len;
	return here;
}

static void writer_integer(struct writer *w, uint64_t value, size_t octets)
{
	uint8_t *at = writer_step(w, octets);
	for (size_t i = octets; at && i > 0; i--, value >>= 8)
		at[i - 1] = (uint8_t)value;
}

void writer_u8(struct writer *w, uint8_t value)
{
	writer_integer(w, value, 1);
}

void writer_u16(struct writer *w, uint16_t value)
{
	writer_integer(w, value, 2);
}

void writer_u32(struct writer *w, uint32_t value)
{
	writer_integer(w, value, 4);
}

void writer_u64(struct writer *w, uint64_t value)
{
	writer_integer(w, value, 8);
}

void writer_put(struct writer *w, struct bytes bytes)
{
	uint8_t *at = writer_step(w, bytes.len);
	if (at && bytes.len > 0)
		memcpy(at, bytes.at, bytes.len);
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
