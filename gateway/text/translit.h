/* Kyrgyz and Russian Cyrillic to letters that GSM 7-bit has: BGN/PCGN 1979 without its marks, with ö and ü kept. Not reversible. */
#ifndef KOPURO_TEXT_TRANSLIT_H
#define KOPURO_TEXT_TRANSLIT_H

#include "base/error.h"

#include <stddef.h>

/* UTF-8 in, UTF-8 out, NUL-terminated; the result is always in the GSM 7-bit alphabet (what no rule covers becomes '?'). ERR_FULL. */
enum error translit_latin(const char *text, size_t len, char *out, size_t capacity, size_t *written);

#endif
