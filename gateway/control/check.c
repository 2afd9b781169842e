#include "control/check.h"

#include "control/check_feedback.h"
#include "control/check_place.h"
#include "gateway.h"
#include "journeys/contract.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Menus are laid out for each network's screens, for UCS-2 of 160 octets, that the tools show, and for SMS. */
static size_t formats_collect(const struct check *check, const struct config *config, struct menu_format formats[MENU_FORMATS],
	struct complaints *complaints)
{
	size_t count = 0;
	formats[count++] = (struct menu_format){ .charset = CHARSET_UCS2, .budget = 160 };
	formats[count++] = (struct menu_format){ .charset = CHARSET_UCS2, .budget = GATEWAY_SMS_BUDGET };
	for (size_t i = 0; i < config->network_count; i++) {
		const struct ussd_profile *p = check->profiles[i];
		const struct config_network *n = &config->networks[i];
		bool there = !p;
		for (size_t f = 0; f < count && !there; f++)
			there = formats[f].charset == p->encoding && formats[f].budget == p->budget;
		if (there)
			continue;
		if (count == MENU_FORMATS) {
			complaints_add(complaints, SEVERITY_ERROR, config->path, n->profile_at.line, n->profile_at.column,
				"the networks' profiles have too many encodings and budgets; %d together are the most", MENU_FORMATS);
			return count;
		}
		formats[count++] = (struct menu_format){ .charset = p->encoding, .budget = p->budget };
	}
	return count;
}

/* Against the day, by which facts expire. */
static struct menu_set *menus_load(const struct check *check, const struct config *config, struct moment now, struct complaints *complaints)
{
	char today[16];
	time_t seconds = (time_t)(now.unix_ms / 1000);
	struct tm date;
	gmtime_r(&seconds, &date);
	strftime(today, sizeof(today), "%Y-%m-%d", &date);
	if (!check_directory(config, config->menus, config->menus_at, "menus", complaints))
		return NULL;
	return menu_load(config->menus, &journey_contract, check->formats, check->format_count, today, complaints);
}

/* The codes of a dialplan begin with screens, which the menus must have. */
static void check_codes(const struct menu_set *menus, const struct dialplan *plan, struct complaints *complaints)
{
	struct dialplan_code_row row;
	size_t at = 0;
	while (menus && dialplan_codes(plan, &at, &row)) {
		if (menu_screen_find(menus, row.screen) == MENU_NONE)
			complaints_add(complaints, SEVERITY_ERROR, row.file, row.line, row.column,
				"the code %s begins with the screen '%s', which the menus do not have; name one of theirs", row.code, row.screen);
	}
}

struct menu_set *check_menus_again(const struct check *check, const struct config *config, struct moment now, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	struct menu_set *menus = menus_load(check, config, now, complaints);
	for (size_t i = 0; i < check->plans.count; i++) {
		if (check->plans.plans[i])
			check_codes(menus, check->plans.plans[i], complaints);
	}
	if (complaints->errors == errors_before)
		return menus;
	menu_free(menus);
	return NULL;
}

static void check_routes(const struct check *check, const struct config *config, struct complaints *complaints)
{
	const char *names[CONFIG_NETWORKS];
	for (size_t i = 0; i < config->network_count; i++)
		names[i] = config->networks[i].name;
	if (check->plans.routes)
		routes_check(check->plans.routes, names, config->network_count, complaints);
}

static void check_plans(struct check *check, const struct config *config, struct complaints *complaints)
{
	if (!check_directory(config, config->dialplans, config->dialplans_at, "dialplans", complaints))
		return;
	dialplans_load(&check->plans, config->dialplans, complaints);
	for (size_t i = 0; i < check->plans.count; i++) {
		if (check->plans.plans[i])
			check_codes(check->menus, check->plans.plans[i], complaints);
	}
	for (size_t i = 0; i < config->network_count; i++)
		check->dialplans[i] = check_dialplan(config, &config->networks[i], &check->plans, complaints);
	check_routes(check, config, complaints);
}

static void profiles_load(struct check *check, const struct config *config, struct complaints *complaints)
{
	if (!check_directory(config, config->profiles, config->profiles_at, "profiles", complaints))
		return;
	check->known = ussd_profiles_load(config->profiles, complaints);
	for (size_t i = 0; check->known && i < config->network_count; i++) {
		const struct config_network *n = &config->networks[i];
		check->profiles[i] = ussd_profile_named(check->known, n->profile, config->path, n->profile_at.line, n->profile_at.column, complaints);
	}
}

bool check_config(struct check *check, const struct config *config, struct moment now, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	*check = (struct check){ 0 };
	snprintf(check->key, sizeof(check->key), "%s%s", config->key[0] ? config->key : config->store, config->key[0] ? "" : ".key");
	profiles_load(check, config, complaints);
	check->format_count = formats_collect(check, config, check->formats, complaints);
	check->menus = menus_load(check, config, now, complaints);
	check_plans(check, config, complaints);
	check_store(config, complaints);
	check_key(config, check->key, complaints);
	check_feedback(config, complaints);
	check_tls(config, complaints);
	return complaints->errors == errors_before;
}

void check_fini(struct check *check)
{
	menu_free(check->menus);
	dialplans_fini(&check->plans);
	ussd_profiles_free(check->known);
	*check = (struct check){ 0 };
}
