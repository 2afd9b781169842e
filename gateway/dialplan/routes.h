/* By which network an SMS leaves, and how: `routes.yaml` of the dialplans.
 *
 *	routes:
 *	  - {prefix: "996", network: o, preference: 10, share: 70, cost: 0.8, sender: {address: "500", ton: 3, npi: 1}}
 *	  - {prefix: "996", network: megacom, preference: 10, share: 30}
 *	  - {prefix: "7", network: moscow, preference: 20, alphabet: latin, quiet: {from: "21:00", to: "09:00", zone: "+03:00"}}
 *	blocked: ["99677"]
 *
 * The routes of the longest prefix that fits a number are its candidates. Those with the lowest `preference` come first; among them the message's
 * own number decides, each getting its `share` of them. The others follow: when a network cannot send, the next one does. A number that begins with
 * a blocked prefix gets nothing, unless a longer prefix has routes. A number that no prefix fits may leave by any network.
 *
 *	struct routes *r = routes_load("dialplans/routes.yaml", &complaints);
 *	routes_check(r, names, count, &complaints)             each network is one that is configured
 *	size_t n = routes_find(r, "996555123456", salt, list, ROUTES_MOST)
 *
 * Pure but for routes_load(). */
#ifndef KOPURO_DIALPLAN_ROUTES_H
#define KOPURO_DIALPLAN_ROUTES_H

#include "base/complaint.h"
#include "smpp/pdu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROUTES_MOST 16 /* of one prefix */

enum route_alphabet { ROUTE_ANY, ROUTE_LATIN, ROUTE_UCS2 }; /* as the text needs; GSM 7-bit, transliterated; UCS-2 always */

struct route {
	const char *prefix, *network; /* the routes' */
	uint32_t preference, share;   /* share: 1 and more */
	double cost;                  /* of a part; told by `kopuro route`, decides nothing */
	bool has_cost;
	struct smpp_address sender;   /* digits "": the network's own number */
	enum route_alphabet alphabet;
	bool has_quiet;
	uint16_t quiet_from, quiet_to; /* minutes of the day; from > to: over midnight */
	int16_t quiet_zone_min;        /* where the number's own zone is not known */
	const char *file;
	int line, column;
};

struct routes;

struct routes *routes_load(const char *path, struct complaints *complaints); /* NULL after errors */
void routes_free(struct routes *r); /* NULL is allowed */
/* Complains of each route by a network that is not among `names`. */
void routes_check(const struct routes *r, const char *const *names, size_t count, struct complaints *complaints);

enum routes_verdict { ROUTES_ANY, ROUTES_LISTED, ROUTES_BLOCKED };
/* The candidates for a number in the order in which they are tried, at most ROUTES_MOST. `salt` is the message's own number: the same one gives the
 * same order. ROUTES_ANY: nothing is said of this number; ROUTES_BLOCKED: routes_block() tells by what. */
enum routes_verdict routes_find(const struct routes *r, const char *msisdn, uint64_t salt, const struct route *list[ROUTES_MOST], size_t *count);
/* What blocks a number: its place, for whoever asks why. */
struct routes_block { const char *prefix, *file; int line; };
bool routes_block(const struct routes *r, const char *msisdn, struct routes_block *out);
/* The first moment from `unix_ms` on at which the route is not quiet. `zone_min`: of the number, if `has_zone`, else the route's own. */
int64_t route_day(const struct route *route, int64_t unix_ms, bool has_zone, int zone_min);

#endif
