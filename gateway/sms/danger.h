/* Whether an SMS calls for help. A table of words and phrases in Kyrgyz, Russian, Uzbek and English (danger.c), matched as people type them
 * (text/typing.h): in capitals, with letters or whole words repeated, without spaces or with one between the letters, with any marks. Pure.
 *
 *	ПОМОГИТЕЕЕ!!!                              CALL
 *	jardam bergile                             CALL
 *	мени сабап жатышат, паспортту алып койду   TOLD
 *	жардам телефону                            TOLD
 *	112                                        NUMBER
 *
 * It errs to the side of a call: the reply tells whom to dial and costs nothing. So CALL, which holds also where somebody was asked for words, is only
 * what says nothing else; TOLD says what is happening, and may be the words that were asked for. */
#ifndef KOPURO_SMS_DANGER_H
#define KOPURO_SMS_DANGER_H

#include <stddef.h>

enum danger {
	DANGER_NONE,
	DANGER_CALL,   /* nothing but a call for help */
	DANGER_TOLD,   /* violence is told of, or a call stands among other words */
	DANGER_NUMBER, /* nothing but an emergency number */
};

/* `text`: UTF-8, as it came; what is behind its first 2,000 octets is not looked at. *language: of the words, "ky", "ru" or "". */
enum danger danger_read(const char *text, size_t len, const char **language);

#endif
