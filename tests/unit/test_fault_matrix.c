/* What a network's faults do to people: each fault of tools/network_fault.c in each phase of a session, through the whole gateway in memory
 * (tools/world.h) under a moved clock. For two minutes the network is ill, then it recovers. Of each cell:
 *
 *	the fault was met, and no minute took more turns of the loop than TURNS_A_MINUTE: nobody runs in circles
 *	the link is bound again within a minute, and the caller has the number of an appeal within ten minutes of the fault
 *	who had begun a form is asked whether to go on with it
 *	each number that a screen or an SMS told stands in the store with the caller's words, and no appeal was lodged but by a yes
 *	an appeal by SMS whose yes the fault met is lodged, once
 *	no SMS reached its handset more often than its class allows, and each came to a final state that does not say more than happened
 *
 * A cell that cannot occur is left out, with the reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "session/session.h"
#include "store/appeals.h"
#include "store/listing.h"
#include "store/messages.h"
#include "world.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define DAY (1440 * MINUTE)
#define CALLER "996555700100"
#define ANOTHER "996555700200"
#define WRITER "996555700300"
#define ILL_MS (2 * MINUTE)
#define ILL_S 90
#define STEPS_ILL 3
#define NUMBERS 16
#define TURNS_A_MINUTE 150
#define NAME "Айбек"
#define WORDS "Паспортумду алып койду"

enum phase { CONNECTING, BINDING, IDLE, DIALOG_OPEN, SCREEN_UNANSWERED, ANSWER_TYPED, LODGING, NUMBER_SHOWN, SMS_IN_FLIGHT, RECEIPT_AWAITED, PIN_BY_SMS, UNBINDING,
	PHASES };

static const char *const phase_names[PHASES] = {"connecting", "binding", "idle, bound", "dialog open, screen shown", "screen unanswered", "answer typed",
	"appeal being lodged", "its number being shown", "SMS in flight", "receipt awaited", "a PIN by SMS on its way",
	"unbinding"};

/* An SMS of each kind of class: one that must not be said twice, one that may, one that is of no use later. */
static const enum message_class letters[] = {MESSAGE_ANSWER, MESSAGE_RECEIPT, MESSAGE_INFORMATION};
#define LETTERS (sizeof letters / sizeof *letters)

struct cell {
	struct world *world;
	struct world_line *line;
	struct network_faults *faults;
	const char *profile;
	enum network_fault fault;
	enum phase phase;
	/* what the caller's handset has shown */
	unsigned screens;
	bool last;
	char numbers[NUMBERS][9];
	size_t number_count;
	unsigned confirmed; /* how often they said yes to "send it?" */
	struct { int64_t id; unsigned copies; } letters[LETTERS];
	bool written; /* the letters are in the queue */
	uint64_t turns_most; /* of a minute */
};

/* ---- what handsets show ---- */

static void keep_numbers(struct cell *c, const char *text)
{
	for (const char *at = text; *at; at++) {
		unsigned a, b;
		int used = 0;
		if (sscanf(at, "%4u-%4u%n", &a, &b, &used) != 2 || used != 9)
			continue;
		assert_in_range(c->number_count, 0, NUMBERS - 1);
		snprintf(c->numbers[c->number_count++], sizeof c->numbers[0], "%.4s%.4s", at, at + 5);
		at += 8;
	}
}

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct cell *c = context;
	(void)octets;
	keep_numbers(c, text);
	if (strcmp(phone, CALLER) != 0)
		return;
	c->screens++;
	c->last = last;
}

static void on_sms(void *context, const char *phone, const char *text)
{
	struct cell *c = context;
	unsigned letter;
	(void)phone;
	keep_numbers(c, text);
	if (sscanf(text, "letter %u", &letter) == 1 && letter < LETTERS)
		c->letters[letter].copies++;
}

static void on_refused(void *context, const char *phone, const char *status)
{
	(void)context;
	(void)phone;
	(void)status;
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static const struct network_events events = {on_screen, on_sms, on_refused, on_bound, NULL};

/* ---- time ---- */

/* Counts the turns of each minute. */
static void pass(struct cell *c, int64_t ms)
{
	while (ms > 0) {
		int64_t some = ms < MINUTE ? ms : MINUTE;
		uint64_t before = world_turns(c->world);
		world_wait(c->world, some);
		uint64_t turns = world_turns(c->world) - before;
		c->turns_most = turns > c->turns_most ? turns : c->turns_most;
		ms -= some;
	}
}

/* ---- the caller ---- */

static const struct { const char *screen, *answer; } answers[] = {
	{"language", "1"}, {"resume", "1"}, {"home", "3"}, {"appeals", "2"}, {"appeal-where", "1"},
	{"appeal-text", WORDS}, {"appeal-name", NAME}, {"appeal-pin", "4711"},
	{"appeal-done", "1"},
};

static const char *stands(const struct cell *c)
{
	struct menu_where where;
	return gateway_where(world_gateway(c->world), CALLER, &where) ? where.screen : "";
}

/* A screen comes, or the caller waits twenty seconds in vain. */
static bool screen_comes(struct cell *c, unsigned before)
{
	world_settle(c->world);
	for (int i = 0; i < 20 && c->screens == before; i++)
		pass(c, SECOND);
	return c->screens != before;
}

static bool dial(struct cell *c)
{
	unsigned before = c->screens;
	network_hang_up(c->line->network, CALLER);
	network_dial(c->line->network, CALLER, "*500#");
	return screen_comes(c, before);
}

/* They read it first. */
static void type(struct cell *c)
{
	const char *screen = stands(c), *answer = "0";
	pass(c, SECOND);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		answer = strcmp(answers[i].screen, screen) == 0 ? answers[i].answer : answer;
	c->confirmed += strcmp(screen, "appeal-pin") == 0;
	network_type(c->line->network, CALLER, answer);
}

/* To this screen, or to the end of the call and a number, as people do it: who sees nothing dials again. */
static bool walk(struct cell *c, const char *screen)
{
	for (int i = 0; i < 40; i++) {
		unsigned before = c->screens;
		if (screen ? strcmp(stands(c), screen) == 0 && before > 0 : c->last && c->number_count > 0)
			return true;
		if (!network_in_dialog(c->line->network, CALLER) || c->screens == 0) {
			dial(c);
			continue;
		}
		type(c);
		if (!screen_comes(c, before))
			dial(c);
	}
	return false;
}

/* ---- SMS ---- */

static void write_letters(struct cell *c)
{
	for (size_t i = 0; i < LETTERS && !c->written; i++) {
		struct message m = {.message_class = letters[i], .parts = 1, .created_ms = world_now(c->world).unix_ms};
		snprintf(m.msisdn, sizeof m.msisdn, "99655580000%zu", i);
		m.text_len = (size_t)snprintf(m.text, sizeof m.text, "letter %zu", i);
		assert_int_equal(messages_add(gateway_store(world_gateway(c->world)), &m), ERR_NONE);
		c->letters[i].id = m.id;
	}
	c->written = true;
}

static void write_sms(struct cell *c, const char *text)
{
	network_text(c->line->network, WRITER, "500", text, &(struct network_way){.cut = NETWORK_UDH8});
}

/* Somebody lodges an appeal by SMS, up to the PIN, with which it is lodged. */
static void come_to_pin(struct cell *c)
{
	static const char *const texts[] = {"Салам", "1", "3", "2", "1", WORDS, NAME};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		write_sms(c, texts[i]);
		pass(c, SECOND);
	}
	assert_int_equal(c->number_count, 0);
}

static struct message_part part_of(const struct cell *c, size_t letter)
{
	struct message_part part;
	assert_int_equal(messages_part_get(gateway_store(world_gateway(c->world)), c->letters[letter].id, 0, &part), ERR_NONE);
	return part;
}

static bool letters_are_over(const struct cell *c)
{
	for (size_t i = 0; i < LETTERS; i++)
		if (!message_state_is_final(part_of(c, i).state))
			return false;
	return true;
}

static void check_letters(struct cell *c)
{
	for (int days = 0; days < 6 && !letters_are_over(c); days++)
		world_wait(c->world, days == 0 ? 60 * MINUTE : DAY);
	for (size_t i = 0; i < LETTERS; i++) {
		struct message_part part = part_of(c, i);
		const char *name = message_class_name(part.message_class);
		if (!message_state_is_final(part.state))
			fail_msg("an SMS of class %s stays %s", name, message_state_name(part.state));
		if (c->letters[i].copies > 1u + message_rule(part.message_class)->again)
			fail_msg("an SMS of class %s reached the handset %u times", name, c->letters[i].copies);
		if (part.state == MESSAGE_DELIVERED && c->letters[i].copies == 0)
			fail_msg("an SMS of class %s never came, and is called delivered", name);
		if (message_rule(part.message_class)->again > 0 && c->letters[i].copies == 0)
			fail_msg("an SMS of class %s is lost: %s", name, message_state_name(part.state));
	}
}

/* ---- the phases: how one gets there, and what happens after the fault has struck ---- */

static void enter(struct cell *c)
{
	struct moment now = world_now(c->world);
	switch (c->phase) {
	case CONNECTING:
		line_cut(c->line, now);
		break;
	case BINDING:
		line_cut(c->line, now);
		c->line->stalled = true;
		for (int i = 0; i < 100 && esme_state(c->line->esme) != ESME_BINDING; i++)
			pass(c, 100);
		assert_int_equal(esme_state(c->line->esme), ESME_BINDING);
		break;
	case IDLE:
		pass(c, 45 * SECOND);
		break;
	case DIALOG_OPEN:
		assert_true(walk(c, "appeal-text"));
		break;
	case SCREEN_UNANSWERED:
	case NUMBER_SHOWN:
		network_hold(c->line->network);
		assert_true(walk(c, c->phase == NUMBER_SHOWN ? "appeal-done" : "appeal-text"));
		break;
	case ANSWER_TYPED:
	case LODGING:
		assert_true(walk(c, c->phase == LODGING ? "appeal-pin" : "appeal-text"));
		c->line->stalled = true;
		type(c);
		break;
	case SMS_IN_FLIGHT:
		c->line->stalled = true;
		write_letters(c);
		world_settle(c->world);
		break;
	case RECEIPT_AWAITED:
		network_receipts_hold(c->line->network);
		write_letters(c);
		world_settle(c->world);
		break;
	case PIN_BY_SMS:
		come_to_pin(c);
		c->line->stalled = true;
		write_sms(c, "4711");
		c->confirmed++;
		break;
	case UNBINDING:
		pass(c, 45 * SECOND);
		c->line->stalled = true;
		line_stop(c->line, world_now(c->world));
		break;
	case PHASES:
		break;
	}
}

static void strike(struct cell *c)
{
	static const int64_t values[NETWORK_FAULTS] = {[FAULT_ACCEPT_SILENT] = ILL_S, [FAULT_BIND_REFUSE] = ILL_S, [FAULT_SLOW] = 3000,
		[FAULT_THROTTLE] = ILL_S, [FAULT_QUEUE_FULL] = ILL_S, [FAULT_FLAP] = 5, [FAULT_DROP_RESPONSE] = 1, [FAULT_CONGESTION] = 95};
	int64_t next = (int64_t)c->faults->said + 1; /* of what counts PDUs: with the next one */
	faults_set(c->faults, c->fault, values[c->fault] ? values[c->fault] : next);
	if (c->fault == FAULT_BIND_REFUSE && line_is_bound(c->line)) { /* of a bound session nothing can be refused: it is lost, and is not bound again */
		c->line->stalled = false;
		line_cut(c->line, world_now(c->world));
	}
}

static void let_go(struct cell *c)
{
	c->line->stalled = false;
	network_release(c->line->network, ESME_ROK);
	if (!c->line->stopping)
		write_letters(c);
	world_settle(c->world);
}

/* The caller tries to go on, and others call. */
static void be_ill(struct cell *c)
{
	for (int i = 0; i < STEPS_ILL && network_is_bound(c->line->network); i++) {
		unsigned before = c->screens;
		if (!network_in_dialog(c->line->network, CALLER) || c->screens == 0) {
			dial(c);
			continue;
		}
		type(c);
		screen_comes(c, before);
	}
	for (int64_t ms = 0; ms < ILL_MS; ms += ILL_MS / 4) {
		if (network_is_bound(c->line->network)) {
			network_hang_up(c->line->network, ANOTHER);
			network_dial(c->line->network, ANOTHER, "*500#");
		}
		pass(c, ILL_MS / 4);
	}
}

static void recover(struct cell *c)
{
	faults_clear(c->faults, c->fault);
	line_start(c->line, world_now(c->world));
	write_letters(c);
	pass(c, MINUTE);
	if (!line_is_bound(c->line))
		fail_msg("a minute after the network recovered the link is %s", esme_state_name(esme_state(c->line->esme)));
	network_receipts_release(c->line->network);
	network_text_again(c->line->network);
	world_settle(c->world);
}

/* ---- the cell ---- */

static void check_form(struct cell *c)
{
	bool begun = c->phase == DIALOG_OPEN || c->phase == SCREEN_UNANSWERED || c->phase == ANSWER_TYPED || c->phase == LODGING;
	bool over = c->last && c->number_count > 0; /* they came to the end in spite of it */
	assert_true(dial(c));
	if (begun && !over && strcmp(stands(c), "resume") != 0)
		fail_msg("who was in the middle of a form is not asked to go on, but sees '%s'", stands(c));
}

static void check_numbers(struct cell *c)
{
	struct store *store = gateway_store(world_gateway(c->world));
	struct listing_wish wish = {.status = "", .restricted = true, .after = "", .most = LISTING_MOST};
	struct listing_row rows[LISTING_MOST];
	struct appeal appeal;
	char next[LISTING_CURSOR];
	size_t count = 0;
	for (size_t i = 0; i < c->number_count; i++) {
		if (appeals_get(store, c->numbers[i], &appeal) != ERR_NONE)
			fail_msg("the number %s was told, and no such appeal is in the store", c->numbers[i]);
		if (strcmp(appeal.text, WORDS) != 0 || strcmp(appeal.name, NAME) != 0)
			fail_msg("the appeal says '%s: %s', which its caller did not", appeal.name, appeal.text);
	}
	assert_int_equal(listing_appeals(store, &wish, world_now(c->world).unix_ms, rows, &count, next), ERR_NONE);
	if (count > c->confirmed || (c->phase == PIN_BY_SMS && count != c->confirmed))
		fail_msg("%zu appeals were lodged by %u times yes", count, c->confirmed);
}

static void check_counters(const struct cell *c)
{
	const struct esme_counters *counters = esme_counters(c->line->esme);
	bool heard = c->phase != UNBINDING; /* with unbind_resp the session is over, and what follows it is not read */
	if (c->fault == FAULT_ANSWER_UNASKED || (c->fault == FAULT_ANSWER_TWICE && heard))
		assert_true(counters->unexpected > 0);
	if (c->fault == FAULT_RECEIPT_UNKNOWN)
		assert_true(gateway_figures(world_gateway(c->world)).receipts_unmatched > 0);
	if (c->fault == FAULT_MALFORMED || (c->fault == FAULT_GARBAGE && heard))
		assert_true(counters->malformed > 0);
	if (c->turns_most > TURNS_A_MINUTE)
		fail_msg("a minute took %llu turns", (unsigned long long)c->turns_most);
}

static void open_world(struct cell *c)
{
	struct complaints complaints;
	struct world_setup setup = {.menus = "menus", .dialplan = "dialplans/kyrgyzstan.yaml", .store = ":memory:", .profile = c->profile,
		.unix_ms = WORLD_BEGINS_MS, .enquire_ms = 30 * SECOND};
	complaints_init(&complaints);
	c->world = world_new(&setup, &events, c, &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	assert_non_null(c->world);
	c->line = world_line(c->world, 0);
	c->faults = network_faults(c->line->network);
	assert_true(line_is_bound(c->line));
	network_receipts(c->line->network, receipt_habit_find("on"));
}

static const struct left_out { enum network_fault fault; unsigned phases; const char *reason; } left_out[] = {
	{FAULT_THROTTLE, 1u << CONNECTING | 1u << BINDING | 1u << UNBINDING, "no SMS is on its way before the session is bound, nor once it ends"},
	{FAULT_THROTTLE, 1u << RECEIPT_AWAITED, "the network has taken the SMS already"},
	{FAULT_QUEUE_FULL, 1u << RECEIPT_AWAITED, "the network has taken the SMS already"},
	{FAULT_QUEUE_FULL, 1u << CONNECTING | 1u << BINDING | 1u << UNBINDING, "no SMS is on its way before the session is bound, nor once it ends"},
	{FAULT_DROP_RESPONSE, 1u << CONNECTING | 1u << BINDING | 1u << UNBINDING, "nothing that is sent waits for its response then"},
	{FAULT_REPEAT_SEQUENCE, 1u << CONNECTING | 1u << BINDING | 1u << UNBINDING, "the network asks nothing then"},
	{FAULT_DELIVER_TWICE, 1u << CONNECTING | 1u << BINDING | 1u << UNBINDING, "the network delivers nothing then"},
	{FAULT_RECEIPT_UNKNOWN, 1u << CONNECTING | 1u << BINDING | 1u << UNBINDING, "the network delivers nothing then"},
	{FAULT_NO_ENQUIRE_ANSWER, 1u << CONNECTING | 1u << BINDING | 1u << UNBINDING, "enquire_link is asked on bound sessions alone"},
	{FAULT_BIND_REFUSE, 1u << UNBINDING, "whoever stops a network binds no more"},
	{FAULT_CONGESTION, 1u << UNBINDING, "an unbind_resp has no TLV"},
};

static const char *why_left_out(enum network_fault fault, enum phase phase)
{
	for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
		if (left_out[i].fault == fault && left_out[i].phases >> phase & 1)
			return left_out[i].reason;
	return NULL;
}

static void play(void **state)
{
	struct cell *c = *state;
	open_world(c);
	enter(c);
	int64_t struck_ms = world_now(c->world).mono_ms;
	strike(c);
	let_go(c);
	be_ill(c);
	if (!faults_were_met(c->faults, c->fault))
		fail_msg("this fault was not met in this phase: leave the cell out, with the reason");
	recover(c);
	check_form(c);
	if (!walk(c, NULL))
		fail_msg("the caller came no further than '%s'", stands(c));
	assert_in_range(world_now(c->world).mono_ms - struck_ms, 0, SESSION_RESUME_MS);
	check_letters(c);
	check_numbers(c);
	check_counters(c);
	world_free(c->world);
	c->world = NULL;
}

static int drop(void **state)
{
	struct cell *c = *state;
	world_free(c->world); /* of one that failed */
	c->world = NULL;
	return 0;
}

/* In a minute of a network that is not there at all the processor has next to nothing to do. */
static void dead_minute(void **state)
{
	struct cell c = {.profile = "standard"};
	struct timespec before, after;
	(void)state;
	open_world(&c);
	c.line->away = true;
	line_cut(c.line, world_now(c.world));
	write_letters(&c);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	pass(&c, MINUTE);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	int64_t ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	print_message("# %lld ms of the processor, %llu turns, %llu attempts\n", (long long)ms, (unsigned long long)c.turns_most,
		(unsigned long long)c.line->connects);
	assert_in_range(c.turns_most, 1, TURNS_A_MINUTE);
	world_free(c.world);
}

#define CELLS (NETWORK_FAULTS * PHASES)

/* The standard profile; with LONG set each of them. */
int main(void)
{
	static const char *const profiles[] = {"standard", "plain", "tata", "6d", "mica", "comverse", "huawei"};
	enum { ALL = sizeof profiles / sizeof *profiles * CELLS };
	static struct cell cells[ALL];
	static char names[ALL][96];
	static struct CMUnitTest tests[ALL + 1];
	size_t count = 0;
	for (int at = 0; at < (getenv("LONG") ? ALL : CELLS); at++) {
		const char *profile = profiles[at / CELLS];
		int fault = at % CELLS / PHASES, phase = at % PHASES;
		const char *reason = why_left_out((enum network_fault)fault, (enum phase)phase);
		snprintf(names[count], sizeof names[0], "%s: %s: %s", profile, network_fault_rows[fault].name, phase_names[phase]);
		if (reason) {
			printf("# left out: %s: %s\n", names[count], reason);
			continue;
		}
		cells[count] = (struct cell){.profile = profile, .fault = (enum network_fault)fault, .phase = (enum phase)phase};
		tests[count] = (struct CMUnitTest){names[count], play, NULL, drop, &cells[count]};
		count++;
	}
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(dead_minute);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("fault_matrix", tests, count, NULL, NULL);
}
