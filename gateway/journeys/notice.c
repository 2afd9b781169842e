/* What is asked for by SMS from a screen: the number of an appeal or a pledge, in the menus' word `sms_number` or `sms_pledge_number` (the bare number
 * where they have none); a notice that is too long for a screen. */
#include "journeys/call.h"

#include "journeys/letter.h"
#include "store/appeals.h"
#include "store/number.h"
#include "store/pledges.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

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
		n->restricted = progress.restricted;
	} else if (error == ERR_NOT_FOUND) {
		error = pledges_get(c->store, number, &pledge);
		n->word = "sms_pledge_number";
	}
	sodium_memzero(&progress, sizeof progress);
	sodium_memzero(&pledge, sizeof pledge);
	return error;
}

/* The word with the number in it; behind it, where the word has no place for it. */
static void write_notice(struct letter *letter, const char *word, const char *shown)
{
	if (!letter_word(letter, word))
		letter_word(letter, "sms_number");
	if (!memmem(letter->text, letter->len, shown, strlen(shown)) && letter->len + NUMBER_SHOWN < sizeof letter->text)
		letter->len += (size_t)sprintf(letter->text + letter->len, "%s%s", letter->len > 0 ? " " : "", shown);
}

/* An SMS with the number of a nameless appeal would tie the telephone to it for good. */
enum error number_sms(struct call *c, const char **outcome)
{
	*outcome = "sent";
	char number[9], shown[NUMBER_SHOWN], msisdn[22], language[9];
	struct notice notice;
	struct letter letter;
	if (call_number(c, number) || notice_of(c, number, &notice) || notice.nameless || call_msisdn(c, msisdn) || !msisdn[0] || call_language(c, language))
		return ERR_STATE;
	number_format(number, shown);
	letter_open(&letter, c->state->set, language, &(struct letter_field){ "number", shown }, 1, c->now);
	write_notice(&letter, notice.word, shown);
	struct letter_to to = { .msisdn = msisdn, .message_class = MESSAGE_RECEIPT, .about = number, .restricted = notice.restricted,
		.latin = c->state->latin };
	return letter_queue(c->store, &to, letter.text, letter.len, c->now);
}

enum error notice_sms(struct call *c, const char **outcome)
{
	*outcome = "sent";
	return call_sms_record(c, "notice", "text");
}
