/* The national language tables of 3GPP TS 23.038 (Annex A) that people in the countries we serve write with: Turkish, Spanish, Portuguese. A message
 * says in its user data header which it uses (23.040, 9.2.3.24.15 and .16): element 24h a single shift table, which holds behind an escape, 25h a
 * locking shift table, which stands in the place of the default alphabet. Pure. */
#ifndef KOPURO_TEXT_GSM7_NATIONAL_H
#define KOPURO_TEXT_GSM7_NATIONAL_H

#include <stddef.h>
#include <stdint.h>

enum gsm7_language { GSM7_DEFAULT, GSM7_TURKISH, GSM7_SPANISH, GSM7_PORTUGUESE, GSM7_LANGUAGES }; /* the numbers of 23.038, 6.2.1.2.4 */

/* By enum gsm7_language; a number beyond is read as GSM7_DEFAULT: its letters are then those of the default alphabet, and nothing is lost. */
struct gsm7_tables { uint8_t locking, single; };

/* As gsm7_next(). Behind an escape that the tables do not have stands the character of the alphabet itself, and no space (6.2.1.1);
 * one at the end, or before another, is nothing: 0. */
uint32_t gsm7_national_next(struct gsm7_tables tables, const uint8_t *septets, size_t left, size_t *size);

#endif
