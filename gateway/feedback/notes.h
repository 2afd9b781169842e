/* Notes from a library's threads to the loop: a list under a lock, and a descriptor that wakes the loop. */
#ifndef KOPURO_FEEDBACK_NOTES_H
#define KOPURO_FEEDBACK_NOTES_H

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct notes;

enum note_kind {
	NOTE_DONE,    /* a publication was answered */
	NOTE_FOUND,   /* what stands at a sequence of the stream was answered: the item's id in `why`, or "" for nothing */
	NOTE_STATE,   /* up or down */
	NOTE_STATUS,  /* an officer's decision */
	NOTE_STREAM,  /* the stream was looked at */
	NOTE_SERVER   /* another server: its version and address in `why` */
};

#define NOTE_WHY 256
struct note_stream { /* see struct engine_stream */
	int64_t created_ms;
	uint64_t first, last, known;
	bool connected, made, told_made;
};
struct note {
	struct note *next;
	enum note_kind kind;
	uint64_t ticket;   /* NOTE_DONE: of the publication */
	bool yes;          /* accepted; up */
	bool of_items;     /* NOTE_DONE, accepted: by the stream of the items */
	bool doubled;      /* NOTE_DONE, accepted: it was there already */
	uint64_t sequence; /* NOTE_DONE, accepted: in the stream */
	char why[NOTE_WHY];
	struct note_stream stream;
	void *message;     /* NOTE_STATUS: whoever reads the note owns it */
};

typedef void note_reader(void *context, struct note *note); /* on the loop, in the order of writing; the note is freed after it */

struct notes *notes_new(struct event_base *base, note_reader *reader, void *context); /* NULL: no memory or no descriptor */
/* Not from within the reader, and no thread may write any more. Unread notes are given to `unread` (may be NULL) and freed. */
void notes_free(struct notes *n, note_reader *unread);
void notes_write(struct notes *n, const struct note *note); /* any thread; copied */

#endif
