#include "feedback/nats_worker.h"

#include <nats/nats.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STREAM "KOPURO"
#define BUCKET "KOPURO_STATUS"
#define SERVERS 16
#define CONNECT_MS 2000
#define AGAIN_S 1         /* between two attempts to connect or to set up */
#define ACK_MS 10000      /* for an acknowledgement; then the item is offered again, with the same id */
#define PENDING_MAX 1024  /* more than the engine ever has in flight */
#define REDELIVER_NS INT64_C(30000000000)
#define DOUBLES_NS INT64_C(86400000000000)
#define WATCH_MS 500

enum job_kind { JOB_PUBLISH, JOB_TELL };
struct job {
	struct job *next;
	enum job_kind kind;
	char name[80]; /* subject; number */
	char id[40];
	char *text;
};

struct nats_worker {
	char *urls;
	unsigned node;
	struct notes *notes;
	struct status_copy *copy;
	pthread_t thread, watch_thread;
	bool watching;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	struct job *first, **end;
	bool stopping;
	/* of the thread alone */
	natsConnection *connection;
	jsCtx *js;
	kvStore *bucket;
	natsSubscription *statuses;
};

static void note_state(struct nats_worker *w, bool up, const char *why)
{
	struct note note = {.kind = NOTE_STATE, .yes = up};
	snprintf(note.why, sizeof note.why, "%s", why);
	notes_write(w->notes, &note);
}

static void note_done(struct nats_worker *w, const char *id, bool accepted, const char *why)
{
	struct note note = {.kind = NOTE_DONE, .yes = accepted};
	snprintf(note.id, sizeof note.id, "%s", id);
	snprintf(note.why, sizeof note.why, "%s", why ? why : "");
	notes_write(w->notes, &note);
}

/* ---- callbacks, from the library's threads ---- */

static void on_lost(natsConnection *connection, void *context)
{
	(void)connection;
	note_state(context, false, "the connection is lost");
}

static void on_back(natsConnection *connection, void *context)
{
	(void)connection;
	note_state(context, true, "");
}

static void on_ack(jsCtx *js, natsMsg *message, jsPubAck *ack, jsPubAckErr *trouble, void *context)
{
	const char *id = "", *why = "";
	(void)js;
	natsMsgHeader_Get(message, "Nats-Msg-Id", &id);
	if (!ack)
		why = trouble && trouble->ErrText ? trouble->ErrText : natsStatus_GetText(trouble ? trouble->Err : NATS_ERR);
	note_done(context, id, ack != NULL, why);
	natsMsg_Destroy(message);
}

static void on_status(natsConnection *connection, natsSubscription *subscription, natsMsg *message, void *context)
{
	struct nats_worker *w = context;
	(void)connection;
	(void)subscription;
	notes_write(w->notes, &(struct note){.kind = NOTE_STATUS, .message = message});
}

const char *nats_worker_status(const void *message, size_t *len)
{
	*len = (size_t)natsMsg_GetDataLength((const natsMsg *)message);
	return natsMsg_GetData((const natsMsg *)message);
}

void nats_worker_status_done(void *message, bool acknowledge)
{
	if (acknowledge)
		natsMsg_Ack(message, NULL);
	natsMsg_Destroy(message);
}

/* ---- to be connected, with all in place ---- */

static size_t servers_of(char *urls, const char *servers[SERVERS])
{
	size_t count = 0;
	char *rest = urls;
	for (char *url; count < SERVERS && (url = strtok_r(rest, " ,", &rest));)
		servers[count++] = url;
	return count;
}

static natsStatus connect_now(struct nats_worker *w, size_t *servers_named)
{
	const char *servers[SERVERS];
	char *urls = strdup(w->urls), name[32];
	natsOptions *options = NULL;
	snprintf(name, sizeof name, "kopurod node %u", w->node);
	*servers_named = urls ? servers_of(urls, servers) : 0;
	natsStatus s = natsOptions_Create(&options);
	if (s == NATS_OK)
		s = natsOptions_SetServers(options, servers, (int)*servers_named);
	if (s == NATS_OK)
		s = natsOptions_SetName(options, name);
	if (s == NATS_OK)
		s = natsOptions_SetTimeout(options, CONNECT_MS);
	if (s == NATS_OK)
		s = natsOptions_SetMaxReconnect(options, -1);
	if (s == NATS_OK)
		s = natsOptions_SetReconnectWait(options, 500);
	if (s == NATS_OK)
		s = natsOptions_SetPingInterval(options, 3000);
	if (s == NATS_OK)
		s = natsOptions_SetMaxPingsOut(options, 2);
	if (s == NATS_OK)
		s = natsOptions_SetDisconnectedCB(options, on_lost, w);
	if (s == NATS_OK)
		s = natsOptions_SetReconnectedCB(options, on_back, w);
	if (s == NATS_OK)
		s = natsConnection_Connect(&w->connection, options);
	natsOptions_Destroy(options);
	free(urls);
	return s;
}

static natsStatus stream_ensure(struct nats_worker *w, int64_t replicas)
{
	const char *subjects[] = {"kopuro.items.>", "kopuro.restricted.>", "kopuro.status.>"};
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	jsStreamConfig config;
	natsStatus s = js_GetStreamInfo(&info, w->js, STREAM, NULL, &code);
	jsStreamInfo_Destroy(info);
	if (s == NATS_OK)
		return s;
	jsStreamConfig_Init(&config);
	config.Name = STREAM;
	config.Subjects = subjects;
	config.SubjectsLen = sizeof subjects / sizeof *subjects;
	config.Storage = js_FileStorage;
	config.Replicas = replicas;
	config.Duplicates = DOUBLES_NS;
	return js_AddStream(NULL, w->js, &config, NULL, &code);
}

static natsStatus bucket_ensure(struct nats_worker *w, int64_t replicas)
{
	kvConfig config;
	if (w->bucket || js_KeyValue(&w->bucket, w->js, BUCKET) == NATS_OK)
		return NATS_OK;
	kvConfig_Init(&config);
	config.Bucket = BUCKET;
	config.History = 1;
	config.StorageType = js_FileStorage;
	config.Replicas = (int)replicas;
	return js_CreateKeyValue(&w->bucket, w->js, &config);
}

static natsStatus statuses_ensure(struct nats_worker *w)
{
	jsSubOptions options;
	jsErrCode code = 0;
	char durable[32];
	if (w->statuses)
		return NATS_OK;
	snprintf(durable, sizeof durable, "kopuro-node-%u", w->node);
	jsSubOptions_Init(&options);
	options.Stream = STREAM;
	options.ManualAck = true;
	options.Config.Durable = durable;
	options.Config.AckPolicy = js_AckExplicit;
	options.Config.AckWait = REDELIVER_NS;
	options.Config.MaxAckPending = 64;
	return js_Subscribe(&w->statuses, w->js, "kopuro.status.>", on_status, w, NULL, &options, &code);
}

static void *watch(void *context)
{
	struct nats_worker *w = context;
	kvWatcher *watcher = NULL;
	bool stopping = false;
	while (!stopping) {
		kvEntry *entry = NULL;
		natsStatus s = watcher ? kvWatcher_Next(&entry, watcher, WATCH_MS) : kvStore_WatchAll(&watcher, w->bucket, NULL);
		if (s == NATS_OK && entry)
			status_copy_put(w->copy, kvEntry_Key(entry), kvEntry_Operation(entry) == kvOp_Put ? kvEntry_ValueString(entry) : "");
		kvEntry_Destroy(entry);
		if (s != NATS_OK && s != NATS_TIMEOUT) {
			kvWatcher_Destroy(watcher);
			watcher = NULL;
			nats_Sleep(WATCH_MS);
		}
		pthread_mutex_lock(&w->lock);
		stopping = w->stopping;
		pthread_mutex_unlock(&w->lock);
	}
	kvWatcher_Destroy(watcher);
	return NULL;
}

static natsStatus set_up(struct nats_worker *w)
{
	size_t servers = 0;
	natsStatus s = w->connection ? NATS_OK : connect_now(w, &servers);
	if (s == NATS_OK && !w->js) {
		jsOptions options;
		jsOptions_Init(&options);
		options.PublishAsync.MaxPending = PENDING_MAX;
		options.PublishAsync.AckHandler = on_ack;
		options.PublishAsync.AckHandlerClosure = w;
		s = natsConnection_JetStream(&w->js, w->connection, &options);
	}
	int64_t replicas = servers >= 3 ? 3 : 1;
	if (s == NATS_OK)
		s = stream_ensure(w, replicas);
	if (s == NATS_OK)
		s = bucket_ensure(w, replicas);
	if (s == NATS_OK)
		s = statuses_ensure(w);
	if (s == NATS_OK && !w->watching)
		w->watching = pthread_create(&w->watch_thread, NULL, watch, w) == 0;
	return s;
}

/* ---- the thread ---- */

static void job_free(struct job *j)
{
	free(j->text);
	free(j);
}

static void job_run(struct nats_worker *w, struct job *j)
{
	natsStatus s;
	jsPubOptions options;
	if (j->kind == JOB_PUBLISH) {
		jsPubOptions_Init(&options);
		options.MsgId = j->id;
		options.MaxWait = ACK_MS;
		s = js_PublishAsync(w->js, j->name, j->text, (int)strlen(j->text), &options);
		if (s == NATS_OK)
			return; /* on_ack tells the end */
	} else {
		s = kvStore_PutString(NULL, w->bucket, j->name, j->text);
	}
	note_done(w, j->id, s == NATS_OK, s == NATS_OK ? "" : natsStatus_GetText(s));
}

/* The next job; NULL: the worker is stopping, or `wait_s` seconds are over (0: as long as it takes). */
static struct job *job_wait(struct nats_worker *w, int wait_s, bool *stopping)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += wait_s;
	pthread_mutex_lock(&w->lock);
	int late = 0;
	while (!w->stopping && !late && (wait_s > 0 || !w->first))
		late = wait_s > 0 ? pthread_cond_timedwait(&w->woken, &w->lock, &until) : pthread_cond_wait(&w->woken, &w->lock);
	*stopping = w->stopping;
	struct job *j = w->stopping || wait_s > 0 ? NULL : w->first;
	if (j) {
		w->first = j->next;
		if (!w->first)
			w->end = &w->first;
	}
	pthread_mutex_unlock(&w->lock);
	return j;
}

static void *work(void *context)
{
	struct nats_worker *w = context;
	bool stopping = false, told = false;
	natsStatus s;
	while (!stopping && (s = set_up(w)) != NATS_OK) {
		if (!told)
			note_state(w, false, natsStatus_GetText(s));
		told = true;
		job_wait(w, AGAIN_S, &stopping);
	}
	if (!stopping)
		note_state(w, true, "");
	while (!stopping) {
		struct job *j = job_wait(w, 0, &stopping);
		if (!j)
			continue;
		job_run(w, j);
		job_free(j);
	}
	return NULL;
}

struct nats_worker *nats_worker_new(const char *urls, unsigned node, struct notes *notes, struct status_copy *copy)
{
	struct nats_worker *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->urls = strdup(urls);
	w->node = node;
	w->notes = notes;
	w->copy = copy;
	w->end = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->woken, NULL);
	if (w->urls && pthread_create(&w->thread, NULL, work, w) == 0)
		return w;
	free(w->urls);
	free(w);
	return NULL;
}

void nats_worker_free(struct nats_worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_broadcast(&w->woken);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	if (w->watching)
		pthread_join(w->watch_thread, NULL);
	natsSubscription_Destroy(w->statuses); /* the durable consumer stays at the server */
	kvStore_Destroy(w->bucket);
	jsCtx_Destroy(w->js);
	natsConnection_Close(w->connection);
	natsConnection_Destroy(w->connection);
	for (struct job *j = w->first, *next; j; j = next) {
		next = j->next;
		job_free(j);
	}
	pthread_cond_destroy(&w->woken);
	pthread_mutex_destroy(&w->lock);
	free(w->urls);
	free(w);
}

static void job_add(struct nats_worker *w, enum job_kind kind, const char *name, const char *id, const char *text)
{
	struct job *j = calloc(1, sizeof *j);
	if (j)
		j->text = strdup(text);
	if (!j || !j->text) {
		free(j);
		note_done(w, id, false, "no memory");
		return;
	}
	j->kind = kind;
	snprintf(j->name, sizeof j->name, "%s", name);
	snprintf(j->id, sizeof j->id, "%s", id);
	pthread_mutex_lock(&w->lock);
	*w->end = j;
	w->end = &j->next;
	pthread_cond_signal(&w->woken);
	pthread_mutex_unlock(&w->lock);
}

void nats_worker_publish(struct nats_worker *w, const char *subject, const char *id, const char *json)
{
	job_add(w, JOB_PUBLISH, subject, id, json);
}

void nats_worker_tell(struct nats_worker *w, const char *number, const char *id, const char *text)
{
	job_add(w, JOB_TELL, number, id, text);
}
