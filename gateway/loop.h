/* One turn of the loop: libevent, with libosmocore's descriptors and timers (the console) nested in it.
 * After each turn's events the `turn` callback runs once, with the moment that the turn began; it returns when it wants to run next
 * at the latest (mono_ms). */
#ifndef KOPURO_LOOP_H
#define KOPURO_LOOP_H

#include "base/moment.h"

struct event_base;
struct loop;
typedef int64_t loop_turn(void *context, struct moment now);

struct loop *loop_new(void); /* NULL: the system gives no event base */
struct event_base *loop_base(struct loop *l);
const struct moment *loop_clock(const struct loop *l); /* the present turn's moment */
void loop_run(struct loop *l, loop_turn *turn, void *context); /* until loop_stop */
void loop_stop(struct loop *l);
void loop_free(struct loop *l);

#endif
