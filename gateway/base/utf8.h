/* UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef KOPURO_BASE_UTF8_H
#define KOPURO_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD UINT32_MAX

/* The code point at `text` (len octets left, at least 1); *size is how many octets it took (1..4). UTF8_BAD and *size 1 on a bad octet. */
uint32_t utf8_next(const char *text, size_t len, size_t *size);
/* Writes 1..4 octets, returns how many. `code` is a valid scalar value. */
size_t utf8_put(char *out, uint32_t code);
bool utf8_valid(const char *text, size_t len);
size_t utf8_count(const char *text, size_t len); /* code points */
/* For a valid text: the longest prefix of at most `max` octets that ends on a code point's boundary. */
size_t utf8_floor(const char *text, size_t len, size_t max);
/* What a handset sends is not clean. Takes away: white space at both ends (also U+00A0 and its kin), C0 and C1 controls but \n, U+FEFF, bad
 * octets. A tab becomes a space; CR LF and a lone CR become \n. In place; returns the new length (never longer, no NUL is written). */
size_t utf8_clean(char *text, size_t len);

#endif
