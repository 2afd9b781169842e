#include "feedback/nats_worker.h"

#include "feedback/nats_ensure.h"
#include "feedback/nats_link.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DONE "+ACK"
#define AGAIN "-NAK {\"delay\": 2000000000}" /* nanoseconds */

struct job { /* a publication */
	struct job *next;
	uint64_t ticket; /* 0: no answer is awaited */
	bool answer;     /* to an officer's event: */
	int instead_of;  /* only if there is no such node; -1 */
	char *id;        /* or NULL */
	char *text;
	char subject[];
};

struct nats_worker {
	struct nats_link link; /* its lock is for the jobs, too */
	struct job *first, **end;
	pthread_t thread;
	char *urls, *ca;
};

static void job_free(struct job *j)
{
	if (j->text)
		explicit_bzero(j->text, strlen(j->text)); /* a person's words */
	free(j->id);
	free(j->text);
	free(j);
}

static struct job *job_new(uint64_t ticket, const char *subject, const char *id, const char *text)
{
	size_t len = strlen(subject) + 1;
	struct job *j = calloc(1, sizeof *j + len);
	if (!j)
		return NULL;
	memcpy(j->subject, subject, len);
	j->ticket = ticket;
	j->id = id ? strdup(id) : NULL;
	j->text = strdup(text);
	if (j->text && (!id || j->id))
		return j;
	job_free(j);
	return NULL;
}

static struct job *job_take(struct nats_worker *w)
{
	struct job *j = w->first;
	if (j)
		w->first = j->next;
	if (!w->first)
		w->end = &w->first;
	return j;
}

static void job_run(struct nats_worker *w, struct job *j)
{
	if (j->answer)
		nats_link_answer(&w->link, j->ticket, j->subject, j->id, j->text, j->instead_of);
	else
		nats_link_publish(&w->link, j->ticket, j->subject, j->id, j->text);
	job_free(j);
}

/* ---- the thread ---- */

enum step { STEP_WAIT, STEP_STOP, STEP_BEGIN, STEP_SETTLE, STEP_LOOK, STEP_PUBLISH };

static enum step step_next(const struct nats_worker *w, int64_t now_ms)
{
	const struct nats_link *l = &w->link;
	bool rested = now_ms >= l->rest_ms;
	if (l->stopping)
		return STEP_STOP;
	if (!l->linked || l->closed)
		return rested ? STEP_BEGIN : STEP_WAIT;
	if (l->connected && (!l->settled || l->doubtful) && rested)
		return STEP_SETTLE;
	if (l->settled && now_ms >= l->look_ms)
		return STEP_LOOK;
	return l->settled && w->first ? STEP_PUBLISH : STEP_WAIT;
}

/* When something is to be done without being woken; 0: nothing is. */
static int64_t step_due(const struct nats_link *l, int64_t now_ms)
{
	if (now_ms < l->rest_ms)
		return l->rest_ms;
	return l->settled ? l->look_ms : 0;
}

static enum step step_wait(struct nats_worker *w, struct job **job)
{
	struct nats_link *l = &w->link;
	enum step step;
	int64_t now_ms;
	pthread_mutex_lock(&l->lock);
	while ((step = step_next(w, now_ms = nats_link_clock())) == STEP_WAIT) {
		int64_t due_ms = step_due(l, now_ms);
		struct timespec until = {.tv_sec = due_ms / 1000, .tv_nsec = due_ms % 1000 * 1000000};
		if (due_ms == 0)
			pthread_cond_wait(&l->woken, &l->lock);
		else
			pthread_cond_timedwait(&l->woken, &l->lock, &until);
	}
	*job = step == STEP_PUBLISH || (step == STEP_STOP && l->settled) ? job_take(w) : NULL;
	pthread_mutex_unlock(&l->lock);
	return step;
}

static void *work(void *context)
{
	struct nats_worker *w = context;
	struct job *job;
	enum step step;
	/* At the stop it goes on as long as there are jobs: what was committed is to be acknowledged. */
	while ((step = step_wait(w, &job)) != STEP_STOP || job) {
		if (job)
			job_run(w, job);
		else if (step == STEP_BEGIN)
			nats_link_begin(&w->link);
		else if (step == STEP_SETTLE)
			nats_link_settle(&w->link);
		else
			nats_link_look(&w->link);
	}
	nats_link_end(&w->link);
	return NULL;
}

/* The library's threads take over our mask: the process's signals are none of theirs. */
static bool thread_start(struct nats_worker *w)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool started = pthread_create(&w->thread, NULL, work, w) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

static void worker_end(struct nats_worker *w)
{
	for (struct job *j; (j = job_take(w));)
		job_free(j);
	nats_link_fini(&w->link);
	free(w->urls);
	free(w->ca);
	free(w);
}

struct nats_worker *nats_worker_new(const char *urls, const char *ca, unsigned node, int64_t settle_ms, struct notes *notes,
	struct status_copy *copy)
{
	struct nats_worker *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->urls = strdup(urls);
	w->ca = ca ? strdup(ca) : NULL;
	w->end = &w->first;
	nats_link_init(&w->link);
	w->link.urls = w->urls;
	w->link.ca = w->ca;
	w->link.notes = notes;
	w->link.copy = copy;
	w->link.settle_ms = settle_ms;
	nats_durable_write(w->link.durable, sizeof w->link.durable, node);
	if (w->urls && (!ca || w->ca) && thread_start(w))
		return w;
	worker_end(w);
	return NULL;
}

void nats_worker_free(struct nats_worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->link.lock);
	w->link.stopping = true;
	pthread_cond_broadcast(&w->link.woken);
	pthread_mutex_unlock(&w->link.lock);
	pthread_join(w->thread, NULL);
	worker_end(w);
}

static void job_add(struct nats_worker *w, struct job *j)
{
	if (!j)
		return; /* no memory: as if its answer were lost */
	pthread_mutex_lock(&w->link.lock);
	*w->end = j;
	w->end = &j->next;
	pthread_cond_broadcast(&w->link.woken);
	pthread_mutex_unlock(&w->link.lock);
}

void nats_worker_publish(struct nats_worker *w, uint64_t ticket, const char *subject, const char *id, const char *text)
{
	job_add(w, job_new(ticket, subject, id, text));
}

void nats_worker_answer(struct nats_worker *w, uint64_t ticket, const char *subject, const char *id, const char *text, int instead_of)
{
	struct job *j = job_new(ticket, subject, id, text);
	if (j) {
		j->answer = true;
		j->instead_of = instead_of;
	}
	job_add(w, j);
}

void nats_worker_acknowledge(struct nats_worker *w, const struct nats_decision *d, bool done)
{
	job_add(w, job_new(0, d->reply, NULL, done ? DONE : AGAIN));
}
