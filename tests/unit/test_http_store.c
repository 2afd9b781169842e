/* What the HTTP API keeps: tokens, replies, the audit; and the lists that it reads. */
#include "scratch.h"

#include "base/calendar.h"
#include "store/appeals.h"
#include "store/audit.h"
#include "store/listing.h"
#include "store/overdue.h"
#include "store/replies.h"
#include "store/tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)
#define MONDAY_MS (INT64_C(1772418600000)) /* 2026-03-02 08:30 in Bishkek */

static void a_token_opens_by_its_hash(void **state)
{
	struct scratch s;
	struct token token;
	char shown[TOKEN_SHOWN], other[TOKEN_SHOWN];
	(void)state;
	scratch_open(&s);
	assert_int_equal(tokens_make(s.store, "aida", ROLE_OFFICER, 1000, shown), ERR_NONE);
	assert_int_equal(tokens_make(s.store, "bakyt", ROLE_AUDITOR, 2000, other), ERR_NONE);
	assert_int_equal(tokens_make(s.store, "aida", ROLE_MACHINE, 3000, other), ERR_STATE);
	scratch_commit(&s);
	assert_int_equal(strlen(shown), TOKEN_SHOWN - 1);
	assert_int_equal(tokens_find(s.store, shown, &token), ERR_NONE);
	assert_string_equal(token.name, "aida");
	assert_int_equal(token.role, ROLE_OFFICER);
	assert_int_equal(tokens_find(s.store, other, &token), ERR_DENIED); /* was never kept: the name was taken */
	for (size_t i = 0; i < TOKEN_SHOWN - 1; i++) {
		char wrong[TOKEN_SHOWN];
		memcpy(wrong, shown, sizeof wrong);
		wrong[i] ^= 1;
		assert_int_equal(tokens_find(s.store, wrong, &token), ERR_DENIED);
	}
	assert_int_equal(tokens_find(s.store, "", &token), ERR_DENIED);
	assert_false(scratch_holds(&s, shown + 7, 16));
	assert_int_equal(tokens_revoke(s.store, "aida"), ERR_NONE);
	assert_int_equal(tokens_revoke(s.store, "aida"), ERR_NOT_FOUND);
	scratch_commit(&s);
	assert_int_equal(tokens_find(s.store, shown, &token), ERR_DENIED);
	scratch_close(&s);
}

static void tokens_are_bounded(void **state)
{
	struct scratch s;
	char shown[TOKEN_SHOWN], name[32];
	size_t count;
	(void)state;
	scratch_open(&s);
	for (int i = 0; i < TOKENS_MAX; i++) {
		snprintf(name, sizeof name, "token-%03d", i);
		assert_int_equal(tokens_make(s.store, name, ROLE_MACHINE, 1, shown), ERR_NONE);
	}
	assert_int_equal(tokens_make(s.store, "more", ROLE_MACHINE, 1, shown), ERR_FULL);
	struct token *list = calloc(TOKENS_MAX, sizeof *list);
	assert_int_equal(tokens_list(s.store, list, &count), ERR_NONE);
	assert_int_equal(count, TOKENS_MAX);
	assert_string_equal(list[7].name, "token-007");
	free(list);
	scratch_close(&s);
}

static void a_reply_is_told_again_for_a_day(void **state)
{
	struct scratch s;
	const struct token aida = {"aida", ROLE_RESTRICTED, MONDAY_MS};
	struct reply_to to = {&aida, "key", bytes_of("POST /x\n{}")};
	int status = 0;
	char *body;
	(void)state;
	scratch_open(&s);
	assert_int_equal(replies_get(s.store, &to, 5000, &status, &body), ERR_NOT_FOUND);
	assert_int_equal(replies_put(s.store, &to, 5000, 200, "{\"text\":\"көпүрө\"}"), ERR_NONE);
	scratch_commit(&s);
	scratch_reopen(&s);
	assert_int_equal(replies_get(s.store, &to, 6000, &status, &body), ERR_NONE);
	assert_int_equal(status, 200);
	assert_string_equal(body, "{\"text\":\"көпүрө\"}");
	free(body);
	struct reply_to others = to;
	others.request = bytes_of("POST /x\n{ }");
	assert_int_equal(replies_get(s.store, &others, 6000, &status, &body), ERR_STATE);
	others = to;
	const struct token strangers[] = { {"bakyt", ROLE_RESTRICTED, MONDAY_MS}, {"aida", ROLE_OFFICER, MONDAY_MS}, {"aida", ROLE_RESTRICTED, MONDAY_MS + 1} };
	for (size_t i = 0; i < 3; i++) { /* another's; the name revoked and made again, with another role or the same */
		others.token = &strangers[i];
		assert_int_equal(replies_get(s.store, &others, 6000, &status, &body), ERR_NOT_FOUND);
	}
	assert_int_equal(replies_get(s.store, &to, 5000 + REPLIES_KEPT_MS, &status, &body), ERR_NOT_FOUND);
	assert_int_equal(replies_put(s.store, &to, 5000 + REPLIES_KEPT_MS, 200, "{}"), ERR_NONE); /* the key is free again */
	scratch_commit(&s);
	assert_false(scratch_holds(&s, "көпүрө", strlen("көпүрө")));
	scratch_close(&s);
}

static void the_audit_keeps_its_order(void **state)
{
	struct scratch s;
	struct audit rows[3], row = {.at_ms = 7, .who = "aida", .role = "officer", .action = "appeal.status", .subject = "48271930"};
	size_t count;
	(void)state;
	scratch_open(&s);
	for (int i = 0; i < 4; i++)
		assert_int_equal(audit_add(s.store, &row), ERR_NONE);
	scratch_commit(&s);
	assert_int_equal(audit_list(s.store, true, 0, rows, 3, &count), ERR_NONE);
	assert_int_equal(count, 3);
	assert_string_equal(rows[2].subject, "48271930");
	assert_int_equal(audit_list(s.store, true, rows[2].id, rows, 3, &count), ERR_NONE);
	assert_int_equal(count, 1);
	scratch_close(&s);
}

static void lodge(struct scratch *s, const char *topic, bool nameless, int64_t at_ms, char number[9])
{
	struct appeal a = {.nameless = nameless, .language = "ky", .channel = "ussd", .text = "Айлык", .restricted = strcmp(topic, "police") == 0, .lodged_ms = at_ms};
	snprintf(a.topic, sizeof a.topic, "%s", topic);
	snprintf(a.msisdn, sizeof a.msisdn, "%s", nameless ? "" : "996555123456");
	assert_int_equal(appeals_lodge(s->store, &a, "1234"), ERR_NONE);
	memcpy(number, a.number, 9);
}

static void pages_hold_together(void **state)
{
	struct scratch s;
	struct listing_row rows[LISTING_MOST];
	char number[9], cursor[LISTING_CURSOR] = "", next[LISTING_CURSOR];
	size_t count, all = 0, pages = 0;
	int64_t before = INT64_MIN;
	(void)state;
	scratch_open(&s);
	for (int i = 0; i < 25; i++)
		lodge(&s, i % 5 ? "work" : "police", i % 3 == 0, MONDAY_MS + i / 2, number);
	scratch_commit(&s);
	struct listing_wish wish = {.status = "", .after = cursor, .most = 3};
	do {
		assert_int_equal(listing_appeals(s.store, &wish, MONDAY_MS, rows, &count, next), ERR_NONE);
		for (size_t i = 0; i < count; i++) {
			assert_string_equal(rows[i].head.topic, "work");
			assert_true(rows[i].head.lodged_ms >= before);
			before = rows[i].head.lodged_ms;
		}
		memcpy(cursor, next, sizeof cursor);
		all += count;
		pages++;
	} while (*next);
	assert_int_equal(all, 20);
	assert_int_equal(pages, 7);
	wish = (struct listing_wish){.status = "received", .restricted = true, .after = "", .most = LISTING_MOST};
	assert_int_equal(listing_appeals(s.store, &wish, MONDAY_MS, rows, &count, next), ERR_NONE);
	assert_int_equal(count, 25);
	assert_string_equal(next, "");
	wish.status = "closed";
	assert_int_equal(listing_appeals(s.store, &wish, MONDAY_MS, rows, &count, next), ERR_NONE);
	assert_int_equal(count, 0);
	scratch_close(&s);
}

static void a_cursor_cannot_be_made_up(void **state)
{
	static const char *const bad[] = {"x", "AAAA", "====", "A", "!", "0"};
	struct scratch s;
	struct listing_row rows[1];
	char number[9], next[LISTING_CURSOR], beyond[LISTING_CURSOR], wrong[LISTING_CURSOR];
	size_t count;
	(void)state;
	scratch_open(&s);
	for (int i = 0; i < 2; i++)
		lodge(&s, "work", false, MONDAY_MS, number);
	scratch_commit(&s);
	struct listing_wish wish = {.status = "", .after = "", .most = 1};
	assert_int_equal(listing_appeals(s.store, &wish, MONDAY_MS, rows, &count, next), ERR_NONE);
	assert_int_equal(strlen(next), LISTING_CURSOR - 1);
	wish.after = wrong;
	for (size_t i = 0; i < LISTING_CURSOR - 2; i++) { /* the last letter has spare bits, of which some are none */
		memcpy(wrong, next, sizeof wrong);
		wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
		assert_int_equal(listing_appeals(s.store, &wish, MONDAY_MS, rows, &count, beyond), ERR_BAD);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		wish.after = bad[i];
		assert_int_equal(listing_appeals(s.store, &wish, MONDAY_MS, rows, &count, next), ERR_BAD);
	}
	scratch_close(&s);
}

/* What is done to a restricted appeal others do not read, and the numbers of their rows have no gap where it stands. */
static void the_audit_tells_nothing_of_restricted_appeals(void **state)
{
	struct scratch s;
	struct audit rows[8], row = {.at_ms = 7, .who = "aida", .role = "restricted", .action = "appeal.read"};
	char open[9], restricted[9];
	size_t count;
	(void)state;
	scratch_open(&s);
	lodge(&s, "work", false, MONDAY_MS, open);
	lodge(&s, "police", false, MONDAY_MS, restricted);
	const struct { const char *subject; enum audit_outcome outcome; } done[] = { {open, AUDIT_DONE}, {restricted, AUDIT_DONE},
		{restricted, AUDIT_REPLAYED}, {restricted, AUDIT_REFUSED}, {"", AUDIT_DONE}, {open, AUDIT_REPLAYED} };
	row.outcome = AUDIT_REFUSED; /* to one who may see it, as the phone number of somebody nameless is */
	memcpy(row.subject, restricted, sizeof restricted);
	assert_int_equal(audit_add(s.store, &row), ERR_NONE);
	for (size_t i = 0; i < 6; i++) {
		snprintf(row.role, sizeof row.role, "%s", done[i].outcome == AUDIT_REFUSED ? "officer" : "restricted");
		memcpy(row.subject, done[i].subject, strlen(done[i].subject) + 1);
		row.outcome = done[i].outcome;
		assert_int_equal(audit_add(s.store, &row), ERR_NONE);
	}
	scratch_commit(&s);
	assert_int_equal(audit_list(s.store, true, 0, rows, 8, &count), ERR_NONE);
	assert_int_equal(count, 7);
	assert_int_equal(rows[3].outcome, AUDIT_REPLAYED);
	assert_string_equal(rows[3].subject, restricted);
	assert_int_equal(audit_list(s.store, false, 0, rows, 8, &count), ERR_NONE);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(rows[i].id, i + 1);
	assert_int_equal(rows[1].outcome, AUDIT_REFUSED); /* what was typed, whether there is such an appeal or not */
	assert_string_equal(rows[3].subject, open);
	assert_int_equal(audit_list(s.store, false, 3, rows, 8, &count), ERR_NONE);
	assert_int_equal(count, 1);
	scratch_close(&s);
}

/* Whatever its topic is called, and whatever the menus say of it today. */
static void a_restricted_row_is_not_there_for_others(void **state)
{
	struct scratch s;
	struct listing_row row;
	struct overdue_figures figures;
	struct overdue list[2];
	char open[9], restricted[9];
	size_t count;
	(void)state;
	scratch_open(&s);
	lodge(&s, "work", false, MONDAY_MS, open);
	lodge(&s, "police", false, MONDAY_MS, restricted);
	scratch_commit(&s);
	assert_int_equal(listing_appeal(s.store, restricted, false, MONDAY_MS, &row), ERR_NOT_FOUND);
	assert_int_equal(listing_appeal(s.store, restricted, true, MONDAY_MS, &row), ERR_NONE);
	assert_true(row.head.restricted);
	assert_int_equal(listing_appeal(s.store, open, false, MONDAY_MS, &row), ERR_NONE);
	assert_false(row.head.restricted);
	assert_int_equal(overdue_count(s.store, false, MONDAY_MS + 60 * DAY_MS, &figures), ERR_NONE);
	assert_int_equal(figures.open, 1);
	assert_int_equal(figures.unregistered, 1);
	assert_int_equal(overdue_count(s.store, true, MONDAY_MS + 60 * DAY_MS, &figures), ERR_NONE);
	assert_int_equal(figures.open, 2);
	assert_int_equal(overdue_list(s.store, false, MONDAY_MS + 60 * DAY_MS, list, 2, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].number, open);
	scratch_close(&s);
}

static void a_row_tells_whether_it_is_overdue(void **state)
{
	struct scratch s;
	struct listing_row row;
	char number[9];
	(void)state;
	scratch_open(&s);
	lodge(&s, "work", false, MONDAY_MS, number);
	assert_int_equal(listing_appeal(s.store, number, true, MONDAY_MS + DAY_MS, &row), ERR_NONE);
	assert_false(row.overdue); /* registration is due on the next working day */
	assert_int_equal(row.days, 1);
	assert_int_equal(listing_appeal(s.store, number, true, MONDAY_MS + 2 * DAY_MS, &row), ERR_NONE);
	assert_true(row.overdue);
	assert_int_equal(appeals_step(s.store, number, "registered", "", MONDAY_MS + 2 * DAY_MS), ERR_NONE);
	assert_int_equal(listing_appeal(s.store, number, true, MONDAY_MS + 9 * DAY_MS, &row), ERR_NONE);
	assert_false(row.overdue);
	assert_int_equal(row.days, 14);
	assert_int_equal(row.day, 5);
	assert_int_equal(listing_appeal(s.store, number, true, MONDAY_MS + 40 * DAY_MS, &row), ERR_NONE);
	assert_true(row.overdue);
	assert_int_equal(appeals_step(s.store, number, "answered", "Жооп", MONDAY_MS + 40 * DAY_MS), ERR_NONE);
	assert_int_equal(listing_appeal(s.store, number, true, MONDAY_MS + 50 * DAY_MS, &row), ERR_NONE);
	assert_false(row.overdue);
	assert_string_equal(row.status, "answered");
	assert_int_equal(listing_appeal(s.store, "00000000", true, MONDAY_MS, &row), ERR_NOT_FOUND);
	scratch_close(&s);
}

static void of_many_additions_the_last_are_shown(void **state)
{
	static struct listing_addition additions[LISTING_ADDITIONS];
	struct scratch s;
	char number[9], text[16];
	size_t count;
	(void)state;
	scratch_open(&s);
	lodge(&s, "work", false, MONDAY_MS, number);
	for (int i = 0; i < LISTING_ADDITIONS + 5; i++) {
		snprintf(text, sizeof text, "%d", i);
		assert_int_equal(appeals_add(s.store, number, text, MONDAY_MS), ERR_NONE);
	}
	assert_int_equal(listing_additions(s.store, number, additions, &count), ERR_NONE);
	assert_int_equal(count, LISTING_ADDITIONS);
	assert_string_equal(additions[0].text, "5");
	assert_string_equal(additions[count - 1].text, "54");
	scratch_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_opens_by_its_hash),
		cmocka_unit_test(tokens_are_bounded),
		cmocka_unit_test(a_reply_is_told_again_for_a_day),
		cmocka_unit_test(the_audit_keeps_its_order),
		cmocka_unit_test(pages_hold_together),
		cmocka_unit_test(a_cursor_cannot_be_made_up),
		cmocka_unit_test(the_audit_tells_nothing_of_restricted_appeals),
		cmocka_unit_test(a_restricted_row_is_not_there_for_others),
		cmocka_unit_test(a_row_tells_whether_it_is_overdue),
		cmocka_unit_test(of_many_additions_the_last_are_shown),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
