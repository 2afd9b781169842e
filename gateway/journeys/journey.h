/* What a menu file cannot say: the actions of contract.h, run against the store. An action reads slots and kept records from the menu
 * state, writes rows into the open commit group, fills slots, and says which outcome it came to. */
#ifndef KOPURO_JOURNEYS_JOURNEY_H
#define KOPURO_JOURNEYS_JOURNEY_H

#include "base/error.h"
#include "base/moment.h"
#include "journeys/contract.h"
#include "menu/state.h"

#include <stdbool.h>

struct pin_figures;
struct store;

struct journey_caller {
	const char *msisdn;  /* E.164 digits without '+'; "" when the network hides it */
	const char *channel; /* "ussd", "sms" */
	const char *network; /* its name in the configuration; NULL or "": none */
	struct pin_figures *pins; /* counts verdicts; NULL: nobody asks */
	/* The appeal or pledge that a PIN has opened in this call ("" when none): appeal.add and pledge.cancel work on it. Owned by the session. */
	char (*opened)[9];
	/* What another node of the cluster told of a number (store/tells.h); NULL: there is no cluster. False: nobody told of it. */
	bool (*look_up)(void *cluster, const char *number, char *text, size_t capacity);
	void *cluster;
	const struct menu_set *newest; /* the menus that are live now, if not the caller's own: what they restrict is restricted; NULL: nobody asks */
	bool *forget; /* set when the finished session must leave no trace of the number (a nameless appeal) */
};

/* Runs `action`. *outcome is an index into its outcomes. An error means that nothing of this action may be kept:
 * undo to the caller's savepoint (store/store.h).
 * But ERR_WEAK: nothing was written, and the caller is to choose another PIN (menu_ask_again()).
 * ERR_STATE: what the contract says that it needs is not there (menu/needs.h); nothing was done. session.* actions are not for this function
 * (ERR_UNKNOWN). */
enum error journey_run(struct store *store, const struct menu_action *action, struct menu_state *state, const struct journey_caller *caller,
	struct moment now, size_t *outcome);

#endif
