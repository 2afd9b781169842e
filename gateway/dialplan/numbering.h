/* Where a number is from, as far as it tells: country, operator, region, time zone. Put together from all dialplans.
 *
 *	struct numbering *n = numbering_new(plans, count, &complaints);
 *	struct place place;
 *	if (numbering_find(n, "996555123456", &place))      kg, MegaCom, +06:00
 *
 * A calling code alone decides nothing: Russia and Kazakhstan share 7, so that only their mobile ranges tell them apart. A number whose operator
 * may have been changed (`portable`) tells the operator that it was given out by, no more. */
#ifndef KOPURO_DIALPLAN_NUMBERING_H
#define KOPURO_DIALPLAN_NUMBERING_H

#include "dialplan/dialplan.h"

struct numbering;

struct place {
	const char *country;                      /* ISO 3166, "kg" */
	const char *operator, *region, *language; /* "" when it is not told */
	int zone_min;                             /* minutes before UTC, if has_zone */
	bool has_zone, portable;
	bool abroad;                              /* whose numbers these are is often in another country */
	const char *prefix;                       /* E.164, what decided */
	const char *file;                         /* and where that stands */
	int line;
};

/* The plans are borrowed. NULL after a complaint: a range stands in two plans, or no memory. */
struct numbering *numbering_new(const struct dialplan *const *plans, size_t count, struct complaints *complaints);
void numbering_free(struct numbering *n); /* NULL is allowed */
/* `msisdn`: E.164 digits. False: of no range, or with another number of digits than its country's. */
bool numbering_find(const struct numbering *n, const char *msisdn, struct place *out);

#endif
