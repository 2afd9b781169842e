/* Sealing: what is at rest tells nothing about people. One 32-octet key in a file (0600, made at the first start, beside the store unless
 * configured), from which three keys are derived (libsodium crypto_kdf): for sealing (crypto_secretbox_xchacha20poly1305, random nonce),
 * for look-up (crypto_generichash, keyed), and for numbers and PINs. Who has the store without the key file has no number and no word. */
#ifndef KOPURO_STORE_SEAL_H
#define KOPURO_STORE_SEAL_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define SEAL_KEY_OCTETS 32
#define SEAL_OVERHEAD 40 /* nonce and tag */
#define SEAL_HASH_OCTETS 16

struct sealer {
	uint8_t seal[32], look_up[32], secret[32];
};

/* Reads the key file, or makes it when there is none and `make` is set. ERR_IO; ERR_CORRUPT: not 32 octets; ERR_DENIED: readable by others.
 * *why points to a static explanation. */
enum error sealer_open(struct sealer *s, const char *path, bool make, const char **why);
void sealer_from(struct sealer *s, const uint8_t key[SEAL_KEY_OCTETS]); /* for tests, and shared by a cluster's nodes */
void sealer_wipe(struct sealer *s);

/* *written = in.len + SEAL_OVERHEAD. ERR_FULL. */
enum error seal(const struct sealer *s, struct bytes in, uint8_t *out, size_t capacity, size_t *written);
enum error unseal(const struct sealer *s, struct bytes in, uint8_t *out, size_t capacity, size_t *written); /* ERR_CORRUPT, ERR_FULL */

/* For look-up of a phone number (E.164 digits, with or without '+'). */
void seal_number_hash(const struct sealer *s, const char *msisdn, uint8_t out[SEAL_HASH_OCTETS]);
/* Who guesses: a phone, or all of a network whose numbers it hides (msisdn ""). Not the hash of the look-up: it joins with no other table. */
void seal_guesser_hash(const struct sealer *s, const char *msisdn, const char *network, uint8_t out[SEAL_HASH_OCTETS]);
/* Of an officer's event: whether it is the same as another. Keyed: it holds a person's answer. */
void seal_event_digest(const struct sealer *s, struct bytes event, uint8_t out[SEAL_HASH_OCTETS]);
/* A PIN, bound to the number it guards. Keyed: four digits would fall to trial at once if the key were known, whatever the hash. */
void seal_pin_hash(const struct sealer *s, const char *number, const char *pin, uint8_t out[SEAL_HASH_OCTETS]);

#endif
