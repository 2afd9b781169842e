#include "control/links.h"

#include "base/log.h"
#include "control/check.h"
#include "control/check_link.h"
#include "control/config_line.h"
#include "control/kept.h"
#include "control/setting.h"
#include "control/vty_config.h"
#include "editions.h"
#include "gateway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE CONFIG_NETWORKS

struct links_change {
	struct config config; /* with the change */
	struct check check;   /* what it comes to; of it only the profiles read since `later_kept` are its own */
	size_t later_kept;
	size_t slot;          /* of the networks at work */
	char name[32];
	bool removed;
	bool pace_only;          /* nothing but the throughput is another */
	const char *what;        /* for the log */
	struct edition *edition; /* menus for the new profile; NULL: those that are live will do */
	size_t index;            /* in `config`, unless removed */
};

static size_t index_of(const struct config *config, const char *name)
{
	size_t i = 0;
	while (i < config->network_count && strcmp(config->networks[i].name, name) != 0)
		i++;
	return i == config->network_count ? NOWHERE : i;
}

const struct config_network *links_find(const struct links *l, const char *name)
{
	size_t i = index_of(l->config, name);
	return i == NOWHERE ? NULL : &l->config->networks[i];
}

void links_drop(struct links_change *change)
{
	if (!change)
		return;
	edition_free(change->edition);
	for (size_t i = change->later_kept; i < change->check.later_count; i++)
		ussd_profiles_free(change->check.later[i]);
	explicit_bzero(change, sizeof(*change)); /* passwords */
	free(change);
}

static struct links_change *change_new(const struct links *l, const char *name)
{
	struct links_change *c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->config = *l->config;
	c->check = *l->check;
	c->later_kept = c->check.later_count;
	snprintf(c->name, sizeof(c->name), "%s", name);
	c->slot = networks_find(l->networks, name);
	return c;
}

/* As the file would say it, so that what is padding or a place in the file does not count. */
static bool differs(const struct config_network *a, const struct config_network *b, bool throughput)
{
	const struct setting *rows;
	size_t count = settings(&rows);
	for (size_t i = 0; i < count; i++) {
		if (rows[i].place != SETTING_NETWORK || (strcmp(rows[i].word, "throughput") == 0) != throughput)
			continue;
		for (size_t nth = 0;; nth++) {
			char left[CONFIG_PATH * 2 + 32] = "", right[sizeof(left)] = "";
			bool in_a = setting_line(&rows[i], a, nth, left, sizeof(left)), in_b = setting_line(&rows[i], b, nth, right, sizeof(right));
			if (in_a != in_b || (in_a && strcmp(left, right) != 0))
				return true;
			if (!in_a)
				break;
		}
	}
	return false;
}

static bool menus_fit(const struct links *l, const struct ussd_profile *profile)
{
	const struct menu_set *live = gateway_menus(l->gateway);
	return menu_format_index(live, gateway_format(profile, false)) >= 0 && menu_format_index(live, gateway_format(profile, true)) >= 0;
}

/* The menus that are live, for the screens of the new network as well. */
static enum error menus_lay_out(const struct links *l, struct links_change *c, struct complaints *complaints)
{
	const struct ussd_profile *profile = c->check.profiles[c->index];
	unsigned number = gateway_menus_number(l->gateway);
	struct menu_set *menus;
	if (menus_fit(l, profile))
		return ERR_NONE;
	enum error error = kept_load(gateway_store(l->gateway), number, &c->check, *l->clock, complaints, &menus);
	if (error)
		return error;
	c->edition = gateway_network_prepare(l->gateway, menus, c->slot, profile, *l->clock);
	if (!c->edition)
		return ERR_NOMEM;
	c->edition->number = number;
	return ERR_NONE;
}

static void complain(const struct links *l, struct complaints *complaints, const char *text)
{
	complaints_add(complaints, SEVERITY_ERROR, l->config->path, 0, 0, "%s", text);
}

static enum error find_room(const struct links *l, struct links_change *c, struct complaints *complaints)
{
	char text[128];
	c->index = index_of(&c->config, c->name);
	if (c->index == NOWHERE)
		c->index = c->config.network_count;
	if (c->slot == CONFIG_NETWORKS)
		c->slot = networks_room(l->networks);
	if (c->index < CONFIG_NETWORKS && c->slot < CONFIG_NETWORKS)
		return ERR_NONE;
	snprintf(text, sizeof(text), c->index < CONFIG_NETWORKS ? "too many networks while one is leaving; %d are the most, try again in a moment" :
		"too many networks; %d are the most", CONFIG_NETWORKS);
	complain(l, complaints, text);
	return ERR_BAD;
}

static enum error put(const struct links *l, struct links_change *c, const struct config_network *wanted, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	enum error error = find_room(l, c, complaints);
	if (error)
		return error;
	bool there = c->index < c->config.network_count;
	struct config_network *n = &c->config.networks[c->index];
	c->what = there ? "changed" : "added";
	c->pace_only = there && !differs(n, wanted, false);
	*n = *wanted;
	c->config.network_count += !there;
	config_network_check(n, c->config.path, complaints);
	check_networks(&c->check, &c->config, complaints);
	if (!n->shutdown) /* whose files are gone can still be stopped */
		check_link(&c->config, n, complaints);
	return complaints->errors > errors_before ? ERR_BAD : menus_lay_out(l, c, complaints);
}

static enum error finish(enum error error, struct links_change *c, struct links_change **out)
{
	if (error) {
		links_drop(c);
		c = NULL;
	}
	*out = c;
	return error;
}

enum error links_put(const struct links *l, const struct config_network *wanted, struct complaints *complaints, struct links_change **out)
{
	struct links_change *c = change_new(l, wanted->name);
	return finish(c ? put(l, c, wanted, complaints) : ERR_NOMEM, c, out);
}

enum error links_shut(const struct links *l, const char *name, bool shut, struct complaints *complaints, struct links_change **out)
{
	const struct config_network *n = links_find(l, name);
	*out = NULL;
	if (!n)
		return ERR_NOT_FOUND;
	struct config_network wanted = *n;
	wanted.shutdown = shut;
	enum error error = links_put(l, &wanted, complaints, out);
	explicit_bzero(&wanted, sizeof(wanted));
	if (!error)
		(*out)->what = shut ? "stopped" : "started";
	return error;
}

enum error links_remove(const struct links *l, const char *name, struct complaints *complaints, struct links_change **out)
{
	size_t index = index_of(l->config, name);
	*out = NULL;
	if (index == NOWHERE)
		return ERR_NOT_FOUND;
	struct links_change *c = change_new(l, name);
	if (!c)
		return ERR_NOMEM;
	c->removed = true;
	c->what = "removed";
	struct config_network *n = &c->config.networks[index];
	memmove(n, n + 1, (c->config.network_count - index - 1) * sizeof(*n));
	c->config.network_count--;
	return finish(check_networks(&c->check, &c->config, complaints) ? ERR_NONE : ERR_BAD, c, out);
}

void links_apply(const struct links *l, struct links_change *c, const char *who)
{
	if (c->edition)
		gateway_menus_live(l->gateway, c->edition);
	c->edition = NULL;
	*l->config = c->config;
	*l->check = c->check;
	c->later_kept = c->check.later_count;
	if (c->removed) {
		networks_remove(l->networks, c->slot);
	} else if (c->pace_only) {
		networks_throughput(l->networks, c->slot, c->config.networks[c->index].throughput);
	} else {
		struct network_wanted wanted = { .config = c->config.networks[c->index], .profile = c->check.profiles[c->index],
			.dialplan = c->check.dialplans[c->index] };
		networks_put(l->networks, c->slot, &wanted);
		explicit_bzero(&wanted, sizeof(wanted));
	}
	log_say(LOG_CONTROL, LOG_LEVEL_NOTICE, "%s: the link %s is %s", who, c->name, c->what);
	links_drop(c);
}

static bool apply_line(struct config_network *n, const char *text, const struct setting **set, char *why)
{
	struct config_line line;
	size_t bad;
	if (config_line_split(&line, text, strlen(text)) != CONFIG_LINE_GOOD || line.count == 0) {
		snprintf(why, SETTING_WHY_MAX, "this is no line of a network; 'host 127.0.0.1' would be one");
		return false;
	}
	bool no = line.count > 1 && strcmp(line.words[0], "no") == 0;
	const struct setting *setting = setting_find(SETTING_NETWORK, line.words[no]);
	if (!setting || (no && !setting_has_no(setting))) {
		snprintf(why, SETTING_WHY_MAX, "a network has no '%.64s'; kopuro.cfg(5) tells what it has", line.words[0]);
		return false;
	}
	*set = setting;
	return setting_apply(setting, n, no, line.words + 1 + no, line.count - 1 - no, &bad, why);
}

bool links_lines(struct config_network *n, const char *const *lines, size_t count, size_t *bad, char *why)
{
	const struct setting *set[LINKS_LINES];
	for (*bad = 0; *bad < count && *bad < LINKS_LINES; ++*bad) {
		if (!apply_line(n, lines[*bad], &set[*bad], why))
			return false;
		for (size_t i = 0; i < *bad; i++) {
			if (set[i] != set[*bad] || set[i]->kind == SETTING_LIST)
				continue;
			snprintf(why, SETTING_WHY_MAX, "'%s' stands twice; keep one of them", set[i]->word);
			return false;
		}
	}
	return true;
}

void links_change_told(const struct links_change *change, const char **name, const char **what)
{
	*name = change->name;
	*what = change->what;
}
