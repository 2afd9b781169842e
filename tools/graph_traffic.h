/* How often the screens of a set of menus were shown and left, out of the store of a gateway: for kopuro graph. */
#ifndef KOPURO_TOOLS_GRAPH_TRAFFIC_H
#define KOPURO_TOOLS_GRAPH_TRAFFIC_H

#include "menu/set.h"
#include "store/traffic.h"

#include <stdbool.h>
#include <stdio.h>

struct graph_traffic {
	const struct menu_set *set; /* borrowed */
	struct traffic *of;         /* by screen */
	struct graph_stray { char *name; uint64_t shown; } *strays; /* shown then, and no longer in the menus */
	size_t stray_count;
	const char *channel;        /* borrowed: "ussd", "sms" */
	unsigned days;              /* today and those before it */
	int64_t today;
};

/* False after what is wrong was said on standard error. To be freed in any case. */
bool graph_traffic_read(struct graph_traffic *t, const struct menu_set *set, const char *store, const char *channel, unsigned days);
void graph_traffic_fini(struct graph_traffic *t);

/* "shown 120, left 31 (25.8 %)" */
void graph_traffic_label(const struct graph_traffic *t, uint16_t screen, char out[96]);
/* For Graphviz. Of screens that wait for an answer by how many leave there, once there are enough to say so; of those to read always the same. */
const char *graph_traffic_colour(const struct graph_traffic *t, uint16_t screen);
/* The screens for which `wanted` is set, as a table, worst first. `order`: all of them, by name. */
void graph_traffic_table(FILE *out, const struct graph_traffic *t, const bool *wanted, const uint16_t *order);

#endif
