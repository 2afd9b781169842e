/* The outbox against an engine of the tests, which takes, refuses, is silent, answers late, and goes away; and a clock that the tests move.
 * The consumer at its end drops doubles by their id, as any consumer must. */
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
#include "store/statement.h"
#include "store/waits.h"

#define NOW INT64_C(1772431200000)
#define IDS 4096

/* keeps: takes, and answers when the test says so; muddled: takes, and says that it has failed; faints: sees in publish() that all is over */
enum mood { TAKES, REFUSES, SILENT, KEEPS, FULL, MUDDLED, FAINTS, MOODS };

struct fake {
	struct engine engine; /* first */
	struct outbox *outbox;
	enum mood mood;
	int64_t poison;           /* rows up to this one are refused, whatever the mood; 0: none */
	bool hangs;               /* or not answered at all */
	bool up;
	char kept[IDS][40];       /* published and not answered */
	size_t kept_count;
	unsigned published, most_kept;
	unsigned seen[IDS];       /* by serial: how often it was published */
	char subject[IDS][16];
	char order[IDS][40];      /* ids as they were first published */
	size_t order_count;
};

struct play {
	struct scratch scratch;
	struct fake fake;
	struct outbox *outbox;
	struct moment now;
};

static void say_done(struct outbox *o, const char *id, bool accepted, const char *why)
{
	outbox_done(o, &(struct engine_done){ .id = id, .accepted = accepted, .why = why });
}

static enum error fake_publish(struct engine *e, const struct item *item, const char *json)
{
	struct fake *f = (struct fake *)e;
	if (!f->up)
		return ERR_STATE;
	if (f->mood == FULL || f->kept_count >= e->in_flight_max)
		return ERR_FULL;
	assert_non_null(strstr(json, item->id));
	assert_in_range(item->row, 1, IDS - 1);
	f->published++;
	if (f->seen[item->row]++ == 0)
		memcpy(f->order[f->order_count++], item->id, sizeof item->id);
	memcpy(f->subject[item->row], item->subject, sizeof item->subject);
	bool again = false;
	for (size_t i = 0; i < f->kept_count; i++) {
		again = again || strcmp(f->kept[i], item->id) == 0;
		if (!again)
			assert_string_not_equal(f->subject[atoi(f->kept[i] + 2)], item->subject); /* one of a subject at a time */
	}
	if (item->row <= f->poison) {
		if (!f->hangs)
			say_done(f->outbox, item->id, false, "HTTP status 422");
		return ERR_NONE;
	}
	if (f->mood == TAKES || f->mood == REFUSES || f->mood == MUDDLED) {
		say_done(f->outbox, item->id, f->mood != REFUSES, f->mood == REFUSES ? "503" : NULL);
		return f->mood == MUDDLED ? ERR_IO : ERR_NONE;
	}
	if (f->mood == FAINTS) {
		outbox_state(f->outbox, f->up = false, "fainted");
		assert_non_null(strstr(json, item->id)); /* still there to be read */
		return ERR_STATE;
	}
	if (f->mood == KEEPS && !again)
		memcpy(f->kept[f->kept_count++], item->id, sizeof item->id);
	f->most_kept = f->kept_count > f->most_kept ? (unsigned)f->kept_count : f->most_kept;
	return ERR_NONE;
}

static bool fake_is_up(const struct engine *e)
{
	return ((const struct fake *)e)->up;
}

static void outbox_begin(struct play *p, bool up)
{
	p->fake.up = up;
	p->outbox = outbox_new(p->scratch.store, 1);
	assert_non_null(p->outbox);
	p->fake.outbox = p->outbox;
	outbox_engine(p->outbox, &p->fake.engine);
}

static int set_up(void **state)
{
	struct play *p = calloc(1, sizeof *p);
	assert_non_null(p);
	scratch_open(&p->scratch);
	p->now = (struct moment){ 1000000, NOW };
	p->fake.engine = (struct engine){ .kind = "fake", .in_flight_max = 8, .publish = fake_publish, .is_up = fake_is_up };
	outbox_begin(p, true);
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

static void add(struct play *p, const char *subject)
{
	struct item item = { .kind = ITEM_APPEAL_ADDED, .at_ms = NOW, .language = "ky", .channel = "ussd", .topic = "work", .text = "Айлык" };
	snprintf(item.subject, sizeof item.subject, "%s", subject);
	assert_int_equal(items_add(p->scratch.store, &item), ERR_NONE);
	scratch_commit(&p->scratch);
}

static void add_many(struct play *p, int count)
{
	for (int i = 0; i < count; i++) {
		char subject[16];
		snprintf(subject, sizeof subject, "s%d", i);
		add(p, subject);
	}
}

/* The outbox is called when it asks to be, as the loop does, for `ms`. Returns how many turns that took. */
static unsigned wait(struct play *p, int64_t ms)
{
	int64_t until = p->now.mono_ms + ms;
	unsigned turns = 0;
	for (;; turns++) {
		outbox_turn(p->outbox, p->now);
		assert_false(store_is_open(p->scratch.store));
		int64_t next = outbox_deadline(p->outbox);
		if (next > until) {
			p->now = moment_after(p->now, until - p->now.mono_ms);
			return turns;
		}
		p->now = moment_after(p->now, next > p->now.mono_ms ? next - p->now.mono_ms : 0);
	}
}

static void answer_all(struct play *p, bool accepted)
{
	size_t count = p->fake.kept_count;
	p->fake.kept_count = 0;
	for (size_t i = 0; i < count; i++)
		say_done(p->outbox, p->fake.kept[i], accepted, accepted ? NULL : "no");
}

static size_t left(struct play *p)
{
	struct items_figures f;
	assert_int_equal(items_figures(p->scratch.store, &f), ERR_NONE);
	return f.waiting + f.leased;
}

static void test_what_is_there_is_delivered(void **state)
{
	struct play *p = *state;
	add_many(p, 100);
	wait(p, 1000);
	assert_int_equal(p->fake.published, 100);
	assert_int_equal(left(p), 0);
	struct outbox_figures f = outbox_figures(p->outbox);
	assert_int_equal(f.delivered, 100);
	assert_int_equal(f.failures, 0);
	assert_int_equal(f.waiting + f.in_flight, 0);
	assert_true(f.up);
	/* And then it sleeps until something comes. */
	assert_int_equal(outbox_deadline(p->outbox), MOMENT_NEVER);
	add(p, "A");
	wait(p, 100);
	assert_int_equal(p->fake.published, 101);
	assert_int_equal(left(p), 0);
}

static void test_one_subject_keeps_its_order(void **state)
{
	struct play *p = *state;
	p->fake.mood = KEEPS;
	for (int i = 0; i < 30; i++)
		add(p, (const char *[]){ "A", "B", "C" }[i % 3]);
	for (int i = 0; i < 40; i++) {
		wait(p, 50);
		answer_all(p, i % 4 != 0); /* some are refused, and go again before the next of their subject */
		wait(p, 70000);
	}
	answer_all(p, true);
	wait(p, 1000);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.order_count, 30);
	int last[3] = { 0, 0, 0 };
	for (size_t i = 0; i < p->fake.order_count; i++) {
		int serial = atoi(p->fake.order[i] + 2), subject = (serial - 1) % 3;
		assert_true(serial > last[subject]);
		last[subject] = serial;
	}
}

static void test_no_more_in_flight_than_the_engine_takes(void **state)
{
	struct play *p = *state;
	p->fake.mood = KEEPS;
	add_many(p, 50);
	wait(p, 1000);
	assert_int_equal(p->fake.kept_count, 8);
	assert_int_equal(outbox_figures(p->outbox).in_flight, 8);
	assert_int_equal(outbox_figures(p->outbox).waiting, 42);
	for (int i = 0; i < 20 && left(p); i++) {
		answer_all(p, true);
		wait(p, 100);
	}
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.most_kept, 8);
	assert_int_equal(p->fake.published, 50);
}

/* 1 s, 2, 4, ... 60: and never an end. */
static void test_a_refused_item_is_offered_until_it_is_taken(void **state)
{
	struct play *p = *state;
	static const int64_t pauses[] = { 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000 };
	p->fake.mood = REFUSES;
	add(p, "A");
	wait(p, 0);
	assert_int_equal(p->fake.published, 1);
	for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
		wait(p, pauses[i] - 1);
		assert_int_equal(p->fake.published, i + 1);
		wait(p, 1);
		wait(p, 0);
		assert_int_equal(p->fake.published, i + 2);
	}
	wait(p, INT64_C(3600000));
	assert_int_equal(outbox_figures(p->outbox).failures, p->fake.published);
	assert_in_range(p->fake.published, 69, 70);
	p->fake.mood = TAKES;
	wait(p, 60000);
	wait(p, 100);
	assert_int_equal(left(p), 0);
	assert_int_equal(outbox_figures(p->outbox).delivered, 1);
	assert_int_equal(p->fake.order_count, 1); /* always the same id */
}

/* Retry-After instead of the back-off, once for each time that it is said. */
static void test_a_receivers_wish_is_obeyed(void **state)
{
	struct play *p = *state;
	p->fake.mood = KEEPS;
	add(p, "A");
	wait(p, 100);
	for (unsigned round = 1; round <= 2; round++) {
		p->fake.kept_count = 0;
		outbox_done(p->outbox, &(struct engine_done){ .id = "1-1", .retry_ms = 1800000, .why = "HTTP status 429" });
		wait(p, 1799000);
		assert_int_equal(p->fake.published, round);
		wait(p, 1100);
		assert_int_equal(p->fake.published, round + 1);
	}
	p->fake.kept_count = 0;
	outbox_done(p->outbox, &(struct engine_done){ .id = "1-1", .why = "HTTP status 500" });
	wait(p, OUTBOX_BACK_OFF_MAX_MS);
	assert_int_equal(p->fake.published, 4);
	answer_all(p, true);
	wait(p, 100);
	assert_int_equal(left(p), 0);
}

static void test_one_that_is_refused_does_not_hold_up_others(void **state)
{
	struct play *p = *state;
	p->fake.mood = REFUSES;
	add(p, "bad");
	wait(p, 10);
	p->fake.mood = TAKES;
	p->fake.up = true;
	add_many(p, 40);
	wait(p, 500);
	assert_int_equal(left(p), 1);
	wait(p, 1000);
	assert_int_equal(left(p), 0);
}

static int64_t scalar(struct play *p, const char *sql)
{
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(p->scratch.store->db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

/* More than there are places are refused, for ever: all others go on, those behind the refused wait, and a restart forgets nothing. */
static void test_poison_holds_no_place(void **state)
{
	struct play *p = *state;
	p->fake.poison = 20;
	add_many(p, 20); /* s0 to s19 */
	add_many(p, 25); /* of which s20 to s24 have nobody before them */
	wait(p, 10000);
	assert_int_equal(left(p), 40);
	assert_int_equal(outbox_figures(p->outbox).delivered, 5);
	for (int round = 0; round < 20; round++) {
		add(p, "new");
		wait(p, 5000);
		assert_int_equal(left(p), 40);
	}
	struct items_figures f;
	assert_int_equal(items_figures(p->scratch.store, &f), ERR_NONE);
	assert_int_equal(f.resting + f.leased, 20);
	assert_in_range(f.stuck_ms, NOW, NOW + 10000);
	assert_in_range(p->fake.seen[1], 6, 9); /* 1, 3, 7, 15, 31, 63, 111 s */
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM items WHERE last_error = 'HTTP status 422' AND tries BETWEEN 6 AND 9"), 20);
	outbox_free(p->outbox);
	scratch_reopen(&p->scratch);
	outbox_begin(p, true);
	int64_t tries = scalar(p, "SELECT SUM(tries) FROM items");
	wait(p, 100);
	assert_in_range(scalar(p, "SELECT SUM(tries) FROM items"), tries, tries + 20); /* they rest on */
	p->fake.poison = 0;
	wait(p, OUTBOX_BACK_OFF_MAX_MS + 1000);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.order_count, 65);
}

/* Each answer that does not come costs a place for a minute: half of the places are kept from those who are known for it. */
static void test_slow_poison_leaves_half_of_the_places(void **state)
{
	struct play *p = *state;
	p->fake.poison = 24;
	p->fake.hangs = true;
	add_many(p, 24);
	wait(p, 6 * OUTBOX_ANSWER_MS);
	assert_int_equal(scalar(p, "SELECT COUNT(*) FROM items WHERE tries > 0"), 24); /* all of them are known by now */
	p->fake.mood = TAKES;
	for (int round = 0; round < 30; round++) {
		char subject[16];
		snprintf(subject, sizeof subject, "n%d", round);
		add(p, subject);
		wait(p, 1000);
		assert_int_equal(left(p), 24);
	}
	p->fake.poison = 0;
	wait(p, 3 * OUTBOX_ANSWER_MS);
	assert_int_equal(left(p), 0);
}

static void test_a_parked_item_is_not_offered(void **state)
{
	struct play *p = *state;
	p->fake.poison = 2;
	add(p, "A");
	add(p, "B");
	add(p, "A");
	wait(p, 3000);
	assert_int_equal(sqlite3_exec(p->scratch.store->db, "UPDATE items SET parked = 1 WHERE id = 1", NULL, NULL, NULL), SQLITE_OK);
	unsigned before = p->fake.seen[1];
	p->fake.poison = 0;
	wait(p, INT64_C(7200000));
	assert_int_equal(p->fake.seen[1], before);
	assert_int_equal(left(p), 2); /* it, and the one behind it */
	assert_int_equal(sqlite3_exec(p->scratch.store->db, "UPDATE items SET parked = 0 WHERE id = 1", NULL, NULL, NULL), SQLITE_OK);
	outbox_turn(p->outbox, p->now);
	wait(p, 1000);
	assert_int_equal(left(p), 0);
}

/* A queue that refuses all is not flooded with all that waits, and is found to be well again soon. */
static void test_a_queue_that_refuses_all_is_asked_gently(void **state)
{
	struct play *p = *state;
	p->fake.mood = REFUSES;
	add_many(p, 1000);
	wait(p, 60000);
	assert_in_range(p->fake.published, 60, 300);
	p->fake.mood = TAKES;
	wait(p, OUTBOX_BACK_OFF_MAX_MS + 5000);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.order_count, 1000);
}

/* The receiver falls over whenever it gets one of them: it is not the first to be tried when it is back. */
static void test_one_that_kills_the_receiver(void **state)
{
	struct play *p = *state;
	p->fake.mood = KEEPS;
	add_many(p, 4);
	wait(p, 100);
	outbox_state(p->outbox, p->fake.up = false, "reset by peer");
	say_done(p->outbox, "1-1", false, "reset by peer");
	p->fake.kept_count = 0;
	p->fake.up = true; /* what asks is let through, as by a webhook; its state is told by success alone */
	p->fake.mood = TAKES;
	outbox_turn(p->outbox, p->now);
	wait(p, 500);
	assert_string_equal(p->fake.order[0], "1-1");
	assert_int_equal(left(p), 1);
	assert_int_equal(p->fake.seen[1], 1);
	wait(p, 1000);
	assert_int_equal(left(p), 0);
}

static void test_an_engine_that_never_answers_is_asked_again(void **state)
{
	struct play *p = *state;
	p->fake.mood = SILENT;
	add(p, "A");
	wait(p, OUTBOX_ANSWER_MS - 1);
	assert_int_equal(p->fake.published, 1);
	wait(p, 1100);
	wait(p, 0);
	assert_int_equal(p->fake.published, 2);
	assert_int_equal(outbox_figures(p->outbox).failures, 1);
	p->fake.mood = TAKES;
	wait(p, 2 * OUTBOX_ANSWER_MS);
	assert_int_equal(left(p), 0);
}

static void test_a_late_answer_counts(void **state)
{
	struct play *p = *state;
	p->fake.mood = KEEPS;
	add(p, "A");
	wait(p, OUTBOX_ANSWER_MS + 10); /* given up, not yet offered again */
	answer_all(p, true);
	wait(p, 100);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.published, 1);
	/* After a connection that went: the item is back in the store, and its answer comes after all. */
	add(p, "B");
	wait(p, 100);
	outbox_state(p->outbox, p->fake.up = false, "reset");
	wait(p, 100);
	assert_int_equal(left(p), 1);
	answer_all(p, true);
	wait(p, 100);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.published, 2);
	/* A refusal that late says nothing any more; an id that is none of ours neither. */
	say_done(p->outbox, "1-2", false, "late");
	say_done(p->outbox, "7-1", true, NULL);
	say_done(p->outbox, "", true, NULL);
	say_done(p->outbox, "not an id that fits into its field, by far not one", true, NULL);
	wait(p, 100);
	assert_int_equal(outbox_figures(p->outbox).failures, 1);
}

static void test_a_connection_goes_and_comes(void **state)
{
	struct play *p = *state;
	p->fake.mood = KEEPS;
	add_many(p, 20);
	wait(p, 100);
	assert_int_equal(p->fake.kept_count, 8);
	p->fake.kept_count = 0; /* lost on the way */
	outbox_state(p->outbox, p->fake.up = false, "reset");
	unsigned turns = wait(p, INT64_C(3600000));
	assert_true(turns < 150); /* an hour costs nothing */
	assert_int_equal(left(p), 20);
	assert_int_equal(p->fake.published, 8);
	assert_false(outbox_figures(p->outbox).up);
	p->fake.mood = TAKES;
	outbox_state(p->outbox, p->fake.up = true, NULL);
	wait(p, 500); /* at once, not after the back-off of the hour */
	assert_int_equal(left(p), 0);
	for (int row = 1; row <= 20; row++)
		assert_in_range(p->fake.seen[row], 1, 2);
}

/* An engine may know only by asking whether its queue is back: something is always tried. */
static void test_down_one_item_tries(void **state)
{
	struct play *p = *state;
	p->fake.mood = REFUSES;
	add_many(p, 20);
	wait(p, 0);
	assert_int_equal(p->fake.published, 8);
	p->fake.up = false; /* seen without being told */
	wait(p, 120000);
	struct items_figures f;
	assert_int_equal(items_figures(p->scratch.store, &f), ERR_NONE);
	assert_int_equal(f.leased, 1);
	p->fake.mood = TAKES;
	p->fake.up = true;
	add(p, "X");
	wait(p, 500);
	assert_int_equal(left(p), 0);
}

static void test_an_engine_that_is_full_is_no_failure(void **state)
{
	struct play *p = *state;
	p->fake.mood = FULL;
	add(p, "A");
	wait(p, 5000);
	assert_int_equal(outbox_figures(p->outbox).failures, 0);
	p->fake.mood = TAKES;
	wait(p, 100);
	assert_int_equal(left(p), 0);
}

static void test_an_engine_that_answers_and_fails_at_once(void **state)
{
	struct play *p = *state;
	p->fake.mood = MUDDLED;
	add_many(p, 5);
	wait(p, 100);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.published, 5);
	p->fake.mood = FAINTS;
	add_many(p, 5);
	wait(p, 100);
	assert_int_equal(left(p), 5);
	assert_int_equal(p->fake.published, 6);
	p->fake.mood = TAKES;
	p->fake.up = true;
	add(p, "X");
	wait(p, 100);
	assert_int_equal(left(p), 0);
}

static void test_a_restart_offers_again_what_was_not_acknowledged(void **state)
{
	struct play *p = *state;
	p->fake.mood = KEEPS;
	add_many(p, 10);
	wait(p, 100);
	assert_int_equal(p->fake.kept_count, 8);
	outbox_free(p->outbox);
	p->fake.kept_count = 0;
	scratch_reopen(&p->scratch);
	p->fake.mood = TAKES;
	p->now.mono_ms = 5; /* the machine was started anew */
	outbox_begin(p, true);
	wait(p, 500);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.order_count, 10);
	assert_int_equal(p->fake.published, 18);
}

/* As gateway/jump.c does before anything else of the turn. */
static void set_clock(struct play *p, int64_t by_ms)
{
	p->now.unix_ms += by_ms;
	assert_int_equal(waits_shift(p->scratch.store, by_ms), ERR_NONE);
	scratch_commit(&p->scratch);
}

/* A clock that is set back or forth moves nothing: pauses are counted on the clock that never jumps. */
static void test_the_wall_clock_jumps(void **state)
{
	struct play *p = *state;
	p->fake.mood = REFUSES;
	add_many(p, 3);
	wait(p, 10);
	set_clock(p, INT64_C(-86400000) * 365);
	wait(p, 1500);
	assert_int_equal(p->fake.published, 6);
	set_clock(p, INT64_C(86400000) * 3650);
	p->fake.mood = KEEPS;
	wait(p, 2500);
	assert_int_equal(p->fake.published, 9);
	answer_all(p, true);
	wait(p, 100);
	assert_int_equal(left(p), 0);
	assert_int_equal(p->fake.order_count, 3);
}

static void test_it_waits_for_an_open_group(void **state)
{
	struct play *p = *state;
	add(p, "A");
	assert_int_equal(store_begin(p->scratch.store), ERR_NONE);
	outbox_turn(p->outbox, p->now);
	assert_true(store_is_open(p->scratch.store)); /* another's: neither committed nor broken */
	assert_int_equal(p->fake.published, 0);
	assert_true(outbox_deadline(p->outbox) <= p->now.mono_ms);
	store_rollback(p->scratch.store);
	wait(p, 100);
	assert_int_equal(left(p), 0);
}

/* A disk that is full for a while: nothing is lost, and nothing is taken for done that is not. */
static void test_the_store_fails_for_a_while(void **state)
{
	struct play *p = *state;
	sqlite3 *db = p->scratch.store->db;
	p->fake.mood = KEEPS;
	add_many(p, 12);
	assert_int_equal(sqlite3_exec(db, "CREATE TEMP TRIGGER sick BEFORE UPDATE ON items WHEN NEW.id = 5"
		" BEGIN SELECT RAISE(ABORT, 'sick'); END", NULL, NULL, NULL), SQLITE_OK);
	wait(p, 3000);
	assert_int_equal(p->fake.published, 0); /* what is not ours is not published */
	assert_int_equal(sqlite3_exec(db, "DROP TRIGGER sick", NULL, NULL, NULL), SQLITE_OK);
	wait(p, 1100);
	assert_int_equal(p->fake.published, 8);
	assert_int_equal(sqlite3_exec(db, "CREATE TEMP TRIGGER sick BEFORE DELETE ON items WHEN OLD.id = 3"
		" BEGIN SELECT RAISE(ABORT, 'sick'); END", NULL, NULL, NULL), SQLITE_OK);
	answer_all(p, true);
	wait(p, 3000);
	assert_int_equal(left(p), 12);
	assert_int_equal(outbox_figures(p->outbox).delivered, 0);
	assert_int_equal(sqlite3_exec(db, "DROP TRIGGER sick", NULL, NULL, NULL), SQLITE_OK);
	wait(p, 1100);
	answer_all(p, true);
	wait(p, 100);
	assert_int_equal(left(p), 0);
	assert_int_equal(outbox_figures(p->outbox).delivered, 12);
	assert_int_equal(p->fake.published, 12);
}

static void test_a_busy_gateway_pays_little(void **state)
{
	struct play *p = *state;
	unsigned commits = 0;
	for (int ms = 0; ms < 1000; ms++) { /* an appeal and a turn each millisecond */
		char subject[16];
		snprintf(subject, sizeof subject, "t%d", ms);
		add(p, subject);
		int64_t before = sqlite3_total_changes64(p->scratch.store->db);
		outbox_turn(p->outbox, p->now);
		commits += sqlite3_total_changes64(p->scratch.store->db) != before;
		p->now = moment_after(p->now, 1);
	}
	assert_in_range(commits, 20, 50);
}

/* Whatever the engine does, in whatever order: what was added comes at least once, in the order of its subject, and all of it. */
static void test_any_engine(void **state)
{
	struct play *p = *state;
	unsigned seed = 2026;
	int added = 0;
	for (int step = 0; step < 1500; step++) {
		char subject[16];
		snprintf(subject, sizeof subject, "s%d", rand_r(&seed) % 12);
		switch (rand_r(&seed) % 12) {
		case 0:
		case 1:
		case 2: add(p, subject); added++; break;
		case 3: answer_all(p, true); break;
		case 4: answer_all(p, false); break;
		case 5: p->fake.mood = (enum mood)(rand_r(&seed) % MOODS); break;
		case 6:
			p->fake.up = !p->fake.up;
			if (!p->fake.up && rand_r(&seed) % 2)
				p->fake.kept_count = 0;
			if (rand_r(&seed) % 2)
				outbox_state(p->outbox, p->fake.up, "changed");
			/* What the engine still has of the old connection must not look like two of a subject at a time. */
			answer_all(p, true);
			break;
		default: wait(p, rand_r(&seed) % 3000); break;
		}
	}
	p->fake.up = true;
	p->fake.mood = TAKES;
	answer_all(p, true);
	wait(p, 2 * OUTBOX_ANSWER_MS + OUTBOX_BACK_OFF_MAX_MS);
	assert_int_equal(left(p), 0);
	assert_true(added > 300);
	assert_int_equal(p->fake.order_count, added);
	int last[12] = { 0 };
	for (size_t i = 0; i < p->fake.order_count; i++) {
		int serial = atoi(p->fake.order[i] + 2), subject = atoi(p->fake.subject[serial] + 1);
		assert_true(serial > last[subject]);
		last[subject] = serial;
	}
}

static void test_without_an_engine_it_counts(void **state)
{
	struct play *p = *state;
	const struct items_wish endless = { .most = 1, .open = true, .lease_ms = ITEMS_LEASE_ENDLESS, .holder = "nats" };
	const struct items_wish officer = { .most = 1, .open = true, .lease_ms = 60000, .holder = "officer" };
	struct item item;
	size_t count;
	add_many(p, 5);
	assert_int_equal(items_lease(p->scratch.store, &endless, NOW, &item, &count), ERR_NONE); /* of a time when there was one */
	assert_int_equal(items_lease(p->scratch.store, &officer, NOW, &item, &count), ERR_NONE);
	scratch_commit(&p->scratch);
	struct outbox *o = outbox_new(p->scratch.store, 1);
	outbox_state(o, true, "too early");
	say_done(o, "1-1", true, NULL);
	assert_true(outbox_deadline(o) <= p->now.mono_ms);
	outbox_turn(o, p->now);
	assert_int_equal(outbox_deadline(o), MOMENT_NEVER);
	struct outbox_figures f = outbox_figures(o);
	assert_int_equal(f.waiting, 4);
	assert_int_equal(f.in_flight, 1);
	assert_int_equal(f.oldest_ms, NOW);
	assert_true(f.up);
	outbox_free(o);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_there_is_delivered),
		TEST(test_one_subject_keeps_its_order),
		TEST(test_no_more_in_flight_than_the_engine_takes),
		TEST(test_a_refused_item_is_offered_until_it_is_taken),
		TEST(test_a_receivers_wish_is_obeyed),
		TEST(test_one_that_is_refused_does_not_hold_up_others),
		TEST(test_poison_holds_no_place),
		TEST(test_slow_poison_leaves_half_of_the_places),
		TEST(test_a_parked_item_is_not_offered),
		TEST(test_a_queue_that_refuses_all_is_asked_gently),
		TEST(test_one_that_kills_the_receiver),
		TEST(test_an_engine_that_never_answers_is_asked_again),
		TEST(test_a_late_answer_counts),
		TEST(test_a_connection_goes_and_comes),
		TEST(test_down_one_item_tries),
		TEST(test_an_engine_that_is_full_is_no_failure),
		TEST(test_an_engine_that_answers_and_fails_at_once),
		TEST(test_a_restart_offers_again_what_was_not_acknowledged),
		TEST(test_the_wall_clock_jumps),
		TEST(test_it_waits_for_an_open_group),
		TEST(test_the_store_fails_for_a_while),
		TEST(test_a_busy_gateway_pays_little),
		TEST(test_any_engine),
		TEST(test_without_an_engine_it_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
