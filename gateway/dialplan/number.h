/* A telephone number in the forms that networks and people write it, to E.164 digits. Pure.
 *
 *   0555 123456   996555123456   +996555123456   00996555123456   810996555123456   555123456   ->   996555123456 */
#ifndef KOPURO_DIALPLAN_NUMBER_H
#define KOPURO_DIALPLAN_NUMBER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_E164_MIN 8  /* the shortest that a mobile phone has anywhere */
#define NUMBER_E164_MAX 15 /* ITU-T E.164, 6.2.1 */
#define NUMBER_PREFIXES 8

struct number_plan {
	const char *calling_code; /* "996" */
	const char *trunk;        /* before a national number; "" where there is none */
	const char *international[NUMBER_PREFIXES]; /* before a foreign number */
	size_t international_count;
	size_t national_digits;   /* of a mobile number, without trunk */
	/* Whether a national number is of this plan's mobile ranges: told from a foreign one of that length, which the type of number claims. NULL: no. */
	bool (*is_mobile)(const void *context, const char *national);
	const void *context;
};

/* `ton` and `npi` as in SMPP 3.4, 5.2.5 and 5.2.6. ERR_BAD: not a phone number; `out` is "" then. */
enum error number_read(const struct number_plan *plan, uint8_t ton, uint8_t npi, const char *digits, char out[NUMBER_E164_MAX + 1]);

#endif
