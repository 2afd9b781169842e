/* How people reach the service from one network or country, and how their numbers are read. One YAML file a plan
 * (dialplans/kyrgyzstan.yaml explains each key); immutable once loaded.
 *
 *	struct dialplan *plan = dialplan_load("dialplans/kyrgyzstan.yaml", &complaints);
 *	char caller[DIALPLAN_NUMBER];
 *	bool is_phone = dialplan_number(plan, &pdu->source, caller) == ERR_NONE;
 *	const char *screen = dialplan_code(plan, "*500#");
 *
 * How long a country's mobile numbers are is not in the file but in country.c: it decides what `996123456` is. */
#ifndef KOPURO_DIALPLAN_DIALPLAN_H
#define KOPURO_DIALPLAN_DIALPLAN_H

#include "base/complaint.h"
#include "base/error.h"
#include "smpp/pdu.h"

#include <stdbool.h>
#include <stddef.h>

#define DIALPLAN_NUMBER 22

struct dialplan;

/* NULL after errors were added to `complaints`: every one that the file has, each with its place. */
struct dialplan *dialplan_load(const char *path, struct complaints *complaints);
void dialplan_free(struct dialplan *plan); /* NULL is allowed */

/* An address in any form that networks send, as E.164 digits without '+'. The type of number is believed when it says
 * "international"; else the form of the digits decides.
 * ERR_BAD: no phone number (a name, a masked or private number, digits of no known form). `out` is then the address as it came: such
 * a person is served too, but cannot be sent an SMS or called back.
 * ERR_LONG: no phone number, and longer than `out`, which is "": a name that is cut might be somebody else's. */
enum error dialplan_number(const struct dialplan *plan, const struct smpp_address *address, char out[DIALPLAN_NUMBER]);

/* The screen that a dialled code begins with; NULL when the service has no such code. Lives as long as the plan. */
const char *dialplan_code(const struct dialplan *plan, const char *code);

/* Walks the codes, *at from 0, with the place of the screen's name in the file, for who checks that the screens exist. False at the end. */
struct dialplan_code_row {
	const char *code, *screen;
	const char *file;
	int line, column;
};
bool dialplan_codes(const struct dialplan *plan, size_t *at, struct dialplan_code_row *out);

const char *dialplan_sms_number(const struct dialplan *plan); /* "500"; "" when there is none */
/* Whether people can reach the service by it: it has codes and an SMS number. One that has not only tells what numbers of its country are. */
bool dialplan_serves(const struct dialplan *plan);

/* What the plan tells of its country's numbers. Texts live as long as the plan; "" when not told. */
struct dialplan_numbering {
	const char *country, *calling_code, *language;
	size_t national_digits;
	int zone_min; /* minutes before UTC */
	bool has_zone, portable, abroad;
};
struct dialplan_numbering dialplan_numbering(const struct dialplan *plan);
/* Walks what its mobile numbers begin with, without calling code, *at from 0. False at the end. */
struct dialplan_range {
	const char *prefix, *operator, *region;
	const char *file;
	int line, column;
};
bool dialplan_ranges(const struct dialplan *plan, size_t *at, struct dialplan_range *out);

#endif
