#include "control/vty_root.h"

#include "base/log.h"
#include "control/setting.h"
#include "version.h"

#include <osmocom/core/talloc.h>
#include <osmocom/core/timer.h>
#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/logging.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { TOP_NODE = _LAST_OSMOVTY_NODE + 1, NETWORK_NODE };

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
	struct osmo_timer_list restore; /* the file's mode, after `write` */
	mode_t mode;
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
	if (!setting_apply(command->setting, target, command->no, argv, (size_t)argc, &bad, why)) {
		vty_out(vty, "%% %s%s", why, VTY_NEWLINE);
		return CMD_WARNING;
	}
	vty_out(vty, "%% From the next start on; 'write' keeps it%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

static struct config_network *network_named(struct config *config, const char *name)
{
	for (size_t i = 0; i < config->network_count; i++) {
		if (strcmp(config->networks[i].name, name) == 0)
			return &config->networks[i];
	}
	return NULL;
}

DEFUN(enter_network, enter_network_cmd, "smsc NAME", "A network\nIts name here\n")
{
	struct config *config = &root()->config;
	struct config_network *network = network_named(config, argv[0]);
	if (!network) {
		if (!setting_name_valid(argv[0]) || config->network_count == CONFIG_NETWORKS) {
			vty_out(vty, "%% 31 letters, digits, '.', '_' or '-' are the most in a name, and %d networks%s", CONFIG_NETWORKS, VTY_NEWLINE);
			return CMD_WARNING;
		}
		network = &config->networks[config->network_count++];
		config_network_init(network);
		snprintf(network->name, sizeof(network->name), "%s", argv[0]);
	}
	vty->index = network;
	vty->node = NETWORK_NODE;
	return CMD_SUCCESS;
}

/* Whoever edits has the configuration locked: nobody else stands in a network that moves here. */
DEFUN(drop_network, drop_network_cmd, "no smsc NAME", NO_STR "A network\nIts name here\n")
{
	struct config *config = &root()->config;
	struct config_network *network = network_named(config, argv[0]);
	if (!network) {
		vty_out(vty, "%% There is no network of that name%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	size_t behind = config->network_count - (size_t)(network - config->networks) - 1;
	memmove(network, network + 1, behind * sizeof(*network));
	config->network_count--;
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

/* The library makes the file that it writes readable by all, and it has passwords. */
static void restore_mode(void *data)
{
	struct vty_root *r = data;
	if (host_config_file() && chmod(host_config_file(), r->mode) != 0)
		log_say(LOG_CONTROL, LOG_LEVEL_ERROR, "the written configuration is readable by others: its mode cannot be set");
}

static int write_top(struct vty *vty)
{
	struct vty_root *r = root();
	write_settings(vty, SETTING_TOP, &r->config, "");
	if (vty->type == VTY_FILE)
		osmo_timer_schedule(&r->restore, 0, 0);
	return 1;
}

static int write_networks(struct vty *vty)
{
	const struct config *config = &root()->config;
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
	install_element(setting->place == SETTING_TOP ? CONFIG_NODE : NETWORK_NODE, &command->element);
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
	static struct cmd_node top_node = { .node = TOP_NODE, .prompt = "%s(config-kopuro)# ", .vtysh = 1 };
	static struct cmd_node network_node = { .node = NETWORK_NODE, .prompt = "%s(config-smsc)# ", .vtysh = 1 };
	if (tall_vty_ctx)
		return true;
	struct vty_root *r = talloc_zero(NULL, struct vty_root);
	if (!r)
		return false;
	r->info = (struct vty_app_info){ .name = "kopurod", .version = KOPURO_VERSION, .tall_ctx = r,
		.copyright = "License GPL-3.0-or-later: free to use, change and pass on; no warranty.\r\n" };
	r->mode = S_IRUSR | S_IWUSR;
	config_init(&r->config);
	log_start(r);
	vty_init(&r->info);
	logging_vty_add_cmds();
	install_node(&top_node, write_top);
	install_node(&network_node, write_networks);
	install_element(CONFIG_NODE, &enter_network_cmd);
	install_element(CONFIG_NODE, &drop_network_cmd);
	return install_settings(r);
}

void vty_root_serve(const struct config *config, struct vty_console *console)
{
	struct vty_root *r = root();
	struct stat file;
	r->config = *config;
	r->console = console;
	if (stat(config->path, &file) == 0)
		r->mode = file.st_mode & 07777;
	osmo_timer_setup(&r->restore, restore_mode, r);
	host_config_set(config->path);
}
