/* The number of an appeal or a pledge by SMS: the word `sms_number` of the menus, or the bare number where they have none. */
#include "journeys/call.h"

#include "store/number.h"

#include <stdio.h>
#include <string.h>

#define PLACE "{number}"

enum error number_sms(struct call *c, const char **outcome)
{
	*outcome = "sent";
	char number[9], shown[NUMBER_SHOWN], text[512];
	/* After a nameless appeal such an SMS would tie the telephone to it for good. */
	if (*c->caller->forget || call_number(c, number) != ERR_NONE)
		return ERR_STATE;
	number_format(number, shown);
	const char *word = menu_word(c->state->set, "sms_number", c->state->language);
	const char *place = word ? strstr(word, PLACE) : NULL;
	int before = place ? (int)(place - word) : 0;
	int len = snprintf(text, sizeof text, "%.*s%s%s", before, word ? word : "", shown, place ? place + strlen(PLACE) : "");
	return (size_t)len < sizeof text ? call_sms(c, MESSAGE_RECEIPT, text, (size_t)len) : ERR_LONG;
}
