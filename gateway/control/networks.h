/* The networks at work: each `smsc` with its SMPP link, and the array of them that the gateway is handed.
 *
 *	networks_new -> gateway_new(networks_array) -> networks_start -> networks_flush each turn -> networks_stop -> networks_are_down
 *
 * While running they come, change and go, each in its slot, and the others do not notice: networks_put, networks_remove. A change stops the link, whose
 * calls end (gateway_network_close), and begins anew once it is at rest: networks_flush looks. control/links.h checks what is wanted. */
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

struct network_wanted {
	struct config_network config;
	const struct ussd_profile *profile; /* both borrowed for as long as the networks live */
	const struct dialplan *dialplan;
};
size_t networks_find(const struct networks *n, const char *name); /* its slot; CONFIG_NETWORKS: there is none */
size_t networks_room(const struct networks *n); /* a free slot; CONFIG_NETWORKS: there is none */
/* Into a free slot, or instead of what is there under the same name. The newest menus are laid out for its profile. */
void networks_put(struct networks *n, size_t slot, const struct network_wanted *wanted);
void networks_remove(struct networks *n, size_t slot);
void networks_throughput(struct networks *n, size_t slot, uint32_t throughput); /* at once, without stopping the link */

/* For `show links` and /healthz: of each slot. */
struct network_view {
	const char *name, *host; /* name "": the slot is free */
	uint16_t port;
	size_t hosts; /* how many there are; `host` is the first */
	bool shut_down, up, leaving;
	struct link_view link; /* when there is one: link.state is not NULL */
};
struct network_view networks_view(const struct networks *n, size_t slot); /* below CONFIG_NETWORKS */
struct link_session networks_session(const struct networks *n, size_t slot, size_t session); /* below its link.sessions */

#endif
