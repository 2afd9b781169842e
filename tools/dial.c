/* kopuro dial: a handset on the terminal, with the gateway in the same process and nothing kept. */
#include "commands.h"
#include "frame.h"
#include "world.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

struct handset {
	const char *phone, *profile;
};

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct handset *h = context;
	(void)phone;
	frame_screen(stdout, text, octets, ussd_profile_find(h->profile)->budget, last);
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
	printf("The service refused this: %s\n", status);
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static const struct network_events events = {on_screen, on_sms, on_refused, on_bound};

/* Each line is dialled when no call is open, else typed. */
static void talk(struct world *w, const struct handset *h)
{
	char line[2048];
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\r\n")] = '\0';
		int64_t passed = moment_read().unix_ms - world_now(w).unix_ms;
		if (passed > 0)
			world_wait(w, passed);
		if (!network_in_dialog(world_network(w), h->phone))
			network_dial(world_network(w), h->phone, line);
		else if (!network_type(world_network(w), h->phone, line))
			puts("This is longer than a phone can send in one go.");
		world_settle(w);
	}
}

int command_dial(int argc, char **argv)
{
	static const struct option options[] = {{"menus", required_argument, NULL, 'm'}, {"dialplan", required_argument, NULL, 'd'},
		{"phone", required_argument, NULL, 'p'}, {"profile", required_argument, NULL, 'f'}, {0}};
	struct handset h = {.phone = "+996555000001", .profile = "standard"};
	struct world_setup setup = {.menus = "menus", .dialplan = "dialplans/kyrgyzstan.yaml", .store = ":memory:"};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'm': setup.menus = optarg; break;
		case 'd': setup.dialplan = optarg; break;
		case 'p': h.phone = optarg; break;
		case 'f': h.profile = optarg; break;
		default: return 2;
		}
	}
	setup.profile = h.profile;
	setup.unix_ms = moment_read().unix_ms;
	struct complaints complaints;
	complaints_init(&complaints);
	struct world *w = world_new(&setup, &events, &h, &complaints);
	if (!w)
		complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	if (!w)
		return 1;
	if (optind < argc) {
		network_dial(world_network(w), h.phone, argv[optind]);
		world_settle(w);
	}
	talk(w, &h);
	world_free(w);
	return 0;
}
