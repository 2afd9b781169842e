/* What a dialplan must know of a country beside what its file says: how many digits a mobile number has there, without trunk prefix.
 * One row a country; all of these have one length. Another country is another row. */
#ifndef KOPURO_DIALPLAN_COUNTRY_H
#define KOPURO_DIALPLAN_COUNTRY_H

#include <stddef.h>

struct country {
	const char *code;         /* ISO 3166, as in `country: kg` */
	const char *calling_code;
	size_t national_digits;
};

const struct country *country_find(const char *code); /* NULL when there is no row */
void country_list(char *out, size_t capacity);        /* "kg, ru, ...": what fits of it, for a complaint */

#endif
