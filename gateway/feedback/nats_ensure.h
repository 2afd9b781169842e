/* What the NATS engine needs in the cluster: looked for, made when missing, taken as it is when there (the stream: feedback/nats_stream.h). Each asks the cluster and waits for its
 * answer, as long as the context's Wait says; for the worker's thread alone. A cluster that is electing answers with an error: ask again. */
#ifndef KOPURO_FEEDBACK_NATS_ENSURE_H
#define KOPURO_FEEDBACK_NATS_ENSURE_H

#include "feedback/nats_stream.h"

#include <nats/nats.h>
#include <stddef.h>

#define NATS_DECISIONS_MAX 64 /* officers' events that are not acknowledged yet */
#define NATS_BUCKET "KOPURO_STATUS"
#define NATS_TOLD_PREFIX "$KV." NATS_BUCKET "." /* then the number */

natsStatus nats_bucket_ensure(jsCtx *js, int64_t replicas, bool *made);
void nats_durable_write(char *out, size_t capacity, unsigned node); /* the name of a node's consumer */
natsStatus nats_consumer_find(jsCtx *js, const char *durable, bool *there);
/* Officers' decisions: a durable consumer of this node, made or bound. */
natsStatus nats_statuses_subscribe(natsSubscription **out, jsCtx *js, const char *durable, bool there, natsMsgHandler handler, void *context);
/* What all nodes tell: the last of each number, then whatever comes. The library begins anew where it broke off. */
natsStatus nats_told_subscribe(natsSubscription **out, jsCtx *js, natsMsgHandler handler, void *context);

#endif
