/* Other menus while running, from SIGHUP, the console and HTTP alike: those on disk, or a version that the store keeps (control/kept.h). They are
 * checked as at a start, against the same networks and dialplans; with one error among the complaints those that are live stay. What is found is
 * logged, each with its place. The loop waits meanwhile: some hundredths of a second. */
#ifndef KOPURO_CONTROL_RELOAD_H
#define KOPURO_CONTROL_RELOAD_H

#include "base/complaint.h"
#include "base/error.h"
#include "base/moment.h"
#include "control/rights.h"

#include <stddef.h>
#include <stdint.h>

struct check;
struct config;
struct edition;
struct gateway;

struct reload { /* borrowed */
	const struct config *config;
	const struct check *check;
	struct gateway *gateway;
	const struct moment *clock;
	size_t folder_errors; /* of the menus on disk, when they were last looked at */
};

/* Which menus are wanted: the number of a version, or those on disk if they have changed since they were last taken; else the ones that are live, read
 * anew. */
#define RELOAD_FOLDER 0

struct reload_wish {
	const char *who;           /* wants it: "signal", "console", or a token's name */
	int64_t version;           /* or RELOAD_FOLDER */
	struct rights_wish rights; /* what it changes of who sees what */
};

/* Loads them, and writes into the open group that they are live; the caller has committed what stood in it before.
 * ERR_BAD: after complaints; ERR_UNKNOWN: the same, and all of them are asked to be confirmed (control/rights.h); ERR_NOT_FOUND: there is no such version; else the store failed. After an error the caller rolls back. */
enum error reload_prepare(struct reload *r, const struct reload_wish *wish, struct complaints *complaints, struct edition **out);
/* Once the group is committed. */
void reload_live(const struct reload *r, struct edition *prepared, const char *who);
/* All of it; the group that is open is committed before. ERR_NONE: gateway_menus_number() is live. */
enum error reload_menus(struct reload *r, const struct reload_wish *wish, struct complaints *complaints);

#endif
