/* kopuro smsc: a network in small behind a socket, for a real kopurod to bind to, with one handset on the terminal.
 * A line is dialled or typed only when the screen before it has come, so that a piped dialog runs as fast as the gateway answers. */
#include "commands.h"
#include "frame.h"
#include "network.h"

#include "base/moment.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BIND_MS 30000   /* for a gateway to bind */
#define ANSWER_MS 15000 /* for a screen */
#define FAULTY_MS 300000 /* for either, over a network with faults: that nothing comes is what was asked for */
#define QUIET_MS 300    /* after the last screen: an SMS may follow it */
#define CALL_AGAIN_MS 1000 /* when the gateway is not there yet, or has closed */
#define SMS_NUMBER "500" /* of the service */

struct smsc {
	const char *phone;
	const struct ussd_profile *profile;
	struct network *network;
	int listener, peer;
	uint16_t outbind; /* the gateway's port that it calls, if it does; 0: it is called */
	int64_t call_ms;  /* and when next, mono */
	bool faulty;
	char input[4096]; /* lines not used yet */
	size_t input_len;
	bool input_over, bound;
	int64_t since_ms; /* the last thing that happened */
};

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct smsc *s = context;
	(void)phone;
	frame_screen(stdout, text, octets, s->profile->budget, last);
}

static void on_sms(void *context, const char *phone, const char *text)
{
	(void)context;
	(void)phone;
	frame_sms(stdout, text);
}

static void on_refused(void *context, const char *phone, const char *status)
{
	(void)context;
	(void)phone;
	printf("The service refused this (%s). Dial its code, *500#\n", status);
	fflush(stdout);
}

static void on_bound(void *context, const char *system_id)
{
	struct smsc *s = context;
	if (!s->bound && isatty(STDIN_FILENO))
		printf("%s is bound. You are %s: dial *500#, then type what you would press. :hang up breaks a call off, Ctrl-D ends.\n", system_id, s->phone);
	fflush(stdout);
	s->bound = true;
}

static void on_wrong(void *context, const char *phone, const char *what)
{
	const struct smsc *s = context;
	(void)phone;
	printf("A screen came and was refused: its %s is not what a network of the profile '%s' takes.\n", what, s->profile->name);
	fflush(stdout);
}

static const struct network_events events = {on_screen, on_sms, on_refused, on_bound, on_wrong};

static int listen_on(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 8) == 0)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in address;
	socklen_t len = sizeof address;
	return getsockname(fd, (struct sockaddr *)&address, &len) == 0 ? ntohs(address.sin_port) : 0;
}

static void adopt(struct smsc *s, int fd)
{
	int on = 1;
	if (s->peer >= 0) { /* the newest wins: a gateway that was killed comes back before its old socket is known to be dead */
		close(s->peer);
		network_cut(s->network);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	s->peer = fd;
	network_time(s->network, moment_read().mono_ms);
	network_connected(s->network);
}

static void take_peer(struct smsc *s)
{
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0)
		adopt(s, fd);
}

/* Calls the gateway, which then binds on this connection: as the network that kopurod's `outbind` waits for. */
static void call_gateway(struct smsc *s)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(s->outbind), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct smpp_pdu outbind = {.command = SMPP_OUTBIND, .sequence = 1, .system_id = "kopuro", .password = "secret"};
	uint8_t wire[64];
	struct writer w = writer_over(wire, sizeof wire);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pdu_encode(&outbind, &w);
	s->call_ms = moment_read().mono_ms + CALL_AGAIN_MS;
	if (fd < 0)
		return;
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && write(fd, wire, writer_len(&w)) == (ssize_t)writer_len(&w) &&
		fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
		adopt(s, fd);
	else
		close(fd);
}

static void drop_peer(struct smsc *s)
{
	close(s->peer);
	s->peer = -1;
	network_cut(s->network);
}

static void read_peer(struct smsc *s)
{
	uint8_t bytes[65536];
	ssize_t got = read(s->peer, bytes, sizeof bytes);
	if (got > 0)
		network_bytes(s->network, (struct bytes){bytes, (size_t)got});
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		drop_peer(s);
}

static void write_peer(struct smsc *s)
{
	struct bytes out = network_out(s->network);
	ssize_t put = out.len ? write(s->peer, out.at, out.len) : 0;
	if (put > 0)
		network_sent(s->network, (size_t)put);
	else if (put < 0 && errno != EAGAIN && errno != EINTR)
		drop_peer(s);
}

static void read_input(struct smsc *s)
{
	ssize_t got = read(STDIN_FILENO, s->input + s->input_len, sizeof s->input - s->input_len);
	if (got > 0)
		s->input_len += (size_t)got;
	else if (got == 0)
		s->input_over = true;
}

/* Takes one line; the last may lack its end. */
static bool take_line(struct smsc *s, char *line, size_t capacity)
{
	char *end = memchr(s->input, '\n', s->input_len);
	bool whole = end || (s->input_len > 0 && (s->input_over || s->input_len == sizeof s->input));
	if (!whole)
		return false;
	size_t len = end ? (size_t)(end - s->input) : s->input_len, used = end ? len + 1 : len;
	snprintf(line, capacity, "%.*s", (int)len, s->input);
	line[strcspn(line, "\r")] = '\0';
	memmove(s->input, s->input + used, s->input_len - used);
	s->input_len -= used;
	return true;
}

static bool waits_for_screen(struct smsc *s)
{
	return network_unanswered(s->network, s->phone) > 0;
}

/* Those of kopuro dial that need no clock. */
static void order(struct smsc *s, const char *line)
{
	bool in_call = network_in_dialog(s->network, s->phone);
	if (strcmp(line, ":hang up") == 0 && in_call)
		network_hang_up(s->network, s->phone);
	else if (strcmp(line, ":hang up") == 0)
		puts("No call is open.");
	else if (strncmp(line, ":text ", 6) == 0)
		network_text(s->network, s->phone, SMS_NUMBER, line + 6, &(struct network_way){.count = 0});
	else
		puts("A line that begins with a colon is an order. There are:\n"
			"  :hang up      breaks the call off\n"
			"  :text WORDS   an SMS to the service");
	fflush(stdout);
}

static void use_input(struct smsc *s)
{
	char line[sizeof s->input];
	while (network_is_bound(s->network) && !waits_for_screen(s) && take_line(s, line, sizeof line)) {
		if (!isatty(STDIN_FILENO))
			printf("> %s\n", line);
		fflush(stdout);
		if (line[0] == ':')
			order(s, line);
		else if (!network_in_dialog(s->network, s->phone))
			network_dial(s->network, s->phone, line);
		else if (!network_type(s->network, s->phone, line))
			puts("This is longer than a phone can send in one go.");
	}
}

/* How long until this is over: >= 0 milliseconds; -1: not by time. *status is the exit status if it comes to that. */
static int64_t patience(struct smsc *s, int *status)
{
	*status = 1;
	if (!network_is_bound(s->network))
		return s->input_over || s->input_len || !s->bound ? s->faulty ? FAULTY_MS : BIND_MS : -1;
	if (waits_for_screen(s))
		return ANSWER_MS;
	*status = 0;
	return s->input_over && s->input_len == 0 ? QUIET_MS : -1;
}

/* Until a fault of the network is due, or its patience, `left`, is over. */
static int wait_ms(const struct smsc *s, int64_t left)
{
	int64_t due = network_deadline(s->network), ms;
	if (s->outbind && s->peer < 0 && s->call_ms < due)
		due = s->call_ms;
	if (due == MOMENT_NEVER)
		return (int)left;
	ms = due - moment_read().mono_ms;
	ms = ms < 0 ? 0 : ms;
	return (int)(left >= 0 && left < ms ? left : ms);
}

/* As a network does it: the call is over, and whoever dials again may go on. False: not over this one, something is wrong with the gateway. */
static bool end_call(struct smsc *s)
{
	if (!s->faulty || !network_is_bound(s->network))
		return false;
	printf("No screen came within %d s: the network ends the call. Dial again to go on.\n", ANSWER_MS / 1000);
	fflush(stdout);
	network_hang_up(s->network, s->phone);
	s->since_ms = moment_read().mono_ms;
	return true;
}

static int run(struct smsc *s)
{
	for (;;) {
		if (s->peer >= 0 && network_closes(s->network)) {
			puts("(The network closes the connection; the gateway comes back.)");
			drop_peer(s);
		}
		if (s->outbind && s->peer < 0 && s->call_ms <= moment_read().mono_ms)
			call_gateway(s);
		use_input(s);
		int status;
		int64_t most = patience(s, &status), left = -1;
		if (most >= 0) {
			left = s->since_ms + most - moment_read().mono_ms;
			if (left <= 0) {
				if (status && end_call(s))
					continue;
				if (status)
					fprintf(stderr, "kopuro smsc: %s within %lld s\n",
						network_is_bound(s->network) ? "no screen came" : "no gateway was bound", (long long)most / 1000);
				return status;
			}
		}
		bool out = s->peer >= 0 && network_out(s->network).len > 0;
		bool room = !s->input_over && s->input_len < sizeof s->input;
		struct pollfd fds[3] = {{.fd = s->listener, .events = POLLIN},
			{.fd = s->peer, .events = (short)(POLLIN | (out ? POLLOUT : 0))},
			{.fd = room ? STDIN_FILENO : -1, .events = POLLIN}};
		int ready = poll(fds, 3, wait_ms(s, left));
		network_time(s->network, moment_read().mono_ms);
		if (ready <= 0)
			continue;
		s->since_ms = moment_read().mono_ms;
		if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
			read_peer(s);
		if (s->peer >= 0 && network_out(s->network).len > 0)
			write_peer(s);
		if (fds[2].revents & (POLLIN | POLLHUP))
			read_input(s);
		if (fds[0].revents & POLLIN)
			take_peer(s);
	}
}

static struct ussd_profiles *profiles_of(const char *directory)
{
	struct complaints complaints;
	complaints_init(&complaints);
	struct ussd_profiles *all = ussd_profiles_load(directory, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	return all;
}

static const struct ussd_profile *profile_of(const struct ussd_profiles *all, const char *directory, const char *name)
{
	struct complaints complaints;
	complaints_init(&complaints);
	const struct ussd_profile *profile = ussd_profile_named(all, name, directory, 0, 0, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	return profile;
}

/* `--profile my/own.yaml` is the profile `own` of the folder `my`. Both strings are in place of `name`, which is changed. */
static void split_profile(char *name, const char **directory, const char **profile)
{
	size_t len = strlen(name);
	char *slash = strrchr(name, '/');
	*profile = name;
	if (len <= 5 || strcmp(name + len - 5, ".yaml") != 0)
		return;
	name[len - 5] = '\0';
	*profile = slash ? slash + 1 : name;
	*directory = !slash ? "." : slash == name ? "/" : name;
	if (slash && slash != name)
		*slash = '\0';
}

static void help(FILE *out)
{
	fputs("usage: kopuro smsc [--port N] [--port-file FILE] [--phone +996...] [--profile NAME] [--profiles DIR] [--fault NAME[=VALUE]]...\n"
		"                   [--outbind PORT]\n"
		"A mobile network in small, for a gateway on this machine to bind to, and a handset: each line is dialled or typed.\n"
		"--profile is the name of a file in DIR (profiles), or a file of your own (my/own.yaml): docs/profiles.md.\n"
		"With port 0 a free one is taken; --port-file tells which. --outbind calls the gateway on its port, that it may bind.\n"
		"Faults, as many as you like:\n", out);
	for (size_t i = 0; i < NETWORK_FAULTS; i++) {
		const struct network_fault_row *row = &network_fault_rows[i];
		char name[40], usual[32] = "";
		snprintf(name, sizeof name, row->unit ? "%s[=%s]" : "%s", row->name, row->unit);
		if (row->unit)
			snprintf(usual, sizeof usual, " (%s: %lld)", row->unit, (long long)row->usual);
		fprintf(out, "  %-20s %s%s\n", name, row->what, usual);
	}
}

static bool add_fault(struct smsc *s, struct network_faults *faults, const char *words)
{
	char why[160];
	s->faulty = faults_add(faults, words, why, sizeof why);
	if (s->faulty)
		return true;
	fprintf(stderr, "kopuro smsc: --fault %s: %s\n", words, why);
	return false;
}

int command_smsc(int argc, char **argv)
{
	static const struct option options[] = {{"port", required_argument, NULL, 'p'}, {"phone", required_argument, NULL, 'n'},
		{"profile", required_argument, NULL, 'f'}, {"profiles", required_argument, NULL, 'F'}, {"port-file", required_argument, NULL, 'o'},
		{"fault", required_argument, NULL, 'u'}, {"outbind", required_argument, NULL, 'b'}, {"help", no_argument, NULL, 'h'}, {0}};
	struct smsc s = {.phone = "+996555000001", .peer = -1};
	struct network_faults faults;
	int port = 2775, outbind = 0, option;
	const char *port_file = NULL, *name = "standard", *directory = "profiles";
	faults_init(&faults);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'p': port = atoi(optarg); break;
		case 'n': s.phone = optarg; break;
		case 'f': split_profile(optarg, &directory, &name); break;
		case 'F': directory = optarg; break;
		case 'o': port_file = optarg; break;
		case 'u':
			if (!add_fault(&s, &faults, optarg))
				return 2;
			break;
		case 'b': outbind = atoi(optarg) > 0 ? atoi(optarg) : -1; break;
		case 'h': help(stdout); return 0;
		default: help(stderr); return 2;
		}
	}
	s.outbind = (uint16_t)outbind;
	if (port < 0 || port > 65535 || outbind < 0 || outbind > 65535) {
		fprintf(stderr, "kopuro smsc: no such port\n");
		return 2;
	}
	struct ussd_profiles *profiles = profiles_of(directory);
	if (!profiles || !(s.profile = profile_of(profiles, directory, name))) {
		ussd_profiles_free(profiles);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	s.listener = listen_on((uint16_t)port);
	if (s.listener < 0) {
		fprintf(stderr, "kopuro smsc: 127.0.0.1 port %d: %s. Stop what listens there, or choose another with --port\n", port, strerror(errno));
		return 1;
	}
	if (port_file) {
		FILE *file = fopen(port_file, "w");
		if (!file || fprintf(file, "%u\n", port_of(s.listener)) < 0 || fclose(file) != 0) {
			fprintf(stderr, "kopuro smsc: %s: %s\n", port_file, strerror(errno));
			return 1;
		}
	}
	s.network = network_new(s.profile, &events, &s);
	if (s.network)
		*network_faults(s.network) = faults;
	s.since_ms = moment_read().mono_ms;
	int status = s.network ? run(&s) : 1;
	network_free(s.network);
	if (s.peer >= 0)
		close(s.peer);
	close(s.listener);
	ussd_profiles_free(profiles);
	return status;
}
