/* Damm's check digit (H. Michael Damm, 2004): finds every single wrong digit and every swap of two neighbours. */
#ifndef KOPURO_BASE_DAMM_H
#define KOPURO_BASE_DAMM_H

#include <stdbool.h>
#include <stddef.h>

/* The check digit, '0'..'9', of `len` ASCII digits. */
char damm_digit(const char *digits, size_t len);
/* True when the last of `len` ASCII digits is the check digit of those before it. */
bool damm_valid(const char *digits, size_t len);

#endif
