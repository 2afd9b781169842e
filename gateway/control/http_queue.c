/* The queue by hand: what does not go, why, and what is done about it. Restricted items are for the role restricted alone: for an operator there are none. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "gateway.h"
#include "store/items_hand.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool sees_restricted(const struct http_call *c)
{
	return c->who.role == ROLE_RESTRICTED;
}

static struct store *store_of(const struct http_call *c)
{
	return gateway_store(c->api->parts.gateway);
}

static void put_time(json_t *out, const char *name, int64_t unix_ms)
{
	char text[HTTP_TIME];
	http_time(unix_ms, text);
	if (unix_ms > 0)
		json_object_set_new(out, name, json_string(text));
}

static json_t *row_json(const struct http_call *c, const struct item_row *row)
{
	int64_t age_ms = c->now.unix_ms - row->at_ms;
	json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:b, s:s*}", "id", row->id, "number", row->subject, "kind", item_kind_name(row->kind), "state",
		item_row_state(row), "age_seconds", (json_int_t)(age_ms > 0 ? age_ms / 1000 : 0), "tries", (json_int_t)row->tries, "restricted", row->restricted, "why",
		row->why[0] ? row->why : NULL);
	put_time(out, "stuck_since", row->stuck_ms);
	put_time(out, "next_try", row->next_ms);
	return out;
}

/* The cursor is the id of the last row. */
void queue_list(struct http_call *c)
{
	char after[20], next[24];
	size_t most = 0, count = 0;
	if (!http_query(c, "after", after, sizeof after) || strspn(after, "0123456789") != strlen(after)) {
		problem_set(&c->problem, PROBLEM_CURSOR, "after", "a page's `next` is one");
		return;
	}
	if (!http_limit(c, QUEUE_PAGE, QUEUE_PAGE, &most))
		return;
	struct item_row *rows = calloc(most, sizeof *rows);
	enum error error = rows ? items_list(store_of(c), sees_restricted(c), strtoll(after, NULL, 10), rows, most, &count) : ERR_NOMEM;
	if (http_good(c, error, "")) {
		json_t *out = json_array();
		c->out = json_pack("{s:o}", "items", out);
		for (size_t i = 0; i < count; i++)
			json_array_append_new(out, row_json(c, &rows[i]));
		snprintf(next, sizeof next, "%" PRId64, count ? rows[count - 1].row : 0);
		if (count == most)
			json_object_set_new(c->out, "next", json_string(next));
	}
	free(rows);
}

void queue_why(struct http_call *c)
{
	struct item_row row;
	if (http_good(c, items_why(store_of(c), sees_restricted(c), c->name, &row), ""))
		c->out = row_json(c, &row);
}

static void change(struct http_call *c, enum error (*how)(struct store *s, bool restricted, const char *id))
{
	snprintf(c->subject, sizeof c->subject, "%s", c->name);
	if (http_good(c, how(store_of(c), sees_restricted(c), c->name), ""))
		c->out = json_pack("{s:s}", "id", c->name);
}

void queue_retry(struct http_call *c)
{
	change(c, items_retry);
}

void queue_park(struct http_call *c)
{
	change(c, items_park);
}

void queue_drop(struct http_call *c)
{
	snprintf(c->reason, sizeof c->reason, "%s", body_text(c->body, "reason"));
	change(c, items_drop);
}
