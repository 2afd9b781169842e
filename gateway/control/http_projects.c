/* Projects, the reports on them, and payments towards pledges. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "feedback/event.h"
#include "gateway.h"
#include "journeys/contract.h"
#include "journeys/office.h"
#include "journeys/pledge.h"

#include <stdio.h>
#include <string.h>

/* {"ky": "…", "ru": "…"} */
static json_t *names(const struct menu_set *set, uint16_t table, uint16_t record, struct moment now)
{
	json_t *out = json_object();
	for (size_t language = 0; language < menu_language_count(set); language++) {
		const char *name = menu_record_text(set, table, record, "name", language, now.unix_ms);
		if (name)
			json_object_set_new(out, menu_language_code(set, language), json_string(name));
	}
	return out;
}

void projects_list(struct http_call *c)
{
	const struct menu_set *set = gateway_menus(c->api->parts.gateway);
	uint16_t table = menu_table_find(set, TABLE_PROJECT);
	size_t count = table == MENU_NONE ? 0 : menu_record_count(set, table);
	json_t *out = json_array();
	enum error error = ERR_NONE;
	c->out = json_pack("{s:o}", "projects", out);
	for (uint16_t i = 0; !error && i < count; i++) {
		struct pledge_figures f = { 0 };
		const char *key = menu_record_key(set, table, i);
		error = office_figures(gateway_store(c->api->parts.gateway), set, table, i, &f);
		json_t *project = json_pack("{s:s, s:o, s:I, s:I, s:I, s:I}", "id", key, "name", names(set, table, i, c->now), "pledged_kgs",
			(json_int_t)f.pledged_kgs, "pledged_rub", (json_int_t)f.pledged_rub, "collected_kgs", (json_int_t)f.collected, "givers",
			(json_int_t)f.givers);
		const char *code = menu_record_word(set, table, i, COLUMN_PLACE);
		json_t *place = code ? event_place(code, "ky") : NULL;
		if (place)
			json_object_set_new(project, "place", place);
		json_array_append_new(out, project);
	}
	http_good(c, error, "");
}

void projects_report(struct http_call *c)
{
	size_t told = 0;
	snprintf(c->subject, sizeof c->subject, "%s", c->name);
	enum error error = office_report(gateway_store(c->api->parts.gateway), gateway_menus(c->api->parts.gateway), c->name, body_text(c->body, "text"),
		c->now, &told);
	if (http_good(c, error, error == ERR_BAD || error == ERR_LONG ? "text" : ""))
		c->out = json_pack("{s:s, s:I}", "project", c->name, "told", (json_int_t)told);
}

void pledges_payment(struct http_call *c)
{
	char number[9];
	int64_t amount = body_integer(c->body, "amount", 0);
	if (!http_number(c, number))
		return;
	memcpy(c->subject, number, sizeof number);
	enum error error = office_payment(gateway_store(c->api->parts.gateway), gateway_menus(c->api->parts.gateway), number, amount, c->now);
	if (error == ERR_STATE)
		problem_set(&c->problem, PROBLEM_CONFLICT, "", "the pledge is cancelled");
	else if (http_good(c, error, error == ERR_BAD ? "amount" : ""))
		c->out = json_pack("{s:s, s:I}", "number", number, "amount", (json_int_t)amount);
}
