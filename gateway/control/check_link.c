#include "control/check_link.h"

#include "smpp/tls.h"

#include <string.h>
#include <sys/stat.h>

#define COMPLAIN(at, ...) complaints_add(complaints, SEVERITY_ERROR, config->path, (at).line, (at).column, __VA_ARGS__)

/* Whoever forgets `tls` would send the password in clear and believe otherwise. */
static void check_forgotten(const struct config *config, const struct config_network *n, struct complaints *complaints)
{
	const struct {
		const char *word, *value;
		struct config_place at;
	} words[] = {
		{ "tls-ca", n->tls_ca, n->tls_ca_at },
		{ "tls-cert", n->tls_cert, n->tls_cert_at },
		{ "tls-name", n->tls_name, n->tls_name_at },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].value[0])
			COMPLAIN(words[i].at, "'%s' without 'tls': the link would not be encrypted; add ' tls'", words[i].word);
	}
}

void check_outbinds(const struct config *config, struct complaints *complaints)
{
	for (size_t i = 0; i < config->network_count; i++) {
		const struct config_network *n = &config->networks[i];
		if (n->outbind && n->tls)
			COMPLAIN(n->outbind_at, "a network that calls us cannot have TLS here; leave out 'outbind', or 'tls' where the way is safe by itself");
		for (const struct config_network *other = config->networks; n->outbind && other < n; other++) {
			if (other->outbind == n->outbind && strcmp(other->source, n->source) == 0)
				COMPLAIN(n->outbind_at, "port %u is that of smsc %s already; give this network another", n->outbind, other->name);
		}
	}
}

void check_link(const struct config *config, const struct config_network *n, struct complaints *complaints)
{
	char why[TLS_WHY_MAX];
	struct stat s;
	if (!n->tls) {
		check_forgotten(config, n, complaints);
		return;
	}
	struct tls_client *ca = tls_client_new(n->tls_ca, "", "", why);
	if (!ca)
		COMPLAIN(n->tls_ca_at, "%s; 'tls-ca FILE' names those of whoever signed the network's certificate", why);
	tls_client_free(ca);
	if (!ca || !n->tls_cert[0])
		return;
	struct tls_client *own = tls_client_new(n->tls_ca, n->tls_cert, n->tls_key, why);
	if (!own)
		COMPLAIN(n->tls_cert_at, "%s; 'tls-cert CERTIFICATE KEY' names two files in PEM", why);
	else if (stat(n->tls_key, &s) == 0 && s.st_mode & S_IRWXO)
		COMPLAIN(n->tls_cert_at, "the key '%s' can be read by everybody; chmod 600 it, and think whether somebody has copied it", n->tls_key);
	tls_client_free(own);
}
