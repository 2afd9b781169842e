/* A link in memory: an ESME of the gateway and the network that it binds to, kept up for ever as smpp/link.c keeps one up on a socket, with its
 * back-off. Pure: the clock is the caller's.
 *
 *	CLOSED --connect_ms--> connection --bytes both ways, line_step()--> down, closed by the network, or line_cut() --back-off--> CLOSED */
#ifndef KOPURO_TOOLS_WORLD_LINE_H
#define KOPURO_TOOLS_WORLD_LINE_H

#include "gateway.h"
#include "network.h"

struct world_line {
	struct network *network;         /* the owner's */
	struct gateway_network *gateway; /* the owner's, filled by line_init(); its sender is this line */
	struct esme_config config;
	struct esme *esme;               /* NULL while the gateway stands still */
	bool mute;     /* as if of two binds only the receiver were there */
	bool stalled;  /* nothing passes, and both sides believe in the connection */
	bool away;     /* no connection can be made */
	bool stopping; /* unbound on our side, until line_start() */
	bool down;     /* the session has ended: its last words, and the connection is closed */
	unsigned losses;
	int64_t connect_ms, bound_ms; /* mono; MOMENT_NEVER */
	uint64_t connects;
};

void line_init(struct world_line *l, struct network *network, struct gateway_network *gateway, int64_t enquire_ms);
bool line_open(struct world_line *l, struct moment now); /* the gateway begins; false: no memory */
void line_close(struct world_line *l, struct moment now); /* it is no more */
/* One thing that can happen now happens; false: nothing can. The gateway's turn follows. */
bool line_step(struct world_line *l, struct moment now);
int64_t line_deadline(const struct world_line *l);
void line_cut(struct world_line *l, struct moment now);  /* the connection breaks */
void line_stop(struct world_line *l, struct moment now); /* as `shutdown` of a network does: unbinds */
void line_start(struct world_line *l, struct moment now);
bool line_is_bound(const struct world_line *l);

#endif
