#include "store/tokens.h"

#include "store/statement.h"
#include "text/utf8.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define TOKEN_OCTETS 32
#define HASH_OCTETS 32
#define PREFIX "kopuro_" /* so that scanners of leaked secrets know one when they see it */

_Static_assert(TOKEN_SHOWN == sizeof PREFIX - 1 + sodium_base64_ENCODED_LEN(TOKEN_OCTETS, sodium_base64_VARIANT_URLSAFE_NO_PADDING), "");

static const char *const roles[ROLES] = {
	[ROLE_OFFICER] = "officer",
	[ROLE_RESTRICTED] = "restricted",
	[ROLE_EDITOR] = "editor",
	[ROLE_AUDITOR] = "auditor",
	[ROLE_MACHINE] = "machine",
	[ROLE_OPERATOR] = "operator",
};

const char *token_role_name(enum token_role role)
{
	assert(role < ROLES);
	return roles[role];
}

bool token_role_find(const char *name, enum token_role *role)
{
	for (*role = 0; *role < ROLES; ++*role) {
		if (strcmp(roles[*role], name) == 0)
			return true;
	}
	return false;
}

/* Latin or Cyrillic letters: officers have names. */
static bool is_name_character(uint32_t code)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	return code < 0x80 ? code && strchr(allowed, (int)code) : code >= 0x400 && code <= 0x4ff;
}

bool token_name_valid(const char *name)
{
	size_t len = strlen(name), size;
	for (size_t at = 0; at < len; at += size)
		if (!is_name_character(utf8_next(name + at, len - at, &size)))
			return false;
	return len > 0 && len <= TOKEN_NAME_MAX;
}

/* The zeroes keep tokens apart from whatever else is hashed with this key. */
static void token_hash(const struct store *s, const char *shown, uint8_t hash[HASH_OCTETS])
{
	static const uint8_t kind[] = "token";
	crypto_generichash_state state;
	crypto_generichash_init(&state, s->sealer.secret, sizeof s->sealer.secret, HASH_OCTETS);
	crypto_generichash_update(&state, kind, sizeof kind);
	crypto_generichash_update(&state, (const uint8_t *)shown, strlen(shown));
	crypto_generichash_final(&state, hash, HASH_OCTETS);
	sodium_memzero(&state, sizeof state);
}

/* For look-up only: it tells nothing of a token to whoever has no key, nor does the time that the look-up takes. */
static int64_t hash_mark(const uint8_t hash[HASH_OCTETS])
{
	return (int64_t)hash[0] << 24 | hash[1] << 16 | hash[2] << 8 | hash[3];
}

static enum error tokens_count(struct store *s, int64_t *count)
{
	struct query q = query_start(s, SQL_TOKEN_COUNT);
	*count = query_row(&q) ? query_int(&q, 0) : 0;
	return query_end(&q);
}

static enum error token_add(struct store *s, const char *name, enum token_role role, int64_t now_ms, const uint8_t hash[HASH_OCTETS])
{
	struct query q = query_start(s, SQL_TOKEN_ADD);
	query_bind_text(&q, name);
	query_bind_text(&q, roles[role]);
	query_bind_int(&q, hash_mark(hash));
	query_bind_blob(&q, hash, HASH_OCTETS);
	query_bind_int(&q, now_ms);
	enum error error = query_run_found(&q);
	return error == ERR_NOT_FOUND ? ERR_STATE : error;
}

enum error tokens_make(struct store *s, const char *name, enum token_role role, int64_t now_ms, char shown[TOKEN_SHOWN])
{
	assert(token_name_valid(name) && role < ROLES);
	int64_t count = 0;
	enum error error = store_begin(s);
	if (!error)
		error = tokens_count(s, &count);
	if (!error && count >= TOKENS_MAX)
		error = ERR_FULL;
	if (error)
		return error;
	uint8_t token[TOKEN_OCTETS], hash[HASH_OCTETS];
	char letters[TOKEN_SHOWN - sizeof PREFIX + 1];
	randombytes_buf(token, sizeof token);
	sodium_bin2base64(letters, sizeof letters, token, sizeof token, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	snprintf(shown, TOKEN_SHOWN, PREFIX "%s", letters);
	token_hash(s, shown, hash);
	sodium_memzero(token, sizeof token);
	sodium_memzero(letters, sizeof letters);
	return token_add(s, name, role, now_ms, hash);
}

enum error tokens_revoke(struct store *s, const char *name)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_TOKEN_DROP);
	query_bind_text(&q, name);
	return query_run_found(&q);
}

/* A role that this version does not know opens nothing. */
static bool token_read(struct query *q, struct token *out)
{
	char role[16];
	query_text(q, 0, out->name, sizeof out->name);
	query_text(q, 1, role, sizeof role);
	out->made_ms = query_int(q, 2);
	return token_role_find(role, &out->role);
}

enum error tokens_find(struct store *s, const char *shown, struct token *out)
{
	uint8_t hash[HASH_OCTETS];
	bool found = false;
	token_hash(s, shown, hash);
	struct query q = query_start(s, SQL_TOKEN_FIND);
	query_bind_int(&q, hash_mark(hash));
	while (!found && query_row(&q)) {
		struct bytes kept = query_blob(&q, 3);
		found = kept.len == sizeof hash && sodium_memcmp(kept.at, hash, sizeof hash) == 0 && token_read(&q, out);
	}
	enum error error = query_end(&q);
	return error || found ? error : ERR_DENIED;
}

enum error tokens_list(struct store *s, struct token *out, size_t *count)
{
	struct query q = query_start(s, SQL_TOKEN_EACH);
	*count = 0;
	while (*count < TOKENS_MAX && query_row(&q))
		*count += token_read(&q, &out[*count]);
	return query_end(&q);
}
