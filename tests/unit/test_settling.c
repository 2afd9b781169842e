/* What a stream has acknowledged stays until it is settled, against a stream of the tests that forgets: its end, its beginning, all, or one in the
 * midst; knows doubles; and may not answer. The clock is the tests'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feedback/outbox.h"
#include "scratch.h"
#include "store/items.h"

#define NOW INT64_C(1772388000000)
#define SETTLE_MS 900000
#define PLACES 512

struct fake {
	struct engine engine; /* first */
	struct outbox *outbox;
	bool up, silent;
	char at[PLACES][40];       /* by sequence; "": removed */
	uint64_t first, last;
	char known[PLACES][40];    /* doubles are told by these, */
	uint64_t known_at[PLACES]; /* which were there */
	size_t known_count;
	struct { char id[40]; uint64_t sequence; } asked[64];
	size_t asked_count;
	unsigned published, confirms;
	int64_t created_ms;
};

struct play {
	struct scratch scratch;
	struct fake fake;
	struct outbox *outbox;
	struct moment now;
};

static enum error fake_publish(struct engine *e, const struct item *item, const char *json)
{
	struct fake *f = (struct fake *)e;
	(void)json;
	if (!f->up)
		return ERR_STATE;
	f->published++;
	for (size_t i = 0; i < f->known_count; i++)
		if (strcmp(f->known[i], item->id) == 0) {
			outbox_done(f->outbox, &(struct engine_done){ .id = item->id, .accepted = true, .sequence = f->known_at[i], .doubled = true });
			return ERR_NONE;
		}
	assert_true(f->last + 1 < PLACES && f->known_count < PLACES);
	memcpy(f->at[++f->last], item->id, sizeof item->id);
	memcpy(f->known[f->known_count], item->id, sizeof item->id);
	f->known_at[f->known_count++] = f->last;
	outbox_done(f->outbox, &(struct engine_done){ .id = item->id, .accepted = true, .sequence = f->last });
	return ERR_NONE;
}

static enum error fake_confirm(struct engine *e, const char *id, uint64_t sequence)
{
	struct fake *f = (struct fake *)e;
	if (!f->up)
		return ERR_STATE;
	assert_true(f->asked_count < 64);
	snprintf(f->asked[f->asked_count].id, 40, "%s", id);
	f->asked[f->asked_count++].sequence = sequence;
	f->confirms++;
	return ERR_NONE;
}

static void answer_asked(struct fake *f)
{
	size_t count = f->asked_count;
	f->asked_count = 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t sequence = f->asked[i].sequence;
		bool there = sequence >= f->first && sequence <= f->last && strcmp(f->at[sequence], f->asked[i].id) == 0;
		outbox_confirmed(f->outbox, f->asked[i].id, f->silent ? ENGINE_UNSURE : there ? ENGINE_KEPT : ENGINE_LOST);
	}
}

static bool fake_is_up(const struct engine *e)
{
	return ((const struct fake *)e)->up;
}

static void look(struct play *p, bool connected, bool made, uint64_t known)
{
	struct fake *f = &p->fake;
	outbox_stream(p->outbox, &(struct engine_stream){ .created_ms = f->created_ms, .first = f->first, .last = f->last, .known = known,
		.connected = connected, .made = made });
}

static void outbox_begin(struct play *p)
{
	p->outbox = outbox_new(p->scratch.store, 1);
	assert_non_null(p->outbox);
	p->fake.outbox = p->outbox;
	outbox_engine(p->outbox, &p->fake.engine);
	look(p, true, false, 0);
}

static int set_up(void **state)
{
	struct play *p = calloc(1, sizeof *p);
	assert_non_null(p);
	scratch_open(&p->scratch);
	p->now = (struct moment){ 1000000, NOW };
	p->fake.engine = (struct engine){ .kind = "fake", .in_flight_max = 8, .publish = fake_publish, .is_up = fake_is_up, .confirm = fake_confirm,
		.settle_ms = SETTLE_MS };
	p->fake.up = true;
	p->fake.first = 1;
	p->fake.created_ms = NOW - 1000;
	outbox_begin(p);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct play *p = *state;
	outbox_free(p->outbox);
	scratch_close(&p->scratch);
	free(p);
	return 0;
}

static unsigned wait(struct play *p, int64_t ms)
{
	int64_t until = p->now.mono_ms + ms;
	for (unsigned turns = 0;; turns++) {
		outbox_turn(p->outbox, p->now);
		assert_false(store_is_open(p->scratch.store));
		assert_true(turns < 20000);
		if (p->fake.asked_count > 0) {
			answer_asked(&p->fake);
			continue;
		}
		int64_t next = outbox_deadline(p->outbox);
		if (next > until) {
			p->now = moment_after(p->now, until - p->now.mono_ms);
			return turns;
		}
		p->now = moment_after(p->now, next > p->now.mono_ms ? next - p->now.mono_ms : 0);
	}
}

static void add_many(struct play *p, int count)
{
	static int serial;
	for (int i = 0; i < count; i++) {
		struct item item = { .kind = ITEM_APPEAL_ADDED, .at_ms = NOW, .language = "ky", .channel = "ussd", .topic = "work", .text = "Айлык" };
		snprintf(item.subject, sizeof item.subject, "s%d", serial++);
		assert_int_equal(items_add(p->scratch.store, &item), ERR_NONE);
		scratch_commit(&p->scratch);
	}
}

static size_t unsettled(struct play *p)
{
	struct items_figures f;
	assert_int_equal(items_figures(p->scratch.store, &f), ERR_NONE);
	assert_int_equal(f.waiting + f.leased, 0);
	return f.unsettled;
}

/* The power goes: all behind `last` is forgotten, and what doubles are told by with it. */
static void forget_behind(struct fake *f, uint64_t last)
{
	f->last = last;
	f->known_count = 0;
	for (uint64_t sequence = 1; sequence <= last; sequence++) {
		memcpy(f->known[f->known_count], f->at[sequence], 40);
		f->known_at[f->known_count++] = sequence;
	}
}

static void assert_all_there(const struct fake *f, int count)
{
	for (int n = 1; n <= count; n++) {
		char id[40];
		bool there = false;
		snprintf(id, sizeof id, "1-%d", n);
		for (uint64_t sequence = f->first; sequence <= f->last; sequence++)
			there = there || strcmp(f->at[sequence], id) == 0;
		if (!there)
			fail_msg("%s is lost", id);
	}
}

static void test_an_item_is_settled_when_the_stream_has_kept_it(void **state)
{
	struct play *p = *state;
	add_many(p, 100);
	wait(p, 1000);
	assert_int_equal(p->fake.published, 100);
	assert_int_equal(unsettled(p), 100);
	assert_int_equal(outbox_figures(p->outbox).delivered, 100);
	wait(p, SETTLE_MS - 2000);
	assert_int_equal(unsettled(p), 100);
	assert_int_equal(p->fake.confirms, 0);
	wait(p, 3000);
	assert_int_equal(unsettled(p), 0);
	assert_int_equal(p->fake.confirms, 100);
	assert_int_equal(p->fake.published, 100);
	assert_int_equal(outbox_deadline(p->outbox), MOMENT_NEVER); /* and it sleeps */
}

static void test_what_the_stream_forgets_is_offered_again(void **state)
{
	struct play *p = *state;
	add_many(p, 100);
	wait(p, 60000);
	forget_behind(&p->fake, 37);
	look(p, true, false, 100);
	wait(p, 10000);
	assert_all_there(&p->fake, 100);
	assert_int_equal(p->fake.published, 163);
	assert_int_equal(outbox_figures(p->outbox).lost, 63);
	assert_int_equal(unsettled(p), 100);
	wait(p, 2 * SETTLE_MS);
	assert_int_equal(unsettled(p), 0);
}

/* Others have filled the places meanwhile: by its length the stream looks as if it had all. */
static void test_places_that_others_have_taken(void **state)
{
	struct play *p = *state;
	add_many(p, 20);
	wait(p, 1000);
	forget_behind(&p->fake, 5);
	for (; p->fake.last < 50; p->fake.last++)
		snprintf(p->fake.at[p->fake.last + 1], 40, "2-%d", (int)p->fake.last);
	look(p, true, false, 20);
	wait(p, 10000);
	assert_all_there(&p->fake, 20);
	assert_int_equal(outbox_figures(p->outbox).lost, 15);
}

/* Nobody noticed: no connection was lost, the minute's look saw the stream longer than before. What is asked for before it is settled tells. */
static void test_a_loss_that_no_look_shows(void **state)
{
	struct play *p = *state;
	add_many(p, 20);
	wait(p, 1000);
	forget_behind(&p->fake, 5);
	for (; p->fake.last < 50; p->fake.last++)
		snprintf(p->fake.at[p->fake.last + 1], 40, "2-%d", (int)p->fake.last);
	wait(p, SETTLE_MS + 10000);
	assert_all_there(&p->fake, 20);
	assert_int_equal(unsettled(p), 15);
}

static void test_a_stream_made_anew(void **state)
{
	struct play *p = *state;
	add_many(p, 20);
	wait(p, 1000);
	forget_behind(&p->fake, 0);
	p->fake.created_ms = NOW + 5000;
	look(p, false, true, 20);
	wait(p, 10000);
	assert_all_there(&p->fake, 20);
	assert_int_equal(outbox_figures(p->outbox).lost, 20);
	/* And while we are away, by somebody else: the store knows when the one before was made. */
	outbox_free(p->outbox);
	scratch_reopen(&p->scratch);
	forget_behind(&p->fake, 0);
	p->fake.created_ms = NOW + 6000;
	outbox_begin(p);
	wait(p, 10000);
	assert_all_there(&p->fake, 20);
}

/* An officer deletes a message from the stream, or purges it: that is no loss of the stream, and it knows the id. */
static void test_what_somebody_removes_stays_removed(void **state)
{
	struct play *p = *state;
	add_many(p, 10);
	wait(p, 1000);
	p->fake.at[4][0] = '\0';
	p->fake.first = 3;
	look(p, false, false, 10);
	wait(p, 10000);
	assert_int_equal(p->fake.published, 13);
	assert_int_equal(unsettled(p), 7);
	wait(p, INT64_C(86400000));
	assert_int_equal(p->fake.published, 13);
	assert_int_equal(unsettled(p), 0);
	assert_int_equal(p->fake.last, 10);
}

static void test_who_is_not_answered_keeps_all(void **state)
{
	struct play *p = *state;
	add_many(p, 40);
	wait(p, 1000);
	p->fake.silent = true;
	assert_true(wait(p, INT64_C(4000000)) < 10000);
	assert_int_equal(unsettled(p), 40);
	assert_int_equal(p->fake.published, 40);
	p->fake.silent = false;
	wait(p, 60000);
	assert_int_equal(unsettled(p), 0);
	/* Nor does anything happen without a connection. */
	add_many(p, 5);
	wait(p, 1000);
	outbox_state(p->outbox, p->fake.up = false, "gone");
	wait(p, INT64_C(7200000));
	assert_int_equal(unsettled(p), 5);
	outbox_state(p->outbox, p->fake.up = true, "");
	look(p, true, false, 0);
	wait(p, 10000);
	assert_int_equal(unsettled(p), 0);
}

/* A stream that takes all and answers nothing does not fill the disk. */
static void test_so_many_are_not_settled_that_no_more_go(void **state)
{
	struct play *p = *state;
	items_set_max(p->scratch.store, 20);
	p->fake.silent = true;
	for (int round = 0; round < 3; round++) {
		add_many(p, 10);
		wait(p, 2000);
	}
	wait(p, 2 * SETTLE_MS);
	assert_in_range(p->fake.published, 20, 28); /* those that were out when it was full may come on top */
	p->fake.silent = false;
	wait(p, 2 * SETTLE_MS);
	assert_int_equal(p->fake.published, 30);
	assert_int_equal(unsettled(p), 0);
}

static void test_a_restart_asks_for_all(void **state)
{
	struct play *p = *state;
	add_many(p, 30);
	wait(p, 1000);
	outbox_free(p->outbox);
	scratch_reopen(&p->scratch);
	forget_behind(&p->fake, 10);
	p->now = (struct moment){ 5, NOW + 60000 };
	outbox_begin(p);
	wait(p, 5000);
	assert_all_there(&p->fake, 30);
	assert_int_equal(p->fake.published, 50);
	/* Another engine, whose acknowledgements are final, has nobody to ask. */
	outbox_free(p->outbox);
	p->fake.engine.confirm = NULL;
	outbox_begin(p);
	wait(p, 1000);
	assert_int_equal(unsettled(p), 0);
	add_many(p, 3);
	wait(p, 1000);
	assert_int_equal(unsettled(p), 0);
	assert_int_equal(p->fake.published, 53);
}

/* At any moment anything is forgotten, the connection goes, answers do not come: in the end a reader has each item. */
static void test_any_stream(void **state)
{
	struct play *p = *state;
	struct fake *f = &p->fake;
	unsigned seed = 2026;
	int added = 0;
	for (int step = 0; step < 400; step++) {
		switch (rand_r(&seed) % 8) {
		case 0:
			if (added < 150)
				add_many(p, 3), added += 3;
			break;
		case 1:
			if (f->last > 4) {
				uint64_t known = f->last;
				forget_behind(f, f->last - (uint64_t)rand_r(&seed) % 4);
				look(p, rand_r(&seed) % 2, false, known);
			}
			break;
		case 2:
			outbox_state(p->outbox, f->up = !f->up, "changed");
			if (f->up)
				look(p, true, false, f->last);
			break;
		case 3: f->silent = !f->silent; break;
		default: wait(p, rand_r(&seed) % 100000); break;
		}
		answer_asked(f);
	}
	f->silent = false;
	outbox_state(p->outbox, f->up = true, "");
	look(p, true, false, f->last);
	wait(p, 3 * SETTLE_MS);
	assert_int_equal(unsettled(p), 0);
	assert_all_there(f, added);
	assert_true(outbox_figures(p->outbox).lost > 10);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_an_item_is_settled_when_the_stream_has_kept_it),
		TEST(test_what_the_stream_forgets_is_offered_again),
		TEST(test_places_that_others_have_taken),
		TEST(test_a_loss_that_no_look_shows),
		TEST(test_a_stream_made_anew),
		TEST(test_what_somebody_removes_stays_removed),
		TEST(test_who_is_not_answered_keeps_all),
		TEST(test_so_many_are_not_settled_that_no_more_go),
		TEST(test_a_restart_asks_for_all),
		TEST(test_any_stream),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
