/* Letters, Cyrillic and Latin: whether a code point is one, and its small form; digits of other scripts. Pure. */
#ifndef KOPURO_TEXT_LETTER_H
#define KOPURO_TEXT_LETTER_H

#include <stdbool.h>
#include <stdint.h>

/* The small letter of a Cyrillic or Latin capital, which takes as many octets of UTF-8; any other code as it is. */
uint32_t letter_small(uint32_t code);
uint32_t letter_digit(uint32_t code); /* the ASCII digit of an Arabic-Indic or full-width one; any other code as it is */
bool letter_is_cyrillic(uint32_t code);
bool letter_is_latin(uint32_t code);
bool letter_is(uint32_t code); /* one of both */

#endif
