#include "control/vty_links.h"

#include "control/kept.h"
#include "control/links.h"
#include "control/setting.h"
#include "control/vty_console.h"
#include "control/vty_root.h"

#include <inttypes.h>
#include <osmocom/core/talloc.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <string.h>

/* A network as it will be. It lives with its console: who hangs up in the middle has changed nothing. */
struct draft {
	struct config_network network; /* first: vty->index */
	struct vty *vty;
};

static int draft_gone(struct draft *d)
{
	struct vty_console *console = vty_root_console();
	explicit_bzero(&d->network, sizeof(d->network));
	if (console->draft == d)
		console->draft = NULL;
	return 0;
}

static const char *state_of(const struct network_view *v)
{
	if (v->leaving)
		return "stopping";
	return v->shut_down ? "shut down" : v->link.state ? v->link.state : "down";
}

DEFUN(show_links, show_links_cmd, "show links", SHOW_STR "The networks and their SMPP links\n")
{
	const struct networks *networks = vty_root_console()->links->networks;
	bool any = false;
	for (size_t i = 0; i < CONFIG_NETWORKS; i++) {
		struct network_view v = networks_view(networks, i);
		const struct esme_counters *c = &v.link.counters;
		if (!v.name[0])
			continue;
		any = true;
		vty_out(vty, "%s  %s:%u", v.name, v.host, v.port);
		if (v.hosts > 1)
			vty_out(vty, " and %zu more", v.hosts - 1);
		vty_out(vty, "  %s%s", state_of(&v), VTY_NEWLINE);
		if (!v.link.state)
			continue;
		vty_out(vty, "  received %" PRIu64 ", sent %" PRIu64 ", waiting for an answer %u%s", c->received, c->sent, v.link.open_requests, VTY_NEWLINE);
		vty_out(vty, "  malformed %" PRIu64 ", unexpected %" PRIu64 ", unanswered %" PRIu64 "%s", c->malformed, c->unexpected, c->unanswered, VTY_NEWLINE);
		for (size_t j = 0; v.link.sessions > 1 && j < v.link.sessions; j++) {
			struct link_session one = networks_session(networks, i, j);
			vty_out(vty, "  %s  %s, waiting for an answer %u%s%s%s", one.name, one.state, one.open_requests,
				one.last_error[0] ? ", last loss: " : "", one.last_error, VTY_NEWLINE);
		}
		vty_out(vty, "  attempts to connect %" PRIu64 "%s%s%s", v.link.connects, v.link.last_error[0] ? ", last loss: " : "", v.link.last_error, VTY_NEWLINE);
	}
	if (!any)
		vty_out(vty, "No network is configured%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

static int told(struct vty *vty, enum error error, const struct complaints *complaints)
{
	const char *own = vty_root_console()->links->config->path;
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *c = &complaints->list[i];
		char line[KEPT_LINE];
		kept_line(c, line); /* with its place, when that is in another file */
		vty_out(vty, "%% %s%s", c->line > 0 && strcmp(c->file, own) != 0 ? line : c->text, VTY_NEWLINE);
	}
	if (!error)
		return CMD_SUCCESS;
	if (error == ERR_NOT_FOUND)
		vty_out(vty, "%% There is no network of that name%s", VTY_NEWLINE);
	else if (error != ERR_BAD)
		vty_out(vty, "%% %s%s", error_name(error), VTY_NEWLINE);
	vty_out(vty, "%% Nothing is changed%s", VTY_NEWLINE);
	return CMD_WARNING;
}

int vty_links_settle(struct vty *vty)
{
	struct vty_console *console = vty_root_console();
	struct draft *d = console->draft;
	struct complaints complaints;
	struct links_change *change;
	if (!d || d->vty != vty)
		return CMD_SUCCESS;
	complaints_init(&complaints);
	enum error error = links_put(console->links, &d->network, &complaints, &change);
	int result = told(vty, error, &complaints);
	if (!error)
		links_apply(console->links, change, "console");
	complaints_fini(&complaints);
	talloc_free(d);
	return result;
}

DEFUN(enter_network, enter_network_cmd, "smsc NAME", "A network\nIts name here\n")
{
	struct vty_console *console = vty_root_console();
	const struct config_network *there = links_find(console->links, argv[0]);
	vty_links_settle(vty);
	if (!setting_name_valid(argv[0])) {
		vty_out(vty, "%% '%s' is no name; up to 31 letters, digits, '.', '_' and '-' are right%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	struct draft *d = console->draft ? NULL : talloc_zero(vty, struct draft);
	if (!d) {
		vty_out(vty, "%% Another console is writing a network; try again in a moment%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	talloc_set_destructor(d, draft_gone);
	d->vty = vty;
	config_network_init(&d->network);
	if (there)
		d->network = *there;
	snprintf(d->network.name, sizeof(d->network.name), "%s", argv[0]);
	console->draft = d;
	vty->index = &d->network;
	vty->node = VTY_NETWORK_NODE;
	return CMD_SUCCESS;
}

DEFUN(drop_network, drop_network_cmd, "no smsc NAME", NO_STR "A network\nIts name here\n")
{
	const struct links *links = vty_root_console()->links;
	struct complaints complaints;
	struct links_change *change;
	vty_links_settle(vty);
	complaints_init(&complaints);
	enum error error = links_remove(links, argv[0], &complaints, &change);
	int result = told(vty, error, &complaints);
	if (!error)
		links_apply(links, change, "console");
	complaints_fini(&complaints);
	return result;
}

/* The library tries a word that a node does not know in the nodes above it, by the way of its own `exit`; so the callback that it has for leaving a
 * node comes with every mistyped word, too. What people type to leave are these two commands. */
static int (*exit_before)(struct cmd_element *, struct vty *, int, const char *[]);
static int (*end_before)(struct cmd_element *, struct vty *, int, const char *[]);

static int on_leave(struct cmd_element *element, struct vty *vty, int argc, const char *argv[])
{
	int result = vty_links_settle(vty), left = exit_before(element, vty, argc, argv);
	return result == CMD_SUCCESS ? left : result;
}

static int on_end_all(struct cmd_element *element, struct vty *vty, int argc, const char *argv[])
{
	int result = vty_links_settle(vty), left = end_before(element, vty, argc, argv);
	return result == CMD_SUCCESS ? left : result;
}

void vty_links_install(void)
{
	exit_before = config_exit_cmd.func;
	end_before = config_end_cmd.func;
	config_exit_cmd.func = on_leave;
	config_end_cmd.func = on_end_all;
	install_element_ve(&show_links_cmd);
	install_element(CONFIG_NODE, &enter_network_cmd);
	install_element(CONFIG_NODE, &drop_network_cmd);
}
