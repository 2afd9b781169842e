/* Menus go live: those that were edited, or a version of before. They are loaded before the reply is written, and live once its audit row is on disk. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "control/reload.h"
#include "editions.h"
#include "gateway.h"
#include "store/versions.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSIONS_MOST 100
#define NUMBER_MAX 9 /* digits */

static void on_kept(struct http_call *c, bool kept)
{
	if (kept)
		reload_live(c->api->parts.reload, c->held, c->who.name);
	else
		edition_free(c->held);
	c->held = NULL;
}

/* ?confirm=yes: also what changes who sees appeals, or who stays nameless. */
static bool confirm_read(struct http_call *c, bool *confirmed)
{
	char word[8];
	bool fits = http_query(c, "confirm", word, sizeof word);
	*confirmed = fits && strcmp(word, "yes") == 0;
	if (fits && (!word[0] || *confirmed || strcmp(word, "no") == 0))
		return true;
	problem_set(&c->problem, PROBLEM_PARAMETER, "confirm", "yes or no is right");
	return false;
}

static void take_up(struct http_call *c, int64_t version)
{
	struct complaints complaints;
	struct edition *prepared;
	struct reload_wish wish = { .who = c->who.name, .version = version, .rights = { .sees_restricted = c->who.role == ROLE_RESTRICTED } };
	if (!confirm_read(c, &wish.rights.confirmed))
		return;
	complaints_init(&complaints);
	enum error error = reload_prepare(c->api->parts.reload, &wish, &complaints, &prepared);
	if (!error) {
		struct gateway_touched touched = gateway_menus_touched(c->api->parts.gateway, prepared);
		snprintf(c->subject, sizeof c->subject, "%u", prepared->number);
		c->held = prepared;
		c->after = on_kept;
		c->out = json_pack("{s:I, s:I, s:{s:I, s:I}, s:o}", "version", (json_int_t)prepared->number, "screens", (json_int_t)menu_screen_count(prepared->set),
			"touched", "open", (json_int_t)touched.open, "parked", (json_int_t)touched.parked, "findings", http_findings(&complaints));
	} else if (error == ERR_UNKNOWN) {
		problem_set(&c->problem, PROBLEM_CONFIRM, "confirm", "%zu changes of who sees what; ?confirm=yes takes them up", complaints.errors);
		c->problem.findings = http_findings(&complaints);
	} else if (error == ERR_BAD) {
		problem_set(&c->problem, PROBLEM_MENUS, "", "%zu errors; the menus of before stay", complaints.errors);
		c->problem.findings = http_findings(&complaints);
	} else {
		http_good(c, error, "");
	}
	complaints_fini(&complaints);
}

void menus_reload(struct http_call *c)
{
	take_up(c, RELOAD_FOLDER);
}

static int64_t number_of(const char *text)
{
	size_t len = strlen(text);
	return len >= 1 && len <= NUMBER_MAX && strspn(text, "0123456789") == len ? strtoll(text, NULL, 10) : 0;
}

void menus_back(struct http_call *c)
{
	int64_t number = number_of(c->name);
	if (number > 0)
		take_up(c, number);
	else
		problem_set(&c->problem, PROBLEM_SUBJECT, "", "versions are numbered from 1");
}

static json_t *version_json(const struct version *v, int64_t live)
{
	char at[HTTP_TIME], digest[2 * VERSION_DIGEST + 1];
	http_time(v->at_ms, at);
	sodium_bin2hex(digest, sizeof digest, v->digest, sizeof v->digest);
	return json_pack("{s:I, s:s, s:s, s:s, s:I, s:b}", "version", (json_int_t)v->number, "at", at, "author", v->author, "digest", digest,
		"screens", (json_int_t)v->screens, "live", v->number == live);
}

/* Newest first: the cursor is the number of the last row. */
void menus_versions(struct http_call *c)
{
	struct store *store = gateway_store(c->api->parts.gateway);
	struct version_live live;
	char after[NUMBER_MAX + 1], next[24], since[HTTP_TIME];
	size_t most = 0, count = 0;
	bool fits = http_query(c, "after", after, sizeof after);
	if (!fits || (after[0] && number_of(after) == 0)) {
		problem_set(&c->problem, PROBLEM_CURSOR, "after", "a page's `next` is one");
		return;
	}
	if (!http_limit(c, VERSIONS_MOST, VERSIONS_MOST, &most))
		return;
	struct version *rows = calloc(most, sizeof *rows);
	enum error error = rows ? versions_live(store, &live) : ERR_NOMEM;
	if (!error)
		error = versions_list(store, after[0] ? number_of(after) : INT64_MAX, rows, most, &count);
	if (http_good(c, error, "")) {
		json_t *out = json_array();
		http_time(live.since_ms, since);
		c->out = json_pack("{s:I, s:s, s:s, s:o}", "live", (json_int_t)live.number, "since", since, "by", live.who, "versions", out);
		for (size_t i = 0; i < count; i++)
			json_array_append_new(out, version_json(&rows[i], live.number));
		snprintf(next, sizeof next, "%" PRId64, count ? rows[count - 1].number : 0);
		if (count == most)
			json_object_set_new(c->out, "next", json_string(next));
	}
	free(rows);
}
