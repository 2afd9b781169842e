/* A text cut into short messages (3GPP TS 23.040, 9.2.3.24.1 and .8).
 * GSM 7-bit when every character is in the alphabet: 160 septets in one, 153 in each of many; else UCS-2: 70 and 67 units.
 * An escape pair or a surrogate pair is never cut. Parts refer to the text by octet offset: nothing is copied. */
#ifndef KOPURO_TEXT_SEGMENT_H
#define KOPURO_TEXT_SEGMENT_H

#include "base/error.h"
#include "text/charset.h"

#include <stddef.h>
#include <stdint.h>

#define SEGMENT_MAX 255 /* parts: the UDH counts in one octet */

struct segments {
	enum charset charset; /* CHARSET_GSM7 or CHARSET_UCS2 */
	size_t count;         /* 1..SEGMENT_MAX; 1 also for an empty text */
	size_t start[SEGMENT_MAX + 1]; /* octet offsets into the text; part i is [start[i], start[i+1]) */
};

/* ERR_LONG: more than SEGMENT_MAX parts. ERR_BAD: not UTF-8. */
enum error segment_text(const char *text, size_t len, struct segments *out);
/* The same in UCS-2, whatever the text: for networks that spoil the default alphabet. */
enum error segment_text_ucs2(const char *text, size_t len, struct segments *out);

/* The concatenation header, 8-bit reference: 05 00 03 ref total index (index from 1). Writes 6 octets. */
#define SEGMENT_HEADER_OCTETS 6
void segment_header(uint8_t *out, uint8_t reference, uint8_t total, uint8_t index);

/* One part as it goes into short_message: header (when count > 1) and encoded text. *written at most 140 for UCS-2; unpacked
 * septets make up to 160 octets for GSM 7-bit. */
enum error segment_encode(const struct segments *s, const char *text, size_t part, uint8_t reference,
	uint8_t *out, size_t capacity, size_t *written);

#endif
