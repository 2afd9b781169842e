/* The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1 and 6.2.1.1).
 * A "septet" here is one octet with the high bit clear; pack and unpack turn septets into octets and back (6.1.2).
 * On SMPP, data_coding 0 carries unpacked septets on most networks; the profile says so. */
#ifndef KOPURO_TEXT_GSM7_H
#define KOPURO_TEXT_GSM7_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GSM7_BAD UINT32_MAX

/* The character at `septets` (`left` of them, at least 1); *size is how many septets it took (1..2). GSM7_BAD: an octet above 0x7f. */
uint32_t gsm7_next(const uint8_t *septets, size_t left, size_t *size);
/* Writes the 1..2 septets of `code` and returns how many; 0 when the alphabet does not have it. */
size_t gsm7_put(uint8_t out[2], uint32_t code);
/* Septets that `code` needs: 1, 2 (escape), or 0 when the alphabet does not have it. */
unsigned gsm7_width(uint32_t code);
/* Septets of a whole UTF-8 text; SIZE_MAX when a character does not exist in the alphabet. */
size_t gsm7_count(const char *text, size_t len);
/* UTF-8 to unpacked septets. ERR_BAD: a character is not in the alphabet; ERR_FULL. *written: septets. */
enum error gsm7_encode(const char *text, size_t len, uint8_t *out, size_t capacity, size_t *written);
/* Unpacked septets to UTF-8, NUL-terminated. An unknown escape reads as a space plus the character, as the standard says.
 * ERR_BAD: an octet above 0x7f; ERR_FULL. */
enum error gsm7_decode(struct bytes septets, char *out, size_t capacity, size_t *written);

/* Packs as SMS does (spare bits 0), or as USSD does (seven spare bits, or a whole last CR, hold CR: 6.1.2.3). */
enum error gsm7_pack(struct bytes septets, bool ussd, uint8_t *out, size_t capacity, size_t *written);
/* Every whole septet, seven spare zero bits of an SMS (an '@') too: only the SMS's length field can tell. For USSD a CR that fills the
 * last octet is left out. */
enum error gsm7_unpack(struct bytes octets, bool ussd, uint8_t *out, size_t capacity, size_t *written);

/* The same by number, for those who need no buffer: how many septets `octets` hold, and the one at `index`. */
size_t gsm7_packed_count(struct bytes octets, bool ussd);
uint8_t gsm7_packed_at(struct bytes octets, size_t index);

#endif
