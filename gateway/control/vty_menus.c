#include "control/vty_menus.h"

#include "control/kept.h"
#include "control/reload.h"
#include "control/vty_console.h"
#include "control/vty_root.h"
#include "gateway.h"
#include "store/tokens.h"

#include <inttypes.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>
#include <stdlib.h>
#include <time.h>

#define VERSIONS_SHOWN 30
#define TIME_SHOWN 32
#define CONSOLE "console" /* who it was, when nobody says */

static void time_show(int64_t unix_ms, char out[TIME_SHOWN])
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm utc;
	strftime(out, TIME_SHOWN, "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&seconds, &utc));
}

static void show_version(void *context, const struct menu_set *menus, unsigned number, int64_t loaded_unix_ms, size_t callers)
{
	struct vty *vty = context;
	char at[TIME_SHOWN];
	time_show(loaded_unix_ms, at);
	vty_out(vty, "version %u, loaded %s, %zu callers%s%s", number, at, callers,
		menus == gateway_menus(vty_root_console()->gateway) ? "; live" : "; for these only", VTY_NEWLINE);
}

DEFUN(show_menus, show_menus_cmd, "show menus", SHOW_STR "The menus that are live, and those of calls that began before\n")
{
	const struct vty_console *console = vty_root_console();
	const struct menu_set *menus = gateway_menus(console->gateway);
	struct menu_figures f = menu_figures(menus);
	vty_out(vty, "screens %zu, pages %zu, records %zu, octets %zu%s", f.screens, f.pages, f.records, f.octets, VTY_NEWLINE);
	vty_out(vty, "facts %zu, expired %zu; files not reviewed %zu%s", f.facts, menu_expired(menus, console->clock->unix_ms), f.unreviewed_files, VTY_NEWLINE);
	vty_out(vty, "languages:");
	for (size_t i = 0; i < menu_language_count(menus); i++)
		vty_out(vty, " %s", menu_language_code(menus, i));
	vty_out(vty, "%s", VTY_NEWLINE);
	gateway_each_menus(console->gateway, show_version, vty);
	if (console->reload->folder_errors > 0)
		vty_out(vty, "the menus on disk were refused, %zu errors; 'reload menus' tells them%s", console->reload->folder_errors, VTY_NEWLINE);
	return CMD_SUCCESS;
}

/* `who`, in the words of the one who asks: this console cannot tell people apart. Whoever reaches it reaches the store, too. */
static int take_up(struct vty *vty, int64_t version, const char *who, bool confirmed)
{
	const struct reload_wish wish = { .who = who, .version = version, .rights = { .confirmed = confirmed, .sees_restricted = true } };
	if (!token_name_valid(who)) {
		vty_out(vty, "%% %s is no name; 1 to 31 letters, digits, '.', '_' and '-' are right%s", who, VTY_NEWLINE);
		return CMD_WARNING;
	}
	struct reload *reload = vty_root_console()->reload;
	struct complaints complaints;
	char line[KEPT_LINE];
	complaints_init(&complaints);
	enum error error = reload_menus(reload, &wish, &complaints);
	for (size_t i = 0; i < complaints.count; i++) {
		kept_line(&complaints.list[i], line);
		vty_out(vty, "%s%s", line, VTY_NEWLINE);
	}
	if (!error)
		vty_out(vty, "the menus are reloaded: version %u%s", gateway_menus_number(reload->gateway), VTY_NEWLINE);
	else if (error == ERR_NOT_FOUND)
		vty_out(vty, "%% there is no version %" PRId64 "; 'menus versions' lists them%s", version, VTY_NEWLINE);
	else if (error == ERR_UNKNOWN)
		vty_out(vty, "%% the menus are not reloaded; say it again with 'confirm' behind it, or those before stay%s", VTY_NEWLINE);
	else if (error == ERR_BAD)
		vty_out(vty, "%% the menus are not reloaded, %zu errors; those before stay%s", complaints.errors, VTY_NEWLINE);
	else
		vty_out(vty, "%% the menus are not reloaded, the store failed: %s; those before stay%s", error_name(error), VTY_NEWLINE);
	complaints_fini(&complaints);
	return error ? CMD_WARNING : CMD_SUCCESS;
}

#define RELOAD_STR "Take up what was changed on disk\nThe menus: checked first; with any error those before stay\n"
#define CONFIRM_STR "Also what changes who sees appeals, or who stays nameless\n"
#define NAMED_STR "Who does it, for the list of versions\nA name, as tokens have\n"

DEFUN(reload_menus_now, reload_menus_cmd, "reload menus", RELOAD_STR)
{
	return take_up(vty, RELOAD_FOLDER, CONSOLE, false);
}

DEFUN(reload_menus_confirm, reload_menus_confirm_cmd, "reload menus confirm", RELOAD_STR CONFIRM_STR)
{
	return take_up(vty, RELOAD_FOLDER, CONSOLE, true);
}

DEFUN(reload_menus_as_confirm, reload_menus_as_confirm_cmd, "reload menus as NAME confirm", RELOAD_STR NAMED_STR CONFIRM_STR)
{
	return take_up(vty, RELOAD_FOLDER, argv[0], true);
}

DEFUN(reload_menus_as, reload_menus_as_cmd, "reload menus as NAME", RELOAD_STR NAMED_STR)
{
	return take_up(vty, RELOAD_FOLDER, argv[0], false);
}

#define MENUS_STR "Versions of the menus, kept in the store\n"

#define BACK_STR MENUS_STR "Make one of them live: checked first; with any error the one before stays\nIts number\n"

DEFUN(menus_back, menus_back_cmd, "menus back <1-1000000000>", BACK_STR)
{
	return take_up(vty, atoll(argv[0]), CONSOLE, false);
}

DEFUN(menus_back_confirm, menus_back_confirm_cmd, "menus back <1-1000000000> confirm", BACK_STR CONFIRM_STR)
{
	return take_up(vty, atoll(argv[0]), CONSOLE, true);
}

DEFUN(menus_back_as, menus_back_as_cmd, "menus back <1-1000000000> as NAME", BACK_STR NAMED_STR)
{
	return take_up(vty, atoll(argv[0]), argv[1], false);
}

DEFUN(menus_back_as_confirm, menus_back_as_confirm_cmd, "menus back <1-1000000000> as NAME confirm", BACK_STR NAMED_STR CONFIRM_STR)
{
	return take_up(vty, atoll(argv[0]), argv[1], true);
}

DEFUN(menus_versions, menus_versions_cmd, "menus versions", MENUS_STR "List them, the newest first\n")
{
	struct store *store = gateway_store(vty_root_console()->gateway);
	struct version versions[VERSIONS_SHOWN];
	struct version_live live;
	size_t count = 0;
	char at[TIME_SHOWN];
	enum error error = versions_live(store, &live);
	if (!error)
		error = versions_list(store, INT64_MAX, versions, VERSIONS_SHOWN, &count);
	if (error) {
		vty_out(vty, "%% the versions cannot be read: %s%s", error_name(error), VTY_NEWLINE);
		return CMD_WARNING;
	}
	for (size_t i = 0; i < count; i++) {
		const struct version *v = &versions[i];
		time_show(v->at_ms, at);
		vty_out(vty, "version %" PRId64 ", %s by %s, %02x%02x%02x%02x, %" PRId64 " screens%s%s", v->number, at, v->author, v->digest[0], v->digest[1],
			v->digest[2], v->digest[3], v->screens, v->number == live.number ? "; live" : "", VTY_NEWLINE);
	}
	time_show(live.since_ms, at);
	vty_out(vty, "version %" PRId64 " is live since %s by %s%s", live.number, at, live.who, VTY_NEWLINE);
	if (count == VERSIONS_SHOWN)
		vty_out(vty, "'kopuro menus' lists the older ones, too%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

void vty_menus_install(void)
{
	install_element_ve(&show_menus_cmd);
	install_element_ve(&reload_menus_cmd);
	install_element_ve(&reload_menus_as_cmd);
	install_element_ve(&reload_menus_confirm_cmd);
	install_element_ve(&reload_menus_as_confirm_cmd);
	install_element_ve(&menus_versions_cmd);
	install_element_ve(&menus_back_cmd);
	install_element_ve(&menus_back_as_cmd);
	install_element_ve(&menus_back_confirm_cmd);
	install_element_ve(&menus_back_as_confirm_cmd);
}
