#include "world.h"

#include "base/calendar.h"
#include "journeys/contract.h"
#include "menu/source.h"
#include "store/store.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOON 12 /* of a day alone */
#define TURNS_MOST 1000000 /* while the clock stands */

struct world {
	struct world_setup setup;
	size_t networks;
	struct world_line *lines;
	struct gateway_network *links; /* same index */
	uint64_t turns;
	struct ussd_profile profile;
	struct dialplan *dialplan; /* one of `plans` */
	struct dialplans plans; /* with what it tells of numbers */
	struct sealer sealer;
	struct store *store;
	struct gateway *gateway;
	struct moment now;
	struct gateway_touched touched;
};

static struct menu_set *menus_load(const struct world *w, const char *directory, struct complaints *complaints)
{
	char today[CALENDAR_DATE];
	calendar_iso(calendar_day(w->now.unix_ms), today);
	const struct menu_format formats[] = {gateway_format(&w->profile, false), gateway_format_sms(false), gateway_format(&w->profile, true),
		gateway_format_sms(true)};
	struct menu_source source;
	struct menu_set *set = NULL;
	if (menu_source_folder(&source, directory, complaints) && (!w->setup.more_menus || menu_source_add(&source, w->setup.more_menus, complaints)))
		set = menu_load_source(&source, &journey_contract, formats, sizeof formats / sizeof formats[0], today, complaints);
	menu_source_fini(&source);
	return set;
}

static bool start(struct world *w, struct complaints *complaints)
{
	char *why = NULL;
	if (store_open(w->setup.store, &w->sealer, 1, &w->store, &why) != ERR_NONE) {
		complaints_add(complaints, SEVERITY_ERROR, w->setup.store, 0, 0, "%s", why ? why : "the store cannot be opened");
		free(why);
		return false;
	}
	struct menu_set *menus = menus_load(w, w->setup.menus, complaints);
	if (!menus)
		return false;
	struct gateway_setup setup = {.store = w->store, .menus = menus, .menus_given = menus, .networks = w->links, .network_count = w->networks,
		.dialplans = &w->plans};
	w->gateway = gateway_new(&setup, w->now);
	bool began = w->gateway != NULL;
	for (size_t i = 0; i < w->networks; i++)
		began = line_open(&w->lines[i], w->now) && began;
	if (!began) {
		complaints_add(complaints, SEVERITY_ERROR, w->setup.store, 0, 0, "the gateway cannot begin; see the log");
		return false;
	}
	world_settle(w);
	return true;
}

static void stop(struct world *w)
{
	for (size_t i = 0; w->gateway && i < w->networks; i++)
		if (w->lines[i].esme)
			esme_disconnected(w->lines[i].esme, w->now);
	gateway_free(w->gateway, w->now);
	for (size_t i = 0; i < w->networks; i++)
		line_close(&w->lines[i], w->now);
	if (w->store)
		store_close(w->store);
	w->gateway = NULL;
	w->store = NULL;
}

static bool lines_make(struct world *w, const struct network_events *events, void *context)
{
	static const char *const names[WORLD_NETWORKS_MAX] = {"sim", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10", "n11", "n12", "n13", "n14",
		"n15", "n16", "n17", "n18", "n19", "n20", "n21", "n22", "n23", "n24", "n25", "n26", "n27", "n28", "n29", "n30", "n31"};
	w->networks = w->setup.networks ? w->setup.networks : 1;
	w->lines = calloc(w->networks, sizeof *w->lines);
	w->links = calloc(w->networks, sizeof *w->links);
	if (!w->lines || !w->links || w->networks > WORLD_NETWORKS_MAX)
		return false;
	for (size_t i = 0; i < w->networks; i++) {
		w->links[i] = (struct gateway_network){.name = names[i], .profile = &w->profile, .dialplan = w->dialplan};
		struct network *network = network_new(&w->profile, events, context);
		if (!network)
			return false;
		line_init(&w->lines[i], network, &w->links[i], w->setup.enquire_ms ? w->setup.enquire_ms : 600000);
	}
	return true;
}

static bool choose_profile(struct world *w, struct complaints *complaints)
{
	const char *directory = w->setup.profiles ? w->setup.profiles : "profiles", *encoding = w->setup.encoding;
	struct ussd_profiles *all = ussd_profiles_load(directory, complaints);
	const struct ussd_profile *profile = all ? ussd_profile_named(all, w->setup.profile, directory, 0, 0, complaints) : NULL;
	if (profile)
		w->profile = *profile;
	ussd_profiles_free(all);
	if (!profile)
		return false;
	if (!encoding)
		return true;
	bool latin = strcmp(encoding, "gsm7") == 0;
	if (!latin && strcmp(encoding, "ucs2") != 0) {
		complaints_add(complaints, SEVERITY_ERROR, encoding, 0, 0, "no such encoding; ucs2 or gsm7 is right");
		return false;
	}
	w->profile.encoding = latin ? CHARSET_GSM7 : CHARSET_UCS2;
	w->profile.budget = ussd_budget(w->profile.octets, w->profile.encoding);
	return true;
}

bool world_when(const char *text, int64_t *unix_ms)
{
	char date[CALENDAR_DATE];
	unsigned hour = NOON, minute = 0;
	int used = 0;
	int64_t day;
	snprintf(date, sizeof date, "%s", text);
	bool alone = strlen(text) == sizeof date - 1;
	if (!alone && (sscanf(text, "%*10s %2u:%2u%n", &hour, &minute, &used) != 2 || text[used] || hour > 23 || minute > 59))
		return false;
	if (!calendar_parse(date, &day))
		return false;
	*unix_ms = calendar_day_start(day) + (int64_t)(hour * 60 + minute) * 60000;
	return true;
}

bool world_span(const char *text, int64_t *ms)
{
	static const struct { const char *unit; int64_t ms; } units[] = {
		{"second", 1000}, {"minute", 60000}, {"hour", 3600000}, {"day", 86400000}};
	char unit[16] = "";
	long count = 0;
	if (sscanf(text, "%ld %15s", &count, unit) != 2 || count <= 0)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strncmp(unit, units[i].unit, strlen(units[i].unit)) == 0) {
			*ms = count * units[i].ms;
			return true;
		}
	return false;
}

static bool plan_alone(struct world *w, struct complaints *complaints)
{
	struct dialplan *plan = dialplan_load(w->setup.dialplan, complaints);
	if (!plan)
		return false;
	w->plans = (struct dialplans){.plans = {plan}, .names = {strdup("")}, .count = 1};
	w->dialplan = plan;
	w->plans.numbering = numbering_new((const struct dialplan *const[]){plan}, 1, complaints);
	return w->plans.numbering;
}

/* With the others of its folder, which tell what numbers of other countries are, if all of them are in order. Their routes are for other networks. */
static bool plans_load(struct world *w, struct complaints *complaints)
{
	const char *path = w->setup.dialplan, *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
	char folder[4096];
	struct complaints others;
	complaints_init(&others);
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	bool whole = dialplans_load(&w->plans, folder, &others);
	complaints_fini(&others);
	routes_free(w->plans.routes);
	w->plans.routes = NULL;
	for (size_t i = 0; i < w->plans.count; i++)
		if (strncmp(file, w->plans.names[i], strlen(w->plans.names[i])) == 0 && strcmp(file + strlen(w->plans.names[i]), ".yaml") == 0)
			w->dialplan = w->plans.plans[i];
	if (whole && w->dialplan)
		return true;
	dialplans_fini(&w->plans);
	w->dialplan = NULL;
	return plan_alone(w, complaints);
}

struct world *world_new(const struct world_setup *setup, const struct network_events *events, void *context, struct complaints *complaints)
{
	struct world *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->setup = *setup;
	w->now = (struct moment){.mono_ms = 1000000, .unix_ms = setup->unix_ms};
	if (!choose_profile(w, complaints)) {
		free(w);
		return NULL;
	}
	uint8_t key[SEAL_KEY_OCTETS];
	randombytes_buf(key, sizeof key);
	sealer_from(&w->sealer, key);
	if (!plans_load(w, complaints) || !lines_make(w, events, context) || !start(w, complaints)) {
		world_free(w);
		return NULL;
	}
	return w;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	stop(w);
	for (size_t i = 0; w->lines && i < w->networks; i++)
		network_free(w->lines[i].network);
	free(w->lines);
	free(w->links);
	dialplans_fini(&w->plans);
	sealer_wipe(&w->sealer);
	free(w);
}

struct network *world_network(struct world *w)
{
	return w->lines[0].network;
}

struct world_line *world_line(struct world *w, size_t network)
{
	return &w->lines[network];
}

uint64_t world_turns(const struct world *w)
{
	return w->turns;
}

struct gateway *world_gateway(struct world *w)
{
	return w->gateway;
}

const struct sealer *world_sealer(const struct world *w)
{
	return &w->sealer;
}

const struct ussd_profile *world_profile(const struct world *w)
{
	return &w->profile;
}

bool world_language(struct world *w, const char *phone, const char *language)
{
	bool latin;
	if (menu_tongue_find(gateway_menus(w->gateway), language, &latin) < 0)
		return false;
	return store_language_put(w->store, phone + (*phone == '+'), language) == ERR_NONE && store_commit(w->store) == ERR_NONE;
}

bool world_chosen(struct world *w, const char *phone, const char *key)
{
	const struct menu_set *menus = gateway_menus(w->gateway);
	uint16_t table = menu_remembered(menus);
	if (table == MENU_NONE || menu_record_find(menus, table, key) == MENU_NONE)
		return false;
	return store_chosen_put(w->store, phone + (*phone == '+'), key) == ERR_NONE && store_commit(w->store) == ERR_NONE;
}

struct moment world_now(const struct world *w)
{
	return w->now;
}

static void turn(struct world *w)
{
	w->turns++;
	gateway_turn(w->gateway, w->now);
}

void world_settle(struct world *w)
{
	unsigned moved = 0;
	do {
		turn(w);
		bool happened = false;
		for (size_t i = 0; i < w->networks; i++)
			happened = line_step(&w->lines[i], w->now) || happened;
		if (!happened && gateway_deadline(w->gateway) > w->now.mono_ms)
			return;
	} while (++moved < TURNS_MOST);
	fprintf(stderr, "world: %u turns, and the clock has not moved: somebody is running in circles\n", moved);
	abort();
}

static int64_t next_deadline(const struct world *w, int64_t until)
{
	int64_t next = gateway_deadline(w->gateway);
	for (size_t i = 0; i < w->networks; i++) {
		int64_t due = line_deadline(&w->lines[i]);
		next = due < next ? due : next;
	}
	next = next > w->now.mono_ms ? next : w->now.mono_ms + 1;
	return next < until ? next : until;
}

void world_wait(struct world *w, int64_t ms)
{
	int64_t until = w->now.mono_ms + ms;
	do {
		w->now = moment_after(w->now, next_deadline(w, until) - w->now.mono_ms);
		world_settle(w);
	} while (w->now.mono_ms < until);
}

void world_mute(struct world *w, bool mute)
{
	for (size_t i = 0; i < w->networks; i++)
		w->lines[i].mute = mute;
}

bool world_restart(struct world *w)
{
	struct complaints complaints;
	complaints_init(&complaints);
	stop(w);
	bool started = start(w, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	return started;
}

bool world_reload(struct world *w, const char *menus, struct complaints *complaints)
{
	struct menu_set *set = menus_load(w, menus, complaints);
	struct edition *prepared = set ? gateway_menus_prepare(w->gateway, set, w->now) : NULL;
	if (!prepared)
		return false;
	w->touched = gateway_menus_touched(w->gateway, prepared);
	gateway_menus_live(w->gateway, prepared);
	w->setup.menus = menus;
	return true;
}

struct gateway_touched world_touched(const struct world *w)
{
	return w->touched;
}
