/* An engine at work on a loop, for tests with a real nats-server: items are offered as the outbox would, again and again until they are taken,
 * and what reached the stream is read back by a consumer of the test's own. */
#ifndef KOPURO_TESTS_NATS_PLACE_H
#define KOPURO_TESTS_NATS_PLACE_H

#include "feedback/engine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define PLACE_ITEMS 30000

struct place_item {
	enum { PLACE_WAITS, PLACE_OUT, PLACE_TAKEN } state;
	int64_t due_ms;
};

struct place {
	struct event_base *base;
	struct event *tick;
	struct engine *engine;
	bool up;
	unsigned ups, downs, refusals, strangers; /* done for what was not out */
	char why[200];       /* of the last refusal, or of going down */
	double longest_ms;   /* turn of the loop */
	pthread_t pulse;
	atomic_bool pulse_stop;
	atomic_int pulse_late_ms;
	/* items 1 to count: offered, `taken` of them for good */
	struct place_item items[PLACE_ITEMS + 1];
	size_t count, taken;
	/* statuses */
	bool commits, answers; /* answers: each with {"done":true} */
	unsigned statuses;
	struct status_event last;
	/* the stream */
	unsigned looks, made;
	struct engine_stream stream;
	unsigned kept, lost, unsure;
	/* told */
	unsigned told, untold;
};

void place_up(struct place *p, const char *urls, unsigned node);
void place_up_verifying(struct place *p, const char *urls, const char *ca);
void place_restart(struct place *p, const char *urls, unsigned node); /* another engine; what was out waits again */
void place_down(struct place *p);
double place_close(struct place *p); /* the engine alone; how many milliseconds it took */

void place_offer(struct place *p, size_t more); /* items more */
void place_run(struct place *p, int ms);
/* Until it is true, or `ms` are over; returns whether it is. */
bool place_until(struct place *p, bool (*is)(const struct place *p), int ms);
bool place_is_up(const struct place *p);
bool place_is_down(const struct place *p);
bool place_all_taken(const struct place *p);
void place_assert_loop_free(struct place *p); /* no turn of it was longer than 50 ms, and what a busy machine adds */

/* As a consumer that deduplicates by id: every one of `count` items is there, with its body, under its subject. Returns how often the
 * stream has an item more than once. Fails when one is missing, or after half a minute. */
size_t place_read_back(const char *urls, size_t count);
/* As an officer: acknowledged by the stream, or the test fails. */
void place_officer(const char *urls, const char *number, const char *json);
struct item place_item(size_t n);

#endif
