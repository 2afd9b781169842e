#include "control/check.h"

#include "base/calendar.h"
#include "control/check_feedback.h"
#include "control/check_link.h"
#include "control/check_place.h"
#include "gateway.h"
#include "journeys/contract.h"
#include "smpp/link.h"

#include <stdio.h>
#include <string.h>

static size_t format_add(struct menu_format formats[MENU_FORMATS], size_t count, struct menu_format format)
{
	for (size_t i = 0; i < count; i++) {
		if (formats[i].charset == format.charset && formats[i].budget == format.budget)
			return count;
	}
	if (count < MENU_FORMATS)
		formats[count] = format;
	return count + 1;
}

/* Menus are laid out for each network's screens, for UCS-2 of 160 octets, that the tools show, and for SMS; in both alphabets. */
static size_t formats_collect(const struct check *check, const struct config *config, struct menu_format formats[MENU_FORMATS],
	struct complaints *complaints)
{
	size_t count = format_add(formats, 0, (struct menu_format){ .charset = CHARSET_UCS2, .budget = 160 });
	for (size_t latin = 0; latin < 2; latin++)
		count = format_add(formats, count, gateway_format_sms(latin));
	for (size_t i = 0; i < config->network_count; i++) {
		const struct config_network *n = &config->networks[i];
		for (size_t latin = 0; check->profiles[i] && latin < 2; latin++)
			count = format_add(formats, count, gateway_format(check->profiles[i], latin));
		if (count <= MENU_FORMATS)
			continue;
		complaints_add(complaints, SEVERITY_ERROR, config->path, n->profile_at.line, n->profile_at.column,
			"the networks' profiles have too many encodings and budgets; %d together are the most", MENU_FORMATS);
		return MENU_FORMATS;
	}
	return count;
}

bool check_folder(const struct config *config, struct menu_source *out, struct complaints *complaints)
{
	*out = (struct menu_source){ 0 };
	return check_directory(config, config->menus, config->menus_at, "menus", complaints) && menu_source_folder(out, config->menus, complaints);
}

/* Against the day, by which facts expire. */
static struct menu_set *menus_load(const struct check *check, const struct menu_source *source, struct moment now, struct complaints *complaints)
{
	char today[CALENDAR_DATE];
	calendar_iso(calendar_day(now.unix_ms), today);
	return menu_load_source(source, &journey_contract, check->formats, check->format_count, today, complaints);
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

struct menu_set *check_menus(const struct check *check, const struct menu_source *source, struct moment now, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	struct menu_set *menus = menus_load(check, source, now, complaints);
	for (size_t i = 0; i < check->plans.count; i++) {
		if (check->plans.plans[i])
			check_codes(menus, check->plans.plans[i], complaints);
	}
	if (complaints->errors == errors_before)
		return menus;
	menu_free(menus);
	return NULL;
}

/* Without routes a number gets its SMS by whatever network has room: of two, that may be the one it does not belong to. */
static void warn_of_no_routes(const struct config *config, struct complaints *complaints)
{
	const struct config_network *first = NULL, *second = NULL;
	for (size_t i = 0; i < config->network_count && !second; i++) {
		const struct config_network *n = &config->networks[i];
		if (n->shutdown || n->bind == LINK_RECEIVER)
			continue;
		*(first ? &second : &first) = n;
	}
	if (second)
		complaints_add(complaints, SEVERITY_WARNING, config->path, second->line, 1,
			"smsc %s and smsc %s both send, and nothing says which numbers are whose: an answer may leave by a network that is not its subscriber's; "
			"write %s/routes.yaml, as '- {prefix: \"99655\", network: %s}'", first->name, second->name, config->dialplans, first->name);
}

static void check_routes(const struct check *check, const struct config *config, struct complaints *complaints)
{
	const char *names[CONFIG_NETWORKS];
	if (!check->plans.routes)
		warn_of_no_routes(config, complaints);
	for (size_t i = 0; i < config->network_count; i++)
		names[i] = config->networks[i].name;
	if (check->plans.routes)
		routes_check(check->plans.routes, names, config->network_count, complaints);
}

static void plans_find(struct check *check, const struct config *config, struct complaints *complaints)
{
	for (size_t i = 0; i < config->network_count; i++)
		check->dialplans[i] = check_dialplan(config, &config->networks[i], &check->plans, complaints);
	check_routes(check, config, complaints);
}

static void check_plans(struct check *check, const struct config *config, struct complaints *complaints)
{
	if (!check_directory(config, config->dialplans, config->dialplans_at, "dialplans", complaints))
		return;
	dialplans_load(&check->plans, config->dialplans, complaints);
	plans_find(check, config, complaints);
}

static const struct ussd_profile *profile_known(const struct check *check, const char *name)
{
	const struct ussd_profile *found = check->known ? ussd_profile_find(check->known, name) : NULL;
	for (size_t i = 0; i < check->later_count && !found; i++)
		found = ussd_profile_find(check->later[i], name);
	return found;
}

static void profiles_find(struct check *check, const struct config *config, struct complaints *complaints)
{
	const struct ussd_profiles *newest = check->later_count ? check->later[check->later_count - 1] : check->known;
	for (size_t i = 0; newest && i < config->network_count; i++) {
		const struct config_network *n = &config->networks[i];
		check->profiles[i] = profile_known(check, n->profile);
		if (!check->profiles[i])
			check->profiles[i] = ussd_profile_named(newest, n->profile, config->path, n->profile_at.line, n->profile_at.column, complaints);
	}
}

static void profiles_read_again(struct check *check, const struct config *config, struct complaints *complaints)
{
	size_t i = 0;
	while (i < config->network_count && profile_known(check, config->networks[i].profile))
		i++;
	if (i == config->network_count || check->later_count == CHECK_LATER)
		return;
	struct ussd_profiles *again = ussd_profiles_load(config->profiles, complaints);
	if (again)
		check->later[check->later_count++] = again;
}

static void profiles_load(struct check *check, const struct config *config, struct complaints *complaints)
{
	if (!check_directory(config, config->profiles, config->profiles_at, "profiles", complaints))
		return;
	check->known = ussd_profiles_load(config->profiles, complaints);
	profiles_find(check, config, complaints);
}

bool check_networks(struct check *check, const struct config *config, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	profiles_read_again(check, config, complaints);
	profiles_find(check, config, complaints);
	check->format_count = formats_collect(check, config, check->formats, complaints);
	plans_find(check, config, complaints);
	check_outbinds(config, complaints);
	return complaints->errors == errors_before;
}

bool check_config(struct check *check, const struct config *config, struct moment now, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	*check = (struct check){ 0 };
	complaints_init(&check->found);
	snprintf(check->key, sizeof(check->key), "%s%s", config->key[0] ? config->key : config->store, config->key[0] ? "" : ".key");
	profiles_load(check, config, complaints);
	check->format_count = formats_collect(check, config, check->formats, complaints);
	check_plans(check, config, complaints);
	if (check_folder(config, &check->folder, &check->found))
		check->menus = check_menus(check, &check->folder, now, &check->found);
	check_store(config, complaints);
	check_key(config, check->key, complaints);
	check_feedback(config, complaints);
	check_tls(config, complaints);
	check_outbinds(config, complaints);
	for (size_t i = 0; i < config->network_count; i++)
		check_link(config, &config->networks[i], complaints);
	return complaints->errors == errors_before && check->found.errors == 0;
}

void check_fini(struct check *check)
{
	menu_free(check->menus);
	menu_source_fini(&check->folder);
	complaints_fini(&check->found);
	dialplans_fini(&check->plans);
	ussd_profiles_free(check->known);
	for (size_t i = 0; i < check->later_count; i++)
		ussd_profiles_free(check->later[i]);
	*check = (struct check){ 0 };
}
