#include "store/seal.h"

#include "store/directory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONTEXT "kopurost" /* crypto_kdf_CONTEXTBYTES octets */

_Static_assert(SEAL_KEY_OCTETS == crypto_kdf_KEYBYTES, "the key file is crypto_kdf's master key");
_Static_assert(SEAL_OVERHEAD == crypto_secretbox_xchacha20poly1305_NONCEBYTES + crypto_secretbox_xchacha20poly1305_MACBYTES, "");
_Static_assert(SEAL_HASH_OCTETS >= crypto_generichash_BYTES_MIN && SEAL_HASH_OCTETS <= crypto_generichash_BYTES_MAX, "");

void sealer_from(struct sealer *s, const uint8_t key[SEAL_KEY_OCTETS])
{
	int ready = sodium_init();
	assert(ready >= 0);
	(void)ready;
	crypto_kdf_derive_from_key(s->seal, sizeof s->seal, 1, CONTEXT, key);
	crypto_kdf_derive_from_key(s->look_up, sizeof s->look_up, 2, CONTEXT, key);
	crypto_kdf_derive_from_key(s->secret, sizeof s->secret, 3, CONTEXT, key);
}

void sealer_wipe(struct sealer *s)
{
	sodium_memzero(s, sizeof *s);
}

/* One octet more than the key is asked for, so that a longer file is seen. */
static enum error key_read(int fd, uint8_t key[SEAL_KEY_OCTETS], const char **why)
{
	struct stat about;
	if (fstat(fd, &about) < 0) {
		*why = "cannot be read";
		return ERR_IO;
	}
	if (!S_ISREG(about.st_mode)) {
		*why = "is not a file";
		return ERR_CORRUPT;
	}
	if (about.st_mode & (S_IRWXG | S_IRWXO)) {
		*why = "can be read by others than its owner; chmod 600 it, and think whether somebody has copied it";
		return ERR_DENIED;
	}
	uint8_t buffer[SEAL_KEY_OCTETS + 1];
	ssize_t got = read(fd, buffer, sizeof buffer);
	if (got < 0) {
		*why = "cannot be read";
		return ERR_IO;
	}
	if (got == SEAL_KEY_OCTETS)
		memcpy(key, buffer, SEAL_KEY_OCTETS);
	sodium_memzero(buffer, sizeof buffer);
	if (got == SEAL_KEY_OCTETS)
		return ERR_NONE;
	*why = "is not a key: a key has 32 octets; bring back the file that belongs to this store";
	return ERR_CORRUPT;
}

static bool file_write(const char *path, const uint8_t key[SEAL_KEY_OCTETS])
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool written = write(fd, key, SEAL_KEY_OCTETS) == SEAL_KEY_OCTETS && fsync(fd) == 0;
	return close(fd) == 0 && written;
}

/* Under a name of its own first, then linked: a crash in between leaves no half key, and a key that is there is never overwritten. */
/* ERR_STATE: another node that shares the key has made it in between. */
static enum error key_make(const char *path, uint8_t key[SEAL_KEY_OCTETS], const char **why)
{
	*why = "cannot be made: the directory must exist and be writable";
	char *draft;
	if (asprintf(&draft, "%s.%d.new", path, (int)getpid()) < 0)
		return ERR_NOMEM;
	randombytes_buf(key, SEAL_KEY_OCTETS);
	bool written = file_write(draft, key), made = written && link(draft, path) == 0;
	bool others = written && !made && errno == EEXIST;
	unlink(draft);
	free(draft);
	if (others)
		return ERR_STATE;
	return made && directory_sync_above(path) ? ERR_NONE : ERR_IO;
}

static enum error key_open(const char *path, bool make, uint8_t key[SEAL_KEY_OCTETS], const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is no key, and is not waited for */
	if (fd >= 0) {
		enum error error = key_read(fd, key, why);
		close(fd);
		return error;
	}
	if (errno == ENOENT && make)
		return key_make(path, key, why);
	*why = errno == ENOENT ? "is not there" : "cannot be read";
	return ERR_IO;
}

enum error sealer_open(struct sealer *s, const char *path, bool make, const char **why)
{
	if (sodium_init() < 0) {
		*why = "cannot be used: the system gives no randomness";
		return ERR_IO;
	}
	uint8_t key[SEAL_KEY_OCTETS];
	enum error error = key_open(path, make, key, why);
	if (error == ERR_STATE)
		error = key_open(path, false, key, why);
	if (!error)
		sealer_from(s, key);
	sodium_memzero(key, sizeof key);
	return error;
}

/* Wire layout: nonce, then tag and ciphertext. */
enum error seal(const struct sealer *s, struct bytes in, uint8_t *out, size_t capacity, size_t *written)
{
	*written = 0;
	if (capacity < SEAL_OVERHEAD || capacity - SEAL_OVERHEAD < in.len)
		return ERR_FULL;
	randombytes_buf(out, crypto_secretbox_xchacha20poly1305_NONCEBYTES);
	crypto_secretbox_xchacha20poly1305_easy(out + crypto_secretbox_xchacha20poly1305_NONCEBYTES, in.at, in.len, out, s->seal);
	*written = in.len + SEAL_OVERHEAD;
	return ERR_NONE;
}

enum error unseal(const struct sealer *s, struct bytes in, uint8_t *out, size_t capacity, size_t *written)
{
	*written = 0;
	if (in.len < SEAL_OVERHEAD)
		return ERR_CORRUPT;
	if (capacity < in.len - SEAL_OVERHEAD)
		return ERR_FULL;
	const uint8_t *box = in.at + crypto_secretbox_xchacha20poly1305_NONCEBYTES;
	size_t box_len = in.len - crypto_secretbox_xchacha20poly1305_NONCEBYTES;
	if (crypto_secretbox_xchacha20poly1305_open_easy(out, box, box_len, in.at, s->seal) != 0)
		return ERR_CORRUPT;
	*written = in.len - SEAL_OVERHEAD;
	return ERR_NONE;
}

void seal_number_hash(const struct sealer *s, const char *msisdn, uint8_t out[SEAL_HASH_OCTETS])
{
	if (*msisdn == '+')
		msisdn++;
	crypto_generichash(out, SEAL_HASH_OCTETS, (const uint8_t *)msisdn, strlen(msisdn), s->look_up, sizeof s->look_up);
}

void seal_guesser_hash(const struct sealer *s, const char *msisdn, const char *network, uint8_t out[SEAL_HASH_OCTETS])
{
	static const char mark[] = "guesser";
	const char *who = *msisdn ? msisdn : network;
	const uint8_t kind = *msisdn ? 'p' : 'n';
	crypto_generichash_state state;
	crypto_generichash_init(&state, s->look_up, sizeof s->look_up, SEAL_HASH_OCTETS);
	crypto_generichash_update(&state, (const uint8_t *)mark, sizeof mark);
	crypto_generichash_update(&state, &kind, 1);
	crypto_generichash_update(&state, (const uint8_t *)who, strlen(who));
	crypto_generichash_final(&state, out, SEAL_HASH_OCTETS);
	sodium_memzero(&state, sizeof state);
}

void seal_event_digest(const struct sealer *s, struct bytes event, uint8_t out[SEAL_HASH_OCTETS])
{
	static const char mark[] = "event";
	crypto_generichash_state state;
	crypto_generichash_init(&state, s->look_up, sizeof s->look_up, SEAL_HASH_OCTETS);
	crypto_generichash_update(&state, (const uint8_t *)mark, sizeof mark);
	crypto_generichash_update(&state, event.at, event.len);
	crypto_generichash_final(&state, out, SEAL_HASH_OCTETS);
	sodium_memzero(&state, sizeof state);
}

/* The NUL between the two keeps "1234" + "5678" apart from "12345" + "678". */
void seal_pin_hash(const struct sealer *s, const char *number, const char *pin, uint8_t out[SEAL_HASH_OCTETS])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, s->secret, sizeof s->secret, SEAL_HASH_OCTETS);
	crypto_generichash_update(&state, (const uint8_t *)number, strlen(number) + 1);
	crypto_generichash_update(&state, (const uint8_t *)pin, strlen(pin));
	crypto_generichash_final(&state, out, SEAL_HASH_OCTETS);
	sodium_memzero(&state, sizeof state);
}
