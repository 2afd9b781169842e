#include "dialplan/dialplans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/kopuro-routes-XXXXXX";
static struct complaints complaints;

static struct routes *load(const char *text)
{
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	complaints_fini(&complaints);
	complaints_init(&complaints);
	return routes_load(path, &complaints);
}

static struct routes *good(const char *text)
{
	struct routes *r = load(text);
	complaints_print(&complaints, stderr);
	assert_non_null(r);
	assert_int_equal(complaints.count, 0);
	return r;
}

static const char *order(const struct routes *r, const char *msisdn, uint64_t salt)
{
	static char out[256];
	const struct route *list[ROUTES_MOST];
	size_t count;
	out[0] = '\0';
	if (routes_find(r, msisdn, salt, list, &count) == ROUTES_BLOCKED)
		return "blocked";
	for (size_t i = 0; i < count; i++)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s", i > 0 ? " " : "", list[i]->network);
	return out;
}

static void the_longest_prefix_then_preference_then_share(void **state)
{
	(void)state;
	struct routes *r = good(
		"routes:\n"
		"  - {prefix: \"996\", network: back, preference: 20}\n"
		"  - {prefix: \"996\", network: front, preference: 10}\n"
		"  - {prefix: \"99655\", network: mega, preference: 30}\n"
		"  - {prefix: \"\", network: world}\n"
		"blocked: [\"99677\", \"7\"]\n");
	assert_string_equal(order(r, "996700123456", 1), "front back");
	assert_string_equal(order(r, "996555123456", 1), "mega");
	assert_string_equal(order(r, "996771234567", 1), "blocked");
	assert_string_equal(order(r, "79161234567", 1), "blocked");
	assert_string_equal(order(r, "905551234567", 1), "world");
	routes_free(r);
}

/* Each message has its own order and keeps it; in the long run each network gets its share, and the other one follows. */
static void shares_are_kept_and_a_message_stays_where_it_is(void **state)
{
	(void)state;
	unsigned first = 0;
	struct routes *r = good(
		"routes:\n"
		"  - {prefix: \"996\", network: a, share: 70}\n"
		"  - {prefix: \"996\", network: b, share: 30}\n"
		"  - {prefix: \"996\", network: c, preference: 200}\n");
	for (uint64_t id = 1; id <= 10000; id++) {
		char before[64];
		snprintf(before, sizeof(before), "%s", order(r, "996555123456", id));
		first += before[0] == 'a';
		assert_true(strcmp(before, "a b c") == 0 || strcmp(before, "b a c") == 0);
		assert_string_equal(order(r, "996555123456", id), before);
	}
	assert_in_range(first, 6800, 7200);
	routes_free(r);
}

static void quiet_hours_are_those_of_the_number_or_the_route(void **state)
{
	(void)state;
	const struct route *list[ROUTES_MOST];
	size_t count;
	struct routes *r = good("routes:\n  - {prefix: \"\", network: a, quiet: {from: \"21:00\", to: \"08:00\", zone: \"+03:00\"}}\n");
	assert_int_equal(routes_find(r, "996555123456", 1, list, &count), ROUTES_LISTED);
	const int64_t hour = 3600000, midnight = INT64_C(1772323200000); /* 2026-03-01 00:00 UTC */
	assert_int_equal(route_day(list[0], midnight + 18 * hour - 1, false, 0), midnight + 18 * hour - 1); /* 20:59:59.999 there */
	assert_int_equal(route_day(list[0], midnight + 18 * hour, false, 0), midnight + 29 * hour);
	assert_int_equal(route_day(list[0], midnight + 5 * hour - 1, false, 0), midnight + 5 * hour);
	assert_int_equal(route_day(list[0], midnight + 5 * hour, false, 0), midnight + 5 * hour);
	assert_int_equal(route_day(list[0], midnight + 16 * hour, true, 360), midnight + 26 * hour); /* 22:00 in Bishkek */
	routes_free(r);
}

static void each_fault_has_its_place(void **state)
{
	(void)state;
	static const struct { const char *text; int line, column; const char *words; } rows[] = {
		{ "routs: []\n", 1, 1, "did you mean 'routes'" },
		{ "routes:\n  - {prefix: \"+996\", network: a}\n", 2, 14, "without '+'" },
		{ "routes:\n  - {prefix: \"996\"}\n", 2, 5, "`network`" },
		{ "routes:\n  - {network: a}\n", 2, 5, "`prefix`" },
		{ "routes:\n  - {prefix: \"996\", network: a, share: 0}\n", 2, 40, "from 1 to 1000" },
		{ "routes:\n  - {prefix: \"996\", network: a, preference: -1}\n", 2, 45, "from 0 to 1000" },
		{ "routes:\n  - {prefix: \"996\", network: a, alphabet: latn}\n", 2, 43, "did you mean 'latin'" },
		{ "routes:\n  - {prefix: \"996\", network: a, sender: {ton: 3}}\n", 2, 41, "its address" },
		{ "routes:\n  - {prefix: \"996\", network: a, sender: {address: KopuroService, ton: 5}}\n", 2, 51, "eleven" },
		{ "routes:\n  - {prefix: \"996\", network: a, quiet: {from: \"21:00\", to: \"24:00\"}}\n", 2, 60, "time of day" },
		{ "routes:\n  - {prefix: \"996\", network: a, quiet: {from: \"08:00\", to: \"08:00\"}}\n", 2, 40, "begin when they end" },
		{ "routes:\n  - {prefix: \"996\", network: a, cost: cheap}\n", 2, 39, "0.8" },
		{ "routes:\n  - {prefix: \"996\", network: a}\nblocked: [\"996\"]\n", 3, 11, "has a route too, in line 2" },
		{ "blocked: [\"996\", \"996\"]\n", 1, 18, "blocked already" },
		{ "blocked: 996\n", 1, 10, "is a list" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_null(load(rows[i].text));
		assert_int_equal(complaints.errors, 1);
		const struct complaint *c = &complaints.list[0];
		if (c->line != rows[i].line || c->column != rows[i].column || !strstr(c->text, rows[i].words))
			fail_msg("row %zu: %d:%d: %s", i, c->line, c->column, c->text);
	}
}

static void networks_are_those_of_the_configuration(void **state)
{
	(void)state;
	static const char *const names[] = { "megacom", "moscow" };
	struct routes *r = good("routes:\n  - {prefix: \"996\", network: megacon}\n  - {prefix: \"7\", network: moscow}\n  - {prefix: \"9\", network: x}\n");
	routes_check(r, names, 2, &complaints);
	assert_int_equal(complaints.errors, 2);
	assert_int_equal(complaints.list[0].line + complaints.list[1].line, 2 + 4);
	routes_free(r);
}

/* The plans that ship, against the patterns of libphonenumber 8.13.48 as FACTS has them. */
static void numbers_are_told_by_the_plans_that_ship(void **state)
{
	(void)state;
	static const struct { const char *msisdn, *country, *operator; int zone; } rows[] = {
		{ "996221234567", "kg", "Beeline", 360 }, { "996312581234", "kg", "Beeline", 360 }, { "996555123456", "kg", "MegaCom", 360 },
		{ "996999312002", "kg", "MegaCom", 360 }, { "996700123456", "kg", "O!", 360 }, { "996312973123", "kg", "O!", 360 },
		{ "996312312312", NULL, "", 0 }, { "79161234567", "ru", "", -1 }, { "77011234567", "kz", "", 300 }, { "77031234567", NULL, "", 0 },
		{ "77641234567", "kz", "", 300 }, { "77651234567", NULL, "", 0 }, { "77471234567", "kz", "", 300 }, { "74951234567", NULL, "", 0 },
		{ "905351077212", "tr", "", 180 }, { "903124913506", NULL, "", 0 }, { "821097980951", "kr", "", 540 }, { "971522255269", "ae", "", 240 },
		{ "971512345678", NULL, "", 0 }, { "971572345678", NULL, "", 0 }, { "7916123456", NULL, "", 0 }, { "791612345678", NULL, "", 0 },
		{ "", NULL, "", 0 }, { "7", NULL, "", 0 },
	};
	struct dialplans d;
	complaints_fini(&complaints);
	complaints_init(&complaints);
	assert_true(dialplans_load(&d, "dialplans", &complaints));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct place place;
		bool found = numbering_find(d.numbering, rows[i].msisdn, &place);
		if (found != (rows[i].country != NULL))
			fail_msg("%s: %s", rows[i].msisdn, found ? place.country : "not found");
		if (!found)
			continue;
		assert_string_equal(place.country, rows[i].country);
		assert_string_equal(place.operator, rows[i].operator);
		assert_int_equal(place.has_zone, rows[i].zone >= 0);
		if (place.has_zone)
			assert_int_equal(place.zone_min, rows[i].zone);
	}
	dialplans_fini(&d);
}

static int make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);
	complaints_init(&complaints);
	return fd < 0 || close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	complaints_fini(&complaints);
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_prefix_then_preference_then_share),
		cmocka_unit_test(shares_are_kept_and_a_message_stays_where_it_is),
		cmocka_unit_test(quiet_hours_are_those_of_the_number_or_the_route),
		cmocka_unit_test(each_fault_has_its_place),
		cmocka_unit_test(networks_are_those_of_the_configuration),
		cmocka_unit_test(numbers_are_told_by_the_plans_that_ship),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
