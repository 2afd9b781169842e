#include "feedback/webhook_sign.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "whsec_"
#define PREFIX_LEN (sizeof PREFIX - 1)
#define KEY_LEAST 16
#define MAC crypto_auth_hmacsha256_BYTES

bool webhook_key_read(struct webhook_key *key, const char *secret)
{
	size_t len = strlen(secret);
	*key = (struct webhook_key){0};
	if (strncmp(secret, PREFIX, PREFIX_LEN) != 0) {
		assert(len <= sizeof key->at);
		memcpy(key->at, secret, len);
		key->len = len;
		return len > 0;
	}
	const char *text = secret + PREFIX_LEN, *end = NULL;
	return sodium_base642bin(key->at, sizeof key->at, text, len - PREFIX_LEN, NULL, &key->len, &end, sodium_base64_VARIANT_ORIGINAL) == 0 && !*end &&
		key->len >= KEY_LEAST;
}

bool webhook_signer_init(struct webhook_signer *s, const char *const *secrets, size_t count)
{
	assert(count >= 1 && count <= WEBHOOK_SECRETS);
	*s = (struct webhook_signer){.count = count};
	for (size_t i = 0; i < count; i++)
		if (!webhook_key_read(&s->keys[i], secrets[i]))
			return false;
	s->old.len = strlen(secrets[0]);
	assert(s->old.len <= sizeof s->old.at);
	memcpy(s->old.at, secrets[0], s->old.len);
	return true;
}

void webhook_signer_wipe(struct webhook_signer *s)
{
	sodium_memzero(s, sizeof *s);
}

static void mac_of(const struct webhook_key *key, const char *head, const char *body, uint8_t mac[MAC])
{
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, key->at, key->len);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)head, strlen(head));
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)body, strlen(body));
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_memzero(&state, sizeof state);
}

static void standard_write(const struct webhook_signer *s, const char *id, long long unix_s, const char *body, char out[WEBHOOK_HEADER_MAX])
{
	char head[80];
	size_t used = (size_t)snprintf(out, WEBHOOK_HEADER_MAX, "webhook-signature:");
	snprintf(head, sizeof head, "%.40s.%lld.", id, unix_s);
	for (size_t i = 0; i < s->count; i++) {
		uint8_t mac[MAC];
		char text[sodium_base64_ENCODED_LEN(MAC, sodium_base64_VARIANT_ORIGINAL)];
		mac_of(&s->keys[i], head, body, mac);
		sodium_bin2base64(text, sizeof text, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
		used += (size_t)snprintf(out + used, WEBHOOK_HEADER_MAX - used, " v1,%s", text);
	}
}

static void old_write(const struct webhook_signer *s, long long unix_s, const char *body, char out[WEBHOOK_HEADER_MAX])
{
	uint8_t mac[MAC];
	char hex[MAC * 2 + 1], head[32];
	snprintf(head, sizeof head, "%lld.", unix_s);
	mac_of(&s->old, head, body, mac);
	sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
	snprintf(out, WEBHOOK_HEADER_MAX, "X-Kopuro-Signature: t=%lld,v1=%s", unix_s, hex);
}

void webhook_sign(const struct webhook_signer *s, const char *id, int64_t unix_s, const char *body, char headers[WEBHOOK_HEADERS][WEBHOOK_HEADER_MAX])
{
	snprintf(headers[0], WEBHOOK_HEADER_MAX, "webhook-id: %.40s", id);
	snprintf(headers[1], WEBHOOK_HEADER_MAX, "webhook-timestamp: %lld", (long long)unix_s);
	standard_write(s, id, (long long)unix_s, body, headers[2]);
	old_write(s, (long long)unix_s, body, headers[3]);
}
