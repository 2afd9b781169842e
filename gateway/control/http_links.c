/* The networks' links: as they are, and other ones. A link is the lines of its block in kopuro.cfg(5). No reply has a password: one that a PUT leaves
 * out stays. What is wanted is checked before the reply is written, and done once its audit row is on disk. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "control/links.h"
#include "control/setting.h"
#include "control/vty_write.h"

#include <stdio.h>
#include <string.h>

#define PASSWORD "password"

static json_t *lines_of(const struct config_network *n)
{
	const struct setting *rows;
	size_t count = settings(&rows);
	json_t *out = json_array();
	for (size_t i = 0; i < count; i++) {
		char line[CONFIG_PATH * 2 + 32];
		if (rows[i].place != SETTING_NETWORK || strcmp(rows[i].word, PASSWORD) == 0)
			continue;
		for (size_t nth = 0; setting_line(&rows[i], n, nth, line, sizeof line); nth++)
			json_array_append_new(out, json_string(line));
	}
	return out;
}

static json_t *link_json(const struct links *l, const struct config_network *n)
{
	size_t slot = networks_find(l->networks, n->name);
	struct network_view v = {.shut_down = true};
	if (slot < CONFIG_NETWORKS)
		v = networks_view(l->networks, slot);
	const char *state = v.leaving ? "stopping" : v.shut_down ? "shut down" : v.link.state ? v.link.state : "down";
	return json_pack("{s:s, s:s, s:b, s:b, s:o}", "name", n->name, "state", state, "up", v.up, "stopped", n->shutdown, "lines", lines_of(n));
}

void links_list(struct http_call *c)
{
	const struct links *l = c->api->parts.links;
	json_t *out = json_array();
	for (size_t i = 0; i < l->config->network_count; i++)
		json_array_append_new(out, link_json(l, &l->config->networks[i]));
	c->out = json_pack("{s:o}", "links", out);
}

void link_show(struct http_call *c)
{
	const struct config_network *n = links_find(c->api->parts.links, c->name);
	if (n)
		c->out = link_json(c->api->parts.links, n);
	else
		problem_set(&c->problem, PROBLEM_SUBJECT, "", "there is no link of that name");
}

static void on_kept(struct http_call *c, bool kept)
{
	if (kept)
		links_apply(c->api->parts.links, c->held, c->who.name);
	else
		links_drop(c->held);
	c->held = NULL;
}

static void change(struct http_call *c, enum error error, struct links_change *change, struct complaints *complaints)
{
	const char *name, *what;
	if (!error) {
		links_change_told(change, &name, &what);
		snprintf(c->subject, sizeof c->subject, "%s", name);
		c->out = json_pack("{s:s, s:s}", "name", name, "done", what);
		c->held = change;
		c->after = on_kept;
	} else if (error == ERR_BAD) {
		problem_set(&c->problem, PROBLEM_LINK, "", "%zu errors; nothing is changed", complaints->errors);
		c->problem.findings = http_findings(complaints);
	} else if (error == ERR_NOT_FOUND) {
		problem_set(&c->problem, PROBLEM_SUBJECT, "", "there is no link of that name");
	} else {
		http_good(c, error, "");
	}
	complaints_fini(complaints);
}

static bool read_lines(struct http_call *c, struct config_network *n)
{
	const json_t *list = json_object_get(c->body, "lines");
	const char *lines[LINKS_LINES];
	size_t count = json_array_size(list), bad;
	char why[SETTING_WHY_MAX];
	_Static_assert(BODY_WORDS_MAX <= LINKS_LINES, "what a body may have is read");
	for (size_t i = 0; i < count; i++)
		lines[i] = json_string_value(json_array_get(list, i));
	if (links_lines(n, lines, count, &bad, why))
		return true;
	problem_set(&c->problem, PROBLEM_FIELD_WRONG, "lines", "line %zu: %s", bad + 1, why);
	return false;
}

void link_put(struct http_call *c)
{
	const struct links *l = c->api->parts.links;
	const struct config_network *there = links_find(l, c->name);
	struct config_network wanted;
	struct links_change *made = NULL;
	struct complaints complaints;
	if (!setting_name_valid(c->name)) {
		problem_set(&c->problem, PROBLEM_SUBJECT, "", "1 to 31 letters, digits, '.', '_' and '-' are a name");
		return;
	}
	config_network_init(&wanted);
	memcpy(wanted.name, c->name, strlen(c->name) + 1);
	if (there)
		memcpy(wanted.password, there->password, sizeof wanted.password);
	if (read_lines(c, &wanted)) {
		complaints_init(&complaints);
		enum error error = links_put(l, &wanted, &complaints, &made);
		change(c, error, made, &complaints);
	}
	explicit_bzero(&wanted, sizeof wanted);
}

void link_delete(struct http_call *c)
{
	struct links_change *made;
	struct complaints complaints;
	complaints_init(&complaints);
	enum error error = links_remove(c->api->parts.links, c->name, &complaints, &made);
	change(c, error, made, &complaints);
}

static void shut(struct http_call *c, bool yes)
{
	struct links_change *made;
	struct complaints complaints;
	complaints_init(&complaints);
	enum error error = links_shut(c->api->parts.links, c->name, yes, &complaints, &made);
	change(c, error, made, &complaints);
}

void link_stop_now(struct http_call *c)
{
	shut(c, true);
}

void link_start_now(struct http_call *c)
{
	shut(c, false);
}

void configuration_write(struct http_call *c)
{
	const char *path = c->api->parts.links->config->file, *why;
	if (vty_write(path, c->who.name, &why))
		c->out = json_pack("{s:s}", "file", c->api->parts.links->config->path);
	else
		problem_set(&c->problem, PROBLEM_STORE, "", "the configuration is not written: %s; it is as before", why);
}
