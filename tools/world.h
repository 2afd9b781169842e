/* The whole gateway in memory, with a network in small beside it and a clock that the caller moves: no socket, nothing sleeps.
 *
 *	struct world *w = world_new(&setup, &events, context, &complaints);
 *	network_dial(world_network(w), "+996555123456", "*500#");
 *	world_settle(w);                        the screen has come through events.screen
 *	world_wait(w, 11 * 60 * 1000);
 */
#ifndef KOPURO_TOOLS_WORLD_H
#define KOPURO_TOOLS_WORLD_H

#include "base/complaint.h"
#include "gateway.h"
#include "network.h"
#include "world_line.h"

struct world;

#define WORLD_BEGINS_MS INT64_C(1795406400000) /* where transcripts begin: 2026-11-23 04:00 UTC, a Monday, 10:00 in Bishkek */
/* "2026-12-24 22:00" of Bishkek; of a day alone, "2026-12-24", its noon. */
bool world_when(const char *text, int64_t *unix_ms);
/* "11 minutes"; seconds, minutes, hours, days. */
bool world_span(const char *text, int64_t *ms);

#define WORLD_NETWORKS_MAX 32

struct world_setup {
	const char *menus;    /* directory */
	const char *more_menus; /* directory whose files stand beside those of `menus`; NULL: none */
	const char *dialplan; /* file */
	const char *store;    /* file, or ":memory:" (then no restart) */
	const char *profile;  /* "standard" */
	const char *profiles; /* directory; NULL: "profiles" */
	const char *encoding; /* "ucs2", "gsm7": the profile as if its network took that; NULL: as the profile has it */
	int64_t unix_ms;      /* when it begins */
	size_t networks;      /* all of this profile; 0: one */
	int64_t enquire_ms;   /* idle time before enquire_link; 0: ten minutes, so that days pass quickly */
};

/* NULL after complaints. The strings of the setup are borrowed. */
struct world *world_new(const struct world_setup *setup, const struct network_events *events, void *context, struct complaints *complaints);
void world_free(struct world *w);

struct network *world_network(struct world *w); /* the first */
struct world_line *world_line(struct world *w, size_t network); /* its link; what line_cut() and others change, world_settle() lets work */
uint64_t world_turns(const struct world *w); /* of the gateway, since the beginning */
struct gateway *world_gateway(struct world *w);
const struct sealer *world_sealer(const struct world *w);
const struct ussd_profile *world_profile(const struct world *w);
/* The caller has chosen this language at some earlier call. False: the menus have no such language. */
bool world_language(struct world *w, const char *phone, const char *language);
/* ... and this record of the table that the menus remember. False: they have no such record, or remember none. */
bool world_chosen(struct world *w, const char *phone, const char *key);
struct moment world_now(const struct world *w);

void world_settle(struct world *w);           /* until neither side has anything to say */
void world_wait(struct world *w, int64_t ms); /* time passes, deadline by deadline */
/* Other menus while it runs, from this directory (borrowed), also after a restart. False after complaints: those before stay. */
bool world_reload(struct world *w, const char *menus, struct complaints *complaints);
struct gateway_touched world_touched(const struct world *w); /* by the last of these */
/* As if of two binds only the receiver were there: what the network says is heard, nothing can be sent. */
void world_mute(struct world *w, bool mute);
bool world_restart(struct world *w);          /* the gateway stops and starts on the same store; the network keeps its dialogs */

#endif
