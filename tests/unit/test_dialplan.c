#include "dialplan/dialplan.h"
#include "dialplan/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const char shipped[] =
	"country: kg\n"
	"calling_code: \"996\"\n"
	"trunk: \"0\"\n"
	"international: [\"00\", \"810\"]\n"
	"codes:\n"
	"  \"*500#\": {to: home}\n"
	"  \"*501#\": {to: help}\n"
	"sms_number: \"500\"\n";

static char path[] = "/tmp/kopuro-dialplan-XXXXXX";
static struct complaints complaints;

/* The plan that `text` is, from a file; what is wrong with it is in `complaints`. */
static struct dialplan *load(const char *text)
{
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	complaints_fini(&complaints);
	complaints_init(&complaints);
	return dialplan_load(path, &complaints);
}

static void codes_lead_to_screens(void **state)
{
	(void)state;
	struct dialplan *plan = load(shipped);
	struct dialplan_code_row row;
	size_t at = 0;
	assert_non_null(plan);
	assert_int_equal(complaints.count, 0);
	assert_string_equal(dialplan_code(plan, "*500#"), "home");
	assert_string_equal(dialplan_code(plan, "*501#"), "help");
	assert_null(dialplan_code(plan, "*502#"));
	assert_null(dialplan_code(plan, ""));
	assert_string_equal(dialplan_sms_number(plan), "500");
	assert_true(dialplan_codes(plan, &at, &row));
	assert_string_equal(row.code, "*500#");
	assert_string_equal(row.screen, "home");
	assert_string_equal(row.file, path);
	assert_int_equal(row.line, 6);
	assert_int_equal(row.column, 17);
	assert_true(dialplan_codes(plan, &at, &row));
	assert_string_equal(row.screen, "help");
	assert_false(dialplan_codes(plan, &at, &row));
	dialplan_free(plan);
	dialplan_free(NULL);
}

/* From the root of the project, as `make check` runs. */
static void the_plan_that_ships_is_good(void **state)
{
	(void)state;
	complaints_fini(&complaints);
	struct dialplan *plan = dialplan_load("dialplans/kyrgyzstan.yaml", &complaints);
	assert_non_null(plan);
	assert_int_equal(complaints.count, 0);
	assert_non_null(dialplan_code(plan, "*500#"));
	assert_string_equal(dialplan_sms_number(plan), "500");
	dialplan_free(plan);
}

static enum error number(const struct dialplan *plan, uint8_t ton, uint8_t npi, const char *digits, char out[DIALPLAN_NUMBER])
{
	struct smpp_address address = { .ton = ton, .npi = npi };
	assert_true(strlen(digits) < sizeof(address.digits));
	strcpy(address.digits, digits);
	return dialplan_number(plan, &address, out);
}

/* Every national number, in every form, is one and the same. 996 begins numbers of a network at home too. */
static void one_number_has_many_forms(void **state)
{
	(void)state;
	static const char *const national[] = { "555123456", "700123456", "222123456", "996123456", "996996996", "312973123", "810123456" };
	static const struct { uint8_t ton; const char *form; } forms[] = {
		{ 0, "%s" }, { 2, "%s" }, { 3, "%s" }, { 4, "%s" },
		{ 0, "0%s" }, { 1, "0%s" }, { 2, "0%s" },
		{ 0, "996%s" }, { 1, "996%s" }, { 2, "996%s" }, { 3, "996%s" },
		{ 0, "+996%s" }, { 1, "+996%s" }, { 2, "+996%s" }, { 5, "+996%s" },
		{ 0, "00996%s" }, { 1, "00996%s" }, { 2, "00996%s" },
		{ 0, "810996%s" }, { 1, "810996%s" }, { 2, "810996%s" },
		{ 0, " +996 %s" }, { 0, "(0) %s" }, { 1, "996-%s." },
	};
	struct dialplan *plan = load(shipped);
	assert_non_null(plan);
	for (size_t i = 0; i < sizeof(national) / sizeof(national[0]); i++) {
		char expected[DIALPLAN_NUMBER], digits[32], out[DIALPLAN_NUMBER];
		snprintf(expected, sizeof(expected), "996%s", national[i]);
		for (size_t j = 0; j < sizeof(forms) / sizeof(forms[0]); j++) {
			snprintf(digits, sizeof(digits), forms[j].form, national[i]);
			for (uint8_t npi = 0; npi < 2; npi++) {
				assert_int_equal(number(plan, forms[j].ton, npi, digits, out), ERR_NONE);
				assert_string_equal(out, expected);
			}
		}
	}
	dialplan_free(plan);
}

static void foreign_numbers_stay_foreign(void **state)
{
	(void)state;
	static const struct { uint8_t ton; const char *digits, *expected; } rows[] = {
		{ 1, "79161234567", "79161234567" },
		{ 0, "79161234567", "79161234567" },
		{ 0, "+79161234567", "79161234567" },
		{ 0, "0079161234567", "79161234567" },
		{ 0, "81079161234567", "79161234567" },
		{ 0, "905321234567", "905321234567" },
		{ 1, "821012345678", "821012345678" },
		{ 0, "00971501234567", "971501234567" },
		{ 1, "13125550100", "13125550100" },
	};
	struct dialplan *plan = load(shipped);
	assert_non_null(plan);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[DIALPLAN_NUMBER];
		assert_int_equal(number(plan, rows[i].ton, 1, rows[i].digits, out), ERR_NONE);
		assert_string_equal(out, rows[i].expected);
	}
	dialplan_free(plan);
}

/* TON 1 on a national number: the network's own mobile ranges tell it from a foreign number of as many digits. */
static void a_type_of_number_may_lie(void **state)
{
	(void)state;
	static const struct { uint8_t ton; const char *digits, *expected; } rows[] = {
		{ 1, "700920010", "996700920010" }, { 1, "0700920010", "996700920010" }, { 1, "555123456", "996555123456" }, { 1, "996123456", "996996123456" },
		{ 1, "376312345", "376312345" }, { 1, "354611123", "354611123" }, { 1, "+700920010", "700920010" }, { 1, "996700920010", "996700920010" },
	};
	static const struct { uint8_t ton; const char *digits, *expected; } russian[] = {
		{ 1, "9161234567", "79161234567" }, { 1, "89161234567", "79161234567" }, { 1, "85212345678", "85212345678" }, { 1, "79161234567", "79161234567" },
	};
	struct dialplan *plan = dialplan_load("dialplans/kyrgyzstan.yaml", &complaints), *russia = load("country: ru\ncalling_code: 7\ntrunk: 8\ninternational: [810]\nmobile: [{prefixes: [9]}]\n"
		"codes: {\"*500#\": {to: home}}\nsms_number: 500\n");
	char out[DIALPLAN_NUMBER];
	assert_non_null(plan);
	assert_non_null(russia);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(number(plan, rows[i].ton, 1, rows[i].digits, out), ERR_NONE);
		assert_string_equal(out, rows[i].expected);
	}
	for (size_t i = 0; i < sizeof(russian) / sizeof(russian[0]); i++) {
		assert_int_equal(number(russia, russian[i].ton, 1, russian[i].digits, out), ERR_NONE);
		assert_string_equal(out, russian[i].expected);
	}
	dialplan_free(plan);
	dialplan_free(russia);
}

/* They are served under the name that the network gives them. */
static void what_is_no_number_stays_as_it_came(void **state)
{
	(void)state;
	static const struct { uint8_t ton, npi; const char *digits; } rows[] = {
		{ 0, 0, "" }, { 0, 0, "+" }, { 0, 0, "500" }, { 6, 0, "996555123456" }, { 5, 0, "Bank" }, { 5, 0, "996555123456" },
		{ 1, 1, "99655512****" }, { 0, 0, "a3f9c0d2e1b4a5968778" }, { 0, 6, "437051234567890" }, { 1, 9, "996555123456" },
		{ 1, 1, "123456" }, { 2, 1, "79161234567" }, { 0, 1, "055512345" }, { 0, 1, "12345678901234567890" }, { 7, 1, "996555123456" },
		{ 255, 255, "996555123456" }, { 1, 1, "0123456789012345" }, { 0, 1, "0001234567" },
	};
	struct dialplan *plan = load(shipped);
	char out[DIALPLAN_NUMBER];
	assert_non_null(plan);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(number(plan, rows[i].ton, rows[i].npi, rows[i].digits, out), ERR_BAD);
		assert_string_equal(out, rows[i].digits);
	}
	assert_int_equal(number(plan, 5, 0, "1234567890123456789ab", out), ERR_BAD);
	assert_int_equal(number(plan, 5, 0, "1234567890123456789abc", out), ERR_LONG);
	assert_string_equal(out, "");
	dialplan_free(plan);
}

/* The trunk prefix 8 of Russia is a digit that foreign numbers begin with too. */
static void another_country_reads_its_own_way(void **state)
{
	(void)state;
	static const struct { uint8_t ton; const char *digits, *expected; } rows[] = {
		{ 0, "89161234567", "79161234567" }, { 2, "9161234567", "79161234567" }, { 0, "79161234567", "79161234567" },
		{ 0, "7012345678", "77012345678" }, { 0, "810996555123456", "996555123456" }, { 1, "85212345678", "85212345678" },
		{ 0, "821012345678", "821012345678" },
	};
	struct dialplan *plan = load("country: ru\ncalling_code: 7\ntrunk: 8\ninternational: [810]\n"
		"codes: {\"*500#\": {to: home}}\nsms_number: 500\n");
	assert_non_null(plan);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[DIALPLAN_NUMBER];
		assert_int_equal(number(plan, rows[i].ton, 1, rows[i].digits, out), ERR_NONE);
		assert_string_equal(out, rows[i].expected);
	}
	dialplan_free(plan);
}

/* Whatever digits come: E.164, or refused; and what was read is read again as itself. */
static void any_digits_give_a_number_or_none(void **state)
{
	(void)state;
	static const struct number_plan plan = {
		.calling_code = "996", .trunk = "0", .international = { "00", "810" }, .international_count = 2, .national_digits = 9,
	};
	static const char alphabet[] = "0123456789008199+ -*";
	uint32_t seed = 1;
	size_t read = 0;
	for (size_t i = 0; i < 200000; i++) {
		char digits[32] = "", out[NUMBER_E164_MAX + 1], again[NUMBER_E164_MAX + 1];
		seed = seed * 1664525 + 1013904223;
		size_t len = (seed >> 16) % 20;
		uint8_t ton = (seed >> 8) % 8;
		for (size_t at = 0; at < len; at++) {
			seed = seed * 1664525 + 1013904223;
			/* The signs are rare, or nothing would be a number. */
			size_t range = (seed >> 8) % 64 ? 16 : sizeof(alphabet) - 1;
			digits[at] = alphabet[(seed >> 16) % range];
		}
		enum error error = number_read(&plan, ton, 1, digits, out);
		if (error != ERR_NONE) {
			assert_int_equal(error, ERR_BAD);
			assert_string_equal(out, "");
			continue;
		}
		read++;
		assert_in_range(strlen(out), NUMBER_E164_MIN, NUMBER_E164_MAX);
		assert_int_equal(strspn(out, "0123456789"), strlen(out));
		assert_int_not_equal(out[0], '0');
		if (strncmp(out, "810", 3) == 0)
			continue; /* begins no number of the world, so it reads as a prefix */
		assert_int_equal(number_read(&plan, 1, 1, out, again), ERR_NONE);
		assert_string_equal(again, out);
	}
	assert_true(read > 10000);
}

/* `text`, and all that is to be said about it: "line:column: ..." each. */
static void complains(const char *text, const char *const *expected, size_t count)
{
	assert_null(load(text));
	for (size_t i = 0; i < complaints.count || i < count; i++) {
		char said[1024] = "";
		if (i < complaints.count)
			snprintf(said, sizeof(said), "%d:%d: %s", complaints.list[i].line, complaints.list[i].column, complaints.list[i].text);
		assert_string_equal(said, i < count ? expected[i] : "");
		assert_string_equal(complaints.list[i].file, path);
	}
}
#define COMPLAINS(text, ...) do { \
	static const char *const expected[] = { __VA_ARGS__ }; \
	complains(text, expected, sizeof(expected) / sizeof(expected[0])); \
} while (0)

static void all_that_is_wrong_is_told_at_its_place(void **state)
{
	(void)state;
	COMPLAINS(
		"country: kgz\n"
		"calling_code: \"+996\"\n"
		"trnk: \"0\"\n"
		"international: \"00\"\n"
		"codes:\n"
		"  \"*500\": {to: home}\n"
		"  \"*500*1#\": {too: home}\n"
		"  \"*501#\": home\n"
		"  \"*502#\": {to: \"\"}\n"
		"sms_number: five\n",
		"3:1: unknown key 'trnk'; did you mean 'trunk'?",
		"1:10: unknown country 'kgz'; known are kg, ru, kz, tr, kr, ae",
		"2:15: a calling code is one to three digits without '+', as in \"996\"",
		"1:1: the key 'trunk' is missing; write it as in trunk: \"0\"",
		"4:16: 'international' must be a list; write it as in international: [\"00\"]",
		"6:3: '*500' is no code that can be dialled; write it as in \"*500#\", without what may follow in deep dialling",
		"7:3: '*500*1#' is no code that can be dialled; write it as in \"*500#\", without what may follow in deep dialling",
		"7:15: unknown key 'too'; did you mean 'to'?",
		"7:14: the key 'to' is missing; name the first screen, as in {to: home}",
		"8:12: what a code leads to is expected here, as in {to: home}",
		"9:17: the name of a screen is expected here, as in {to: home}",
		"10:13: the SMS number is 3 to 15 digits without '+', as in \"500\"");
	COMPLAINS("", 
		"1:1: the key 'country' is missing; write it as in country: kg",
		"1:1: the key 'calling_code' is missing; write it as in calling_code: \"996\"",
		"1:1: the key 'trunk' is missing; write it as in trunk: \"0\"",
		"1:1: the key 'international' is missing; write it as in international: [\"00\"]");
	COMPLAINS("country: kg\ncalling_code: \"996\"\ntrunk: \"0\"\ninternational: [\"00\"]\nsms_number: \"500\"\n",
		"1:1: there is `sms_number` and no `codes`; people need both, or the plan only tells numbers and has neither");
	COMPLAINS("country: kg\ncalling_code: \"996\"\ntrunk: \"0\"\ninternational: [\"00\"]\nmobile: [55, {operator: O}, {prefixes: [\"+5\"]}]\nzone: Bishkek\nportable: maybe\nlanguage: K\nabroad: often\n",
		"5:10: a range of numbers is expected here, as in {prefixes: [\"55\"], operator: MegaCom}",
		"5:14: `prefixes` is a list of what the numbers begin with, as in [\"55\", \"75\"]",
		"5:41: a prefix is digits of a national number, without trunk and '+', as in \"55\"",
		"7:11: `portable` is yes or no: whether people keep their number when they change the operator",
		"9:9: `abroad` is yes or no: whether people with these numbers are often in other countries",
		"6:7: a zone is the difference to UTC, as in \"+06:00\"; leave it out where a number does not tell it",
		"8:11: a language is named by its code, as in ky; leave it out, and people are asked");
	COMPLAINS("- a\n", "1:1: a dialplan is a map of keys, the first as in country: kg");
	COMPLAINS(
		"country: kg\ncalling_code: \"7\"\ntrunk: \"000\"\ninternational: [\"+\", \"00\", {a: b}]\ncodes: {}\nsms_number: [500]\n",
		"2:15: '7' is not the calling code of 'kg'; write \"996\"",
		"3:8: a trunk prefix is one or two digits, as in \"0\", or \"\" where there is none",
		"4:17: a prefix is one to five digits without '+', as in \"00\"",
		"4:28: a prefix is one to five digits without '+', as in \"00\"",
		"5:8: no code leads to the service; write at least one, as in \"*500#\": {to: home}",
		"6:13: 'sms_number' must be a text; write it as in sms_number: \"500\"");
	COMPLAINS("country: kg\ncountry: ru\n", "2:1: the key 'country' stands twice, also in line 1; keep one of them");
}

static void a_missing_file_is_told(void **state)
{
	(void)state;
	complaints_fini(&complaints);
	complaints_init(&complaints);
	assert_null(dialplan_load("/nowhere/plan.yaml", &complaints));
	assert_int_equal(complaints.errors, 1);
}

/* Errors that were there before are not this file's. */
static void earlier_errors_do_not_refuse_a_good_plan(void **state)
{
	(void)state;
	struct dialplan *plan = load(shipped);
	dialplan_free(plan);
	complaints_add(&complaints, SEVERITY_ERROR, "other.yaml", 1, 1, "wrong");
	plan = dialplan_load(path, &complaints);
	assert_non_null(plan);
	dialplan_free(plan);
}

static int set_up(void **state)
{
	(void)state;
	int file = mkstemp(path);
	complaints_init(&complaints);
	return file < 0 ? -1 : close(file);
}

static int tear_down(void **state)
{
	(void)state;
	complaints_fini(&complaints);
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_lead_to_screens),
		cmocka_unit_test(the_plan_that_ships_is_good),
		cmocka_unit_test(one_number_has_many_forms),
		cmocka_unit_test(foreign_numbers_stay_foreign),
		cmocka_unit_test(a_type_of_number_may_lie),
		cmocka_unit_test(what_is_no_number_stays_as_it_came),
		cmocka_unit_test(another_country_reads_its_own_way),
		cmocka_unit_test(any_digits_give_a_number_or_none),
		cmocka_unit_test(all_that_is_wrong_is_told_at_its_place),
		cmocka_unit_test(a_missing_file_is_told),
		cmocka_unit_test(earlier_errors_do_not_refuse_a_good_plan),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
