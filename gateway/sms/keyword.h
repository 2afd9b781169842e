/* What a whole SMS may say instead of an answer: a word, in Kyrgyz, Russian or English, in any letters that people have. Pure.
 *
 * A word is written once, in its own letters, in the table of keyword.c; text/typing.c says how each letter is typed: ө as q, 8, o or in old
 * fonts ъ; ң as h or n; ж as j or zh; с as the Latin c that looks like it. Capitals, the spaces and marks around do not matter.
 *
 *	АБАЛ 4827-1930        STATUS
 *	status 48271930 1234  STATUS, with the PIN
 *	toktot!               STOP
 *	4827-1930             NUMBER: as STATUS, for whoever was not asked for something else
 *
 * A sentence that only begins with such a word is none. */
#ifndef KOPURO_SMS_KEYWORD_H
#define KOPURO_SMS_KEYWORD_H

#include <stddef.h>

enum keyword { KEYWORD_NONE, KEYWORD_MENU, KEYWORD_GREETING, KEYWORD_STATUS, KEYWORD_NUMBER, KEYWORD_HELP, KEYWORD_STOP, KEYWORD_START,
	KEYWORD_LANGUAGE, KEYWORDS };

struct keyword_match {
	enum keyword keyword;
	const char *language; /* whose word it is, "ky", "ru" or ""; LANGUAGE: the one that is wished, "" to be asked */
	char number[17];      /* STATUS, NUMBER: the digits behind the word: eight, if it is a number; "" when there are none */
	char pin[5];          /* "" when there is none */
};

/* `text`: UTF-8, as it came. */
struct keyword_match keyword_read(const char *text, size_t len);

#endif
