/* How things stand, for people and programs that look from outside: no number of anybody, and nobody's words. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "feedback/event.h"
#include "gateway.h"
#include "store/audit.h"
#include "store/items.h"
#include "store/overdue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AUDIT_MOST 100
#define FEW 5 /* open appeals of a district: fewer are not told apart, since they might be somebody's */

void health_show(struct http_call *c)
{
	struct health health = { 0 };
	c->api->parts.health(c->api->parts.context, &health);
	c->type = "application/json";
	c->text = calloc(1, HEALTH_BODY_MAX);
	if (c->text)
		c->status = health_report(&health, c->text, HEALTH_BODY_MAX);
	else
		http_good(c, ERR_NOMEM, "");
}

/* The districts by their own names; those of few appeals together. */
static void put_districts(json_t *appeals, const struct district_figure *rows, size_t count)
{
	json_t *districts = json_array();
	size_t few = 0;
	for (size_t i = 0; i < count; i++) {
		json_t *place = rows[i].open < FEW ? NULL : event_place(rows[i].district, "ky");
		few += place ? 0 : rows[i].open;
		if (!place)
			continue;
		json_object_set_new(place, "open", json_integer((json_int_t)rows[i].open));
		json_array_append_new(districts, place);
	}
	json_object_set_new(appeals, "districts", districts);
	json_object_set_new(appeals, "districts_of_few", json_integer((json_int_t)few));
}

void figures_show(struct http_call *c)
{
	struct store *store = gateway_store(c->api->parts.gateway);
	struct gateway_figures g = gateway_figures(c->api->parts.gateway);
	struct overdue_figures appeals;
	struct items_figures queue;
	struct district_figure districts[DISTRICT_FIGURES];
	bool restricted = c->who.role == ROLE_RESTRICTED;
	size_t count = 0;
	enum error error = overdue_count(store, restricted, c->now.unix_ms, &appeals);
	if (!error)
		error = overdue_districts(store, restricted, districts, &count);
	if (!error)
		error = restricted ? items_figures(store, &queue) : items_figures_open(store, &queue);
	if (!http_good(c, error, ""))
		return;
	c->out = json_pack("{s:{s:I, s:I, s:I}, s:{s:I, s:I, s:I, s:b}, s:{s:I, s:I, s:I, s:I}}",
		"appeals", "open", (json_int_t)appeals.open, "unregistered_overdue", (json_int_t)appeals.unregistered, "unanswered_overdue",
		(json_int_t)appeals.unanswered,
		"items", "waiting", (json_int_t)queue.waiting, "leased", (json_int_t)queue.leased, "restricted", (json_int_t)queue.restricted,
		"full", queue.full,
		"dialogs", "open", (json_int_t)g.dialogs, "parked", (json_int_t)g.parked, "begun", (json_int_t)g.begun, "ended", (json_int_t)g.ended);
	put_districts(json_object_get(c->out, "appeals"), districts, count);
}

static json_t *audit_json(const struct audit *a)
{
	char time_text[HTTP_TIME];
	http_time(a->at_ms, time_text);
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s*}", "id", (json_int_t)a->id, "at", time_text, "who", a->who, "role", a->role, "action", a->action,
		"subject", a->subject, "outcome", audit_outcome_name(a->outcome), "reason", a->reason[0] ? a->reason : NULL);
}

/* The cursor of this list is the id of its last row: an auditor may know how many there are of those that they see. */
void audit_show(struct http_call *c)
{
	char after[20], next[24];
	size_t most = 0, count = 0;
	if (!http_query(c, "after", after, sizeof after) || strspn(after, "0123456789") != strlen(after)) {
		problem_set(&c->problem, PROBLEM_CURSOR, "after", "a page's `next` is one");
		return;
	}
	if (!http_limit(c, AUDIT_MOST, AUDIT_MOST, &most))
		return;
	struct audit *rows = calloc(most, sizeof *rows);
	enum error error = rows ? audit_list(gateway_store(c->api->parts.gateway), c->who.role == ROLE_RESTRICTED, strtoll(after, NULL, 10), rows, most, &count) : ERR_NOMEM;
	if (http_good(c, error, "")) {
		json_t *out = json_array();
		c->out = json_pack("{s:o}", "audit", out);
		for (size_t i = 0; i < count; i++)
			json_array_append_new(out, audit_json(&rows[i]));
		snprintf(next, sizeof next, "%" PRId64, count ? rows[count - 1].id : 0);
		if (count == most)
			json_object_set_new(c->out, "next", json_string(next));
	}
	free(rows);
}
