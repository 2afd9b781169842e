/* kopuro route: where a number is from, and by which networks an SMS to it leaves, with the file and line of each rule that decides. */
#include "commands.h"

#include "base/moment.h"
#include "config.h"
#include "control/vty_config.h"
#include "dialplan/dialplans.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: kopuro route [-c FILE | --dialplans DIR] [--plan NAME] NUMBER...\n"
	"  -c FILE          the gateway's configuration: its dialplans, and which networks there are\n"
	"  --dialplans DIR  the dialplans alone; `dialplans` if nothing is given\n"
	"  --plan NAME      read the numbers as a network of this plan sends them; the only plan that has codes if not given\n";

struct ask {
	const struct dialplans *plans;
	const struct dialplan *plan; /* in whose way numbers are read */
	const char *plan_name;
};

static __attribute__((format(printf, 2, 3))) void line(const char *what, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	printf("  %-9s ", what);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
}

static void tell_place(const struct place *p)
{
	char zone[32] = "not told by the number";
	if (p->has_zone)
		snprintf(zone, sizeof zone, "UTC%c%02d:%02d", p->zone_min < 0 ? '-' : '+', (p->zone_min < 0 ? -p->zone_min : p->zone_min) / 60,
			(p->zone_min < 0 ? -p->zone_min : p->zone_min) % 60);
	line("country", "%s, for it begins with +%s (%s:%d)", p->country, p->prefix, p->file, p->line);
	line("operator", "%s%s", p->operator[0] ? p->operator : "not told by the number", p->operator[0] && p->portable ? ", if it was not changed" : "");
	if (p->region[0])
		line("region", "%s", p->region);
	line("zone", "%s", zone);
	line("where", "%s", p->abroad ? "asked, for these numbers are used abroad too" : "in their country, until they say another");
	line("language", "%s", p->language[0] ? p->language : "asked at the first call");
}

static void tell_route(size_t rank, const struct route *r, bool has_zone, int zone_min)
{
	static const char *const alphabets[] = { [ROUTE_ANY] = "", [ROUTE_LATIN] = ", in Latin letters", [ROUTE_UCS2] = ", in UCS-2" };
	char what[16];
	snprintf(what, sizeof what, "%zu.", rank);
	printf("  %-9s %s: preference %u, share %u", what, r->network, r->preference, r->share);
	if (r->has_cost)
		printf(", cost %g", r->cost);
	if (r->sender.digits[0])
		printf(", from %s (%u/%u)", r->sender.digits, r->sender.ton, r->sender.npi);
	printf("%s", alphabets[r->alphabet]);
	if (r->has_quiet)
		printf(", quiet %02u:%02u to %02u:%02u", r->quiet_from / 60, r->quiet_from % 60, r->quiet_to / 60, r->quiet_to % 60);
	printf(" (%s:%d)\n", r->file, r->line);
	int64_t now = moment_read().unix_ms, day = route_day(r, now, has_zone, zone_min);
	if (day > now)
		printf("            quiet now, for %lld minutes more\n", (long long)(day - now) / 60000);
}

static void tell_routes(const struct routes *routes, const char *msisdn, const struct place *place)
{
	const struct route *list[ROUTES_MOST];
	struct routes_block block;
	size_t count = 0;
	switch (routes ? routes_find(routes, msisdn, 0, list, &count) : ROUTES_ANY) {
	case ROUTES_ANY:
		line("sms", routes ? "no route says anything: any network takes it" : "there is no routes.yaml: any network takes it");
		return;
	case ROUTES_BLOCKED:
		if (routes_block(routes, msisdn, &block))
			line("sms", "blocked, for it begins with %s (%s:%d)", block.prefix, block.file, block.line);
		return;
	case ROUTES_LISTED:
		break;
	}
	line("sms", "routes of the prefix \"%s\", tried in this order (of the same preference each message draws its own):", list[0]->prefix);
	for (size_t i = 0; i < count; i++)
		tell_route(i + 1, list[i], place && place->has_zone, place ? place->zone_min : 0);
}

static int tell(const struct ask *ask, const char *number)
{
	struct smpp_address address = { .ton = 0, .npi = 0 };
	char msisdn[DIALPLAN_NUMBER];
	struct place place;
	snprintf(address.digits, sizeof address.digits, "%s", number);
	enum error error = dialplan_number(ask->plan, &address, msisdn);
	printf("%s\n", number);
	if (error) {
		line("number", "no telephone number to a network of %s; write it as +996 555 123456", ask->plan_name);
		return 1;
	}
	line("number", "+%s, as networks of %s write them", msisdn, ask->plan_name);
	bool found = numbering_find(ask->plans->numbering, msisdn, &place);
	if (found)
		tell_place(&place);
	else
		line("country", "no dialplan has mobile numbers like this");
	tell_routes(ask->plans->routes, msisdn, found ? &place : NULL);
	return 0;
}

static const struct dialplan *choose_plan(const struct dialplans *plans, const char *name, const char **found)
{
	const struct dialplan *only = NULL;
	for (size_t i = 0; i < plans->count; i++) {
		bool wanted = name ? strcmp(plans->names[i], name) == 0 : dialplan_serves(plans->plans[i]);
		if (wanted && only)
			return NULL;
		if (wanted) {
			only = plans->plans[i];
			*found = plans->names[i];
		}
	}
	return only;
}

static int ask_all(struct ask *ask, const struct config *config, const char *directory, const char *plan, int count, char **numbers)
{
	struct dialplans plans;
	struct complaints complaints;
	const char *names[CONFIG_NETWORKS];
	int status = 0;
	complaints_init(&complaints);
	bool good = dialplans_load(&plans, directory, &complaints);
	for (size_t i = 0; config && i < config->network_count; i++)
		names[i] = config->networks[i].name;
	if (config && plans.routes)
		routes_check(plans.routes, names, config->network_count, &complaints);
	complaints_print(&complaints, stderr);
	ask->plans = &plans;
	ask->plan = good ? choose_plan(&plans, plan, &ask->plan_name) : NULL;
	if (good && !ask->plan)
		fprintf(stderr, "kopuro route: %s; choose with --plan one that is in %s\n", plan ? "there is no such plan" : "several plans have codes", directory);
	for (int i = 0; ask->plan && i < count; i++)
		status |= tell(ask, numbers[i]);
	status |= !ask->plan || complaints.errors > 0;
	dialplans_fini(&plans);
	complaints_fini(&complaints);
	return status;
}

int command_route(int argc, char **argv)
{
	static const struct option options[] = {{"dialplans", required_argument, NULL, 'd'}, {"plan", required_argument, NULL, 'p'}, {0}};
	static struct config config;
	const char *file = NULL, *directory = NULL, *plan = NULL;
	int option;
	while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1 && option != '?')
		*(option == 'c' ? &file : option == 'd' ? &directory : &plan) = optarg;
	if (option == '?' || optind == argc || (file && directory)) {
		fputs(usage, stderr);
		return 2;
	}
	struct ask ask = { 0 };
	if (!file)
		return ask_all(&ask, NULL, directory ? directory : "dialplans", plan, argc - optind, argv + optind);
	struct complaints complaints;
	complaints_init(&complaints);
	bool good = config_read(&config, file, &complaints) == ERR_NONE;
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	return good ? ask_all(&ask, &config, config.dialplans, plan, argc - optind, argv + optind) : 1;
}
