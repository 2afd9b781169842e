#include "dialplan/country.h"

#include <stdio.h>
#include <string.h>

/* libphonenumber 8.13.48. Russia and Kazakhstan share 7. */
static const struct country countries[] = {
	{ "kg", "996", 9 },
	{ "ru", "7", 10 },
	{ "kz", "7", 10 },
	{ "tr", "90", 10 },
	{ "kr", "82", 10 },
	{ "ae", "971", 9 },
};

const struct country *country_find(const char *code)
{
	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
		if (strcmp(countries[i].code, code) == 0)
			return &countries[i];
	}
	return NULL;
}

void country_list(char *out, size_t capacity)
{
	size_t len = 0;
	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]) && len < capacity; i++)
		len += (size_t)snprintf(out + len, capacity - len, "%s%s", i > 0 ? ", " : "", countries[i].code);
}
