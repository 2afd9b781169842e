/* A handset on the terminal, with the whole gateway behind it (world.h): what is typed on it, and the network that closes a call when its time is up.
 *
 *	struct handset h = {.phone = "+996555000001"};
 *	h.world = world_new(&setup, &handset_events, &h, &complaints);
 *	handset_line(&h, "*500#");        dialled, since no call is open; the screen has been printed
 *	handset_line(&h, "1");            typed
 *	handset_wait(&h, 70000);          nobody answers: the network closes the call after a minute, and says so */
#ifndef KOPURO_TOOLS_HANDSET_H
#define KOPURO_TOOLS_HANDSET_H

#include "record.h"
#include "world.h"

struct handset {
	const char *phone;     /* borrowed */
	struct world *world;   /* borrowed */
	struct record *record; /* borrowed; NULL: nothing is written down */
	/* its own, zeroed */
	int64_t began_ms, asked_ms; /* mono: this call; its newest screen */
};

extern const struct network_events handset_events; /* context: the struct handset */
extern const char handset_orders[];                /* what can be told to it beside what is dialled and typed, for a usage text */

/* Dialled when no call is open, else typed; but for the orders, which begin with a colon. */
void handset_line(struct handset *h, const char *line);
void handset_wait(struct handset *h, int64_t ms); /* time passes; ms >= 0 */
bool handset_in_call(const struct handset *h);

#endif
