#include "tls_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void tls_make(struct tls *t, const char *name)
{
	char command[512];
	const char *base = getenv("TMPDIR");
	snprintf(t->directory, sizeof t->directory, "%s/kopuro-tls-XXXXXX", base && strlen(base) < 40 ? base : "/tmp");
	assert_non_null(mkdtemp(t->directory));
	snprintf(t->certificate, sizeof t->certificate, "%s/certificate", t->directory);
	snprintf(t->key, sizeof t->key, "%s/key", t->directory);
	snprintf(command, sizeof command, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=queue "
		"-addext subjectAltName=%s -keyout %s -out %s 2>/dev/null", name, t->key, t->certificate);
	assert_int_equal(system(command), 0);
	t->context = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate_file(t->context, t->certificate, SSL_FILETYPE_PEM), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey_file(t->context, t->key, SSL_FILETYPE_PEM), 1);
}

void tls_remove(struct tls *t)
{
	SSL_CTX_free(t->context);
	unlink(t->certificate);
	unlink(t->key);
	rmdir(t->directory);
}

struct bufferevent *tls_accept(struct event_base *base, void *context)
{
	return bufferevent_openssl_socket_new(base, -1, SSL_new(context), BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
}

struct bufferevent *tls_accepted(struct tls *t, struct event_base *base, int fd)
{
	return bufferevent_openssl_socket_new(base, fd, SSL_new(t->context), BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
}

void tls_expire(struct tls *t)
{
	X509 *certificate = SSL_CTX_get0_certificate(t->context);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
	X509_gmtime_adj(X509_getm_notAfter(certificate), -3600);
	assert_true(X509_sign(certificate, SSL_CTX_get0_privatekey(t->context), EVP_sha256()) > 0);
	FILE *out = fopen(t->certificate, "w");
	assert_non_null(out);
	assert_int_equal(PEM_write_X509(out, certificate), 1);
	fclose(out);
}

void tls_demand(struct tls *t, const char *ca)
{
	SSL_CTX_set_verify(t->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	assert_int_equal(SSL_CTX_load_verify_file(t->context, ca), 1);
}
