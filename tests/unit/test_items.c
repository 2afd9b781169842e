/* The queue of items in the store: what comes out is what went in, in order per subject, once leased not again, and nobody's data in clear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "scratch.h"
#include "store/items.h"
#include "store/statement.h"
#include "store/unsettled.h"

#define NOW INT64_C(1772431200000)
#define LEASE_MS 60000
#define MSISDN "996555123456"

static struct item item_of(const char *subject, bool restricted)
{
	struct item item = { .kind = ITEM_APPEAL_ADDED, .restricted = restricted, .at_ms = NOW, .language = "ky", .channel = "ussd", .text = "Айлык" };
	snprintf(item.subject, sizeof item.subject, "%s", subject);
	return item;
}

static void add(struct scratch *s, const char *subject, bool restricted, char id[40])
{
	struct item item = item_of(subject, restricted);
	assert_int_equal(items_add(s->store, &item), ERR_NONE);
	scratch_commit(s);
	if (id)
		memcpy(id, item.id, sizeof item.id);
}

static size_t lease(struct scratch *s, const char *holder, struct item *out, size_t most, int64_t now_ms)
{
	const struct items_wish wish = { .most = most, .open = true, .restricted = true, .lease_ms = LEASE_MS, .holder = holder };
	size_t count;
	assert_int_equal(items_lease(s->store, &wish, now_ms, out, &count), ERR_NONE);
	scratch_commit(s);
	return count;
}

static size_t ack(struct scratch *s, const char *holder, const char *id)
{
	size_t count;
	assert_int_equal(items_ack(s->store, &id, 1, holder, &count), ERR_NONE);
	scratch_commit(s);
	return count;
}

static struct items_figures figures(struct scratch *s)
{
	struct items_figures f;
	assert_int_equal(items_figures(s->store, &f), ERR_NONE);
	return f;
}

static void test_an_item_comes_out_as_it_went_in(void **state)
{
	struct scratch *s = *state;
	struct item in = { .kind = ITEM_APPEAL_LODGED, .restricted = true, .subject = "48271930", .at_ms = NOW, .language = "ky", .channel = "ussd",
		.country = "ru", .region = "osh", .topic = "police", .msisdn = MSISDN, .name = "Жаңылмырза", .text = "Айлыгымды төлөбөй жатышат",
		.place = "41705236842040", .helpline = "mfa", .hour = "evening", .project = "school", .offer = "money", .rhythm = "once", .currency = "kgs", .amount = 5000, .rating = 2,
		.outcome = "delivered" };
	assert_int_equal(items_add(s->store, &in), ERR_NONE);
	scratch_commit(s);
	assert_string_equal(in.id, "1-1099511627776"); /* restricted ones are numbered apart */
	scratch_reopen(s);
	struct item out;
	assert_int_equal(lease(s, "a", &out, 1, NOW), 1);
	assert_int_equal(out.row, in.row);
	assert_int_equal(out.kind, ITEM_APPEAL_LODGED);
	assert_true(out.restricted);
	assert_int_equal(out.at_ms, NOW);
	assert_int_equal(out.amount, 5000);
	assert_int_equal(out.rating, 2);
	const char *pairs[][2] = { { out.id, in.id }, { out.subject, in.subject }, { out.language, "ky" }, { out.channel, "ussd" }, { out.country, "ru" },
		{ out.region, "osh" }, { out.topic, "police" }, { out.place, "41705236842040" }, { out.name, in.name }, { out.text, in.text }, { out.helpline, "mfa" }, { out.hour, "evening" },
		{ out.project, "school" }, { out.offer, "money" }, { out.rhythm, "once" }, { out.currency, "kgs" }, { out.outcome, "delivered" },
		{ out.msisdn, "" } };
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		assert_string_equal(pairs[i][0], pairs[i][1]);
	/* The contact is made once, and who has the key reads the number in it. */
	char number[32] = "";
	size_t len;
	assert_int_equal(out.contact_len, in.contact_len);
	assert_memory_equal(out.contact, in.contact, in.contact_len);
	assert_int_equal(unseal(&s->sealer, (struct bytes){ out.contact, out.contact_len }, (uint8_t *)number, sizeof number - 1, &len), ERR_NONE);
	assert_string_equal(number, MSISDN);
}

static void test_no_number_name_or_word_stands_in_clear(void **state)
{
	struct scratch *s = *state;
	struct item item = item_of("48271930", false);
	strcpy(item.msisdn, MSISDN);
	strcpy(item.name, "Жаңылмырза");
	strcpy(item.place, "41705236842040");
	assert_int_equal(items_add(s->store, &item), ERR_NONE);
	scratch_commit(s);
	assert_true(scratch_holds(s, "48271930", 8)); /* the search works */
	assert_false(scratch_holds(s, MSISDN, strlen(MSISDN)));
	assert_false(scratch_holds(s, item.name, strlen(item.name)));
	assert_false(scratch_holds(s, item.place, strlen(item.place)));
	assert_false(scratch_holds(s, item.text, strlen(item.text)));
}

static void test_nobody_hidden_has_a_contact(void **state)
{
	struct scratch *s = *state;
	struct item out;
	add(s, "48271930", false, NULL);
	assert_int_equal(lease(s, "a", &out, 1, NOW), 1);
	assert_int_equal(out.contact_len, 0);
}

static void test_items_of_a_subject_come_one_after_the_other(void **state)
{
	struct scratch *s = *state;
	struct item out[8];
	add(s, "A", false, NULL);
	add(s, "A", false, NULL);
	add(s, "B", false, NULL);
	add(s, "A", false, NULL);
	assert_int_equal(lease(s, "a", out, 8, NOW), 2);
	assert_string_equal(out[0].id, "1-1");
	assert_string_equal(out[1].id, "1-3");
	assert_int_equal(lease(s, "b", out, 8, NOW), 0);
	assert_int_equal(items_release(s->store, "1-1", "a"), ERR_NONE); /* the older one first again */
	scratch_commit(s);
	assert_int_equal(lease(s, "b", out, 8, NOW), 1);
	assert_string_equal(out[0].id, "1-1");
	assert_int_equal(ack(s, "b", "1-1"), 1);
	assert_int_equal(lease(s, "b", out, 8, NOW), 1);
	assert_string_equal(out[0].id, "1-2");
	assert_int_equal(ack(s, "b", "1-2"), 1);
	assert_int_equal(lease(s, "b", out, 8, NOW), 1);
	assert_string_equal(out[0].id, "1-4");
}

static void test_each_queue_is_for_those_who_may_see_it(void **state)
{
	struct scratch *s = *state;
	struct item out[8];
	size_t count;
	struct items_wish wish = { .most = 8, .open = true, .lease_ms = LEASE_MS, .holder = "officer" };
	add(s, "A", false, NULL);
	add(s, "B", true, NULL);
	assert_int_equal(items_lease(s->store, &wish, NOW, out, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(out[0].subject, "A");
	wish.open = false;
	wish.restricted = true;
	assert_int_equal(items_lease(s->store, &wish, NOW, out, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(out[0].subject, "B");
	scratch_commit(s);
	assert_int_equal(figures(s).restricted, 1);
	/* Who sees both is given the restricted ones first, and no more than there is room for. */
	add(s, "C", false, NULL);
	add(s, "D", true, NULL);
	add(s, "E", true, NULL);
	assert_int_equal(lease(s, "named", out, 2, NOW), 2);
	assert_string_equal(out[0].subject, "D");
	assert_string_equal(out[1].subject, "E");
}

static void test_a_lease_ends(void **state)
{
	struct scratch *s = *state;
	struct item out[2];
	add(s, "A", false, NULL);
	assert_int_equal(lease(s, "a", out, 2, NOW), 1);
	assert_int_equal(lease(s, "b", out, 2, NOW + LEASE_MS - 1), 0);
	assert_int_equal(figures(s).leased, 1);
	assert_int_equal(lease(s, "b", out, 2, NOW + LEASE_MS), 1);
	assert_int_equal(ack(s, "a", "1-1"), 0); /* another's now */
	assert_int_equal(ack(s, "b", "1-1"), 1);
	assert_int_equal(ack(s, "b", "1-1"), 0);
	assert_int_equal(figures(s).leased + figures(s).waiting, 0);
}

static void test_a_late_acknowledgement_counts_until_another_holds_it(void **state)
{
	struct scratch *s = *state;
	struct item out[2];
	add(s, "A", false, NULL);
	assert_int_equal(ack(s, "a", "1-1"), 0); /* held by nobody */
	assert_int_equal(lease(s, "a", out, 2, NOW), 1);
	assert_int_equal(items_release(s->store, "1-1", "a"), ERR_NONE);
	assert_int_equal(items_release(s->store, "1-1", "a"), ERR_NOT_FOUND);
	assert_int_equal(ack(s, "a", "1-1"), 1);
}

static void test_a_connection_or_a_process_is_gone(void **state)
{
	struct scratch *s = *state;
	struct item out[4];
	size_t count;
	const struct items_wish endless = { .most = 2, .open = true, .lease_ms = ITEMS_LEASE_ENDLESS, .holder = "nats" };
	for (int i = 0; i < 4; i++)
		add(s, (const char *[]){ "A", "B", "C", "D" }[i], false, NULL);
	assert_int_equal(items_lease(s->store, &endless, NOW, out, &count), ERR_NONE);
	assert_int_equal(count, 2);
	assert_int_equal(lease(s, "officer", out, 1, NOW), 1);
	assert_int_equal(items_release_all(s->store, "nats", &count), ERR_NONE);
	assert_int_equal(count, 2);
	assert_int_equal(items_lease(s->store, &endless, NOW, out, &count), ERR_NONE);
	scratch_commit(s);
	scratch_reopen(s);
	/* An officer's lease lives through a restart; an engine's does not, also when it has been turned off in the configuration. */
	assert_int_equal(lease(s, "webhook", out, 4, NOW), 1);
	assert_int_equal(items_recover(s->store, &count), ERR_NONE);
	assert_int_equal(count, 2);
	scratch_commit(s);
	assert_int_equal(figures(s).waiting, 2);
	assert_int_equal(figures(s).leased, 2);
}

static void test_ids_that_are_none_of_ours(void **state)
{
	struct scratch *s = *state;
	struct item out[2];
	static const char *const ids[] = { "", "-", "1", "1-", "-1", "1--1", "1-0", "1-01x", "2-1", "1-2", "x-1", "1-1 ", " 1-1", "1-+1",
		"99999999999999999999-1", "1-99999999999999999999", "1-1-1" };
	add(s, "A", false, NULL);
	assert_int_equal(lease(s, "a", out, 1, NOW), 1);
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		assert_int_equal(ack(s, "a", ids[i]), 0);
		assert_int_equal(items_release(s->store, ids[i], "a"), ERR_NOT_FOUND);
	}
	scratch_commit(s);
	assert_int_equal(ack(s, "a", "1-1"), 1);
}

static void test_an_id_is_never_given_again(void **state)
{
	struct scratch *s = *state;
	struct item out;
	char id[40];
	add(s, "A", false, NULL);
	assert_int_equal(lease(s, "a", &out, 1, NOW), 1);
	assert_int_equal(ack(s, "a", out.id), 1);
	scratch_reopen(s);
	add(s, "A", false, id);
	assert_string_equal(id, "1-2");
}

static void test_what_is_rolled_back_was_never_there(void **state)
{
	struct scratch *s = *state;
	struct item item = item_of("A", true), out;
	assert_int_equal(items_add(s->store, &item), ERR_NONE);
	store_rollback(s->store);
	assert_int_equal(figures(s).waiting, 0);
	assert_int_equal(figures(s).restricted, 0);
	assert_int_equal(figures(s).oldest_ms, 0);
	assert_int_equal(lease(s, "a", &out, 1, NOW), 0);
	/* A queue at rest opens no group. */
	const struct items_wish wish = { .most = 1, .open = true, .restricted = true, .lease_ms = LEASE_MS, .holder = "a" };
	size_t count;
	assert_int_equal(items_lease(s->store, &wish, NOW, &out, &count), ERR_NONE);
	assert_false(store_is_open(s->store));
}

static void test_a_full_queue(void **state)
{
	struct scratch *s = *state;
	struct item item = item_of("Z", false), out[20];
	items_set_max(s->store, 20);
	for (int i = 0; i < 20; i++) {
		char subject[16];
		snprintf(subject, sizeof subject, "%d", i);
		add(s, subject, false, NULL);
	}
	assert_int_equal(items_room(s->store), ERR_FULL);
	assert_int_equal(items_add(s->store, &item), ERR_FULL);
	assert_false(store_is_open(s->store));
	assert_true(figures(s).full);
	assert_true(items_are_full(s->store));
	assert_int_equal(figures(s).refused, 2);
	assert_int_equal(lease(s, "a", out, 20, NOW), 20);
	assert_int_equal(items_room(s->store), ERR_FULL); /* leased ones are still here */
	assert_int_equal(ack(s, "a", out[0].id), 1);
	assert_int_equal(items_add(s->store, &item), ERR_NONE);
	scratch_commit(s);
	assert_true(figures(s).full); /* said again only when a tenth is free */
	assert_int_equal(ack(s, "a", out[1].id) + ack(s, "a", out[2].id) + ack(s, "a", out[3].id), 3);
	assert_int_equal(items_room(s->store), ERR_NONE);
	assert_false(figures(s).full);
	assert_int_equal(figures(s).oldest_ms, NOW);
}

/* Of a nameless item the midnight before it is kept, and no more: at noon it is not said to be twelve hours old. */
static void test_a_nameless_item_is_as_old_as_is_known(void **state)
{
	struct scratch *s = *state;
	struct item nameless = item_of("A", false), named = item_of("B", false);
	const int64_t midnight = calendar_day_start(calendar_day(NOW)), day = 86400000;
	nameless.at_ms = midnight;
	assert_int_equal(items_add(s->store, &nameless), ERR_NONE);
	scratch_commit(s);
	assert_true(figures(s).oldest_ms >= NOW); /* of today: it may have come just now */
	assert_int_equal(figures(s).oldest_ms, midnight + day);
	named.at_ms = NOW;
	assert_int_equal(items_add(s->store, &named), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(figures(s).oldest_ms, NOW); /* it came before this one */
}

/* Whatever is done, the counts are those of the rows, and exactly the oldest of each subject can be had. */
static void test_the_counts_agree_with_the_rows(void **state)
{
	struct scratch *s = *state;
	static const char *const holders[] = { "a", "b", "c" };
	unsigned seed = 4827;
	int64_t now = NOW;
	for (int step = 0; step < 3000; step++) {
		const char *holder = holders[rand_r(&seed) % 3];
		struct item out[4];
		size_t count;
		char subject[8], id[24];
		snprintf(id, sizeof id, "1-%d", rand_r(&seed) % (step / 3 + 1) + 1);
		snprintf(subject, sizeof subject, "%d", rand_r(&seed) % 30);
		struct item item = item_of(subject, atoi(subject) < 5); /* all that is told of an appeal is as restricted as it is */
		const struct items_wish wish = { .most = 1 + (unsigned)rand_r(&seed) % 4, .open = rand_r(&seed) % 4, .restricted = rand_r(&seed) % 2,
			.rested = rand_r(&seed) % 3 == 0,
			.lease_ms = 1 + rand_r(&seed) % 100, .holder = holder };
		const char *ids = id;
		struct unsettled u;
		switch (rand_r(&seed) % 9) {
		case 0:
		case 1: assert_int_equal(items_add(s->store, &item), ERR_NONE); break;
		case 2: assert_int_equal(items_lease(s->store, &wish, now, out, &count), ERR_NONE); break;
		case 3: assert_int_equal(items_ack(s->store, &ids, 1, holder, &count), ERR_NONE); break;
		case 4: items_release(s->store, id, holder); break;
		case 5: assert_int_equal(items_release_all(s->store, holder, &count), ERR_NONE); break;
		case 6: items_rest(s->store, id, holder, "HTTP status 422", now, now + rand_r(&seed) % 50); break;
		case 7: unsettled_put(s->store, id, holder, (uint64_t)step + 1, now); break;
		case 8:
			unsettled_each(s->store, &(struct unsettled){ .row = 0 }, now, &u, 1, &count);
			if (count > 0)
				assert_int_equal((rand_r(&seed) % 4 ? unsettled_drop : unsettled_offer)(s->store, &u), ERR_NONE);
			break;
		}
		now += rand_r(&seed) % 30;
		if (rand_r(&seed) % 4 == 0)
			store_rollback(s->store);
		else if (rand_r(&seed) % 2)
			scratch_commit(s);
		if (step % 100 != 99)
			continue;
		assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM item_counts c WHERE count <>"
			" (SELECT COUNT(*) FROM items i WHERE i.state = c.state AND i.restricted = c.restricted)"), 0);
		/* One of a subject can be had, and only when it was lost and offered again a younger one with it. */
		assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM items i WHERE state NOT IN ('behind', 'delivered') AND sequence = 0 AND"
			" EXISTS(SELECT 1 FROM items o WHERE o.subject = i.subject AND o.id < i.id AND o.state <> 'delivered' AND o.sequence = 0)"), 0);
		assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM items i WHERE state = 'behind' AND NOT"
			" EXISTS(SELECT 1 FROM items o WHERE o.subject = i.subject AND o.state NOT IN ('behind', 'delivered'))"), 0);
	}
	assert_true(scratch_scalar(s, "SELECT COUNT(*) FROM items") > 20);
}

/* A row that is damaged, or of a kind that this Kopuro does not know, stands in nobody's way. */
static void test_what_cannot_be_read_is_parked(void **state)
{
	struct scratch *s = *state;
	struct item out[4];
	for (int i = 0; i < 40; i++) {
		char subject[16];
		snprintf(subject, sizeof subject, "s%d", i);
		add(s, subject, i % 2, NULL);
	}
	assert_int_equal(sqlite3_exec(s->store->db, "UPDATE items SET text = x'0102' WHERE CAST(substr(subject, 2) AS INTEGER) < 30;"
		"UPDATE items SET kind = 'of-tomorrow' WHERE subject = 's30'; UPDATE items SET contact = zeroblob(500) WHERE subject = 's31'", NULL, NULL, NULL), SQLITE_OK);
	size_t got = 0;
	for (size_t count; (count = lease(s, "a", out, 3, NOW)) > 0; got += count)
		for (size_t i = 0; i < count; i++)
			assert_in_range(atoi(out[i].subject + 1), 32, 39);
	assert_int_equal(got, 8);
	assert_int_equal(figures(s).parked, 32);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM items WHERE last_error = 'it cannot be read from the store'"), 32);
}

static struct unsettled deliver(struct scratch *s, const char *id, uint64_t sequence, int64_t now_ms)
{
	struct unsettled u;
	size_t count;
	assert_int_equal(unsettled_put(s->store, id, "nats", sequence, now_ms), ERR_NONE);
	scratch_commit(s);
	const struct unsettled before = { .delivered_ms = now_ms - 1, .row = INT64_MAX };
	assert_int_equal(unsettled_each(s->store, &before, now_ms, &u, 1, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(u.id, id);
	assert_int_equal(u.sequence, sequence);
	assert_int_equal(u.delivered_ms, now_ms);
	return u;
}

static void test_a_refused_item_rests(void **state)
{
	struct scratch *s = *state;
	struct item out[4];
	struct items_try tried;
	size_t count;
	int64_t next;
	const struct items_wish again = { .most = 4, .open = true, .restricted = true, .rested = true, .lease_ms = ITEMS_LEASE_ENDLESS, .holder = "nats" };
	add(s, "A", false, NULL);
	add(s, "A", false, NULL);
	add(s, "B", true, NULL);
	assert_int_equal(items_rest_end(s->store, &next), ERR_NONE);
	assert_int_equal(next, 0);
	assert_int_equal(items_tried(s->store, "1-1", "nats", &tried), ERR_NOT_FOUND);
	assert_int_equal(items_rest(s->store, "1-1", "nats", "no", NOW, NOW + 9), ERR_NOT_FOUND);
	scratch_commit(s);
	assert_int_equal(lease(s, "nats", out, 4, NOW), 2);
	assert_int_equal(items_tried(s->store, "1-1", "nats", &tried), ERR_NONE);
	assert_int_equal(tried.tries, 0);
	assert_string_equal(tried.why, "");
	assert_int_equal(items_rest(s->store, "1-1", "nats", "HTTP status 422", NOW, NOW + 1000), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(items_rest_end(s->store, &next), ERR_NONE);
	assert_int_equal(next, NOW + 1000);
	assert_int_equal(lease(s, "nats", out, 4, NOW), 0); /* its subject rests with it */
	assert_int_equal(figures(s).resting, 1);
	assert_int_equal(figures(s).waiting, 2);
	assert_int_equal(figures(s).stuck_ms, NOW);
	assert_int_equal(items_lease(s->store, &again, NOW + 999, out, &count), ERR_NONE);
	assert_int_equal(count, 0);
	scratch_reopen(s);
	assert_int_equal(items_lease(s->store, &again, NOW + 1000, out, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(out[0].id, "1-1");
	assert_int_equal(items_tried(s->store, "1-1", "nats", &tried), ERR_NONE);
	assert_int_equal(tried.tries, 1);
	assert_string_equal(tried.why, "HTTP status 422");
	/* The connection goes: it is due, and stays among those that were refused. */
	assert_int_equal(items_release_all(s->store, "nats", &count), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(figures(s).resting, 1);
	assert_int_equal(lease(s, "nats", out, 4, NOW), 1); /* B alone */
	assert_int_equal(items_lease(s->store, &again, NOW + 1000, out, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(items_rest(s->store, "1-1", "nats", "HTTP status 422", NOW + 1000, NOW + 3000), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(figures(s).stuck_ms, NOW); /* since its first refusal */
	/* Parked, it is not offered; without an engine all that rest wait as the others do. */
	assert_int_equal(sqlite3_exec(s->store->db, "UPDATE items SET parked = 1 WHERE id = 1", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(items_lease(s->store, &again, NOW + 9000, out, &count), ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(items_rest_end(s->store, &next), ERR_NONE);
	assert_int_equal(next, 0);
	assert_int_equal(figures(s).parked, 1);
	assert_int_equal(items_wake(s->store), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(lease(s, "officer", out, 4, NOW + LEASE_MS), 1);
	assert_string_equal(out[0].id, "1-1099511627776"); /* its lease is over; 1-1 is parked, and 1-2 behind it */
	assert_int_equal(sqlite3_exec(s->store->db, "UPDATE items SET parked = 0 WHERE id = 1", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(lease(s, "officer", out, 4, NOW), 1);
	assert_string_equal(out[0].id, "1-1");
}

/* Neither by a gap among the ids nor by a figure. */
static void test_nothing_tells_of_restricted_items(void **state)
{
	struct scratch *s = *state;
	struct items_figures open;
	char id[40];
	for (int i = 1; i <= 4; i++) {
		char subject[8], expected[40];
		snprintf(subject, sizeof subject, "s%d", i);
		add(s, subject, true, NULL);
		snprintf(subject, sizeof subject, "o%d", i);
		add(s, subject, false, id);
		snprintf(expected, sizeof expected, "1-%d", i);
		assert_string_equal(id, expected);
	}
	assert_int_equal(figures(s).waiting, 8);
	assert_int_equal(items_figures_open(s->store, &open), ERR_NONE);
	assert_int_equal(open.waiting, 4);
	assert_int_equal(open.restricted, 0);
	assert_int_equal(open.oldest_ms, NOW);
	assert_int_equal(sqlite3_exec(s->store->db, "UPDATE items SET parked = 1, stuck_ms = 7 WHERE restricted = 1; UPDATE items SET at_ms = 5 WHERE restricted = 1",
		NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(figures(s).parked, 4);
	assert_int_equal(figures(s).stuck_ms, 7);
	assert_int_equal(figures(s).oldest_ms, 5);
	assert_int_equal(items_figures_open(s->store, &open), ERR_NONE);
	assert_int_equal(open.parked, 0);
	assert_int_equal(open.stuck_ms, 0);
	assert_int_equal(open.oldest_ms, NOW);
}

static void test_a_delivered_item_stays_until_it_is_settled(void **state)
{
	struct scratch *s = *state;
	struct item out[4];
	int64_t oldest;
	size_t count;
	add(s, "A", false, NULL);
	add(s, "A", false, NULL);
	assert_int_equal(lease(s, "nats", out, 4, NOW), 1);
	struct unsettled first = deliver(s, "1-1", 7, NOW);
	assert_int_equal(unsettled_put(s->store, "1-1", "nats", 8, NOW), ERR_NOT_FOUND); /* said twice */
	scratch_commit(s);
	assert_int_equal(figures(s).unsettled, 1);
	assert_int_equal(figures(s).waiting, 1);
	assert_int_equal(figures(s).oldest_ms, NOW);
	assert_int_equal(lease(s, "nats", out, 4, NOW), 1); /* the next of its subject does not wait for that */
	assert_string_equal(out[0].id, "1-2");
	struct unsettled second = deliver(s, "1-2", 8, NOW + 1);
	add(s, "A", false, NULL); /* behind nobody */
	assert_int_equal(figures(s).waiting, 1);
	assert_int_equal(figures(s).restricted, 0);
	/* Both are lost, and the third waits for them. */
	assert_int_equal(unsettled_offer(s->store, &second), ERR_NONE);
	assert_int_equal(unsettled_offer(s->store, &first), ERR_NONE);
	assert_int_equal(unsettled_offer(s->store, &first), ERR_NOT_FOUND);
	scratch_commit(s);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(lease(s, "nats", out, 4, NOW), 1);
		assert_int_equal(out[0].row, i + 1);
		deliver(s, out[0].id, (uint64_t)i + 1, NOW + 10 + i);
	}
	assert_int_equal(unsettled_drop(s->store, &first), ERR_NOT_FOUND); /* it has another sequence now */
	first.sequence = 1;
	assert_int_equal(unsettled_drop(s->store, &first), ERR_NONE);
	assert_int_equal(unsettled_oldest(s->store, &oldest), ERR_NONE);
	assert_int_equal(oldest, NOW + 11);
	assert_int_equal(unsettled_drop_all(s->store, &count), ERR_NONE);
	assert_int_equal(count, 2);
	scratch_commit(s);
	assert_int_equal(unsettled_oldest(s->store, &oldest), ERR_NONE);
	assert_int_equal(oldest, 0);
	assert_int_equal(figures(s).waiting + figures(s).leased + figures(s).unsettled, 0);
}

/* What is delivered has no place in the queue; what is lost finds one. */
static void test_unsettled_items_do_not_fill_the_queue(void **state)
{
	struct scratch *s = *state;
	struct item out[4];
	items_set_max(s->store, 2);
	add(s, "A", false, NULL);
	add(s, "B", false, NULL);
	assert_int_equal(items_room(s->store), ERR_FULL);
	assert_int_equal(lease(s, "nats", out, 4, NOW), 2);
	struct unsettled a = deliver(s, "1-1", 1, NOW);
	deliver(s, "1-2", 2, NOW + 1);
	add(s, "C", false, NULL);
	add(s, "D", false, NULL);
	assert_int_equal(items_room(s->store), ERR_FULL);
	assert_int_equal(unsettled_offer(s->store, &a), ERR_NONE);
	scratch_commit(s);
	assert_int_equal(figures(s).waiting, 3);
}

/* A million in the queue: adding and leasing look at none of the others. */
static void test_a_long_queue_is_as_quick_as_a_short_one(void **state)
{
	struct scratch *s = *state;
	static const char *const statements[] = {
		"EXPLAIN QUERY PLAN SELECT * FROM items WHERE state = 'waiting' AND parked = 0 AND restricted = 0 ORDER BY id LIMIT 9",
		"EXPLAIN QUERY PLAN SELECT * FROM items WHERE state = 'resting' AND parked = 0 AND restricted <= 1 AND next_ms <= 5 ORDER BY next_ms LIMIT 9",
		"EXPLAIN QUERY PLAN SELECT MIN(next_ms) FROM items WHERE state = 'resting' AND parked = 0",
		"EXPLAIN QUERY PLAN SELECT MIN(stuck_ms) FROM items WHERE stuck_ms > 0",
		"EXPLAIN QUERY PLAN SELECT MIN(id) FROM items WHERE state <> 'delivered'",
		"EXPLAIN QUERY PLAN SELECT id FROM items WHERE state = 'delivered' AND (delivered_ms, id) > (5, 6) AND delivered_ms <= 9"
		" ORDER BY delivered_ms, id LIMIT 9",
		"EXPLAIN QUERY PLAN SELECT 1 FROM items WHERE state = 'leased' AND until_ms <= 5 LIMIT 1",
		"EXPLAIN QUERY PLAN SELECT 1 FROM items WHERE subject = 'A' AND state <> 'delivered'",
		"EXPLAIN QUERY PLAN SELECT MIN(id) FROM items WHERE subject = 'A' AND state <> 'delivered'",
	};
	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
		sqlite3_stmt *plan;
		assert_int_equal(sqlite3_prepare_v2(s->store->db, statements[i], -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *detail = (const char *)sqlite3_column_text(plan, 3);
			assert_non_null(strstr(detail, "SEARCH"));
			assert_non_null(strstr(detail, "INDEX"));
		}
		sqlite3_finalize(plan);
	}
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_an_item_comes_out_as_it_went_in),
		TEST(test_no_number_name_or_word_stands_in_clear),
		TEST(test_nobody_hidden_has_a_contact),
		TEST(test_items_of_a_subject_come_one_after_the_other),
		TEST(test_each_queue_is_for_those_who_may_see_it),
		TEST(test_a_lease_ends),
		TEST(test_a_late_acknowledgement_counts_until_another_holds_it),
		TEST(test_a_connection_or_a_process_is_gone),
		TEST(test_ids_that_are_none_of_ours),
		TEST(test_an_id_is_never_given_again),
		TEST(test_what_cannot_be_read_is_parked),
		TEST(test_a_refused_item_rests),
		TEST(test_nothing_tells_of_restricted_items),
		TEST(test_a_delivered_item_stays_until_it_is_settled),
		TEST(test_unsettled_items_do_not_fill_the_queue),
		TEST(test_what_is_rolled_back_was_never_there),
		TEST(test_a_full_queue),
		TEST(test_a_nameless_item_is_as_old_as_is_known),
		TEST(test_the_counts_agree_with_the_rows),
		TEST(test_a_long_queue_is_as_quick_as_a_short_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
