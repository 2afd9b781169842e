#include "base/log.h"

#include <osmocom/core/logging.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What standard error got while `say` ran. */
static char *heard(void (*say)(void))
{
	static char text[8192];
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);
	assert_non_null(file);
	dup2(fileno(file), STDERR_FILENO);
	say();
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return text;
}

static void say_a_notice(void)
{
	log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "link %s: bound", "sim");
}

static void say_details(void)
{
	log_say(LOG_STORE, LOG_LEVEL_DEBUG, "a detail");
	log_say(LOG_STORE, LOG_LEVEL_INFO, "an event");
}

static void say_what_a_peer_sent(void)
{
	log_say(LOG_SMPP, LOG_LEVEL_ERROR, "system id %s", "x\n20260101 DMAIN NOTICE forged\x1b[2J");
}

static void say_too_much(void)
{
	char words[3 * LOG_LINE_MAX];
	memset(words, 'w', sizeof(words));
	log_say(LOG_MAIN, LOG_LEVEL_FATAL, "%.*s", (int)sizeof(words), words);
}

static void nothing_before_the_start(void **state)
{
	(void)state;
	assert_string_equal(heard(say_a_notice), "");
}

static void a_line_has_time_area_and_level(void **state)
{
	(void)state;
	log_start(NULL);
	log_start(NULL);
	const char *line = heard(say_a_notice);
	const size_t digits = strspn(line, "0123456789");
	assert_int_equal(digits, strlen("20260302100000123"));
	assert_string_equal(line + digits, " DSMPP NOTICE link sim: bound\n");
}

static void details_are_off_at_first(void **state)
{
	(void)state;
	assert_string_equal(heard(say_details), "");
}

static void a_peer_writes_no_line_of_its_own(void **state)
{
	(void)state;
	const char *line = heard(say_what_a_peer_sent);
	assert_non_null(strstr(line, "system id x?20260101 DMAIN NOTICE forged?[2J\n"));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void a_long_line_is_cut(void **state)
{
	(void)state;
	const char *line = heard(say_too_much);
	const char *words = strchr(line, 'w');
	assert_int_equal(strspn(words, "w"), LOG_LINE_MAX - 1);
	assert_string_equal(words + LOG_LINE_MAX - 1, "\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_before_the_start),
		cmocka_unit_test(a_line_has_time_area_and_level),
		cmocka_unit_test(details_are_off_at_first),
		cmocka_unit_test(a_peer_writes_no_line_of_its_own),
		cmocka_unit_test(a_long_line_is_cut),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
