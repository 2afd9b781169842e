/* The versions of the menus that callers stand in, newest first. Whoever begins stands in the newest; whoever is in a call keeps the version
 * that it began with, and a version that is not the newest goes with its last caller. What of a version hangs on this gateway's networks is
 * kept beside it: its formats are numbers of its own.
 *
 *	editions_add      the newest from now on
 *	editions_enter    a caller more stands in this version    editions_leave   one fewer
 *	editions_sweep    frees what nobody stands in and what was counted of is written: only while nobody remembers a state of before (a promise, a step) */
#ifndef KOPURO_EDITIONS_H
#define KOPURO_EDITIONS_H

#include "menu/set.h"
#include "session/session.h"
#include "store/traffic.h"

#include <stdint.h>

struct gateway_network;

struct edition {
	const struct menu_set *set;
	struct menu_set *own; /* the same, to be freed with the edition; NULL: it is somebody else's */
	size_t callers;
	unsigned number;      /* of the version in the store, filled in before editions_add(); 0: it is counted there, from 1 */
	int64_t loaded_ms;    /* unix */
	uint16_t screen_resume, screen_later;
	size_t sms_format[2]; /* of screens by SMS: in Cyrillic, in Latin letters */
	struct traffic (*tally)[SESSION_CHANNELS]; /* of each screen, since it was last written: tally.c */
	bool tallied;         /* something stands there: the edition stays until it is written */
	struct edition *older;
	size_t format[][2];   /* of each network, the same: indexes of the set's formats */
};

struct editions {
	struct edition *newest;
};

/* NULL when the set lacks a format of a network or of SMS (logged), or without memory; `own` is freed then. */
struct edition *edition_new(const struct menu_set *set, struct menu_set *own, const struct gateway_network *networks, size_t network_count,
	int64_t loaded_unix_ms);
void edition_free(struct edition *e); /* NULL is allowed */

void editions_add(struct editions *all, struct edition *e); /* takes it over */
/* A network has come into this slot, or has another profile. False when the newest set lacks its formats (logged). */
bool editions_network(struct editions *all, size_t slot, const struct gateway_network *network);
struct edition *editions_of(const struct editions *all, const struct menu_set *set); /* it must be there */
void editions_enter(struct editions *all, const struct menu_set *set);
void editions_leave(struct editions *all, const struct menu_set *set);
void editions_sweep(struct editions *all);
void editions_fini(struct editions *all);

#endif
