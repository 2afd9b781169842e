/* Deep dialling: `*500*2*1#` is `*500#`, then 2, then 1, and only the last screen is shown. The first part that is wrong is the last, and so is
 * the one before a screen that must be read (menu_blind): there the caller sees the screen and goes on by hand.
 *
 * Before the parts come the gateway's own questions: which language, and whether to go on where the last call broke off. Until they are
 * answered the parts wait in the session; going on drops them. They are not in snapshots: after a restart the caller stands at home. */
#include "root.h"

#include <string.h>

void deep_press(struct gateway *g, struct session *s, struct step *step, struct moment now)
{
	char parts[USSD_PARTS_MAX];
	if (s->parts[0] == '\0' || (step_waits(s) && !step_help(s, s->parts, strcspn(s->parts, "*"))))
		return;
	if (s->parts[0] == '\0')
		return;
	memcpy(parts, s->parts, sizeof parts);
	s->parts[0] = '\0';
	for (const char *at = parts, *end;; at = end + 1) {
		end = strchrnul(at, '*');
		size_t len = (size_t)(end - at);
		if (!menu_blind(&s->menu, at, len))
			return;
		step_text(g, s, step, at, len, now);
		if (*end == '\0' || s->menu.hint != MENU_HINT_NONE || step->error != ERR_NONE)
			return;
	}
}
