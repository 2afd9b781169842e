/* Notes from threads to the loop: none lost, each writer's in its order, and the loop asleep until there is one. */
#include "feedback/notes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRITERS 4
#define EACH 20000

struct desk {
	struct event_base *base;
	struct notes *notes;
	uint64_t last[WRITERS], read, unread;
	char why[160];
};

static void on_note(void *context, struct note *note)
{
	struct desk *d = context;
	size_t writer = note->ticket % WRITERS;
	assert_true(note->ticket / WRITERS == d->last[writer] + 1);
	d->last[writer]++;
	d->read++;
	memcpy(d->why, note->why, sizeof d->why);
}

static void on_unread(void *context, struct note *note)
{
	struct desk *d = context;
	d->unread++;
	free(note->message);
}

static void desk_up(struct desk *d)
{
	*d = (struct desk){.base = event_base_new()};
	d->notes = notes_new(d->base, on_note, d);
	assert_non_null(d->notes);
}

static void write_one(struct notes *notes, size_t writer, uint64_t serial)
{
	struct note note = {.kind = NOTE_DONE, .ticket = serial * WRITERS + writer};
	snprintf(note.why, sizeof note.why, "%llu", (unsigned long long)serial);
	notes_write(notes, &note);
}

struct writer { struct notes *notes; size_t number; };

static void *write_all(void *context)
{
	const struct writer *w = context;
	for (uint64_t serial = 1; serial <= EACH; serial++)
		write_one(w->notes, w->number, serial);
	return NULL;
}

static void threads_write_the_loop_reads(void **state)
{
	struct desk d;
	struct writer writers[WRITERS];
	pthread_t threads[WRITERS];
	(void)state;
	desk_up(&d);
	for (size_t i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){d.notes, i};
		assert_int_equal(pthread_create(&threads[i], NULL, write_all, &writers[i]), 0);
	}
	while (d.read < WRITERS * EACH)
		event_base_loop(d.base, EVLOOP_ONCE); /* sleeps; a wake that is lost would hang here */
	for (size_t i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	assert_string_equal(d.why, "20000");
	event_base_loop(d.base, EVLOOP_NONBLOCK);
	assert_int_equal(d.read, WRITERS * EACH);
	notes_free(d.notes, on_unread);
	assert_int_equal(d.unread, 0);
	event_base_free(d.base);
}

static void what_nobody_read_is_given_back(void **state)
{
	struct desk d;
	(void)state;
	desk_up(&d);
	for (size_t i = 0; i < 3; i++)
		notes_write(d.notes, &(struct note){.kind = NOTE_STATUS, .message = malloc(8)});
	notes_free(d.notes, on_unread);
	assert_int_equal(d.unread, 3);
	assert_int_equal(d.read, 0);
	event_base_free(d.base);
	desk_up(&d);
	write_one(d.notes, 0, 1);
	notes_free(d.notes, NULL);
	notes_free(NULL, NULL);
	event_base_free(d.base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_write_the_loop_reads),
		cmocka_unit_test(what_nobody_read_is_given_back),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
