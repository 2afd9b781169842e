/* New menus while running, from SIGHUP, the console and HTTP alike: the configuration's directory is loaded and checked as at a start, against
 * the same networks and dialplans; with one error among the complaints the old ones stay. What is found is logged, each with its place. The
 * loop waits meanwhile: some hundredths of a second. */
#ifndef KOPURO_CONTROL_RELOAD_H
#define KOPURO_CONTROL_RELOAD_H

#include "base/complaint.h"
#include "base/moment.h"

#include <stdbool.h>

struct check;
struct config;
struct edition;
struct gateway;

struct reload { /* borrowed */
	const struct config *config;
	const struct check *check;
	struct gateway *gateway;
	const struct moment *clock;
};

#define RELOAD_LINE 1024
/* `file:line:column: error: text`, cut to RELOAD_LINE - 1 octets. */
void reload_line(const struct complaint *c, char line[RELOAD_LINE]);

/* NULL after complaints. `who` asks, for the log: "SIGHUP", "the console". */
struct edition *reload_prepare(const struct reload *r, const char *who, struct complaints *complaints);
void reload_live(const struct reload *r, struct edition *prepared, const char *who);
bool reload_menus(const struct reload *r, const char *who, struct complaints *complaints); /* both; false after complaints */

#endif
