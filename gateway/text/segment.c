#include "text/segment.h"

#include "text/gsm7.h"
#include "text/utf8.h"

#include <assert.h>
#include <stdbool.h>

/* 23.040, 9.2.3.24.1: 140 octets in all; the header of a part takes 6 of them, which is 7 septets or 3 UCS-2 units. */
static const struct budget { size_t alone, part; } gsm7_budget = { 160, 153 }, ucs2_budget = { 70, 67 };

static unsigned ucs2_width(uint32_t code)
{
	return code >= 0x10000 ? 2 : 1;
}

/* Units of the whole text, or ERR_BAD. */
static enum error measure(const char *text, size_t len, bool only_ucs2, size_t *units, bool *gsm7)
{
	size_t septets = 0, ucs2 = 0;
	*gsm7 = !only_ucs2;
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		if (code == UTF8_BAD)
			return ERR_BAD;
		unsigned width = gsm7_width(code);
		*gsm7 = *gsm7 && width > 0;
		septets += width;
		ucs2 += ucs2_width(code);
	}
	*units = *gsm7 ? septets : ucs2;
	return ERR_NONE;
}

static enum error cut(const char *text, size_t len, bool ucs2, struct segments *out)
{
	size_t units, used = 0;
	bool gsm7;
	enum error error = measure(text, len, ucs2, &units, &gsm7);
	if (error)
		return error;
	const struct budget *budget = gsm7 ? &gsm7_budget : &ucs2_budget;
	size_t room = units <= budget->alone ? budget->alone : budget->part;
	out->charset = gsm7 ? CHARSET_GSM7 : CHARSET_UCS2;
	out->count = 1;
	out->start[0] = 0;
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		unsigned width = gsm7 ? gsm7_width(code) : ucs2_width(code);
		if (used + width > room) {
			if (out->count == SEGMENT_MAX)
				return ERR_LONG;
			out->start[out->count++] = at;
			used = 0;
		}
		used += width;
	}
	out->start[out->count] = len;
	return ERR_NONE;
}

enum error segment_text(const char *text, size_t len, struct segments *out)
{
	return cut(text, len, false, out);
}

enum error segment_text_ucs2(const char *text, size_t len, struct segments *out)
{
	return cut(text, len, true, out);
}

/*  05        octets that follow
 *  00 03     concatenation with an 8-bit reference, 3 octets
 *  reference, total, index (from 1) */
void segment_header(uint8_t *out, uint8_t reference, uint8_t total, uint8_t index)
{
	struct writer w = writer_over(out, SEGMENT_HEADER_OCTETS);
	assert(index >= 1 && index <= total);
	writer_u8(&w, SEGMENT_HEADER_OCTETS - 1);
	writer_u8(&w, 0x00);
	writer_u8(&w, 3);
	writer_u8(&w, reference);
	writer_u8(&w, total);
	writer_u8(&w, index);
	assert(!w.failed);
}

enum error segment_encode(const struct segments *s, const char *text, size_t part, uint8_t reference,
	uint8_t *out, size_t capacity, size_t *written)
{
	size_t header = s->count > 1 ? SEGMENT_HEADER_OCTETS : 0, encoded;
	assert(s->count <= SEGMENT_MAX && part < s->count);
	*written = 0;
	if (header > capacity)
		return ERR_FULL;
	if (header)
		segment_header(out, reference, (uint8_t)s->count, (uint8_t)(part + 1));
	enum error error = charset_encode(s->charset, text + s->start[part], s->start[part + 1] - s->start[part],
		out + header, capacity - header, &encoded);
	*written = header + encoded;
	return error;
}
