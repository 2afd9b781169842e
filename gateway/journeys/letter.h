/* An SMS to somebody who is not in a call: one of the `words:` of the menus, in the language of their appeal or pledge, with its slots filled.
 *
 *	struct letter_field fields[] = { { "number", shown }, { "answer", text } };
 *	letter_open(&letter, menus, language, fields, 2, now);
 *	letter_word(&letter, "sms_answered");
 *	letter_word(&letter, "sms_rate");           on a line of its own
 *	error = letter_send(&letter, store, &to, now);
 *
 * A slot without a field is empty. */
#ifndef KOPURO_JOURNEYS_LETTER_H
#define KOPURO_JOURNEYS_LETTER_H

#include "base/error.h"
#include "base/moment.h"
#include "menu/set.h"
#include "sms/message.h"

#include <stdbool.h>

struct store;

struct letter_field { const char *name, *value; };

struct letter {
	const struct menu_set *menus;
	int64_t unix_ms; /* as of when names are told */
	size_t language;
	bool latin;
	const struct letter_field *fields; /* borrowed */
	size_t field_count;
	char text[MESSAGE_TEXT_MAX];
	size_t len;
};

struct letter_to {
	const char *msisdn; /* "": nobody, nothing is sent */
	enum message_class message_class;
	bool own;           /* the answer to their own question: sent even to who said stop */
	const char *about;  /* the number of the appeal or pledge, for whoever reads what became of the SMS; NULL: of none */
	bool restricted;    /* as sms/message.h */
	enum message_push push; /* first by USSD: sms/message.h */
	const char *push_word;  /* of a notice: the word of the menus that it shows; without one, or longer than a USSD string, it is an SMS at once */
	bool latin;         /* in Latin letters: their telephone has no others; letter_send() knows it of itself */
};

/* `language` is as it was chosen, "ky" or "ky-Latn"; one that the menus do not have is their first. */
void letter_open(struct letter *l, const struct menu_set *menus, const char *language, const struct letter_field *fields, size_t count,
	struct moment now);
bool letter_word(struct letter *l, const char *word); /* false: the menus have none */
void letter_line(struct letter *l, const char *text); /* as it is */
/* In the open group. *sent: it was queued: there is a text, and somebody who wants to read it. */
enum error letter_send(struct letter *l, struct store *store, const struct letter_to *to, struct moment now, bool *sent);

/* A text to a number, cut into parts and queued. ERR_BAD: not UTF-8; ERR_LONG. */
enum error letter_queue(struct store *store, const struct letter_to *to, const char *text, size_t len, struct moment now);
/* "1 000 000 сом": as the screens show a sum. */
#define LETTER_AMOUNT 96
void letter_amount(const struct letter *l, int64_t amount, const char *currency, char out[LETTER_AMOUNT]);
/* The name of a record in the letter's language; "" when the menus have none. */
const char *letter_name(const struct letter *l, const char *table, const char *key);

#endif
