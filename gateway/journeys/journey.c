#include "journeys/journey.h"

#include "journeys/call.h"
#include "menu/needs.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *name;
	call_action *run;
} actions[] = {
	{ "text.append", text_append },
	{ "appeal.place", appeal_place },
	{ "appeal.lodge", appeal_lodge },
	{ "appeal.days", appeal_days },
	{ "appeal.find", appeal_find },
	{ "appeal.add", appeal_add },
	{ "appeal.join", appeal_join },
	{ "satisfaction.answer", satisfaction_answer },
	{ "pledge.make", pledge_make },
	{ "pledge.find", pledge_find },
	{ "pledge.cancel", pledge_cancel },
	{ "project.figures", project_figures },
	{ "callback.ask", callback_ask },
	{ "checklist.sms", checklist_sms },
	{ "helpline.sms", helpline_sms },
	{ "notice.sms", notice_sms },
	{ "number.sms", number_sms },
};

static size_t outcome_index(const struct menu_action *action, const char *outcome)
{
	size_t i = 0;
	while (i < MENU_OUTCOMES && action->outcomes[i] && strcmp(action->outcomes[i], outcome) != 0)
		i++;
	assert(i < MENU_OUTCOMES && action->outcomes[i]);
	return i;
}

enum error journey_run(struct store *store, const struct menu_action *action, struct menu_state *state, const struct journey_caller *caller,
	struct moment now, size_t *outcome)
{
	struct call call = { store, state, caller, now };
	if (menu_lacks(state, action, (*caller->opened)[0] != '\0').kind != LACKS_NOTHING)
		return ERR_STATE;
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
		if (strcmp(actions[i].name, action->name) != 0)
			continue;
		const char *name = NULL;
		enum error error = actions[i].run(&call, &name);
		if (!error)
			*outcome = outcome_index(action, name);
		return error;
	}
	return ERR_UNKNOWN;
}
