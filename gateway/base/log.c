#include "base/log.h"

#include <assert.h>
#include <osmocom/core/logging.h>
#include <stdarg.h>
#include <stdio.h>

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
	log_set_use_color(target, 0);
	log_set_print_timestamp(target, 0);
	log_set_print_extended_timestamp(target, 1);
	log_set_print_category(target, 1);
	log_set_print_category_hex(target, 0);
	log_set_print_level(target, 1);
	log_set_print_filename2(target, LOG_FILENAME_NONE);
	log_add_target(target);
}

void log_say(enum log_area area, enum log_level level, const char *format, ...)
{
	char line[LOG_LINE_MAX];
	va_list args;
	assert(area < LOG_AREAS && level <= LOG_LEVEL_FATAL);
	if (!osmo_log_info || !log_check_level((int)area, levels[level]))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	for (char *at = line; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	}
	logp2((int)area, levels[level], __FILE__, __LINE__, 0, "%s\n", line);
}
