#include "feedback/nats_link.h"

#include "feedback/engine.h"
#include "feedback/nats_ensure.h"
#include "feedback/nats_message.h"
#include "feedback/nats_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_MS 2000     /* for one server */
#define CONNECT_ALL_MS 3000 /* for all that are named: as long as that a stop may have to wait */
#define ANSWER_MS 1500      /* for JetStream's answers about what is there */
#define AGAIN_MS 1000       /* between two attempts to connect or to settle */
#define RECONNECT_MS 500
#define PING_MS 1500        /* twice without an answer: the server hangs, another is tried */
#define WRITE_MS 2000
#define LOOK_MS 60000       /* between two looks at the stream */

int64_t nats_link_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void nats_link_init(struct nats_link *l)
{
	pthread_condattr_t monotonic;
	pthread_mutex_init(&l->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&l->woken, &monotonic);
	pthread_condattr_destroy(&monotonic);
}

void nats_link_fini(struct nats_link *l)
{
	pthread_cond_destroy(&l->woken);
	pthread_mutex_destroy(&l->lock);
}

static void say_refused(struct nats_link *l, uint64_t ticket, const char *why)
{
	struct note note = {.kind = NOTE_DONE, .ticket = ticket};
	snprintf(note.why, sizeof note.why, "%s", why);
	notes_write(l->notes, &note);
}

/* Under the lock, so that notes of the state have the order of the state. The same reason is not said twice. */
static void say_state(struct nats_link *l, bool up, const char *why)
{
	struct note note = {.kind = NOTE_STATE, .yes = up};
	if (up ? l->settled : !l->settled && strcmp(l->said, why) == 0)
		return;
	l->settled = up;
	snprintf(l->said, sizeof l->said, "%s", why);
	snprintf(note.why, sizeof note.why, "%s", l->said);
	notes_write(l->notes, &note);
}

static void rest(struct nats_link *l, const char *why)
{
	pthread_mutex_lock(&l->lock);
	l->rest_ms = nats_link_clock() + AGAIN_MS;
	say_state(l, false, why);
	pthread_mutex_unlock(&l->lock);
}

/* ---- callbacks, from the library's threads ---- */

static void on_lost(natsConnection *connection, void *context)
{
	struct nats_link *l = context;
	(void)connection;
	pthread_mutex_lock(&l->lock);
	l->changes++;
	l->connected = false;
	if (l->settled)
		say_state(l, false, "the connection is lost");
	pthread_mutex_unlock(&l->lock);
}

static void on_back(natsConnection *connection, void *context)
{
	struct nats_link *l = context;
	(void)connection;
	pthread_mutex_lock(&l->lock);
	l->changes++;
	l->connected = true;
	l->rest_ms = 0;
	pthread_cond_broadcast(&l->woken);
	pthread_mutex_unlock(&l->lock);
}

/* The last callback of a connection: all of them come from one thread of the library, in order. */
static void on_closed(natsConnection *connection, void *context)
{
	struct nats_link *l = context;
	(void)connection;
	pthread_mutex_lock(&l->lock);
	l->connected = false;
	l->closed = true;
	if (l->settled)
		say_state(l, false, "the connection is closed");
	pthread_cond_broadcast(&l->woken);
	pthread_mutex_unlock(&l->lock);
}

static void on_reader_end(void *context)
{
	struct nats_link *l = context;
	pthread_mutex_lock(&l->lock);
	l->readers--;
	pthread_cond_broadcast(&l->woken);
	pthread_mutex_unlock(&l->lock);
}

static void on_ack(natsConnection *connection, natsSubscription *subscription, natsMsg *message, void *context)
{
	struct nats_link *l = context;
	struct note note;
	enum nats_answer answer = nats_message_answer(message, &note);
	(void)connection;
	(void)subscription;
	if (answer == NATS_ANSWER_NOBODY) {
		pthread_mutex_lock(&l->lock);
		if (!l->doubtful)
			l->rest_ms = nats_link_clock() + AGAIN_MS; /* or a stream that is not for this subject would keep us busy with nothing else */
		l->doubtful = true;
		pthread_cond_broadcast(&l->woken);
		pthread_mutex_unlock(&l->lock);
	}
	pthread_mutex_lock(&l->lock);
	if (note.of_items && note.sequence > l->acknowledged)
		l->acknowledged = note.sequence;
	pthread_mutex_unlock(&l->lock);
	notes_write(l->notes, &note);
	natsMsg_Destroy(message);
}

static void on_status(natsConnection *connection, natsSubscription *subscription, natsMsg *message, void *context)
{
	struct nats_link *l = context;
	struct nats_decision *d = nats_message_decision(message);
	(void)connection;
	(void)subscription;
	if (d)
		notes_write(l->notes, &(struct note){.kind = NOTE_STATUS, .message = d});
	natsMsg_Destroy(message);
}

static void on_told(natsConnection *connection, natsSubscription *subscription, natsMsg *message, void *context)
{
	struct nats_link *l = context;
	char text[NATS_TOLD_MAX + 1];
	(void)connection;
	(void)subscription;
	status_copy_put(l->copy, nats_message_told(message, text), text);
	natsMsg_Destroy(message);
}

/* ---- to connect ---- */

static size_t servers_of(char *urls, const char *servers[ENGINE_URLS], bool *tls)
{
	size_t count = 0;
	char *left = urls;
	for (char *url; count < ENGINE_URLS && (url = strtok_r(left, " ,", &left));) {
		servers[count++] = url;
		*tls = *tls || strncmp(url, "tls://", 6) == 0;
	}
	return count;
}

static natsStatus options_fill(struct nats_link *l, natsOptions *o, const char **servers, size_t count, bool tls)
{
	int64_t each = CONNECT_ALL_MS / (int64_t)count;
	natsStatus s = natsOptions_SetServers(o, servers, (int)count);
	if (s == NATS_OK)
		s = natsOptions_SetName(o, l->durable);
	if (s == NATS_OK)
		s = natsOptions_SetTimeout(o, each < CONNECT_MS ? each : CONNECT_MS);
	if (s == NATS_OK)
		s = natsOptions_SetMaxReconnect(o, -1);
	if (s == NATS_OK)
		s = natsOptions_SetReconnectWait(o, RECONNECT_MS);
	if (s == NATS_OK)
		s = natsOptions_SetPingInterval(o, PING_MS);
	if (s == NATS_OK)
		s = natsOptions_SetMaxPingsOut(o, 2);
	if (s == NATS_OK)
		s = natsOptions_SetWriteDeadline(o, WRITE_MS);
	if (s == NATS_OK && tls)
		s = natsOptions_SetSecure(o, true);
	if (s == NATS_OK && tls && l->ca)
		s = natsOptions_LoadCATrustedCertificates(o, l->ca);
	if (s == NATS_OK)
		s = natsOptions_SetDisconnectedCB(o, on_lost, l);
	if (s == NATS_OK)
		s = natsOptions_SetReconnectedCB(o, on_back, l);
	if (s == NATS_OK)
		s = natsOptions_SetClosedCB(o, on_closed, l);
	return s;
}

static natsStatus connect_now(struct nats_link *l)
{
	const char *servers[ENGINE_URLS];
	bool tls = false;
	char *urls = strdup(l->urls);
	size_t count = urls ? servers_of(urls, servers, &tls) : 0;
	natsOptions *options = NULL;
	jsOptions with;
	natsStatus s = count ? natsOptions_Create(&options) : NATS_NO_MEMORY;
	if (s == NATS_OK)
		s = options_fill(l, options, servers, count, tls);
	if (s == NATS_OK)
		s = natsConnection_Connect(&l->connection, options);
	natsOptions_Destroy(options);
	free(urls);
	l->replicas = count >= 3 ? 3 : 1;
	jsOptions_Init(&with);
	with.Wait = ANSWER_MS;
	return s == NATS_OK ? natsConnection_JetStream(&l->js, l->connection, &with) : s;
}

/* The library's own words for what went wrong in this thread. */
static const char *reason(natsStatus s)
{
	const char *last = nats_GetLastError(NULL);
	return last && last[0] ? last : natsStatus_GetText(s);
}

void nats_link_begin(struct nats_link *l)
{
	nats_link_end(l);
	natsStatus s = connect_now(l);
	if (s != NATS_OK) {
		rest(l, reason(s));
		return;
	}
	pthread_mutex_lock(&l->lock);
	l->linked = true;
	if (l->changes == 0) /* or a callback knows better already */
		l->connected = true;
	pthread_mutex_unlock(&l->lock);
}

static void subscription_end(natsSubscription **s)
{
	natsSubscription_Destroy(*s); /* a durable consumer stays at the servers */
	*s = NULL;
}

void nats_link_end(struct nats_link *l)
{
	natsConnection_Close(l->connection);
	subscription_end(&l->acks);
	subscription_end(&l->statuses);
	subscription_end(&l->told);
	pthread_mutex_lock(&l->lock);
	while (l->connection && (!l->closed || l->readers > 0))
		pthread_cond_wait(&l->woken, &l->lock);
	l->linked = l->connected = l->doubtful = l->closed = false;
	l->changes = 0;
	pthread_mutex_unlock(&l->lock);
	jsCtx_Destroy(l->js);
	natsConnection_Destroy(l->connection);
	natsInbox_Destroy(l->inbox);
	l->js = NULL;
	l->connection = NULL;
	l->inbox = NULL;
}

/* ---- to settle ---- */

/* From now on this subscription's thread is waited for before the link ends. */
static natsStatus reader_begin(struct nats_link *l, natsStatus s, natsSubscription *subscription)
{
	if (s != NATS_OK)
		return s;
	pthread_mutex_lock(&l->lock);
	l->readers++;
	pthread_mutex_unlock(&l->lock);
	s = natsSubscription_SetOnCompleteCB(subscription, on_reader_end, l);
	if (s != NATS_OK)
		on_reader_end(l); /* it was closed at once */
	return s;
}

static natsStatus acks_ensure(struct nats_link *l)
{
	char subject[128];
	natsStatus s = NATS_OK;
	if (l->acks)
		return s;
	if (!l->inbox)
		s = natsInbox_Create(&l->inbox);
	if (s != NATS_OK)
		return s;
	snprintf(subject, sizeof subject, "%s.*", l->inbox);
	s = natsConnection_Subscribe(&l->acks, l->connection, subject, on_ack, l);
	return reader_begin(l, s, l->acks);
}

static natsStatus stream_ensure(struct nats_link *l)
{
	struct nats_stream stream;
	pthread_mutex_lock(&l->lock);
	uint64_t known = l->acknowledged;
	pthread_mutex_unlock(&l->lock);
	natsStatus s = nats_stream_ensure(l->js, l->replicas, l->settle_ms * 1000000, &stream, l->unfit, sizeof l->unfit);
	l->answers_kept = s == NATS_OK && stream.answers;
	if (s == NATS_OK)
		l->stream = (struct note_stream){.created_ms = stream.created_ns / 1000000, .first = stream.first, .last = stream.last,
			.known = known, .made = stream.made || l->stream.made, .told_made = l->stream.told_made};
	return s;
}

static void say_server(struct nats_link *l)
{
	struct note note = {.kind = NOTE_SERVER};
	char url[256];
	if (natsConnection_GetConnectedUrl(l->connection, url, sizeof url) == NATS_OK && nats_server_greeting(url, note.why, sizeof note.why))
		notes_write(l->notes, &note);
}

/* Under the lock: what is said of the stream comes before what is said of the state. */
static void say_stream(struct nats_link *l, bool connected)
{
	struct note note = {.kind = NOTE_STREAM, .stream = l->stream};
	note.stream.connected = connected;
	notes_write(l->notes, &note);
	l->stream.made = l->stream.told_made = false;
	if (l->stream.last < l->stream.known)
		l->acknowledged = l->stream.last; /* said once */
	l->look_ms = nats_link_clock() + LOOK_MS;
}

static natsStatus statuses_ensure(struct nats_link *l)
{
	bool there;
	natsStatus s = nats_consumer_find(l->js, l->durable, &there);
	if (s != NATS_OK || (there && l->statuses))
		return s;
	subscription_end(&l->statuses);
	s = nats_statuses_subscribe(&l->statuses, l->js, l->durable, there, on_status, l);
	return reader_begin(l, s, l->statuses);
}

static natsStatus told_ensure(struct nats_link *l)
{
	bool made;
	natsStatus s = nats_bucket_ensure(l->js, l->replicas, &made);
	l->stream.told_made = l->stream.told_made || (s == NATS_OK && made);
	if (s != NATS_OK || (!made && l->told))
		return s;
	subscription_end(&l->told);
	s = nats_told_subscribe(&l->told, l->js, on_told, l);
	return reader_begin(l, s, l->told);
}

static bool is_vain(struct nats_link *l)
{
	pthread_mutex_lock(&l->lock);
	bool vain = l->stopping || !l->connected;
	pthread_mutex_unlock(&l->lock);
	return vain;
}

void nats_link_settle(struct nats_link *l)
{
	static natsStatus (*const steps[])(struct nats_link *) = {acks_ensure, stream_ensure, statuses_ensure, told_ensure};
	pthread_mutex_lock(&l->lock);
	unsigned changes = l->changes;
	bool connected = !l->settled; /* not a look at what is in doubt */
	l->doubtful = false;
	pthread_mutex_unlock(&l->lock);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		natsStatus s = is_vain(l) ? NATS_OK : steps[i](l);
		if (s != NATS_OK) {
			rest(l, l->unfit[0] ? l->unfit : reason(s));
			return;
		}
	}
	if (connected && !is_vain(l))
		say_server(l);
	pthread_mutex_lock(&l->lock);
	if (l->connected && !l->stopping && l->changes == changes) {
		say_stream(l, connected);
		say_state(l, true, "");
	}
	pthread_mutex_unlock(&l->lock);
}

void nats_link_look(struct nats_link *l)
{
	natsStatus s = stream_ensure(l);
	pthread_mutex_lock(&l->lock);
	l->doubtful = l->doubtful || l->stream.made; /* what hangs on it is to be made anew, too */
	if (s == NATS_OK && l->connected)
		say_stream(l, false);
	else
		l->look_ms = nats_link_clock() + LOOK_MS;
	pthread_mutex_unlock(&l->lock);
	if (l->unfit[0])
		rest(l, l->unfit);
}

/* ---- to publish ---- */

void nats_link_publish(struct nats_link *l, uint64_t ticket, const char *subject, const char *id, const char *text)
{
	char reply[128];
	natsMsg *message = NULL;
	snprintf(reply, sizeof reply, "%s.%llu", l->inbox, (unsigned long long)ticket);
	natsStatus s = natsMsg_Create(&message, subject, ticket ? reply : NULL, text, (int)strlen(text));
	if (s == NATS_OK && id)
		s = natsMsgHeader_Set(message, "Nats-Msg-Id", id);
	if (s == NATS_OK)
		s = natsConnection_PublishMsg(l->connection, message);
	natsMsg_Destroy(message);
	if (s != NATS_OK && ticket)
		say_refused(l, ticket, natsStatus_GetText(s));
}

/* Each node that ever was in the cluster has its consumer there. */
static natsStatus node_find(struct nats_link *l, int node, bool *there)
{
	char durable[sizeof l->durable];
	*there = false;
	if (node < 0)
		return NATS_OK;
	nats_durable_write(durable, sizeof durable, (unsigned)node);
	return nats_consumer_find(l->js, durable, there);
}

static void say_said(struct nats_link *l, uint64_t ticket, const char *why)
{
	struct note note = {.kind = NOTE_DONE, .ticket = ticket, .yes = true};
	snprintf(note.why, sizeof note.why, "%s", why);
	notes_write(l->notes, &note);
}

void nats_link_answer(struct nats_link *l, uint64_t ticket, const char *subject, const char *id, const char *text, int instead_of)
{
	bool there;
	natsStatus s = node_find(l, instead_of, &there);
	if (s != NATS_OK) {
		say_refused(l, ticket, reason(s));
		return;
	}
	if (!there)
		nats_link_publish(l, l->answers_kept ? ticket : 0, subject, id, text);
	if (there || !l->answers_kept)
		say_said(l, ticket, there ? "" : "the stream KOPURO keeps no answers");
}
