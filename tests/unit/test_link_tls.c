/* A link over TLS, with certificates made here (tls_fixture.h): each is its own CA. */
#include "link_rig.h"
#include "smpp/tls.h"
#include "tls_fixture.h"

static struct tls theirs, other;

static struct bufferevent *accept_tls(int fd)
{
	return tls_accepted(&theirs, base, fd);
}

static int open_tls(void **state)
{
	open_stage(state);
	smsc.accept = accept_tls;
	config.tls = true;
	return 0;
}

static void make(const char *name)
{
	tls_make(&theirs, name);
	snprintf(config.tls_ca, sizeof config.tls_ca, "%s", theirs.certificate);
}

/* Refused, in so many words, before anything of ours was said; and tried again. */
static void refused(const char *words)
{
	start();
	until(link_view(network).connects == 2);
	if (!strstr(link_view(network).last_error, words))
		fail_msg("'%s', not '%s'", link_view(network).last_error, words);
	assert_int_equal(told.ups, 0);
	for (unsigned i = 0; i < smsc.calls; i++)
		assert_int_equal(smsc.call[i]->bind, 0);
	assert_int_equal(link_view(network).counters.sent, 0);
	link_stop(network);
	tls_remove(&theirs);
}

static void a_verified_network_is_bound(void **state)
{
	(void)state;
	make("IP:127.0.0.1");
	start();
	until(link_is_up(network));
	assert_int_equal(link_view(network).connects, 1);
	assert_string_equal(link_view(network).last_error, "");
	told.replies = true;
	for (uint32_t i = 1; i <= 1000; i++)
		deliver(last_call(), i);
	until(told.responses == 1000);
	assert_int_equal(smsc.delivered, 1000);
	assert_int_equal(smsc.submits, 1000);
	call_close(last_call());
	until(!link_is_up(network));
	assert_string_equal(link_view(network).last_error, "closed by the peer");
	until(link_is_up(network));
	link_stop(network);
	until(link_is_down(network));
	assert_int_equal(smsc.unbinds, 1);
	tls_remove(&theirs);
}

static void the_certificate_may_be_for_a_name(void **state)
{
	(void)state;
	make("DNS:smsc.example");
	strcpy(config.tls_name, "smsc.example");
	start();
	until(link_is_up(network));
	tls_remove(&theirs);
}

static void a_certificate_for_another_host_is_refused(void **state)
{
	(void)state;
	make("DNS:smsc.example");
	refused("TLS: the certificate is not for '127.0.0.1'");
}

static void a_certificate_for_another_name_is_refused(void **state)
{
	(void)state;
	make("DNS:smsc.example,IP:127.0.0.1");
	strcpy(config.tls_name, "smsc.example.org");
	refused("TLS: the certificate is not for 'smsc.example.org'");
}

static void a_certificate_of_another_ca_is_refused(void **state)
{
	(void)state;
	make("IP:127.0.0.1");
	snprintf(config.tls_ca, sizeof config.tls_ca, "%s", other.certificate);
	refused("TLS: the certificate is refused: self-signed certificate");
}

static void without_tls_ca_the_system_decides(void **state)
{
	(void)state;
	make("IP:127.0.0.1");
	config.tls_ca[0] = '\0';
	refused("TLS: the certificate is refused: self-signed certificate");
}

static void an_expired_certificate_is_refused(void **state)
{
	(void)state;
	make("IP:127.0.0.1");
	tls_expire(&theirs);
	refused("TLS: the certificate is refused: certificate has expired");
}

static void a_network_without_tls_is_told(void **state)
{
	(void)state;
	make("IP:127.0.0.1");
	smsc.accept = NULL;
	config.esme.bind_ms = 50;
	refused("TLS took too long; does the network speak it on this port?");
}

/* It wants a certificate of ours, other.certificate. */
static void they_verify_too(void)
{
	make("IP:127.0.0.1");
	tls_demand(&theirs, other.certificate);
}

static void our_certificate_is_shown(void **state)
{
	(void)state;
	they_verify_too();
	snprintf(config.tls_certificate, sizeof config.tls_certificate, "%s", other.certificate);
	snprintf(config.tls_key, sizeof config.tls_key, "%s", other.key);
	start();
	until(link_is_up(network));
	tls_remove(&theirs);
}

static void a_network_that_wants_one_says_so(void **state)
{
	(void)state;
	they_verify_too();
	start();
	until(link_view(network).connects == 2);
	assert_non_null(strstr(link_view(network).last_error, "certificate required"));
	assert_int_equal(told.ups, 0);
	link_stop(network);
	tls_remove(&theirs);
}

static void files_that_are_wrong_are_named(void **state)
{
	(void)state;
	char why[TLS_WHY_MAX];
	make("IP:127.0.0.1");
	assert_null(tls_client_new("/nowhere.pem", "", "", why));
	assert_string_equal(why, "there are no certificates in PEM in /nowhere.pem");
	assert_null(tls_client_new(theirs.key, "", "", why));
	assert_non_null(strstr(why, "no certificates in PEM"));
	assert_null(tls_client_new(theirs.certificate, theirs.key, theirs.key, why));
	assert_non_null(strstr(why, "no certificate in PEM"));
	assert_null(tls_client_new(theirs.certificate, theirs.certificate, other.key, why));
	assert_non_null(strstr(why, "another certificate's"));
	snprintf(config.tls_ca, sizeof config.tls_ca, "/nowhere.pem");
	refused("there are no certificates in PEM in /nowhere.pem");
}

#define over_tls(test) cmocka_unit_test_setup_teardown(test, open_tls, close_stage)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		over_tls(a_verified_network_is_bound),
		over_tls(the_certificate_may_be_for_a_name),
		over_tls(a_certificate_for_another_host_is_refused),
		over_tls(a_certificate_for_another_name_is_refused),
		over_tls(a_certificate_of_another_ca_is_refused),
		over_tls(without_tls_ca_the_system_decides),
		over_tls(an_expired_certificate_is_refused),
		over_tls(a_network_without_tls_is_told),
		over_tls(our_certificate_is_shown),
		over_tls(a_network_that_wants_one_says_so),
		over_tls(files_that_are_wrong_are_named),
	};
	tls_make(&other, "DNS:other.example");
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	tls_remove(&other);
	return failed;
}
