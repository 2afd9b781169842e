#include "base/damm.h"

#include <assert.h>
#include <stdint.h>

/* Damm's totally anti-symmetric quasigroup of order 10, weakly anti-symmetric with a zero diagonal: so a number followed by its
 * check digit always ends in 0. */
static const uint8_t quasigroup[10][10] = {
	{ 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 },
	{ 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 },
	{ 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
	{ 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 },
	{ 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 },
	{ 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
	{ 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 },
	{ 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 },
	{ 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
	{ 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

char damm_digit(const char *digits, size_t len)
{
	uint8_t interim = 0;
	for (size_t i = 0; i < len; i++) {
		assert(is_digit(digits[i]));
		interim = quasigroup[interim][digits[i] - '0'];
	}
	return (char)('0' + interim);
}

/* What a person typed comes here: anything but digits is no number, and no mistake of ours. */
bool damm_valid(const char *digits, size_t len)
{
	if (len == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(digits[i]))
			return false;
	}
	return damm_digit(digits, len) == '0';
}
