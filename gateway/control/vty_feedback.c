#include "control/vty_feedback.h"

#include "control/vty_console.h"
#include "control/vty_root.h"
#include "feedback/outbox.h"
#include "gateway.h"

#include <inttypes.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>
#include <time.h>

#define TIME_SHOWN 32

static void show_stream(struct vty *vty, const struct engine_stream *stream)
{
	char at[TIME_SHOWN];
	time_t seconds = (time_t)(stream->created_ms / 1000);
	struct tm utc;
	strftime(at, sizeof at, "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&seconds, &utc));
	vty_out(vty, "stream: made %s, from %" PRIu64 " to %" PRIu64 " when it was last looked at%s", at, stream->first, stream->last, VTY_NEWLINE);
}

DEFUN(show_feedback, show_feedback_cmd, "show feedback", SHOW_STR "The way to the central queue\n")
{
	const struct vty_console *console = vty_root_console();
	struct outbox_figures f = gateway_outbox(console->gateway);
	vty_out(vty, "%s, %s%s%s%s", f.kind, f.up ? "connected" : "not connected", *f.words ? ": " : "", f.words, VTY_NEWLINE);
	if (f.stream.last > 0 || f.stream.created_ms > 0)
		show_stream(vty, &f.stream);
	vty_out(vty, "items: %zu waiting, %zu in flight, %zu resting, %zu parked, %zu not settled%s", f.waiting, f.in_flight, f.resting, f.parked, f.unsettled,
		VTY_NEWLINE);
	if (f.stuck_ms)
		vty_out(vty, "the oldest that is refused: for %" PRId64 " s%s", (console->clock->unix_ms - f.stuck_ms) / 1000, VTY_NEWLINE);
	vty_out(vty, "since the start: %" PRIu64 " delivered, %" PRIu64 " refused or not answered, %" PRIu64 " lost by the stream and offered again%s", f.delivered,
		f.failures, f.lost, VTY_NEWLINE);
	return CMD_SUCCESS;
}

void vty_feedback_install(void)
{
	install_element_ve(&show_feedback_cmd);
}
