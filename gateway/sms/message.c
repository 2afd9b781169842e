#include "sms/message.h"

#include <assert.h>
#include <string.h>

#define HOURS INT64_C(3600000)
#define DAYS (24 * HOURS)

static const struct {
	const char *name;
	bool final;
} states[MESSAGE_STATES] = {
	[MESSAGE_QUEUED] = { "queued", false },
	[MESSAGE_SENDING] = { "sending", false },
	[MESSAGE_ACCEPTED] = { "accepted", false },
	[MESSAGE_DELIVERED] = { "delivered", true },
	[MESSAGE_FAILED] = { "failed", true },
	[MESSAGE_EXPIRED] = { "expired", true },
	[MESSAGE_UNKNOWN] = { "unknown", true },
};

/* Said twice is worse than not said, except for a number that somebody was promised: without it they cannot ask again. An answer can also be
 * read by number and PIN, and an officer sees that its fate is unknown; information is asked for again. */
static const struct {
	const char *name;
	struct message_rule rule;
} classes[MESSAGE_CLASSES] = {
	[MESSAGE_ANSWER] = { "answer", { .validity_ms = 3 * DAYS, .rank = 0 } }, /* for phones that are charged when there is work */
	[MESSAGE_RECEIPT] = { "receipt", { .validity_ms = 3 * DAYS, .rank = 0, .again = 2 } }, /* a number to keep */
	[MESSAGE_REMINDER] = { "reminder", { .validity_ms = 2 * DAYS, .rank = 1, .quiet = true } }, /* stale then; two mornings fall into it */
	[MESSAGE_REPORT] = { "report", { .validity_ms = 3 * DAYS, .rank = 1, .quiet = true } },
	[MESSAGE_INFORMATION] = { "information", { .validity_ms = 1 * DAYS, .rank = 0 } },
	[MESSAGE_SCREEN] = { "screen", { .validity_ms = 1 * DAYS, .rank = 0, .untold = true } }, /* of a session by SMS: as long as that lives */
};

static const char *const pushes[PUSHES] = { [PUSH_NONE] = "", [PUSH_NOTICE] = "notice", [PUSH_QUESTION] = "question" };

const char *message_push_name(enum message_push push)
{
	return (unsigned)push < PUSHES ? pushes[push] : "";
}

enum message_push message_push_named(const char *name)
{
	enum message_push push = 0;
	while (push < PUSHES && strcmp(pushes[push], name) != 0)
		push++;
	return push;
}

const char *message_state_name(enum message_state state)
{
	return (unsigned)state < MESSAGE_STATES ? states[state].name : "?";
}

enum message_state message_state_named(const char *name)
{
	enum message_state state = 0;
	while (state < MESSAGE_STATES && strcmp(states[state].name, name) != 0)
		state++;
	return state;
}

bool message_state_is_final(enum message_state state)
{
	return (unsigned)state < MESSAGE_STATES && states[state].final;
}

const char *message_class_name(enum message_class c)
{
	return (unsigned)c < MESSAGE_CLASSES ? classes[c].name : "?";
}

enum message_class message_class_named(const char *name)
{
	enum message_class c = 0;
	while (c < MESSAGE_CLASSES && strcmp(classes[c].name, name) != 0)
		c++;
	return c;
}

const struct message_rule *message_rule(enum message_class c)
{
	assert((unsigned)c < MESSAGE_CLASSES);
	return &classes[c].rule;
}
