/* Cursors over bytes: the only way in which this program reads or writes a wire format.
 * Both are sticky: after the first overrun every further call does nothing, and `failed` stays set, so that a decoder checks once,
 * at its end. No allocation; a reader lends views into the bytes it was given. Integers are big-endian (SMPP 3.4, 3.1). */
#ifndef KOPURO_BASE_BYTES_H
#define KOPURO_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

struct reader reader_over(struct bytes bytes);
size_t reader_left(const struct reader *r);
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
struct bytes reader_take(struct reader *r, size_t len); /* a view of the next `len` octets; empty on overrun */

struct writer writer_over(uint8_t *buffer, size_t capacity);
size_t writer_len(const struct writer *w);
struct bytes writer_bytes(const struct writer *w);
void writer_u8(struct writer *w, uint8_t value);
void writer_u16(struct writer *w, uint16_t value);
void writer_u32(struct writer *w, uint32_t value);
void writer_u64(struct writer *w, uint64_t value);
void writer_put(struct writer *w, struct bytes bytes); /* all of it or none */

struct bytes bytes_of(const char *text); /* a C string without its NUL */
bool bytes_equal(struct bytes a, struct bytes b);

/* Copies at most capacity-1 octets and a NUL. True when all fitted. For bounded char[N] fields. */
bool bytes_to_string(struct bytes bytes, char *out, size_t capacity);

#endif
