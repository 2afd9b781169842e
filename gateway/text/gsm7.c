#include "text/gsm7.h"

#include "text/utf8.h"

#include <assert.h>

#define ESCAPE 0x1b
#define CR 0x0d

/* 23.038, 6.2.1, by septet. The escape itself is nobody's code point. */
static const uint16_t alphabet[128] = {
	/* 0x00 */ '@', 0xa3, '$', 0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, '\n', 0xd8, 0xf8, '\r', 0xc5, 0xe5,
	/* 0x10 */ 0x394, '_', 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, 0xffff, 0xc6, 0xe6, 0xdf, 0xc9,
	/* 0x20 */ ' ', '!', '"', '#', 0xa4, '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
	/* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
	/* 0x40 */ 0xa1, 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
	/* 0x50 */ 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 0xc4, 0xd6, 0xd1, 0xdc, 0xa7,
	/* 0x60 */ 0xbf, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	/* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0xe4, 0xf6, 0xf1, 0xfc, 0xe0,
};

/* 23.038, 6.2.1.1: what stands after an escape. A second escape is reserved and shown as a space. */
static const struct { uint8_t septet; uint16_t code; } extension[] = {
	{ 0x0a, '\f' }, { 0x14, '^' }, { ESCAPE, ' ' }, { 0x28, '{' }, { 0x29, '}' }, { 0x2f, '\\' },
	{ 0x3c, '[' }, { 0x3d, '~' }, { 0x3e, ']' }, { 0x40, '|' }, { 0x65, 0x20ac },
};

#define EXTENSION_COUNT (sizeof(extension) / sizeof(extension[0]))

uint32_t gsm7_next(const uint8_t *septets, size_t left, size_t *size)
{
	assert(left > 0);
	*size = 1;
	if (septets[0] > 0x7f)
		return GSM7_BAD;
	if (septets[0] != ESCAPE)
		return alphabet[septets[0]];
	for (size_t i = 0; left > 1 && i < EXTENSION_COUNT; i++) {
		if (extension[i].septet == septets[1]) {
			*size = 2;
			return extension[i].code;
		}
	}
	return ' ';
}

/* Most of Unicode, Cyrillic above all, need not be searched for: the alphabet is Latin-1, some Greek capitals and the euro. */
static bool is_far(uint32_t code)
{
	return code > 0xff && (code < 0x393 || code > 0x3a9) && code != 0x20ac;
}

size_t gsm7_put(uint8_t out[2], uint32_t code)
{
	if (is_far(code))
		return 0;
	if (code < 128 && alphabet[code] == code) {
		out[0] = (uint8_t)code;
		return 1;
	}
	for (uint8_t septet = 0; septet < 128; septet++) {
		if (alphabet[septet] == code && septet != ESCAPE) {
			out[0] = septet;
			return 1;
		}
	}
	for (size_t i = 0; i < EXTENSION_COUNT; i++) {
		if (extension[i].code == code) {
			out[0] = ESCAPE;
			out[1] = extension[i].septet;
			return 2;
		}
	}
	return 0;
}

unsigned gsm7_width(uint32_t code)
{
	uint8_t septets[2];
	return (unsigned)gsm7_put(septets, code);
}

size_t gsm7_count(const char *text, size_t len)
{
	size_t count = 0;
	for (size_t at = 0, size; at < len; at += size) {
		unsigned width = gsm7_width(utf8_next(text + at, len - at, &size));
		if (width == 0)
			return SIZE_MAX;
		count += width;
	}
	return count;
}

enum error gsm7_encode(const char *text, size_t len, uint8_t *out, size_t capacity, size_t *written)
{
	*written = 0;
	for (size_t at = 0, size; at < len; at += size) {
		uint8_t septets[2];
		size_t width = gsm7_put(septets, utf8_next(text + at, len - at, &size));
		if (width == 0)
			return ERR_BAD;
		if (width > capacity - *written)
			return ERR_FULL;
		for (size_t i = 0; i < width; i++)
			out[(*written)++] = septets[i];
	}
	return ERR_NONE;
}

enum error gsm7_decode(struct bytes septets, char *out, size_t capacity, size_t *written)
{
	assert(capacity > 0);
	*written = 0;
	out[0] = '\0';
	for (size_t at = 0, size; at < septets.len; at += size) {
		char utf8[4];
		uint32_t code = gsm7_next(septets.at + at, septets.len - at, &size);
		if (code == GSM7_BAD)
			return ERR_BAD;
		size_t octets = utf8_put(utf8, code);
		if (octets >= capacity - *written)
			return ERR_FULL;
		for (size_t i = 0; i < octets; i++)
			out[(*written)++] = utf8[i];
		out[*written] = '\0';
	}
	return ERR_NONE;
}

/* 6.1.2.1.1: septet 0 lies in the low seven bits of octet 0, septet 1 in its high bit and the low six of octet 1, and so on:
 *
 *     octet 0: 1 0 0 0 0 0 0 0     (digits name the septet whose bit it is)
 *     octet 1: 2 2 1 1 1 1 1 1
 *     octet 2: 3 3 3 2 2 2 2 2 */
static void put_septet(uint8_t *octets, size_t index, uint8_t septet)
{
	size_t octet = index * 7 / 8;
	unsigned shift = index * 7 % 8;
	octets[octet] |= (uint8_t)(septet << shift);
	if (shift > 1)
		octets[octet + 1] = septet >> (8 - shift);
}

enum error gsm7_pack(struct bytes septets, bool ussd, uint8_t *out, size_t capacity, size_t *written)
{
	size_t spare_cr = ussd && septets.len > 0
		&& (septets.len % 8 == 7 || (septets.len % 8 == 0 && septets.at[septets.len - 1] == CR));
	size_t count = septets.len + spare_cr, octets = (count * 7 + 7) / 8;
	*written = 0;
	if (octets > capacity)
		return ERR_FULL;
	for (size_t i = 0; i < octets; i++)
		out[i] = 0;
	for (size_t i = 0; i < count; i++) {
		uint8_t septet = i < septets.len ? septets.at[i] : CR;
		assert(septet <= 0x7f);
		put_septet(out, i, septet);
	}
	*written = octets;
	return ERR_NONE;
}

uint8_t gsm7_packed_at(struct bytes octets, size_t index)
{
	size_t octet = index * 7 / 8;
	unsigned shift = index * 7 % 8;
	assert(index < octets.len * 8 / 7);
	unsigned value = octets.at[octet] >> shift;
	if (shift > 1)
		value |= (unsigned)octets.at[octet + 1] << (8 - shift);
	return value & 0x7f;
}

size_t gsm7_packed_count(struct bytes octets, bool ussd)
{
	size_t count = octets.len * 8 / 7;
	if (ussd && count > 0 && count % 8 == 0 && gsm7_packed_at(octets, count - 1) == CR)
		count--;
	return count;
}

enum error gsm7_unpack(struct bytes octets, bool ussd, uint8_t *out, size_t capacity, size_t *written)
{
	size_t count = gsm7_packed_count(octets, ussd);
	*written = 0;
	if (count > capacity)
		return ERR_FULL;
	for (size_t i = 0; i < count; i++)
		out[i] = gsm7_packed_at(octets, i);
	*written = count;
	return ERR_NONE;
}
