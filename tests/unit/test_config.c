/* The settings' table, lines and health as pure functions; the whole of config_read() on a file. Broken files: tests/config/config.t. */
#include "control/config_line.h"
#include "control/feedback_start.h"
#include "control/health.h"
#include "control/setting.h"
#include "control/vty_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void a_line_has_words_with_columns(void **state)
{
	struct config_line line;
	(void)state;
	assert_int_equal(config_line_split(&line, " \tbind  transceiver \r\n", 22), CONFIG_LINE_GOOD);
	assert_int_equal(line.indent, 2);
	assert_int_equal(line.count, 2);
	assert_string_equal(line.words[0], "bind");
	assert_int_equal(line.columns[0], 3);
	assert_string_equal(line.words[1], "transceiver");
	assert_int_equal(line.columns[1], 9);
	assert_int_equal(line.end_column, 20);
}

static void a_column_counts_characters(void **state)
{
	static const char text[] = "көпүрө x";
	struct config_line line;
	(void)state;
	assert_int_equal(config_line_split(&line, text, strlen(text)), CONFIG_LINE_GOOD);
	assert_int_equal(line.columns[1], 8);
}

static void comments_and_empty_lines_have_no_words(void **state)
{
	static const char *const texts[] = { "", "\n", " \t \r\n", "! words", "  # words" };
	struct config_line line;
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(config_line_split(&line, texts[i], strlen(texts[i])), CONFIG_LINE_GOOD);
		assert_int_equal(line.count, 0);
	}
}

static void a_line_has_bounds(void **state)
{
	char text[CONFIG_LINE_MAX + 2];
	struct config_line line;
	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(config_line_split(&line, text, CONFIG_LINE_MAX), CONFIG_LINE_GOOD);
	assert_int_equal(config_line_split(&line, text, CONFIG_LINE_MAX + 1), CONFIG_LINE_LONG);
	for (size_t i = 1; i < sizeof(text); i += 2)
		text[i] = ' ';
	assert_int_equal(config_line_split(&line, text, 2 * CONFIG_LINE_WORDS), CONFIG_LINE_GOOD);
	assert_int_equal(line.count, CONFIG_LINE_WORDS);
	assert_int_equal(config_line_split(&line, text, 2 * CONFIG_LINE_WORDS + 1), CONFIG_LINE_CROWDED);
	text[3] = '\0';
	assert_int_equal(config_line_split(&line, text, 9), CONFIG_LINE_NUL);
}

union place {
	struct config top;
	struct config_network network;
};

static void *place_new(enum setting_place place)
{
	union place *p = calloc(1, sizeof(*p));
	assert_non_null(p);
	if (place == SETTING_TOP)
		config_init(&p->top);
	else
		config_network_init(&p->network);
	return p;
}

/* Each row's example is taken, comes out again as it went in, and the whole of it is needed. */
static void every_example_goes_in_and_out(void **state)
{
	const struct setting *rows;
	size_t count = settings(&rows);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		char out[512], why[SETTING_WHY_MAX];
		struct config_line line;
		size_t bad;
		void *place = place_new(rows[i].place);
		assert_int_equal(config_line_split(&line, rows[i].example, strlen(rows[i].example)), CONFIG_LINE_GOOD);
		assert_string_equal(line.words[0], rows[i].word);
		assert_ptr_equal(setting_find(rows[i].place, line.words[0]), &rows[i]);
		assert_true(setting_apply(&rows[i], place, false, line.words + 1, line.count - 1, &bad, why));
		assert_true(setting_line(&rows[i], place, 0, out, sizeof(out)));
		assert_string_equal(out, rows[i].example);
		if (line.count > 1) {
			assert_false(setting_apply(&rows[i], place, false, line.words + 1, line.count - 2, &bad, why));
			assert_int_equal(bad, line.count - 2);
			assert_non_null(strstr(why, rows[i].example));
		}
		free(place);
	}
}

static void a_refused_value_changes_nothing(void **state)
{
	const struct setting *rows;
	size_t count = settings(&rows);
	static const char *const words[] = { "\x01\x02", "99999999999999999999" };
	(void)state;
	for (size_t i = 0; i < count; i++) {
		char why[SETTING_WHY_MAX];
		size_t bad, wanted = rows[i].kind == SETTING_ADDRESS ? 2 : 1;
		void *place = place_new(rows[i].place), *before = place_new(rows[i].place);
		if (rows[i].kind == SETTING_FLAG)
			wanted = 2;
		assert_false(setting_apply(&rows[i], place, false, words, wanted, &bad, why));
		assert_memory_equal(place, before, sizeof(union place));
		free(place);
		free(before);
	}
}

static void a_word_fills_its_field_and_no_more(void **state)
{
	const struct setting *s = setting_find(SETTING_NETWORK, "system-id");
	const char *fits = "123456789012345", *too_long = "1234567890123456";
	struct config_network n = { 0 };
	char why[SETTING_WHY_MAX];
	size_t bad;
	(void)state;
	assert_true(setting_apply(s, &n, false, &fits, 1, &bad, why));
	assert_string_equal(n.system_id, fits);
	assert_int_equal(n.password[0], '\0');
	assert_false(setting_apply(s, &n, false, &too_long, 1, &bad, why));
	assert_non_null(strstr(why, "15 are the most"));
}

static void numbers_are_whole_and_in_range(void **state)
{
	static const struct { const char *word; bool good; } cases[] = {
		{ "1", true }, { "65535", true }, { "0", false }, { "65536", false }, { "4294967297", false }, { "+5", false }, { "-1", false },
		{ "5x", false }, { "", false }, { "0x10", false }, { "00000000001", false },
	};
	const struct setting *s = setting_find(SETTING_NETWORK, "port");
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config_network n = { 0 };
		char why[SETTING_WHY_MAX];
		size_t bad;
		assert_int_equal(setting_apply(s, &n, false, &cases[i].word, 1, &bad, why), cases[i].good);
		assert_int_equal(n.port, cases[i].good ? atoi(cases[i].word) : 0);
	}
}

static void the_consoles_syntax(void **state)
{
	static const struct { enum setting_place place; const char *word, *syntax; } cases[] = {
		{ SETTING_NETWORK, "port", "port <1-65535>" },
		{ SETTING_NETWORK, "bind", "bind (transceiver|transmitter-receiver|receiver|transmitter)" },
		{ SETTING_NETWORK, "shutdown", "shutdown" },
		{ SETTING_NETWORK, "host", "host WORD" },
		{ SETTING_NETWORK, "source-address", "source-address ADDRESS" },
		{ SETTING_NETWORK, "address-range", "address-range <0-255> <0-255> RANGE" },
		{ SETTING_TOP, "store", "store WORD" },
		{ SETTING_TOP, "feedback", "feedback .ENGINE" },
		{ SETTING_TOP, "vty", "vty ADDRESS <1-65535>" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char syntax[128];
		setting_syntax(setting_find(cases[i].place, cases[i].word), syntax, sizeof(syntax));
		assert_string_equal(syntax, cases[i].syntax);
	}
}

/* The contract's file, as DESIGN has it. */
static const char contract[] =
	"log stderr\nsmsc sim\n host 127.0.0.1\n port 2775\n bind transmitter-receiver\n system-id kopuro\n password secret\n"
	" ussd-profile plain\n window 100\n throughput 20\n dialplan kyrgyzstan\n shutdown\nsmsc two\n host smsc.example\n system-id x\n"
	"node 7\nstore a/b.db\nkey c.key\nmenus m\ndialplans d\nfeedback local\nhttp 127.0.0.1 8080\nvty ::1 4263\n";

static enum error read_text(const char *text, struct config *config, struct complaints *complaints)
{
	char path[] = "/tmp/kopuro-test-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	enum error error = config_read(config, path, complaints);
	unlink(path);
	return error;
}

static void the_contracts_file_is_read(void **state)
{
	struct config c;
	struct complaints complaints;
	(void)state;
	complaints_init(&complaints);
	assert_int_equal(read_text(contract, &c, &complaints), ERR_NONE);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(c.network_count, 2);
	const struct config_network *n = &c.networks[0];
	assert_string_equal(n->name, "sim");
	assert_int_equal(n->line, 2);
	assert_true(n->bind == 1 && n->shutdown);
	assert_int_equal(n->window, 100);
	assert_int_equal(n->throughput, 20);
	assert_string_equal(n->profile, "plain");
	assert_int_equal(n->profile_at.line, 8);
	assert_int_equal(n->profile_at.column, 15);
	assert_string_equal(n->dialplan, "kyrgyzstan");
	n++;
	assert_string_equal(n->hosts[0], "smsc.example");
	assert_int_equal(n->port, 2775);
	assert_int_equal(n->window, 10);
	assert_string_equal(n->profile, "standard");
	assert_false(n->bind != 0 || n->shutdown);
	assert_int_equal(c.node, 7);
	assert_string_equal(c.store, "a/b.db");
	assert_int_equal(c.store_at.line, 17);
	assert_string_equal(c.key, "c.key");
	assert_string_equal(c.http_host, "127.0.0.1");
	assert_int_equal(c.http_port, 8080);
	assert_string_equal(c.vty_host, "::1");
	assert_int_equal(c.vty_port, 4263);
	complaints_fini(&complaints);
}

static void a_network_may_have_hosts(void **state)
{
	const struct setting *host = setting_find(SETTING_NETWORK, "host");
	const char *word = "b.example", *other = "c.example";
	char line[64], why[SETTING_WHY_MAX];
	size_t bad;
	struct config c;
	struct complaints complaints;
	(void)state;
	complaints_init(&complaints);
	assert_int_equal(read_text("smsc a\n host a.example\n system-id x\n host b.example\n host ::1\n source-address 192.0.2.1\n", &c, &complaints), ERR_NONE);
	assert_int_equal(complaints.errors, 0);
	struct config_network *n = &c.networks[0];
	assert_int_equal(n->host_count, 3);
	assert_true(setting_line(host, n, 2, line, sizeof(line)));
	assert_string_equal(line, "host ::1");
	assert_false(setting_line(host, n, 3, line, sizeof(line)));
	assert_string_equal(n->source, "192.0.2.1");
	assert_true(setting_apply(host, n, true, &word, 1, &bad, why));
	assert_int_equal(n->host_count, 2);
	assert_string_equal(n->hosts[1], "::1");
	assert_string_equal(n->hosts[2], "");
	assert_false(setting_apply(host, n, true, &other, 1, &bad, why));
	assert_string_equal(why, "there is no such host; name one that is");
	complaints_fini(&complaints);
}

static void the_queue_is_elsewhere(void **state)
{
	static const char *const lines[] = {
		"feedback local", "feedback nats nats://127.0.0.1:4222", "feedback nats tls://a:b@one.example tls://[::1]:4222 nats://three", "feedback webhook https://queue.example/items",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct config c;
		struct complaints complaints;
		char text[256], line[256];
		complaints_init(&complaints);
		snprintf(text, sizeof(text), "smsc a\n host h\n system-id x\n%s\nfeedback-secret s\nfeedback-ca c\n", lines[i]);
		assert_int_equal(read_text(text, &c, &complaints), ERR_NONE);
		assert_true(setting_line(setting_find(SETTING_TOP, "feedback"), &c, 0, line, sizeof(line)));
		assert_string_equal(line, lines[i]);
		assert_string_equal(c.feedback_urls, strchr(lines[i], ':') ? strchr(strchr(lines[i], ' ') + 1, ' ') + 1 : "");
		assert_string_equal(c.feedback_secrets[0], "s");
		assert_string_equal(c.feedback_ca, "c");
		assert_int_equal(c.feedback_at.line, 4);
		complaints_fini(&complaints);
	}
}

static void the_engine_is_the_configurations(void **state)
{
	static const struct engine_events none;
	struct event_base *base = event_base_new();
	struct config c;
	const char *why = "";
	char path[] = "/tmp/kopuro-test-XXXXXX";
	int fd = mkstemp(path);
	(void)state;
	config_init(&c);
	assert_null(feedback_start(&c, base, &none, NULL, &why));
	assert_null(why);
	snprintf(c.feedback, sizeof(c.feedback), "webhook");
	snprintf(c.feedback_urls, sizeof(c.feedback_urls), "http://127.0.0.1:1/");
	snprintf(c.feedback_secrets[0], sizeof(c.feedback_secrets[0]), "%s", path);
	c.feedback_secret_count = 1;
	assert_null(feedback_start(&c, base, &none, NULL, &why));
	assert_non_null(strstr(why, "too short"));
	assert_int_equal(write(fd, "0123456789abcdef\n", 17), 17);
	close(fd);
	struct engine *engine = feedback_start(&c, base, &none, NULL, &why);
	assert_non_null(engine);
	assert_string_equal(engine->kind, c.feedback);
	engine->close(engine);
	unlink(path);
	snprintf(c.feedback, sizeof(c.feedback), "nats");
	snprintf(c.feedback_urls, sizeof(c.feedback_urls), "nats://127.0.0.1:1");
	engine = feedback_start(&c, base, &none, NULL, &why);
	assert_non_null(engine);
	assert_string_equal(engine->kind, c.feedback);
	engine->close(engine);
	event_base_free(base);
}

static void an_empty_file_has_the_defaults_and_a_warning(void **state)
{
	struct config c, defaults;
	struct complaints complaints;
	(void)state;
	config_init(&defaults);
	complaints_init(&complaints);
	assert_int_equal(read_text("", &c, &complaints), ERR_NONE);
	assert_int_equal(complaints.count, 1);
	assert_int_equal(complaints.list[0].severity, SEVERITY_WARNING);
	assert_int_equal(c.file[0], '/');
	assert_string_equal(c.file + strlen(c.file) - strlen(c.path), c.path);
	memset(c.path, 0, sizeof(c.path));
	memset(c.file, 0, sizeof(c.file));
	assert_memory_equal(&c, &defaults, sizeof(c));
	complaints_fini(&complaints);
}

static void there_are_64_networks_at_most(void **state)
{
	char text[8192];
	size_t used = 0;
	struct config c;
	struct complaints complaints;
	(void)state;
	for (int i = 0; i <= CONFIG_NETWORKS; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "smsc n%d\n host ::1\n system-id x\n", i);
	complaints_init(&complaints);
	assert_int_equal(read_text(text, &c, &complaints), ERR_BAD);
	assert_int_equal(complaints.errors, 1);
	assert_int_equal(complaints.list[0].line, 3 * CONFIG_NETWORKS + 1);
	assert_int_equal(c.network_count, CONFIG_NETWORKS);
	complaints_fini(&complaints);
}

static void health_is_told(void **state)
{
	char body[HEALTH_BODY_MAX];
	struct health h = { .links = { { "a", false }, { "b", true } }, .link_count = 2, .menus_number = 3,
		.feedback = { .up = true, .resting = 2, .parked = 1, .oldest_s = 4000, .stuck_s = 312 } };
	(void)state;
	assert_int_equal(health_report(&h, body, sizeof(body)), 200);
	assert_string_equal(body, "{\"status\":\"ok\",\"store\":\"ok\",\"links\":[{\"name\":\"a\",\"up\":false},{\"name\":\"b\",\"up\":true}],"
		"\"menus\":{\"version\":3,\"folder\":\"ok\"},\"feedback\":{\"up\":true,\"resting\":2,\"parked\":1,\"oldest_seconds\":4000,\"stuck_seconds\":312}}\n");
	h.store_failing = true;
	assert_int_equal(health_report(&h, body, sizeof(body)), 503);
	assert_non_null(strstr(body, "\"reason\":\"the last commit to the store failed\""));
	h = (struct health){ .folder_refused = true };
	assert_int_equal(health_report(&h, body, sizeof(body)), 503);
	assert_string_equal(body, "{\"status\":\"failing\",\"reason\":\"no link is bound\",\"store\":\"ok\",\"links\":[],\"menus\":{\"version\":0,\"folder\":\"refused\"},"
		"\"feedback\":{\"up\":false,\"resting\":0,\"parked\":0,\"oldest_seconds\":0,\"stuck_seconds\":0}}\n");
}

static void health_of_the_most_links_fits(void **state)
{
	char body[HEALTH_BODY_MAX];
	struct health h = { .link_count = CONFIG_NETWORKS, .stopping = true, .menus_number = UINT32_MAX, .folder_refused = true,
		.feedback = { false, SIZE_MAX, SIZE_MAX, INT64_MAX } };
	(void)state;
	for (size_t i = 0; i < h.link_count; i++)
		h.links[i] = (struct health_link){ "a-name-of-thirty-one-characters", false };
	assert_int_equal(health_report(&h, body, sizeof(body)), 503);
	assert_string_equal(body + strlen(body) - 3, "}}\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_words_with_columns),
		cmocka_unit_test(a_column_counts_characters),
		cmocka_unit_test(comments_and_empty_lines_have_no_words),
		cmocka_unit_test(a_line_has_bounds),
		cmocka_unit_test(every_example_goes_in_and_out),
		cmocka_unit_test(a_refused_value_changes_nothing),
		cmocka_unit_test(a_word_fills_its_field_and_no_more),
		cmocka_unit_test(numbers_are_whole_and_in_range),
		cmocka_unit_test(the_consoles_syntax),
		cmocka_unit_test(the_contracts_file_is_read),
		cmocka_unit_test(a_network_may_have_hosts),
		cmocka_unit_test(the_queue_is_elsewhere),
		cmocka_unit_test(the_engine_is_the_configurations),
		cmocka_unit_test(an_empty_file_has_the_defaults_and_a_warning),
		cmocka_unit_test(there_are_64_networks_at_most),
		cmocka_unit_test(health_is_told),
		cmocka_unit_test(health_of_the_most_links_fits),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
