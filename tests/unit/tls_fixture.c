#include "tls_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>
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
