/* Cursors over bytes: the only way in which this program reads or writes a wire format.
 * Both are sticky: after the first overrun every further call does nothing, and `failed` stays set, so that a decoder checks once,
 * at its end. No allocation; a reader lends views into the bytes it was given. Integers are big-endian (SMPP 3.4, 3.1). */
#ifndef KOPURO_BASE_BYTES_H
#define KOPURO_BASE_BYTES_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A borrowed view; `at` may be NULL only when `len` is 0. */
struct bytes {
	const uint8_t *at;
	size_t len;
};

struct reader {
	const uint8_t *at, *end;
	bool failed;
};

struct writer {
	uint8_t *start, *at, *end;
	bool failed;
};

struct writer writer_over(uint8_t *buffer, size_t capacity);
size_t writer_len(const struct writer *w);
struct bytes writer_bytes(const struct writer *w);

/* Each field of each PDU passes through these: a call a field would cost more than the field. */

static inline struct reader reader_over(struct bytes bytes)
{
	/* Arithmetic on a null pointer is undefined even by 0: an empty view gets an address. */
	const uint8_t *at = bytes.at ? bytes.at : (const uint8_t *)"";
	assert(bytes.at || bytes.len == 0);
	return (struct reader){ .at = at, .end = at + bytes.len };
}

static inline size_t reader_left(const struct reader *r)
{
	return r->failed ? 0 : (size_t)(r->end - r->at);
}

/* The next `len` octets, or NULL and a failed reader. */
static inline const uint8_t *reader_step(struct reader *r, size_t len)
{
	if (r->failed || len > (size_t)(r->end - r->at)) {
		r->failed = true;
		return NULL;
	}
	const uint8_t *here = r->at;
	r->at += len;
	return here;
}

static inline uint64_t reader_integer(struct reader *r, size_t octets)
{
	const uint8_t *at = reader_step(r, octets);
	uint64_t value = 0;
	for (size_t i = 0; at && i < octets; i++)
		value = value << 8 | at[i];
	return value;
}

static inline uint8_t reader_u8(struct reader *r)
{
	return (uint8_t)reader_integer(r, 1);
}

static inline uint16_t reader_u16(struct reader *r)
{
	return (uint16_t)reader_integer(r, 2);
}

static inline uint32_t reader_u32(struct reader *r)
{
	return (uint32_t)reader_integer(r, 4);
}

static inline uint64_t reader_u64(struct reader *r)
{
	return reader_integer(r, 8);
}

/* A view of the next `len` octets; empty on overrun. */
static inline struct bytes reader_take(struct reader *r, size_t len)
{
	const uint8_t *at = reader_step(r, len);
	return (struct bytes){ .at = at, .len = at ? len : 0 };
}

/* Room for `len` octets, or NULL and a failed writer. */
static inline uint8_t *writer_step(struct writer *w, size_t len)
{
	if (w->failed || len > (size_t)(w->end - w->at)) {
		w->failed = true;
		return NULL;
	}
	uint8_t *here = w->at;
	w->at += len;
	return here;
}

static inline void writer_integer(struct writer *w, uint64_t value, size_t octets)
{
	uint8_t *at = writer_step(w, octets);
	for (size_t i = octets; at && i > 0; i--, value >>= 8)
		at[i - 1] = (uint8_t)value;
}

static inline void writer_u8(struct writer *w, uint8_t value)
{
	writer_integer(w, value, 1);
}

static inline void writer_u16(struct writer *w, uint16_t value)
{
	writer_integer(w, value, 2);
}

static inline void writer_u32(struct writer *w, uint32_t value)
{
	writer_integer(w, value, 4);
}

static inline void writer_u64(struct writer *w, uint64_t value)
{
	writer_integer(w, value, 8);
}

/* All of it or none. */
static inline void writer_put(struct writer *w, struct bytes bytes)
{
	uint8_t *at = writer_step(w, bytes.len);
	if (at && bytes.len > 0)
		memcpy(at, bytes.at, bytes.len);
}

struct bytes bytes_of(const char *text); /* a C string without its NUL */
bool bytes_equal(struct bytes a, struct bytes b);

/* How many octets there are and the first 16 of them, "20: 69 64 3a ...", for a log. Never of a person's words. */
#define BYTES_HEAD 80
void bytes_head(struct bytes bytes, char out[BYTES_HEAD]);

/* Copies at most capacity-1 octets and a NUL. True when all fitted. For bounded char[N] fields. */
bool bytes_to_string(struct bytes bytes, char *out, size_t capacity);

#endif
