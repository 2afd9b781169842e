#include "control/http_tls.h"

#include "base/slurp.h"

#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

struct http_tls {
	SSL_CTX *context;
};

static const char *load(SSL_CTX *context, const char *certificate, const char *key)
{
	if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1)
		return "this OpenSSL has no TLS 1.2";
	if (!slurp_is_file(certificate) || SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
		return "the first file is no certificate in PEM";
	if (!slurp_is_file(key) || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return "the second file is no key in PEM, or not this certificate's";
	return SSL_CTX_check_private_key(context) == 1 ? NULL : "the key is not this certificate's";
}

struct http_tls *http_tls_new(const char *certificate, const char *key, const char **why)
{
	struct http_tls *t = calloc(1, sizeof *t);
	*why = "there is no memory";
	if (t)
		t->context = SSL_CTX_new(TLS_server_method());
	if (t && t->context)
		*why = load(t->context, certificate, key);
	ERR_clear_error();
	if (!*why)
		return t;
	http_tls_free(t);
	return NULL;
}

void http_tls_free(struct http_tls *t)
{
	if (!t)
		return;
	SSL_CTX_free(t->context);
	free(t);
}

/* A client that goes without saying so has still sent its whole request: HTTP knows by itself where that ends. */
struct bufferevent *http_tls_accept(struct http_tls *t, struct event_base *base)
{
	SSL *ssl = SSL_new(t->context);
	if (!ssl)
		return NULL;
	struct bufferevent *b = bufferevent_openssl_socket_new(base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
	if (b)
		bufferevent_openssl_set_allow_dirty_shutdown(b, 1);
	else
		SSL_free(ssl);
	return b;
}
