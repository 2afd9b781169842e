/* Appeals, for officers. A restricted one is not there at all for who may not see it: its number alone would tell something. The person's phone
 * number has an address of its own: whoever asks for it leaves a row in the audit. */
#include "base/calendar.h"
#include "control/http_api.h"
#include "control/http_route.h"
#include "feedback/event.h"
#include "gateway.h"
#include "journeys/contract.h"
#include "journeys/office.h"
#include "store/appeals.h"
#include "store/listing.h"
#include "store/overdue.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HISTORY_MAX 50
#define OVERDUE "overdue"

static const char *const states[] = {"received", "registered", "in-work", "answered", "closed", "refused", OVERDUE};

static struct store *store_of(const struct http_call *c)
{
	return gateway_store(c->api->parts.gateway);
}

static const struct menu_set *menus_of(const struct http_call *c)
{
	return gateway_menus(c->api->parts.gateway);
}

/* Asked of each row, never of the topics of today's menus. */
static bool sees_restricted(const struct http_call *c)
{
	return c->who.role == ROLE_RESTRICTED;
}

static void put_day(json_t *out, const char *name, int64_t unix_ms)
{
	char date[CALENDAR_DATE];
	if (unix_ms == 0)
		return;
	calendar_iso(calendar_day(unix_ms), date);
	json_object_set_new(out, name, json_string(date));
}

static void put_text(json_t *out, const char *name, const char *text)
{
	if (*text)
		json_object_set_new(out, name, json_string(text));
}

static json_t *row_json(const struct http_call *c, const struct listing_row *row)
{
	const struct appeal *a = &row->head;
	const struct menu_set *menus = menus_of(c);
	json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:I, s:I, s:b}", "number", a->number, "status", row->status, "topic", menu_key_now(menus, TABLE_TOPIC, a->topic),
		"language", a->language, "channel", a->channel, "nameless", a->nameless, "restricted", a->restricted, "day",
		(json_int_t)row->day, "days", (json_int_t)row->days, "overdue", row->overdue);
	put_text(out, "region", menu_key_now(menus, "region", a->region));
	put_text(out, "country", menu_key_now(menus, "country", a->country));
	json_t *place = event_place(a->place, a->language);
	if (place)
		json_object_set_new(out, "place", place);
	put_day(out, "lodged_on", a->lodged_ms);
	put_day(out, "registered_on", row->registered_ms);
	put_day(out, "concluded_on", row->concluded_ms);
	return out;
}

static bool state_valid(struct http_call *c, const char *state)
{
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
		if (!*state || strcmp(state, states[i]) == 0)
			return true;
	}
	problem_set(&c->problem, PROBLEM_PARAMETER, "state", "there is no such state");
	return false;
}

/* The longest waiting first; the page is all there is, so it has no cursor. */
static void list_overdue(struct http_call *c, size_t limit, json_t *items)
{
	struct overdue *found = calloc(limit, sizeof *found);
	size_t count = 0;
	struct listing_row row;
	enum error error = found ? overdue_list(store_of(c), sees_restricted(c), c->now.unix_ms, found, limit, &count) : ERR_NOMEM;
	for (size_t i = 0; !error && i < count; i++) {
		error = listing_appeal(store_of(c), found[i].number, sees_restricted(c), c->now.unix_ms, &row);
		if (!error)
			json_array_append_new(items, row_json(c, &row));
	}
	free(found);
	http_good(c, error, "");
}

static void list_page(struct http_call *c, struct listing_wish *wish, json_t *items)
{
	struct listing_row *rows = calloc(LISTING_MOST, sizeof *rows);
	char next[LISTING_CURSOR];
	size_t count = 0;
	wish->restricted = sees_restricted(c);
	enum error error = rows ? listing_appeals(store_of(c), wish, c->now.unix_ms, rows, &count, next) : ERR_NOMEM;
	if (error == ERR_BAD)
		problem_set(&c->problem, PROBLEM_CURSOR, "after", "a page's `next` is one");
	else if (http_good(c, error, "")) {
		for (size_t i = 0; i < count; i++)
			json_array_append_new(items, row_json(c, &rows[i]));
		put_text(c->out, "next", next);
	}
	free(rows);
}

void appeals_list(struct http_call *c)
{
	char state[16] = "", after[LISTING_CURSOR] = "";
	struct listing_wish wish = { .status = state, .after = after };
	if (!http_query(c, "state", state, sizeof state) || !state_valid(c, state)) {
		problem_set(&c->problem, PROBLEM_PARAMETER, "state", "there is no such state");
		return;
	}
	if (!http_query(c, "after", after, sizeof after)) {
		problem_set(&c->problem, PROBLEM_CURSOR, "after", "a page's `next` is one");
		return;
	}
	if (!http_limit(c, LISTING_MOST / 2, LISTING_MOST, &wish.most))
		return;
	json_t *items = json_array();
	c->out = json_pack("{s:o}", "appeals", items);
	if (strcmp(state, OVERDUE) == 0)
		list_overdue(c, wish.most, items);
	else
		list_page(c, &wish, items);
}

/* The appeal of the path, if there is one for who asks. */
static bool row_of_path(struct http_call *c, struct listing_row *row)
{
	char number[9];
	if (!http_number(c, number) || !http_good(c, listing_appeal(store_of(c), number, sees_restricted(c), c->now.unix_ms, row), ""))
		return false;
	memcpy(c->subject, number, sizeof number);
	return true;
}

static enum error put_history(struct http_call *c, const char *number)
{
	struct appeal_step *steps = calloc(HISTORY_MAX, sizeof *steps);
	json_t *out = json_array();
	size_t count = 0;
	enum error error = steps ? appeals_history(store_of(c), number, steps, HISTORY_MAX, &count) : ERR_NOMEM;
	for (size_t i = 0; !error && i < count; i++) {
		json_t *step = json_pack("{s:s}", "status", steps[i].status);
		put_day(step, "on", steps[i].at_ms);
		put_text(step, "text", steps[i].text);
		put_text(step, "office", steps[i].office);
		put_text(step, "registration", steps[i].registration);
		put_text(step, "by", steps[i].by);
		json_array_append_new(out, step);
	}
	json_object_set_new(c->out, "history", out);
	if (steps)
		sodium_memzero(steps, HISTORY_MAX * sizeof *steps);
	free(steps);
	return error;
}

static enum error put_additions(struct http_call *c, const char *number)
{
	struct listing_addition *additions = calloc(LISTING_ADDITIONS, sizeof *additions);
	json_t *out = json_array();
	size_t count = 0;
	enum error error = additions ? listing_additions(store_of(c), number, additions, &count) : ERR_NOMEM;
	for (size_t i = 0; !error && i < count; i++) {
		json_t *addition = json_pack("{s:s}", "text", additions[i].text);
		put_day(addition, "on", additions[i].at_ms);
		json_array_append_new(out, addition);
	}
	json_object_set_new(c->out, "additions", out);
	if (additions)
		sodium_memzero(additions, LISTING_ADDITIONS * sizeof *additions);
	free(additions);
	return error;
}

void appeals_show(struct http_call *c)
{
	struct listing_row row;
	struct appeal a = { 0 };
	if (!row_of_path(c, &row))
		return;
	c->out = row_json(c, &row);
	enum error error = appeals_get(store_of(c), row.head.number, &a);
	json_object_set_new(c->out, "text", json_string(a.text));
	put_text(c->out, "name", a.name);
	json_object_set_new(c->out, "contact", json_boolean(a.msisdn[0]));
	sodium_memzero(&a, sizeof a);
	if (!error)
		error = put_history(c, row.head.number);
	if (!error)
		error = put_additions(c, row.head.number);
	http_good(c, error, "");
}

void appeals_contact(struct http_call *c)
{
	struct listing_row row;
	struct appeal a = { 0 };
	char shown[sizeof a.msisdn + 1];
	if (!row_of_path(c, &row) || !http_good(c, appeals_get(store_of(c), row.head.number, &a), ""))
		return;
	snprintf(shown, sizeof shown, "+%s", a.msisdn);
	if (a.msisdn[0])
		c->out = json_pack("{s:s, s:s}", "number", row.head.number, "phone", shown);
	else
		problem_set(&c->problem, PROBLEM_SUBJECT, "", "this appeal has no phone number");
	sodium_memzero(shown, sizeof shown);
	sodium_memzero(&a, sizeof a);
}

/* The rows of the body have bounded them. */
static void take(char *out, size_t capacity, const char *text)
{
	snprintf(out, capacity, "%s", text);
}

static void tell_steps(struct http_call *c, const char *status)
{
	char steps[128];
	office_steps(status, steps, sizeof steps);
	problem_set(&c->problem, PROBLEM_CONFLICT, "status", "the appeal is %s; %s may follow", status, steps[0] ? steps : "nothing");
}

void appeals_status(struct http_call *c)
{
	struct listing_row row;
	struct status_event event = { 0 };
	if (!row_of_path(c, &row))
		return;
	memcpy(event.number, row.head.number, sizeof event.number);
	take(event.status, sizeof event.status, body_text(c->body, "status"));
	take(event.text, sizeof event.text, body_text(c->body, "text"));
	take(event.office, sizeof event.office, body_text(c->body, "office"));
	take(event.registration, sizeof event.registration, body_text(c->body, "registration"));
	take(event.ussd, sizeof event.ussd, body_text(c->body, "ussd"));
	take(event.by, sizeof event.by, c->who.name);
	enum error error = office_status(store_of(c), menus_of(c), &event, c->now);
	sodium_memzero(&event, sizeof event);
	if (error == ERR_BAD)
		problem_set(&c->problem, PROBLEM_FIELD_WRONG, "text", "answered and refused need a text that a phone can show");
	else if (error == ERR_STATE)
		tell_steps(c, row.status);
	else if (http_good(c, error, "text") && http_good(c, listing_appeal(store_of(c), row.head.number, sees_restricted(c), c->now.unix_ms, &row), ""))
		c->out = row_json(c, &row);
}
