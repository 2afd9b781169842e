#include "control/vty_root.h"

#include "base/log.h"
#include "control/setting.h"
#include "control/vty_console.h"
#include "control/vty_links.h"
#include "version.h"

#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/logging.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <string.h>

_Static_assert(VTY_TOP_NODE > (int)_LAST_OSMOVTY_NODE, "the library has more nodes by now");

/* The library's; its headers leave it out. */
extern struct host host;

struct setting_command {
	struct cmd_element element;
	const struct setting *setting;
	bool no;
};

struct vty_root {
	struct vty_app_info info; /* host.app_info: the way here from a command */
	struct config config;
	struct vty_console *console;
};

static struct vty_root *root(void)
{
	return container_of(host.app_info, struct vty_root, info);
}

struct vty_console *vty_root_console(void)
{
	return root()->console;
}

void *vty_root_context(void)
{
	return root();
}

static int on_setting(struct cmd_element *element, struct vty *vty, int argc, const char *argv[])
{
	const struct setting_command *command = container_of(element, struct setting_command, element);
	void *target = command->setting->place == SETTING_TOP ? (void *)&root()->config : vty->index;
	char why[SETTING_WHY_MAX];
	size_t bad;
	if (command->setting->place == SETTING_TOP)
		vty_links_settle(vty); /* its words can stand in a network's block, which they end */
	if (!setting_apply(command->setting, target, command->no, argv, (size_t)argc, &bad, why)) {
		vty_out(vty, "%% %s%s", why, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (command->setting->place == SETTING_TOP)
		vty_out(vty, "%% From the next start on; 'write' keeps it%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

static void write_settings(struct vty *vty, enum setting_place place, const void *source, const char *indent)
{
	const struct setting *rows;
	size_t count = settings(&rows);
	for (size_t i = 0; i < count; i++) {
		char line[CONFIG_PATH * 2 + 32];
		for (size_t nth = 0; rows[i].place == place && setting_line(&rows[i], source, nth, line, sizeof(line)); nth++)
			vty_out(vty, "%s%s%s", indent, line, VTY_NEWLINE);
	}
}

static int write_top(struct vty *vty)
{
	write_settings(vty, SETTING_TOP, &root()->config, "");
	return 1;
}

static int write_networks(struct vty *vty)
{
	const struct config *config = root()->console->links->config;
	for (size_t i = 0; i < config->network_count; i++) {
		vty_out(vty, "smsc %s%s", config->networks[i].name, VTY_NEWLINE);
		write_settings(vty, SETTING_NETWORK, &config->networks[i], " ");
	}
	return 1;
}

/* One help line a word of the command, each ending with a line feed. */
static bool install_setting(struct vty_root *r, const struct setting *setting, bool no)
{
	char syntax[128];
	struct setting_command *command = talloc_zero(r, struct setting_command);
	if (!command)
		return false;
	setting_syntax(setting, syntax, sizeof(syntax));
	command->setting = setting;
	command->no = no;
	command->element.func = on_setting;
	command->element.string = talloc_asprintf(command, "%s%s", no ? "no " : "", syntax);
	char *doc = talloc_asprintf(command, "%s%s\n", no ? NO_STR : "", setting->help);
	size_t values = setting_words(setting);
	for (size_t i = 0; i < SETTING_CHOICES && setting->choices[i]; i++)
		values = i + 1;
	for (size_t i = 0; i < values && doc; i++)
		doc = talloc_asprintf_append(doc, "as in: %s\n", setting->example);
	command->element.doc = doc;
	if (!command->element.string || !doc)
		return false;
	install_element(setting->place == SETTING_TOP ? CONFIG_NODE : VTY_NETWORK_NODE, &command->element);
	return true;
}

static bool install_settings(struct vty_root *r)
{
	const struct setting *rows;
	size_t count = settings(&rows);
	for (size_t i = 0; i < count; i++) {
		if (!install_setting(r, &rows[i], false))
			return false;
		if (setting_has_no(&rows[i]) && !install_setting(r, &rows[i], true))
			return false;
	}
	return true;
}

bool vty_root_start(void)
{
	/* The library changes its nodes (it fills in their names). */
	static struct cmd_node top_node = { .node = VTY_TOP_NODE, .prompt = "%s(config-kopuro)# ", .vtysh = 1 };
	static struct cmd_node network_node = { .node = VTY_NETWORK_NODE, .prompt = "%s(config-smsc)# ", .vtysh = 1 };
	if (tall_vty_ctx)
		return true;
	struct vty_root *r = talloc_zero(NULL, struct vty_root);
	if (!r)
		return false;
	r->info = (struct vty_app_info){ .name = "kopurod", .version = KOPURO_VERSION, .tall_ctx = r,
		.copyright = "License GPL-3.0-or-later: free to use, change and pass on; no warranty.\r\n" };
	config_init(&r->config);
	log_start(r);
	vty_init(&r->info);
	logging_vty_add_cmds();
	install_node(&top_node, write_top);
	install_node(&network_node, write_networks);
	return install_settings(r);
}

void vty_root_serve(const struct config *config, struct vty_console *console)
{
	struct vty_root *r = root();
	r->config = *config;
	r->console = console;
	host_config_set(config->path);
}
