#include "control/check_feedback.h"

#include "control/feedback_setting.h"
#include "control/secret_file.h"
#include "feedback/webhook_sign.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <string.h>

#define COMPLAIN(severity, place, ...) complaints_add(complaints, severity, config->path, config->place.line, config->place.column, __VA_ARGS__)

static bool is_engine(const struct config *config, const char *name)
{
	return strcmp(config->feedback, name) == 0;
}

static void check_secret_file(const struct config *config, const char *path, struct complaints *complaints)
{
	char secret[SECRET_MOST + 1];
	struct webhook_key key;
	const char *why = NULL;
	if (secret_file_read(path, secret, &why) && !webhook_key_read(&key, secret))
		why = "begins with whsec_, and base64 of 16 octets or more does not follow";
	if (why)
		COMPLAIN(SEVERITY_ERROR, feedback_secret_at, "the secret '%s' %s", path, why);
	explicit_bzero(secret, sizeof secret);
	explicit_bzero(&key, sizeof key);
}

static void check_secret(const struct config *config, struct complaints *complaints)
{
	if (!is_engine(config, "webhook")) {
		if (config->feedback_secret_count > 0)
			COMPLAIN(SEVERITY_WARNING, feedback_secret_at, "'feedback %s' signs nothing, so this secret is not used; 'feedback webhook URL' would", config->feedback);
		return;
	}
	if (config->feedback_secret_count == 0)
		COMPLAIN(SEVERITY_ERROR, feedback_at, "a webhook's items are signed, and there is no secret; add 'feedback-secret FILE'");
	for (size_t i = 0; i < config->feedback_secret_count; i++)
		check_secret_file(config, config->feedback_secrets[i], complaints);
}

static bool has_certificates(const char *path)
{
	X509_STORE *store = X509_STORE_new();
	bool good = store && X509_STORE_load_locations(store, path, NULL) == 1;
	X509_STORE_free(store);
	ERR_clear_error();
	return good;
}

static void check_ca(const struct config *config, struct complaints *complaints)
{
	if (!config->feedback_ca[0])
		return;
	if (!has_certificates(config->feedback_ca))
		COMPLAIN(SEVERITY_ERROR, feedback_ca_at, "'%s' is no file of certificates in PEM; the one that signed the queue's certificate is right",
			config->feedback_ca);
	else if (is_engine(config, "local"))
		COMPLAIN(SEVERITY_WARNING, feedback_ca_at, "'feedback local' verifies nobody, so these certificates are not used");
}

static bool is_loopback(const char *host)
{
	return strncmp(host, "127.", 4) == 0 || strcmp(host, "[::1]") == 0 || strcmp(host, "localhost") == 0;
}

/* Items have people's words in them. */
static void warn_of_open_way(const struct config *config, struct complaints *complaints)
{
	char host[256];
	bool secure;
	for (size_t i = 0; feedback_setting_host(config, i, host, sizeof host, &secure); i++) {
		if (secure || is_loopback(host))
			continue;
		COMPLAIN(SEVERITY_WARNING, feedback_at, "whoever is between here and %.64s can read what people say; %s:// would hide it", host,
			is_engine(config, "nats") ? "tls" : "https");
		return;
	}
}

void check_feedback(const struct config *config, struct complaints *complaints)
{
	check_secret(config, complaints);
	check_ca(config, complaints);
	warn_of_open_way(config, complaints);
}
