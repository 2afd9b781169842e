#include "control/vty_console.h"

#include "control/vty_feedback.h"
#include "control/vty_links.h"
#include "control/vty_menus.h"
#include "control/vty_root.h"
#include "control/vty_write.h"
#include "store/messages.h"

#include <inttypes.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/telnet_interface.h>
#include <osmocom/vty/vty.h>
#include <stdlib.h>

#define DIALOGS_SHOWN 50

/* A person's own words never come here: only where in the menus someone stands. */
static void show_dialog(void *context, const char *network, const char *caller, const char *code, const char *screen, int64_t seconds)
{
	struct vty *vty = context;
	vty_out(vty, "%-12s %-16s %-8s %5" PRId64 " s  %s%s", network, caller, code, seconds, screen, VTY_NEWLINE);
}

static int show_dialogs_up_to(struct vty *vty, size_t limit)
{
	const struct vty_console *console = vty_root_console();
	struct gateway_figures f = gateway_figures(console->gateway);
	vty_out(vty, "%zu open, %zu waiting to be resumed%s", f.dialogs, f.parked, VTY_NEWLINE);
	gateway_each_dialog(console->gateway, limit, *console->clock, show_dialog, vty);
	if (f.dialogs > limit)
		vty_out(vty, "%zu more; 'show dialogs %zu' shows all%s", f.dialogs - limit, f.dialogs, VTY_NEWLINE);
	vty_out(vty, "since the start: begun %" PRIu64 ", answered %" PRIu64 ", ended %" PRIu64 ", aborted %" PRIu64 ", timed out %" PRIu64
		", resumed %" PRIu64 ", refused %" PRIu64 "%s", f.begun, f.answered, f.ended, f.aborted, f.timed_out, f.resumed, f.refused, VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(show_dialogs, show_dialogs_cmd, "show dialogs", SHOW_STR "The calls that are open now, and figures\n")
{
	return show_dialogs_up_to(vty, DIALOGS_SHOWN);
}

DEFUN(show_dialogs_limit, show_dialogs_limit_cmd, "show dialogs <1-1000000>",
	SHOW_STR "The calls that are open now, and figures\nHow many at most\n")
{
	return show_dialogs_up_to(vty, (size_t)atoi(argv[0]));
}

DEFUN(show_store, show_store_cmd, "show store", SHOW_STR "The store: commits, and SMS by state\n")
{
	const struct gateway *gateway = vty_root_console()->gateway;
	struct gateway_figures f = gateway_figures(gateway);
	struct store *store = gateway_store(gateway);
	size_t by_state[MESSAGE_STATES];
	vty_out(vty, "commits %" PRIu64 ", failed %" PRIu64 "; the last one %s%s", f.commits, f.commit_failures, f.store_failing ? "failed" : "held",
		VTY_NEWLINE);
	enum error error = messages_count(store, by_state);
	if (error) {
		vty_out(vty, "%% SMS cannot be counted: %s: %s%s", error_name(error), store_last_error(store), VTY_NEWLINE);
		return CMD_WARNING;
	}
	vty_out(vty, "SMS parts:");
	for (size_t i = 0; i < MESSAGE_STATES; i++)
		vty_out(vty, "%s %s %zu", i ? "," : "", message_state_name((enum message_state)i), by_state[i]);
	vty_out(vty, "%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

bool vty_console_start(struct vty_console *console, const struct config *config)
{
	vty_root_serve(config, console);
	vty_write_install();
	install_element_ve(&show_dialogs_cmd);
	install_element_ve(&show_dialogs_limit_cmd);
	install_element_ve(&show_store_cmd);
	vty_links_install();
	vty_menus_install();
	vty_feedback_install();
	return telnet_init_dynif(vty_root_context(), NULL, config->vty_host, config->vty_port) == 0;
}

void vty_console_stop(void)
{
	telnet_exit();
}
