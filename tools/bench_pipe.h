/* A connected socket with what came and what is to go: read in large pieces, written once a turn. */
#ifndef KOPURO_TOOLS_BENCH_PIPE_H
#define KOPURO_TOOLS_BENCH_PIPE_H

#include "base/bytes.h"

struct pipe {
	int fd; /* -1: not connected */
	uint8_t *in, *out;
	size_t in_len, out_len, out_sent;
};

void pipe_init(struct pipe *p);
void pipe_open(struct pipe *p, int fd); /* takes over; not blocking, TCP_NODELAY */
void pipe_fini(struct pipe *p);

uint8_t *pipe_room(struct pipe *p, size_t octets); /* where so many octets go at the end of what is to be sent */
/* Sends what can be sent, waits until something has come, at most `ms`, and reads it. False: the peer is gone. */
bool pipe_wait(struct pipe *p, int ms);
/* The next whole PDU that came; its octets stand until the next pipe_wait. */
bool pipe_pdu(struct pipe *p, size_t *at, struct bytes *pdu);
void pipe_used(struct pipe *p, size_t at); /* everything before `at` */

#endif
