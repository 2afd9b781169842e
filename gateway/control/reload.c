#include "control/reload.h"

#include "base/log.h"
#include "control/kept.h"
#include "editions.h"
#include "gateway.h"

#include <inttypes.h>
#include <stdio.h>

/* Menus that were loaded, and their number. */
struct found {
	struct menu_set *menus;
	int64_t number;
};

/* May they follow those that are live? */
static enum error compare(const struct reload *r, const struct reload_wish *wish, const struct menu_set *menus, struct complaints *complaints)
{
	struct rights_found found;
	enum error error = rights_compare(gateway_store(r->gateway), gateway_menus(r->gateway), menus, r->config->menus, &wish->rights, complaints, &found);
	if (error || found.vanished > 0)
		return error ? error : ERR_BAD;
	return found.asked > 0 && !wish->rights.confirmed ? ERR_UNKNOWN : ERR_NONE;
}

static enum error of_version(const struct reload *r, const struct reload_wish *wish, int64_t number, struct complaints *complaints, struct found *out)
{
	struct store *s = gateway_store(r->gateway);
	struct version_live live = { .number = number, .since_ms = r->clock->unix_ms };
	snprintf(live.who, sizeof live.who, "%s", wish->who);
	out->number = number;
	enum error error = kept_load(s, number, r->check, *r->clock, complaints, &out->menus);
	if (!error)
		error = compare(r, wish, out->menus, complaints);
	return error ? error : versions_go_live(s, &live);
}

static enum error of_changed_folder(struct reload *r, const struct menu_source *folder, const struct reload_wish *wish, struct complaints *complaints,
	struct found *out)
{
	size_t errors_before = complaints->errors;
	out->menus = check_menus(r->check, folder, *r->clock, complaints);
	enum error error = out->menus ? compare(r, wish, out->menus, complaints) : ERR_BAD;
	r->folder_errors = complaints->errors - errors_before;
	return error ? error : kept_take(gateway_store(r->gateway), folder, out->menus, wish->who, r->clock->unix_ms, &out->number);
}

static enum error of_folder(struct reload *r, const struct reload_wish *wish, struct complaints *complaints, struct found *out)
{
	struct store *s = gateway_store(r->gateway);
	struct menu_source folder;
	struct version_live live;
	size_t errors_before = complaints->errors;
	enum error error = ERR_BAD;
	if (!check_folder(r->config, &folder, complaints)) {
		r->folder_errors = complaints->errors - errors_before;
	} else if (!kept_is_taken(s, &folder) || versions_live(s, &live) != ERR_NONE || kept_is_version(s, &folder, live.number)) {
		error = of_changed_folder(r, &folder, wish, complaints, out);
	} else {
		r->folder_errors = 0;
		complaints_add(complaints, SEVERITY_WARNING, r->config->menus, 0, 0,
			"nothing here has changed since it was last taken; version %" PRId64 ", which somebody went back to, stays live", live.number);
		error = of_version(r, wish, live.number, complaints, out);
	}
	menu_source_fini(&folder);
	return error;
}

/* Editors know then whom a screen or a record that they took away has met in the middle. */
static void complain_of_forms(const struct reload *r, const struct edition *prepared, struct complaints *complaints)
{
	struct gateway_touched touched = gateway_menus_touched(r->gateway, prepared);
	if (touched.open + touched.parked > 0)
		complaints_add(complaints, SEVERITY_WARNING, r->config->menus, 0, 0, "forms that were begun lack a screen or a record here, open: %zu, parked: %zu; open ones end on "
			"the menus of before, of parked ones what is gone is chosen anew, and what was typed stays", touched.open, touched.parked);
}

enum error reload_prepare(struct reload *r, const struct reload_wish *wish, struct complaints *complaints, struct edition **out)
{
	struct found found = { 0 };
	*out = NULL;
	enum error error = wish->version == RELOAD_FOLDER ? of_folder(r, wish, complaints, &found) : of_version(r, wish, wish->version, complaints, &found);
	if (error) {
		menu_free(found.menus);
	} else if (!(*out = gateway_menus_prepare(r->gateway, found.menus, *r->clock))) {
		complaints_add(complaints, SEVERITY_ERROR, r->config->menus, 0, 0, "the gateway cannot take these menus up; its log says why");
		error = ERR_BAD;
	} else {
		(*out)->number = (unsigned)found.number;
		complain_of_forms(r, *out, complaints);
	}
	kept_log(complaints);
	if (error)
		log_say(LOG_MAIN, LOG_LEVEL_ERROR, "%s: the menus are not reloaded: %s, %zu errors; those before stay", wish->who,
			error == ERR_UNKNOWN ? "they must be confirmed" : error_name(error), complaints->errors);
	return error;
}

void reload_live(const struct reload *r, struct edition *prepared, const char *who)
{
	struct gateway_touched touched = gateway_menus_touched(r->gateway, prepared);
	gateway_menus_live(r->gateway, prepared);
	log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "%s: the menus are reloaded; version %u, %zu screens; forms that they touch, open: %zu, parked: %zu", who, prepared->number,
		menu_screen_count(prepared->set), touched.open, touched.parked);
}

enum error reload_menus(struct reload *r, const struct reload_wish *wish, struct complaints *complaints)
{
	struct edition *prepared = NULL;
	if (!gateway_commit(r->gateway, *r->clock))
		return ERR_IO;
	enum error error = reload_prepare(r, wish, complaints, &prepared);
	if (!error && !gateway_commit(r->gateway, *r->clock))
		error = ERR_IO;
	if (!error) {
		reload_live(r, prepared, wish->who);
		return ERR_NONE;
	}
	edition_free(prepared);
	store_rollback(gateway_store(r->gateway));
	return error;
}
