/* All of a directory of dialplans: the plans by name, where numbers are from, and where SMS to them go. A file a country or network; `routes.yaml`, if
 * there, says by which networks SMS leave (dialplan/routes.h). */
#ifndef KOPURO_DIALPLAN_DIALPLANS_H
#define KOPURO_DIALPLAN_DIALPLANS_H

#include "dialplan/dialplan.h"
#include "dialplan/numbering.h"
#include "dialplan/routes.h"

#define DIALPLANS_MAX 64
#define DIALPLANS_ROUTES "routes"

struct dialplans {
	struct dialplan *plans[DIALPLANS_MAX]; /* NULL: it has errors */
	char *names[DIALPLANS_MAX]; /* of their files, without .yaml, in alphabetical order */
	size_t count;
	struct numbering *numbering; /* NULL after an error */
	struct routes *routes;       /* NULL: there are none, or after an error */
};

/* Complaints of all files, each with its place. *d is to be ended by dialplans_fini() in any case; false after an error. */
bool dialplans_load(struct dialplans *d, const char *directory, struct complaints *complaints);
void dialplans_fini(struct dialplans *d);

#endif
