/* How people write, made fit for an office: some refuse text in capitals or in Latin letters (FACTS). Pure. */
#ifndef KOPURO_SMS_WRITING_H
#define KOPURO_SMS_WRITING_H

#include <stdbool.h>
#include <stddef.h>

/* A text all in capitals gets those of a sentence: its first letter, and the first after . ! ? and a line end. Any other text stays as it is, a
 * short one too: ОШ is a name. In place, Cyrillic and Latin; the length does not change. True when it was changed. */
bool writing_calm(char *text, size_t len);
/* There are Latin letters in it, and no Cyrillic ones: whoever writes so may have no others. */
bool writing_is_all_latin(const char *text, size_t len);
/* Written in Latin letters, for the most part. It is told to who reads it, not written back: that cannot be done without guessing. */
bool writing_is_latin(const char *text, size_t len);

#endif
