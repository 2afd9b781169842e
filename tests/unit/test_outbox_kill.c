/* Promises 1 and 2 up to the central queue: whatever a person was told after a commit comes to the consumer at least once, with one id, in the
 * order of its subject, though the process is killed at any moment. A child adds items, delivers them by the outbox to a consumer at the end
 * of a pipe who may or may not answer, and is killed; again and again over the same store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "feedback/outbox.h"
#include "scratch.h"
#include "store/items.h"

#define KILLS 50
#define GROUP 5
#define SUBJECTS 9
#define LONGEST_US 60000
#define MOST 200000

/* What the child says, a record below PIPE_BUF, so that it is whole. */
struct word {
	char what; /* 'c' committed, 'd' delivered */
	int64_t row;
	char id[40], subject[16], text[32];
};

struct pipe_engine {
	struct engine engine; /* first */
	struct outbox *outbox;
	unsigned seed;
	bool willing; /* answers at once, always */
	int out;
};

static void say(int out, char what, const struct item *item)
{
	struct word w = { .what = what, .row = item->row };
	memcpy(w.id, item->id, sizeof w.id);
	memcpy(w.subject, item->subject, sizeof w.subject);
	memcpy(w.text, item->text, sizeof w.text);
	if (write(out, &w, sizeof w) != sizeof w)
		_exit(4);
}

/* Delivered, and then: answered at once, refused though it has arrived, or never answered. */
static enum error pipe_publish(struct engine *e, const struct item *item, const char *json)
{
	struct pipe_engine *p = (struct pipe_engine *)e;
	(void)json;
	say(p->out, 'd', item);
	unsigned fate = (unsigned)rand_r(&p->seed) % 8;
	if (fate < 6 || p->willing)
		outbox_done(p->outbox, &(struct engine_done){ .id = item->id, .accepted = true });
	else if (fate == 6)
		outbox_done(p->outbox, &(struct engine_done){ .id = item->id, .why = "no" });
	return ERR_NONE;
}

static bool pipe_is_up(const struct engine *e)
{
	(void)e;
	return true;
}

static void add_group(struct store *store, unsigned *seed, int out)
{
	struct item items[GROUP];
	for (size_t i = 0; i < GROUP; i++) {
		items[i] = (struct item){ .kind = ITEM_APPEAL_ADDED, .at_ms = 1, .language = "ky", .channel = "ussd", .topic = "work" };
		snprintf(items[i].subject, sizeof items[i].subject, "s%d", rand_r(seed) % SUBJECTS);
		snprintf(items[i].text, sizeof items[i].text, "%d", rand_r(seed));
		if (items_add(store, &items[i]) != ERR_NONE)
			_exit(2);
	}
	if (store_commit(store) != ERR_NONE)
		_exit(3);
	for (size_t i = 0; i < GROUP; i++)
		say(out, 'c', &items[i]);
}

/* In the child: no cmocka, no return. The clock runs fast, so that pauses pass. */
static void live(const struct scratch *s, unsigned seed, bool last, int out)
{
	struct store *store;
	char *why = NULL;
	if (store_open(s->path, &s->sealer, 1, &store, &why) != ERR_NONE)
		_exit(1);
	struct pipe_engine e = { .engine = { .kind = "pipe", .in_flight_max = 16, .publish = pipe_publish, .is_up = pipe_is_up },
		.seed = seed, .willing = last, .out = out };
	struct outbox *o = outbox_new(store, 1);
	e.outbox = o;
	outbox_engine(o, &e.engine);
	struct moment now = { 0, 0 };
	for (int i = 0; !last || outbox_deadline(o) != MOMENT_NEVER; i++) {
		if (!last && i % 8 == 0)
			add_group(store, &seed, out);
		outbox_turn(o, now);
		now = moment_after(now, 20);
	}
	outbox_free(o);
	store_close(store);
	_exit(0);
}

struct consumer {
	struct word *at; /* by row, from 1: what it was when it first came */
	bool *committed;
	int64_t newest, last[SUBJECTS], deliveries, doubles;
};

static void hear(struct consumer *c, const struct word *w)
{
	assert_in_range(w->row, 1, MOST - 1);
	struct word *known = &c->at[w->row];
	c->newest = w->row > c->newest ? w->row : c->newest;
	if (w->what == 'c') {
		c->committed[w->row] = true;
		return;
	}
	c->deliveries++;
	if (known->row) { /* a double: the same in all that it is */
		c->doubles++;
		assert_string_equal(known->id, w->id);
		assert_string_equal(known->subject, w->subject);
		assert_string_equal(known->text, w->text);
		return;
	}
	*known = *w;
	int64_t *last = &c->last[w->subject[1] - '0'];
	assert_true(w->row > *last);
	*last = w->row;
}

/* Every second child is let live until it has said something; the others may die while they open the store. */
static int run_once(const struct scratch *s, struct consumer *c, unsigned *seed, bool wait, bool last)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	unsigned child_seed = (unsigned)rand_r(seed), delay_us = (unsigned)rand_r(seed) % LONGEST_US;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		live(s, child_seed, last, ends[1]);
	}
	close(ends[1]);
	struct word w;
	if (wait) {
		assert_int_equal(read(ends[0], &w, sizeof w), sizeof w);
		hear(c, &w);
	}
	if (!last) {
		usleep(delay_us);
		kill(child, SIGKILL);
	}
	for (ssize_t got; (got = read(ends[0], &w, sizeof w)) != 0;) {
		if (got < 0 && errno == EINTR)
			continue;
		assert_int_equal(got, sizeof w);
		hear(c, &w);
	}
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void test_nothing_is_lost_or_told_twice(void **state)
{
	(void)state;
	struct scratch s;
	struct consumer c = { .at = calloc(MOST, sizeof *c.at), .committed = calloc(MOST, sizeof *c.committed) };
	assert_non_null(c.at);
	assert_non_null(c.committed);
	scratch_open(&s);
	unsigned seed = (unsigned)time(NULL);
	print_message("# seed %u\n", seed);
	store_close(s.store);
	s.store = NULL;
	for (int i = 0; i < KILLS; i++)
		assert_true(WIFSIGNALED(run_once(&s, &c, &seed, i % 2, false)));
	/* And one that is let finish, with a consumer who always answers. */
	int status = run_once(&s, &c, &seed, false, true);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	int64_t committed = 0;
	for (int64_t row = 1; row <= c.newest; row++) {
		committed += c.committed[row];
		/* Of a group that was committed though its telling was cut short, too: rows without a gap. */
		assert_int_equal(c.at[row].row, row);
	}
	assert_true(committed >= KILLS / 2);
	assert_true(c.doubles > 0);
	char *why;
	assert_int_equal(store_open(s.path, &s.sealer, 1, &s.store, &why), ERR_NONE);
	struct items_figures f;
	assert_int_equal(items_figures(s.store, &f), ERR_NONE);
	assert_int_equal(f.waiting + f.leased, 0);
	print_message("# %lld items, %lld deliveries, %lld doubles over %d kills\n", (long long)committed, (long long)c.deliveries,
		(long long)c.doubles, KILLS);
	free(c.at);
	free(c.committed);
	scratch_close(&s);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_lost_or_told_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
