/* How often screens are shown and calls end there: the whole gateway in memory (tools/world.h), its store read from the file without its key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calendar.h"
#include "scratch.h"
#include "small_menus.h"
#include "store/traffic.h"
#include "world.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS (1440 * MINUTE_MS)
#define ONE "+996555000001"
#define TWO "+996555000002"

static const char menus[] =
	SMALL_MENUS
	"  home:\n"
	"    kind: choices\n"
	"    choices:\n"
	"      - {text: {ky: Узун, ru: Длинный}, to: long}\n"
	"      - {text: {ky: Бүттү, ru: Конец}, to: done}\n"
	"  long:\n"
	"    kind: text\n"
	"    text:\n"
	"      ky: Бул текст бир эмес эки барак болушу керек ошондуктан анда көп сөз бар жана алардын баары бир баракка сыйбайт\n"
	"      ru: Этот текст должен занять не одну а две страницы и поэтому в нём много слов которые все на одну страницу не поместятся никак\n"
	"  done: {kind: end, text: {ky: Бүттү, ru: Конец}}\n";

struct rig {
	char directory[64], store[96], menus[96];
	struct world *world;
	char table[1024]; /* "home 2/1/0 language 1/0/0 " */
};

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	(void)context;
	(void)phone;
	(void)text;
	(void)octets;
	(void)last;
}

static void on_sms(void *context, const char *phone, const char *text)
{
	(void)context;
	(void)phone;
	(void)text;
}

static void on_refused(void *context, const char *phone, const char *status)
{
	(void)context;
	fail_msg("%s: %s", phone, status);
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static int set_up(void **state)
{
	static const struct network_events events = {.screen = on_screen, .sms = on_sms, .refused = on_refused, .bound = on_bound};
	struct rig *r = calloc(1, sizeof *r);
	struct complaints complaints;
	assert_non_null(r);
	snprintf(r->directory, sizeof r->directory, "/tmp/kopuro-traffic-XXXXXX");
	assert_non_null(mkdtemp(r->directory));
	snprintf(r->store, sizeof r->store, "%s/store.db", r->directory);
	snprintf(r->menus, sizeof r->menus, "%s/menus.yaml", r->directory);
	FILE *out = fopen(r->menus, "w");
	assert_non_null(out);
	fputs(menus, out);
	fclose(out);
	complaints_init(&complaints);
	struct world_setup setup = {.menus = r->directory, .dialplan = "dialplans/kyrgyzstan.yaml", .store = r->store, .profile = "standard",
		.unix_ms = WORLD_BEGINS_MS};
	r->world = world_new(&setup, &events, r, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(r->world);
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const rests[] = {"", "-wal", "-shm"};
	struct rig *r = *state;
	char path[128];
	world_free(r->world);
	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
		snprintf(path, sizeof path, "%s%s", r->store, rests[i]);
		unlink(path);
	}
	unlink(r->menus);
	assert_int_equal(rmdir(r->directory), 0);
	free(r);
	return 0;
}

/* ---- words ---- */

static void dial(struct rig *r, const char *phone)
{
	network_dial(world_network(r->world), phone, "*500#");
	world_settle(r->world);
}

/* Each character is an answer. */
static void type(struct rig *r, const char *phone, const char *keys)
{
	for (; *keys; keys++) {
		assert_true(network_type(world_network(r->world), phone, (char[]){*keys, '\0'}));
		world_settle(r->world);
	}
}

static void hang_up(struct rig *r, const char *phone)
{
	network_hang_up(world_network(r->world), phone);
	world_settle(r->world);
}

static void text(struct rig *r, const char *phone, const char *words)
{
	network_text(world_network(r->world), phone, "500", words, &(struct network_way){.count = 0});
	world_settle(r->world);
}

static void row_add(void *context, const char *screen, const struct traffic *t)
{
	struct rig *r = context;
	size_t len = strlen(r->table);
	snprintf(r->table + len, sizeof r->table - len, "%s %llu/%llu/%llu ", screen, (unsigned long long)t->shown, (unsigned long long)t->dropped,
		(unsigned long long)t->ended);
}

static void counted_since(struct rig *r, const char *way, int64_t day, const char *wanted)
{
	char *why = NULL;
	world_wait(r->world, 2000);
	r->table[0] = '\0';
	if (!traffic_read(r->store, way, day, row_add, r, &why))
		fail_msg("%s", why);
	assert_string_equal(r->table, wanted);
}

static void counted(struct rig *r, const char *way, const char *wanted)
{
	counted_since(r, way, 0, wanted);
}

static void room(bool there)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = there ? limit.rlim_max : 1;
	signal(SIGXFSZ, there ? SIG_DFL : SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
}

/* ---- the tests ---- */

static void test_a_call_to_its_end(void **state)
{
	struct rig *r = *state;
	dial(r, ONE);
	type(r, ONE, "12");
	counted(r, "ussd", "done 1/0/1 home 1/0/0 language 1/0/0 ");
	dial(r, ONE);
	type(r, ONE, "2");
	counted(r, "ussd", "done 2/0/2 home 2/0/0 language 1/0/0 ");
	counted(r, "sms", "");
}

/* Another page and a wrong key are no other coming; the way back is one. */
static void test_pages_and_hints_count_once(void **state)
{
	struct rig *r = *state;
	dial(r, ONE);
	type(r, ONE, "1719");
	counted(r, "ussd", "home 1/0/0 language 1/0/0 long 1/0/0 ");
	type(r, ONE, "00");
	counted(r, "ussd", "home 2/0/0 language 1/0/0 long 1/0/0 ");
}

static void test_calls_that_break_off(void **state)
{
	struct rig *r = *state;
	dial(r, ONE);
	hang_up(r, ONE);
	counted(r, "ussd", "language 1/1/0 ");
	dial(r, ONE);
	type(r, ONE, "11");
	hang_up(r, ONE);
	hang_up(r, ONE);
	counted(r, "ussd", "home 1/0/0 language 2/1/0 long 1/1/0 ");
	dial(r, ONE);
	counted(r, "ussd", "home 1/0/0 language 2/1/0 long 1/1/0 resume 1/0/0 ");
	world_wait(r->world, 5 * MINUTE_MS);
	counted(r, "ussd", "home 1/0/0 language 2/1/0 long 1/1/0 resume 1/1/0 ");
	world_wait(r->world, 20 * MINUTE_MS);
	counted(r, "ussd", "home 1/0/0 language 2/1/0 long 1/1/0 resume 1/1/0 ");
}

/* The network did not say that the first call was over. */
static void test_dialled_anew(void **state)
{
	struct rig *r = *state;
	dial(r, ONE);
	type(r, ONE, "1");
	dial(r, ONE);
	counted(r, "ussd", "home 2/1/0 language 1/0/0 ");
}

static void test_a_screen_that_the_network_refuses(void **state)
{
	struct rig *r = *state;
	dial(r, ONE);
	network_hold(world_network(r->world));
	type(r, ONE, "1");
	network_release(world_network(r->world), ESME_RINVDSTADR);
	world_settle(r->world);
	counted(r, "ussd", "home 1/1/0 language 1/0/0 ");
}

static void test_days_are_apart(void **state)
{
	struct rig *r = *state;
	int64_t today = calendar_day(WORLD_BEGINS_MS);
	dial(r, ONE);
	hang_up(r, ONE);
	world_wait(r->world, 14 * 60 * MINUTE_MS - 3000); /* it was ten */
	dial(r, TWO);
	type(r, TWO, "1");
	counted_since(r, "ussd", today + 1, "");
	world_wait(r->world, 2000);
	type(r, TWO, "1");
	hang_up(r, TWO);
	counted_since(r, "ussd", today, "home 1/0/0 language 2/1/0 long 1/1/0 ");
	counted_since(r, "ussd", today + 1, "long 1/1/0 ");
}

static void test_sms_is_another_way(void **state)
{
	struct rig *r = *state;
	text(r, ONE, "500");
	text(r, ONE, "1");
	text(r, ONE, "1");
	text(r, TWO, "500");
	text(r, TWO, "1");
	text(r, TWO, "2");
	counted(r, "sms", "done 1/0/1 home 2/0/0 language 2/0/0 long 1/0/0 ");
	counted(r, "ussd", "");
	world_wait(r->world, DAY_MS);
	counted(r, "sms", "done 1/0/1 home 2/0/0 language 2/0/0 long 1/1/0 ");
}

/* The same names in another version, whose numbers are others; and what was counted of one that is gone. */
static void test_versions_add_up_by_name(void **state)
{
	struct rig *r = *state;
	struct complaints complaints;
	dial(r, ONE);
	type(r, ONE, "1");
	FILE *out = fopen(r->menus, "w");
	assert_non_null(out);
	const char *at = strstr(menus, "  language:");
	fprintf(out, "%.*s  sms-rate: {kind: end, text: {ky: Аа, ru: Аа}}\n%s", (int)(at - menus), menus, at);
	fclose(out);
	complaints_init(&complaints);
	assert_true(world_reload(r->world, r->directory, &complaints));
	complaints_fini(&complaints);
	dial(r, TWO);
	type(r, TWO, "1");
	counted(r, "ussd", "home 2/0/0 language 2/0/0 ");
	room(false);
	type(r, ONE, "2"); /* its last caller, and nothing can be written now */
	room(true);
	counted(r, "ussd", "done 1/0/1 home 2/0/0 language 2/0/0 ");
	hang_up(r, TWO);
	assert_true(world_restart(r->world));
	counted(r, "ussd", "done 1/0/1 home 2/1/0 language 2/0/0 ");
}

static void test_a_full_disk_delays_and_loses_nothing(void **state)
{
	struct rig *r = *state;
	dial(r, ONE);
	counted(r, "ussd", "language 1/0/0 ");
	room(false);
	hang_up(r, ONE);
	dial(r, ONE);
	world_wait(r->world, 5000);
	room(true);
	counted(r, "ussd", "language 2/1/0 ");
}

static void test_kept_for_400_days(void **state)
{
	struct rig *r = *state;
	struct scratch s;
	char *why = NULL;
	int64_t now_ms = WORLD_BEGINS_MS;
	scratch_open(&s);
	for (int age = 399; age <= 401; age++)
		assert_int_equal(traffic_add(s.store, "ussd", age == 401 ? "old" : "young", &(struct traffic){3, 2, 1}, now_ms - age * DAY_MS), ERR_NONE);
	assert_int_equal(traffic_forget(s.store, now_ms), ERR_NONE);
	scratch_commit(&s);
	assert_true(traffic_read(s.path, "ussd", 0, row_add, r, &why));
	assert_string_equal(r->table, "young 6/4/2 ");
	scratch_close(&s);
}

static void refused(const char *path, const char *words)
{
	char *why = NULL;
	assert_false(traffic_read(path, "ussd", 0, row_add, NULL, &why));
	assert_non_null(why);
	if (strncmp(why, path, strlen(path)) != 0 || !strstr(why, words))
		fail_msg("%s", why);
	free(why);
}

static void test_files_that_cannot_be_read(void **state)
{
	struct rig *r = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/none.db", r->directory);
	refused(path, "cannot be read");
	assert_int_equal(access(path, F_OK), -1);
	refused(r->menus, "SQLite");
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fclose(out);
	refused(path, "older Kopuro");
	unlink(path);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_call_to_its_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pages_and_hints_count_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_calls_that_break_off, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dialled_anew, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_screen_that_the_network_refuses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_days_are_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sms_is_another_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_versions_add_up_by_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_full_disk_delays_and_loses_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_kept_for_400_days, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files_that_cannot_be_read, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
