/* kopuro check: the menus as they would go live, with every page proved to fit. */
#include "commands.h"

#include "gateway.h"
#include "journeys/contract.h"
#include "menu/set.h"
#include "ussd/profile.h"

#include <stdio.h>
#include <time.h>

#define FORMATS 8

/* That of SMS, and those of all profiles that exist, each once. */
static size_t formats_of_profiles(struct menu_format formats[FORMATS])
{
	const struct ussd_profile *rows;
	size_t profiles = ussd_profiles(&rows), count = 0;
	formats[count++] = (struct menu_format){CHARSET_UCS2, GATEWAY_SMS_BUDGET};
	for (size_t i = 0; i < profiles; i++) {
		size_t k = 0;
		while (k < count && (formats[k].charset != rows[i].encoding || formats[k].budget != rows[i].budget))
			k++;
		if (k == count && count < FORMATS)
			formats[count++] = (struct menu_format){rows[i].encoding, rows[i].budget};
	}
	return count;
}

int command_check(int argc, char **argv)
{
	const char *directory = argc > 1 ? argv[1] : "menus";
	if (argc > 2 || directory[0] == '-') {
		fputs("usage: kopuro check [DIR]\n", stderr);
		return 2;
	}
	struct menu_format formats[FORMATS];
	size_t count = formats_of_profiles(formats);
	char today[11];
	time_t now = time(NULL);
	struct tm utc;
	strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now, &utc));
	struct complaints complaints;
	complaints_init(&complaints);
	struct menu_set *set = menu_load(directory, &journey_contract, formats, count, today, &complaints);
	complaints_print(&complaints, stdout);
	if (set) {
		struct menu_figures f = menu_figures(set);
		printf("%s: %zu screens, %zu pages, %zu facts, %zu files whose Kyrgyz nobody has reviewed\n", directory, f.screens, f.pages, f.facts,
			f.unreviewed_files);
	}
	int status = complaints.errors > 0 || !set;
	menu_free(set);
	complaints_fini(&complaints);
	return status;
}
