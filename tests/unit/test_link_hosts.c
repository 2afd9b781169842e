/* A link whose network has several hosts, names, addresses; and a name server of the test's own. All of 127.0.0.0/8 is this machine. */
#include "link_rig.h"

#include <event2/dns.h>
#include <event2/dns_struct.h>
#include <fcntl.h>

static struct {
	struct evdns_server_port *port;
	struct sockaddr_in at;
	bool silent;
	uint32_t a[4]; /* network order; 0: no more */
	bool six;      /* ::1 too */
	unsigned asked_a, asked_aaaa;
} names;

/* The resolver's only way to /etc/resolv.conf: here it finds the test's server in it. */
int evdns_base_resolv_conf_parse(struct evdns_base *servers, int flags, const char *file)
{
	(void)flags;
	assert_string_equal(file, "/etc/resolv.conf");
	return evdns_base_nameserver_sockaddr_add(servers, (struct sockaddr *)&names.at, sizeof names.at, 0);
}

static void on_question(struct evdns_server_request *request, void *context)
{
	static const uint8_t six[16] = { [15] = 1 };
	bool known = false;
	(void)context;
	if (names.silent) {
		evdns_server_request_drop(request);
		return;
	}
	for (int i = 0; i < request->nquestions; i++) {
		const struct evdns_server_question *q = request->questions[i];
		known = strcasecmp(q->name, "smsc.example") == 0;
		names.asked_a += q->type == EVDNS_TYPE_A;
		names.asked_aaaa += q->type == EVDNS_TYPE_AAAA;
		int count = 0;
		while (count < 4 && names.a[count])
			count++;
		if (known && q->type == EVDNS_TYPE_A && count)
			evdns_server_request_add_a_reply(request, q->name, count, names.a, 60);
		if (known && q->type == EVDNS_TYPE_AAAA && names.six)
			evdns_server_request_add_aaaa_reply(request, q->name, 1, six, 60);
	}
	evdns_server_request_respond(request, known ? 0 : 3);
}

static int open_names(void **state)
{
	socklen_t len = sizeof names.at;
	open_stage(state);
	memset(&names, 0, sizeof names);
	names.at = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&names.at, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&names.at, &len), 0);
	names.port = evdns_add_server_port_with_base(base, fd, 0, on_question, NULL);
	assert_non_null(names.port);
	smsc_shut();
	return 0;
}

static int close_names(void **state)
{
	evdns_close_server_port(names.port);
	return close_stage(state);
}

static void network_at(const char *address)
{
	smsc_open(address);
	config.port = smsc.port;
}

static void hosts_are(const char *first, const char *second)
{
	snprintf(config.hosts[0], sizeof config.hosts[0], "%s", first);
	snprintf(config.hosts[1], sizeof config.hosts[1], "%s", second);
	config.host_count = *second ? 2 : 1;
}

static bool waited(bool *so_far)
{
	*so_far = *so_far || strncmp(link_view(network).state, "waiting", 7) == 0;
	return *so_far;
}

static void the_next_host_is_tried_at_once(void **state)
{
	(void)state;
	bool paused = false;
	network_at("127.0.0.3");
	hosts_are("127.0.0.2", "127.0.0.3");
	start();
	until((waited(&paused), link_is_up(network)));
	assert_false(paused);
	assert_int_equal(link_view(network).connects, 2);
	assert_string_equal(link_view(network).last_error, "Connection refused");
	call_close(last_call()); /* a session is over: from the first host again */
	until(link_view(network).connects == 4 && link_is_up(network));
}

static void a_host_that_does_not_bind_is_followed_by_the_next(void **state)
{
	(void)state;
	network_at("0.0.0.0");
	hosts_are("127.0.0.2", "127.0.0.3");
	smsc.mute = true;
	config.esme.bind_ms = 20;
	start();
	until(smsc.calls == 3);
	assert_int_equal(smsc.call[0]->to.sin_addr.s_addr, inet_addr("127.0.0.2"));
	assert_int_equal(smsc.call[1]->to.sin_addr.s_addr, inet_addr("127.0.0.3"));
	assert_int_equal(smsc.call[2]->to.sin_addr.s_addr, inet_addr("127.0.0.2"));
	assert_string_equal(link_view(network).last_error, "bind unanswered");
}

static void after_all_hosts_there_is_a_pause(void **state)
{
	(void)state;
	network_at("127.0.0.4");
	hosts_are("127.0.0.2", "127.0.0.3");
	start();
	until_within(1000, false);
	assert_in_range(link_view(network).connects, 6, 10); /* two at 0, 100, 300, 700 ms, each +-25 % */
}

static void every_address_of_a_name_is_tried(void **state)
{
	(void)state;
	bool paused = false;
	network_at("127.0.0.3");
	hosts_are("smsc.example", "");
	names.six = true;
	names.a[0] = inet_addr("127.0.0.2");
	names.a[1] = inet_addr("127.0.0.3");
	start();
	assert_string_equal(link_view(network).state, "looking its name up");
	until((waited(&paused), link_is_up(network)));
	assert_false(paused);
	assert_int_equal(link_view(network).connects, 2);
	assert_int_equal(names.asked_a, 1);
	assert_int_equal(names.asked_aaaa, 1);
}

static void an_address_of_ipv6_is_tried_too(void **state)
{
	(void)state;
	bool paused = false;
	network_at("127.0.0.3");
	hosts_are("smsc.example", "127.0.0.3");
	names.six = true;
	names.a[0] = inet_addr("127.0.0.2");
	start();
	until((waited(&paused), link_is_up(network)));
	assert_false(paused);
	assert_int_equal(link_view(network).connects, 3); /* 127.0.0.2, ::1, and the second host */
}

static void a_name_is_asked_for_anew_in_each_round(void **state)
{
	(void)state;
	network_at("127.0.0.3");
	hosts_are("smsc.example", "");
	names.a[0] = inet_addr("127.0.0.2");
	start();
	until(link_view(network).connects == 2);
	names.a[0] = inet_addr("127.0.0.3"); /* the network has moved */
	until(link_is_up(network));
	assert_in_range(names.asked_a, 3, 4);
	call_close(last_call());
	until(!link_is_up(network));
	until(link_is_up(network));
	assert_in_range(names.asked_a, 4, 5);
}

static void an_unknown_name_does_not_hide_the_next_host(void **state)
{
	(void)state;
	network_at("127.0.0.3");
	hosts_are("smsx.example", "127.0.0.3");
	start();
	until(link_is_up(network));
	assert_int_equal(link_view(network).connects, 1);
	assert_string_not_equal(link_view(network).last_error, "");
}

static void silent_name_servers_hold_up_nothing(void **state)
{
	(void)state;
	network_at("127.0.0.3");
	hosts_are("smsc.example", "127.0.0.3");
	names.silent = true;
	config.esme.bind_ms = 50;
	struct moment before = moment_read();
	start();
	assert_true(moment_read().mono_ms - before.mono_ms < 1000);
	until(link_view(network).connects == 1);
	assert_string_equal(link_view(network).last_error, "no answer from the name servers");
}

static void stops_while_it_looks_a_name_up(void **state)
{
	(void)state;
	network_at("127.0.0.3");
	hosts_are("smsc.example", "");
	names.a[0] = inet_addr("127.0.0.3");
	start();
	link_stop(network);
	assert_true(link_is_down(network));
	until_within(200, false); /* the answer of the name server comes to nobody */
	assert_int_equal(link_view(network).connects, 0);
	link_start(network);
	until(link_is_up(network));
}

static void connections_leave_by_the_configured_address(void **state)
{
	(void)state;
	network_at("127.0.0.3");
	hosts_are("127.0.0.3", "");
	strcpy(config.source, "127.0.0.5");
	start();
	until(link_is_up(network));
	assert_int_equal(last_call()->from.sin_addr.s_addr, inet_addr("127.0.0.5"));
}

static void a_source_that_cannot_be_says_so(void **state)
{
	(void)state;
	network_at("127.0.0.3");
	hosts_are("127.0.0.3", "");
	strcpy(config.source, "192.0.2.1");
	start();
	assert_string_equal(link_view(network).last_error, "source-address is no address of this machine");
	assert_memory_equal(link_view(network).state, "waiting", 7);
	link_stop(network);
	strcpy(config.source, "::1");
	link_start(network);
	assert_string_equal(link_view(network).last_error, "source-address is of another family than the network's address");
	assert_int_equal(smsc.calls, 0);
}

#define with_names(test) cmocka_unit_test_setup_teardown(test, open_names, close_names)

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		with_names(the_next_host_is_tried_at_once),
		with_names(a_host_that_does_not_bind_is_followed_by_the_next),
		with_names(after_all_hosts_there_is_a_pause),
		with_names(every_address_of_a_name_is_tried),
		with_names(an_address_of_ipv6_is_tried_too),
		with_names(a_name_is_asked_for_anew_in_each_round),
		with_names(an_unknown_name_does_not_hide_the_next_host),
		with_names(silent_name_servers_hold_up_nothing),
		with_names(stops_while_it_looks_a_name_up),
		with_names(connections_leave_by_the_configured_address),
		with_names(a_source_that_cannot_be_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
