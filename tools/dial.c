/* kopuro dial: a handset on the terminal, with the gateway in the same process and nothing kept. kopuro record writes down what is dialled and
 * shown, as a transcript; there the clock stands still but for `:wait`, so that the transcript says all that mattered. */
#include "commands.h"
#include "frame.h"
#include "record.h"
#include "world.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

struct handset {
	const char *phone, *language, *at;
	struct world *world;
	struct record *record; /* NULL: only dialled */
	int64_t began_ms;      /* mono: this call */
};

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct handset *h = context;
	const struct ussd_profile *profile = world_profile(h->world);
	struct menu_where where = {0};
	gateway_where(world_gateway(h->world), phone, &where);
	struct frame_below below = {.octets = octets, .budget = profile->budget, .latin = profile->encoding == CHARSET_GSM7, .screen = where.screen,
		.page = where.page, .pages = where.pages, .seconds = (unsigned)((world_now(h->world).mono_ms - h->began_ms) / 1000),
		.most = profile->session_ms / 1000, .last = last};
	frame_handset(stdout, text, &below);
	if (h->record)
		record_screen(h->record, text, last);
}

static void on_sms(void *context, const char *phone, const char *text)
{
	struct handset *h = context;
	frame_sms(stdout, text);
	if (h->record)
		record_sms(h->record, phone, text);
}

static void on_refused(void *context, const char *phone, const char *status)
{
	struct handset *h = context;
	(void)phone;
	printf("The service refused this: %s\n", status);
	if (h->record)
		record_line(h->record, "refused %s", status);
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static const struct network_events events = {on_screen, on_sms, on_refused, on_bound};

static void dial(struct handset *h, const char *code)
{
	h->began_ms = world_now(h->world).mono_ms;
	if (h->record)
		record_typed(h->record, "dial", code);
	network_dial(world_network(h->world), h->phone, code);
}

static void type(struct handset *h, const char *text)
{
	if (!network_type(world_network(h->world), h->phone, text))
		puts("This is longer than a phone can send in one go.");
	else if (h->record)
		record_typed(h->record, "type", text);
}

static void hang_up(struct handset *h, const char *rest)
{
	(void)rest;
	network_hang_up(world_network(h->world), h->phone);
	if (h->record)
		record_line(h->record, "hang up");
}

static void wait_for(struct handset *h, const char *rest)
{
	int64_t ms;
	if (!world_span(rest, &ms)) {
		puts("Wait how long? For example: :wait 11 minutes");
		return;
	}
	if (h->record)
		record_line(h->record, "wait %s", rest);
	world_wait(h->world, ms);
}

static const struct {
	const char *words;
	void (*run)(struct handset *h, const char *rest);
} orders[] = {{":hang up", hang_up}, {":wait ", wait_for}};

/* Each line is dialled when no call is open, else typed; but for the orders. */
static void take_line(struct handset *h, const char *line)
{
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (strncmp(line, orders[i].words, strlen(orders[i].words)) == 0) {
			orders[i].run(h, line + strlen(orders[i].words));
			return;
		}
	if (network_in_dialog(world_network(h->world), h->phone))
		type(h, line);
	else
		dial(h, line);
}

static void settle(struct handset *h)
{
	world_settle(h->world);
	if (h->record)
		record_settled(h->record);
}

static void talk(struct handset *h)
{
	char line[2048];
	int64_t read_ms = moment_read().mono_ms;
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\r\n")] = '\0';
		int64_t now_ms = moment_read().mono_ms;
		if (!h->record && now_ms > read_ms)
			world_wait(h->world, now_ms - read_ms);
		read_ms = now_ms;
		take_line(h, line);
		settle(h);
	}
}

static struct world *make_world(const struct world_setup *setup, struct handset *h)
{
	struct complaints complaints;
	complaints_init(&complaints);
	struct world *w = world_new(setup, &events, h, &complaints);
	if (!w)
		complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	if (w && h->language && !world_language(w, h->phone, h->language)) {
		fprintf(stderr, "%s: the menus do not speak this language\n", h->language);
		world_free(w);
		return NULL;
	}
	return w;
}

static bool begin_record(struct handset *h, const struct world_setup *setup, const char *path)
{
	h->record = record_open(path);
	if (!h->record) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	if (strcmp(setup->profile, "standard") != 0)
		record_line(h->record, "profile %s", setup->profile);
	if (setup->profiles)
		record_line(h->record, "profiles %s", setup->profiles);
	if (setup->encoding)
		record_line(h->record, "encoding %s", setup->encoding);
	if (h->at)
		record_line(h->record, "at %s", h->at);
	record_line(h->record, "phone %s", h->phone);
	if (h->language)
		record_line(h->record, "language %s", h->language);
	return true;
}

static int usage(bool records)
{
	fprintf(stderr, "usage: kopuro %s [--lang ky] [--encoding ucs2|gsm7] [--profile NAME] [--as +7916...] [--at '2026-12-24 22:00']\n"
		"              [--menus DIR] [--dialplan FILE] [--profiles DIR] %s\n", records ? "record" : "dial", records ? "FILE.dialog [CODE]" : "[CODE]");
	return 2;
}

static int run(int argc, char **argv, bool records)
{
	static const struct option options[] = {{"menus", required_argument, NULL, 'm'}, {"dialplan", required_argument, NULL, 'd'},
		{"phone", required_argument, NULL, 'p'}, {"as", required_argument, NULL, 'p'}, {"profile", required_argument, NULL, 'f'}, {"profiles", required_argument, NULL, 'F'},
		{"lang", required_argument, NULL, 'l'}, {"encoding", required_argument, NULL, 'e'}, {"at", required_argument, NULL, 'a'}, {0}};
	struct handset h = {.phone = "+996555000001"};
	struct world_setup setup = {.menus = "menus", .dialplan = "dialplans/kyrgyzstan.yaml", .store = ":memory:", .profile = "standard",
		.unix_ms = records ? WORLD_BEGINS_MS : moment_read().unix_ms};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'm': setup.menus = optarg; break;
		case 'd': setup.dialplan = optarg; break;
		case 'p': h.phone = optarg; break;
		case 'f': setup.profile = optarg; break;
		case 'F': setup.profiles = optarg; break;
		case 'l': h.language = optarg; break;
		case 'e': setup.encoding = optarg; break;
		case 'a': h.at = optarg; break;
		default: return usage(records);
		}
	}
	if ((h.at && !world_when(h.at, &setup.unix_ms)) || argc - optind > 1 + records || argc - optind < records)
		return usage(records);
	h.world = make_world(&setup, &h);
	if (!h.world)
		return 1;
	if (records && !begin_record(&h, &setup, argv[optind++])) {
		world_free(h.world);
		return 1;
	}
	if (optind < argc) {
		dial(&h, argv[optind]);
		settle(&h);
	}
	talk(&h);
	world_free(h.world);
	if (!h.record || record_close(h.record))
		return 0;
	fputs("The transcript could not be written whole.\n", stderr);
	return 1;
}

int command_dial(int argc, char **argv)
{
	return run(argc, argv, false);
}

int command_record(int argc, char **argv)
{
	return run(argc, argv, true);
}
