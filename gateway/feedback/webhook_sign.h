/* How a POST of a webhook is signed: the Standard Webhooks specification 1.0 (github.com/standard-webhooks), headers
 *
 *	webhook-id: 1-42                       the item's id, the same on every try
 *	webhook-timestamp: 1772420400          unix seconds of this try
 *	webhook-signature: v1,<base64> v1,…    of HMAC-SHA-256 over "<id>.<timestamp>.<body>"; one for each secret, while one is exchanged for another
 *
 * and, until November 2027, what was there before, by the first secret's line as it stands in its file:
 *
 *	X-Kopuro-Signature: t=<unix seconds>,v1=<hex of HMAC-SHA-256 over "<unix seconds>.<body>">
 *
 * Pure. */
#ifndef KOPURO_FEEDBACK_WEBHOOK_SIGN_H
#define KOPURO_FEEDBACK_WEBHOOK_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEBHOOK_SECRETS 2
#define WEBHOOK_KEY_MAX 255
#define WEBHOOK_HEADERS 4
#define WEBHOOK_HEADER_MAX 192

struct webhook_key {
	uint8_t at[WEBHOOK_KEY_MAX];
	size_t len;
};

/* "whsec_" and base64 of 16 octets and more, or, without that, the line's own octets. False: behind "whsec_" stands no such base64. */
bool webhook_key_read(struct webhook_key *key, const char *secret);

struct webhook_signer {
	struct webhook_key keys[WEBHOOK_SECRETS];
	size_t count;
	struct webhook_key old; /* of X-Kopuro-Signature */
};
/* `secrets`: 1 to WEBHOOK_SECRETS. False: one of them is none. */
bool webhook_signer_init(struct webhook_signer *s, const char *const *secrets, size_t count);
void webhook_signer_wipe(struct webhook_signer *s);
void webhook_sign(const struct webhook_signer *s, const char *id, int64_t unix_s, const char *body, char headers[WEBHOOK_HEADERS][WEBHOOK_HEADER_MAX]);

#endif
