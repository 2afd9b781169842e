#include "store/number.h"

#include "base/damm.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A balanced Feistel network over 24 bits, the least even width that holds seven digits, walked until the value is one of seven digits
 * again (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002): 1.7 walks on average. A domain this small wants more rounds
 * than the textbook's four. */
#define HALF_BITS 12
#define HALF_MASK ((1u << HALF_BITS) - 1)
#define ROUNDS 10

_Static_assert(NUMBER_SPACE <= 1 << 2 * HALF_BITS, "the network must hold the numbers");

static uint32_t half_mix(const uint8_t key[crypto_shorthash_KEYBYTES], uint8_t round, uint32_t half)
{
	const uint8_t in[3] = { round, (uint8_t)(half >> 8), (uint8_t)half };
	uint8_t out[crypto_shorthash_BYTES];
	crypto_shorthash(out, in, sizeof in, key);
	return (out[0] | (uint32_t)out[1] << 8) & HALF_MASK;
}

static uint32_t feistel(const uint8_t key[crypto_shorthash_KEYBYTES], uint32_t value)
{
	uint32_t left = value >> HALF_BITS, right = value & HALF_MASK;
	for (uint8_t round = 0; round < ROUNDS; round++) {
		uint32_t mixed = left ^ half_mix(key, round, right);
		left = right;
		right = mixed;
	}
	return left << HALF_BITS | right;
}

static uint32_t feistel_back(const uint8_t key[crypto_shorthash_KEYBYTES], uint32_t value)
{
	uint32_t left = value >> HALF_BITS, right = value & HALF_MASK;
	for (uint8_t round = ROUNDS; round-- > 0;) {
		uint32_t before = right ^ half_mix(key, round, left);
		right = left;
		left = before;
	}
	return left << HALF_BITS | right;
}

enum subkey { FOR_NUMBERS = 1, FOR_MASKS };

static uint32_t walk(const uint8_t secret[32], enum subkey subkey, uint32_t value, uint32_t (*step)(const uint8_t *key, uint32_t value))
{
	assert(value < NUMBER_SPACE);
	uint8_t key[crypto_shorthash_KEYBYTES];
	crypto_kdf_derive_from_key(key, sizeof key, subkey, "kopuronr", secret);
	do
		value = step(key, value);
	while (value >= NUMBER_SPACE);
	sodium_memzero(key, sizeof key);
	return value;
}

uint32_t number_permute(const uint8_t secret[32], uint32_t value)
{
	return walk(secret, FOR_NUMBERS, value, feistel);
}

uint32_t number_permute_back(const uint8_t secret[32], uint32_t value)
{
	return walk(secret, FOR_NUMBERS, value, feistel_back);
}

unsigned number_node(const uint8_t secret[32], const char number[9])
{
	assert(number_valid(number));
	return number_permute_back(secret, (uint32_t)(number_value(number) / 10)) % NUMBER_NODES;
}

uint32_t number_mask(const uint8_t secret[32], uint64_t serial)
{
	uint32_t value = (uint32_t)(serial % NUMBER_MASKS);
	do
		value = walk(secret, FOR_MASKS, value, feistel);
	while (value >= NUMBER_MASKS);
	return value;
}

void number_make(const uint8_t secret[32], uint32_t serial, unsigned node, char number[9])
{
	assert(serial < NUMBER_SERIALS && node < NUMBER_NODES);
	uint32_t value = number_permute(secret, serial * NUMBER_NODES + node);
	snprintf(number, 9, "%07u", (unsigned)(value % NUMBER_SPACE));
	number[7] = damm_digit(number, 7);
	number[8] = '\0';
}

bool number_valid(const char *number)
{
	return strlen(number) == 8 && damm_valid(number, 8);
}

void number_format(const char number[9], char shown[NUMBER_SHOWN])
{
	assert(strlen(number) == 8);
	memcpy(shown, number, 4);
	shown[4] = '-';
	memcpy(shown + 5, number + 4, 5);
}

int64_t number_value(const char number[9])
{
	assert(strlen(number) == 8);
	return strtoll(number, NULL, 10);
}

void number_of_value(int64_t value, char number[9])
{
	assert(value >= 0 && value < NUMBER_SPACE * INT64_C(10));
	snprintf(number, 9, "%08u", (unsigned)(value % (NUMBER_SPACE * INT64_C(10))));
}
