/* Characters on the wire to UTF-8 and back. SMPP's data_coding (3.4, 5.2.19) is mapped to one of these by the USSD profile or by the
 * network's SMS settings, never masked. UCS-2 is big-endian; surrogate pairs are read and written (what phones do for emoji). */
#ifndef KOPURO_TEXT_CHARSET_H
#define KOPURO_TEXT_CHARSET_H

#include "base/bytes.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum charset {
	CHARSET_GSM7,        /* unpacked septets, one an octet */
	CHARSET_GSM7_PACKED, /* packed as USSD packs */
	CHARSET_UCS2,        /* big-endian */
	CHARSET_LATIN1,
	CHARSET_ASCII,
	CHARSET_CYRILLIC,    /* ISO-8859-5 */
	CHARSET_BINARY,      /* not text */
	CHARSET_COUNT
};

const char *charset_name(enum charset charset);
/* "gsm7", "gsm7-packed", "ucs2", "latin1", "ascii", "cyrillic", "binary" as written in a profile; CHARSET_COUNT when unknown. */
enum charset charset_named(const char *name);
/* data_coding as most networks mean it: 0, 1, 3, 6, 8 and 0Fh as SMPP has them (3.4, 5.2.19), from 10h on by the groups of 3GPP TS 23.038, section 4
 * (class, message waiting, automatic deletion: F0h, C0h, 48h ...); what is 8-bit data, compressed or reserved is CHARSET_BINARY. */
enum charset charset_of_data_coding(uint8_t data_coding);

/* The character of UCS-2 at `at`, `left` octets before the end, at least 1; *size: octets taken, 1 to 4. UTF8_BAD: half of a pair, or an odd last octet. */
uint32_t charset_ucs2_next(const uint8_t *at, size_t left, size_t *size);

/* To UTF-8, NUL-terminated; *written excludes the NUL. A character that cannot be read becomes U+FFFD and the rest is kept: a person's
 * words are never thrown away. NUL, which some networks put at the end, is left out.
 * ERR_BAD only for CHARSET_BINARY; ERR_FULL keeps what fitted, whole characters only. */
enum error charset_decode(enum charset charset, struct bytes in, char *out, size_t capacity, size_t *written);
/* From UTF-8. ERR_BAD: a character that the charset has not, or not UTF-8; ERR_FULL. *written is what was written before the error. */
enum error charset_encode(enum charset charset, const char *text, size_t len, uint8_t *out, size_t capacity, size_t *written);
/* Octets on the wire that charset_encode would write; SIZE_MAX when it would fail with ERR_BAD. */
size_t charset_octets(enum charset charset, const char *text, size_t len);

#endif
