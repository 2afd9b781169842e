/* kopuro check: the menus as they would go live, with every page proved to fit. */
#include "check_budget.h"
#include "check_dialogs.h"
#include "check_expiry.h"
#include "check_fix.h"
#include "check_path.h"
#include "check_report.h"
#include "commands.h"

#include "base/calendar.h"
#include "base/moment.h"
#include "gateway.h"
#include "journeys/contract.h"
#include "journeys/holiday_list.h"
#include "menu/lint.h"
#include "menu/set.h"
#include "ussd/profile.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static size_t add_format(struct menu_format formats[MENU_FORMATS], size_t count, struct menu_format format)
{
	size_t k = 0;
	while (k < count && (formats[k].charset != format.charset || formats[k].budget != format.budget))
		k++;
	if (k == MENU_FORMATS) /* who writes so many profiles has those beyond checked by kopurod -t */
		return count;
	formats[k] = format;
	return k < count ? count : count + 1;
}

/* Those of SMS and of all profiles that exist, each once, and each of them in Latin letters too. */
static size_t formats_of_profiles(const struct ussd_profiles *all, struct menu_format formats[MENU_FORMATS])
{
	const struct ussd_profile *profile;
	size_t count = 0;
	for (int latin = 0; latin < 2; latin++) {
		count = add_format(formats, count, gateway_format_sms(latin));
		for (size_t i = 0; all && (profile = ussd_profile_at(all, i)); i++)
			count = add_format(formats, count, gateway_format(profile, latin));
	}
	return count;
}

struct wishes { const char *path, *dialplan, *profiles; enum check_format format; enum wording_language language; bool fix, strict, budget, no_dialogs, expires; int64_t until; };

/* What POSIX says of messages: the first of these that is set. A language without wordings, and none, is English. */
static enum wording_language language_of_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *locale = NULL;
	for (size_t i = 0; i < sizeof names / sizeof names[0] && !(locale && *locale); i++)
		locale = getenv(names[i]);
	enum wording_language language = wording_language_named(locale ? locale : "");
	return language == WORDING_LANGUAGES ? WORDING_EN : language;
}

static bool wishes_read(struct wishes *w, int64_t today, int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "strict", no_argument, NULL, 's' },
		{ "fix", no_argument, NULL, 'm' },
		{ "budget", no_argument, NULL, 'b' },
		{ "expires", required_argument, NULL, 'x' },
		{ "no-dialogs", no_argument, NULL, 'n' },
		{ "dialplan", required_argument, NULL, 'd' },
		{ "profiles", required_argument, NULL, 'F' },
		{ "lang", required_argument, NULL, 'l' },
		{ 0 },
	};
	*w = (struct wishes){ .path = "menus", .profiles = "profiles", .language = language_of_environment() };
	optind = 1;
	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (option == 's')
			w->strict = true;
		else if (option == 'm')
			w->fix = true;
		else if (option == 'b')
			w->budget = true;
		else if (option == 'n')
			w->no_dialogs = true;
		else if (option == 'x' && check_expiry_until(optarg, today, &w->until))
			w->expires = true;
		else if (option == 'd')
			w->dialplan = optarg;
		else if (option == 'F')
			w->profiles = optarg;
		else if (option == 'l' && (w->language = wording_language_named(optarg)) != WORDING_LANGUAGES)
			continue;
		else if (option != 'f' || (w->format = check_format_named(optarg)) == CHECK_FORMATS)
			return false;
	}
	if (optind < argc)
		w->path = argv[optind++];
	return optind == argc && !(w->budget && w->expires) && ((!w->budget && !w->expires) || w->format != CHECK_SARIF);
}

/* Before anything opens: what is told then is the longer. */
static int64_t morning_ms(int64_t day)
{
	return calendar_day_start(day) + 6 * 3600 * 1000;
}

/* 0: nothing that keeps the menus from going live; 1: something does; 2: not understood. */
int command_check(int argc, char **argv)
{
	struct wishes wishes;
	int64_t day = calendar_day(moment_read().unix_ms);
	if (!wishes_read(&wishes, day, argc, argv)) {
		fputs("usage: kopuro check [--fix] [--format text|json|sarif] [--strict] [--no-dialogs] [--lang en|ru|ky] [--dialplan FILE] [--profiles DIR] [PATH]\n"
			"       kopuro check --budget [--format text|json] [--strict] [--profiles DIR] [PATH]\n"
			"       kopuro check --expires 30d|2027-03-31 [--format text|json] [--strict] [--profiles DIR] [PATH]\n", stderr);
		return 2;
	}
	struct menu_format formats[MENU_FORMATS];
	char today[CALENDAR_DATE];
	calendar_iso(day, today);
	struct check_path path;
	struct complaints complaints;
	struct lint_figures lint = { 0 };
	check_path_find(&path, wishes.path);
	complaints_init(&complaints);
	complaints.language = wishes.language;
	struct ussd_profiles *profiles = ussd_profiles_load(wishes.profiles, &complaints);
	size_t count = formats_of_profiles(profiles, formats);
	bool read = check_path_is_read(&path, &complaints);
	if (read && wishes.fix)
		check_fix(&path, wishes.format == CHECK_TEXT ? stdout : stderr, &complaints);
	struct menu_set *set = read ? menu_load(path.directory, &journey_contract, formats, count, today, &complaints) : NULL;
	if (read)
		menu_lint(path.directory, today, &complaints, &lint);
	if (set) {
		menu_lint_pages(set, &complaints);
		holiday_list_complain(set, path.directory, calendar_day_start(day), &complaints);
	}
	size_t dialogs = set && !wishes.budget && !wishes.expires && !wishes.no_dialogs ? check_dialogs(&path, wishes.dialplan, &complaints) : 0;
	bool wrong = complaints.errors > 0;
	struct menu_figures figures = set ? menu_figures(set) : (struct menu_figures){ 0 };
	struct check_report report = { .path = &path, .complaints = &complaints, .menus = set ? &figures : NULL, .lint = &lint, .dialogs = dialogs };
	report.elsewhere = check_path_narrow(&path, &complaints);
	if (wishes.budget && set)
		(wishes.format == CHECK_JSON ? check_budget_json : check_budget_print)(set, profiles, formats, count, morning_ms(day), stdout);
	else if (wishes.expires && set)
		(wishes.format == CHECK_JSON ? check_expiry_json : check_expiry_print)(set, &path, day, wishes.until, stdout);
	else
		check_report_print(&report, wishes.format, stdout);
	int status = wrong || !set || (wishes.strict && complaints.count > 0);
	menu_free(set);
	ussd_profiles_free(profiles);
	complaints_fini(&complaints);
	return status;
}
