#include "control/vty_write.h"

#include "base/log.h"
#include "control/place_file.h"
#include "control/vty_console.h"
#include "control/vty_library.h"
#include "control/vty_links.h"
#include "control/vty_root.h"
#include "version.h"

#include <osmocom/core/talloc.h>
#include <osmocom/vty/buffer.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vector.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The library's nodes with their commands; its headers leave them out. */
extern vector cmdvec;

static void head(struct vty *out, const char *who, int64_t unix_ms)
{
	time_t seconds = (time_t)(unix_ms / 1000);
	char at[32];
	struct tm utc;
	strftime(at, sizeof(at), "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&seconds, &utc));
	vty_out(out, "! written by kopurod %s for %s, %s\n", KOPURO_VERSION, who, at);
}

/* Each node of the library and of this program writes its own lines. NULL: no memory; talloc_free() it. */
static char *running(const char *who, int64_t unix_ms)
{
	struct vty *out = vty_library_open();
	if (!out)
		return NULL;
	head(out, who, unix_ms);
	for (unsigned i = 0; i < vector_active(cmdvec); i++) {
		struct cmd_node *node = vector_slot(cmdvec, i);
		if (node && node->func)
			node->func(out);
	}
	char *text = buffer_getstr(out->obuf);
	vty_library_close(out);
	return text;
}

bool vty_write(const char *path, const char *who, const char **why)
{
	char *text = running(who, vty_root_console()->clock->unix_ms);
	*why = "there is no memory";
	bool good = text && place_file(path, text, strlen(text), why);
	if (text)
		explicit_bzero(text, strlen(text)); /* passwords */
	talloc_free(text);
	if (good)
		log_say(LOG_CONTROL, LOG_LEVEL_NOTICE, "%s: the configuration is saved to %s", who, path);
	return good;
}

static int on_write(struct cmd_element *element, struct vty *vty, int argc, const char *argv[])
{
	const struct config *config = vty_root_console()->links->config;
	const char *path = argc > 0 ? argv[0] : config->file, *named = argc > 0 ? argv[0] : config->path, *why;
	(void)element;
	int settled = vty_links_settle(vty);
	if (vty_write(path, "console", &why)) {
		vty_out(vty, "Configuration saved to %s%s", named, VTY_NEWLINE);
		return settled;
	}
	vty_out(vty, "%% '%s' is not written: %s; it is as before%s", named, why, VTY_NEWLINE);
	return CMD_WARNING;
}

/* The library's own would make the file readable by all, for a moment. */
void vty_write_install(void)
{
	static const char *const words[] = { "write", "write file [PATH]", "write memory", "copy running-config startup-config" };
	for (unsigned i = 0; i < vector_active(cmdvec); i++) {
		struct cmd_node *node = vector_slot(cmdvec, i);
		for (unsigned c = 0; node && c < vector_active(node->cmd_vector); c++) {
			struct cmd_element *element = vector_slot(node->cmd_vector, c);
			for (size_t w = 0; element && w < sizeof(words) / sizeof(words[0]); w++) {
				if (strcmp(element->string, words[w]) == 0)
					element->func = on_write;
			}
		}
	}
}
