#include "world.h"

#include "journeys/calendar.h"
#include "journeys/contract.h"
#include "store/store.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct world {
	struct world_setup setup;
	bool mute; /* nothing is bound for sending */
	struct network *network;
	struct ussd_profile profile;
	struct dialplan *dialplan;
	struct sealer sealer;
	struct store *store;
	struct esme_config config;
	struct esme *esme;
	struct gateway_network link;
	struct gateway *gateway;
	struct moment now;
};

static struct esme *sender(void *owner, unsigned number)
{
	(void)number;
	struct world *w = owner;
	return !w->mute && w->esme && esme_state(w->esme) == ESME_BOUND ? w->esme : NULL;
}

static struct menu_set *menus_load(const struct world *w, const char *directory, struct complaints *complaints)
{
	char today[11];
	time_t seconds = w->now.unix_ms / 1000;
	struct tm utc;
	strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&seconds, &utc));
	const struct menu_format formats[] = {gateway_format(&w->profile, false), gateway_format_sms(false), gateway_format(&w->profile, true),
		gateway_format_sms(true)};
	return menu_load(directory, &journey_contract, formats, sizeof formats / sizeof formats[0], today, complaints);
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
	w->link = (struct gateway_network){.name = "sim", .profile = &w->profile, .dialplan = w->dialplan, .sender = sender, .owner = w};
	struct gateway_setup setup = {.store = w->store, .menus = menus, .menus_given = menus, .networks = &w->link, .network_count = 1};
	w->gateway = gateway_new(&setup, w->now);
	w->esme = esme_new(&w->config, gateway_event, &w->link);
	if (!w->gateway || !w->esme) {
		complaints_add(complaints, SEVERITY_ERROR, w->setup.store, 0, 0, "the gateway cannot begin; see the log");
		return false;
	}
	esme_connected(w->esme, w->now);
	world_settle(w);
	return true;
}

static void stop(struct world *w)
{
	if (w->esme)
		esme_disconnected(w->esme, w->now);
	gateway_free(w->gateway, w->now);
	esme_free(w->esme);
	if (w->store)
		store_close(w->store);
	w->gateway = NULL;
	w->esme = NULL;
	w->store = NULL;
	network_cut(w->network);
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
	unsigned hour, minute;
	int used = 0;
	int64_t day;
	snprintf(date, sizeof date, "%s", text);
	if (sscanf(text, "%*10s %2u:%2u%n", &hour, &minute, &used) != 2 || text[used] || hour > 23 || minute > 59 || !calendar_parse(date, &day))
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
	w->config = (struct esme_config){.name = "sim", .bind = BIND_TRANSCEIVER, .system_id = "kopuro", .password = "secret",
		.interface_version = 0x34, .window = 100, .response_ms = 10000, .bind_ms = 10000, .enquire_ms = 600000, .enquire_answer_ms = 10000};
	w->network = network_new(&w->profile, events, context);
	w->dialplan = dialplan_load(setup->dialplan, complaints);
	if (!w->network || !w->dialplan || !start(w, complaints)) {
		world_free(w);
		return NULL;
	}
	return w;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	if (w->network)
		stop(w);
	dialplan_free(w->dialplan);
	network_free(w->network);
	sealer_wipe(&w->sealer);
	free(w);
}

struct network *world_network(struct world *w)
{
	return w->network;
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

struct moment world_now(const struct world *w)
{
	return w->now;
}

/* Copies, since what one side says may make the other speak while it is being read. */
static struct bytes copy(struct bytes bytes)
{
	uint8_t *at = malloc(bytes.len);
	if (!at)
		abort();
	memcpy(at, bytes.at, bytes.len);
	return (struct bytes){at, bytes.len};
}

void world_settle(struct world *w)
{
	for (;;) {
		gateway_turn(w->gateway, w->now);
		struct esme_out *out = esme_out(w->esme);
		struct bytes said = network_out(w->network);
		if (out->len == 0 && said.len == 0 && gateway_deadline(w->gateway) > w->now.mono_ms)
			return;
		if (out->len > 0) {
			struct bytes bytes = copy((struct bytes){out->data, out->len});
			out->len = 0;
			network_bytes(w->network, bytes);
			free((void *)bytes.at);
		} else if (said.len > 0) {
			struct bytes bytes = copy(said);
			network_sent(w->network, bytes.len);
			esme_bytes(w->esme, bytes, w->now);
			free((void *)bytes.at);
		}
	}
}

void world_wait(struct world *w, int64_t ms)
{
	int64_t until = w->now.mono_ms + ms;
	do {
		int64_t next = until, deadline = gateway_deadline(w->gateway), enquire = esme_deadline(w->esme);
		next = deadline < next ? deadline : next;
		next = enquire < next ? enquire : next;
		next = next > w->now.mono_ms ? next : w->now.mono_ms + 1;
		w->now = moment_after(w->now, (next < until ? next : until) - w->now.mono_ms);
		if (esme_deadline(w->esme) <= w->now.mono_ms)
			esme_tick(w->esme, w->now);
		world_settle(w);
	} while (w->now.mono_ms < until);
}

void world_mute(struct world *w, bool mute)
{
	w->mute = mute;
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
	gateway_menus_live(w->gateway, prepared);
	w->setup.menus = menus;
	return true;
}
