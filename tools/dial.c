/* kopuro dial: a handset on the terminal, with the gateway in the same process and nothing kept. kopuro record writes down what is dialled and
 * shown, as a transcript; there the clock stands still but for `:wait`, so that the transcript says all that mattered. */
#include "commands.h"
#include "handset.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 500 /* so often the clock of a handset that nobody touches is looked at */

/* The handset, and how it was called. */
struct call {
	struct handset handset;
	const char *language, *at;
	int64_t read_ms; /* mono, of the terminal: until then time has passed */
};

static void catch_up(struct call *c)
{
	int64_t now_ms = moment_read().mono_ms;
	if (!c->handset.record && now_ms > c->read_ms)
		handset_wait(&c->handset, now_ms - c->read_ms);
	c->read_ms = now_ms;
}

static void prompt(const struct call *c)
{
	if (isatty(STDIN_FILENO))
		fputs(handset_in_call(&c->handset) ? "answer> " : "dial> ", stdout);
	fflush(stdout);
}

/* While nothing is typed time passes too: an SMS may come, the network may close the call. */
static bool line_read(struct call *c, char *line, size_t capacity)
{
	struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};
	bool in_call = handset_in_call(&c->handset);
	prompt(c);
	while (poll(&terminal, 1, TICK_MS) == 0) {
		catch_up(c);
		if (handset_in_call(&c->handset) != in_call)
			prompt(c);
		in_call = handset_in_call(&c->handset);
	}
	return fgets(line, (int)capacity, stdin);
}

static void talk(struct call *c)
{
	char line[2048];
	setvbuf(stdin, NULL, _IONBF, 0); /* what stdio has read already poll() does not see */
	c->read_ms = moment_read().mono_ms;
	while (line_read(c, line, sizeof line)) {
		line[strcspn(line, "\r\n")] = '\0';
		catch_up(c);
		handset_line(&c->handset, line);
	}
	if (isatty(STDIN_FILENO))
		putchar('\n');
}

static struct world *make_world(const struct world_setup *setup, struct call *c)
{
	struct complaints complaints;
	complaints_init(&complaints);
	struct world *w = world_new(setup, &handset_events, &c->handset, &complaints);
	if (!w)
		complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	if (w && c->language && !world_language(w, c->handset.phone, c->language)) {
		fprintf(stderr, "%s: the menus do not speak this language\n", c->language);
		world_free(w);
		return NULL;
	}
	return w;
}

static struct record *begin_record(const struct call *c, const struct world_setup *setup, const char *path)
{
	struct record *r = record_open(path);
	if (!r) {
		fprintf(stderr, "%s: %s\n", path, errno == EEXIST ? "is there already; choose another name, or delete it first" : strerror(errno));
		return NULL;
	}
	if (strcmp(setup->profile, "standard") != 0)
		record_line(r, "profile %s", setup->profile);
	if (setup->profiles)
		record_line(r, "profiles %s", setup->profiles);
	if (setup->encoding)
		record_line(r, "encoding %s", setup->encoding);
	if (c->at)
		record_line(r, "at %s", c->at);
	record_line(r, "phone %s", c->handset.phone);
	if (c->language)
		record_line(r, "language %s", c->language);
	return r;
}

static int usage(bool records)
{
	fprintf(stderr, "usage: kopuro %s [--lang ky] [--encoding ucs2|gsm7] [--profile NAME] [--as +7916...] [--at '2026-12-24 22:00']\n"
		"              [--menus DIR] [--dialplan FILE] [--profiles DIR] %s\n"
		"Each line is dialled when no call is open, else typed. Orders:\n%s", records ? "record" : "dial", records ? "FILE.dialog [CODE]" : "[CODE]",
		handset_orders);
	return 2;
}

static int run(int argc, char **argv, bool records)
{
	static const struct option options[] = {{"menus", required_argument, NULL, 'm'}, {"dialplan", required_argument, NULL, 'd'},
		{"phone", required_argument, NULL, 'p'}, {"as", required_argument, NULL, 'p'}, {"profile", required_argument, NULL, 'f'}, {"profiles", required_argument, NULL, 'F'},
		{"lang", required_argument, NULL, 'l'}, {"encoding", required_argument, NULL, 'e'}, {"at", required_argument, NULL, 'a'}, {0}};
	struct call c = {.handset.phone = "+996555000001"};
	struct handset *h = &c.handset;
	struct world_setup setup = {.menus = "menus", .dialplan = "dialplans/kyrgyzstan.yaml", .store = ":memory:", .profile = "standard",
		.unix_ms = records ? WORLD_BEGINS_MS : moment_read().unix_ms};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'm': setup.menus = optarg; break;
		case 'd': setup.dialplan = optarg; break;
		case 'p': h->phone = optarg; break;
		case 'f': setup.profile = optarg; break;
		case 'F': setup.profiles = optarg; break;
		case 'l': c.language = optarg; break;
		case 'e': setup.encoding = optarg; break;
		case 'a': c.at = optarg; break;
		default: return usage(records);
		}
	}
	if (c.at && !world_when(c.at, &setup.unix_ms)) {
		fprintf(stderr, "%s: is no time; as '2026-12-24 22:00' or 2026-12-24 it is right\n", c.at);
		return 2;
	}
	if (argc - optind > 1 + records || argc - optind < records)
		return usage(records);
	h->world = make_world(&setup, &c);
	if (!h->world)
		return 1;
	if (records && !(h->record = begin_record(&c, &setup, argv[optind++]))) {
		world_free(h->world);
		return 1;
	}
	if (optind < argc)
		handset_line(h, argv[optind]);
	talk(&c);
	world_free(h->world);
	if (!h->record || record_close(h->record))
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
