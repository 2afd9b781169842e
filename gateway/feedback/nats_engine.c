/* The NATS engine, on the loop: what the outbox sees of feedback/nats_worker.h. Subjects: kopuro.items.<kind>, kopuro.restricted.<kind>. */
#include "feedback/engine.h"
#include "feedback/nats_worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IN_FLIGHT 64
#define COPY_MAX 200000

struct nats_engine {
	struct engine engine;
	const struct engine_events *events;
	void *context;
	struct notes *notes;
	struct status_copy *copy;
	struct nats_worker *worker;
	size_t in_flight;
	bool up;
};

static void read_status(struct nats_engine *n, void *message)
{
	struct status_event status;
	const char *why = "";
	size_t len;
	const char *json = nats_worker_status(message, &len);
	enum error error = event_to_status(json, len, &status, &why);
	/* What is no status will not become one when it comes again. */
	nats_worker_status_done(message, error != ERR_NONE || n->events->status(n->context, &status));
}

static void on_note(void *context, struct note *note)
{
	struct nats_engine *n = context;
	switch (note->kind) {
	case NOTE_DONE:
		n->in_flight--;
		n->events->done(n->context, note->id, note->yes, note->why);
		return;
	case NOTE_STATE:
		n->up = note->yes;
		n->events->state(n->context, note->yes, note->why);
		return;
	case NOTE_STATUS:
		read_status(n, note->message);
	}
}

static void on_unread(void *context, struct note *note)
{
	(void)context;
	if (note->kind == NOTE_STATUS)
		nats_worker_status_done(note->message, false);
}

static enum error nats_publish(struct engine *e, const struct item *item, const char *json)
{
	struct nats_engine *n = (struct nats_engine *)e;
	char subject[80];
	if (!n->up)
		return ERR_STATE;
	if (n->in_flight >= e->in_flight_max)
		return ERR_FULL;
	snprintf(subject, sizeof subject, "kopuro.%s.%s", item->restricted ? "restricted" : "items", item_kind_name(item->kind));
	n->in_flight++;
	nats_worker_publish(n->worker, subject, item->id, json);
	return ERR_NONE;
}

static enum error nats_tell(struct engine *e, const char *number, const char *text)
{
	struct nats_engine *n = (struct nats_engine *)e;
	char id[40];
	if (!n->up)
		return ERR_STATE;
	if (n->in_flight >= e->in_flight_max)
		return ERR_FULL;
	snprintf(id, sizeof id, ENGINE_TOLD "%.16s", number);
	n->in_flight++;
	nats_worker_tell(n->worker, number, id, text);
	return ERR_NONE;
}

static bool nats_look_up(struct engine *e, const char *number, char *out, size_t capacity)
{
	return status_copy_get(((struct nats_engine *)e)->copy, number, out, capacity);
}

static bool nats_is_up(const struct engine *e)
{
	return ((const struct nats_engine *)e)->up;
}

static void nats_close(struct engine *e)
{
	struct nats_engine *n = (struct nats_engine *)e;
	nats_worker_free(n->worker); /* no thread writes notes after this */
	notes_free(n->notes, on_unread);
	status_copy_free(n->copy);
	free(n);
}

struct engine *engine_nats(struct event_base *base, const char *urls, unsigned node, const struct engine_events *events, void *context, const char **why)
{
	*why = strstr(urls, "://") ? "feedback nats: no memory or no thread" : "feedback nats: URLs such as nats://127.0.0.1:4222, apart by spaces";
	struct nats_engine *n = strstr(urls, "://") ? calloc(1, sizeof *n) : NULL;
	if (!n)
		return NULL;
	n->engine = (struct engine){.kind = "nats", .in_flight_max = IN_FLIGHT, .publish = nats_publish, .tell = nats_tell,
		.look_up = nats_look_up, .is_up = nats_is_up, .close = nats_close};
	n->events = events;
	n->context = context;
	n->copy = status_copy_new(COPY_MAX);
	n->notes = notes_new(base, on_note, n);
	n->worker = n->copy && n->notes ? nats_worker_new(urls, node, n->notes, n->copy) : NULL;
	if (n->worker)
		return &n->engine;
	nats_close(&n->engine);
	return NULL;
}
