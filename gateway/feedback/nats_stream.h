/* The stream KOPURO, which keeps items for those who read them: looked for, made when missing, refused when one is there that would lose items.
 * Of the worker's thread, as feedback/nats_ensure.h. */
#ifndef KOPURO_FEEDBACK_NATS_STREAM_H
#define KOPURO_FEEDBACK_NATS_STREAM_H

#include <nats/nats.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NATS_STREAM "KOPURO"
#define NATS_STATUS_PREFIX "kopuro.status."     /* then the number: officers' events ... */
#define NATS_STATUS_PREFIX_LEN (sizeof NATS_STATUS_PREFIX - 1)
#define NATS_ACCEPTED_PREFIX "kopuro.accepted." /* ... and their answers */
#define NATS_REFUSED_PREFIX "kopuro.refused."

struct nats_stream {
	int64_t created_ns;   /* unix */
	uint64_t first, last; /* sequences */
	bool made;            /* just now */
	bool answers;         /* it keeps the answers to officers' events */
};

/* One that was made without the subjects of answers to officers' events is given them, if that is allowed: it takes all else without them, too.
 * `settle_ns`: how long doubles must be known. One that is there and unfit: NATS_ILLEGAL_STATE, and `unfit` says what is to be changed; else "". */
natsStatus nats_stream_ensure(jsCtx *js, int64_t replicas, int64_t settle_ns, struct nats_stream *out, char *unfit, size_t capacity);
/* False, with what is to be changed: a stream of this configuration would lose items, or not say that it has them. Pure. */
bool nats_stream_is_fit(const jsStreamConfig *config, int64_t settle_ns, char *unfit, size_t capacity);

#endif
