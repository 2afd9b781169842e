/* The NATS engine, on the loop: what the outbox sees of feedback/nats_worker.h. Subjects: kopuro.items.<kind>, kopuro.restricted.<kind>.
 *
 * What officers decide comes on kopuro.status.<number> and is answered on kopuro.accepted.<number> or kopuro.refused.<number>.
 *
 * Each publication is a flight with a ticket. It lands once: with the cluster's answer, or when the connection goes, or when no answer came in
 * ANSWER_MS. What comes later with its ticket is nobody's any more: the item has been offered again, and the stream knows it by its id. */
#include "feedback/engine.h"

#include "base/log.h"
#include "feedback/nats_ensure.h"
#include "feedback/nats_server.h"
#include "feedback/nats_worker.h"

#include <assert.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IN_FLIGHT 64
#define FLIGHTS (IN_FLIGHT + 32) /* and what is confirmed */
#define DECISIONS NATS_DECISIONS_MAX /* officers' events whose answers are on their way */
#define COPY_MAX 200000
#define ANSWER_MS 10000
#define LOOK_S 1 /* for flights that nobody answers */

struct flight {
	uint64_t ticket; /* 0: free */
	int64_t due_ms;
	bool confirms;   /* it asks whether the stream has the item */
	char id[40];
};

/* An answer to an officer's event: once the stream has it, the event is acknowledged. */
struct reply {
	uint64_t ticket; /* 0: free */
	int64_t due_ms;
	struct nats_decision *decision;
};

struct nats_engine {
	struct engine engine;
	const struct engine_events *events;
	void *context;
	struct notes *notes;
	struct status_copy *copy;
	struct nats_worker *worker;
	struct event *look;
	struct flight flights[FLIGHTS];
	struct reply replies[DECISIONS];
	bool unkept_told; /* in the log: no stream keeps answers */
	uint64_t last_ticket;
	bool up;
	char promise[NOTE_WHY + 256];
	char why[NOTE_WHY]; /* it is not up */
};

static void land(struct nats_engine *n, struct flight *flight, const struct engine_done *how)
{
	struct engine_done done = *how;
	char id[sizeof flight->id];
	bool confirms = flight->confirms;
	memcpy(id, flight->id, sizeof id);
	flight->ticket = 0; /* free before the outbox hears of it */
	done.id = id;
	if (confirms)
		n->events->confirmed(n->context, id, ENGINE_UNSURE);
	else
		n->events->done(n->context, &done);
}

/* What stands at the sequence: the item itself, another or nothing. */
static void land_found(struct nats_engine *n, struct flight *flight, const char *id_there)
{
	struct flight landed = *flight;
	flight->ticket = 0;
	if (landed.confirms)
		n->events->confirmed(n->context, landed.id, strcmp(landed.id, id_there) == 0 ? ENGINE_KEPT : ENGINE_LOST);
}

/* Of those that were under way when it began: what the outbox publishes meanwhile is younger. */
static void land_all(struct nats_engine *n, int64_t due_before_ms, const struct engine_done *how)
{
	uint64_t last = n->last_ticket;
	for (size_t i = 0; i < FLIGHTS; i++)
		if (n->flights[i].ticket && n->flights[i].ticket <= last && n->flights[i].due_ms < due_before_ms)
			land(n, &n->flights[i], how);
}

static void reply_end(struct nats_engine *n, struct reply *reply, bool done)
{
	if (n->up)
		nats_worker_acknowledge(n->worker, reply->decision, done);
	nats_decision_free(reply->decision);
	*reply = (struct reply){0};
}

static void replies_end(struct nats_engine *n, int64_t due_before_ms)
{
	for (size_t i = 0; i < DECISIONS; i++)
		if (n->replies[i].ticket && n->replies[i].due_ms < due_before_ms)
			reply_end(n, &n->replies[i], false);
}

static struct reply *reply_of(struct nats_engine *n, uint64_t ticket)
{
	for (size_t i = 0; i < DECISIONS; i++)
		if (n->replies[i].ticket == ticket)
			return &n->replies[i];
	return NULL;
}

static void look_again(struct nats_engine *n)
{
	struct timeval after = {.tv_sec = LOOK_S};
	event_add(n->look, &after);
}

static void look_begin(struct nats_engine *n)
{
	if (!evtimer_pending(n->look, NULL))
		look_again(n);
}

static void on_look(evutil_socket_t fd, short what, void *context)
{
	struct nats_engine *n = context;
	(void)fd;
	(void)what;
	int64_t now_ms = moment_read().mono_ms;
	bool busy = false;
	land_all(n, now_ms, &(struct engine_done){.why = "no answer"});
	replies_end(n, now_ms);
	for (size_t i = 0; i < FLIGHTS; i++)
		busy = busy || n->flights[i].ticket;
	for (size_t i = 0; i < DECISIONS; i++)
		busy = busy || n->replies[i].ticket;
	if (busy)
		look_again(n);
}

static struct flight *flight_of(struct nats_engine *n, uint64_t ticket)
{
	for (size_t i = 0; i < FLIGHTS; i++)
		if (n->flights[i].ticket == ticket)
			return &n->flights[i];
	return NULL;
}

/* Places of their own for those that ask: an item never waits for them. */
static struct flight *flight_free(struct nats_engine *n, bool confirms)
{
	for (size_t i = confirms ? IN_FLIGHT : 0; i < (confirms ? FLIGHTS : IN_FLIGHT); i++)
		if (!n->flights[i].ticket)
			return &n->flights[i];
	return NULL;
}

static enum error take_off(struct nats_engine *n, const char *id, bool confirms, struct flight **out)
{
	struct flight *flight = flight_free(n, confirms);
	if (!n->up)
		return ERR_STATE;
	if (!flight)
		return ERR_FULL;
	*flight = (struct flight){.ticket = ++n->last_ticket, .confirms = confirms, .due_ms = moment_read().mono_ms + ANSWER_MS};
	snprintf(flight->id, sizeof flight->id, "%s", id);
	look_begin(n);
	*out = flight;
	return ERR_NONE;
}

/* By the event's place in the stream: the same answer to the same delivery is one, to the event sent once more another. */
static void answer_give(struct nats_engine *n, struct reply *reply, struct nats_decision *d, const struct officer_answer *answer)
{
	char id[80], *subject = NULL;
	const char *number = answer->number[0] ? answer->number : d->number;
	snprintf(id, sizeof id, "answer-%s-%llu", answer->id, (unsigned long long)d->sequence);
	*reply = (struct reply){.ticket = ++n->last_ticket, .due_ms = moment_read().mono_ms + ANSWER_MS, .decision = d};
	if (asprintf(&subject, "%s%s", answer->accepted ? NATS_ACCEPTED_PREFIX : NATS_REFUSED_PREFIX, number) >= 0)
		nats_worker_answer(n->worker, reply->ticket, subject, id, answer->json, answer->instead_of);
	free(subject);
	look_begin(n);
}

static void read_status(struct nats_engine *n, struct nats_decision *d)
{
	struct officer_answer answer = {.instead_of = -1};
	struct reply *reply = reply_of(n, 0);
	bool committed = reply && n->events->status(n->context, &(struct officer_event){.number = d->number, .json = d->json, .len = d->len}, &answer);
	if (committed && answer.json) {
		answer_give(n, reply, d, &answer);
	} else {
		nats_worker_acknowledge(n->worker, d, committed);
		nats_decision_free(d);
	}
	free(answer.json);
}

static void read_done(struct nats_engine *n, const struct note *note)
{
	struct flight *flight = note->ticket ? flight_of(n, note->ticket) : NULL;
	struct reply *reply = note->ticket && !flight ? reply_of(n, note->ticket) : NULL;
	if (flight)
		land(n, flight, &(struct engine_done){.accepted = note->yes, .sequence = note->sequence, .doubled = note->doubled, .why = note->why});
	else if (reply)
		reply_end(n, reply, note->yes);
	if (reply && note->yes && note->why[0] && !n->unkept_told) {
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback nats: %s to officers' events: give it the subjects " NATS_ACCEPTED_PREFIX "> and " NATS_REFUSED_PREFIX ">",
			note->why);
		n->unkept_told = true;
	}
}

static void read_state(struct nats_engine *n, bool up, const char *why)
{
	bool changed = n->up != up;
	snprintf(n->why, sizeof n->why, "%s", why);
	n->up = up;
	if (changed)
		n->events->state(n->context, up, why);
	else if (!up)
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback nats: not connected: %s; tried until it is", why);
	if (changed && !up)
		replies_end(n, INT64_MAX);
	if (changed && !up)
		land_all(n, INT64_MAX, &(struct engine_done){.why = why, .unsent = true});
}

static void read_stream(struct nats_engine *n, const struct note_stream *s)
{
	n->events->stream(n->context, &(struct engine_stream){.created_ms = s->created_ms, .first = s->first, .last = s->last, .known = s->known, .connected = s->connected,
		.made = s->made, .told_made = s->told_made});
}

static void read_server(struct nats_engine *n, const char *server)
{
	char before[sizeof n->promise];
	memcpy(before, n->promise, sizeof before);
	snprintf(n->promise, sizeof n->promise, "%s: %s", server, nats_server_promise(server));
	if (strcmp(before, n->promise) != 0)
		log_say(LOG_STORE, LOG_LEVEL_NOTICE, "feedback nats: %s; an item is kept here for %lld s after its acknowledgement", n->promise,
			(long long)n->engine.settle_ms / 1000);
}

static void read_found(struct nats_engine *n, const struct note *note)
{
	struct flight *flight = flight_of(n, note->ticket);
	if (flight)
		land_found(n, flight, note->why);
}

static void on_note(void *context, struct note *note)
{
	struct nats_engine *n = context;
	switch (note->kind) {
	case NOTE_DONE:
		read_done(n, note);
		return;
	case NOTE_FOUND:
		read_found(n, note);
		return;
	case NOTE_STREAM:
		read_stream(n, &note->stream);
		return;
	case NOTE_SERVER:
		read_server(n, note->why);
		return;
	case NOTE_STATE:
		read_state(n, note->yes, note->why);
		return;
	case NOTE_STATUS:
		read_status(n, note->message);
	}
}

static void on_unread(void *context, struct note *note)
{
	(void)context;
	if (note->kind == NOTE_STATUS)
		nats_decision_free(note->message);
}

static enum error nats_publish(struct engine *e, const struct item *item, const char *json)
{
	struct nats_engine *n = (struct nats_engine *)e;
	struct flight *flight;
	char subject[80];
	enum error error = take_off(n, item->id, false, &flight);
	if (error)
		return error;
	snprintf(subject, sizeof subject, "kopuro.%s.%s", item->restricted ? "restricted" : "items", item_kind_name(item->kind));
	nats_worker_publish(n->worker, flight->ticket, subject, item->id, json);
	return ERR_NONE;
}

/* To put a key into a bucket is to publish to its subject. */
static enum error nats_tell(struct engine *e, const char *number, const char *text)
{
	struct nats_engine *n = (struct nats_engine *)e;
	struct flight *flight;
	char id[sizeof flight->id], subject[80];
	assert(strlen(number) == 8 && strspn(number, "0123456789") == 8); /* it becomes a word of a subject */
	snprintf(id, sizeof id, ENGINE_TOLD "%s", number);
	enum error error = take_off(n, id, false, &flight);
	if (error)
		return error;
	snprintf(subject, sizeof subject, NATS_TOLD_PREFIX "%s", number);
	nats_worker_publish(n->worker, flight->ticket, subject, NULL, text);
	return ERR_NONE;
}

static enum error nats_confirm(struct engine *e, const char *id, uint64_t sequence)
{
	struct nats_engine *n = (struct nats_engine *)e;
	struct flight *flight;
	char text[NATS_ASK_MAX];
	enum error error = take_off(n, id, true, &flight);
	if (error)
		return error;
	nats_message_ask(text, sequence);
	nats_worker_publish(n->worker, flight->ticket, NATS_ASK_SUBJECT, NULL, text);
	return ERR_NONE;
}

static const char *nats_words(const struct engine *e)
{
	const struct nats_engine *n = (const struct nats_engine *)e;
	return n->up ? n->promise : n->why;
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
	n->up = false;
	replies_end(n, INT64_MAX); /* those events come again */
	nats_worker_free(n->worker); /* no thread writes notes after this */
	notes_free(n->notes, on_unread);
	status_copy_free(n->copy);
	if (n->look)
		event_free(n->look);
	free(n);
}

/* Each with a scheme, and not more than the worker takes. */
static bool urls_are_good(const char *urls)
{
	size_t count = 0;
	for (const char *at = urls + strspn(urls, " ,"); *at; at += strspn(at, " ,")) {
		size_t len = strcspn(at, " ,");
		const char *scheme = memmem(at, len, "://", 3);
		if (!scheme || scheme == at || ++count > ENGINE_URLS)
			return false;
		at += len;
	}
	return count > 0;
}

struct engine *engine_nats(struct event_base *base, const char *urls, const char *ca, unsigned node, int64_t settle_ms,
	const struct engine_events *events, void *context, const char **why)
{
	*why = "feedback nats: one to five URLs such as nats://127.0.0.1:4222, apart by spaces";
	if (!urls_are_good(urls))
		return NULL;
	*why = "feedback nats: no memory or no thread";
	struct nats_engine *n = calloc(1, sizeof *n);
	if (!n)
		return NULL;
	n->engine = (struct engine){.kind = "nats", .in_flight_max = IN_FLIGHT, .publish = nats_publish, .tell = nats_tell,
		.look_up = nats_look_up, .is_up = nats_is_up, .confirm = nats_confirm, .settle_ms = settle_ms, .words = nats_words, .close = nats_close};
	n->events = events;
	n->context = context;
	n->copy = status_copy_new(COPY_MAX);
	n->notes = notes_new(base, on_note, n);
	n->look = evtimer_new(base, on_look, n);
	n->worker = n->copy && n->notes && n->look ? nats_worker_new(urls, ca, node, settle_ms, n->notes, n->copy) : NULL;
	if (n->worker)
		return &n->engine;
	nats_close(&n->engine);
	return NULL;
}
