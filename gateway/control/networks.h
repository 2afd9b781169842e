/* The configured networks at work: each `smsc` with its SMPP link, and the array of them that the gateway is handed.
 *
 *	networks_new -> gateway_new(networks_array) -> networks_start -> networks_flush each turn -> networks_stop -> networks_are_down
 */
#ifndef KOPURO_CONTROL_NETWORKS_H
#define KOPURO_CONTROL_NETWORKS_H

#include "config.h"
#include "control/check.h"
#include "gateway.h"
#include "smpp/link.h"

#include <stdbool.h>
#include <stddef.h>

struct networks;

/* NULL: no memory. The check's profiles and dialplans are borrowed. */
struct networks *networks_new(const struct config *config, const struct check *check);
struct gateway_network *networks_array(struct networks *n, size_t *count);
/* Makes the links and begins connecting; a network that is shut down gets none. False: no memory. */
bool networks_start(struct networks *n, struct event_base *base, const struct moment *clock);
void networks_flush(struct networks *n);
void networks_stop(struct networks *n); /* unbinds all */
bool networks_are_down(const struct networks *n);
void networks_free(struct networks *n); /* NULL is allowed */

/* For `show links` and /healthz. */
struct network_view {
	const char *name, *host;
	uint16_t port;
	size_t hosts; /* how many there are; `host` is the first */
	bool shut_down, up;
	struct link_view link; /* when not shut down */
};
size_t networks_count(const struct networks *n);
struct network_view networks_view(const struct networks *n, size_t index);
struct link_session networks_session(const struct networks *n, size_t index, size_t session); /* below its link.sessions */

#endif
