/* What a whole SMS may say instead of an answer: a word, in Kyrgyz, Russian or English, in any letters that people have (text/typing.h); or a call
 * for help, in whatever words (sms/danger.h). Pure.
 *
 * A word is written once, in its own letters, in the table of keyword.c. Capitals, the spaces and marks around do not matter.
 *
 *	АБАЛ 4827-1930        STATUS
 *	status 48271930 4711  STATUS, with the PIN
 *	toktot!               STOP
 *	4827-1930             NUMBER: as STATUS, for whoever was not asked for something else
 *	ПОМОГИТЕ!             DANGER
 *	мени сабап жатышат    DANGER_TOLD: for whoever was not asked for words
 *	112                   EMERGENCY: for whoever was not asked for a figure
 *	?                     HELP: how it works
 *	айлык                 WAGES, паспорт PASSPORT: what people ask for most, for whoever was not asked for words
 *
 * A sentence that only begins with such a word is none, but for a call for help. */
#ifndef KOPURO_SMS_KEYWORD_H
#define KOPURO_SMS_KEYWORD_H

#include <stddef.h>

enum keyword { KEYWORD_NONE, KEYWORD_MENU, KEYWORD_GREETING, KEYWORD_STATUS, KEYWORD_NUMBER, KEYWORD_HELP, KEYWORD_DANGER,
	KEYWORD_DANGER_TOLD, KEYWORD_EMERGENCY, KEYWORD_WAGES, KEYWORD_PASSPORT, KEYWORD_STOP, KEYWORD_START, KEYWORD_LANGUAGE, KEYWORDS };

struct keyword_match {
	enum keyword keyword;
	const char *language; /* whose word it is, "ky", "ru" or ""; of LANGUAGE: the one that is wished, "" to be asked */
	char number[17];      /* STATUS, NUMBER: the digits behind the word: eight, if it is a number; "" when there are none */
	char pin[5];          /* "" when there is none */
};

/* `text`: UTF-8, as it came. */
struct keyword_match keyword_read(const char *text, size_t len);

#endif
