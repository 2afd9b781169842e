/* The number of an appeal or a pledge by SMS: the menus' word `sms_number` or `sms_pledge_number` before it, or the bare number where they have
 * none. */
#include "journeys/call.h"

#include "journeys/letter.h"
#include "store/appeals.h"
#include "store/number.h"
#include "store/pledges.h"

#include <sodium.h>
#include <stdio.h>

struct notice {
	const char *word;
	bool nameless, restricted;
};

static enum error notice_of(const struct call *c, const char number[9], struct notice *n)
{
	struct appeal_progress progress;
	struct pledge pledge;
	*n = (struct notice){ .word = "sms_number" };
	enum error error = appeals_progress(c->store, number, &progress);
	if (!error) {
		n->nameless = progress.nameless;
		n->restricted = tell_restricted(c->state->set, "topic", progress.topic);
	} else if (error == ERR_NOT_FOUND) {
		error = pledges_get(c->store, number, &pledge);
		n->word = "sms_pledge_number";
	}
	sodium_memzero(&progress, sizeof progress);
	sodium_memzero(&pledge, sizeof pledge);
	return error;
}

/* An SMS with the number of a nameless appeal would tie the telephone to it for good. */
enum error number_sms(struct call *c, const char **outcome)
{
	*outcome = "sent";
	char number[9], shown[NUMBER_SHOWN], msisdn[22], text[1024];
	struct notice notice;
	if (call_number(c, number) || notice_of(c, number, &notice) || notice.nameless || call_msisdn(c, msisdn) || !msisdn[0])
		return ERR_STATE;
	number_format(number, shown);
	const char *word = menu_tongue_word(c->state->set, notice.word, c->state->language, c->state->latin);
	if (!word)
		word = menu_tongue_word(c->state->set, "sms_number", c->state->language, c->state->latin);
	int len = snprintf(text, sizeof text, "%s%s%s", word ? word : "", word ? " " : "", shown);
	struct letter_to to = { .msisdn = msisdn, .message_class = MESSAGE_RECEIPT, .about = number, .restricted = notice.restricted,
		.latin = c->state->latin };
	return (size_t)len < sizeof text ? letter_queue(c->store, &to, text, (size_t)len, c->now) : ERR_LONG;
}
