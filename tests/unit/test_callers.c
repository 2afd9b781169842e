/* One caller's trouble is nobody else's: the whole gateway in memory (tools/world.h). Two callers' answers come in one read, and one of them asks for
 * what an editor has taken away meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "small_menus.h"
#include "world.h"

#define ONE "+996555100001"
#define OTHER "+996555100002"

#define SCREENS \
	"  home:\n" \
	"    kind: choices\n" \
	"    text: {ky: Башы, ru: Начало}\n" \
	"    choices:\n" \
	"      - {text: {ky: Кат, ru: Письмо}, to: topics}\n" \
	"  topics: {kind: list, text: {ky: Тема, ru: Тема}, from: topic, to: words}\n" \
	"  words: {kind: input, text: {ky: Жазыңыз, ru: Пишите}, ask: words, keep: text, set: {anonymous: no}, to: pin}\n" \
	"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, to: sure}\n" \
	"  sure:\n" \
	"    kind: confirm\n" \
	"    text: {ky: \"Жөнөтөбү: {text}\", ru: \"Отправить: {text}\"}\n" \
	"    yes: {do: appeal.lodge, then: {named: done}}\n" \
	"    no: {to: home}\n" \
	"  done: {kind: end, text: {ky: \"Номери {number}\", ru: \"Номер {number}\"}}\n"
#define TOPICS \
	"tables:\n" \
	"  topic:\n" \
	"    - {key: road, name: {ky: Жол, ru: Дорога}}\n"

/* The same with every screen under another name, and one more question between. */
#define RENAMED \
	"  home:\n" \
	"    kind: choices\n" \
	"    text: {ky: Башы, ru: Начало}\n" \
	"    choices:\n" \
	"      - {text: {ky: Кат, ru: Письмо}, to: letter-topics}\n" \
	"  letter-topics: {kind: list, text: {ky: Тема, ru: Тема}, from: topic, to: letter-words}\n" \
	"  letter-words: {kind: input, text: {ky: Жазыңыз, ru: Напишите}, ask: words, keep: text, set: {anonymous: no}, to: letter-pin}\n" \
	"  letter-pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, to: letter-sure}\n" \
	"  letter-sure:\n" \
	"    kind: confirm\n" \
	"    text: {ky: \"Баргын: {text}\", ru: \"Послать: {text}\"}\n" \
	"    yes: {do: appeal.lodge, then: {named: letter-done}}\n" \
	"    no: {to: home}\n" \
	"  letter-done: {kind: end, text: {ky: \"Номери {number}\", ru: \"Номер {number}\"}}\n"
/* It is lodged as soon as there is a PIN: the question whether to send it is gone. */
#define UNASKED \
	"  home:\n" \
	"    kind: choices\n" \
	"    text: {ky: Башы, ru: Начало}\n" \
	"    choices:\n" \
	"      - {text: {ky: Кат, ru: Письмо}, to: topics}\n" \
	"  topics: {kind: list, text: {ky: Тема, ru: Тема}, from: topic, to: words}\n" \
	"  words: {kind: input, text: {ky: Жазыңыз, ru: Пишите}, ask: words, keep: text, set: {anonymous: no}, to: pin}\n" \
	"  pin: {kind: input, text: {ky: PIN, ru: Новый PIN}, ask: pin, keep: pin, do: appeal.lodge, then: {named: done}}\n" \
	"  done: {kind: end, text: {ky: \"Номери {number}\", ru: \"Номер {number}\"}}\n"

static const char both[] = SMALL_MENUS SCREENS TOPICS "    - {key: water, name: {ky: Суу, ru: Вода}}\n";
static const char one[] = SMALL_MENUS SCREENS TOPICS;
static const char renamed[] = SMALL_MENUS RENAMED TOPICS;
static const char unasked[] = SMALL_MENUS UNASKED TOPICS;

/* Other errands, each up to its confirm; of each table the second record goes. */
#define FACT ", source: here, verified_on: 2026-01-01, expires: 2028-01-01}"
#define RECORD(key, name) "    - {key: " key ", name: {ky: " name ", ru: " name "}"
#define ERRANDS \
	"  home:\n" \
	"    kind: choices\n" \
	"    choices:\n" \
	"      - {text: {ky: Үлүш, ru: Взнос}, pick: {offer: time}, to: projects}\n" \
	"      - {text: {ky: Чалуу, ru: Звонок}, to: helplines}\n" \
	"      - {text: {ky: Тизме, ru: Список}, to: lists}\n" \
	"      - {text: {ky: Жер, ru: Место}, pick: {topic: road}, set: {anonymous: no}, to: regions}\n" \
	"  projects: {kind: list, from: project, to: pin}\n" \
	"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, to: sure-pledge}\n" \
	"  sure-pledge: {kind: confirm, text: {ky: Макулбу?, ru: Согласны}, yes: {do: pledge.make, to: done}, no: {to: home}}\n" \
	"  helplines: {kind: list, from: helpline, to: sure-call}\n" \
	"  sure-call: {kind: confirm, text: {ky: Макулбу?, ru: Согласны}, yes: {do: callback.ask, to: done}, no: {to: home}}\n" \
	"  lists: {kind: list, from: checklist, to: sure-list}\n" \
	"  sure-list: {kind: confirm, text: {ky: Макулбу?, ru: Согласны}, yes: {do: checklist.sms, to: done}, no: {to: home}}\n" \
	"  regions: {kind: list, from: region, to: words}\n" \
	"  words: {kind: input, text: {ky: Жазыңыз, ru: Пишите}, ask: words, keep: text, to: pin-place}\n" \
	"  pin-place: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, to: sure-place}\n" \
	"  sure-place: {kind: confirm, text: {ky: Макулбу?, ru: Согласны}, yes: {do: appeal.lodge, to: done}, no: {to: home}}\n" \
	"  done: {kind: end, text: {ky: Болду, ru: Сделано}}\n" \
	"tables:\n" \
	"  topic:\n" RECORD("road", "Жол") "}\n" \
	"  offer:\n" RECORD("time", "Убакыт") "}\n"
#define TABLE(name, field, second) "  " name ":\n" RECORD("first", "Биринчи") field "}\n" second
#define ITEMS ", items: [{text: {ky: Кагаз, ru: Бумага}" FACT "]"
#define PHONE ", phone: {value: \"102\"" FACT
static const char errands[] = SMALL_MENUS ERRANDS TABLE("project", "", RECORD("gone", "Экинчи") "}\n") TABLE("region", "", RECORD("gone", "Экинчи") "}\n")
	TABLE("helpline", PHONE, RECORD("gone", "Экинчи") PHONE "}\n") TABLE("checklist", ITEMS, RECORD("gone", "Экинчи") ITEMS "}\n");
static const char fewer[] = SMALL_MENUS ERRANDS TABLE("project", "", "") TABLE("region", "", "") TABLE("helpline", PHONE, "") TABLE("checklist", ITEMS, "");

/* After a nameless appeal its number is offered by SMS, which would tie the telephone to it, and is refused. */
static const char nameless[] = SMALL_MENUS
	"  home: {kind: choices, choices: [{text: {ky: Кат, ru: Письмо}, pick: {topic: road}, set: {anonymous: yes}, to: words},\n"
	"    {text: {ky: Аты менен, ru: С именем}, pick: {topic: road}, set: {anonymous: no}, to: words}]}\n"
	"  words: {kind: input, text: {ky: Жазыңыз, ru: Пишите}, ask: words, keep: text, to: pin}\n"
	"  pin: {kind: input, text: {ky: PIN, ru: PIN}, ask: pin, keep: pin, do: appeal.lodge, then: {named: done, nameless: done}}\n"
	"  done: {kind: choices, text: {ky: \"{number}\", ru: \"Номер {number}\"}, choices: [{text: {ky: SMS, ru: SMS}, do: number.sms, then: {sent: sent}}]}\n"
	"  sent: {kind: end, text: {ky: SMS келет, ru: Отправлено}}\n" TOPICS;

#define HANDSETS 4
struct rig {
	char directory[64], store[96], menus[96];
	struct world *world;
	struct { char phone[24], screen[512], sms[1024]; } handsets[HANDSETS]; /* the last that each has seen */
	size_t refused;
};

static size_t handset(struct rig *r, const char *phone)
{
	size_t i = 0;
	phone += *phone == '+';
	while (i < HANDSETS - 1 && r->handsets[i].phone[0] && strcmp(r->handsets[i].phone, phone) != 0)
		i++;
	snprintf(r->handsets[i].phone, sizeof r->handsets[i].phone, "%s", phone);
	return i;
}

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct rig *r = context;
	(void)octets;
	(void)last;
	snprintf(r->handsets[handset(r, phone)].screen, sizeof r->handsets[0].screen, "%s", text);
}

static void on_sms(void *context, const char *phone, const char *text)
{
	struct rig *r = context;
	snprintf(r->handsets[handset(r, phone)].sms, sizeof r->handsets[0].sms, "%s", text);
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

static void menus_write(struct rig *r, const char *menus)
{
	char file[96];
	snprintf(file, sizeof file, "%s/menus/menus.yaml", r->directory);
	FILE *out = fopen(file, "w");
	assert_non_null(out);
	fputs(menus, out);
	fclose(out);
}

static int set_up(void **state)
{
	static const struct network_events events = {.screen = on_screen, .sms = on_sms, .refused = on_refused, .bound = on_bound};
	struct rig *r = calloc(1, sizeof *r);
	struct complaints complaints;
	assert_non_null(r);
	snprintf(r->directory, sizeof r->directory, "/tmp/kopuro-callers-XXXXXX");
	assert_non_null(mkdtemp(r->directory));
	snprintf(r->store, sizeof r->store, "%s/store.db", r->directory);
	snprintf(r->menus, sizeof r->menus, "%s/menus", r->directory);
	assert_int_equal(mkdir(r->menus, 0700), 0);
	menus_write(r, both);
	complaints_init(&complaints);
	struct world_setup setup = {.menus = r->menus, .dialplan = "dialplans/kyrgyzstan.yaml", .store = r->store, .profile = "standard",
		.unix_ms = WORLD_BEGINS_MS};
	r->world = world_new(&setup, &events, r, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(r->world);
	world_language(r->world, ONE, "ru");
	world_language(r->world, OTHER, "ru");
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const rests[] = {"/store.db", "/store.db-wal", "/store.db-shm", "/menus/menus.yaml"};
	struct rig *r = *state;
	char path[128];
	world_free(r->world);
	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
		snprintf(path, sizeof path, "%s%s", r->directory, rests[i]);
		unlink(path);
	}
	rmdir(r->menus);
	rmdir(r->directory);
	free(r);
	return 0;
}

/* ---- words ---- */

static void reload(struct rig *r, const char *menus)
{
	struct complaints complaints;
	menus_write(r, menus);
	complaints_init(&complaints);
	bool good = world_reload(r->world, r->menus, &complaints);
	if (!good)
		complaints_print(&complaints, stderr);
	assert_true(good);
	complaints_fini(&complaints);
	world_settle(r->world);
}

static void dial(struct rig *r, const char *phone)
{
	network_dial(world_network(r->world), phone, "*500#");
	world_settle(r->world);
}

/* On its way, and read with whatever else is. */
static void press(struct rig *r, const char *phone, const char *text)
{
	assert_true(network_type(world_network(r->world), phone, text));
}

static void type(struct rig *r, const char *phone, const char *text)
{
	press(r, phone, text);
	world_settle(r->world);
}

static void shows(struct rig *r, const char *phone, const char *words)
{
	const char *screen = r->handsets[handset(r, phone)].screen;
	if (!strstr(screen, words))
		fail_msg("'%s' was expected in: %s", words, screen);
}

static void store_holds(struct rig *r)
{
	struct gateway_figures figures = gateway_figures(world_gateway(r->world));
	assert_false(figures.store_failing);
	assert_int_equal(figures.commit_failures, 0);
	assert_int_equal(r->refused, 0);
}

/* Up to the question whether to send it, about water. */
static void fill(struct rig *r, const char *phone, const char *topic, const char *words)
{
	dial(r, phone);
	type(r, phone, "1");
	type(r, phone, topic);
	type(r, phone, words);
	type(r, phone, "4711");
	shows(r, phone, "Отправить");
}

/* ---- the tests ---- */

/* A form is parked; its topic goes; "yes" comes in one read with another caller's. */
static void test_a_removed_topic_is_one_callers_trouble(void **state)
{
	struct rig *r = *state;
	fill(r, ONE, "2", "нет воды");
	network_hang_up(world_network(r->world), ONE);
	world_settle(r->world);
	reload(r, one);
	fill(r, OTHER, "1", "яма");
	dial(r, ONE);
	type(r, ONE, "1");
	shows(r, ONE, "нет воды");
	uint64_t turns = world_turns(r->world);
	press(r, OTHER, "1");
	press(r, ONE, "1");
	world_settle(r->world);
	assert_true(world_turns(r->world) > turns);
	shows(r, OTHER, "Номер ");
	shows(r, ONE, "1 Дорога"); /* led back to choose again, */
	type(r, ONE, "1");
	shows(r, ONE, "Отправить: нет воды"); /* and what was typed is there */
	type(r, ONE, "1");
	shows(r, ONE, "Номер ");
	store_holds(r);
}

static void text(struct rig *r, const char *phone, const char *words)
{
	network_text(world_network(r->world), phone, "500", words, &(struct network_way){.count = 0});
}

static void told(struct rig *r, const char *phone, const char *words)
{
	const char *sms = r->handsets[handset(r, phone)].sms;
	if (!strstr(sms, words))
		fail_msg("'%s' was expected in: %s", words, sms);
}

static void fill_by_sms(struct rig *r, const char *phone, const char *topic, const char *words)
{
	const char *const all[] = {"меню", "1", topic, words, "4711"};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		text(r, phone, all[i]);
		world_settle(r->world);
	}
	told(r, phone, "Отправить");
}

static void test_so_it_is_by_sms(void **state)
{
	struct rig *r = *state;
	fill_by_sms(r, ONE, "2", "нет воды");
	reload(r, one);
	fill_by_sms(r, OTHER, "1", "яма");
	text(r, ONE, "меню");
	world_settle(r->world);
	text(r, ONE, "1");
	world_settle(r->world);
	told(r, ONE, "нет воды");
	text(r, OTHER, "1");
	text(r, ONE, "1");
	world_settle(r->world);
	told(r, OTHER, "Номер ");
	told(r, ONE, "1 Дорога");
	text(r, ONE, "1");
	world_settle(r->world);
	told(r, ONE, "Отправить: нет воды");
	text(r, ONE, "1");
	world_settle(r->world);
	told(r, ONE, "Номер ");
	store_holds(r);
}

/* The same of every other action with a confirm before it; a region is none that an appeal needs, but it was chosen. */
static void test_other_errands(void **state)
{
	static const char *const keys[][5] = {{"1", "2", "4711"}, {"2", "2"}, {"3", "2"}, {"4", "2", "сөздөр", "4711"}};
	struct rig *r = *state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		reload(r, errands);
		dial(r, ONE);
		for (size_t j = 0; keys[i][j]; j++)
			type(r, ONE, keys[i][j]);
		shows(r, ONE, "Согласны");
		network_hang_up(world_network(r->world), ONE);
		world_settle(r->world);
		reload(r, fewer);
		dial(r, OTHER);
		type(r, OTHER, "1");
		type(r, OTHER, "1");
		type(r, OTHER, "4711");
		dial(r, ONE);
		type(r, ONE, "1");
		shows(r, ONE, "Согласны");
		press(r, OTHER, "1");
		press(r, ONE, "1");
		world_settle(r->world);
		shows(r, OTHER, "Сделано");
		shows(r, ONE, "1 Биринчи");
		type(r, ONE, "1");
		shows(r, ONE, "Согласны");
		type(r, ONE, "1");
		shows(r, ONE, "Сделано");
		store_holds(r);
	}
}

static int64_t snapshots(struct rig *r)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(r->store, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT COUNT(*) FROM snapshots", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return count;
}

/* What an action refuses by itself is that caller's, too; and what is undone makes nobody of no name known again. */
static void test_a_refused_action_leaves_no_trace_of_the_nameless(void **state)
{
	struct rig *r = *state;
	reload(r, nameless);
	dial(r, ONE);
	dial(r, OTHER);
	type(r, ONE, "1");
	type(r, OTHER, "2");
	type(r, ONE, "сөздөр");
	type(r, OTHER, "сөздөр");
	type(r, ONE, "4711");
	shows(r, ONE, "Номер ");
	press(r, OTHER, "4711");
	press(r, ONE, "1");
	world_settle(r->world);
	shows(r, OTHER, "Номер ");
	shows(r, ONE, "Позже");
	store_holds(r);
	network_hang_up(world_network(r->world), OTHER);
	world_settle(r->world);
	world_wait(r->world, 5000);
	assert_int_equal(snapshots(r), 1); /* of the other */
}

/* ---- screens ---- */

/* Where the call broke off, in other menus. */
static void go_on(struct rig *r, const char *menus)
{
	network_hang_up(world_network(r->world), ONE);
	world_settle(r->world);
	reload(r, menus);
	dial(r, ONE);
	shows(r, ONE, "1 Дальше");
	type(r, ONE, "1");
}

static void test_a_renamed_screen_keeps_what_was_typed(void **state)
{
	struct rig *r = *state;
	fill(r, ONE, "1", "яма на дороге");
	go_on(r, renamed);
	shows(r, ONE, "Послать: яма на дороге");
	type(r, ONE, "1");
	shows(r, ONE, "Номер ");
	store_holds(r);
}

/* Both at once: other names, and the topic is gone. */
static void test_a_renamed_screen_and_a_removed_topic(void **state)
{
	struct rig *r = *state;
	fill(r, ONE, "2", "нет воды");
	go_on(r, renamed);
	shows(r, ONE, "Послать: нет воды");
	type(r, ONE, "1");
	shows(r, ONE, "1 Дорога");
	type(r, ONE, "1");
	shows(r, ONE, "Послать: нет воды");
	type(r, ONE, "1");
	shows(r, ONE, "Номер ");
	store_holds(r);
}

static void test_a_removed_screen_leads_to_the_nearest(void **state)
{
	struct rig *r = *state;
	fill(r, ONE, "1", "яма на дороге");
	go_on(r, unasked);
	shows(r, ONE, "Новый PIN");
	type(r, ONE, "4711");
	shows(r, ONE, "Номер ");
	store_holds(r);
}

/* A restart in between: the menus that a snapshot was written in are no more. */
static void test_so_it_is_after_a_restart(void **state)
{
	struct rig *r = *state;
	fill(r, ONE, "2", "нет воды");
	network_hang_up(world_network(r->world), ONE);
	world_settle(r->world);
	menus_write(r, renamed);
	assert_true(world_restart(r->world));
	dial(r, ONE);
	type(r, ONE, "1");
	shows(r, ONE, "Послать: нет воды");
	type(r, ONE, "1");
	shows(r, ONE, "1 Дорога");
	type(r, ONE, "1");
	type(r, ONE, "1");
	shows(r, ONE, "Номер ");
	store_holds(r);
}

/* ---- what a reload touches ---- */

static void touches(struct rig *r, const char *menus, size_t open, size_t parked)
{
	reload(r, menus);
	assert_int_equal(world_touched(r->world).open, open);
	assert_int_equal(world_touched(r->world).parked, parked);
}

static void test_a_reload_counts_the_forms_that_it_touches(void **state)
{
	struct rig *r = *state;
	touches(r, both, 0, 0);
	fill(r, ONE, "2", "нет воды");
	fill(r, OTHER, "1", "яма");
	touches(r, both, 0, 0);
	touches(r, one, 1, 0); /* the topic of the one is gone */
	network_hang_up(world_network(r->world), ONE);
	world_settle(r->world);
	touches(r, one, 0, 1); /* and is that of a parked form */
	touches(r, renamed, 1, 1);
	type(r, OTHER, "1"); /* an open form ends on the menus that it began with */
	shows(r, OTHER, "Номер ");
	store_holds(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_removed_topic_is_one_callers_trouble, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_so_it_is_by_sms, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_errands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_refused_action_leaves_no_trace_of_the_nameless, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_renamed_screen_keeps_what_was_typed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_renamed_screen_and_a_removed_topic, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_removed_screen_leads_to_the_nearest, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_so_it_is_after_a_restart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_reload_counts_the_forms_that_it_touches, set_up, tear_down),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
