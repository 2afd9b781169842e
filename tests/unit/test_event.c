/* Items as CloudEvents, and what officers decide as events back. With --print it writes one event of each kind, and their like at their
 * longest and barest, for tests/feedback/schema.t. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feedback/event.h"

#define MORNING_MS INT64_C(1772420400123) /* 2026-03-02 03:00:00.123 UTC */

static struct item item_full(enum item_kind kind)
{
	struct item item = { .row = 42, .id = "1-42", .kind = kind, .restricted = true, .subject = "48271930", .at_ms = MORNING_MS, .language = "ky",
		.channel = "ussd", .country = "ru", .region = "osh", .topic = "police", .place = "41705236842040", .msisdn = "996555123456", .name = "Жаңылмырза",
		.text = "Айлыгымды \"төлөбөй\"\nжатышат\t\\ 🙂", .helpline = "mfa", .hour = "evening", .project = "school", .offer = "money", .rhythm = "once",
		.currency = "kgs", .amount = 5000, .rating = 2, .outcome = "delivered", .contact_len = 52 };
	for (size_t i = 0; i < item.contact_len; i++)
		item.contact[i] = (uint8_t)(i * 5);
	if (kind == ITEM_CALLBACK_ASKED)
		strcpy(item.subject, "callback-3");
	if (kind == ITEM_SMS_OUTCOME)
		strcpy(item.subject, "sms-17");
	/* As tell.c does: of these the phone is nobody's business. */
	if (kind == ITEM_APPEAL_ADDED || kind == ITEM_PLEDGE_CANCELLED)
		item.contact_len = 0;
	return item;
}

static void assert_event(const struct item *item, unsigned node, const char *expected)
{
	char *line = event_of_item(item, node);
	assert_non_null(line);
	assert_string_equal(line, expected);
	free(line);
}

static void test_each_kind_is_its_octets(void **state)
{
	(void)state;
#define CONTACT "AAUKDxQZHiMoLTI3PEFGS1BVWl9kaW5zeH2Ch4yRlpugpaqvtLm+w8jN0tfc4ebr8PX6/w=="
#define HEAD(kind, subject) "{\"specversion\":\"1.0\",\"id\":\"1-42\",\"source\":\"/kopuro/node/7\",\"type\":\"kg.kopuro." kind "\",\"subject\":\"" subject \
	"\",\"time\":\"2026-03-02T03:00:00.123Z\",\"restricted\":true,\"datacontenttype\":\"application/json\",\"data\":{\"language\":\"ky\"," \
	"\"channel\":\"ussd\",\"country\":\"ru\",\"region\":\"osh\",\"topic\":\"police\""
#define TEXT "\"text\":\"Айлыгымды \\\"төлөбөй\\\"\\nжатышат\\t\\\\ 🙂\""
#define PLACE "\"place\":{\"code\":\"41705236842040\",\"name\":\"Айбике\",\"district\":\"Лейлек району\",\"region\":\"Баткен облусу\"}"
#define GIFT "\"project\":\"school\",\"offer\":\"money\",\"rhythm\":\"once\",\"currency\":\"kgs\",\"amount\":5000"
	static const char *const expected[ITEM_KINDS] = {
		[ITEM_APPEAL_LODGED] = HEAD("appeal-lodged", "48271930") ",\"name\":\"Жаңылмырза\"," TEXT "," PLACE ",\"contact\":\"" CONTACT "\"}}",
		[ITEM_APPEAL_ADDED] = HEAD("appeal-added", "48271930") "," TEXT "," PLACE "}}",
		[ITEM_CALLBACK_ASKED] = HEAD("callback-asked", "callback-3") ",\"helpline\":\"mfa\",\"hour\":\"evening\",\"contact\":\"" CONTACT "\"}}",
		[ITEM_PLEDGE_MADE] = HEAD("pledge-made", "48271930") ",\"name\":\"Жаңылмырза\"," GIFT "," PLACE ",\"contact\":\"" CONTACT "\"}}",
		[ITEM_PLEDGE_CANCELLED] = HEAD("pledge-cancelled", "48271930") "," GIFT "," PLACE "}}",
		[ITEM_SATISFACTION] = HEAD("satisfaction", "48271930") ",\"rating\":2,\"contact\":\"" CONTACT "\"}}",
		[ITEM_SMS_OUTCOME] = HEAD("sms-outcome", "sms-17") ",\"outcome\":\"delivered\",\"contact\":\"" CONTACT "\"}}",
	};
	for (enum item_kind kind = 0; kind < ITEM_KINDS; kind++) {
		struct item item = item_full(kind);
		assert_event(&item, 7, expected[kind]);
		assert_null(strstr(expected[kind], item.msisdn));
	}
}

/* In the language of the item, whatever its letters; a district has none above it but its region. */
static void test_places_for_their_readers(void **state)
{
	(void)state;
	static const struct { const char *code, *language, *expected; } rows[] = {
		{ "41705236842040", "ky-Latn", "{\"code\":\"41705236842040\",\"name\":\"Айбике\",\"district\":\"Лейлек району\",\"region\":\"Баткен облусу\"}" },
		{ "41702205805040", "ky", "{\"code\":\"41702205805040\",\"name\":\"Тюрген\",\"district\":\"Ак-Суу району\",\"region\":\"Ысык-Көл облусу\"}" },
		{ "41705236000000", "ru", "{\"code\":\"41705236000000\",\"name\":\"Лейлекский район\",\"region\":\"Баткенская область\"}" },
		{ "41705410000010", "ru", "{\"code\":\"41705410000010\",\"name\":\"Баткен\",\"region\":\"Баткенская область\"}" },
		{ "41711000000000", "ru", "{\"code\":\"41711000000000\",\"name\":\"Бишкек\"}" },
		{ "", "ru", NULL },
		{ "41705236842049", "ru", NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		json_t *place = event_place(rows[i].code, rows[i].language);
		char *text = place ? json_dumps(place, JSON_COMPACT) : NULL;
		if (rows[i].expected)
			assert_string_equal(text ? text : "", rows[i].expected);
		else
			assert_null(place);
		free(text);
		json_decref(place);
	}
}

static void test_what_is_empty_is_left_out(void **state)
{
	(void)state;
	struct item item = { .id = "1-1", .kind = ITEM_APPEAL_LODGED, .subject = "48271930", .language = "ru", .channel = "ussd", .topic = "work",
		.text = "Жумуш" };
	assert_event(&item, 1, "{\"specversion\":\"1.0\",\"id\":\"1-1\",\"source\":\"/kopuro/node/1\",\"type\":\"kg.kopuro.appeal-lodged\","
		"\"subject\":\"48271930\",\"time\":\"1970-01-01T00:00:00.000Z\",\"restricted\":false,\"datacontenttype\":\"application/json\","
		"\"data\":{\"language\":\"ru\",\"channel\":\"ussd\",\"topic\":\"work\",\"text\":\"Жумуш\"}}");
}

static void test_times(void **state)
{
	(void)state;
	static const struct { int64_t ms; const char *time; } rows[] = {
		{ 0, "1970-01-01T00:00:00.000Z" }, { -1, "1969-12-31T23:59:59.999Z" }, { -1000, "1969-12-31T23:59:59.000Z" },
		{ INT64_C(1709164799999), "2024-02-28T23:59:59.999Z" }, { INT64_C(1709164800000), "2024-02-29T00:00:00.000Z" },
		{ INT64_C(253402300799999), "9999-12-31T23:59:59.999Z" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct item item = item_full(ITEM_SATISFACTION);
		item.at_ms = rows[i].ms;
		char *line = event_of_item(&item, 1);
		assert_non_null(strstr(line, rows[i].time));
		free(line);
	}
}

static void test_bad_octets_do_not_keep_an_item_back(void **state)
{
	(void)state;
	struct item item = item_full(ITEM_APPEAL_LODGED);
	strcpy(item.text, "Айлык \xff\xc3 жок \xd0");
	char *line = event_of_item(&item, 1);
	assert_non_null(line);
	assert_non_null(strstr(line, "\"text\":\"Айлык  жок\""));
	free(line);
}

/* ---- and back ---- */

#define STATUS(data) "{\"specversion\":\"1.0\",\"id\":\"o-1\",\"source\":\"/office\",\"type\":\"kg.kopuro.status\",\"data\":" data "}"

static enum error read(const char *json, struct status_event *out, const char **why)
{
	return event_to_status(json, strlen(json), out, why);
}

static void test_a_status(void **state)
{
	(void)state;
	struct status_event s;
	const char *why;
	assert_int_equal(read(STATUS("{\"number\":\"57240117\",\"status\":\"registered\",\"text\":\"Жооп \\u04e9\",\"office\":\"Элчилик\","
		"\"registration\":\"№ 17\",\"by\":\"Асан\",\"more\":[1]}"), &s, &why), ERR_NONE);
	assert_null(why);
	assert_string_equal(s.id, "o-1");
	assert_string_equal(s.source, "/office");
	assert_string_equal(s.number, "57240117");
	assert_string_equal(s.status, "registered");
	assert_string_equal(s.text, "Жооп ө");
	assert_string_equal(s.office, "Элчилик");
	assert_string_equal(s.registration, "№ 17");
	assert_string_equal(s.by, "Асан");
	assert_int_equal(read(STATUS("{\"number\":\"5724-0117\",\"status\":\"in-work\"}"), &s, &why), ERR_NONE);
	assert_string_equal(s.number, "57240117");
	assert_string_equal(s.text, "");
}

/* What must be said of what is wrong. */
static void test_what_is_no_status(void **state)
{
	(void)state;
	static const struct { const char *json, *why; } rows[] = {
		{ "", "JSON" },
		{ "{", "JSON" },
		{ "[]", "specversion" },
		{ "null", "JSON" },
		{ "\"text\"", "JSON" },
		{ "{}", "specversion" },
		{ "{\"specversion\":\"1.0\",\"specversion\":\"1.0\"}", "JSON" },
		{ "{\"specversion\":\"0.3\"}", "specversion" },
		{ "{\"specversion\":1.0}", "specversion" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.appeal-lodged\"}", "type" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.status\"}", "id" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.status\",\"id\":\"\"}", "id" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.status\",\"id\":7}", "id" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.status\",\"id\":\"1\"}", "data" },
		{ STATUS("[]"), "data" },
		{ STATUS("{}"), "number" },
		{ STATUS("{\"number\":57240117,\"status\":\"closed\"}"), "number" },
		{ STATUS("{\"number\":\"57240118\",\"status\":\"closed\"}"), "number" },
		{ STATUS("{\"number\":\"5724011\",\"status\":\"closed\"}"), "number" },
		{ STATUS("{\"number\":\"57240-119\",\"status\":\"closed\"}"), "number" },
		{ STATUS("{\"number\":\"572401179999\",\"status\":\"closed\"}"), "number" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.status\",\"id\":\"1\",\"source\":\"an office\",\"data\":{}}", "source" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.status\",\"id\":\"1\",\"source\":7,\"data\":{}}", "source" },
		{ "{\"specversion\":\"1.0\",\"type\":\"kg.kopuro.status\",\"id\":\"1\",\"subject\":\"48271930\",\"data\":{\"number\":\"57240117\"}}", "number" },
		{ STATUS("{\"number\":\"57240117\"}"), "status" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"\"}"), "status" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"a status that is none\"}"), "status" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"closed\",\"text\":1}"), "text" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"closed\",\"text\":\"a\\u0000b\"}"), "JSON" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"closed\",\"text\":\"\\ud800\"}"), "JSON" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"closed\",\"text\":\"\xff\"}"), "JSON" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"closed\",\"by\":null}"), "by" },
		{ STATUS("{\"number\":\"57240117\",\"status\":\"closed\"}") "x", "JSON" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct status_event s;
		const char *why = NULL;
		enum error error = read(rows[i].json, &s, &why);
		assert_int_equal(error, strcmp(rows[i].why, "number") == 0 ? ERR_UNKNOWN : ERR_BAD);
		assert_non_null(why);
		if (!strstr(why, rows[i].why))
			fail_msg("%s: %s", rows[i].json, why);
	}
}

static void test_room_of_each_field(void **state)
{
	(void)state;
	static const struct { const char *name; size_t most; } rows[] = { { "text", 1200 }, { "office", 63 }, { "registration", 63 }, { "by", 63 } };
	char json[2048], value[1300];
	struct status_event s;
	const char *why;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (size_t more = 0; more < 2; more++) {
			memset(value, 'a', sizeof value);
			value[rows[i].most + more] = '\0';
			snprintf(json, sizeof json, STATUS("{\"number\":\"57240117\",\"status\":\"closed\",\"%s\":\"%s\"}"), rows[i].name, value);
			assert_int_equal(read(json, &s, &why), more ? ERR_LONG : ERR_NONE);
			assert_true(!more || strstr(why, rows[i].name));
		}
	}
}

/* Any octets, and any part of a right event: an error or not, never more. Each cut in memory of its own, for the sanitizers. */
static void test_cut_and_bent(void **state)
{
	(void)state;
	static const char whole[] = STATUS("{\"number\":\"57240117\",\"status\":\"closed\",\"text\":\"Жооп \\u04e9\"}");
	struct status_event s;
	const char *why;
	unsigned seed = 1;
	for (size_t len = 0; len < sizeof whole - 1; len++) {
		char *copy = malloc(len + 1);
		assert_non_null(copy);
		memcpy(copy, whole, len);
		assert_int_equal(event_to_status(copy, len, &s, &why), ERR_BAD);
		free(copy);
	}
	for (int i = 0; i < 20000; i++) {
		char bent[sizeof whole];
		memcpy(bent, whole, sizeof whole);
		for (int n = rand_r(&seed) % 3; n >= 0; n--)
			bent[(size_t)rand_r(&seed) % (sizeof whole - 1)] = (char)rand_r(&seed);
		event_to_status(bent, sizeof whole - 1, &s, &why);
	}
	char *long_one = calloc(1, 70000);
	assert_non_null(long_one);
	memset(long_one, ' ', 69999);
	memcpy(long_one, whole, sizeof whole - 1);
	assert_int_equal(event_to_status(long_one, 65536, &s, &why), ERR_NONE);
	assert_int_equal(event_to_status(long_one, 65537, &s, &why), ERR_BAD);
	free(long_one);
}

/* ---- for the schema ---- */

static void print(const struct item *item)
{
	char *line = event_of_item(item, 1);
	if (!line)
		abort();
	puts(line);
	free(line);
}

static void fill(char *out, size_t capacity)
{
	memset(out, 'q', capacity - 1);
}

static void print_of_kind(enum item_kind kind)
{
	struct item full = item_full(kind), bare = { .id = "9-1", .kind = kind, .restricted = false, .at_ms = MORNING_MS, .language = "ru",
		.channel = "sms", .topic = "work", .text = "a", .project = "school", .offer = "skills", .rating = 3, .outcome = "unknown" };
	print(&full);
	memcpy(bare.subject, full.subject, sizeof bare.subject);
	if (kind == ITEM_CALLBACK_ASKED) {
		memcpy(bare.contact, full.contact, sizeof bare.contact);
		bare.contact_len = full.contact_len;
	}
	print(&bare);
	full.row = INT64_MAX;
	snprintf(full.id, sizeof full.id, "9-%lld", (long long)full.row);
	fill(full.name, sizeof full.name);
	fill(full.text, sizeof full.text);
	fill(full.topic, sizeof full.topic);
	fill(full.project, sizeof full.project);
	fill(full.helpline, sizeof full.helpline);
	fill(full.hour, sizeof full.hour);
	full.amount = INT64_C(1000000000000);
	if (full.contact_len)
		full.contact_len = sizeof full.contact;
	print(&full);
}

/* An answer for each reason, and one of an event that was accepted. */
static void print_answers(void)
{
	for (enum refusal refusal = 0; refusal < REFUSALS; refusal++) {
		struct status_answer a = { .id = "0123456789abcdef0123456789abcdef", .number = "57240117", .source = "/office", .of = "7", .status = "closed",
			.reason = refusal_name(refusal), .detail = "as said", .at_ms = MORNING_MS };
		char *line = event_of_answer(&a, 1);
		if (!line)
			abort();
		puts(line);
		free(line);
	}
}

/* Each line of the input: what it is as an officer's event. */
static void print_read(void)
{
	static char line[8192];
	while (fgets(line, sizeof line, stdin)) {
		struct status_event s;
		const char *why;
		puts(event_to_status(line, strcspn(line, "\n"), &s, &why) == ERR_NONE ? "good" : why);
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--answers") == 0) {
		print_answers();
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--read") == 0) {
		print_read();
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--print") == 0) {
		for (enum item_kind kind = 0; kind < ITEM_KINDS; kind++)
			print_of_kind(kind);
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_kind_is_its_octets),
		cmocka_unit_test(test_places_for_their_readers),
		cmocka_unit_test(test_what_is_empty_is_left_out),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_bad_octets_do_not_keep_an_item_back),
		cmocka_unit_test(test_a_status),
		cmocka_unit_test(test_what_is_no_status),
		cmocka_unit_test(test_room_of_each_field),
		cmocka_unit_test(test_cut_and_bent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
