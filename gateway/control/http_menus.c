/* Menus that are edited go live. They are loaded before the reply is written, and live once its audit row is on disk. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "control/reload.h"
#include "editions.h"
#include "gateway.h"

#include <stdio.h>

static json_t *lines(const struct complaints *complaints)
{
	json_t *out = json_array();
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *c = &complaints->list[i];
		json_array_append_new(out, json_pack("{s:s, s:s*, s:i, s:i, s:s*}", "severity", c->severity == SEVERITY_ERROR ? "error" : "warning",
			"file", c->file, "line", c->line, "column", c->column, "text", c->text));
	}
	return out;
}

static void on_kept(struct http_call *c, bool kept)
{
	if (kept)
		reload_live(c->api->parts.reload, c->held, c->who.name);
	else
		edition_free(c->held);
	c->held = NULL;
}

void menus_reload(struct http_call *c)
{
	const struct reload *reload = c->api->parts.reload;
	struct complaints complaints;
	complaints_init(&complaints);
	struct edition *prepared = reload_prepare(reload, c->who.name, &complaints);
	unsigned number = gateway_menus_next(reload->gateway);
	if (prepared) {
		snprintf(c->subject, sizeof c->subject, "%u", number);
		c->held = prepared;
		c->after = on_kept;
		c->out = json_pack("{s:I, s:I, s:o}", "version", (json_int_t)number, "screens", (json_int_t)menu_screen_count(prepared->set),
			"findings", lines(&complaints));
	} else {
		problem_set(&c->problem, PROBLEM_MENUS, "", "%zu errors; the menus of before stay", complaints.errors);
		c->problem.findings = lines(&complaints);
	}
	complaints_fini(&complaints);
}
