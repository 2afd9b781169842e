/* The running counts of /metrics and /v1/figures: whatever is done, they are those of the rows; and no scrape counts rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "store/messages.h"
#include "store/overdue.h"
#include "store/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1772431200000)
#define DAY INT64_C(86400000)

static void execute(struct scratch *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void execute(struct scratch *s, const char *format, ...)
{
	char sql[512];
	va_list args;
	va_start(args, format);
	vsnprintf(sql, sizeof sql, format, args);
	va_end(args);
	assert_int_equal(sqlite3_exec(s->store->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void check_appeals(struct scratch *s, bool restricted)
{
	struct overdue_figures figures;
	struct district_figure rows[DISTRICT_FIGURES];
	size_t count;
	char sql[2048];
	assert_int_equal(overdue_count(s->store, restricted, NOW, &figures), ERR_NONE);
	snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM appeals WHERE concluded_ms IS NULL AND (%d OR restricted = 0)", restricted);
	assert_int_equal(figures.open, scratch_scalar(s, sql));
	assert_int_equal(overdue_districts(s->store, restricted, rows, &count), ERR_NONE);
	snprintf(sql, sizeof sql, "SELECT COUNT(DISTINCT district) FROM appeals WHERE concluded_ms IS NULL AND district <> '' AND (%d OR restricted = 0)", restricted);
	assert_int_equal(count, scratch_scalar(s, sql));
	for (size_t i = 0; i < count; i++) {
		snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM appeals WHERE concluded_ms IS NULL AND district = '%s' AND (%d OR restricted = 0)", rows[i].district,
			restricted);
		assert_int_equal(rows[i].open, scratch_scalar(s, sql));
	}
}

/* Days and registration, too: each row of the counts is a group of the appeals, and the reverse. */
static void check_days(struct scratch *s)
{
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM (SELECT lodged, registered, restricted, COUNT(*) FROM appeals_counted GROUP BY 1, 2, 3"
		" EXCEPT SELECT lodged, registered, restricted, count FROM open_days)"), 0);
	assert_int_equal(scratch_scalar(s, "SELECT COUNT(*) FROM open_days WHERE count < 0"), 0);
	assert_int_equal(scratch_scalar(s, "SELECT SUM(count) FROM open_days"), scratch_scalar(s, "SELECT COUNT(*) FROM appeals WHERE concluded_ms IS NULL"));
}

static void the_counts_of_appeals_are_those_of_the_rows(void **state)
{
	struct scratch *s = *state;
	static const char *const districts[] = { "", "417-03", "417-08" };
	srand(7);
	for (int i = 0; i < 600; i++) {
		int64_t number = 10000000 + rand() % 80, at = NOW - rand() % 20 * DAY - rand() % 5000;
		switch (rand() % 6) {
		case 0:
		case 1:
			execute(s, "INSERT OR IGNORE INTO appeals(number, pin, nameless, text, topic, region, country, language, channel, lodged_ms, district, restricted)"
				" VALUES(%d, x'00', 1, x'00', 't', '', '', 'ky', 'ussd', %lld, '%s', %s)", (int)number, (long long)at, districts[rand() % 3],
				rand() % 3 ? "0" : rand() % 2 ? "1" : "NULL");
			break;
		case 2: execute(s, "UPDATE appeals SET registered_ms = %lld WHERE number = %d", (long long)at, (int)number); break;
		case 3: execute(s, "UPDATE appeals SET concluded_ms = %s WHERE number = %d", rand() % 2 ? "5" : "NULL", (int)number); break;
		case 4: execute(s, "UPDATE appeals SET restricted = %d, status = 'in-work' WHERE number = %d", rand() % 2, (int)number); break;
		default: execute(s, "DELETE FROM appeals WHERE number = %d", (int)number);
		}
		check_days(s);
		check_appeals(s, i % 2);
	}
}

static void the_counts_of_parts_are_those_of_the_rows(void **state)
{
	struct scratch *s = *state;
	size_t by_state[MESSAGE_STATES] = { 0 };
	srand(11);
	execute(s, "INSERT INTO messages(id, msisdn, class, text, parts, created_ms) VALUES(1, x'00', 'report', x'00', 200, 0)");
	for (int i = 0; i < 400; i++) {
		int part = rand() % 50;
		const char *name = message_state_name((enum message_state)(rand() % MESSAGE_STATES));
		switch (rand() % 3) {
		case 0: execute(s, "INSERT OR IGNORE INTO message_parts(message, part, state, changed_ms) VALUES(1, %d, '%s', 0)", part, name); break;
		case 1: execute(s, "UPDATE message_parts SET state = '%s' WHERE part = %d", name, part); break;
		default: execute(s, "DELETE FROM message_parts WHERE part = %d", part);
		}
		assert_int_equal(messages_count(s->store, by_state), ERR_NONE);
		for (size_t k = 0; k < MESSAGE_STATES; k++) {
			char sql[128];
			snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM message_parts WHERE state = '%s'", message_state_name((enum message_state)k));
			assert_int_equal(by_state[k], scratch_scalar(s, sql));
		}
	}
}

/* What SQLite would do for a statement that a scrape runs names no table of people. */
static void a_scrape_counts_no_rows(void **state)
{
	struct scratch *s = *state;
	static const enum statement scraped[] = { SQL_MESSAGE_COUNT, SQL_OVERDUE_COUNT, SQL_DISTRICT_COUNT, SQL_ITEM_COUNTS };
	for (size_t i = 0; i < sizeof scraped / sizeof *scraped; i++) {
		char sql[512];
		sqlite3_stmt *plan;
		snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", sqlite3_sql(s->store->statements[scraped[i]]));
		assert_int_equal(sqlite3_prepare_v2(s->store->db, sql, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *detail = (const char *)sqlite3_column_text(plan, 3);
			assert_null(strstr(detail, "appeals"));
			assert_null(strstr(detail, "message_parts"));
			assert_null(strstr(detail, " items"));
		}
		sqlite3_finalize(plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_counts_of_appeals_are_those_of_the_rows, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(the_counts_of_parts_are_those_of_the_rows, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(a_scrape_counts_no_rows, scratch_set_up, scratch_tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
