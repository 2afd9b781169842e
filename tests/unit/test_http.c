/* The parts of the HTTP API that need no socket and no store: addresses, bodies, problems, rates. The whole of it: tests/http. */
#include "control/http_api.h"
#include "control/http_route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const colours[] = {"red", "blue", NULL};
static const struct body_field fields[] = {
	{"text", BODY_TEXT, .most = 10},
	{"colour", BODY_WORD, .needed = true, .words = colours},
	{"count", BODY_INTEGER, .least = 1, .most = 9},
	{"ids", BODY_LIST, .least = 1, .most = 3},
};

static json_t *read_text(const char *text, struct problem *problem)
{
	return body_read(bytes_of(text), fields, sizeof fields / sizeof fields[0], problem);
}

static void a_body_is_what_its_rows_say(void **state)
{
	static const struct {
		const char *text;
		enum problem_kind kind;
		const char *field;
	} cases[] = {
		{"{\"colour\":\"red\"}", PROBLEM_NONE, ""},
		{"{\"colour\":\"blue\",\"text\":\"көпүрө\\n\",\"count\":9,\"ids\":[\"a\",\"abc\"]}", PROBLEM_FIELD_LONG, "text"},
		{"{\"colour\":\"blue\",\"text\":\"көпү\\n\",\"count\":9,\"ids\":[\"a\",\"abc\"]}", PROBLEM_NONE, ""},
		{"{}", PROBLEM_FIELD_MISSING, "colour"},
		{"{\"colour\":\"green\"}", PROBLEM_FIELD_WRONG, "colour"},
		{"{\"colour\":null}", PROBLEM_FIELD_WRONG, "colour"},
		{"{\"colour\":\"red\",\"x\":1}", PROBLEM_FIELD_UNKNOWN, "x"},
		{"{\"colour\":\"red\",\"count\":0}", PROBLEM_FIELD_WRONG, "count"},
		{"{\"colour\":\"red\",\"count\":10}", PROBLEM_FIELD_WRONG, "count"},
		{"{\"colour\":\"red\",\"count\":1.0}", PROBLEM_FIELD_WRONG, "count"},
		{"{\"colour\":\"red\",\"count\":99999999999999999999}", PROBLEM_JSON, ""},
		{"{\"colour\":\"red\",\"ids\":[]}", PROBLEM_FIELD_WRONG, "ids"},
		{"{\"colour\":\"red\",\"ids\":[\"abcd\"]}", PROBLEM_FIELD_LONG, "ids"},
		{"{\"colour\":\"red\",\"ids\":[\"\"]}", PROBLEM_FIELD_WRONG, "ids"},
		{"{\"colour\":\"red\",\"ids\":[1]}", PROBLEM_FIELD_WRONG, "ids"},
		{"{\"colour\":\"red\",\"ids\":\"a\"}", PROBLEM_FIELD_WRONG, "ids"},
		{"{\"colour\":\"red\",\"text\":\"\xf0\x9f\x98\x80\"}", PROBLEM_CHARACTER, "text"},
		{"{\"colour\":\"red\",\"text\":\"\\ufffe\"}", PROBLEM_NONE, ""},
		{"{\"colour\":\"red\",\"text\":\"\\u0000\"}", PROBLEM_JSON, ""},
		{"{\"colour\":\"red\",\"text\":\"\\t\"}", PROBLEM_CHARACTER, "text"},
		{"{\"colour\":\"red\",\"text\":\"\\u007f\"}", PROBLEM_CHARACTER, "text"},
		{"{\"colour\":\"red\",\"colour\":\"blue\"}", PROBLEM_JSON, ""},
		{"[]", PROBLEM_FIELD_WRONG, ""},
		{"\"red\"", PROBLEM_JSON, ""},
		{"", PROBLEM_JSON, ""},
		{"{", PROBLEM_JSON, ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct problem problem;
		json_t *body = read_text(cases[i].text, &problem);
		if (problem.kind != cases[i].kind || strcmp(problem.field, cases[i].field) != 0 || (body != NULL) != (problem.kind == PROBLEM_NONE))
			fail_msg("%s: %s %s", cases[i].text, problem.field, problem.detail);
		json_decref(body);
	}
}

static void a_list_has_a_bound(void **state)
{
	char text[BODY_WORDS_MAX * 4 + 64] = "{\"colour\":\"red\",\"ids\":[\"a\"";
	struct problem problem;
	(void)state;
	for (int i = 1; i < BODY_WORDS_MAX; i++)
		strcat(text, ",\"a\"");
	char *end = text + strlen(text);
	strcpy(end, "]}");
	json_t *body = read_text(text, &problem);
	assert_non_null(body);
	assert_string_equal(body_text(body, "colour"), "red");
	assert_string_equal(body_text(body, "text"), "");
	assert_int_equal(body_integer(body, "count", 7), 7);
	json_decref(body);
	strcpy(end, ",\"a\"]}");
	assert_null(read_text(text, &problem));
	assert_int_equal(problem.kind, PROBLEM_FIELD_WRONG);
}

static void malformed_json_is_told_by_its_place_and_not_by_its_words(void **state)
{
	struct problem problem;
	(void)state;
	assert_null(read_text("{\"colour\":\"red\",\n  \"text\": secret}", &problem));
	assert_int_equal(problem.kind, PROBLEM_JSON);
	assert_int_equal(problem.line, 2);
	assert_true(problem.column >= 11);
	assert_null(strstr(problem.detail, "secret"));
	char *text = problem_text(&problem);
	assert_non_null(strstr(text, "\"status\":400"));
	assert_non_null(strstr(text, "\"line\":2"));
	free(text);
}

static void every_problem_has_its_text(void **state)
{
	(void)state;
	for (enum problem_kind kind = PROBLEM_NONE + 1; kind < PROBLEM_KINDS; kind++) {
		struct problem problem;
		problem_set(&problem, kind, "", "%s", "");
		char *text = problem_text(&problem);
		assert_non_null(text);
		assert_non_null(strstr(text, "\"type\":\"urn:kopuro:problem:"));
		assert_true(problem_status(kind) >= 400 && problem_status(kind) < 600);
		free(text);
	}
	for (enum error error = ERR_NONE + 1; error < ERR_COUNT; error++)
		assert_int_not_equal(problem_of_error(error), PROBLEM_NONE);
}

static void an_address_leads_to_its_row(void **state)
{
	static const struct {
		const char *method, *path, *name, *allow;
		bool found;
	} cases[] = {
		{"GET", "/v1/appeals", "", "", true},
		{"HEAD", "/v1/appeals", "", "", true},
		{"GET", "/v1/appeals/48271930", "48271930", "", true},
		{"POST", "/v1/appeals/4827-1930/status", "4827-1930", "", true},
		{"HEAD", "/v1/appeals/4827-1930/status", "4827-1930", "POST", false},
		{"POST", "/v1/appeals/48271930", "48271930", "GET, HEAD", false},
		{"GET", "/v1/appeals/", "", "", false},
		{"GET", "/v1/appeals//status", "", "", false},
		{"GET", "/v1/appeals/1/2", "", "", false},
		{"GET", "/v1/appealsx", "", "", false},
		{"GET", "/v1", "", "", false},
		{"GET", "v1/appeals", "", "", false},
		{"GET", "", "", "", false},
		{"", "/healthz", "", "GET, HEAD", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char name[HTTP_NAME_MAX + 1], allow[48] = "";
		bool known;
		const struct http_route *route = route_find(cases[i].method, cases[i].path, name, &known, allow, sizeof allow);
		if ((route != NULL) != cases[i].found || strcmp(allow, cases[i].allow) != 0 || (route && strcmp(name, cases[i].name) != 0) ||
			(!route && known != (cases[i].allow[0] != '\0')))
			fail_msg("%s %s: name '%s', allow '%s'", cases[i].method, cases[i].path, name, allow);
	}
	char name[HTTP_NAME_MAX + 1], allow[48], path[128] = "/v1/appeals/";
	bool known;
	memset(path + 12, 'x', HTTP_NAME_MAX + 1);
	assert_null(route_find("GET", path, name, &known, allow, sizeof allow));
	path[12 + HTTP_NAME_MAX] = '\0';
	assert_non_null(route_find("GET", path, name, &known, allow, sizeof allow));
}

static void a_bucket_fills_by_time(void **state)
{
	struct rate rate;
	int wait_s;
	(void)state;
	rate_init(&rate, 5);
	for (int i = 0; i < 10; i++)
		assert_true(rate_take(&rate, "aida", 1000, &wait_s));
	assert_false(rate_take(&rate, "aida", 1000, &wait_s));
	assert_int_equal(wait_s, 1);
	assert_true(rate_take(&rate, "bakyt", 1000, &wait_s));
	assert_false(rate_take(&rate, "aida", 1199, &wait_s));
	assert_true(rate_take(&rate, "aida", 1200, &wait_s));
	assert_false(rate_take(&rate, "aida", 1200, &wait_s));
	for (int i = 0; i < 10; i++)
		assert_true(rate_take(&rate, "aida", INT64_C(1) << 50, &wait_s));
	assert_false(rate_take(&rate, "aida", INT64_C(1) << 50, &wait_s));
}

static void buckets_are_bounded(void **state)
{
	struct rate rate;
	char name[32];
	int wait_s;
	(void)state;
	rate_init(&rate, 1);
	for (int i = 0; i < 3 * RATE_BUCKETS; i++) {
		snprintf(name, sizeof name, "token-%d", i);
		assert_true(rate_take(&rate, name, i, &wait_s));
		assert_true(rate_take(&rate, name, i, &wait_s));
		assert_false(rate_take(&rate, name, i, &wait_s));
	}
	assert_false(rate_take(&rate, name, 3 * RATE_BUCKETS, &wait_s)); /* the newest is still itself */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_what_its_rows_say),
		cmocka_unit_test(a_list_has_a_bound),
		cmocka_unit_test(malformed_json_is_told_by_its_place_and_not_by_its_words),
		cmocka_unit_test(every_problem_has_its_text),
		cmocka_unit_test(an_address_leads_to_its_row),
		cmocka_unit_test(a_bucket_fills_by_time),
		cmocka_unit_test(buckets_are_bounded),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
