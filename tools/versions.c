/* kopuro menus: the folder made live; the versions of the menus in the store of a gateway, and the way back to one of them. A running gateway does
 * both; when none runs, its next start does. */
#include "commands.h"
#include "console.h"
#include "office.h"

#include "base/moment.h"
#include "control/check.h"
#include "control/kept.h"
#include "control/rights.h"
#include "store/directory.h"
#include "store/versions.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAGE 64
#define PATH_ROOM 4096

static const char usage[] =
	"usage: kopuro menus [-c FILE]                      the versions of the menus, newest first\n"
	"       kopuro menus [-c FILE] [--confirm] reload   makes the folder live, as it is now, if nothing is wrong in it\n"
	"       kopuro menus [-c FILE] show N DIR           writes the files of version N into DIR, which must be empty or new\n"
	"       kopuro menus [-c FILE] [--confirm] back N   makes version N live\n"
	"  --confirm  also what changes who sees appeals, or who stays nameless\n"
	"  -c FILE  the gateway's configuration; " OFFICE_CONFIG " if not given\n";

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "kopuro menus: %s%s%s\n", what, why ? ": " : "", why ? why : "");
	return 1;
}

static int failed(const struct office *o, enum error error)
{
	return complain(error_name(error), store_last_error(o->store));
}

static void time_show(int64_t unix_ms, char out[32])
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm utc;
	strftime(out, 32, "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&seconds, &utc));
}

static void version_print(const struct version *v, const struct version_live *live)
{
	char at[32], since[32];
	time_show(v->at_ms, at);
	time_show(live->since_ms, since);
	printf("%4" PRId64 "  %s  %-16s  %02x%02x%02x%02x  %4" PRId64 " screens", v->number, at, v->author, v->digest[0], v->digest[1], v->digest[2],
		v->digest[3], v->screens);
	if (v->number == live->number)
		printf("  live since %s by %s", since, live->who);
	putchar('\n');
}

static int list(const struct office *o)
{
	struct version page[PAGE];
	struct version_live live;
	size_t count = PAGE;
	enum error error = versions_live(o->store, &live);
	if (error == ERR_NOT_FOUND)
		return complain(o->config->store, "keeps no menus yet; the next start of the gateway takes them up");
	for (int64_t before = INT64_MAX; !error && count == PAGE;) {
		error = versions_list(o->store, before, page, PAGE, &count);
		for (size_t i = 0; !error && i < count; i++)
			version_print(&page[i], &live);
		before = count ? page[count - 1].number : 0;
	}
	return error ? failed(o, error) : 0;
}

static bool is_empty(const char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, NULL, NULL);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	if (count >= 0)
		free(entries);
	return count == 2; /* . and .. */
}

static bool file_write(const char *directory, const struct menu_source_file *f)
{
	char path[PATH_ROOM];
	snprintf(path, sizeof path, "%s/%s", directory, f->path);
	FILE *out = directory_make_above(path) ? fopen(path, "wxe") : NULL;
	bool good = out && fwrite(f->text, 1, f->len, out) == f->len;
	if (out)
		good = fclose(out) == 0 && good;
	if (!good)
		complain(path, strerror(errno));
	return good;
}

static int show(const struct office *o, int64_t number, const char *directory)
{
	struct menu_source source;
	enum error error = kept_source(o->store, number, &source);
	if (error == ERR_NOT_FOUND)
		return complain("there is no such version", "without a number, 'kopuro menus' lists them");
	if (error)
		return failed(o, error);
	bool good = (mkdir(directory, 0777) == 0 || errno == EEXIST) && is_empty(directory);
	if (!good)
		complain(directory, "must be a new folder, or an empty one");
	for (size_t i = 0; good && i < source.count; i++)
		good = file_write(directory, &source.files[i]);
	menu_source_fini(&source);
	return !good;
}

/* May they follow those that the store says are live? Nobody can ask what cannot be loaded any more. */
static enum error compare(const struct office *o, const struct check *check, const struct menu_set *menus, bool confirmed, struct moment now,
	struct complaints *complaints)
{
	struct version_live live;
	struct menu_set *before = NULL;
	struct complaints unheard;
	struct rights_found found;
	const struct rights_wish wish = { .confirmed = confirmed, .sees_restricted = true };
	complaints_init(&unheard);
	enum error error = versions_live(o->store, &live);
	if (!error)
		kept_load(o->store, live.number, check, now, &unheard, &before);
	complaints_fini(&unheard);
	if (before)
		error = rights_compare(o->store, before, menus, o->config->menus, &wish, complaints, &found);
	if (before && !error && (found.vanished > 0 || (found.asked > 0 && !confirmed)))
		error = found.vanished > 0 ? ERR_BAD : ERR_UNKNOWN;
	menu_free(before);
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}

/* As the next start will look at it. */
static int back_in_store(const struct office *o, int64_t number, bool confirmed)
{
	struct check *check = calloc(1, sizeof *check);
	struct complaints complaints;
	struct menu_set *menus = NULL;
	struct moment now = moment_read();
	if (!check)
		return complain(error_name(ERR_NOMEM), NULL);
	complaints_init(&complaints);
	check_config(check, o->config, now, &complaints);
	enum error error = complaints.errors ? ERR_BAD : kept_load(o->store, number, check, now, &complaints, &menus);
	if (!error)
		error = compare(o, check, menus, confirmed, now, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	menu_free(menus);
	check_fini(check);
	free(check);
	struct version_live live = {.number = number, .since_ms = now.unix_ms};
	snprintf(live.who, sizeof live.who, "%s", office_caller());
	if (!error)
		error = versions_go_live(o->store, &live);
	if (!error)
		error = store_commit(o->store);
	if (error == ERR_NOT_FOUND)
		return complain("there is no such version", "without a number, 'kopuro menus' lists them");
	if (error == ERR_UNKNOWN)
		return complain("say it again with --confirm", "what was live stays");
	if (error == ERR_BAD)
		return complain("it has errors here and now", "what was live stays");
	if (error)
		return failed(o, error);
	printf("no gateway answers on %s port %u: version %" PRId64 " will be live with its next start\n", o->config->vty_host, o->config->vty_port, number);
	return 0;
}

/* What the running gateway says to one line of its console is printed. ERR_NOT_FOUND: none runs; `code` is set otherwise. */
static enum error ask_gateway(const struct office *o, const char *line, int *code)
{
	char said[8192];
	enum error error = console_ask(o->config->vty_host, o->config->vty_port, line, said, sizeof said);
	if (error == ERR_NOT_FOUND)
		return error;
	if (error) {
		*code = complain("the gateway's console does not answer", strerror(errno));
		return error;
	}
	fputs(said, stdout);
	*code = strstr(said, "the menus are reloaded: version ") == NULL;
	return ERR_NONE;
}

static int back(const struct office *o, int64_t number, bool confirmed)
{
	char line[128];
	int code = 0;
	snprintf(line, sizeof line, "menus back %" PRId64 " as %s%s", number, office_caller(), confirmed ? " confirm" : "");
	return ask_gateway(o, line, &code) == ERR_NOT_FOUND ? back_in_store(o, number, confirmed) : code;
}

static int reload(const struct office *o, bool confirmed)
{
	char line[128];
	int code = 0;
	snprintf(line, sizeof line, "reload menus as %s%s", office_caller(), confirmed ? " confirm" : "");
	if (ask_gateway(o, line, &code) != ERR_NOT_FOUND)
		return code;
	fprintf(stderr, "kopuro menus: no gateway answers on %s port %u; its next start takes up what has changed in %s\n", o->config->vty_host,
		o->config->vty_port, o->config->menus);
	return 1;
}

/* 0: it is none. */
static int64_t number_of(const char *text)
{
	size_t len = strlen(text);
	return len >= 1 && len <= 9 && strspn(text, "0123456789") == len ? strtoll(text, NULL, 10) : 0;
}

int command_menus(int argc, char **argv)
{
	const char *config = OFFICE_CONFIG;
	static const struct option options[] = { { "confirm", no_argument, NULL, 'y' }, { 0 } };
	bool confirmed = false;
	int option;
	for (; (option = getopt_long(argc, argv, "c:", options, NULL)) == 'c' || option == 'y'; confirmed |= option == 'y')
		config = option == 'c' ? optarg : config;
	int left = argc - optind;
	const char *word = left > 0 ? argv[optind] : "";
	int64_t number = left > 1 ? number_of(argv[optind + 1]) : 0;
	bool shows = strcmp(word, "show") == 0 && left == 3 && number, goes = strcmp(word, "back") == 0 && left == 2 && number;
	bool reloads = strcmp(word, "reload") == 0 && left == 1;
	if (option != -1 || (left > 0 && !shows && !goes && !reloads) || (confirmed && !goes && !reloads)) {
		fputs(usage, stderr);
		return 2;
	}
	struct office o;
	int code = 1;
	if (office_open(&o, "kopuro menus", config))
		code = shows ? show(&o, number, argv[optind + 2]) : goes ? back(&o, number, confirmed) : reloads ? reload(&o, confirmed) : list(&o);
	office_close(&o);
	return code;
}
