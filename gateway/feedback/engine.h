/* An engine carries items to the central queue. Three there are: local (the outbox is the queue, nothing to carry: no engine at all), nats
 * (feedback/nats_engine.c) and webhook (feedback/webhook_engine.c). Both run on the gateway's loop: callbacks from a library's own
 * threads are handed to the loop before they reach the outbox. The owner ignores SIGPIPE. */
#ifndef KOPURO_FEEDBACK_ENGINE_H
#define KOPURO_FEEDBACK_ENGINE_H

#include "base/error.h"
#include "base/moment.h"
#include "feedback/event.h"

struct event_base;

#define ENGINE_TOLD "told:" /* no item's id begins so */
#define ENGINE_URLS 5       /* servers of NATS named at most: a cluster tells of its others, and a stop may have to wait for an attempt at each */

#define ENGINE_RETRY_MAX_MS INT64_C(3600000) /* a receiver's wish is obeyed for an hour at a time */

/* How a publish or tell ended: the queue has acknowledged it (accepted), or it has refused or not answered and will be offered again. */
struct engine_done {
	const char *id;    /* valid during the call, as `why` */
	bool accepted;
	uint64_t sequence; /* in the stream; 0: the engine has none */
	int64_t retry_ms;  /* when refused: the receiver wants it again after so long (Retry-After), 1 s to ENGINE_RETRY_MAX_MS; 0: it did not say */
	const char *why;   /* when refused; may be NULL */
	bool unsent;       /* when refused: for want of a connection; it says nothing against the item */
	bool doubled;      /* accepted: the stream had it already, at that sequence */
};

/* The stream that keeps the items, as it is: on each connection, and once a minute. */
struct engine_stream {
	int64_t created_ms;   /* unix */
	uint64_t first, last; /* sequences; last 0: nothing was ever in it */
	uint64_t known;       /* the last that it had acknowledged before it was asked: it has gone back when `last` is less */
	bool connected;       /* the first look of a connection: what was before is in doubt */
	bool made;            /* there was none, and the engine has made it */
	bool told_made;       /* the same of what keeps what was told of appeals: all of it is to be told again */
};

enum engine_kept { ENGINE_KEPT, ENGINE_LOST, ENGINE_UNSURE /* it could not be asked, or has not answered */ };

/* An officer's event as it came in; borrowed. */
struct officer_event {
	const char *number; /* what its subject says behind kopuro.status. */
	const char *json;   /* any octets */
	size_t len;
};

/* What it is answered, on kopuro.accepted.<number> or kopuro.refused.<number>. */
struct officer_answer {
	bool accepted;
	char number[9]; /* "": what the subject says, as it is */
	char id[40];    /* of the answer */
	char *json;     /* the engine's to free(); NULL: nothing is said */
	int instead_of; /* a node that has the say: the answer is given only if the cluster has no such node; -1: in any case */
};

struct engine_events {
	/* Once for each publish or tell. */
	void (*done)(void *context, const struct engine_done *done);
	/* An officer's decision came in. Returns whether what it came to is committed: then the engine gives *answer (zeroed before), and once the cluster has
	 * that, acknowledges the event. Else the event comes again. */
	bool (*status)(void *context, const struct officer_event *event, struct officer_answer *answer);
	/* The connection came or went. */
	void (*state)(void *context, bool up, const char *why);
	/* NULL with an engine that has no confirm(). */
	void (*stream)(void *context, const struct engine_stream *stream);
	void (*confirmed)(void *context, const char *id, enum engine_kept kept); /* once for each confirm, never from within it */
};

struct engine { /* each kind embeds this first */
	const char *kind; /* "nats", "webhook" */
	size_t in_flight_max;
	/* Takes a copy of what it needs. ERR_STATE: not connected now; ERR_FULL: in_flight_max. */
	enum error (*publish)(struct engine *e, const struct item *item, const char *json);
	/* Tells all nodes an appeal's status (JetStream key-value). `done` follows, with the id ENGINE_TOLD and the number. NULL where there is no
	 * cluster. Errors as above. */
	enum error (*tell)(struct engine *e, const char *number, const char *text);
	/* What some node told of a number, from a copy that a watch keeps up to date: never waits. False: unknown. NULL as above. */
	bool (*look_up)(struct engine *e, const char *number, char *out, size_t capacity);
	bool (*is_up)(const struct engine *e);
	/* Whether the stream still has an item that it has acknowledged, at this sequence. An item that it keeps for settle_ms is settled. NULL: an
	 * acknowledgement of this queue is final. Errors as of publish(). */
	enum error (*confirm)(struct engine *e, const char *id, uint64_t sequence);
	int64_t settle_ms;
	/* For people: what the server is and what its acknowledgements are worth, or why it is not connected; "": not known. NULL: nothing to say. */
	const char *(*words)(const struct engine *e);
	/* Not from within one of the events; none comes after it. Takes five seconds at most, when a server hangs. */
	void (*close)(struct engine *e);
};

/* Each returns NULL with *why (static) when the settings mean nothing. A server that is down is no failure: it connects later.
 * `ca`: file of certificates to trust (nats: beside the system's), NULL: the system's. `events` is borrowed. */
struct engine *engine_nats(struct event_base *base, const char *urls, const char *ca, unsigned node, int64_t settle_ms,
	const struct engine_events *events, void *context, const char **why);
/* `secrets`, one or two, sign each POST: feedback/webhook_sign.h. */
struct engine *engine_webhook(struct event_base *base, const char *url, const char *const *secrets, size_t secret_count, const char *ca, const struct engine_events *events,
	void *context, const char **why);

#endif
