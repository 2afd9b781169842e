#include "base/log.h"

#include <assert.h>
#include <osmocom/core/logging.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern struct llist_head osmo_log_target_list; /* libosmocore exports it, and has no header for it: all targets, the newest last */

/* libosmocore's console leaves out the first letter of a category's name, by custom a D. */
static const struct log_info_cat areas[LOG_AREAS] = {
	[LOG_MAIN] = { .name = "DMAIN", .description = "Start, stop, configuration", .loglevel = LOGL_NOTICE, .enabled = 1 },
	[LOG_SMPP] = { .name = "DSMPP", .description = "Links to networks", .loglevel = LOGL_NOTICE, .enabled = 1 },
	[LOG_USSD] = { .name = "DUSSD", .description = "USSD dialogs", .loglevel = LOGL_NOTICE, .enabled = 1 },
	[LOG_SMS] = { .name = "DSMS", .description = "Short messages", .loglevel = LOGL_NOTICE, .enabled = 1 },
	[LOG_MENU] = { .name = "DMENU", .description = "Menus and sessions", .loglevel = LOGL_NOTICE, .enabled = 1 },
	[LOG_JOURNEY] = { .name = "DJOURNEY", .description = "Appeals, pledges, checklists", .loglevel = LOGL_NOTICE, .enabled = 1 },
	[LOG_STORE] = { .name = "DSTORE", .description = "The database", .loglevel = LOGL_NOTICE, .enabled = 1 },
	[LOG_CONTROL] = { .name = "DCONTROL", .description = "Console, HTTP, metrics", .loglevel = LOGL_NOTICE, .enabled = 1 },
};

static const struct log_info info = { .cat = areas, .num_cat = LOG_AREAS };

static const unsigned levels[] = {
	[LOG_LEVEL_DEBUG] = LOGL_DEBUG,
	[LOG_LEVEL_INFO] = LOGL_INFO,
	[LOG_LEVEL_NOTICE] = LOGL_NOTICE,
	[LOG_LEVEL_ERROR] = LOGL_ERROR,
	[LOG_LEVEL_FATAL] = LOGL_FATAL,
};

/* sd-daemon(3), by the library's level. */
static int priority_of(unsigned level)
{
	return level >= LOGL_FATAL ? 2 : level >= LOGL_ERROR ? 3 : level >= LOGL_NOTICE ? 5 : level >= LOGL_INFO ? 6 : 7;
}

static void write_to_journal(struct log_target *target, unsigned level, const char *line)
{
	(void)target;
	fprintf(stderr, "<%d>%s", priority_of(level), line);
}

static bool stderr_is_journal(void)
{
	const char *named = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat about;
	return named && sscanf(named, "%llu:%llu", &device, &inode) == 2 && fstat(STDERR_FILENO, &about) == 0 && about.st_dev == device && about.st_ino == inode;
}

static void target_settle(struct log_target *target)
{
	log_set_use_color(target, 0);
	log_set_print_timestamp(target, 0);
	log_set_print_extended_timestamp(target, 1);
	log_set_print_category(target, 1);
	log_set_print_category_hex(target, 0);
	log_set_print_level(target, 1);
	log_set_print_filename2(target, LOG_FILENAME_NONE);
}

/* Files come by lines of the configuration or the console, which this room does not see: those that are new since the last line of the log. */
static void files_settle(void)
{
	static struct llist_head *newest;
	struct log_target *target;
	if (osmo_log_target_list.prev == newest)
		return;
	newest = osmo_log_target_list.prev;
	llist_for_each_entry(target, &osmo_log_target_list, entry) {
		if (target->type == LOG_TGT_TYPE_FILE)
			target_settle(target);
	}
}

bool log_reopen(void)
{
	return log_targets_reopen() == 0;
}

void log_start(void *context)
{
	if (osmo_log_info)
		return;
	int failed = log_init(&info, context);
	assert(!failed);
	(void)failed;
	struct log_target *target = log_target_create_stderr();
	if (!target)
		return;
	log_set_all_filter(target, 1);
	target_settle(target);
	if (stderr_is_journal()) {
		log_set_print_extended_timestamp(target, 0);
		target->output = write_to_journal;
	}
	log_add_target(target);
}

void log_say(enum log_area area, enum log_level level, const char *format, ...)
{
	char line[LOG_LINE_MAX];
	va_list args;
	assert(area < LOG_AREAS && level <= LOG_LEVEL_FATAL);
	if (!osmo_log_info || !log_check_level((int)area, levels[level]))
		return;
	files_settle();
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	for (char *at = line; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	}
	logp2((int)area, levels[level], __FILE__, __LINE__, 0, "%s\n", line);
}
