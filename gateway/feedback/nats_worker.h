/* The cluster's side of the NATS engine: a thread that connects, makes what must be there, publishes and tells; one that watches the bucket.
 * Both may wait for the network as long as it takes; the loop never does. What they learn goes into notes and into the status copy.
 *
 * Made when missing: stream KOPURO (kopuro.items.>, kopuro.restricted.>, kopuro.status.>; on files; three replicas when three servers or more
 * are named, else one; doubles told by Nats-Msg-Id within a day), bucket KOPURO_STATUS, durable consumer kopuro-node-<n>. What exists is taken as it is. */
#ifndef KOPURO_FEEDBACK_NATS_WORKER_H
#define KOPURO_FEEDBACK_NATS_WORKER_H

#include "feedback/notes.h"
#include "feedback/status_copy.h"

struct nats_worker;

/* `urls`: one or more, apart by spaces or commas. Notes and copy are borrowed. NULL: no memory or no thread. */
struct nats_worker *nats_worker_new(const char *urls, unsigned node, struct notes *notes, struct status_copy *copy);
void nats_worker_free(struct nats_worker *w); /* waits for its threads: at most a few seconds */

/* Both copy, return at once, and end in a NOTE_DONE with that id. */
void nats_worker_publish(struct nats_worker *w, const char *subject, const char *id, const char *json);
void nats_worker_tell(struct nats_worker *w, const char *number, const char *id, const char *text);
/* Of a NOTE_STATUS: its words, and its end. Not acknowledged, it comes again. */
const char *nats_worker_status(const void *message, size_t *len);
void nats_worker_status_done(void *message, bool acknowledge);

#endif
