/* The NATS engine's thread: it has a link to the cluster (feedback/nats_link.h) and publishes what it is given. It may wait for the network; the
 * loop never does, and so never calls the library itself: a connection that is being made again holds the library's lock for seconds. What
 * the thread and the library's own threads learn goes into notes and into the status copy.
 *
 * Made when missing: stream KOPURO (kopuro.items.>, kopuro.restricted.>, kopuro.status.>, kopuro.accepted.>,
 * kopuro.refused.>; on files; three replicas when three servers or more
 * are named, else one; doubles told by Nats-Msg-Id within a day), bucket KOPURO_STATUS, durable consumer kopuro-node-<n>. A stream that
 * is there and would lose items is refused (feedback/nats_stream.h): the link stays down and says what is to be changed; one without the last two
 * subjects is given them. */
#ifndef KOPURO_FEEDBACK_NATS_WORKER_H
#define KOPURO_FEEDBACK_NATS_WORKER_H

#include "feedback/nats_message.h"
#include "feedback/notes.h"
#include "feedback/status_copy.h"

struct nats_worker;

/* `urls`: one or more (ENGINE_URLS at most), apart by spaces or commas; with tls:// the servers are verified, by `ca` (a file) or, NULL, by the
 * system's certificates. `settle_ms`: how long the stream must
 * know doubles. Notes and copy are borrowed. NULL: no memory or no thread. */
struct nats_worker *nats_worker_new(const char *urls, const char *ca, unsigned node, int64_t settle_ms, struct notes *notes,
	struct status_copy *copy);
/* Acknowledges what was committed, if it is connected, and waits for its threads: five seconds at most. */
void nats_worker_free(struct nats_worker *w);

/* Copies, returns at once, and ends in at most one NOTE_DONE with that ticket (not 0): an answer that is lost makes none.
 * `id`: by which the stream knows a double; NULL: none. */
void nats_worker_publish(struct nats_worker *w, uint64_t ticket, const char *subject, const char *id, const char *text);
/* To an officer's event: nats_link_answer(). Its NOTE_DONE is accepted, too, when there was nothing to say, or nobody who keeps it (with a reason). */
void nats_worker_answer(struct nats_worker *w, uint64_t ticket, const char *subject, const char *id, const char *text, int instead_of);
/* That event itself: if it is not done with, it comes again in some seconds. */
void nats_worker_acknowledge(struct nats_worker *w, const struct nats_decision *d, bool done);

#endif
