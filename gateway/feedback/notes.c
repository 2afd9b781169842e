#include "feedback/notes.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct notes {
	pthread_mutex_t lock;
	struct note *first, **end;
	int wake;
	struct event *event;
	note_reader *reader;
	void *context;
};

static struct note *take_all(struct notes *n)
{
	pthread_mutex_lock(&n->lock);
	struct note *first = n->first;
	n->first = NULL;
	n->end = &n->first;
	pthread_mutex_unlock(&n->lock);
	return first;
}

static void read_all(struct notes *n, note_reader *reader)
{
	for (struct note *note = take_all(n), *next; note; note = next) {
		next = note->next;
		if (reader)
			reader(n->context, note);
		free(note);
	}
}

static void on_wake(evutil_socket_t fd, short what, void *context)
{
	struct notes *n = context;
	uint64_t times;
	(void)what;
	if (read(fd, &times, sizeof times) == sizeof times)
		read_all(n, n->reader);
}

struct notes *notes_new(struct event_base *base, note_reader *reader, void *context)
{
	struct notes *n = calloc(1, sizeof *n);
	if (!n)
		return NULL;
	n->end = &n->first;
	n->reader = reader;
	n->context = context;
	n->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&n->lock, NULL);
	n->event = n->wake >= 0 ? event_new(base, n->wake, EV_READ | EV_PERSIST, on_wake, n) : NULL;
	if (n->event && event_add(n->event, NULL) == 0)
		return n;
	notes_free(n, NULL);
	return NULL;
}

void notes_free(struct notes *n, note_reader *unread)
{
	if (!n)
		return;
	read_all(n, unread);
	if (n->event)
		event_free(n->event);
	if (n->wake >= 0)
		close(n->wake);
	pthread_mutex_destroy(&n->lock);
	free(n);
}

void notes_write(struct notes *n, const struct note *note)
{
	struct note *copy = malloc(sizeof *copy);
	if (!copy)
		abort(); /* the outbox would wait for this answer for ever */
	*copy = *note;
	copy->next = NULL;
	pthread_mutex_lock(&n->lock);
	*n->end = copy;
	n->end = &copy->next;
	pthread_mutex_unlock(&n->lock);
	uint64_t once = 1;
	ssize_t put = write(n->wake, &once, sizeof once);
	(void)put; /* full only when the loop is already to be woken */
}
