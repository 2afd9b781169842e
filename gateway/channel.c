/* The ways into a session, a row each. */
#include "root.h"

const struct channel channels[SESSION_CHANNELS] = {
	[SESSION_USSD] = {.name = "ussd", .keep = NULL, .show = serve_show, .later = serve_later, .over = NULL},
	[SESSION_SMS] = {.name = "sms", .keep = reply_keep, .show = reply_show, .later = reply_later, .over = reply_over},
};
