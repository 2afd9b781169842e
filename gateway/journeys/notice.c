/* The number of an appeal or a pledge by SMS: the menus' word `sms_number` before it, or the bare number where they have none. */
#include "journeys/call.h"

#include "store/appeals.h"
#include "store/number.h"

#include <sodium.h>
#include <stdio.h>

/* An SMS with the number of a nameless appeal would tie the telephone to it for good. */
static bool is_nameless(const struct call *c, const char number[9])
{
	struct appeal_progress progress;
	bool nameless = appeals_progress(c->store, number, &progress) == ERR_NONE && progress.nameless;
	sodium_memzero(&progress, sizeof progress);
	return nameless;
}

enum error number_sms(struct call *c, const char **outcome)
{
	*outcome = "sent";
	char number[9], shown[NUMBER_SHOWN], text[512];
	if (call_number(c, number) != ERR_NONE || is_nameless(c, number))
		return ERR_STATE;
	number_format(number, shown);
	const char *word = menu_word(c->state->set, "sms_number", c->state->language);
	int len = snprintf(text, sizeof text, "%s%s%s", word ? word : "", word ? " " : "", shown);
	return (size_t)len < sizeof text ? call_sms(c, MESSAGE_RECEIPT, text, (size_t)len) : ERR_LONG;
}
