#include "smpp/tls.h"

#include "base/slurp.h"

#include <arpa/inet.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct tls_client {
	SSL_CTX *context;
};

static bool fail(char *why, const char *what, const char *file)
{
	snprintf(why, TLS_WHY_MAX, "%s%.100s", what, file);
	return false;
}

static bool load(SSL_CTX *context, const char *ca, const char *certificate, const char *key, char *why)
{
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF); /* SMPP knows by itself where it ends */
	if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1)
		return fail(why, "this OpenSSL has no TLS 1.2", "");
	if (!ca[0] && SSL_CTX_set_default_verify_paths(context) != 1)
		return fail(why, "this system has no certificates to verify by", "");
	if (ca[0] && (!slurp_is_file(ca) || SSL_CTX_load_verify_file(context, ca) != 1))
		return fail(why, "there are no certificates in PEM in ", ca);
	if (!certificate[0])
		return true;
	if (!slurp_is_file(certificate) || SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
		return fail(why, "there is no certificate in PEM in ", certificate);
	if (!slurp_is_file(key) || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(context) != 1)
		return fail(why, "there is no key in PEM, or another certificate's, in ", key);
	return true;
}

struct tls_client *tls_client_new(const char *ca, const char *certificate, const char *key, char *why)
{
	struct tls_client *t = calloc(1, sizeof *t);
	fail(why, "there is no memory", "");
	if (t)
		t->context = SSL_CTX_new(TLS_client_method());
	bool good = t && t->context && load(t->context, ca, certificate, key, why);
	ERR_clear_error();
	if (good)
		return t;
	tls_client_free(t);
	return NULL;
}

void tls_client_free(struct tls_client *t)
{
	if (!t)
		return;
	SSL_CTX_free(t->context);
	free(t);
}

static bool is_numeric(const char *name)
{
	struct in6_addr address;
	return inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1;
}

static bool expect(SSL *ssl, const char *name)
{
	if (is_numeric(name))
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1;
	SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
}

struct bufferevent *tls_client_connect(struct tls_client *t, struct event_base *base, int fd, const char *name)
{
	SSL *ssl = SSL_new(t->context);
	struct bufferevent *stream = NULL;
	if (ssl && expect(ssl, name))
		stream = bufferevent_openssl_socket_new(base, fd, ssl, BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE);
	ERR_clear_error();
	if (stream) {
		bufferevent_openssl_set_allow_dirty_shutdown(stream, 1); /* as SSL_OP_IGNORE_UNEXPECTED_EOF */
		return stream;
	}
	SSL_free(ssl);
	close(fd);
	return NULL;
}

size_t tls_client_write(struct bufferevent *stream, const void *at, size_t len)
{
	size_t sent = 0;
	bool written = SSL_write_ex(bufferevent_openssl_get_ssl(stream), at, len, &sent) == 1;
	ERR_clear_error(); /* if it is more than a full socket, the bufferevent finds it again */
	return written ? sent : 0;
}

void tls_client_why(struct bufferevent *stream, const char *name, char *why)
{
	long verdict = SSL_get_verify_result(bufferevent_openssl_get_ssl(stream));
	unsigned long error = bufferevent_get_openssl_error(stream);
	const char *reason = error ? ERR_reason_error_string(error) : NULL;
	ERR_clear_error();
	if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
		snprintf(why, TLS_WHY_MAX, "TLS: the certificate is not for '%.100s'", name);
	else if (verdict != X509_V_OK)
		snprintf(why, TLS_WHY_MAX, "TLS: the certificate is refused: %.100s", X509_verify_cert_error_string(verdict));
	else
		snprintf(why, TLS_WHY_MAX, "%s%.100s", reason ? "TLS: " : "", reason ? reason : "");
}
