/* Menus that change while people are in them: the whole gateway in memory (tools/world.h), with two versions of small menus. In the second the
 * choices stand in another order, so that a digit read by the wrong version leads to the wrong screen. */
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

#include "small_menus.h"
#include "world.h"

#define MANY 10000
#define AT_ONCE 50 /* within the window */

static const char head[] =
	SMALL_MENUS;
static const char first[] =
	"  home:\n"
	"    kind: choices\n"
	"    text: {ky: Биринчи, ru: Первые}\n"
	"    choices:\n"
	"      - {text: {ky: Үй, ru: Дом}, to: house}\n"
	"      - {text: {ky: Жол, ru: Путь}, to: road}\n"
	"  house:\n"
	"    kind: choices\n"
	"    text: {ky: Биринчи үй, ru: Первый дом}\n"
	"    choices: [{text: {ky: Бүттү, ru: Конец}, to: done}]\n"
	"  road: {kind: end, text: {ky: Биринчи жол, ru: Первый путь}}\n"
	"  done: {kind: end, text: {ky: Биринчи бүттү, ru: Первый конец}}\n";
static const char second[] =
	"  done: {kind: end, text: {ky: Экинчи бүттү, ru: Второй конец}}\n"
	"  road: {kind: end, text: {ky: Экинчи жол, ru: Второй путь}}\n"
	"  home:\n"
	"    kind: choices\n"
	"    text: {ky: Экинчи, ru: Вторые}\n"
	"    choices:\n"
	"      - {text: {ky: Жол, ru: Путь}, to: road}\n"
	"      - {text: {ky: Үй, ru: Дом}, to: house}\n"
	"  house:\n"
	"    kind: choices\n"
	"    text: {ky: Экинчи үй, ru: Второй дом}\n"
	"    choices: [{text: {ky: Жол, ru: Путь}, to: road}, {text: {ky: Бүттү, ru: Конец}, to: done}]\n";
static const char broken[] = "  home: {kind: choices, text: {ky: Үй, ru: Дом}, choices: [{text: {ky: Жол, ru: Путь}, to: nowhere}]}\n";

struct rig {
	char directory[64], store[96], first[96], second[96], broken[96];
	struct world *world;
	size_t screens[2]; /* that showed the first version's words, the second's */
	size_t others;     /* that showed neither's */
	size_t ended, refused;
	char screen[512], sms[512]; /* the last one */
};

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct rig *r = context;
	(void)phone;
	(void)octets;
	bool old = strstr(text, "Биринчи"), new = strstr(text, "Экинчи");
	r->screens[0] += old;
	r->screens[1] += new;
	r->others += !old && !new;
	r->ended += last;
	snprintf(r->screen, sizeof r->screen, "%s", text);
}

static void on_sms(void *context, const char *phone, const char *text)
{
	struct rig *r = context;
	(void)phone;
	snprintf(r->sms, sizeof r->sms, "%s", text);
}

static void on_refused(void *context, const char *phone, const char *status)
{
	struct rig *r = context;
	(void)phone;
	(void)status;
	r->refused++;
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static void menus_write(const struct rig *r, const char *name, const char *screens, char path[96])
{
	char file[128];
	snprintf(path, 96, "%s/%s", r->directory, name);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(file, sizeof file, "%s/menus.yaml", path);
	FILE *out = fopen(file, "w");
	assert_non_null(out);
	fprintf(out, "%s%s", head, screens);
	fclose(out);
}

static void menus_remove(const char *path)
{
	char file[128];
	snprintf(file, sizeof file, "%s/menus.yaml", path);
	unlink(file);
	rmdir(path);
}

static int set_up(void **state)
{
	static const struct network_events events = {.screen = on_screen, .sms = on_sms, .refused = on_refused, .bound = on_bound};
	struct rig *r = calloc(1, sizeof *r);
	struct complaints complaints;
	assert_non_null(r);
	snprintf(r->directory, sizeof r->directory, "/tmp/kopuro-editions-XXXXXX");
	assert_non_null(mkdtemp(r->directory));
	snprintf(r->store, sizeof r->store, "%s/store.db", r->directory);
	menus_write(r, "first", first, r->first);
	menus_write(r, "second", second, r->second);
	menus_write(r, "broken", broken, r->broken);
	complaints_init(&complaints);
	struct world_setup setup = {.menus = r->first, .dialplan = "dialplans/kyrgyzstan.yaml", .store = r->store, .profile = "standard",
		.unix_ms = INT64_C(1795406400000)};
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
	menus_remove(r->first);
	menus_remove(r->second);
	menus_remove(r->broken);
	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
		snprintf(path, sizeof path, "%s%s", r->store, rests[i]);
		unlink(path);
	}
	rmdir(r->directory);
	free(r);
	return 0;
}

/* ---- words ---- */

static void reload(struct rig *r, const char *menus, bool good)
{
	struct complaints complaints;
	complaints_init(&complaints);
	assert_int_equal(world_reload(r->world, menus, &complaints), good);
	assert_int_equal(complaints.errors > 0, !good);
	assert_true(good || menus != r->broken || complaints.list[0].line > 0);
	complaints_fini(&complaints);
	world_settle(r->world);
}

static void dial(struct rig *r, const char *phone)
{
	network_dial(world_network(r->world), phone, "*500#");
	world_settle(r->world);
}

static void type(struct rig *r, const char *phone, const char *text)
{
	assert_true(network_type(world_network(r->world), phone, text));
	world_settle(r->world);
}

static void text(struct rig *r, const char *phone, const char *words)
{
	network_text(world_network(r->world), phone, "500", words, &(struct network_way){.count = 0});
	world_settle(r->world);
}

static void shows(const char *screen, const char *words)
{
	if (!strstr(screen, words))
		fail_msg("'%s' was expected in: %s", words, screen);
}

/* "2:0 1:17 ": each version that is held, with its callers. */
static void version_add(void *context, const struct menu_set *menus, unsigned number, int64_t loaded_unix_ms, size_t callers)
{
	char *out = context;
	assert_non_null(menus);
	assert_true(loaded_unix_ms >= INT64_C(1795406400000));
	sprintf(out + strlen(out), "%u:%zu ", number, callers);
}

static void holds(struct rig *r, const char *versions)
{
	char out[256] = "";
	gateway_each_menus(world_gateway(r->world), version_add, out);
	assert_string_equal(out, versions);
}

/* ---- the tests ---- */

static void phone_of(size_t i, char phone[24])
{
	snprintf(phone, 24, "+99655%07zu", i);
}

/* What every `step`th of them dials (NULL) or types. */
static void all(struct rig *r, size_t from, size_t step, const char *words)
{
	char phone[24];
	size_t open = 0;
	for (size_t i = from; i < MANY; i += step) {
		phone_of(i, phone);
		if (!words)
			network_dial(world_network(r->world), phone, "*500#");
		else
			assert_true(network_type(world_network(r->world), phone, words));
		if (++open % AT_ONCE == 0)
			world_settle(r->world);
	}
	world_settle(r->world);
}

/* Half stand where the language is asked, a quarter each on two more screens. */
static void test_ten_thousand_calls(void **state)
{
	struct rig *r = *state;
	all(r, 0, 1, NULL);
	assert_int_equal(r->others, MANY);
	all(r, 0, 2, "1");
	all(r, 0, 4, "1");
	assert_int_equal(gateway_figures(world_gateway(r->world)).dialogs, MANY);
	holds(r, "1:10000 ");
	reload(r, r->second, true);
	holds(r, "2:0 1:10000 ");
	assert_int_equal(gateway_figures(world_gateway(r->world)).dialogs, MANY);
	assert_int_equal(r->ended, 0);

	r->screens[0] = r->others = 0;
	all(r, 1, 2, "1");
	all(r, 1, 2, "1");
	all(r, 2, 4, "1");
	assert_int_equal(r->screens[0], MANY + MANY / 4);
	holds(r, "2:0 1:10000 ");
	all(r, 0, 1, "1");
	assert_int_equal(r->screens[0], 2 * MANY + MANY / 4);
	assert_int_equal(r->screens[1], 0);
	assert_int_equal(r->others, 0);
	assert_int_equal(r->ended, MANY);
	assert_int_equal(gateway_figures(world_gateway(r->world)).timed_out, 0);
	holds(r, "2:0 ");
	dial(r, "+996550000001");
	shows(r->screen, "Экинчи");
	holds(r, "2:1 ");
}

static void test_who_dials_anew_has_the_newest(void **state)
{
	struct rig *r = *state;
	dial(r, "+996555000001");
	type(r, "+996555000001", "1");
	type(r, "+996555000001", "1");
	shows(r->screen, "Биринчи үй");
	network_hang_up(world_network(r->world), "+996555000001");
	world_settle(r->world);
	reload(r, r->second, true);
	holds(r, "2:0 1:1 ");
	dial(r, "+996555000001");
	shows(r->screen, "Улантуу");
	holds(r, "2:1 ");
	type(r, "+996555000001", "1");
	shows(r->screen, "Экинчи үй");
	type(r, "+996555000001", "2");
	shows(r->screen, "Экинчи бүттү");
	holds(r, "2:0 ");
}

/* The offer was shown by one version, and is answered when there is another. */
static void test_offer_is_of_its_version(void **state)
{
	struct rig *r = *state;
	for (int i = 0; i < 2; i++) {
		char phone[24];
		phone_of((size_t)i, phone);
		dial(r, phone);
		type(r, phone, "1");
		type(r, phone, "1");
		network_hang_up(world_network(r->world), phone);
		dial(r, phone);
		shows(r->screen, "Улантуу");
	}
	reload(r, r->second, true);
	type(r, "+996550000000", "1");
	shows(r->screen, "Биринчи үй");
	holds(r, "2:0 1:2 ");
	type(r, "+996550000001", "2");
	shows(r->screen, "Экинчи");
	holds(r, "2:1 1:1 ");
}

static void test_broken_menus_are_refused(void **state)
{
	struct rig *r = *state;
	dial(r, "+996555000001");
	type(r, "+996555000001", "1");
	reload(r, r->broken, false);
	holds(r, "1:1 ");
	type(r, "+996555000001", "2");
	shows(r->screen, "Биринчи жол");
	dial(r, "+996555000001");
	shows(r->screen, "Биринчи");
	reload(r, "/nowhere", false);
	holds(r, "1:1 ");
}

static void test_snapshot_comes_back_in_the_newest(void **state)
{
	struct rig *r = *state;
	dial(r, "+996555000001");
	type(r, "+996555000001", "1");
	type(r, "+996555000001", "1");
	network_hang_up(world_network(r->world), "+996555000001");
	world_wait(r->world, 2000);
	reload(r, r->second, true);
	assert_true(world_restart(r->world));
	holds(r, "1:0 ");
	dial(r, "+996555000001");
	type(r, "+996555000001", "1");
	shows(r->screen, "Экинчи үй");
}

static void test_sms_are_read_by_what_was_shown(void **state)
{
	struct rig *r = *state;
	text(r, "+996555000001", "МЕНЮ");
	text(r, "+996555000001", "1");
	shows(r->sms, "Биринчи");
	reload(r, r->second, true);
	holds(r, "2:0 1:1 ");
	text(r, "+996555000001", "1");
	shows(r->sms, "Биринчи үй");
	text(r, "+996555000001", "МЕНЮ");
	holds(r, "2:1 ");
}

static void disk(bool full)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = full ? 4096 : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Begun anew in the newest, and put back into the one before since nothing could be kept. */
static void test_undone_step_leads_back_into_its_version(void **state)
{
	struct rig *r = *state;
	text(r, "+996555000001", "МЕНЮ");
	text(r, "+996555000001", "1");
	reload(r, r->second, true);
	signal(SIGXFSZ, SIG_IGN);
	disk(true);
	text(r, "+996555000001", "МЕНЮ");
	disk(false);
	assert_int_equal(r->refused, 1);
	holds(r, "2:0 1:1 ");
	text(r, "+996555000001", "1");
	shows(r->sms, "Биринчи үй");
	network_text_again(world_network(r->world));
	world_settle(r->world);
	shows(r->sms, "Улантуу");
	holds(r, "2:1 ");
}

static void test_three_versions(void **state)
{
	struct rig *r = *state;
	dial(r, "+996555000001");
	reload(r, r->second, true);
	dial(r, "+996555000002");
	reload(r, r->first, true);
	dial(r, "+996555000003");
	holds(r, "3:1 2:1 1:1 ");
	type(r, "+996555000002", "1");
	shows(r->screen, "Экинчи");
	type(r, "+996555000002", "1");
	shows(r->screen, "Экинчи жол");
	holds(r, "3:1 1:1 ");
	world_wait(r->world, 20 * 60 * 1000);
	holds(r, "3:0 ");
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ten_thousand_calls, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_who_dials_anew_has_the_newest, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_offer_is_of_its_version, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_broken_menus_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_snapshot_comes_back_in_the_newest, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sms_are_read_by_what_was_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_undone_step_leads_back_into_its_version, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_three_versions, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
