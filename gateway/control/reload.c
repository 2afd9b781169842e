#include "control/reload.h"

#include "base/log.h"
#include "control/check.h"
#include "editions.h"
#include "gateway.h"

void reload_line(const struct complaint *c, char line[RELOAD_LINE])
{
	const char *severity = c->severity == SEVERITY_ERROR ? "error" : "warning";
	if (c->line > 0)
		snprintf(line, RELOAD_LINE, "%s:%d:%d: %s: %s", c->file, c->line, c->column, severity, c->text);
	else
		snprintf(line, RELOAD_LINE, "%s: %s: %s", c->file, severity, c->text);
}

static void log_all(const struct complaints *complaints)
{
	char line[RELOAD_LINE];
	for (size_t i = 0; i < complaints->count; i++) {
		reload_line(&complaints->list[i], line);
		log_say(LOG_MAIN, complaints->list[i].severity == SEVERITY_ERROR ? LOG_LEVEL_ERROR : LOG_LEVEL_NOTICE, "%s", line);
	}
}

struct edition *reload_prepare(const struct reload *r, const char *who, struct complaints *complaints)
{
	struct menu_set *menus = check_menus_again(r->check, r->config, *r->clock, complaints);
	struct edition *prepared = menus ? gateway_menus_prepare(r->gateway, menus, *r->clock) : NULL;
	if (menus && !prepared)
		complaints_add(complaints, SEVERITY_ERROR, r->config->menus, 0, 0, "the gateway cannot take these menus up; its log says why");
	log_all(complaints);
	if (!prepared)
		log_say(LOG_MAIN, LOG_LEVEL_ERROR, "%s: the menus are not reloaded, %zu errors; those before stay", who, complaints->errors);
	return prepared;
}

void reload_live(const struct reload *r, struct edition *prepared, const char *who)
{
	gateway_menus_live(r->gateway, prepared);
	log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "%s: the menus are reloaded; version %u, %zu screens", who, prepared->number,
		menu_screen_count(prepared->set));
}

bool reload_menus(const struct reload *r, const char *who, struct complaints *complaints)
{
	struct edition *prepared = reload_prepare(r, who, complaints);
	if (prepared)
		reload_live(r, prepared, who);
	return prepared != NULL;
}
