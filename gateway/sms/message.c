#include "sms/message.h"

static const char *const states[MESSAGE_STATES] = {
	[MESSAGE_QUEUED] = "queued",
	[MESSAGE_SENDING] = "sending",
	[MESSAGE_ACCEPTED] = "accepted",
	[MESSAGE_FAILED] = "failed",
	[MESSAGE_UNKNOWN] = "unknown",
};

static const char *const classes[MESSAGE_CLASSES] = {
	[MESSAGE_ANSWER] = "answer",
	[MESSAGE_RECEIPT] = "receipt",
	[MESSAGE_REMINDER] = "reminder",
	[MESSAGE_REPORT] = "report",
	[MESSAGE_INFORMATION] = "information",
};

const char *message_state_name(enum message_state state)
{
	return (unsigned)state < MESSAGE_STATES ? states[state] : "?";
}

const char *message_class_name(enum message_class c)
{
	return (unsigned)c < MESSAGE_CLASSES ? classes[c] : "?";
}
