/* What a word of Latin letters looks like to whoever reads it: without case, without what is not seen, with the Latin letter in place of the Cyrillic or
 * Greek one that is drawn the same. So that a key of a file that only seems to be right can be told from one that is.
 *
 *	text_alike("Restriсted\u00a0", out, sizeof out);   "restricted": the `с` was Cyrillic
 *
 * Bad octets, and letters that look like no Latin one, stay as they are. Pure. */
#ifndef KOPURO_TEXT_ALIKE_H
#define KOPURO_TEXT_ALIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes what fits into `capacity` - 1 octets and a NUL; returns how many octets. */
size_t text_alike(const char *word, char *out, size_t capacity);
/* A character that takes room and shows nothing, or takes none: U+00A0 and its kin, U+200B..U+200F, U+00AD, U+FEFF and others. Not the ASCII blank. */
bool text_is_unseen(uint32_t code);
/* The first character that is no printable ASCII: its number in the word, from 1, and the code point (UTF8_BAD: a bad octet). False: there is none. */
bool text_first_foreign(const char *word, size_t *at, uint32_t *code);

#endif
