/* A connection to the cluster with all that the NATS engine needs there. The library's threads call back into it; the worker's thread, alone,
 * begins, settles, uses and ends it. Its lock and its condition are the worker's too: whatever changes here wakes the worker.
 *
 *	to connect   not linked, or closed: the library has given it up (refused twice for its password)
 *	to wait      linked, not connected: the library connects again, to any server of the cluster
 *	to settle    connected, not settled: stream, bucket, consumer and subscriptions are looked for, and made when missing. In doubt
 *	             (no stream has taken a publication) this is done again without going down first
 *	up           settled. Once a minute the stream is looked at; one that was changed so that it would lose items takes the link down */
#ifndef KOPURO_FEEDBACK_NATS_LINK_H
#define KOPURO_FEEDBACK_NATS_LINK_H

#include "feedback/notes.h"
#include "feedback/status_copy.h"

#include <nats/nats.h>
#include <pthread.h>

struct nats_link {
	/* given; borrowed */
	const char *urls, *ca;
	struct notes *notes;
	struct status_copy *copy;
	char durable[32];
	int64_t settle_ms;

	pthread_mutex_t lock;
	pthread_cond_t woken; /* of the monotonic clock */
	/* under the lock */
	bool linked, connected, settled, doubtful;
	bool closed;          /* the library's last callback for this connection has been */
	bool stopping;        /* set by the worker: begin nothing */
	unsigned changes;     /* of `connected` */
	unsigned readers;     /* subscriptions whose threads may still call back */
	int64_t rest_ms;      /* monotonic: not before that to connect or settle again */
	uint64_t acknowledged; /* the last sequence that the stream has acknowledged */
	int64_t look_ms;      /* monotonic, while settled: when the stream is to be looked at */
	char said[NOTE_WHY];  /* why it is down; "": nothing said since it was up */

	/* of the worker's thread */
	natsConnection *connection;
	jsCtx *js;
	natsSubscription *acks, *statuses, *told;
	char *inbox;          /* answers to publications come to <inbox>.<ticket> */
	int64_t replicas;
	struct note_stream stream; /* as it was seen last; `made` and `told_made` until that is said */
	char unfit[NOTE_WHY];      /* what is wrong with the stream that is there; "" */
	bool answers_kept;    /* the stream has the subjects of the answers to officers */
};

void nats_link_init(struct nats_link *l);
void nats_link_fini(struct nats_link *l); /* after nats_link_end() */
int64_t nats_link_clock(void);            /* the condition's, in milliseconds */

/* Each may wait for the network: begin three seconds for all servers together (not counting a TLS handshake that falls silent: the library sets
 * it no limit), settle a second and a half for each answer. When it fails the link rests for a second, and a NOTE_STATE says why. */
void nats_link_begin(struct nats_link *l); /* ends the one before */
void nats_link_settle(struct nats_link *l);
void nats_link_look(struct nats_link *l);  /* at the stream: what it has, and whether it is still fit. Gone, it is made anew */
void nats_link_end(struct nats_link *l);   /* no thread of the library knows the link after it */
/* `ticket` 0: no answer is awaited. `id`: by which the stream knows a double; NULL: none. */
void nats_link_publish(struct nats_link *l, uint64_t ticket, const char *subject, const char *id, const char *text);
/* To an officer's event. `instead_of`: not if the cluster has this node; -1: in any case. If no stream keeps answers, who listens now has it. */
void nats_link_answer(struct nats_link *l, uint64_t ticket, const char *subject, const char *id, const char *text, int instead_of);

#endif
